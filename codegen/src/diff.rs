//! Compares two catalogs, and reports how the changes affect the users of the generated crate: whether their code still
//! compiles and still sends the same requests.
//!
//! The rules follow from the generated Rust code: objects are `#[non_exhaustive]` with public fields, the required
//! fields of a type in requests are the arguments of `new` in their order, types that occur only in responses have no
//! `new`, the default of a field in a request is sent, and enums accept values that they do not list.

mod change;
mod changes;
mod endpoint;
mod fields;
mod limits;
mod pairs;
mod rule;
mod text;
mod types;

use std::collections::{BTreeMap, BTreeSet};

pub use change::Change;
use changes::Changes;
use fal_schema::ir::{Catalog, Endpoint};
use fal_schema::usage::{Name, Usage};
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
        let mut out = Changes::new(Some(id));
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

/// New names of shared types that no longer exist, according to the endpoints that use them.
#[derive(Default)]
struct Moves<'a> {
    /// Shared types with new names.
    renamed: BTreeMap<Name<'a>, Name<'a>>,
    /// Shared types that became types of their endpoints.
    made_local: BTreeSet<Name<'a>>,
}

fn both<'a>(
    (before, old): (&'a Usage<'a>, &'a Endpoint),
    (after, new): (&'a Usage<'a>, &'a Endpoint),
    moves: &mut Moves<'a>,
    out: &mut Changes,
) {
    let pairs = Pairs::of(before.module(old), after.module(new), old, new);
    endpoint::compare(&pairs, old, new, out);
    for (old, new) in &pairs.renamed {
        match (old, new) {
            (Name::Shared(_), Name::Shared(_)) => _ = moves.renamed.entry(*old).or_insert(*new),
            (Name::Shared(_), Name::Local(_)) => _ = moves.made_local.insert(*old),
            _ => {}
        }
    }
}

fn shared<'a>(before: &'a Usage<'a>, after: &'a Usage<'a>, moves: Moves<'a>) -> Vec<Change> {
    let mut out = Changes::new(None);
    let pairs = Pairs::shared(before.alone(), after.alone(), moves.renamed);
    for def in &before.catalog.shared {
        let name = Name::Shared(&def.name);
        let path = types::path(name);
        match pairs.target(name) {
            Some(new) => {
                if new != name {
                    out.add(Rule::TypeRenamed, Level::Breaking, &path, format!("to `{}`", new.text()));
                }
                let users = match before.users(&def.name) {
                    1 => "; in 1 model".to_owned(),
                    users => format!("; in {users} models"),
                };
                types::compare(&pairs, name, new, &users, &mut out);
            }
            None if moves.made_local.contains(&name) => {
                out.add(Rule::TypeMoved, Level::Breaking, &path, "to the models that use it");
            }
            None => {
                let detail = format!("was {}", types::kind(&def.kind));
                out.add(Rule::TypeRemoved, Level::Breaking, &path, detail);
            }
        }
    }
    let renamed_to: BTreeSet<Name<'_>> = pairs.renamed.values().copied().collect();
    for def in &after.catalog.shared {
        let name = Name::Shared(&def.name);
        if !renamed_to.contains(&name) && pairs.old.def(name).is_none() {
            out.add(Rule::TypeAdded, Level::Additive, &types::path(name), types::kind(&def.kind));
        }
    }
    out.changes
}
