//! What a caller wants to see while a job runs. Filled by the setters of `Call`, told every status by
//! `Job::follow`.

use std::time::Duration;

use crate::{LogLine, Status};

/// The shortest pause between two status requests, so that no setting can flood the server.
const LEAST_INTERVAL: Duration = Duration::from_millis(10);

type OnLog = Box<dyn FnMut(&LogLine) + Send>;
type OnStatus = Box<dyn FnMut(&Status) + Send>;

pub(crate) struct Watch {
    interval: Duration,
    on_log: Option<OnLog>,
    on_status: Option<OnStatus>,
    shown: usize,
}

impl Watch {
    pub(crate) fn new(interval: Duration) -> Self {
        Self { interval, on_log: None, on_status: None, shown: 0 }
    }

    pub(crate) fn on_log(&mut self, show: impl FnMut(&LogLine) + Send + 'static) {
        self.on_log = Some(Box::new(show));
    }

    pub(crate) fn on_status(&mut self, show: impl FnMut(&Status) + Send + 'static) {
        self.on_status = Some(Box::new(show));
    }

    pub(crate) fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    pub(crate) fn interval(&self) -> Duration {
        self.interval.max(LEAST_INTERVAL)
    }

    pub(crate) fn wants_logs(&self) -> bool {
        self.on_log.is_some()
    }

    /// Shows a status, and of its logs the lines that were not shown yet: the queue repeats the whole
    /// list every time.
    pub(crate) fn show(&mut self, status: &Status) {
        if let Some(show) = &mut self.on_log {
            let new = status.logs.get(self.shown..).unwrap_or_default();
            new.iter().for_each(&mut *show);
            self.shown += new.len();
        }
        if let Some(show) = &mut self.on_status {
            show(status);
        }
    }
}
