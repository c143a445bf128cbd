//! Unions whose alternatives readers can distinguish, out of those that documents have. Feeds `walk`.

use crate::draft::Body;
use crate::openapi::values::Types;
use fal_schema::ir::TypeRef;

/// What JSON an arm is.
#[derive(PartialEq, Clone, Copy)]
enum Shape {
    Text,
    Names,
    Whole,
    Numbers,
    Float,
    Truth,
    List,
    Map,
    Struct,
}

fn shape(types: &Types, ty: &TypeRef) -> Option<Shape> {
    Some(match ty {
        TypeRef::String | TypeRef::File => Shape::Text,
        TypeRef::Integer | TypeRef::Unsigned => Shape::Whole,
        TypeRef::Float => Shape::Float,
        TypeRef::Boolean => Shape::Truth,
        TypeRef::List(_) => Shape::List,
        TypeRef::Map(_) => Shape::Map,
        TypeRef::Local(name) => match types.get(name).map(|ty| &ty.body) {
            Some(Body::Enum(_)) => Shape::Names,
            Some(Body::Integers(_)) => Shape::Numbers,
            _ => Shape::Struct,
        },
        TypeRef::Json | TypeRef::Nullable(_) | TypeRef::Shared(_) | TypeRef::Union(_) => return None,
    })
}

/// The type for some alternatives, and what a reviewer should know about it.
pub(crate) fn union(types: &Types, arms: Vec<TypeRef>) -> (TypeRef, Option<String>) {
    let mut flat: Vec<TypeRef> = Vec::new();
    for arm in arms {
        let parts = if let TypeRef::Union(inner) = arm { inner } else { vec![arm] };
        for part in parts {
            if !flat.contains(&part) {
                flat.push(part);
            }
        }
    }
    let all = flat.iter().map(|arm| written(types, arm)).collect::<Vec<_>>().join(" | ");
    let json = |why: &str| (TypeRef::Json, Some(format!("the document says {all}; {why}.")));
    let Some(shapes) = flat.iter().map(|arm| shape(types, arm)).collect::<Option<Vec<_>>>() else {
        return if flat.len() == 1 { (flat.remove(0), None) } else { json("any JSON is one of them") };
    };
    let has = |shape| shapes.contains(&shape);
    let open = (has(Shape::Names) && has(Shape::Text)) || (has(Shape::Numbers) && has(Shape::Whole));
    let note = open.then(|| format!("the document says {all}; enums take other values anyway."));
    let covered = |shape: Shape| match shape {
        Shape::Text => has(Shape::Names),
        Shape::Whole => has(Shape::Numbers),
        _ => false,
    };
    let mut kept: Vec<(Shape, TypeRef)> =
        shapes.iter().copied().zip(flat).filter(|(shape, _)| !covered(*shape)).collect();
    // Readers try arms in order, and every integer is a float.
    kept.sort_by_key(|(shape, _)| *shape == Shape::Float);
    let count = |wanted: &[Shape]| kept.iter().filter(|(shape, _)| wanted.contains(shape)).count();
    let alike = [
        &[Shape::Names][..],
        &[Shape::Numbers],
        &[Shape::Whole],
        &[Shape::List],
        &[Shape::Text],
        &[Shape::Map, Shape::Struct],
    ];
    let objects = count(&[Shape::Map, Shape::Struct]);
    let only_structs = count(&[Shape::Map]) == 0 && order(types, &mut kept);
    if alike.iter().any(|shapes| {
        kept.iter().filter(|(shape, _)| shapes.contains(shape)).count() > 1
            && !(objects > 1 && only_structs && shapes.contains(&Shape::Struct))
    }) {
        return json("readers cannot distinguish these");
    }
    let mut arms: Vec<TypeRef> = kept.into_iter().map(|(_, arm)| arm).collect();
    (if arms.len() == 1 { arms.remove(0) } else { TypeRef::Union(arms) }, note)
}

/// Puts structs into an order in which each has a required field that no later one knows; whether there is one.
fn order(types: &Types, arms: &mut [(Shape, TypeRef)]) -> bool {
    let structs: Vec<usize> = (0..arms.len()).filter(|at| arms[*at].0 == Shape::Struct).collect();
    let apart = |arms: &[(Shape, TypeRef)]| {
        structs.iter().enumerate().all(|(index, first)| {
            structs[index + 1..].iter().all(|second| decides(types, &arms[*first].1, &arms[*second].1))
        })
    };
    if apart(arms) {
        return true;
    }
    if let [first, second] = structs[..] {
        arms.swap(first, second);
        return apart(arms);
    }
    false
}

fn decides(types: &Types, first: &TypeRef, second: &TypeRef) -> bool {
    let fields = |ty: &TypeRef| match ty {
        TypeRef::Local(name) => match types.get(name).map(|ty| &ty.body) {
            Some(Body::Struct(fields)) => Some(fields),
            _ => None,
        },
        _ => None,
    };
    let (Some(first), Some(second)) = (fields(first), fields(second)) else { return false };
    first.iter().any(|(name, field)| field.entry.required && !second.contains_key(name))
}

/// An arm as a reviewer may read it.
pub(crate) fn written(types: &Types, ty: &TypeRef) -> String {
    match ty {
        TypeRef::Local(name) => match types.get(name).map(|ty| (&ty.origin, &ty.body)) {
            Some((_, Body::Enum(_))) => "an enum".to_owned(),
            Some((_, Body::Integers(_))) => "a set of integers".to_owned(),
            Some((crate::draft::Origin::Component(name), _)) => name.clone(),
            _ => "an object".to_owned(),
        },
        TypeRef::List(_) => "a list".to_owned(),
        TypeRef::Map(_) => "a map".to_owned(),
        TypeRef::Nullable(inner) => format!("{} or null", written(types, inner)),
        TypeRef::Union(arms) => arms.iter().map(|arm| written(types, arm)).collect::<Vec<_>>().join(" | "),
        other => other.to_string(),
    }
}
