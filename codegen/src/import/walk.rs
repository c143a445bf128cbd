//! From JSON Schema to types: every construct is understood, or refused with its place. Reads a document's components;
//! feeds `fields` and `roots`.

use indexmap::IndexMap;
use serde_yaml::Value;

use super::draft::{Body, Draft, DraftType, Origin};
use super::limits::{self, Limits};
use super::node::{Node, Refusal};
use super::text::description;
use super::{fields, unions};
use crate::ir::TypeRef;

/// Deepest nesting of schemas, references followed.
const MAX_DEPTH: usize = 32;

/// Keywords that change what a value may be, and that are not understood.
const REFUSED: [&str; 14] = [
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "discriminator",
    "patternProperties",
    "propertyNames",
    "prefixItems",
    "contains",
    "dependentSchemas",
    "dependentRequired",
    "unevaluatedProperties",
    "minProperties",
];

/// A walk through one document.
pub(super) struct Walk<'a> {
    components: Option<Node<'a>>,
    pub(super) draft: Draft,
    pub(super) in_request: bool,
    depth: usize,
}

/// Where a schema stands, for names.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) parent: &'p str,
    pub(super) field: &'p str,
    /// Among the alternatives of a union with an object.
    pub(super) beside_object: bool,
}

/// What a schema says.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) ty: TypeRef,
    pub(super) nullable: bool,
    pub(super) limits: Limits,
    pub(super) notes: Vec<String>,
}

impl Parsed {
    fn of(ty: TypeRef) -> Self {
        Self { ty, nullable: false, limits: Limits::default(), notes: Vec::new() }
    }

    fn noted(ty: TypeRef, note: &str) -> Self {
        Self { notes: vec![note.to_owned()], ..Self::of(ty) }
    }

