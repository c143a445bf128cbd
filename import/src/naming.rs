//! Names of an endpoint's own types, in the schema and in Rust. Reads drafts, the names that are taken, and the existing
//! schema, whose names are kept; feeds `finish`.
//!
//! A component keeps its name. A type that is written inside a field is named after the field. Where a name is taken, by
//! a shared type of another shape or by another type of the endpoint, the type around the field or the endpoint's family
//! comes in front.

use std::collections::{BTreeMap, BTreeSet};

use crate::draft::{Body, Draft, DraftType, Origin};
use fal_schema::BUILTINS;
use fal_schema::ir::TypeDef;
use fal_schema::names;
use fal_schema::naming::reserved;

/// Names that hand-made changes gave to types, by the type's provisional name.
pub(crate) type Kept = BTreeMap<String, String>;

/// Name in the schema and, where it differs from the derived one, in Rust; by provisional name.
pub(crate) type Named = BTreeMap<String, (String, Option<String>)>;

/// Names everything.
pub(crate) fn name(draft: &Draft, id: &str, shared: &[TypeDef], kept: &Kept) -> Named {
    let mut taken = Taken::new(shared);
    let mut named = Named::new();
    for (key, ty) in &draft.types {
        let mut candidates: Vec<String> = kept.get(key).cloned().into_iter().collect();
        candidates.extend(self::candidates(ty, id));
        let is_component = matches!(ty.origin, Origin::Component(_));
        named.insert(key.clone(), taken.choose(&candidates, is_component));
    }
    named
}

/// Names that cannot be chosen any more.
struct Taken {
    schema: BTreeSet<String>,
    rust: BTreeSet<String>,
}

impl Taken {
    fn new(shared: &[TypeDef]) -> Self {
        let builtins = BUILTINS.iter().map(|name| (*name).to_owned());
        Self {
            schema: shared.iter().map(|def| def.name.clone()).chain(builtins).collect(),
            rust: shared.iter().map(|def| def.rust_name.clone()).chain(reserved::MODULE.map(str::to_owned)).collect(),
        }
    }

    fn choose(&mut self, candidates: &[String], may_differ: bool) -> (String, Option<String>) {
        let last = candidates.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let all: Vec<String> = candidates.iter().cloned().chain(numbered.take(1000)).collect();
        let rust = |name: &String| names::type_name(name).ok().filter(|rust| !self.rust.contains(rust));
        let free = |name: &&String| is_name(name) && !self.schema.contains(*name);
        let chosen = all.iter().find(|name| free(name) && (may_differ || rust(name).is_some()));
        let schema = chosen.cloned().unwrap_or(last);
        let own = rust(&schema);
        let given = || all.iter().filter_map(&rust).find(|name| names::given_type(name).is_ok());
        let given = if own.is_some() { None } else { given() };
        self.rust.extend(own.or(given.clone()));
        self.schema.insert(schema.clone());
        (schema, given)
    }
}

/// What a type expression takes for a name.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Names to be tried, best first.
fn candidates(ty: &DraftType, id: &str) -> Vec<String> {
    let word = |text: &str| names::type_name(&ascii(text)).unwrap_or_default();
    let mut parts = id.split('/');
    let (owner, family) = (word(parts.next().unwrap_or_default()), word(parts.next().unwrap_or_default()));
    let family = if family.is_empty() { format!("{owner}Model") } else { family };
    match &ty.origin {
        Origin::Component(name) => vec![name.clone(), word(name), format!("{family}{}", word(name))],
        Origin::Field { parent, field, suffix } => {
            let inner = if word(field).is_empty() { "Value".to_owned() } else { word(field) };
            let (outer, inner) = (word(parent), format!("{inner}{suffix}"));
            let alone = matches!(ty.body, Body::Struct(_)) || word(field).is_empty();
            let first = (!alone).then(|| inner.clone());
            let mut rest = [format!("{outer}{inner}"), format!("{family}{inner}"), format!("{family}{outer}{inner}")];
            // `InputStyle` says nothing that `Style` does not.
            if first.is_some() && ["Input", "Output"].contains(&outer.as_str()) {
                rest.swap(0, 1);
            }
            first.into_iter().chain(rest).collect()
        }
    }
}

fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
