//! Merges several entries with the same shape into one, and lists their differences.

use std::collections::BTreeMap;

use super::edit::{Renames, rename_fields};
use fal_schema::schema::TypeEntry;

/// Entries with the same shape, each with its name.
pub(crate) struct Entries<'a> {
    pub(crate) all: Vec<(&'a str, &'a TypeEntry)>,
    /// The existing shared entry, which is kept.
    pub(crate) shared: Option<&'a TypeEntry>,
}

impl Entries<'_> {
    /// The merged entry, in which types have shared names.
    pub(crate) fn merged(&self, renames: &Renames) -> TypeEntry {
        let mut entry = self.all[0].1.clone();
        entry.doc = self.most_frequent(&|entry| entry.doc.clone());
        entry.note = self.most_frequent(&|entry| entry.note.clone());
        entry.values = self.most_frequent(&|entry| entry.values.clone());
        entry.integers = self.most_frequent(&|entry| entry.integers.clone());
        for (name, field) in entry.fields.iter_mut().flatten() {
            let of = |entry: &TypeEntry| entry.fields.as_ref().and_then(|fields| fields.get(name)).cloned();
            field.doc = self.most_frequent(&|entry| of(entry).and_then(|field| field.doc));
            field.note = self.most_frequent(&|entry| of(entry).and_then(|field| field.note));
        }
        if let Some(fields) = &mut entry.fields {
            rename_fields(fields, renames);
        }
        entry
    }

    /// Describes the differences between the entries.
    pub(crate) fn differences(&self) -> Vec<String> {
        let mut differences = Vec::new();
        let names = count(self.all.iter().map(|(name, _)| *name));
        if names.len() > 1 {
            let names: Vec<String> = names.iter().map(|(name, count)| format!("`{name}` ({count})")).collect();
            differences.push(format!("names {}", names.join(", ")));
        }
        let mut differ = |what: String, of: &dyn Fn(&TypeEntry) -> Option<String>| {
            let all = self.all.iter().map(|(_, entry)| *entry).chain(self.shared);
            let wordings = count(all.map(of)).len();
            if wordings > 1 {
                differences.push(format!("{wordings} {what}"));
            }
        };
        let order = |entry: &TypeEntry| {
            let fields = entry.fields.as_ref().map(|fields| fields.keys().collect::<Vec<_>>());
            Some(format!("{fields:?} {:?} {:?}", entry.values, entry.integers))
        };
        differ("orders of fields or values".to_owned(), &order);
        differ("descriptions".to_owned(), &|entry| entry.doc.clone());
        differ("notes".to_owned(), &|entry| entry.note.clone());
        for name in self.all[0].1.fields.iter().flat_map(|fields| fields.keys()) {
            let of = |entry: &TypeEntry| entry.fields.as_ref().and_then(|fields| fields.get(name)).cloned();
            differ(format!("descriptions of `{name}`"), &|entry| of(entry).and_then(|field| field.doc));
            differ(format!("notes at `{name}`"), &|entry| of(entry).and_then(|field| field.note));
        }
        differences
    }

    /// The most frequent value. Of equally frequent values, the first one is used.
    fn most_frequent<T: Ord>(&self, of: &dyn Fn(&TypeEntry) -> T) -> T {
        let values: Vec<T> = self.all.iter().map(|(_, entry)| of(entry)).collect();
        let counts = count(values.iter());
        let best = counts.values().max().copied().unwrap_or_default();
        let at = values.iter().position(|value| counts[value] == best).unwrap_or_default();
        of(self.all[at].1)
    }
}

fn count<T: Ord>(values: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}