    /// As an item of a list or a map.
    fn item(&self) -> TypeRef {
        match &self.ty {
            TypeRef::Union(_) if self.nullable => TypeRef::Json,
            ty if self.nullable && *ty != TypeRef::Json => TypeRef::Nullable(Box::new(ty.clone())),
            ty => ty.clone(),
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(root: &Node<'a>) -> Self {
        let components = root.path(&["components", "schemas"]);
        Self { components, draft: Draft::default(), in_request: true, depth: 0 }
    }

    /// What a schema says.
    pub(super) fn schema(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        if self.depth == MAX_DEPTH {
            return Err(node.refuse("nested too deeply"));
        }
        self.depth += 1;
        let parsed = self.any(node, place);
        self.depth -= 1;
        let mut parsed = parsed?;
        parsed.nullable |= node.flag("nullable");
        Ok(parsed)
    }

    fn any(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        if node.value.as_bool() == Some(true) {
            return Ok(Parsed::of(TypeRef::Json));
        }
        for (key, value) in node.entries()? {
            if REFUSED.contains(&key) {
                return Err(value.refuse(&format!("`{key}` is not supported")));
            }
        }
        if let Some(target) = node.get("$ref") {
            return self.reference(&target, place);
        }
        if let Some(all) = node.get("allOf") {
            let parts = all.items()?;
            return match &parts[..] {
                [only] => self.schema(only, place),
                _ => Err(all.refuse(&format!("`allOf` of {} parts is not supported; of one it is", parts.len()))),
            };
        }
        if let Some(arms) = node.get("anyOf") {
            return self.union(&arms.items()?, place);
        }
        if let Some(values) = node.get("enum") {
            return self.values(&values.items()?, node, place);
        }
        if let Some(value) = node.get("const") {
            return self.values(&[value], node, place);
        }
        self.typed(node, place)
    }

    fn typed(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let named = match node.get("type") {
            Some(ty) if matches!(ty.value, Value::Sequence(_)) => return self.several(node, &ty, place),
            Some(ty) => ty.value.as_str().ok_or_else(|| ty.refuse("is no type's name"))?,
            None if node.get("properties").is_some() || node.get("additionalProperties").is_some() => "object",
            None if node.get("items").is_some() => "array",
            None => return Ok(Parsed::of(TypeRef::Json)),
        };
        self.one(node, named, place)
    }

    fn one(&mut self, node: &Node<'a>, named: &str, place: Place<'_>) -> Result<Parsed, Refusal> {
        Ok(match named {
            "string" => Parsed { limits: limits::text(node), ..Parsed::of(TypeRef::String) },
            "integer" => Parsed { limits: limits::number(node, true)?, ..Parsed::of(TypeRef::Integer) },
            "number" => Parsed { limits: limits::number(node, false)?, ..Parsed::of(TypeRef::Float) },
            "boolean" => Parsed::of(TypeRef::Boolean),
            "null" => Parsed { nullable: true, ..Parsed::of(TypeRef::Json) },
            "array" => self.list(node, place)?,
            "object" => self.object(node, place)?,
            other => return Err(node.refuse(&format!("`{other}` is no type"))),
        })
    }

    /// `type: [string, null]`.
    fn several(&mut self, node: &Node<'a>, types: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let names: Vec<&str> = types.items()?.iter().filter_map(|ty| ty.value.as_str()).collect();
        let rest: Vec<&str> = names.iter().copied().filter(|name| *name != "null").collect();
        let parsed = rest.iter().map(|name| self.one(node, name, place)).collect::<Result<Vec<_>, _>>()?;
        let mut parsed = self.merged(parsed);
        parsed.nullable |= rest.len() < names.len();
        Ok(parsed)
    }

    fn reference(&mut self, target: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let path = target.value.as_str().unwrap_or_default();
        let Some(name) = path.strip_prefix("#/components/schemas/") else {
            return Err(target.refuse(&format!("`{path}` is no component of this document")));
        };
        let name = name.replace("~1", "/").replace("~0", "~");
        let Some(component) = self.components.as_ref().and_then(|components| components.get(&name)) else {
            return Ok(Parsed::noted(TypeRef::Json, &format!("the document does not define its type {name}.")));
        };
        let is_struct = component.get("properties").is_some();
        let is_enum = component.get("enum").is_some();
        if !is_struct && !is_enum {
            return self.schema(&component, place);
        }
        let key = format!("#{name}");
        if self.draft.types.contains_key(&key) {
            return Ok(Parsed::of(TypeRef::Local(key)));
        }
        if is_enum {
            return self.values(
                &component.get("enum").map(|values| values.items()).transpose()?.unwrap_or_default(),
                &component,
                Place { field: &name, parent: "#", ..place },
            );
        }
        self.declare_struct(&key, Origin::Component(name), &component)?;
        Ok(Parsed::of(TypeRef::Local(key)))
    }

    fn declare_struct(&mut self, key: &str, origin: Origin, node: &Node<'a>) -> Result<(), Refusal> {
        let parent = match &origin {
            Origin::Component(name) => name.clone(),
            Origin::Field { parent, field, .. } => format!("{parent}_{field}"),
        };
        let doc = node.text("description").and_then(description);
        let body = Body::Struct(IndexMap::new());
        // There before its fields are read, so that a type may hold a list of itself.
        self.draft.types.insert(key.to_owned(), DraftType { origin, doc, note: None, body });
        let fields = fields::fields(self, node, &parent)?;
        if let Some(declared) = self.draft.types.get_mut(key) {
            declared.body = Body::Struct(fields);
            if node.flag("additionalProperties") {
                super::draft::remark(&mut declared.note, "the document allows further keys.");
            }
        }
        Ok(())
    }

    fn object(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        if node.get("properties").is_some_and(|properties| properties.map().is_some_and(|map| !map.is_empty())) {
            let key = format!("{}/{}{}", place.parent, place.field, if place.beside_object { "/object" } else { "" });
            if !self.draft.types.contains_key(&key) {
                let origin =
                    Origin::Field { parent: place.parent.to_owned(), field: place.field.to_owned(), suffix: "" };
                self.declare_struct(&key, origin, node)?;
            }
            return Ok(Parsed::of(TypeRef::Local(key)));
        }
        let inner = match node.get("additionalProperties") {
            Some(inner) if inner.value.is_mapping() => self.schema(&inner, place)?,
            _ => Parsed::of(TypeRef::Json),
        };
        let mut limits = inner.limits.clone();
        let mut notes = inner.notes.clone();
        drop_counts(&mut limits, &mut notes);
        Ok(Parsed { limits, notes, ..Parsed::of(TypeRef::Map(Box::new(inner.item()))) })
    }

    fn list(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let inner = match node.get("items") {
            Some(items) => self.schema(&items, place)?,
            None => Parsed::of(TypeRef::Json),
        };
        let mut limits = inner.limits.clone();
        let mut notes = inner.notes.clone();
        drop_counts(&mut limits, &mut notes);
        Ok(Parsed { limits: limits::list(node, limits)?, notes, ..Parsed::of(TypeRef::List(Box::new(inner.item()))) })
    }

    fn union(&mut self, arms: &[Node<'a>], place: Place<'_>) -> Result<Parsed, Refusal> {
        let is_null = |arm: &&Node<'a>| arm.text("type") == Some("null");
        let real: Vec<&Node<'a>> = arms.iter().filter(|arm| !is_null(arm)).collect();
        let is_object = |arm: &&&Node<'a>| arm.get("$ref").is_some() || arm.get("properties").is_some();
        let beside_object = place.beside_object || (real.len() > 1 && real.iter().any(|arm| is_object(&arm)));
        let place = Place { beside_object, ..place };
        let parsed = real.iter().map(|arm| self.schema(arm, place)).collect::<Result<Vec<_>, _>>()?;
        let mut parsed = self.merged(parsed);
        parsed.nullable |= real.len() < arms.len();
        Ok(parsed)
    }

    fn merged(&mut self, mut arms: Vec<Parsed>) -> Parsed {
        if arms.len() <= 1 {
            return arms.pop().unwrap_or_else(|| Parsed::of(TypeRef::Json));
        }
        let nullable = arms.iter().any(|arm| arm.nullable);
        let mut notes: Vec<String> = arms.iter().flat_map(|arm| arm.notes.clone()).collect();
        let limits: Vec<&Limits> = arms.iter().map(|arm| &arm.limits).filter(|limits| !limits.is_empty()).collect();
        let common = limits.first().map(|limits| (*limits).clone()).unwrap_or_default();
        let (ty, note) = unions::union(&self.draft.types, arms.iter().map(|arm| arm.ty.clone()).collect());
        notes.extend(note);
        // Limits of one alternative have no place in a union.
        let keeps = limits.len() == 1 && arms.iter().any(|arm| arm.ty == ty && arm.limits == common);
        if !limits.is_empty() && !keeps {
            notes.push("limits of single alternatives are left to the server.".to_owned());
        }
        Parsed { ty, nullable, limits: if keeps { common } else { Limits::default() }, notes }
    }

    fn values(&mut self, values: &[Node<'a>], node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let nullable = values.iter().any(|value| value.value.is_null());
        let known: Vec<&Value> = values.iter().map(|value| value.value).filter(|value| !value.is_null()).collect();
        let texts: Option<Vec<String>> = known.iter().map(|value| value.as_str().map(str::to_owned)).collect();
        let whole: Option<Vec<i64>> = known.iter().map(|value| value.as_i64()).collect();
        let body = match (texts, whole) {
            (Some(texts), _) if !texts.is_empty() => Body::Enum(unique(texts)),
            (_, Some(whole)) if !whole.is_empty() => Body::Integers(unique(whole)),
            _ => {
                let listed = known.iter().map(|value| crate::print::flow(value)).collect::<Vec<_>>().join(", ");
                let ty = if known.iter().all(|value| value.is_bool()) && !known.is_empty() {
                    TypeRef::Boolean
                } else if known.iter().all(|value| value.is_number()) && !known.is_empty() {
                    TypeRef::Float
                } else {
                    TypeRef::Json
                };
                return Ok(Parsed { nullable, ..Parsed::noted(ty, &format!("the values are {listed}.")) });
            }
        };
        let is_component = place.parent == "#";
        let (key, origin) = if is_component {
            (format!("#{}", place.field), Origin::Component(place.field.to_owned()))
        } else {
            let suffix = if place.beside_object { "Preset" } else { "" };
            let origin = Origin::Field { parent: place.parent.to_owned(), field: place.field.to_owned(), suffix };
            let kind = if matches!(body, Body::Enum(_)) { "enum" } else { "integers" };
            match self.same_values(place.field, suffix, &body) {
                Some(key) => return Ok(Parsed { nullable, ..Parsed::of(TypeRef::Local(key)) }),
                None => (self.free_key(&format!("{}/{}/{kind}", place.parent, place.field)), origin),
            }
        };
        let doc = if is_component { node.text("description").and_then(description) } else { None };
        self.draft.types.insert(key.clone(), DraftType { origin, doc, note: None, body });
        Ok(Parsed { nullable, ..Parsed::of(TypeRef::Local(key)) })
    }

    /// The type of a field of the same name with the same values.
    fn same_values(&self, wanted: &str, added: &str, body: &Body) -> Option<String> {
        let same = |(key, ty): (&String, &DraftType)| {
            let Origin::Field { field, suffix, .. } = &ty.origin else { return None };
            let values = match (&ty.body, body) {
                (Body::Enum(known), Body::Enum(values)) => known == values,
                (Body::Integers(known), Body::Integers(values)) => known == values,
                _ => false,
            };
            (values && field == wanted && *suffix == added).then(|| key.clone())
        };
        self.draft.types.iter().find_map(same)
    }

    fn free_key(&self, wanted: &str) -> String {
        let mut key = wanted.to_owned();
        while self.draft.types.contains_key(&key) {
            key.push('+');
        }
        key
    }
}

/// Counts of inner lists have no place in the schema of the outer one.
fn drop_counts(limits: &mut Limits, notes: &mut Vec<String>) {
    if limits.min_items.take().is_some() | limits.max_items.take().is_some() {
        notes.push("the number of items of inner lists is left to the server.".to_owned());
    }
}

fn unique<T: PartialEq>(values: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(values.len());
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}
