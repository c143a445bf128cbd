//! From JSON Schema to types: every construct is understood, left to the server with a remark, or refused with its
//! place. Reads a document; feeds `fields` and `roots`.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use crate::draft::Draft;
use crate::openapi::enums;
use crate::openapi::keywords;
use crate::openapi::limits::{self, Limits};
use crate::openapi::node::{Node, Refusal};
use crate::openapi::objects;
use crate::openapi::unions;
use crate::openapi::values::Types;
use fal_schema::ir::TypeRef;

/// Deepest nesting of schemas, references followed.
const MAX_DEPTH: usize = 32;
/// Most schemas that are looked at, each as often as something refers to it.
const MAX_VISITS: usize = 100_000;
/// Most that a type may weigh: what clippy calls a very complex type is one that people cannot read either.
const MAX_WEIGHT: usize = 250;

/// A walk through one document.
pub(crate) struct Walk<'a> {
    pub(crate) root: Node<'a>,
    pub(crate) draft: Draft,
    pub(crate) in_request: bool,
    /// References that are being followed and have no type of their own.
    pub(crate) open: BTreeSet<String>,
    /// Types of objects that have no name in the document, by their places.
    pub(crate) declared_at: BTreeMap<String, String>,
    depth: usize,
    visits: usize,
}

/// The location of a schema, for names.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    pub(crate) parent: &'p str,
    pub(crate) field: &'p str,
    /// Among the alternatives of a union with an object.
    pub(crate) beside_object: bool,
}

/// What a schema says.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    pub(crate) ty: TypeRef,
    pub(crate) nullable: bool,
    pub(crate) limits: Limits,
    pub(crate) notes: Vec<String>,
}

impl Parsed {
    pub(crate) fn of(ty: TypeRef) -> Self {
        Self { ty, nullable: false, limits: Limits::default(), notes: Vec::new() }
    }

    pub(crate) fn noted(ty: TypeRef, note: &str) -> Self {
        Self { notes: vec![note.to_owned()], ..Self::of(ty) }
    }

    /// A list or a map of this.
    pub(crate) fn within(mut self, types: &Types, wrap: fn(Box<TypeRef>) -> TypeRef) -> Self {
        // Counts of inner lists have no place in the schema of the outer one.
        if self.limits.min_items.take().is_some() | self.limits.max_items.take().is_some() {
            self.notes.push("the number of items of inner lists is left to the server.".to_owned());
        }
        let item = match self.ty {
            TypeRef::Union(_) if self.nullable => {
                self.notes.push(format!("the document says {} or null.", unions::written(types, &self.ty)));
                TypeRef::Json
            }
            ty if self.nullable && ty != TypeRef::Json => TypeRef::Nullable(Box::new(ty)),
            ty => ty,
        };
        let item = match 10 + weight(&wrap(Box::new(item.clone())), 2) {
            weight if weight > MAX_WEIGHT => {
                self.notes.push(format!(
                    "the document says {item}, nested too deeply for a type.",
                    item = unions::written(types, &item)
                ));
                TypeRef::Json
            }
            _ => item,
        };
        if item == TypeRef::Json {
            self.limits = Limits::default();
        }
        Self { ty: wrap(Box::new(item)), nullable: false, ..self }
    }
}

/// How hard a type is to read, in Rust: each name counts ten times its depth. An `Option` around it is the first, with 10.
fn weight(ty: &TypeRef, depth: usize) -> usize {
    let inner = match ty {
        TypeRef::List(inner) | TypeRef::Nullable(inner) => weight(inner, depth + 1),
        TypeRef::Map(inner) => 10 * (depth + 1) + weight(inner, depth + 1),
        _ => 0,
    };
    10 * depth + inner
}

impl<'a> Walk<'a> {
    pub(crate) fn new(root: &Node<'a>) -> Self {
        Self {
            root: root.clone(),
            draft: Draft::default(),
            in_request: true,
            open: BTreeSet::new(),
            declared_at: BTreeMap::new(),
            depth: 0,
            visits: 0,
        }
    }

