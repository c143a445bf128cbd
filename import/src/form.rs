//! The forms in which a model is described, and why a text of such a form cannot be imported.

use serde_yaml::Value;

use crate::openapi::node::Refusal;

/// How a model is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    OpenApi,
    Page,
    /// A page that marks what is required.
    MarkedPage,
    Llms,
}

impl Form {
    /// Whether it says which fields are required.
    pub(crate) fn says_presence(self) -> bool {
        self != Self::Page
    }

    /// Whether it says the limits of numbers.
    pub(crate) fn says_ranges(self) -> bool {
        !self.is_page()
    }

    pub(crate) fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::MarkedPage)
    }

    /// Whether it says everything that the schema language knows: lengths, counts, patterns, every type, deprecation.
    pub(crate) fn says_all(self) -> bool {
        self == Self::OpenApi
    }

    /// Whether it would show this default. A page prints texts, `true` and numbers other than 0.
    pub(crate) fn shows(self, default: &Value) -> bool {
        !self.is_page()
            || match default {
                Value::Bool(truth) => *truth,
                Value::Number(number) => number.as_f64() != Some(0.0),
                Value::String(_) => true,
                _ => false,
            }
    }
}

/// Why a text cannot be imported.
#[derive(Debug, PartialEq)]
pub(crate) struct Fault {
    /// Line of the text, from 1.
    pub(crate) line: Option<usize>,
    pub(crate) why: String,
}

impl Fault {
    pub(crate) fn at(line: usize, why: impl Into<String>) -> Self {
        Self { line: Some(line), why: why.into() }
    }

    /// About the text as a whole.
    pub(crate) fn whole(why: impl Into<String>) -> Self {
        Self { line: None, why: why.into() }
    }
}

impl From<Refusal> for Fault {
    fn from(Refusal(why): Refusal) -> Self {
        Self::whole(why)
    }
}
