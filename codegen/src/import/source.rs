//! What a text is, told by its content: an OpenAPI document, the text of a model's page, or its `llms.txt`. The latter two
//! are turned into the OpenAPI document that they show. Feeds `import`, with what each form leaves unsaid.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::draft::{Body, Draft, Origin, remark};
use super::node::Refusal;
use super::{llms, page, roots, values};
use crate::schema::{EndpointFile, ExampleEntry};

/// Largest document.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// How a model is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    OpenApi,
    Page,
    Llms,
}

impl Form {
    /// Whether it says which fields are required, and the limits of numbers.
    pub(super) fn says_presence(self) -> bool {
        self != Self::Page
    }

    /// Whether it says everything that the schema language knows: lengths, counts, patterns, every type, deprecation.
    pub(super) fn says_all(self) -> bool {
        self == Self::OpenApi
    }

    /// Whether it would show this default. A page prints texts, `true` and numbers other than 0.
    pub(super) fn shows(self, default: &Value) -> bool {
        self != Self::Page
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
}

impl From<Refusal> for Fault {
    fn from(Refusal(why): Refusal) -> Self {
        Self { line: None, why }
    }
}

/// A document, and what its form says beyond it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) form: Form,
    /// OpenAPI.
    pub(super) document: Value,
    /// Lines of the text, by JSON pointer into `document`.
    pub(super) lines: BTreeMap<String, usize>,
    pub(super) said: Said,
}

/// What an OpenAPI document has no place for.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) title: Option<String>,
    pub(super) doc: Option<String>,
    pub(super) streaming: bool,
    /// An answer beside the example request.
    pub(super) answer: Option<Value>,
    /// The page's types, in its order.
    pub(super) types: Vec<String>,
    /// Types on the page that the endpoint does not use.
    pub(super) left_out: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// Finds out what a text is, and reads it.
pub(super) fn read(text: &str) -> Result<Source, Fault> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(Fault { line: None, why: format!("is larger than {} MiB", MAX_DOCUMENT_BYTES >> 20) });
    }
    let text = text.trim_start_matches('\u{feff}');
    if let Some(source) = page::read(text).or_else(|| llms::read(text)) {
        return source;
    }
    match serde_json::from_str(text) {
        Ok(document) => Ok(Source { form: Form::OpenApi, document, lines: BTreeMap::new(), said: Said::default() }),
        Err(error) => {
            let other = if text.trim_start().starts_with(['{', '[']) { "" } else { ", no model page and no llms.txt" };
            Err(Fault { line: None, why: format!("this is not JSON{other}: {error}") })
        }
    }
}

impl Source {
    /// A refusal of the document, with the line of the text that it is about.
    pub(super) fn locate(&self, Refusal(why): Refusal) -> Fault {
        let pointer = why.split(": ").next().unwrap_or_default();
        let lead = pointer.match_indices('/').map(|(at, _)| &pointer[..at]).chain([pointer]);
        let line = lead.filter_map(|lead| self.lines.get(lead)).next_back().copied();
        match line {
            Some(line) => Fault::at(line, why[pointer.len()..].trim_start_matches(": ")),
            None => Fault { line: None, why },
        }
    }
}

impl Said {
    /// Tells the draft what the document could not.
    pub(super) fn settle(&mut self, draft: &mut Draft, form: Form, old: Option<&EndpointFile>) {
        if form.says_all() {
            return;
        }
        draft.notes.extend(self.notes.iter().cloned());
        let known = |old: &EndpointFile| !old.output.is_empty() || old.output_type.as_deref() != Some("json");
        if old.is_some_and(known) {
            draft.notes.retain(|note| note != roots::NO_ANSWER);
        }
        if !form.says_presence() {
            // Once somebody has filled in what a page leaves out, this is not said again.
            let has = |old: &EndpointFile| old.note.as_ref().is_some_and(|note| note.contains(UNSAID));
            draft.notes.extend(old.is_none_or(has).then(|| UNSAID.to_owned()));
            draft.types.values_mut().filter(|ty| is_whole(&ty.body)).for_each(|ty| remark(&mut ty.note, TEXTS));
        }
        let place = |origin: &Origin| match origin {
            Origin::Component(name) => 1 + self.types.iter().position(|known| known == name).unwrap_or_default(),
            Origin::Field { .. } => 0,
        };
        draft.types.sort_by_cached_key(|_, ty| place(&ty.origin));
        if let Some(answer) = self.answer.take_if(|_| draft.output_type.is_none()) {
            self.answer = values::object(&draft.types, &answer, &draft.output);
            draft.notes.extend(self.answer.is_none().then(|| ANSWER.to_owned()));
        }
    }

    /// Tells the new schema what the draft could not.
    pub(super) fn tell(&self, file: &mut EndpointFile) {
        file.title = self.title.clone().unwrap_or_else(|| std::mem::take(&mut file.title));
        file.doc = file.doc.take().or_else(|| self.doc.clone());
        file.streaming |= self.streaming;
        let Some(answer) = self.answer.clone() else { return };
        match file.examples.first_mut() {
            Some(example) => example.output = Some(answer),
            None => file.examples.push(ExampleEntry { input: None, output: Some(answer) }),
        }
    }
}

const UNSAID: &str = "a page does not say which fields are required, which limits they have, and which defaults are \
                      false, 0 or empty.";
const TEXTS: &str = "the page does not say whether the values are texts or integers.";
const ANSWER: &str = "the example answer does not fit the fields of the answer.";

/// Texts that could be integers as well.
fn is_whole(body: &Body) -> bool {
    matches!(body, Body::Enum(values) if values.iter().all(|value| value.parse::<i64>().is_ok()))
}
