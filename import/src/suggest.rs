//! Which types of a schema folder could be one shared type, and the edits that make them one. Nothing changes by itself:
//! suggestions are read, chosen and applied, and then only names have moved. Reads a folder through `load`; feeds
//! `cargo xtask share`.
//!
//! Types are the same when their keys, types, limits, defaults, values and Rust names are, and when their names end in
//! the same word. Descriptions and the order of values may differ; the most frequent one is kept, and it is said.

mod edit;
mod group;
mod merge;
mod naming;
mod settle;
mod shape;
mod suggestion;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use edit::Renames;
use fal_schema::Report;
use fal_schema::ir::Catalog;
use fal_schema::schema::TypeEntry;
use fal_schema::usage::Usage;
use fal_schema::{SHARED_FILE, SourceFile};
use fal_schema::{edit::folder, files, load_texts};
use merge::Entries;
pub use suggestion::{Edit, Suggestion, Suggestions};
pub use text::report;

/// Looks for types that could be one.
///
/// # Errors
/// Mistakes in the schemas, as [`load`](fal_schema::load()).
pub fn suggest(schemas: &Path) -> Result<Suggestions, Box<Report>> {
    let (catalog, units) = folder(schemas)?;
    let (mut list, near) = {
        let usage = Usage::new(&catalog);
        let mut found = group::find(&catalog, &usage);
        let names = settle::settle(&catalog, &mut found.groups);
        let near = text::near(&catalog, &found);
        let view = View { catalog: &catalog, units: by_path(&units) };
        (view.suggestions(&found.groups, &names), near)
    };
    list.sort_by(|left, right| right.saves.cmp(&left.saves).then_with(|| left.name.cmp(&right.name)));
    Ok(Suggestions { list, near, catalog, units })
}

fn by_path(units: &[SourceFile]) -> BTreeMap<&str, &SourceFile> {
    units.iter().map(|unit| (unit.path.as_str(), unit)).collect()
}

/// The catalog beside its files.
struct View<'a> {
    catalog: &'a Catalog,
    units: BTreeMap<&'a str, &'a SourceFile>,
}

impl View<'_> {
    fn suggestions(&self, groups: &[group::Group<'_>], names: &[Option<String>]) -> Vec<Suggestion> {
        let renames = settle::renames(groups, names);
        let pairs = groups.iter().zip(names).filter_map(|(group, name)| Some((group, name.clone()?)));
        pairs.map(|(group, name)| self.suggestion(group, name, &renames)).collect()
    }

    fn suggestion(&self, group: &group::Group<'_>, name: String, renames: &BTreeMap<usize, Renames>) -> Suggestion {
        let entries = Entries {
            all: group.members.iter().filter_map(|member| Some((member.name, self.entry(member)?))).collect(),
            shared: group.shared.and_then(|name| self.units.get(SHARED_FILE)?.shared.as_ref()?.types.get(name)),
        };
        let first = group.members[0];
        let none = Renames::new();
        let merged = group.shared.is_none().then(|| entries.merged(renames.get(&first.endpoint).unwrap_or(&none)));
        let entry = merged.as_ref().map(|entry| fal_schema::print::shared_type(&name, entry));
        let lines = |text: &String| text.lines().count() as i64;
        let saved: i64 = group.members.iter().map(|member| self.lines(member)).sum();
        let needs = group::inside(self.catalog, &first)
            .into_iter()
            .filter_map(|inside| renames.get(&first.endpoint)?.get(inside).cloned());
        let needs: BTreeSet<String> = needs.collect();
        let id = |member: &group::Member<'_>| self.catalog.endpoints[member.endpoint].id.clone();
        Suggestion {
            exists: group.shared.is_some(),
            replaces: group.members.iter().map(|member| (id(member), member.name.to_owned())).collect(),
            differs: entries.differences(),
            saves: saved - entry.as_ref().map_or(0, lines),
            needs: needs.into_iter().collect(),
            name,
            entry,
            merged,
        }
    }

    fn unit(&self, member: &group::Member<'_>) -> Option<&SourceFile> {
        self.units.get(self.catalog.endpoints[member.endpoint].path.as_str()).copied()
    }

    fn entry(&self, member: &group::Member<'_>) -> Option<&TypeEntry> {
        self.unit(member)?.endpoint.as_ref()?.types.get(member.name)
    }

    /// How many lines of YAML declare a type.
    fn lines(&self, member: &group::Member<'_>) -> i64 {
        let lines = |unit: &SourceFile| {
            let text = &self.catalog.sources.get(unit.root.span.file).text;
            edit::lines_of(text, &unit.root, member.name).map(|range| text[range].lines().count() as i64)
        };
        self.unit(member).and_then(lines).unwrap_or_default()
    }
}

