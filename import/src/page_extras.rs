//! What a page or an `llms.txt` says and an OpenAPI document has no place for, and what it should say and does not.
//! Made by `shown`; changes drafts and new schemas.

use serde_yaml::Value;

use crate::draft::{Body, Draft, Origin, remark};
use crate::form::Form;
use crate::openapi::roots;
use crate::openapi::values;
use fal_schema::schema::{EndpointFile, ExampleEntry};

const UNSAID: &str = "a page does not say which fields are required, which limits they have, and which defaults are \
                      false, 0, lists or objects.";
const UNSAID_BESIDE_MARKS: &str =
    "a page does not say which limits fields have, and which defaults are false, 0, lists or objects.";
const TEXTS: &str = "the page does not say whether the values are texts or integers.";
const ANSWER: &str = "the example answer does not fit the fields of the answer.";

/// What an OpenAPI document has no place for.
#[derive(Debug, Default)]
pub(crate) struct PageExtras {
    pub(crate) title: Option<String>,
    pub(crate) doc: Option<String>,
    pub(crate) streaming: bool,
    /// An answer beside the example request.
    pub(crate) answer: Option<Value>,
    /// The page's types, in its order.
    pub(crate) types: Vec<String>,
    /// Types on the page that the endpoint does not use.
    pub(crate) left_out: Vec<String>,
    pub(crate) notes: Vec<String>,
}

impl PageExtras {
    /// Tells the draft what the document could not.
    pub(crate) fn settle(&mut self, draft: &mut Draft, form: Form, old: Option<&EndpointFile>) {
        if form.says_all() {
            return;
        }
        draft.notes.extend(self.notes.iter().cloned());
        let known = |old: &EndpointFile| !old.output.is_empty() || old.output_type.as_deref() != Some("json");
        if old.is_some_and(known) {
            draft.notes.retain(|note| note != roots::NO_ANSWER);
        }
        if form.is_page() {
            let unsaid = if form.says_presence() { UNSAID_BESIDE_MARKS } else { UNSAID };
            // Once somebody has filled in what a page leaves out, this is not said again.
            let asks = |note: &String| note.contains(UNSAID) || note.contains(UNSAID_BESIDE_MARKS);
            let open = old.is_none_or(|old| old.note.as_ref().is_some_and(asks));
            draft.notes.extend(open.then(|| unsaid.to_owned()));
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
    pub(crate) fn tell(&self, file: &mut EndpointFile) {
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

/// Texts that could be integers as well.
fn is_whole(body: &Body) -> bool {
    matches!(body, Body::Enum(values) if values.iter().all(|value| value.parse::<i64>().is_ok()))
}
