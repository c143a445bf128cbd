//! Merges the schema of a document with the existing schema, from which manual changes are kept.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::draft::{Body, Draft, DraftField, MARK};
use crate::naming::Kept;
use crate::uses::names;
use fal_schema::ir::TypeRef;
use fal_schema::schema::{EndpointFile, FieldEntry};

/// Adds the manual changes of the old schema to the new one.
pub(crate) fn merge(new: &mut EndpointFile, old: &EndpointFile) {
    new.title.clone_from(&old.title);
    new.streaming |= old.streaming;
    keep(&mut new.rust_name, &old.rust_name);
    keep(&mut new.doc, &old.doc);
    if let Some(source) = &old.source {
        new.source = Some(source.clone());
    }
    note(&mut new.note, &old.note);
    fields(&mut new.input, &old.input);
    fields(&mut new.output, &old.output);
    reorder(&mut new.types, &old.types);
    for (name, entry) in &mut new.types {
        let Some(old) = old.types.get(name) else { continue };
        keep(&mut entry.doc, &old.doc);
        // A manual name takes precedence over one of the importer.
        if old.rust_name.is_some() {
            entry.rust_name.clone_from(&old.rust_name);
        }
        note(&mut entry.note, &old.note);
        entry.rust_names.extend(old.rust_names.clone());
        reorder_values(&mut entry.values, &old.values);
        reorder_values(&mut entry.integers, &old.integers);
        if let (Some(new), Some(old)) = (&mut entry.fields, &old.fields) {
            fields(new, old);
        }
    }
    if !old.examples.is_empty() {
        new.examples.clone_from(&old.examples);
    }
}

fn keep(new: &mut Option<String>, old: &Option<String>) {
    if new.is_none() {
        new.clone_from(old);
    }
}

/// Keeps the old note, unless it is a remark of the importer, which is created again in each import.
fn note(new: &mut Option<String>, old: &Option<String>) {
    if old.as_ref().is_some_and(|old| !old.starts_with(MARK)) {
        new.clone_from(old);
    }
}

/// Keeps the old order of existing entries, and inserts each new entry after its predecessor in the document.
fn reorder<T>(new: &mut IndexMap<String, T>, old: &IndexMap<String, T>) {
    let mut order: Vec<String> = old.keys().filter(|name| new.contains_key(*name)).cloned().collect();
    let mut before: Option<String> = None;
    for name in new.keys() {
        if !old.contains_key(name) {
            let after = before.as_ref().and_then(|before| order.iter().position(|existing| existing == before));
            order.insert(after.map_or(0, |at| at + 1), name.clone());
        }
        before = Some(name.clone());
    }
    new.sort_by_cached_key(|name, _| order.iter().position(|existing| existing == name));
}

/// Keeps the old order of the same values.
fn reorder_values<T: Ord + Clone>(new: &mut Option<Vec<T>>, old: &Option<Vec<T>>) {
    let (Some(values), Some(old)) = (new.as_mut(), old) else { return };
    if values.iter().collect::<BTreeSet<_>>() == old.iter().collect::<BTreeSet<_>>() {
        values.clone_from(old);
    }
}

fn fields(new: &mut IndexMap<String, FieldEntry>, old: &IndexMap<String, FieldEntry>) {
    // The order of required fields is the order of parameters in Rust.
    reorder(new, old);
    for (name, entry) in new {
        let Some(old) = old.get(name) else { continue };
        keep(&mut entry.doc, &old.doc);
        keep(&mut entry.rust_name, &old.rust_name);
        note(&mut entry.note, &old.note);
        // Documents describe files as strings, so a manual change to `file` is kept.
        if with_strings(&entry.ty) == with_strings(&old.ty) {
            entry.ty.clone_from(&old.ty);
        }
    }
}

fn with_strings(ty: &str) -> String {
    let parts: Vec<&str> = ty.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let replaced = |part: &str| match part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        "file" => part.replacen("file", "string", 1),
        _ => part.to_owned(),
    };
    parts.into_iter().map(replaced).collect()
}

/// The names in the old schema for the types of a draft, matched by the fields that use them.
pub(crate) fn kept_names(draft: &Draft, old: &EndpointFile) -> Kept {
    let mut kept = Kept::new();
    pair(draft, &draft.input, &old.input, old, &mut kept);
    pair(draft, &draft.output, &old.output, old, &mut kept);
    let names: BTreeSet<&String> = kept.values().collect();
    // Two types cannot have the same name.
    if names.len() < kept.len() { Kept::new() } else { kept }
}

fn pair(
    draft: &Draft,
    fields: &IndexMap<String, DraftField>,
    old_fields: &IndexMap<String, FieldEntry>,
    old: &EndpointFile,
    kept: &mut Kept,
) {
    for (name, field) in fields {
        let Some(old_field) = old_fields.get(name) else { continue };
        let local = |part: &&TypeRef| matches!(part, TypeRef::Local(_));
        let keys = field.ty.parts().into_iter().filter(local).map(|part| match part {
            TypeRef::Local(key) => key.clone(),
            _ => String::new(),
        });
        let keys: Vec<String> = keys.collect();
        let names: Vec<String> = names(&old_field.ty).into_iter().filter(|name| old.types.contains_key(name)).collect();
        if keys.len() != names.len() {
            continue;
        }
        for (key, name) in keys.into_iter().zip(names) {
            let (Some(ty), Some(entry)) = (draft.types.get(&key), old.types.get(&name)) else { continue };
            if kept.contains_key(&key) {
                continue;
            }
            match (&ty.body, &entry.fields) {
                (Body::Struct(inner), Some(old_inner)) => {
                    kept.insert(key, name);
                    pair(draft, inner, old_inner, old, kept);
                }
                // A document may contain integers as strings.
                (Body::Enum(_) | Body::Integers(_), None) => _ = kept.insert(key, name),
                _ => {}
            }
        }
    }
}
