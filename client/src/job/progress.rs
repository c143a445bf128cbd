//! `ProgressCallbacks`: how a job is followed, and what is called with its statuses and log lines.

use std::time::Duration;

use crate::{LogLine, Status};

type OnLog = Box<dyn FnMut(&LogLine) + Send>;
type OnStatus = Box<dyn FnMut(&Status) + Send>;

pub(crate) struct ProgressCallbacks {
    /// That of the client.
    default_interval: Duration,
    interval: Option<Duration>,
    on_log: Option<OnLog>,
    on_status: Option<OnStatus>,
    reported: usize,
    /// The first line that was reported, to distinguish a list of all lines from a list of new ones.
    first: Option<LogLine>,
    uses_stream: bool,
}

impl ProgressCallbacks {
    pub(crate) fn new(default_interval: Duration) -> Self {
        Self {
            default_interval,
            interval: None,
            on_log: None,
            on_status: None,
            reported: 0,
            first: None,
            uses_stream: false,
        }
    }

    pub(crate) fn on_log(&mut self, on_log: impl FnMut(&LogLine) + Send + 'static) {
        self.on_log = Some(Box::new(on_log));
    }

    pub(crate) fn on_status(&mut self, on_status: impl FnMut(&Status) + Send + 'static) {
        self.on_status = Some(Box::new(on_status));
    }

    pub(crate) fn set_interval(&mut self, interval: Duration) {
        self.interval = Some(interval);
    }

    pub(crate) fn set_stream(&mut self) {
        self.uses_stream = true;
    }

    pub(crate) fn uses_stream(&self) -> bool {
        self.uses_stream
    }

    pub(crate) fn interval(&self) -> Duration {
        self.interval.unwrap_or(self.default_interval)
    }

    pub(crate) fn has_interval(&self) -> bool {
        self.interval.is_some()
    }

    pub(crate) fn wants_status(&self) -> bool {
        self.on_status.is_some()
    }

    pub(crate) fn wants_logs(&self) -> bool {
        self.on_log.is_some()
    }

    /// Reports a status from polling, and the new lines of its log: each status repeats all lines.
    pub(crate) fn report(&mut self, status: &Status) {
        self.report_from(status, self.reported);
    }

    /// Reports a status from the stream, where each event has the new lines only. If a server repeats all lines there as well,
    /// the first line shows it.
    pub(crate) fn report_event(&mut self, status: &Status) {
        let repeats = self.first.is_some()
            && status.logs.len() >= self.reported
            && status.logs.first() == self.first.as_ref()
            && status.logs.first().is_some_and(|line| line.timestamp.is_some());
        self.report_from(status, if repeats { self.reported } else { 0 });
    }

    fn report_from(&mut self, status: &Status, from: usize) {
        if let Some(on_log) = &mut self.on_log {
            let new = status.logs.get(from..).unwrap_or_default();
            if self.reported == 0 {
                self.first = new.first().cloned();
            }
            new.iter().for_each(&mut *on_log);
            self.reported += new.len();
        }
        if let Some(on_status) = &mut self.on_status {
            on_status(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// The lines that are reported for the given lists of lines, each with its time.
    fn reported(events: &[&[(&str, &str)]]) -> Vec<String> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let filled = lines.clone();
        let mut callbacks = ProgressCallbacks::new(Duration::ZERO);
        callbacks.on_log(move |line| filled.lock().unwrap().push(line.message.clone()));
        for event in events {
            let logs: Vec<_> = event
                .iter()
                .map(|(message, time)| serde_json::json!({"message": message, "timestamp": time}))
                .collect();
            let body = serde_json::json!({"status": "IN_PROGRESS", "logs": logs}).to_string();
            callbacks.report_event(&Status::read(&body).unwrap());
        }
        lines.lock().unwrap().clone()
    }

    #[test]
    fn each_line_is_reported_once_whether_events_have_new_lines_or_all_lines() {
        let new = reported(&[&[("a", "1")], &[], &[("a", "2"), ("b", "3")], &[("c", "4")]]);
        assert_eq!(new, ["a", "a", "b", "c"]);
        let whole =
            reported(&[&[("a", "1")], &[("a", "1")], &[("a", "1"), ("b", "2")], &[("a", "1"), ("b", "2"), ("c", "3")]]);
        assert_eq!(whole, ["a", "b", "c"]);
    }
}
