//! Every row against the model, then everything in the model against the rows. Reads `table` and `model`, feeds `mismatches`.

use std::collections::{BTreeMap, BTreeSet};

use fal_schema::ir::{Catalog, Field, Limits, Presence, TypeKind};
use serde_json::Value;

use crate::mismatches::Mismatches;
use crate::model::{Model, Owner};
use crate::table::{HiddenRow, PageRow, Tables};
use crate::types::Use;

/// The differences between the tables and the schemas.
pub(crate) fn compare(tables: &Tables, catalog: &Catalog) -> Mismatches {
    let model = Model { catalog };
    let mut comparison = Comparison {
        requested: endpoints(tables, catalog).flat_map(|endpoint| model.reach(endpoint, true)).collect(),
        model,
        known: BTreeMap::new(),
        enums: BTreeSet::new(),
        mismatches: Mismatches::default(),
    };
    comparison.gather(tables);
    comparison.orders(tables);
    for row in &tables.pages {
        comparison.page_row(row);
    }
    for row in &tables.hidden {
        comparison.hidden_row(row);
    }
    for endpoint in endpoints(tables, catalog) {
        let reached = comparison.model.reach(endpoint, true).into_iter().chain(comparison.model.reach(endpoint, false));
        for owner in reached.collect::<Vec<_>>() {
            comparison.nothing_else(&endpoint.id, &owner);
        }
        for def in &endpoint.types {
            comparison.nothing_else(&endpoint.id, &Owner::Local(endpoint.id.clone(), def.name.clone()));
        }
    }
    comparison.mismatches
}

/// The endpoints that some table names.
fn endpoints<'a>(tables: &'a Tables, catalog: &'a Catalog) -> impl Iterator<Item = &'a fal_schema::ir::Endpoint> {
    let named: BTreeSet<&str> = tables.hidden.iter().map(|row| row.endpoint.as_str()).collect();
    catalog.endpoints.iter().filter(move |endpoint| named.contains(endpoint.id.as_str()))
}

/// What the tables say about one field of the model, wherever they say it.
#[derive(Default)]
struct Known {
    /// A row states what the pages hide.
    hidden: bool,
    /// Defaults that the pages do not show.
    hidden_defaults: Vec<Value>,
    /// Defaults that pages show.
    page_defaults: Vec<Value>,
}

struct Comparison<'a> {
    model: Model<'a>,
    /// What requests consist of.
    requested: BTreeSet<Owner>,
    known: BTreeMap<(Owner, String), Known>,
    /// The enums whose values were compared.
    enums: BTreeSet<Owner>,
    mismatches: Mismatches,
}

impl<'a> Comparison<'a> {
    /// Which fields the tables name; names that mean nothing in the model are differences.
    fn gather(&mut self, tables: &Tables) {
        for row in &tables.pages {
            if let Some(known) = self.known(&row.page, &row.owner, &row.field) {
                known.page_defaults.extend(row.default.clone());
            }
        }
        for row in &tables.hidden {
            if let Some(known) = self.known(&row.endpoint, &row.owner, &row.field) {
                known.hidden = true;
                known.hidden_defaults.extend(row.default.clone());
            }
        }
    }

    fn known(&mut self, page: &str, owner: &str, field: &str) -> Option<&mut Known> {
        let Some(found) = self.model.owner(page, owner) else {
            self.mismatches.push((page, owner, field), "an endpoint or a type of this name", "none");
            return None;
        };
        if !self.model.fields(&found).iter().any(|candidate| candidate.name == field) {
            self.mismatches.push((page, owner, field), "a field of this name", format!("none in {found:?}"));
            return None;
        }
        Some(self.known.entry((found, field.to_owned())).or_default())
    }

    /// The fields of each owner on a page, in the page's order.
    fn orders(&mut self, tables: &Tables) {
        let mut owners: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for row in &tables.pages {
            owners.entry((&row.page, &row.owner)).or_default().push(&row.field);
        }
        for ((page, name), expected) in owners {
            let Some(owner) = self.model.owner(page, name) else { continue };
            let fields = self.model.fields(&owner).iter().map(|field| field.name.as_str());
            let found: Vec<&str> = fields.filter(|field| expected.contains(field)).collect();
            self.mismatches.expect((page, name, "*"), "order", expected, found);
        }
    }

