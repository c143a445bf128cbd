//! Converts a draft with final names to a schema file.

use indexmap::IndexMap;

use crate::draft::{Body, Draft, DraftField, remark};
use crate::naming::Named;
use crate::openapi::document::Document;
use crate::openapi::text;
use crate::uses;
use fal_schema::ir::TypeRef;
use fal_schema::schema::{EndpointFile, ExampleEntry, FieldEntry, Source, TypeEntry};

/// Converts the draft.
pub(crate) fn finish(document: &Document<'_>, draft: Draft, named: &Named) -> EndpointFile {
    let mut note = None;
    draft.notes.iter().for_each(|text| remark(&mut note, text));
    let body_type = |ty: &Option<TypeRef>| ty.as_ref().map(|ty| type_text(ty, named));
    let types = draft.types.iter().map(|(key, ty)| {
        let (name, rust_name) = named.get(key).cloned().unwrap_or_default();
        let mut entry = TypeEntry { doc: ty.doc.clone(), rust_name, note: ty.note.clone(), ..TypeEntry::default() };
        match &ty.body {
            Body::Struct(inner) => entry.fields = Some(fields(inner, named)),
            Body::Enum(values) => entry.values = Some(values.clone()),
            Body::Integers(values) => entry.integers = Some(values.clone()),
        }
        (name, entry)
    });
    let page = document.page.clone();
    let mut file = EndpointFile {
        endpoint: document.id.clone(),
        title: text::title(&document.id),
        doc: None,
        source: page.map(|page| Source { page: Some(page), openapi: None, captured: None, note: None }),
        streaming: false,
        rust_name: None,
        note,
        input: fields(&draft.input, named),
        input_type: body_type(&draft.input_type),
        output: fields(&draft.output, named),
        output_type: body_type(&draft.output_type),
        types: types.collect(),
        examples: draft.example.map(|input| ExampleEntry { input: Some(input), output: None }).into_iter().collect(),
    };
    prune(&mut file);
    file
}

fn fields(drafts: &IndexMap<String, DraftField>, named: &Named) -> IndexMap<String, FieldEntry> {
    let field = |(name, field): (&String, &DraftField)| {
        (name.clone(), FieldEntry { ty: type_text(&field.ty, named), ..field.entry.clone() })
    };
    drafts.iter().map(field).collect()
}

fn type_text(ty: &TypeRef, named: &Named) -> String {
    match ty {
        TypeRef::Local(key) => named.get(key).map(|(name, _)| name.clone()).unwrap_or_default(),
        TypeRef::List(item) => format!("list<{}>", type_text(item, named)),
        TypeRef::Map(value) => format!("map<string, {}>", type_text(value, named)),
        TypeRef::Nullable(inner) => format!("{}?", type_text(inner, named)),
        TypeRef::Union(arms) => arms.iter().map(|arm| type_text(arm, named)).collect::<Vec<_>>().join(" | "),
        other => other.to_string(),
    }
}

/// Removes unused types.
pub(crate) fn prune(file: &mut EndpointFile) {
    let used = uses::reach(uses::of_bodies(file), &file.types);
    file.types.retain(|name, _| used.contains(name));
}
