//! The forms of model descriptions, and errors in documents.

use serde_yaml::Value;

use crate::openapi::node::Refusal;

/// The form of a model description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    OpenApi,
    Page,
    /// A page that marks required fields.
    MarkedPage,
    Llms,
}

impl Form {
    /// Whether the form specifies which fields are required.
    pub(crate) fn has_presence(self) -> bool {
        self != Self::Page
    }

    /// Whether the form specifies limits of numbers.
    pub(crate) fn has_ranges(self) -> bool {
        !self.is_page()
    }

    pub(crate) fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::MarkedPage)
    }

    /// Whether the form can express the whole schema language: lengths, counts, patterns, all types and deprecation.
    pub(crate) fn is_complete(self) -> bool {
        self == Self::OpenApi
    }

    /// Whether the form includes this default. Pages only include strings, `true` and numbers other than 0.
    pub(crate) fn includes_default(self, default: &Value) -> bool {
        !self.is_page()
            || match default {
                Value::Bool(truth) => *truth,
                Value::Number(number) => number.as_f64() != Some(0.0),
                Value::String(_) => true,
                _ => false,
            }
    }
}

/// An error in a document.
#[derive(Debug, PartialEq)]
pub(crate) struct ImportError {
    /// Line in the document, starting from 1.
    pub(crate) line: Option<usize>,
    pub(crate) message: String,
}

impl ImportError {
    pub(crate) fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }

    /// An error about the whole document.
    pub(crate) fn whole(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into() }
    }
}

impl From<Refusal> for ImportError {
    fn from(Refusal(message): Refusal) -> Self {
        Self::whole(message)
    }
}
