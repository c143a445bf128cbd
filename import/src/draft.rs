//! An endpoint as it is understood so far: types under provisional names, until it is known which are shared and what
//! the others are called. Made by `walk`; changed by `share` and `naming`; becomes a schema in `finish`.

use indexmap::IndexMap;

use fal_schema::ir::TypeRef;
use fal_schema::schema::FieldEntry;

/// An endpoint that is being imported.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) input: IndexMap<String, DraftField>,
    pub(crate) input_type: Option<TypeRef>,
    pub(crate) output: IndexMap<String, DraftField>,
    pub(crate) output_type: Option<TypeRef>,
    /// Types by provisional name, in order of first use; `TypeRef::Local` holds such a name.
    pub(crate) types: IndexMap<String, DraftType>,
    pub(crate) notes: Vec<String>,
    /// An example request that the document shows piece by piece.
    pub(crate) example: Option<serde_yaml::Value>,
}

/// A field; the text of its type is written when all names are known.
#[derive(Debug, Clone)]
pub(crate) struct DraftField {
    pub(crate) ty: TypeRef,
    pub(crate) entry: FieldEntry,
}

/// A type of the endpoint.
#[derive(Debug, Clone)]
pub(crate) struct DraftType {
    pub(crate) origin: Origin,
    pub(crate) doc: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) body: Body,
}

/// Where a type comes from; its name follows from that.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// A component of the document.
    Component(String),
    /// Written inside a field: name of the type around it, name of the field, and what is added to that.
    Field { parent: String, field: String, suffix: &'static str },
}

/// What a type consists of.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Struct(IndexMap<String, DraftField>),
    Enum(Vec<String>),
    Integers(Vec<i64>),
}

impl Draft {
    /// Every field, of requests, answers and types.
    pub(crate) fn each_type(&mut self, visit: &mut dyn FnMut(&mut TypeRef)) {
        self.input_type.iter_mut().chain(&mut self.output_type).for_each(&mut *visit);
        let own = self.types.values_mut().filter_map(|ty| match &mut ty.body {
            Body::Struct(fields) => Some(fields),
            _ => None,
        });
        let all = [&mut self.input, &mut self.output].into_iter().chain(own);
        all.flat_map(|fields| fields.values_mut()).for_each(|field| visit(&mut field.ty));
    }
}

/// Replaces uses of a local type.
pub(crate) fn replace(ty: &mut TypeRef, from: &str, to: &TypeRef) {
    match ty {
        TypeRef::Local(name) if name == from => *ty = to.clone(),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => replace(inner, from, to),
        TypeRef::Union(arms) => arms.iter_mut().for_each(|arm| replace(arm, from, to)),
        _ => {}
    }
}

/// Adds a remark for reviewers.
pub(crate) fn remark(note: &mut Option<String>, text: &str) {
    match note {
        Some(note) if note.contains(text) => {}
        Some(note) => *note = format!("{note} {text}"),
        None => *note = Some(format!("{MARK}{text}")),
    }
}

/// What the importer's own remarks begin with, to tell them from those made by hand.
pub(crate) const MARK: &str = "Import: ";
