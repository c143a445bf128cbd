//! Files in an answer: any struct with a `url`.
//! Part of the writer of `answer`; feeds the file store through `publish`.

use fal_schema::ir::{Field, Presence, TypeRef};
use serde_json::{Value, json};

use super::Writer;
use crate::hash::Hash;
use crate::picture::{Format, Recipe};
use crate::scope::Scope;
use crate::size;

/// Whether a type is a struct that names a file.
pub(super) fn is_file(scope: Scope<'_>, ty: &TypeRef) -> bool {
    let names_url = |field: &Field| field.name == "url" && matches!(field.ty, TypeRef::String | TypeRef::File);
    scope.fields(ty).is_some_and(|fields| fields.iter().any(names_url))
}

impl Writer<'_> {
    /// A file struct with what is known about the picture; everything else in it is as in any other struct.
    pub(super) fn file(&self, fields: &[Field], depth: usize, index: u64) -> Value {
        let recipe = self.recipe(index);
        let url = (self.request.publish)(recipe.clone());
        let entries = fields.iter().map(|field| {
            let value = match (field.name.as_str(), &field.ty) {
                ("url", _) => json!(url),
                ("width", TypeRef::Integer) => json!(recipe.width),
                ("height", TypeRef::Integer) => json!(recipe.height),
                ("content_type", TypeRef::String) => json!(recipe.format.content_type()),
                ("file_name", TypeRef::String) => json!(recipe.file_name()),
                // The size is known only once the picture is drawn, which is done only when asked for.
                ("file_size", TypeRef::Integer) if field.presence == Presence::Required => json!(recipe.draw().len()),
                ("file_size", _) if field.presence != Presence::Required => Value::Null,
                _ => self.field(field, depth + 1),
            };
            (field.name.clone(), value)
        });
        Value::Object(entries.collect())
    }

    /// How the picture of that index is drawn.
    pub(super) fn recipe(&self, index: u64) -> Recipe {
        let input = self.request.input;
        let text = |name: &str| input.get(name).and_then(Value::as_str).unwrap_or_default();
        let (width, height) = size::asked(input);
        let endpoint = self.request.scope.endpoint.id.clone();
        let picture = Hash::new().text(&endpoint).text(text("prompt")).number(self.seed as u64).number(index);
        Recipe {
            hash: picture.finish(),
            endpoint,
            prompt: Recipe::short(text("prompt")),
            seed: self.seed,
            index,
            width,
            height,
            format: Format::named(text("output_format")),
            progress: self.request.progress,
        }
    }
}
