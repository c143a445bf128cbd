//! A draft of an endpoint, in which types have provisional names until the shared types and the final names are
//! determined.

use indexmap::IndexMap;

use fal_schema::ir::TypeRef;
use fal_schema::schema::FieldEntry;

/// The draft of an endpoint.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) input: IndexMap<String, DraftField>,
    pub(crate) input_type: Option<TypeRef>,
    pub(crate) output: IndexMap<String, DraftField>,
    pub(crate) output_type: Option<TypeRef>,
    /// Types by provisional name, in order of first use. `TypeRef::Local` refers to these names.
    pub(crate) types: IndexMap<String, DraftType>,
    pub(crate) notes: Vec<String>,
    /// An example request that is composed of the examples of fields.
    pub(crate) example: Option<serde_yaml::Value>,
}

/// A field. The type expression of its entry is only set when all names are final.
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

/// The origin of a type, from which its name is derived.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// A component of the document.
    Component(String),
    /// The inline type of a field: the name of the parent type, the name of the field, and a suffix.
    Field { parent: String, field: String, suffix: &'static str },
}

/// The kind of a type, with its members.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Struct(IndexMap<String, DraftField>),
    Enum(Vec<String>),
    Integers(Vec<i64>),
}

impl Draft {
    /// Visits the types of all fields of the request, the response and the types.
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

/// The prefix of remarks by the importer, which distinguishes them from notes of people.
pub(crate) const MARK: &str = "Import: ";
