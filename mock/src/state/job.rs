//! `Job`: a request in the queue and its progress.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::options::Pace;
use crate::outcome::Outcome;

/// Most log lines of a job, beside the first.
const MAX_STEPS: u32 = 100;

/// Log lines of a job that takes real time, beside the first.
const CLOCK_STEPS: u32 = 4;

#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    /// Owner and alias, with the namespace where there is one.
    pub(crate) app: String,
    /// The endpoint id of the request.
    pub(crate) endpoint: String,
    /// The response of the model, which is the result once the job has completed.
    pub(crate) outcome: Outcome,
    /// Where a fault rule stalls the job.
    pub(crate) stall: StallPoint,
    /// Whether requests of normal priority go first.
    pub(crate) is_low_priority: bool,
    /// How long the job may wait for its start.
    pub(crate) start_timeout: Option<Duration>,
    pace: Pace,
    created: Timestamp,
    started: Instant,
    polls: u32,
    /// How many log lines there were when the job was cancelled.
    cancelled: Option<u32>,
}

/// Where a fault rule stalls a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StallPoint {
    None,
    BeforeStart,
    BeforeCompletion,
}

/// Message and type of the error of a cancelled request.
pub(crate) const CANCELLED: (&str, &str) = ("Request was cancelled", "client_cancelled");

/// Message and type of the error of a request that did not start in time.
const TIMED_OUT: (&str, &str) = ("Request timed out", "request_timeout");

/// The phase of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Queued {
        position: u32,
    },
    Running {
        /// From 1.
        step: u32,
    },
    Completed,
    Cancelled,
    /// The job did not start in time.
    TimedOut,
}

impl Phase {
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::TimedOut)
    }

    /// The same phase with that many more requests ahead, if the job is queued.
    pub(crate) fn behind(self, ahead: u32) -> Self {
        match self {
            Self::Queued { position } => Self::Queued { position: position.saturating_add(ahead) },
            started => started,
        }
    }
}

impl Job {
    pub(crate) fn new(id: String, app: String, outcome: Outcome, pace: Pace) -> Self {
        let (created, started) = (Timestamp::now(), Instant::now());
        Self {
            id,
            endpoint: app.clone(),
            app,
            outcome,
            stall: StallPoint::None,
            is_low_priority: false,
            start_timeout: None,
            pace,
            created,
            started,
            polls: 0,
            cancelled: None,
        }
    }

    /// The phase of the job now. Reading it does not advance the job.
    pub(crate) fn phase(&self) -> Phase {
        if self.cancelled.is_some() {
            return Phase::Cancelled;
        }
        let elapsed = self.started.elapsed();
        let phase = match self.pace {
            Pace::Polls { queued, running } => by_polls(self.polls, queued, running),
            Pace::Clock { queued, running } => by_clock(elapsed, queued, running),
        };
        if self.start_timeout.is_some_and(|timeout| elapsed >= timeout && self.waited(phase, timeout)) {
            return Phase::TimedOut;
        }
        match self.stall {
            StallPoint::BeforeStart => Phase::Queued { position: 0 },
            StallPoint::BeforeCompletion if phase == Phase::Completed => Phase::Running { step: self.steps() },
            _ => phase,
        }
    }

    /// Whether the job has not started.
    pub(crate) fn is_queued(&self) -> bool {
        matches!(self.phase(), Phase::Queued { .. })
    }

    /// Whether the job has waited that long for its start.
    fn waited(&self, phase: Phase, time: Duration) -> bool {
        self.stall == StallPoint::BeforeStart
            || match self.pace {
                Pace::Polls { .. } => matches!(phase, Phase::Queued { .. }),
                Pace::Clock { queued, .. } => queued > time,
            }
    }

    /// Message and type of the error of a job in that phase.
    pub(crate) fn error(&self, phase: Phase) -> Option<(String, Option<String>)> {
        let error = |(message, kind): (&str, &str)| Some((message.to_owned(), Some(kind.to_owned())));
        match phase {
            Phase::Completed => self.outcome.error(),
            Phase::Cancelled => error(CANCELLED),
            Phase::TimedOut => error(TIMED_OUT),
            Phase::Queued { .. } | Phase::Running { .. } => None,
        }
    }

