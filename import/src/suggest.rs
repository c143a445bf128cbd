//! Suggests types of a schema folder that could become one shared type, and creates the edits for chosen suggestions.
//! Edits change only the names and the locations of types.
//!
//! Types are equal if their keys, types, limits, defaults, values and Rust names are equal, and if their names end in
//! the same word. Descriptions and the order of values may differ: the most frequent version is kept, and the
//! suggestion lists the differences.

mod edit;
mod group;
mod merge;
mod naming;
mod reconcile;
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

/// Finds types that could become one shared type.
///
/// # Errors
/// Returns the errors in the schemas, like [`load`](fal_schema::load()).
pub fn suggest(schemas: &Path) -> Result<Suggestions, Box<Report>> {
    let (catalog, sources) = folder(schemas)?;
    let (mut list, near) = {
        let usage = Usage::new(&catalog);
        let mut analysis = group::find(&catalog, &usage);
        let names = reconcile::reconcile(&catalog, &mut analysis.groups);
        let near = text::near(&catalog, &analysis);
        let view = View { catalog: &catalog, sources: by_path(&sources) };
        (view.suggestions(&analysis.groups, &names), near)
    };
    list.sort_by(|left, right| right.saves.cmp(&left.saves).then_with(|| left.name.cmp(&right.name)));
    Ok(Suggestions { list, near, catalog, sources })
}

fn by_path(sources: &[SourceFile]) -> BTreeMap<&str, &SourceFile> {
    sources.iter().map(|source| (source.path.as_str(), source)).collect()
}

/// The catalog and its files.
struct View<'a> {
    catalog: &'a Catalog,
    sources: BTreeMap<&'a str, &'a SourceFile>,
}

