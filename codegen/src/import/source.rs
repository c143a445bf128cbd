//! What a text is, told by its content: an OpenAPI document, the text of a model's page, or its `llms.txt`. The latter two
//! are turned into the OpenAPI document that they show. Feeds `import`, with what each form leaves unsaid.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::node::Refusal;
use super::said::Said;
use super::{llms, page};

/// Largest document.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// How a model is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    OpenApi,
    Page,
    /// A page that marks what is required.
    MarkedPage,
    Llms,
}

impl Form {
    /// Whether it says which fields are required.
    pub(super) fn says_presence(self) -> bool {
        self != Self::Page
    }

    /// Whether it says the limits of numbers.
    pub(super) fn says_ranges(self) -> bool {
        !self.is_page()
    }

    pub(super) fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::MarkedPage)
    }

    /// Whether it says everything that the schema language knows: lengths, counts, patterns, every type, deprecation.
    pub(super) fn says_all(self) -> bool {
        self == Self::OpenApi
    }

    /// Whether it would show this default. A page prints texts, `true` and numbers other than 0.
    pub(super) fn shows(self, default: &Value) -> bool {
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
pub(super) struct Fault {
    /// Line of the text, from 1.
    pub(super) line: Option<usize>,
    pub(super) why: String,
}

impl Fault {
    pub(super) fn at(line: usize, why: impl Into<String>) -> Self {
        Self { line: Some(line), why: why.into() }
    }

    /// About the text as a whole.
    pub(super) fn whole(why: impl Into<String>) -> Self {
        Self { line: None, why: why.into() }
    }
}

impl From<Refusal> for Fault {
    fn from(Refusal(why): Refusal) -> Self {
        Self::whole(why)
    }
}

/// A document, and what its form says beyond it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) form: Form,
    /// OpenAPI.
    pub(super) document: Value,
    /// Lines of the text, by JSON pointer into `document` and by path into the schema.
    pub(super) lines: BTreeMap<String, usize>,
    pub(super) said: Said,
}

/// Finds out what a text is, and reads it.
pub(super) fn read(text: &str) -> Result<Source, Fault> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(Fault::whole(format!("is larger than {} MiB", MAX_DOCUMENT_BYTES >> 20)));
    }
    let text = text.trim_start_matches('\u{feff}');
    let json = || match serde_json::from_str(text) {
        Err(error) if error.to_string().starts_with("recursion limit") => {
            Err(Fault::at(error.line(), "the document is nested too deeply"))
        }
        Err(error) => Err(Fault::whole(format!("this is not JSON: {error}"))),
        Ok(document) => Ok(document),
    };
    let document = if text.trim_start().starts_with(['{', '[']) {
        json()?
    } else if let Some(source) = page::read(text).or_else(|| llms::read(text)) {
        return source;
    } else {
        let form =
            |fault: Fault| Fault { why: format!("this is not a model page or an `llms.txt`; {}", fault.why), ..fault };
        json().map_err(form)?
    };
    Ok(Source { form: Form::OpenApi, document, lines: BTreeMap::new(), said: Said::default() })
}

impl Source {
    /// A refusal, with the line of the text that it is about.
    pub(super) fn locate(&self, Refusal(why): Refusal) -> Fault {
        let place = why.split(": ").next().unwrap_or_default();
        let leads = place.match_indices(['/', '.']).map(|(at, _)| &place[..at]).chain([place]);
        let line = leads.filter_map(|lead| self.lines.get(lead)).next_back().copied();
        match line {
            // Nobody has seen the document that the pointer leads into.
            Some(line) if place.starts_with('/') => Fault::at(line, why[place.len()..].trim_start_matches(": ")),
            Some(line) => Fault::at(line, why),
            None => Fault::whole(why),
        }
    }
}
