//! Shared types and endpoints, made out of a seed. Feeds `catalog`.

use super::fields::{Fields, Taken};
use super::model::{Def, Endpoint, Field, Kind, Limits, Scope, Ty};
use super::types::{self, Position};
use super::values::Values;
use super::{names, texts};
use crate::source::Source;

/// Types of a shared file.
pub(crate) fn shared(source: &mut Source) -> Scope {
    let mut scope = Scope::default();
    let count = source.range(2, 9);
    declare(source, &mut scope, count, true);
    scope
}

/// An endpoint beside these shared types; `number` keeps its id apart from the others'.
pub(crate) fn endpoint(source: &mut Source, shared: &Scope, number: usize) -> (Endpoint, Scope) {
    let mut scope = shared.clone();
    let count = source.below(6);
    declare(source, &mut scope, count, false);
    let all = scope.defs.len();
    let position = Position { scope: &scope, direct: all, usable: all };
    let root = |source: &mut Source, most: usize| {
        let count = source.below(most);
        let mut fields = Fields { source, position, end: usize::MAX, taken: Taken::default() };
        (0..count).map(|_| fields.one()).collect::<Vec<_>>()
    };
    let mut input = (!source.chance(4.0)).then(|| root(source, 14));
    let mut output = match source.chance(8.0) {
        true => Err(types::any(source, position, 0, true)),
        false => Ok(root(source, 8)),
    };
    use_all(source, position, shared.defs.len(), &mut input, &mut output);
    let used: Vec<String> = used(&scope, &input, &output).into_iter().map(str::to_owned).collect();
    scope.defs.retain(|def| used.contains(&def.name));
    let examples = examples(source, &scope, &input, &output);
    let is_own = |def: &&Def| shared.find(&def.name).is_none();
    let types: Vec<Def> = scope.defs.iter().filter(is_own).cloned().collect();
    scope.defs.retain(|def| shared.find(&def.name).is_some());
    let endpoint = Endpoint {
        id: id(source, number),
        title: texts::some(source),
        doc: maybe(source, 60.0),
        source: maybe(source, 20.0),
        streaming: source.chance(15.0),
        rust_name: source.chance(25.0).then(|| names::given_field(source, number)),
        note: maybe(source, 10.0),
        input,
        output,
        types,
        examples,
    };
    (endpoint, scope)
}

fn maybe(source: &mut Source, percent: f64) -> Option<String> {
    source.chance(percent).then(|| texts::text(source))
}

fn id(source: &mut Source, number: usize) -> String {
    let mut parts = vec![names::owner(source).to_owned()];
    parts.extend((0..source.range(1, 3)).map(|_| names::id_part(source)));
    // Without a number it may meet another one.
    if source.chance(97.0) {
        let last = parts.len() - 1;
        let (between, after) = source.one_of(&[("-", ""), ("", ""), ("/v", ""), ("_", "x"), (".", "")]);
        parts[last].push_str(&format!("{between}{number}{after}"));
    }
    parts.join("/")
}

/// Adds types to a scope. All names are known before any field is made, so that lists and maps can lead to any of them.
fn declare(source: &mut Source, scope: &mut Scope, count: usize, is_shared: bool) {
    let first = scope.defs.len();
    let mut taken = Taken::of(scope.defs.iter().map(|def| def.name.as_str()));
    for number in first..first + count {
        let near: Vec<String> = scope.defs.iter().map(|def| def.name.clone()).collect();
        let Some(name) = taken.name(source, |source| names::type_name(source, is_shared, &near)) else { continue };
        let rust_name =
            source.chance(8.0).then(|| taken.given(names::given_type(source, number), &format!("Type{number}")));
        let kind = match source.below(10) {
            0..3 => Kind::Enum(values(source, &names::value)),
            3 => Kind::Integers(values(source, &|source| {
                source.one_of(&[512, -1, 0, 1, 2048, 7, i64::MIN, i64::MAX, -16, 10])
            })),
            _ => Kind::Struct(Vec::new()),
        };
        scope.defs.push(Def { name, doc: maybe(source, 50.0), rust_name, note: maybe(source, 5.0), kind });
    }
    for index in first..scope.defs.len() {
        if let Kind::Struct(_) = scope.defs[index].kind {
            let usable = scope.defs.len();
            let count = source.below(7);
            let position = Position { scope, direct: index, usable };
            let name = scope.defs[index].name.clone();
            let mut fields = Fields { source, position, end: index, taken: Taken::default() };
            let mut list: Vec<Field> = (0..count).map(|_| fields.one()).collect();
            if fields.source.chance(2.0) {
                // Its default may contain the type itself, which is refused.
                fields.end = usize::MAX;
                list.push(fields.of(Ty::List(Box::new(Ty::Named(name)))));
            }
            scope.defs[index].kind = Kind::Struct(list);
        }
    }
}

