//! Lists, and tuples: lists of fixed length with a type for each place. Reads `walk`; feeds it.

use crate::openapi::limits;
use crate::openapi::node::{Node, Refusal};
use crate::openapi::unions;
use crate::openapi::walk::{Parsed, Place, Walk};
use fal_schema::ir::TypeRef;

impl<'a> Walk<'a> {
    /// What `type: array` says.
    pub(crate) fn list(&mut self, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
        let items = node.get("items");
        if let Some(places) = node.get("prefixItems") {
            return self.tuple(node, &places, items, place);
        }
        let inner = match items {
            Some(places) if places.value.is_sequence() => {
                return self.tuple(node, &places, node.get("additionalItems"), place);
            }
            Some(items) => self.schema(&items, place)?,
            None => Parsed::of(TypeRef::Json),
        };
        Ok(limits::list(node, inner.within(&self.draft.types, TypeRef::List)))
    }

    /// A list whose first items have types of their own, and the schema of further ones.
    fn tuple(
        &mut self,
        node: &Node<'a>,
        places: &Node<'a>,
        more: Option<Node<'a>>,
        place: Place<'_>,
    ) -> Result<Parsed, Refusal> {
        let places = places.items()?;
        let mut arms = places.iter().map(|item| self.schema(item, place)).collect::<Result<Vec<_>, _>>()?;
        let order: Vec<String> = arms.iter().map(|arm| unions::written(&self.draft.types, &arm.ty)).collect();
        let count = places.len() as u64;
        let closed = more.as_ref().is_some_and(|more| more.value.as_bool() == Some(false))
            || limits::count(node, "maxItems").is_some_and(|max| max <= count);
        if !closed {
            arms.push(match &more {
                Some(more) => self.schema(more, place)?,
                None => Parsed::of(TypeRef::Json),
            });
        }
        let mut parsed = limits::list(node, self.merged(arms).within(&self.draft.types, TypeRef::List));
        if closed {
            parsed.limits.max_items.get_or_insert(count);
        }
        if !closed || order.iter().any(|item| *item != order[0]) {
            parsed.notes.push(format!("the items are, in this order: {}.", order.join(", ")));
        }
        Ok(parsed)
    }
}
