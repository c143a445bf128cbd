//! `Decoder`: server-sent events out of the bytes of an answer, however they are cut, and none larger than a limit. Fed and
//! read by `Reader`.

use std::borrow::Cow;
use std::str::Utf8Error;

use bytes::{Buf, Bytes};

/// What has come of the event that is being read.
pub(super) struct Decoder {
    limit: usize,
    /// The beginning of a line.
    line: Vec<u8>,
    event: Event,
    /// Whether the last line ended with CR, to which an LF may still belong.
    after_return: bool,
    at_start: bool,
}

/// An event; without a line of data it is none.
#[derive(Default)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) data: Option<String>,
}

/// Why a stream cannot be read on.
#[derive(Debug)]
pub(super) enum Malformed {
    TooLarge,
    NotText(Utf8Error),
}

impl Decoder {
    pub(super) fn new(limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { limit, line: Vec::new(), event: Event::default(), after_return: false, at_start: true }
    }

    /// Takes bytes up to the end of an event, and gives it; without one it takes all of them.
    pub(super) fn next(&mut self, bytes: &mut Bytes) -> Result<Option<Event>, Malformed> {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_return) && bytes[0] == b'\n' {
                bytes.advance(1);
                continue;
            }
            let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.hold(bytes.len())?;
                self.line.extend_from_slice(bytes);
                bytes.clear();
                break;
            };
            self.hold(end)?;
            let line = bytes.split_to(end);
            self.after_return = bytes[0] == b'\r';
            bytes.advance(1);
            if let Some(event) = self.whole(&line)? {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// The event that the end of the stream ends. A last one without its blank line is whole as often as not; if it is cut,
    /// its JSON says so.
    pub(super) fn finish(&mut self) -> Result<Option<Event>, Malformed> {
        if !self.line.is_empty() {
            self.whole(&[])?;
        }
        self.whole(&[])
    }

    /// Makes sure that there is room for so many more bytes.
    fn hold(&self, more: usize) -> Result<(), Malformed> {
        let data = self.event.data.as_ref().map_or(0, String::len);
        let held = self.line.len() + self.event.name.len() + data;
        if more > self.limit.saturating_sub(held) { Err(Malformed::TooLarge) } else { Ok(()) }
    }

    /// Takes a line, of which `rest` came last. A blank one ends the event.
    fn whole(&mut self, rest: &[u8]) -> Result<Option<Event>, Malformed> {
        let mut line = Cow::Borrowed(rest);
        if !self.line.is_empty() {
            self.line.extend_from_slice(rest);
            line = Cow::Owned(std::mem::take(&mut self.line));
        }
        let text = std::str::from_utf8(&line).map_err(Malformed::NotText)?;
        let text =
            if std::mem::take(&mut self.at_start) { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        if text.is_empty() {
            return Ok(Some(std::mem::take(&mut self.event)).filter(|event| event.data.is_some()));
        }
        let (field, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (field, &mut self.event.data) {
            ("event", _) => value.clone_into(&mut self.event.name),
            ("data", None) => self.event.data = Some(value.to_owned()),
            ("data", Some(data)) => {
                data.push('\n');
                data.push_str(value);
            }
            // Comments, and what is for browsers that reconnect.
            _ => {}
        }
        Ok(None)
    }
}
