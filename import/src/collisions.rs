//! Resolves name collisions in an imported schema: a union is declared under `types:`, alternatives get names under
//! `rust_names:`, and a type gets another Rust name.

use indexmap::IndexMap;

use fal_schema::expr::{self, Expr};
use fal_schema::names;
use fal_schema::schema::{EndpointFile, TypeEntry};

/// Changes the name of the item at `keys`. Returns whether this was possible.
pub(crate) fn resolve(file: &mut EndpointFile, keys: &[&str], is_taken: &dyn Fn(&str) -> bool) -> bool {
    match keys {
        [side @ ("input" | "output"), field, ..] => {
            let fields = if *side == "input" { &file.input } else { &file.output };
            let Some(entry) = fields.get(*field) else { return false };
            declare(file, &entry.ty.clone(), field, is_taken)
        }
        [side @ ("input_type" | "output_type")] => {
            let body_type = if *side == "input_type" { &file.input_type } else { &file.output_type };
            let Some(ty) = body_type.clone() else { return false };
            declare(file, &ty, side.trim_end_matches("_type"), is_taken)
        }
        ["types", name, "fields", field, ..] => {
            let Some(entry) = file.types.get(*name).and_then(|ty| ty.fields.as_ref()?.get(*field)) else {
                return false;
            };
            declare(file, &entry.ty.clone(), field, is_taken)
        }
        ["types", name, "union", ..] => name_alternatives(file, name, is_taken),
        ["types", name] => rename(file, name, is_taken),
        _ => false,
    }
}

/// Declares the first anonymous union of a type expression, and replaces all its uses with the declaration.
fn declare(file: &mut EndpointFile, ty: &str, owner: &str, is_taken: &dyn Fn(&str) -> bool) -> bool {
    let Some(union) = expr::parse(ty).ok().and_then(|expr| first_union(&expr).cloned()) else { return false };
    let Expr::Union(arms) = &union else { return false };
    let Ok(base) = names::type_name(owner) else { return false };
    let Some(name) = free(&base, |name| file.types.contains_key(name) || is_taken(name)) else { return false };
    let (text, alternatives) = (union.to_string(), arms.iter().map(ToString::to_string).collect());
    for written in types(file) {
        if let Ok(expr) = expr::parse(written)
            && expr.to_string().contains(&text)
        {
            *written = replace(expr, &text, &name).to_string();
        }
    }
    file.types.insert(name, TypeEntry { union: Some(alternatives), ..TypeEntry::default() });
    true
}

/// Names the alternatives of a declared union after their expressions.
fn name_alternatives(file: &mut EndpointFile, name: &str, is_taken: &dyn Fn(&str) -> bool) -> bool {
    let Some(entry) = file.types.get_mut(name) else { return false };
    let Some(arms) = entry.union.clone() else { return false };
    if !entry.rust_names.is_empty() {
        // The alternatives already have names, so a union inside one of them causes the collision.
        let nested = |arm: &&String| expr::parse(arm).is_ok_and(|expr| first_union(&expr).is_some());
        let Some(arm) = arms.iter().find(nested) else { return false };
        // The declaration changes the alternative, and with it the key of its name.
        entry.rust_names.clear();
        return declare(file, arm, &format!("{name}Item"), is_taken);
    }
    let mut names: IndexMap<String, String> = IndexMap::new();
    for arm in arms {
        let Ok(base) = names::type_name(&arm) else { return false };
        let Some(free) = free(&base, |name| names.values().any(|taken| taken == name)) else { return false };
        names.insert(arm, free);
    }
    entry.rust_names = names;
    true
}

/// Changes the Rust name of a type, unless it was changed before.
fn rename(file: &mut EndpointFile, name: &str, is_taken: &dyn Fn(&str) -> bool) -> bool {
    let rust_names: Vec<String> = file.types.keys().filter_map(|name| names::type_name(name).ok()).collect();
    let Some(entry) = file.types.get_mut(name).filter(|entry| entry.rust_name.is_none()) else { return false };
    let Ok(base) = names::type_name(name) else { return false };
    let is_used = |name: &str| is_taken(name) || rust_names.iter().any(|used| used == name);
    entry.rust_name = free(&format!("{base}Type"), is_used);
    entry.rust_name.is_some()
}

/// The outermost union in an expression.
fn first_union(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Name(..) => None,
        Expr::List(inner) | Expr::Map(inner) | Expr::Nullable(inner) => first_union(inner),
        Expr::Union(_) => Some(expr),
    }
}

/// Replaces a union in an expression with its declared name.
fn replace(expr: Expr, union: &str, name: &str) -> Expr {
    let inner = |inner: Box<Expr>| Box::new(replace(*inner, union, name));
    match expr {
        Expr::Union(_) if expr.to_string() == union => Expr::Name(name.to_owned(), 0..0),
        Expr::Union(arms) => Expr::Union(arms.into_iter().map(|arm| replace(arm, union, name)).collect()),
        Expr::List(item) => Expr::List(inner(item)),
        Expr::Map(value) => Expr::Map(inner(value)),
        Expr::Nullable(value) => Expr::Nullable(inner(value)),
        Expr::Name(..) => expr,
    }
}

/// All type expressions of a file.
fn types(file: &mut EndpointFile) -> impl Iterator<Item = &mut String> {
    let declared = file.types.values_mut().flat_map(|entry| {
        let fields = entry.fields.iter_mut().flat_map(|fields| fields.values_mut()).map(|field| &mut field.ty);
        fields.chain(entry.union.iter_mut().flatten())
    });
    let fields = file.input.values_mut().chain(file.output.values_mut()).map(|field| &mut field.ty);
    fields.chain(&mut file.input_type).chain(&mut file.output_type).chain(declared)
}

/// The name, or the name with the first number that makes it available.
fn free(base: &str, is_taken: impl Fn(&str) -> bool) -> Option<String> {
    let numbered = (2..1000).map(|number| format!("{base}{number}"));
    std::iter::once(base.to_owned()).chain(numbered).find(|name| !is_taken(name))
}
