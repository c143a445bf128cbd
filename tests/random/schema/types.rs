//! Type expressions: nested lists, maps and unions whose arms JSON distinguishes. Reads the types in scope; feeds `endpoint`.

use super::model::{Field, Kind, Scope, Ty};
use crate::source::Source;

/// What may be used in one position.
#[derive(Clone, Copy)]
pub(crate) struct Position<'a> {
    pub(crate) scope: &'a Scope,
    /// Types before this one may be held directly; the others only in lists and maps.
    pub(crate) direct: usize,
    /// Types that may be used at all: those of the shared file come first.
    pub(crate) usable: usize,
}

impl Position<'_> {
    fn named(&self, source: &mut Source, is_direct: bool) -> Option<Ty> {
        let end = if is_direct { self.direct.min(self.usable) } else { self.usable };
        // Later types are those of the endpoint itself, and more likely.
        let first = if source.chance(50.0) { end.saturating_sub(4) } else { 0 };
        (end > 0).then(|| Ty::Named(self.scope.defs[source.range(first, end - 1)].name.clone()))
    }

    fn is_finished(&self, name: &str) -> bool {
        self.scope.find(name).is_some_and(|(index, _)| index < self.direct)
    }

    fn kind(&self, ty: &Ty) -> Option<&Kind> {
        match ty {
            Ty::Named(name) => self.scope.find(name).map(|(_, def)| &def.kind),
            _ => None,
        }
    }
}

/// Any type.
pub(crate) fn any(source: &mut Source, position: Position<'_>, depth: usize, is_direct: bool) -> Ty {
    if depth < 4 && source.chance(if depth == 0 { 30.0 } else { 35.0 }) {
        return match source.below(10) {
            0..5 => Ty::List(Box::new(item(source, position, depth + 1))),
            5..7 => Ty::Map(Box::new(item(source, position, depth + 1))),
            _ => union(source, position, depth + 1, is_direct),
        };
    }
    if source.chance(30.0)
        && let Some(named) = position.named(source, is_direct)
    {
        return named;
    }
    source.one_of(&[Ty::Text, Ty::Text, Ty::Integer, Ty::Unsigned, Ty::Float, Ty::Boolean, Ty::File, Ty::Json])
}

fn item(source: &mut Source, position: Position<'_>, depth: usize) -> Ty {
    let ty = any(source, position, depth, false);
    let can_be_null = !matches!(ty, Ty::Json | Ty::Union(_));
    if can_be_null && source.chance(15.0) { Ty::Nullable(Box::new(ty)) } else { ty }
}

/// What the JSON of an arm looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Text,
    Whole,
    Number,
    Truth,
    List,
    Object,
}

/// Arms of different shapes, or of objects that a required field distinguishes; one type where that cannot be.
pub(crate) fn union(source: &mut Source, position: Position<'_>, depth: usize, is_direct: bool) -> Ty {
    let mut shapes = [
        Shape::Text,
        Shape::Whole,
        Shape::Number,
        Shape::Truth,
        Shape::List,
        Shape::Object,
        Shape::Object,
        Shape::Object,
    ]
    .to_vec();
    source.shuffle(&mut shapes);
    shapes.truncate(source.range(2, 4));
    let mut arms: Vec<Ty> = Vec::new();
    for shape in shapes {
        let Some(arm) = arm(source, position, shape, depth, is_direct) else { continue };
        if shape != Shape::Object || arms.iter().all(|earlier| are_clear(&position, earlier, &arm)) {
            arms.push(arm);
        }
    }
    if source.chance(0.5) {
        // Not legal: nothing distinguishes it from the others.
        arms.push(source.one_of(&[Ty::Text, Ty::Integer, Ty::Json]));
    }
    // Every integer is a float: the narrower one goes first.
    arms.sort_by_key(|arm| *arm == Ty::Float);
    if arms.len() > 1 { Ty::Union(arms) } else { arms.pop().unwrap_or(Ty::Text) }
}

fn arm(source: &mut Source, position: Position<'_>, shape: Shape, depth: usize, is_direct: bool) -> Option<Ty> {
    let mut named = |wanted: &dyn Fn(&Kind) -> bool| {
        (0..6).find_map(|_| position.named(source, is_direct).filter(|ty| position.kind(ty).is_some_and(wanted)))
    };
    match shape {
        Shape::Text => {
            let declared = named(&|kind| matches!(kind, Kind::Enum(_)));
            Some(declared.unwrap_or_else(|| source.one_of(&[Ty::Text, Ty::Text, Ty::File])))
        }
        Shape::Whole => {
            let declared = named(&|kind| matches!(kind, Kind::Integers(_)));
            Some(declared.unwrap_or_else(|| source.one_of(&[Ty::Integer, Ty::Unsigned])))
        }
        Shape::Number => Some(Ty::Float),
        Shape::Truth => Some(Ty::Boolean),
        Shape::List => Some(Ty::List(Box::new(item(source, position, depth + 1)))),
        Shape::Object => match named(&|kind| matches!(kind, Kind::Struct(_))) {
            Some(named) => Some(named),
            None => source.chance(50.0).then(|| Ty::Map(Box::new(item(source, position, depth + 1)))),
        },
    }
}

/// Whether two arms are not both objects, or the first has a required field that the second does not have.
fn are_clear(position: &Position<'_>, earlier: &Ty, later: &Ty) -> bool {
    let is_object = |ty: &Ty| matches!(ty, Ty::Map(_)) || matches!(position.kind(ty), Some(Kind::Struct(_)));
    if !is_object(earlier) || !is_object(later) {
        return true;
    }
    match (position.kind(earlier), position.kind(later)) {
        // A later type has no fields yet.
        _ if [earlier, later].iter().any(|ty| ty.names().iter().any(|name| !position.is_finished(name))) => false,
        (Some(Kind::Struct(first)), Some(Kind::Struct(second))) => {
            let decides = |field: &Field| field.required && second.iter().all(|other| other.name != field.name);
            first.iter().any(decides)
        }
        _ => false,
    }
}
