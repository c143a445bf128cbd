//! Sets of values: `enum` and `const`. Texts and whole numbers become types; others are remarked on. Reads `walk`;
//! feeds drafts.

use std::collections::BTreeSet;

use serde_yaml::Value;

use crate::draft::{Body, DraftType, Origin};
use crate::openapi::fields::display_value;
use crate::openapi::limits::plain;
use crate::openapi::node::Node;
use crate::openapi::text::description;
use crate::openapi::walk::{Parsed, Place, Walk};
use fal_schema::ir::TypeRef;
use fal_schema::print;

impl<'a> Walk<'a> {
    /// Values in the middle of a schema; the type is named after the field.
    pub(crate) fn values(&mut self, values: &[Node<'a>], place: Place<'_>) -> Parsed {
        let (body, nullable) = match body(values) {
            Ok(found) => found,
            Err(parsed) => return *parsed,
        };
        let suffix = if place.beside_object { "Preset" } else { "" };
        let origin = Origin::Field { parent: place.parent.to_owned(), field: place.field.to_owned(), suffix };
        let key = match self.same_values(place.field, suffix, &body) {
            Some(key) => key,
            None => {
                let kind = if matches!(body, Body::Enum(_)) { "enum" } else { "integers" };
                let key = self.free_key(&format!("{}/{}/{kind}", place.parent, place.field));
                self.draft.types.insert(key.clone(), DraftType { origin, doc: None, note: None, body });
                key
            }
        };
        Parsed { nullable, ..Parsed::of(TypeRef::Local(key)) }
    }

    /// Values with a name of their own.
    pub(crate) fn named_values(
        &mut self,
        values: &[Node<'a>],
        node: &Node<'a>,
        (key, origin): (String, Origin),
    ) -> Parsed {
        let (body, nullable) = match body(values) {
            Ok(found) => found,
            Err(parsed) => return *parsed,
        };
        let doc = node.text("description").and_then(description);
        self.draft.types.insert(key.clone(), DraftType { origin, doc, note: None, body });
        Parsed { nullable, ..Parsed::of(TypeRef::Local(key)) }
    }

    /// The type of a field of the same name with the same values.
    fn same_values(&self, wanted: &str, added: &str, body: &Body) -> Option<String> {
        let same = |(key, ty): (&String, &DraftType)| {
            let Origin::Field { field, suffix, .. } = &ty.origin else { return None };
            let named = field == wanted && *suffix == added;
            let values = named
                && match (&ty.body, body) {
                    (Body::Enum(known), Body::Enum(values)) => known == values,
                    (Body::Integers(known), Body::Integers(values)) => known == values,
                    _ => false,
                };
            values.then(|| key.clone())
        };
        self.draft.types.iter().find_map(same)
    }

    pub(crate) fn free_key(&self, wanted: &str) -> String {
        let mut key = wanted.to_owned();
        while self.draft.types.contains_key(&key) {
            key.push('+');
        }
        key
    }
}

/// Most values of a type; real ones have up to 1,286.
const MAX_VALUES: usize = 4000;

/// The set, and whether null is in it; or what to make of values that are no set of texts or of whole numbers.
fn body(values: &[Node<'_>]) -> Result<(Body, bool), Box<Parsed>> {
    let nullable = values.iter().any(|value| value.value.is_null());
    let known: Vec<&Value> = values.iter().map(|value| value.value).filter(|value| !value.is_null()).collect();
    if known.is_empty() {
        let note = "the document lists no value.";
        return Err(Box::new(Parsed { nullable, ..Parsed::noted(TypeRef::Json, note) }));
    }
    let texts: Option<Vec<String>> = known.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    let whole = |value: &&Value| match value {
        Value::Number(number) => plain(number).as_i64(),
        _ => None,
    };
    let wholes: Option<Vec<i64>> = known.iter().map(whole).collect();
    if known.len() > MAX_VALUES && (texts.is_some() || wholes.is_some()) {
        let ty = if texts.is_some() { TypeRef::String } else { TypeRef::Integer };
        let note = format!("the document lists {} values.", known.len());
        return Err(Box::new(Parsed { nullable, ..Parsed::noted(ty, &note) }));
    }
    if let Some(texts) = &texts
        && !texts.iter().all(|text| print::is_key(text))
    {
        // Their Rust names are given by key.
        let note = "the document lists values that are too long for the values of an enum.";
        return Err(Box::new(Parsed { nullable, ..Parsed::noted(TypeRef::String, note) }));
    }
    if let Some(texts) = texts {
        return Ok((Body::Enum(unique(texts)), nullable));
    }
    if let Some(wholes) = wholes {
        return Ok((Body::Integers(unique(wholes)), nullable));
    }
    let is_number = |value: &&Value| value.as_f64().is_some();
    let ty = match () {
        () if known.iter().all(|value| value.is_bool()) => TypeRef::Boolean,
        () if known.iter().all(|value| value.is_u64()) => TypeRef::Unsigned,
        () if known.iter().all(is_number) => TypeRef::Float,
        () => TypeRef::Json,
    };
    let listed = display_value(&Value::Sequence(known.into_iter().cloned().collect()));
    Err(Box::new(Parsed { nullable, ..Parsed::noted(ty, &format!("the values are {listed}.")) }))
}

/// The values, each once.
pub(crate) fn unique<T: Ord + Clone>(values: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    values.into_iter().filter(|value| seen.insert(value.clone())).collect()
}
