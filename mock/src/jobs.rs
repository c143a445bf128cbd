//! The jobs that the server remembers, bounded in number and bytes.
//! Written and read by `hosts::queue`.

use std::collections::{HashMap, VecDeque};

use crate::job::Job;

/// Bytes of answers that are kept in all; the newest job is kept whatever its size.
const MAX_BYTES: usize = 64 << 20;

pub(crate) struct Jobs {
    jobs: HashMap<String, Job>,
    /// Ids, oldest first.
    order: VecDeque<String>,
    bytes: usize,
    most: usize,
}

impl Jobs {
    pub(crate) fn new(most: usize) -> Self {
        Self { jobs: HashMap::new(), order: VecDeque::new(), bytes: 0, most }
    }

    pub(crate) fn add(&mut self, job: Job) {
        let size = job.answered.body.len();
        while !self.order.is_empty() && (self.order.len() >= self.most || self.bytes + size > MAX_BYTES) {
            self.forget_one();
        }
        self.bytes += size;
        self.order.push_back(job.id.clone());
        self.jobs.insert(job.id.clone(), job);
    }

    /// The job with that id, if it belongs to the app.
    pub(crate) fn get(&mut self, app: &str, id: &str) -> Option<&mut Job> {
        self.jobs.get_mut(id).filter(|job| job.app == app)
    }

    /// How many requests of normal priority wait that go before a job, which is none where it has that priority itself.
    pub(crate) fn ahead_of(&self, job: &Job) -> u32 {
        let waits = |other: &&Job| !other.is_low && other.endpoint == job.endpoint && other.waits();
        if job.is_low { u32::try_from(self.jobs.values().filter(waits).count()).unwrap_or(u32::MAX) } else { 0 }
    }

    /// The same for a job with that id.
    pub(crate) fn ahead(&self, id: &str) -> u32 {
        self.jobs.get(id).map_or(0, |job| self.ahead_of(job))
    }

    /// How many requests for an endpoint wait.
    pub(crate) fn waiting(&self, endpoint: &str) -> usize {
        let waits = |job: &&Job| job.endpoint == endpoint && job.waits();
        self.jobs.values().filter(waits).count()
    }

    /// Forgets the oldest finished job, or the oldest one when none is finished.
    fn forget_one(&mut self) {
        let finished = |id: &String| self.jobs.get(id).is_none_or(|job| job.phase().is_over());
        let place = self.order.iter().position(finished).unwrap_or(0);
        if let Some(job) = self.order.remove(place).and_then(|id| self.jobs.remove(&id)) {
            self.bytes -= job.answered.body.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Answered;
    use crate::options::Pace;

    #[test]
    fn large_answers_push_older_jobs_out() {
        let mut jobs = Jobs::new(100);
        for index in 0..10 {
            let answered = Answered::of_size(MAX_BYTES / 4);
            jobs.add(Job::new(format!("{index}"), "acme/paint".to_owned(), answered, Pace::default()));
        }
        let kept: Vec<_> = (0..10).filter(|index| jobs.get("acme/paint", &format!("{index}")).is_some()).collect();
        assert_eq!(kept, [6, 7, 8, 9]);
        assert_eq!(jobs.bytes, MAX_BYTES);
    }
}
