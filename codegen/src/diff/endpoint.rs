//! Compares two versions of an endpoint: its request, its response, its types and its examples.

use std::collections::BTreeSet;

use super::changes::Changes;
use super::fields::{self, At, same};
use super::pairs::Pairs;
use super::rule::{Level, Rule};
use super::types;
use fal_schema::ir::{Endpoint, Field, Literal, TypeRef};
use fal_schema::usage::Name;

/// Compares two versions of an endpoint.
pub(super) fn compare<'a>(pairs: &Pairs<'a>, old: &'a Endpoint, new: &'a Endpoint, out: &mut Changes) {
    out.rust_name("", &old.home.module, &new.home.module);
    match (old.streaming, new.streaming) {
        (false, true) => out.add(Rule::StreamingAdded, Level::Additive, "streaming", ""),
        (true, false) => out.add(Rule::StreamingRemoved, Level::Breaking, "streaming", ""),
        _ => {}
    }
    let input = ((&old.input_type, &old.input), (&new.input_type, &new.input));
    let output = ((&old.output_type, &old.output), (&new.output_type, &new.output));
    body(pairs, "input", true, input, out);
    body(pairs, "output", false, output, out);
    own_types(pairs, old, new, out);
    example("input", first(old, true), first(new, true), out);
    if old.output_type.is_none() && new.output_type.is_none() {
        example("output", first(old, false), first(new, false), out);
    }
    out.doc("title", Some(&old.title), Some(&new.title));
    out.doc("doc", old.doc.as_ref(), new.doc.as_ref());
}

/// The type of a whole body, or its fields.
type Body<'a> = (&'a Option<TypeRef>, &'a Vec<Field>);

fn body<'a>(pairs: &Pairs<'a>, path: &str, is_input: bool, (old, new): (Body<'a>, Body<'a>), out: &mut Changes) {
    let at = At { path: path.to_owned(), used_in_requests: (is_input, is_input), users: "" };
    match (old.0, new.0) {
        (None, None) => fields::compare(pairs, &at, old.1, new.1, out),
        (Some(old), Some(new)) if pairs.same(old, new) => fields::boxes(pairs, path, old, new, "", out),
        (before, after) => {
            let describe = |whole: &Option<TypeRef>| whole.as_ref().map_or("fields".to_owned(), ToString::to_string);
            let detail = format!("{} -> {}", describe(before), describe(after));
            out.add(Rule::BodyReplaced, Level::Breaking, path, detail);
        }
    }
}

fn own_types<'a>(pairs: &Pairs<'a>, old: &'a Endpoint, new: &'a Endpoint, out: &mut Changes) {
    for def in &old.types {
        let before = Name::Local(&def.name);
        match pairs.target(before) {
            Some(after) => compare_types(pairs, before, after, out),
            None => {
                let detail = format!("was {}", types::kind(&def.kind));
                out.add(Rule::TypeRemoved, Level::Breaking, &types::path(before), detail);
            }
        }
    }
    for (before, after) in &pairs.renamed {
        if let (Name::Shared(_), Name::Local(_)) = (before, after) {
            compare_types(pairs, *before, *after, out);
        }
    }
    let renamed_to: BTreeSet<Name<'_>> = pairs.renamed.values().copied().collect();
    for def in &new.types {
        let name = Name::Local(&def.name);
        if !renamed_to.contains(&name) && pairs.old.def(name).is_none() {
            out.add(Rule::TypeAdded, Level::Additive, &types::path(name), types::kind(&def.kind));
        }
    }
}

fn compare_types<'a>(pairs: &Pairs<'a>, before: Name<'a>, after: Name<'a>, out: &mut Changes) {
    let path = types::path(before);
    match (before, after) {
        (Name::Local(_), Name::Shared(name)) => {
            out.add(Rule::TypeMoved, Level::Breaking, &path, format!("to the shared `{name}`"));
        }
        (Name::Shared(_), Name::Local(name)) => {
            out.add(Rule::TypeMoved, Level::Breaking, &path, format!("from the shared types to the local `{name}`"));
        }
        (before, after) if before != after => {
            out.add(Rule::TypeRenamed, Level::Breaking, &path, format!("to `{}`", after.text()));
        }
        _ => {}
    }
    types::compare(pairs, before, after, "", out);
}

fn first(endpoint: &Endpoint, is_input: bool) -> Option<&Literal> {
    endpoint.examples.iter().find_map(|example| match is_input {
        true => example.input.as_ref(),
        false => example.output.as_ref(),
    })
}

fn example(side: &str, old: Option<&Literal>, new: Option<&Literal>, out: &mut Changes) {
    let path = format!("examples.{side}");
    match (old, new) {
        (None, Some(_)) => out.add(Rule::ExampleAdded, Level::Additive, &path, ""),
        (Some(_), None) => out.add(Rule::ExampleRemoved, Level::Breaking, &path, ""),
        (Some(old), Some(new)) if !same(old, new) => {
            out.add(Rule::ExampleChanged, Level::Documentation, &path, "");
        }
        _ => {}
    }
}