impl Suggestions {
    /// Gives a suggested type another name. Whether it can have that name is found out with the edits.
    ///
    /// # Errors
    /// There is no such suggestion, or it is about a type that is there already.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), String> {
        let one = self.known(from)?;
        if one.exists {
            return Err(format!("`{from}` is shared already, so its name stays"));
        }
        let renames = Renames::from([(from.to_owned(), to.to_owned())]);
        for one in &mut self.list {
            if one.name == from {
                to.clone_into(&mut one.name);
            }
            one.needs.iter_mut().filter(|name| *name == from).for_each(|name| to.clone_into(name));
            let Some(merged) = &mut one.merged else { continue };
            if let Some(fields) = &mut merged.fields {
                edit::rename_fields(fields, &renames);
            }
            one.entry = Some(fal_schema::print::shared_type(&one.name, merged));
        }
        Ok(())
    }

    fn known(&self, name: &str) -> Result<&Suggestion, String> {
        let names = self.list.iter().map(|one| one.name.as_str());
        self.list.iter().find(|one| one.name == name).ok_or_else(|| {
            let help = fal_schema::nearest(name, names);
            let help = help.map_or(String::new(), |close| format!("; did you mean `{close}`?"));
            format!("no shared type `{name}` is suggested{help}")
        })
    }

    /// The edits that follow suggestions of these names and of what they need; without names, all. Only files that change.
    ///
    /// # Errors
    /// The first name that is not suggested, or findings about what the edited schemas would be.
    pub fn edits(&self, names: &[String]) -> Result<Vec<Edit>, String> {
        let chosen = self.chosen(names)?;
        let units = by_path(&self.units);
        let text = |unit: &SourceFile| self.catalog.sources.get(unit.root.span.file).text.clone();
        let mut renames: BTreeMap<&str, Renames> = BTreeMap::new();
        for suggestion in &chosen {
            for (endpoint, name) in &suggestion.replaces {
                renames.entry(endpoint).or_default().insert(name.clone(), suggestion.name.clone());
            }
        }
        let mut edits = Vec::new();
        let new = chosen.iter().filter_map(|one| Some((one.name.clone(), one.merged.clone()?)));
        let new: Vec<(String, TypeEntry)> = new.collect();
        if !new.is_empty() {
            let unit = units.get(SHARED_FILE).map(|unit| (*unit, text(unit)));
            let there = unit.as_ref().map(|(unit, text)| (*unit, text.as_str()));
            let edited = edit::shared(there, &new).map_err(|report| report.to_string())?;
            edits.push(Edit { path: SHARED_FILE.to_owned(), old: unit.map(|(_, text)| text), new: edited });
        }
        for (id, renames) in &renames {
            let path = self.catalog.endpoint(id).map(|endpoint| endpoint.path.as_str());
            let Some(unit) = path.and_then(|path| units.get(path)) else { continue };
            let old = text(unit);
            let new = edit::endpoint(unit, &old, renames).map_err(|report| report.to_string())?;
            edits.push(Edit { path: unit.path.clone(), old: Some(old), new });
        }
        self.judge(&edits)?;
        Ok(edits)
    }

    /// Writes edits: all of them or, where one cannot be written, none.
    ///
    /// # Errors
    /// What could not be written.
    pub fn write(schemas: &Path, edits: &[Edit]) -> Result<(), String> {
        let files = edits.iter().map(|edit| (schemas.join(&edit.path), edit.old.as_deref(), edit.new.as_str()));
        files::replace_all(&files.collect::<Vec<_>>()).map_err(|error| error.to_string())
    }

    fn chosen(&self, names: &[String]) -> Result<Vec<&Suggestion>, String> {
        if names.is_empty() {
            return Ok(self.list.iter().collect());
        }
        let mut open: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut wanted = BTreeSet::new();
        while let Some(name) = open.pop() {
            let one = self.known(name)?;
            if wanted.insert(name) {
                open.extend(one.needs.iter().map(String::as_str));
            }
        }
        Ok(self.list.iter().filter(|one| wanted.contains(one.name.as_str())).collect())
    }

    /// Looks through the schemas as they would be, as `regen` does.
    fn judge(&self, edits: &[Edit]) -> Result<(), String> {
        let edited: BTreeMap<&str, &str> = edits.iter().map(|edit| (edit.path.as_str(), edit.new.as_str())).collect();
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for unit in &self.units {
            texts.insert(unit.path.clone(), self.catalog.sources.get(unit.root.span.file).text.clone());
        }
        edited.into_iter().for_each(|(path, text)| _ = texts.insert(path.to_owned(), text.to_owned()));
        load_texts(texts).map(drop).map_err(|report| report.to_string())
    }
}
