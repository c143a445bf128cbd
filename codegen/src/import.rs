//! OpenAPI documents to schema files: new ones are written, existing ones updated, and what cannot be understood is
//! refused with its place. Reads texts and a schema folder, through `load`; feeds the folder, through `emit`.

mod document;
mod draft;
mod enums;
mod fields;
mod files;
mod finish;
mod judge;
mod keywords;
mod limits;
mod lists;
mod naming;
mod node;
mod objects;
mod references;
mod roots;
mod rust_names;
mod share;
mod text;
mod unions;
mod update;
mod values;
mod walk;

use std::collections::BTreeMap;
use std::path::Path;

use crate::diag::Report;
use crate::emit;
use crate::ir::TypeDef;
use crate::load::{self, Existing};
use crate::schema::EndpointFile;
use node::{Node, Refusal};
use rust_names::Homes;

/// An OpenAPI document to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What people know it by: its file's path.
    pub name: String,
    /// JSON.
    pub text: String,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The document's name.
    pub document: String,
    /// Path of the schema below the schema folder; empty for a document that was not understood.
    pub path: String,
    /// What was done.
    pub outcome: Outcome,
    /// Shared types that stand for types of the document.
    pub shared: Vec<String>,
    /// The schema holds remarks of the importer.
    pub remarks: bool,
}

/// What was done with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new schema was written.
    Added,
    /// An existing schema was changed.
    Updated,
    /// The existing schema says the same already, and was left alone.
    Unchanged,
    /// Nothing was written, for this reason.
    Failed(String),
}

/// Imports documents into a folder of schemas, one after the other; a document that fails stops no other.
///
/// A second import into the same folder waits for the first. Whatever stops this, each file is whole, and the next import
/// finishes.
///
/// # Errors
/// When the folder cannot be written to, or its existing schemas have mistakes.
pub fn import(documents: &[Document], schemas: &Path) -> Result<Vec<Imported>, Box<Report>> {
    let _lock = emit::lock(schemas).map_err(|error| load::unusable(schemas, &error))?;
    let existing = load::existing(schemas)?;
    let mut homes = Homes::default();
    for file in existing.endpoints.values() {
        _ = homes.settle(&file.endpoint, file.rust_name.as_deref());
    }
    let mut run = Run { schemas, existing, homes, seen: BTreeMap::new() };
    Ok(documents.iter().map(|document| run.one(document)).collect())
}

/// The text of an endpoint's schema as the importer writes it; comments beyond the first line are lost.
///
/// # Errors
/// Mistakes in the text.
pub fn reprint(text: &str) -> Result<String, Box<Report>> {
    load::endpoint(text).map(|file| crate::print::endpoint(&file))
}

struct Run<'a> {
    schemas: &'a Path,
    existing: Existing,
    homes: Homes,
    /// Which document an endpoint came from.
    seen: BTreeMap<String, String>,
}

/// A schema as it will be written.
struct Made {
    file: EndpointFile,
    text: String,
    shared: Vec<String>,
}

impl Run<'_> {
    fn one(&mut self, document: &Document) -> Imported {
        let failed = |path: String, why: String| Imported {
            document: document.name.clone(),
            path,
            outcome: Outcome::Failed(why),
            shared: Vec::new(),
            remarks: false,
        };
        let made = match self.make(document) {
            Ok(made) => made,
            Err(Refusal(why)) => return failed(String::new(), why),
        };
        let path = format!("{}.yaml", made.file.endpoint);
        let there = self.existing.texts.get(&path).cloned();
        let outcome = match there {
            Some(text) if text == made.text || self.existing.endpoints.get(&path) == Some(&made.file) => {
                Outcome::Unchanged
            }
            Some(_) => Outcome::Updated,
            None => Outcome::Added,
        };
        if outcome != Outcome::Unchanged
            && let Err(error) = emit::replace(&self.schemas.join(&path), &made.text)
        {
            return failed(path, error.to_string());
        }
        let remarks = made.text.contains(draft::MARK);
        self.existing.texts.insert(path.clone(), made.text);
        self.existing.endpoints.insert(path.clone(), made.file);
        Imported { document: document.name.clone(), path, outcome, shared: made.shared, remarks }
    }

    fn make(&mut self, document: &Document) -> Result<Made, Refusal> {
        let parsed: serde_yaml::Value =
            serde_json::from_str(&document.text).map_err(|error| Refusal(format!("this is not JSON: {error}")))?;
        let root = Node::root(&parsed);
        let found = self::document::read(&root)?;
        if let Some(first) = self.seen.get(&found.id) {
            return Err(Refusal(format!("{first} describes {} too", found.id)));
        }
        if !crate::check::is_id(&found.id) {
            return Err(Refusal(format!("`{}` is no endpoint id", found.id)));
        }
        let mut draft = roots::read(&root, &found)?;
        let shared_defs: &[TypeDef] = &self.existing.shared;
        let shared = share::share(&mut draft, shared_defs);
        let old = self.existing.endpoints.get(&format!("{}.yaml", found.id));
        let kept = old.map(|old| update::kept_names(&draft, old)).unwrap_or_default();
        let named = naming::name(&draft, &found.id, shared_defs, &kept);
        let mut file = finish::finish(&found, draft, &named);
        let spare = file.examples.clone();
        if let Some(old) = old {
            update::merge(&mut file, old);
        }
        rust_names::set(&mut file);
        if let Some(name) = self.homes.settle(&file.endpoint, file.rust_name.as_deref()) {
            file.rust_name = Some(name);
        }
        let text = judge::settle(&mut file, spare, &self.existing.shared_file.types)?;
        self.seen.insert(found.id, document.name.clone());
        Ok(Made { file, text, shared })
    }
}
