//! `FieldError`: one invalid field in a 422 response, from the `detail` list of its body.

use std::fmt;

use serde_json::Value;

use super::code::ErrorCode;
use super::shortened::shorten;

/// A field that the server refused. `Debug` prints the length of [`input`](Self::input) and [`ctx`](Self::ctx) instead of their
/// content, which can be a whole prompt or file.
///
/// ```
/// use fal_client::{Error, ErrorCode};
///
/// /// Whether the model refused an input because of a missing field below `loras`.
/// fn lora_is_incomplete(error: &Error) -> bool {
///     error.fields_at("loras").any(|field| field.code() == ErrorCode::Missing)
/// }
/// # let _ = lora_is_incomplete;
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct FieldError {
    /// The location as the server reports it: `body`, then field names and list indices, from the outside in.
    pub loc: Vec<Loc>,
    /// The reason, as a message.
    pub msg: String,
    /// The reason, as a code such as `missing` or `less_than_equal`. The set of codes is open.
    pub error_type: String,
    /// The invalid value, if the server repeats it.
    pub input: Option<Value>,
    /// The parameters of the message, such as `{"le": 50}`, if given.
    pub ctx: Option<Value>,
    /// A page about this error, if given.
    pub url: Option<String>,
}

/// One element of a [`FieldError::loc`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Loc {
    /// A field name.
    Key(String),
    /// A list index, from 0.
    Index(u64),
}

impl FieldError {
    /// [`error_type`](Self::error_type) as an enum, to match on.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        ErrorCode::from_wire(&self.error_type)
    }

    /// The path of the field without the leading `body`, such as `loras[0].scale`; `input` for the
    /// whole input.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (position, step) in self.loc.iter().enumerate() {
            match step {
                Loc::Key(key) if position == 0 && key == "body" => {}
                Loc::Key(key) if path.is_empty() => path.push_str(key),
                Loc::Key(key) => {
                    path.push('.');
                    path.push_str(key);
                }
                Loc::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        if path.is_empty() {
            path.push_str("input");
        }
        path
    }

    /// A `detail` that is only a string.
    pub(super) fn whole(msg: &str) -> Self {
        Self {
            loc: vec![Loc::Key("body".into())],
            msg: msg.to_owned(),
            error_type: "value_error".into(),
            input: None,
            ctx: None,
            url: None,
        }
    }

    /// An entry of a `detail` list. An entry of another form becomes the message.
    pub(super) fn read(entry: &Value) -> Self {
        let string = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        let loc = entry.get("loc").and_then(Value::as_array);
        Self {
            loc: loc.into_iter().flatten().map(step).collect(),
            msg: string("msg").unwrap_or_else(|| unknown(entry)),
            error_type: string("type").unwrap_or_default(),
            input: entry.get("input").cloned(),
            ctx: entry.get("ctx").cloned(),
            url: string("url"),
        }
    }
}

/// The message for an entry without one. An object could repeat the input.
fn unknown(entry: &Value) -> String {
    let text = entry.to_string();
    if entry.is_object() || entry.is_array() { format!("an entry of {} bytes", text.len()) } else { shorten(&text) }
}

fn step(value: &Value) -> Loc {
    match (value.as_u64(), value.as_str()) {
        (Some(index), _) => Loc::Index(index),
        (None, Some(key)) => Loc::Key(key.to_owned()),
        (None, None) => Loc::Key(value.to_string()),
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path(), shorten(&self.msg))
    }
}

impl fmt::Debug for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = |value: &Option<Value>| value.as_ref().map(|value| Size(value.to_string().len()));
        f.debug_struct("FieldError")
            .field("path", &self.path())
            .field("msg", &shorten(&self.msg))
            .field("type", &self.error_type)
            .field("input", &size(&self.input))
            .field("ctx", &size(&self.ctx))
            .field("url", &self.url)
            .finish()
    }
}

struct Size(usize);

impl fmt::Debug for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0)
    }
}
