//! `$ref`: what it leads to, inside the document. Components get types of their own; whatever has no fields and no
//! values is a type of its own. Reads a document; feeds `walk` and `objects`.

use serde_yaml::Value;

use crate::draft::Origin;
use crate::openapi::node::{Node, Refusal};
use crate::openapi::objects;
use crate::openapi::walk::{Parsed, Place, Walk};
use fal_schema::ir::TypeRef;

/// Names of the places where documents keep what has a name.
const HOLDERS: [&str; 3] = ["schemas", "$defs", "definitions"];

/// What a reference leads to.
pub(crate) enum Target<'a> {
    /// A schema and its name.
    Named(String, Node<'a>),
    /// A schema in the middle of another.
    Unnamed(Node<'a>),
    /// Nothing; what the name would be.
    Missing(String),
}

/// Follows a reference; `target` is its text.
pub(crate) fn follow<'a>(root: &Node<'a>, target: &Node<'a>) -> Result<Target<'a>, Refusal> {
    let path = target.value.as_str().ok_or_else(|| target.refuse("is not a string"))?;
    let Some(pointer) = path.strip_prefix("#/") else {
        return Err(target.refuse(&format!("`{path}` is not a location in this document, and others are not fetched")));
    };
    let steps: Vec<String> = pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let name = steps.last().cloned().unwrap_or_default();
    let found = steps.iter().try_fold(root.clone(), |node, step| match node.value {
        Value::Sequence(_) => node.items().ok()?.into_iter().nth(step.parse().ok()?),
        _ => node.get(step),
    });
    let is_named = steps.len() > 1 && HOLDERS.contains(&steps[steps.len() - 2].as_str());
    Ok(match found {
        None => Target::Missing(name),
        Some(node) if is_named => Target::Named(name, node),
        Some(node) => Target::Unnamed(node),
    })
}

/// A remark for the reader of a schema with a reference to nothing.
pub(crate) fn missing(name: &str) -> String {
    format!("the document does not define its type {name}.")
}

impl<'a> Walk<'a> {
    /// What a reference says; `target` is its text.
    pub(crate) fn reference(&mut self, target: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        match follow(&self.root, target)? {
            Target::Missing(name) => Ok(Parsed::noted(TypeRef::Json, &missing(&name))),
            Target::Unnamed(node) => self.unnamed(&node, place),
            Target::Named(name, node) => self.component(name, &node, place),
        }
    }

    fn component(&mut self, name: String, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let nullable = node.flag("nullable");
        let key = node.at.clone();
        if self.draft.types.contains_key(&key) {
            return Ok(Parsed { nullable, ..Parsed::of(TypeRef::Local(key)) });
        }
        if let Some(parts) = objects::own_parts(self, node)? {
            objects::declare(self, &key, Origin::Component(name), node, &parts)?;
            return Ok(Parsed { nullable, ..Parsed::of(TypeRef::Local(key)) });
        }
        if let Some(values) = node.get("enum") {
            self.visit(node)?;
            let mut parsed = self.named_values(&values.items()?, node, (key, Origin::Component(name)));
            parsed.nullable |= nullable;
            return Ok(parsed);
        }
        self.unnamed(node, place)
    }

    /// A schema that is met again inside itself, and has no name to be met by, can be any JSON there.
    fn unnamed(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        if !self.open.insert(node.at.clone()) {
            let name = node.at.rsplit('/').next().unwrap_or_default();
            return Ok(Parsed::noted(TypeRef::Json, &format!("the type {name} contains itself.")));
        }
        let parsed = self.schema(node, place);
        self.open.remove(&node.at);
        parsed
    }
}
