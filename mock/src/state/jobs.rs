//! The jobs that the server keeps, bounded in number and bytes.

use std::collections::{HashMap, VecDeque};

use super::job::Job;

/// Most bytes of results that are kept; the newest job is kept whatever its size.
const MAX_BYTES: usize = 64 << 20;

pub(crate) struct Jobs {
    jobs: HashMap<String, Job>,
    /// Ids, oldest first.
    order: VecDeque<String>,
    bytes: usize,
    max_jobs: usize,
}

impl Jobs {
    pub(crate) fn new(max_jobs: usize) -> Self {
        Self { jobs: HashMap::new(), order: VecDeque::new(), bytes: 0, max_jobs }
    }

    pub(crate) fn add(&mut self, job: Job) {
        let size = job.outcome.body.len();
        while !self.order.is_empty() && (self.order.len() >= self.max_jobs || self.bytes + size > MAX_BYTES) {
            self.remove_one();
        }
        self.bytes += size;
        self.order.push_back(job.id.clone());
        self.jobs.insert(job.id.clone(), job);
    }

    /// The job with that id, if it belongs to that app.
    pub(crate) fn get(&mut self, app: &str, id: &str) -> Option<&mut Job> {
        self.jobs.get_mut(id).filter(|job| job.app == app)
    }

    /// How many queued requests of normal priority go before a job of low priority. None go before one of normal priority.
    pub(crate) fn ahead_of(&self, job: &Job) -> u32 {
        let is_ahead = |other: &&Job| !other.is_low_priority && other.endpoint == job.endpoint && other.is_queued();
        if job.is_low_priority {
            u32::try_from(self.jobs.values().filter(is_ahead).count()).unwrap_or(u32::MAX)
        } else {
            0
        }
    }

    /// The same for the job with that id.
    pub(crate) fn ahead(&self, id: &str) -> u32 {
        self.jobs.get(id).map_or(0, |job| self.ahead_of(job))
    }

    /// How many requests for an endpoint are queued.
    pub(crate) fn queued(&self, endpoint: &str) -> usize {
        let is_queued = |job: &&Job| job.endpoint == endpoint && job.is_queued();
        self.jobs.values().filter(is_queued).count()
    }

    /// Removes the oldest finished job, or the oldest one when none is finished.
    fn remove_one(&mut self) {
        let finished = |id: &String| self.jobs.get(id).is_none_or(|job| job.phase().is_over());
        let index = self.order.iter().position(finished).unwrap_or(0);
        if let Some(job) = self.order.remove(index).and_then(|id| self.jobs.remove(&id)) {
            self.bytes -= job.outcome.body.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Pace;
    use crate::outcome::Outcome;

    #[test]
    fn large_results_push_older_jobs_out() {
        let mut jobs = Jobs::new(100);
        for index in 0..10 {
            let outcome = Outcome::new(hyper::StatusCode::OK, vec![b' '; MAX_BYTES / 4]);
            jobs.add(Job::new(format!("{index}"), "acme/paint".to_owned(), outcome, Pace::default()));
        }
        let kept: Vec<_> = (0..10).filter(|index| jobs.get("acme/paint", &format!("{index}")).is_some()).collect();
        assert_eq!(kept, [6, 7, 8, 9]);
        assert_eq!(jobs.bytes, MAX_BYTES);
    }
}