impl View<'_> {
    fn suggestions(&self, groups: &[group::Group<'_>], names: &[Option<String>]) -> Vec<Suggestion> {
        let renames = reconcile::renames(groups, names);
        let pairs = groups.iter().zip(names).filter_map(|(group, name)| Some((group, name.clone()?)));
        pairs.map(|(group, name)| self.suggestion(group, name, &renames)).collect()
    }

    fn suggestion(&self, group: &group::Group<'_>, name: String, renames: &BTreeMap<usize, Renames>) -> Suggestion {
        let entries = Entries {
            all: group.members.iter().filter_map(|member| Some((member.name, self.entry(member)?))).collect(),
            shared: group.shared.and_then(|name| self.sources.get(SHARED_FILE)?.shared.as_ref()?.types.get(name)),
        };
        let first = group.members[0];
        let none = Renames::new();
        let merged = group.shared.is_none().then(|| entries.merged(renames.get(&first.endpoint).unwrap_or(&none)));
        let entry = merged.as_ref().map(|entry| fal_schema::print::shared_type(&name, entry));
        let lines = |text: &String| text.lines().count() as i64;
        let saved: i64 = group.members.iter().map(|member| self.lines(member)).sum();
        let needs = group::inner_types(self.catalog, &first)
            .into_iter()
            .filter_map(|inner| renames.get(&first.endpoint)?.get(inner).cloned());
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

    fn source(&self, member: &group::Member<'_>) -> Option<&SourceFile> {
        self.sources.get(self.catalog.endpoints[member.endpoint].path.as_str()).copied()
    }

    fn entry(&self, member: &group::Member<'_>) -> Option<&TypeEntry> {
        self.source(member)?.endpoint.as_ref()?.types.get(member.name)
    }

    /// Number of lines of the declaration of a type.
    fn lines(&self, member: &group::Member<'_>) -> i64 {
        let lines = |source: &SourceFile| {
            let text = &self.catalog.sources.get(source.root.span.file).text;
            edit::lines_of(text, &source.root, member.name).map(|range| text[range].lines().count() as i64)
        };
        self.source(member).and_then(lines).unwrap_or_default()
    }
}

impl Suggestions {
    /// Renames a suggested type. Whether the name is available is checked with the edits.
    ///
    /// # Errors
    /// Returns an error if there is no such suggestion, or if its shared type already exists.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), String> {
        let suggestion = self.by_name(from)?;
        if suggestion.exists {
            return Err(format!("`{from}` already exists as a shared type and cannot be renamed"));
        }
        let renames = Renames::from([(from.to_owned(), to.to_owned())]);
        for suggestion in &mut self.list {
            if suggestion.name == from {
                to.clone_into(&mut suggestion.name);
            }
            suggestion.needs.iter_mut().filter(|name| *name == from).for_each(|name| to.clone_into(name));
            let Some(merged) = &mut suggestion.merged else { continue };
            if let Some(fields) = &mut merged.fields {
                edit::rename_fields(fields, &renames);
            }
            suggestion.entry = Some(fal_schema::print::shared_type(&suggestion.name, merged));
        }
        Ok(())
    }

    fn by_name(&self, name: &str) -> Result<&Suggestion, String> {
        let names = self.list.iter().map(|suggestion| suggestion.name.as_str());
        self.list.iter().find(|suggestion| suggestion.name == name).ok_or_else(|| {
            let help = fal_schema::nearest(name, names);
            let help = help.map_or(String::new(), |close| format!("; did you mean `{close}`?"));
            format!("there is no suggestion `{name}`{help}")
        })
    }

    /// The edits for the suggestions with these names and for those that they need, or for all suggestions if there are
    /// no names. Only files that change are included.
    ///
    /// # Errors
    /// Returns the first unknown name, or the errors in the edited schemas.
    pub fn edits(&self, names: &[String]) -> Result<Vec<Edit>, String> {
        let chosen = self.chosen(names)?;
        let sources = by_path(&self.sources);
        let text = |source: &SourceFile| self.catalog.sources.get(source.root.span.file).text.clone();
        let mut renames: BTreeMap<&str, Renames> = BTreeMap::new();
        for suggestion in &chosen {
            for (endpoint, name) in &suggestion.replaces {
                renames.entry(endpoint).or_default().insert(name.clone(), suggestion.name.clone());
            }
        }
        let mut edits = Vec::new();
        let new = chosen.iter().filter_map(|suggestion| Some((suggestion.name.clone(), suggestion.merged.clone()?)));
        let new: Vec<(String, TypeEntry)> = new.collect();
        if !new.is_empty() {
            let source = sources.get(SHARED_FILE).map(|source| (*source, text(source)));
            let existing = source.as_ref().map(|(source, text)| (*source, text.as_str()));
            let edited = edit::shared(existing, &new).map_err(|report| report.to_string())?;
            edits.push(Edit { path: SHARED_FILE.to_owned(), old: source.map(|(_, text)| text), new: edited });
        }
        for (id, renames) in &renames {
            let path = self.catalog.endpoint(id).map(|endpoint| endpoint.path.as_str());
            let Some(source) = path.and_then(|path| sources.get(path)) else { continue };
            let old = text(source);
            let new = edit::endpoint(source, &old, renames).map_err(|report| report.to_string())?;
            edits.push(Edit { path: source.path.clone(), old: Some(old), new });
        }
        self.check(&edits)?;
        Ok(edits)
    }

    /// Writes all edits or, if one cannot be written, none.
    ///
    /// # Errors
    /// Returns the I/O error with its path.
    pub fn write(schemas: &Path, edits: &[Edit]) -> Result<(), String> {
        let files = edits.iter().map(|edit| (schemas.join(&edit.path), edit.old.as_deref(), edit.new.as_str()));
        files::replace_all(&files.collect::<Vec<_>>()).map_err(|error| error.to_string())
    }

    fn chosen(&self, names: &[String]) -> Result<Vec<&Suggestion>, String> {
        if names.is_empty() {
            return Ok(self.list.iter().collect());
        }
        let mut open: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut selected = BTreeSet::new();
        while let Some(name) = open.pop() {
            let suggestion = self.by_name(name)?;
            if selected.insert(name) {
                open.extend(suggestion.needs.iter().map(String::as_str));
            }
        }
        Ok(self.list.iter().filter(|suggestion| selected.contains(suggestion.name.as_str())).collect())
    }

    /// Checks the edited schemas.
    fn check(&self, edits: &[Edit]) -> Result<(), String> {
        let edited: BTreeMap<&str, &str> = edits.iter().map(|edit| (edit.path.as_str(), edit.new.as_str())).collect();
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for source in &self.sources {
            texts.insert(source.path.clone(), self.catalog.sources.get(source.root.span.file).text.clone());
        }
        edited.into_iter().for_each(|(path, text)| _ = texts.insert(path.to_owned(), text.to_owned()));
        load_texts(texts).map(drop).map_err(|report| report.to_string())
    }
}
