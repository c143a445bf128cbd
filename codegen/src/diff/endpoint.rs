//! One endpoint on both sides: its request, its answer, its types, its examples. Reads two endpoints; feeds the findings.

use std::collections::BTreeSet;

use super::fields::{self, At, same};
use super::findings::Findings;
use super::pairs::Pairs;
use super::rule::{Level, Rule};
use super::types;
use fal_schema::ir::{Endpoint, Field, Literal, TypeRef};
use fal_schema::usage::Name;

/// Compares an endpoint with itself.
pub(super) fn compare<'a>(pairs: &Pairs<'a>, old: &'a Endpoint, new: &'a Endpoint, out: &mut Findings) {
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

/// The type that stands for a whole body, and the fields of a body that has some.
type Body<'a> = (&'a Option<TypeRef>, &'a Vec<Field>);

fn body<'a>(pairs: &Pairs<'a>, place: &str, is_input: bool, (old, new): (Body<'a>, Body<'a>), out: &mut Findings) {
    let at = At { place: place.to_owned(), requested: (is_input, is_input), users: "" };
    match (old.0, new.0) {
        (None, None) => fields::compare(pairs, &at, old.1, new.1, out),
        (Some(old), Some(new)) if pairs.same(old, new) => fields::boxes(pairs, place, old, new, "", out),
        (before, after) => {
            let shown = |whole: &Option<TypeRef>| whole.as_ref().map_or("fields".to_owned(), ToString::to_string);
            let detail = format!("{} -> {}", shown(before), shown(after));
            out.add(Rule::BodyReplaced, Level::Breaking, place, detail);
        }
    }
}

fn own_types<'a>(pairs: &Pairs<'a>, old: &'a Endpoint, new: &'a Endpoint, out: &mut Findings) {
    for def in &old.types {
        let before = Name::Local(&def.name);
        match pairs.target(before) {
            Some(after) => become_another(pairs, before, after, out),
            None => {
                let detail = format!("was {}", types::kind(&def.kind));
                out.add(Rule::TypeRemoved, Level::Breaking, &types::place(before), detail);
            }
        }
    }
    for (before, after) in &pairs.renamed {
        if let (Name::Shared(_), Name::Local(_)) = (before, after) {
            become_another(pairs, *before, *after, out);
        }
    }
    let known: BTreeSet<Name<'_>> = pairs.renamed.values().copied().collect();
    for def in &new.types {
        let name = Name::Local(&def.name);
        if !known.contains(&name) && pairs.old.def(name).is_none() {
            out.add(Rule::TypeAdded, Level::Additive, &types::place(name), types::kind(&def.kind));
        }
    }
}

fn become_another<'a>(pairs: &Pairs<'a>, before: Name<'a>, after: Name<'a>, out: &mut Findings) {
    let place = types::place(before);
    match (before, after) {
        (Name::Local(_), Name::Shared(name)) => {
            out.add(Rule::TypeMoved, Level::Breaking, &place, format!("to the shared `{name}`"));
        }
        (Name::Shared(_), Name::Local(name)) => {
            out.add(Rule::TypeMoved, Level::Breaking, &place, format!("from the shared types, to its own `{name}`"));
        }
        (before, after) if before != after => {
            out.add(Rule::TypeRenamed, Level::Breaking, &place, format!("to `{}`", after.text()));
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

fn example(side: &str, old: Option<&Literal>, new: Option<&Literal>, out: &mut Findings) {
    let place = format!("examples.{side}");
    match (old, new) {
        (None, Some(_)) => out.add(Rule::ExampleAdded, Level::Additive, &place, ""),
        (Some(_), None) => out.add(Rule::ExampleRemoved, Level::Breaking, &place, ""),
        (Some(old), Some(new)) if !same(old, new) => {
            out.add(Rule::ExampleChanged, Level::Documentation, &place, "");
        }
        _ => {}
    }
}
