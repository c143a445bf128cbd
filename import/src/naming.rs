//! Names of the types of an endpoint, in the schema and in Rust.
//!
//! A component keeps its name, and an inline type is named after its field. If the name is taken by a shared type of
//! another shape or by another type of the endpoint, the name of the parent type or of the family is prefixed. Names in
//! an existing schema are kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::draft::{Body, Draft, DraftType, Origin};
use fal_schema::BUILTINS;
use fal_schema::ir::TypeDef;
use fal_schema::names;
use fal_schema::naming::reserved;

/// Names of types in the existing schema, by provisional name.
pub(crate) type Kept = BTreeMap<String, String>;

/// The name in the schema and, if it differs from the derived one, the Rust name; by provisional name.
pub(crate) type Named = BTreeMap<String, (String, Option<String>)>;

/// Names all types of a draft.
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

/// Names that are no longer available.
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
        let is_free = |name: &&String| is_name(name) && !self.schema.contains(*name);
        let chosen = all.iter().find(|name| is_free(name) && (may_differ || rust(name).is_some()));
        let schema = chosen.cloned().unwrap_or(last);
        let derived = rust(&schema);
        let rust_name = || all.iter().filter_map(&rust).find(|name| names::given_type(name).is_ok());
        let rust_name = if derived.is_some() { None } else { rust_name() };
        self.rust.extend(derived.or(rust_name.clone()));
        self.schema.insert(schema.clone());
        (schema, rust_name)
    }
}

/// Whether a string is a name in type expressions.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Possible names, in order of preference.
fn candidates(ty: &DraftType, id: &str) -> Vec<String> {
    let pascal = |text: &str| names::type_name(&ascii(text)).unwrap_or_default();
    let mut parts = id.split('/');
    let (owner, family) = (pascal(parts.next().unwrap_or_default()), pascal(parts.next().unwrap_or_default()));
    let family = if family.is_empty() { format!("{owner}Model") } else { family };
    match &ty.origin {
        Origin::Component(name) => vec![name.clone(), pascal(name), format!("{family}{}", pascal(name))],
        Origin::Field { parent, field, suffix } => {
            let inner = if pascal(field).is_empty() { "Value".to_owned() } else { pascal(field) };
            let (outer, inner) = (pascal(parent), format!("{inner}{suffix}"));
            let alone = matches!(ty.body, Body::Struct(_)) || pascal(field).is_empty();
            let first = (!alone).then(|| inner.clone());
            let mut rest = [format!("{outer}{inner}"), format!("{family}{inner}"), format!("{family}{outer}{inner}")];
            // `InputStyle` is not more specific than `Style`.
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
