//! `Decoder`: decodes server-sent events from the bytes of a response, in chunks of any size, within a size limit.

use std::borrow::Cow;
use std::str::Utf8Error;

use bytes::{Buf, Bytes};

/// The event that is being read.
pub(super) struct Decoder {
    limit: usize,
    /// The beginning of a line.
    line: Vec<u8>,
    event: Event,
    /// Whether the last line ended with CR, which an LF may follow.
    after_return: bool,
    at_start: bool,
}

/// An event. Without a line of data it is not reported.
#[derive(Default)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) data: Option<String>,
}

/// Why a stream cannot be decoded.
#[derive(Debug)]
pub(super) enum Malformed {
    TooLarge,
    NotUtf8(Utf8Error),
}

impl Decoder {
    pub(super) fn new(limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { limit, line: Vec::new(), event: Event::default(), after_return: false, at_start: true }
    }

    /// Takes bytes up to the end of an event and returns it. Without a complete event, takes all bytes.
    pub(super) fn next(&mut self, bytes: &mut Bytes) -> Result<Option<Event>, Malformed> {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_return) && bytes[0] == b'\n' {
                bytes.advance(1);
                continue;
            }
            let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.check_size(bytes.len())?;
                self.line.extend_from_slice(bytes);
                bytes.clear();
                break;
            };
            self.check_size(end)?;
            let line = bytes.split_to(end);
            self.after_return = bytes[0] == b'\r';
            bytes.advance(1);
            if let Some(event) = self.line(&line)? {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// The event at the end of the stream. A last event without its blank line may be complete; if it is not, its JSON is
    /// invalid.
    pub(super) fn finish(&mut self) -> Result<Option<Event>, Malformed> {
        if !self.line.is_empty() {
            self.line(&[])?;
        }
        self.line(&[])
    }

    /// Returns an error if so many more bytes exceed the limit.
    fn check_size(&self, more: usize) -> Result<(), Malformed> {
        let data = self.event.data.as_ref().map_or(0, String::len);
        let held = self.line.len() + self.event.name.len() + data;
        if more > self.limit.saturating_sub(held) { Err(Malformed::TooLarge) } else { Ok(()) }
    }

    /// Takes a line that ends with `rest`. A blank line ends the event.
    fn line(&mut self, rest: &[u8]) -> Result<Option<Event>, Malformed> {
        let mut line = Cow::Borrowed(rest);
        if !self.line.is_empty() {
            self.line.extend_from_slice(rest);
            line = Cow::Owned(std::mem::take(&mut self.line));
        }
        let text = std::str::from_utf8(&line).map_err(Malformed::NotUtf8)?;
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
            // Comments, and fields for clients that reconnect.
            _ => {}
        }
        Ok(None)
    }
}
