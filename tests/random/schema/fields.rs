//! Fields: their names, which seldom meet, their limits, and defaults within these. Feeds `endpoint`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::model::{Field, Limits, Ty};
use super::types::{self, Position};
use super::values::Values;
use super::{names, texts};
use crate::source::Source;

/// Names of one scope. Two that come down to the same letters are let in seldom.
#[derive(Default)]
pub(crate) struct Taken {
    keys: BTreeSet<String>,
    exact: BTreeSet<String>,
}

impl Taken {
    /// The names that are there already.
    pub(crate) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut taken = Self::default();
        for name in names {
            taken.keys.insert(names::key(name));
            taken.exact.insert(name.to_owned());
        }
        taken
    }

    /// Takes a name; whether it was free.
    pub(crate) fn add(&mut self, source: &mut Source, name: &str) -> bool {
        let is_new = self.keys.insert(names::key(name)) || source.chance(1.5);
        is_new && self.exact.insert(name.to_owned())
    }

    /// Draws until a name is free.
    pub(crate) fn name(&mut self, source: &mut Source, draw: impl Fn(&mut Source) -> String) -> Option<String> {
        (0..20).find_map(|_| {
            let name: String = draw(source).chars().take(120).collect();
            self.add(source, &name).then_some(name)
        })
    }

    /// A name given by hand, or another one where that is taken.
    pub(crate) fn given(&mut self, name: String, otherwise: &str) -> String {
        if self.keys.insert(names::key(&name)) { name } else { otherwise.to_owned() }
    }
}

/// Makes the fields of one object.
pub(crate) struct Fields<'a> {
    pub(crate) source: &'a mut Source,
    pub(crate) position: Position<'a>,
    /// Defaults hold no object of this type or of later ones.
    pub(crate) end: usize,
    pub(crate) taken: Taken,
}

impl Fields<'_> {
    /// A field of any type.
    pub(crate) fn one(&mut self) -> Field {
        let ty = types::any(self.source, self.position, 0, true);
        self.of(ty)
    }

    /// A field of this type.
    pub(crate) fn of(&mut self, ty: Ty) -> Field {
        let number = self.taken.exact.len();
        let name = self.taken.name(self.source, names::field).unwrap_or_else(|| format!("x{number}"));
        let given = if names::is_risky(&name, true) { 97.0 } else { 5.0 };
        let rust_name = self.source.chance(given).then(|| {
            let name = names::given_field(self.source, number);
            self.taken.given(name, &format!("field{number}"))
        });
        let limits = limits(self.source, &ty);
        let required = self.source.chance(30.0);
        let default = (!required && self.source.chance(50.0)).then(|| {
            let values = Values::new(self.position.scope, self.end, 56);
            values.value(self.source, &ty, &limits).filter(|value| !value.is_null())
        });
        Field {
            name,
            doc: self.source.chance(50.0).then(|| texts::text(self.source)),
            rust_name,
            note: self.source.chance(3.0).then(|| texts::text(self.source)),
            required,
            default: default.flatten(),
            limits,
            deprecated: self.source.chance(6.0),
            ty,
        }
    }
}

fn limits(source: &mut Source, ty: &Ty) -> Limits {
    let mut limits = Limits::default();
    if !source.chance(40.0) {
        return limits;
    }
    match ty.innermost() {
        Ty::Integer => {
            let bounds = [0, 1, -1, 10, 50, 100, 2048, i64::MIN, i64::MAX, -1_000_000];
            let (one, other) = (source.one_of(&bounds), source.one_of(&bounds));
            (limits.min, limits.max) = some_of(source, json!(one.min(other)), json!(one.max(other)));
        }
        Ty::Unsigned => {
            let bounds = [0, 1, 2048, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX - 1, u64::MAX];
            let (one, other) = (source.one_of(&bounds), source.one_of(&bounds));
            (limits.min, limits.max) = some_of(source, json!(one.min(other)), json!(one.max(other)));
        }
        Ty::Float => {
            let bounds = [0.0, 1.0, -1.5, 0.05, 314.0 / 100.0, 20.0, 1e9, -1e300, f64::MAX, 1e-9];
            let (one, other) = (source.one_of(&bounds), source.one_of(&bounds));
            (limits.min, limits.max) = some_of(source, number(one.min(other)), number(one.max(other)));
        }
        Ty::Text => {
            let (low, more) = (source.below(4), source.one_of(&[0, 1, 20, 1000]));
            limits.min_length = source.chance(50.0).then_some(low);
            limits.max_length = source.chance(50.0).then_some(low + more);
            limits.pattern = source.chance(40.0).then(|| texts::text(source));
        }
        _ => {}
    }
    if matches!(ty, Ty::List(_)) {
        let low = source.below(4);
        // Objects may be impossible to make where there is a default.
        limits.min_items = (ty.names().is_empty() && source.chance(40.0)).then_some(low);
        limits.max_items = source.chance(40.0).then(|| low + source.below(9));
    }
    limits
}

/// A bound as people write it: `1`, not `1.0`, most of the time.
fn number(bound: f64) -> Value {
    if bound.fract() == 0.0 && bound.abs() < 1e12 { json!(bound as i64) } else { json!(bound) }
}

fn some_of(source: &mut Source, low: Value, high: Value) -> (Option<Value>, Option<Value>) {
    match source.below(4) {
        0 => (Some(low), None),
        1 => (None, Some(high)),
        _ => (Some(low), Some(high)),
    }
}