/// The values of an enum, some with a name.
fn values<T: ToString>(source: &mut Source, one: &dyn Fn(&mut Source) -> T) -> Vec<(T, Option<String>)> {
    let mut taken = Taken::default();
    let count = if source.chance(8.0) { source.range(10, 40) } else { source.range(1, 7) };
    let mut values = Vec::new();
    for number in 0..count {
        let value = one(source);
        let wire = value.to_string();
        if wire.chars().count() > 200 || !taken.add(source, &wire) {
            continue;
        }
        let is_risky = wire.parse::<i64>().is_err() && names::is_risky(&wire, false) && !wire.is_empty();
        let given = if is_risky { source.chance(97.0) } else { source.chance(5.0) };
        let name = given.then(|| taken.given(names::given_type(source, number), &format!("Value{number}")));
        values.push((value, name));
    }
    if values.is_empty() { vec![(one(source), Some("Only".to_owned()))] } else { values }
}

fn used<'a>(scope: &'a Scope, input: &'a Option<Vec<Field>>, output: &'a Result<Vec<Field>, Ty>) -> Vec<&'a str> {
    let fields = input.iter().flatten().chain(output.iter().flatten());
    let types = fields.map(|field| &field.ty).chain(output.as_ref().err());
    scope.reachable(types.flat_map(Ty::names))
}

/// Uses each type of the endpoint's own that nothing uses yet.
fn use_all(
    source: &mut Source,
    position: Position<'_>,
    first: usize,
    input: &mut Option<Vec<Field>>,
    output: &mut Result<Vec<Field>, Ty>,
) {
    // The last types lead to the others.
    for def in position.scope.defs[first..].iter().rev() {
        if used(position.scope, input, output).contains(&def.name.as_str()) {
            continue;
        }
        let side = match (&mut *input, &mut *output) {
            (Some(input), Ok(output)) => {
                if source.chance(60.0) {
                    input
                } else {
                    output
                }
            }
            (Some(fields), Err(_)) | (None, Ok(fields)) => fields,
            (None, Err(_)) => continue,
        };
        let ty = Ty::Named(def.name.clone());
        let ty = if source.chance(25.0) { Ty::List(Box::new(ty)) } else { ty };
        let taken =
            Taken::of(side.iter().flat_map(|field| [Some(field.name.as_str()), field.rust_name.as_deref()]).flatten());
        let mut fields = Fields { source, position, end: usize::MAX, taken };
        let field = fields.of(ty);
        side.push(field);
    }
}

fn examples(
    source: &mut Source,
    scope: &Scope,
    input: &Option<Vec<Field>>,
    output: &Result<Vec<Field>, Ty>,
) -> Vec<(Option<serde_json::Value>, Option<serde_json::Value>)> {
    let mut examples = Vec::new();
    for _ in 0..source.one_of(&[0, 1, 1, 1, 2, 3]) {
        let values = Values::new(scope, usize::MAX, 56);
        let given = source.chance(85.0).then(|| match input {
            Some(fields) => values.object(source, fields),
            None => values.value(source, &Ty::Map(Box::new(Ty::Json)), &Limits::default()),
        });
        let values = Values::new(scope, usize::MAX, 56);
        let received = source.chance(50.0).then(|| match output {
            Ok(fields) => values.object(source, fields),
            Err(ty) => values.value(source, ty, &Limits::default()),
        });
        let example = (given.flatten(), received.flatten());
        examples.extend((example.0.is_some() || example.1.is_some()).then_some(example));
    }
    examples
}