    /// The phase of the job for a status request, which may advance the job.
    pub(crate) fn poll(&mut self) -> Phase {
        if !self.phase().is_over() {
            self.polls = self.polls.saturating_add(1);
        }
        self.phase()
    }

    /// Cancels the job. `false` if it is over already.
    pub(crate) fn cancel(&mut self) -> bool {
        let phase = self.phase();
        if !phase.is_over() {
            self.cancelled = Some(self.log_lines(phase));
        }
        !phase.is_over()
    }

    /// How many log lines a job in that phase has.
    pub(crate) fn log_lines(&self, phase: Phase) -> u32 {
        match phase {
            Phase::Queued { .. } | Phase::TimedOut => 0,
            Phase::Running { step } => step.min(self.steps()),
            Phase::Completed => self.steps() + 1,
            Phase::Cancelled => self.cancelled.unwrap_or(0),
        }
    }

    /// The log lines `from..to`.
    pub(crate) fn logs(&self, from: u32, to: u32) -> Value {
        let steps = self.steps();
        let lines = (from..to.min(steps + 1)).map(|index| {
            let (level, message) = match index {
                0 => ("INFO", format!("Loading {}", self.app)),
                step => ("STDERR", format!("step {step}/{steps}")),
            };
            let timestamp = self.created + SignedDuration::from_millis(i64::from(index) * 100);
            json!({ "timestamp": format!("{timestamp:.6}"), "level": level, "source": "USER", "message": message })
        });
        Value::Array(lines.collect())
    }

    /// How long a status stream waits before it reads the phase again.
    pub(crate) fn poll_interval(&self) -> Duration {
        match self.pace {
            Pace::Polls { .. } => Duration::ZERO,
            Pace::Clock { .. } => Duration::from_millis(50),
        }
    }

    fn steps(&self) -> u32 {
        match self.pace {
            Pace::Polls { running, .. } => running.clamp(1, MAX_STEPS),
            Pace::Clock { .. } => CLOCK_STEPS,
        }
    }
}

fn by_polls(polls: u32, queued: u32, running: u32) -> Phase {
    let total = queued.saturating_add(running);
    if polls > total || total == 0 {
        Phase::Completed
    } else if polls <= queued {
        Phase::Queued { position: queued - polls }
    } else {
        Phase::Running { step: polls - queued }
    }
}

fn by_clock(elapsed: Duration, queued: Duration, running: Duration) -> Phase {
    match elapsed.checked_sub(queued) {
        None => Phase::Queued { position: 0 },
        Some(busy) if busy < running => {
            let share = busy.as_secs_f64() / running.as_secs_f64();
            Phase::Running { step: 1 + (share * f64::from(CLOCK_STEPS)) as u32 }
        }
        Some(_) => Phase::Completed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_advance_a_job_through_every_phase() {
        let phases: Vec<_> = (1..=4).map(|polls| by_polls(polls, 1, 2)).collect();
        let expected =
            [Phase::Queued { position: 0 }, Phase::Running { step: 1 }, Phase::Running { step: 2 }, Phase::Completed];
        assert_eq!(phases, expected);
        assert_eq!(by_polls(0, 0, 0), Phase::Completed);
        assert_eq!(by_polls(u32::MAX, u32::MAX, u32::MAX), Phase::Queued { position: 0 });
    }

    #[test]
    fn time_advances_a_job_through_every_phase() {
        let second = Duration::from_secs(1);
        let at = |millis| by_clock(Duration::from_millis(millis), second, second * 2);
        assert_eq!(at(999), Phase::Queued { position: 0 });
        assert_eq!(at(1000), Phase::Running { step: 1 });
        assert_eq!(at(2999), Phase::Running { step: 4 });
        assert_eq!(at(3000), Phase::Completed);
    }
}