    /// Counts a schema that is looked at.
    pub(crate) fn visit(&mut self, node: &Node<'a>) -> Result<(), Refusal> {
        self.visits += 1;
        if self.visits > MAX_VISITS {
            return Err(node.refuse(&format!("the document has more than {MAX_VISITS} schemas, references followed")));
        }
        Ok(())
    }

    /// What a schema says.
    pub(crate) fn schema(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        self.visit(node)?;
        if self.depth == MAX_DEPTH {
            return Err(node.refuse("nested too deeply"));
        }
        self.depth += 1;
        let parsed = self.any(node, place);
        self.depth -= 1;
        let mut parsed = parsed?;
        parsed.nullable |= node.flag("nullable");
        parsed.notes.extend(keywords::left_to_the_server(node));
        parsed.notes = enums::unique(parsed.notes);
        Ok(parsed)
    }

    fn any(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        match node.value.as_bool() {
            Some(true) => return Ok(Parsed::of(TypeRef::Json)),
            Some(false) => return Ok(Parsed::noted(TypeRef::Json, "the document allows no value here.")),
            None => _ = node.entries()?,
        }
        if let Some(parsed) = objects::composed(self, node, place)? {
            return Ok(parsed);
        }
        if let Some(target) = node.get("$ref") {
            return Ok(limits::beside(node, self.reference(&target, place)?));
        }
        if let Some(arms) = keywords::alternatives(node)? {
            return Ok(limits::beside(node, self.union(&arms, place)?));
        }
        if let Some(values) = node.get("enum") {
            return Ok(self.values(&values.items()?, place));
        }
        if let Some(value) = node.get("const") {
            return Ok(self.values(&[value], place));
        }
        self.typed(node, place)
    }

    fn typed(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let named = match node.get("type") {
            Some(ty) if matches!(ty.value, Value::Sequence(_)) => return self.several(node, &ty, place),
            Some(ty) => ty.value.as_str().ok_or_else(|| ty.refuse("is not the name of a type"))?,
            None if node.get("properties").is_some() || node.get("additionalProperties").is_some() => "object",
            None if node.get("items").is_some() || node.get("prefixItems").is_some() => "array",
            None => return Ok(Parsed::of(TypeRef::Json)),
        };
        self.one(node, named, place)
    }

    fn one(&mut self, node: &Node<'a>, named: &str, place: Place<'_>) -> Result<Parsed, Refusal> {
        let limited = |ty, (limits, notes)| Parsed { limits, notes, ..Parsed::of(ty) };
        Ok(match named {
            "string" => limited(TypeRef::String, (limits::text(node), keywords::form(node))),
            "integer" => limits::integer(node),
            "number" => limited(TypeRef::Float, limits::number(node, false)),
            "boolean" => Parsed::of(TypeRef::Boolean),
            "null" => Parsed { nullable: true, ..Parsed::of(TypeRef::Json) },
            "array" => self.list(node, place)?,
            "object" => objects::object(self, node, place)?,
            other => return Err(node.refuse(&format!("`{other}` is not a type"))),
        })
    }

    /// `type: [string, null]`.
    fn several(&mut self, node: &Node<'a>, types: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let items = types.items()?;
        let name = |ty: &Node<'a>| ty.value.as_str().ok_or_else(|| ty.refuse("is not the name of a type"));
        let names = items.iter().map(name).collect::<Result<Vec<&str>, _>>()?;
        let rest: Vec<&str> = names.iter().copied().filter(|name| *name != "null").collect();
        let parsed = rest.iter().map(|name| self.one(node, name, place)).collect::<Result<Vec<_>, _>>()?;
        let mut parsed = self.merged(parsed);
        parsed.nullable |= rest.len() < names.len();
        Ok(parsed)
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

    /// One type out of alternatives.
    pub(crate) fn merged(&mut self, mut arms: Vec<Parsed>) -> Parsed {
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
        let keeps = arms.iter().all(|arm| arm.ty == ty && arm.limits == common);
        if !limits.is_empty() && !keeps {
            notes.push("limits of single alternatives are left to the server.".to_owned());
        }
        Parsed { ty, nullable, limits: if keeps { common } else { Limits::default() }, notes }
    }
}