    /// Where the field of a row is in the model; that it is nowhere was noted when the rows were gathered.
    fn field(&self, page: &str, owner: &str, field: &str) -> Option<(Owner, &'a Field, &Known)> {
        let owner = self.model.owner(page, owner)?;
        let found = self.model.fields(&owner).iter().find(|candidate| candidate.name == field)?;
        let known = self.known.get(&(owner.clone(), field.to_owned()))?;
        Some((owner, found, known))
    }

    fn page_row(&mut self, row: &PageRow) {
        let Some((owner, field, known)) = self.field(&row.page, &row.owner, &row.field) else { return };
        let location = (row.page.as_str(), row.owner.as_str(), row.field.as_str());
        let expected = row.default.as_ref().or(known.hidden_defaults.first()).cloned();
        let hidden = known.hidden;
        default(&mut self.mismatches, location, expected.as_ref(), field);
        if !hidden {
            self.mismatches.expect(location, "required", false, field.presence == Presence::Required);
            self.mismatches.expect(location, "limits", &Limits::default(), &field.limits);
        }
        let requested = self.requested.contains(&owner);
        let usage = Use { model: &self.model, row, owner: &owner, requested };
        if !usage.fits(&row.ty, &field.ty, &mut self.enums) {
            let values = if row.values.is_empty() { String::new() } else { format!(" ({})", row.values.join("|")) };
            self.mismatches.push(location, format!("type {}{values}", row.ty), usage.display(&field.ty));
        }
        description(&mut self.mismatches, location, row.doc.as_deref(), field.doc.as_deref());
    }

    fn hidden_row(&mut self, row: &HiddenRow) {
        let Some((_, field, known)) = self.field(&row.endpoint, &row.owner, &row.field) else { return };
        let location = (row.endpoint.as_str(), row.owner.as_str(), row.field.as_str());
        let expected = row.default.as_ref().or(known.page_defaults.first()).cloned();
        // Not every endpoint has its own page, so here only what no table has is too much.
        let expected = expected.or_else(|| known.hidden_defaults.first().cloned());
        default(&mut self.mismatches, location, expected.as_ref(), field);
        let limits = &field.limits;
        self.mismatches.expect(location, "required", row.required, field.presence == Presence::Required);
        self.mismatches.expect(location, "min", row.min, limits.min.map(|number| number.as_f64()));
        self.mismatches.expect(location, "max", row.max, limits.max.map(|number| number.as_f64()));
        self.mismatches.expect(location, "min length", row.min_length, limits.min_length);
        self.mismatches.expect(location, "max length", row.max_length, limits.max_length);
        let others = (limits.min_items, limits.max_items, limits.pattern.as_deref());
        self.mismatches.expect(location, "other limits", (None, None, None), others);
    }

    /// The model has no field, type or enum that no row is about.
    fn nothing_else(&mut self, page: &str, owner: &Owner) {
        let name = format!("{owner:?}");
        if matches!(self.model.def(owner).map(|def| &def.kind), Some(TypeKind::Enum(_))) {
            if !self.enums.contains(owner) {
                self.mismatches.push((page, &name, "*"), "a row with this enum's values", "none");
            }
            return;
        }
        for field in self.model.fields(owner) {
            if !self.known.contains_key(&(owner.clone(), field.name.clone())) {
                self.mismatches.push(
                    (page, &name, &field.name),
                    "no such field: no table has it",
                    format!("type {}", field.ty),
                );
            }
        }
    }
}

fn default(mismatches: &mut Mismatches, location: (&str, &str, &str), expected: Option<&Value>, field: &Field) {
    let found = match &field.presence {
        Presence::Default(literal) => Some(serde_json::to_value(literal).expect("a literal is JSON")),
        Presence::Required | Presence::Optional => None,
    };
    let equal = match (expected, &found) {
        (Some(expected), Some(found)) => same(expected, found),
        (expected, found) => expected.is_none() && found.is_none(),
    };
    if !equal {
        let display =
            |value: Option<&Value>| value.map_or_else(|| "no default".to_owned(), |value| format!("default {value}"));
        mismatches.push(location, display(expected), display(found.as_ref()));
    }
}

/// Equal JSON, where 5 and 5.0 are one number.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// The tables hold the first 60 characters; what is shorter is whole.
fn description(mismatches: &mut Mismatches, location: (&str, &str, &str), expected: Option<&str>, found: Option<&str>) {
    let found = found.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let cut = found.as_ref().map(|text| text.chars().take(60).collect::<String>());
    if expected != cut.as_deref() {
        let display = |text: Option<&str>| text.map_or_else(|| "no description".to_owned(), |text| format!("{text:?}"));
        mismatches.push(location, display(expected), display(cut.as_deref()));
    }
}
