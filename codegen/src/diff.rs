//! What two catalogs have not in common, and what that means for those who use the generated crate: whether their code
//! still compiles and still sends the same. Reads `ir` only; feeds `cargo xtask diff` and reviewers.
//!
//! Judged from the generated Rust: objects are `#[non_exhaustive]` with public fields, required fields are the arguments of
//! `new` in their order, a default in a request is a value that is sent, enums take values they do not list.

mod change;
mod endpoint;
mod fields;
mod findings;
mod limits;
mod pairs;
mod rule;
mod text;
mod types;

use std::collections::{BTreeMap, BTreeSet};

pub use change::Change;
use fal_schema::ir::{Catalog, Endpoint};
use fal_schema::usage::{Name, Usage};
use findings::Findings;
use pairs::Pairs;
pub use rule::{Level, Rule};
pub use text::report;

/// Every change from `old` to `new`: shared types first, then endpoint by endpoint, in the order of their schemas.
#[must_use]
pub fn diff(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let (before, after) = (Usage::new(old), Usage::new(new));
    let mut moves = Moves::default();
    let mut changes = Vec::new();
    let ids: BTreeSet<&str> = old.endpoints.iter().chain(&new.endpoints).map(|endpoint| endpoint.id.as_str()).collect();
    for id in ids {
        let mut out = Findings::new(Some(id));
        match (old.endpoint(id), new.endpoint(id)) {
            (Some(old), Some(new)) => both((&before, old), (&after, new), &mut moves, &mut out),
            (Some(old), None) => out.add(Rule::EndpointRemoved, Level::Breaking, "", old.title.clone()),
            (None, Some(new)) => out.add(Rule::EndpointAdded, Level::Additive, "", new.title.clone()),
            (None, None) => {}
        }
        changes.extend(out.changes);
    }
    let mut all = shared(&before, &after, moves);
    all.extend(changes);
    all
}

/// What has become of shared types whose names are gone, as the endpoints tell.
#[derive(Default)]
struct Moves<'a> {
    renamed: BTreeMap<Name<'a>, Name<'a>>,
    own: BTreeSet<Name<'a>>,
}

fn both<'a>(
    (before, old): (&'a Usage<'a>, &'a Endpoint),
    (after, new): (&'a Usage<'a>, &'a Endpoint),
    moves: &mut Moves<'a>,
    out: &mut Findings,
) {
    let pairs = Pairs::of(before.module(old), after.module(new), old, new);
    endpoint::compare(&pairs, old, new, out);
    for (old, new) in &pairs.renamed {
        match (old, new) {
            (Name::Shared(_), Name::Shared(_)) => _ = moves.renamed.entry(*old).or_insert(*new),
            (Name::Shared(_), Name::Local(_)) => _ = moves.own.insert(*old),
            _ => {}
        }
    }
}

fn shared<'a>(before: &'a Usage<'a>, after: &'a Usage<'a>, moves: Moves<'a>) -> Vec<Change> {
    let mut out = Findings::new(None);
    let pairs = Pairs::shared(before.alone(), after.alone(), moves.renamed);
    for def in &before.catalog.shared {
        let name = Name::Shared(&def.name);
        let place = types::place(name);
        match pairs.target(name) {
            Some(new) => {
                if new != name {
                    out.add(Rule::TypeRenamed, Level::Breaking, &place, format!("to `{}`", new.text()));
                }
                let users = match before.users(&def.name) {
                    1 => "; in 1 model".to_owned(),
                    users => format!("; in {users} models"),
                };
                types::compare(&pairs, name, new, &users, &mut out);
            }
            None if moves.own.contains(&name) => {
                out.add(Rule::TypeMoved, Level::Breaking, &place, "to the models that use it");
            }
            None => {
                let detail = format!("was {}", types::kind(&def.kind));
                out.add(Rule::TypeRemoved, Level::Breaking, &place, detail);
            }
        }
    }
    let known: BTreeSet<Name<'_>> = pairs.renamed.values().copied().collect();
    for def in &after.catalog.shared {
        let name = Name::Shared(&def.name);
        if !known.contains(&name) && pairs.old.def(name).is_none() {
            out.add(Rule::TypeAdded, Level::Additive, &types::place(name), types::kind(&def.kind));
        }
    }
    out.changes
}
