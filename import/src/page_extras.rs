//! Content of a page or an `llms.txt` that an OpenAPI document cannot express, and remarks about missing information.

use serde_yaml::Value;

use crate::draft::{Body, Draft, Origin, remark};
use crate::form::Form;
use crate::openapi::roots;
use crate::openapi::values;
use fal_schema::schema::{EndpointFile, ExampleEntry};

const MISSING: &str = "a page does not specify which fields are required, which limits they have, and which defaults are \
                      false, 0, lists or objects.";
const MISSING_EXCEPT_REQUIRED: &str =
    "a page does not specify which limits fields have, and which defaults are false, 0, lists or objects.";
const AMBIGUOUS_VALUES: &str = "the page does not specify whether the values are strings or integers.";
const INVALID_RESPONSE: &str = "the example response does not match the fields of the response.";

/// Content that an OpenAPI document cannot express.
#[derive(Debug, Default)]
pub(crate) struct PageExtras {
    pub(crate) title: Option<String>,
    pub(crate) doc: Option<String>,
    pub(crate) streaming: bool,
    /// The example response.
    pub(crate) response: Option<Value>,
    /// The types of the page, in order.
    pub(crate) types: Vec<String>,
    /// Types of the page that the endpoint does not use.
    pub(crate) left_out: Vec<String>,
    pub(crate) notes: Vec<String>,
}

impl PageExtras {
    /// Adds the content to the draft.
    pub(crate) fn complete_draft(&mut self, draft: &mut Draft, form: Form, old: Option<&EndpointFile>) {
        if form.is_complete() {
            return;
        }
        draft.notes.extend(self.notes.iter().cloned());
        let has_output = |old: &EndpointFile| !old.output.is_empty() || old.output_type.as_deref() != Some("json");
        if old.is_some_and(has_output) {
            draft.notes.retain(|note| note != roots::NO_OUTPUT);
        }
        if form.is_page() {
            let missing = if form.has_presence() { MISSING_EXCEPT_REQUIRED } else { MISSING };
            // After the missing information was filled in, the remark is not added again.
            let is_remark = |note: &String| note.contains(MISSING) || note.contains(MISSING_EXCEPT_REQUIRED);
            let open = old.is_none_or(|old| old.note.as_ref().is_some_and(is_remark));
            draft.notes.extend(open.then(|| missing.to_owned()));
            draft
                .types
                .values_mut()
                .filter(|ty| is_ambiguous(&ty.body))
                .for_each(|ty| remark(&mut ty.note, AMBIGUOUS_VALUES));
        }
        let position = |origin: &Origin| match origin {
            Origin::Component(name) => 1 + self.types.iter().position(|listed| listed == name).unwrap_or_default(),
            Origin::Field { .. } => 0,
        };
        draft.types.sort_by_cached_key(|_, ty| position(&ty.origin));
        if let Some(response) = self.response.take_if(|_| draft.output_type.is_none()) {
            self.response = values::object(&draft.types, &response, &draft.output);
            draft.notes.extend(self.response.is_none().then(|| INVALID_RESPONSE.to_owned()));
        }
    }

    /// Adds the content to the schema.
    pub(crate) fn complete_schema(&self, file: &mut EndpointFile) {
        file.title = self.title.clone().unwrap_or_else(|| std::mem::take(&mut file.title));
        file.doc = file.doc.take().or_else(|| self.doc.clone());
        file.streaming |= self.streaming;
        let Some(response) = self.response.clone() else { return };
        match file.examples.first_mut() {
            Some(example) => example.output = Some(response),
            None => file.examples.push(ExampleEntry { input: None, output: Some(response) }),
        }
    }
}

/// Whether all strings of an enum could also be integers.
fn is_ambiguous(body: &Body) -> bool {
    matches!(body, Body::Enum(values) if values.iter().all(|value| value.parse::<i64>().is_ok()))
}
