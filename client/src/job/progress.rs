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
    /// The first line that was shown, to know a list of all lines from one of the new ones.
    first: Option<LogLine>,
    by_stream: bool,
}

impl Watch {
    pub(crate) fn new(interval: Duration) -> Self {
        Self { interval, on_log: None, on_status: None, shown: 0, first: None, by_stream: false }
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

    pub(crate) fn set_stream(&mut self) {
        self.by_stream = true;
    }

    pub(crate) fn by_stream(&self) -> bool {
        self.by_stream
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
        self.show_from(status, self.shown);
    }

    /// Shows a status of the stream, where each event brings the new lines only. Should a server repeat the whole list
    /// there too, its first line tells.
    pub(crate) fn show_event(&mut self, status: &Status) {
        let again = self.first.is_some()
            && status.logs.len() >= self.shown
            && status.logs.first() == self.first.as_ref()
            && status.logs.first().is_some_and(|line| line.timestamp.is_some());
        self.show_from(status, if again { self.shown } else { 0 });
    }

    fn show_from(&mut self, status: &Status, from: usize) {
        if let Some(show) = &mut self.on_log {
            let new = status.logs.get(from..).unwrap_or_default();
            if self.shown == 0 {
                self.first = new.first().cloned();
            }
            new.iter().for_each(&mut *show);
            self.shown += new.len();
        }
        if let Some(show) = &mut self.on_status {
            show(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What is shown of the given lists of lines, each with its time.
    fn shown(events: &[&[(&str, &str)]]) -> Vec<String> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let filled = lines.clone();
        let mut watch = Watch::new(Duration::ZERO);
        watch.on_log(move |line| filled.lock().unwrap().push(line.message.clone()));
        for event in events {
            let logs: Vec<_> = event
                .iter()
                .map(|(message, time)| serde_json::json!({"message": message, "timestamp": time}))
                .collect();
            let body = serde_json::json!({"status": "IN_PROGRESS", "logs": logs}).to_string();
            watch.show_event(&Status::read(&body).unwrap());
        }
        lines.lock().unwrap().clone()
    }

    #[test]
    fn new_lines_and_whole_lists_are_both_shown_once() {
        let new = shown(&[&[("a", "1")], &[], &[("a", "2"), ("b", "3")], &[("c", "4")]]);
        assert_eq!(new, ["a", "a", "b", "c"]);
        let whole =
            shown(&[&[("a", "1")], &[("a", "1")], &[("a", "1"), ("b", "2")], &[("a", "1"), ("b", "2"), ("c", "3")]]);
        assert_eq!(whole, ["a", "b", "c"]);
    }
}
