//! OpenAPI documents, model pages and `llms.txt` to schema files: new ones are written, existing ones updated, and what
//! cannot be understood is refused with its place. Reads texts and a schema folder, through `load`; feeds the folder,
//! through `emit`.

mod collisions;
mod complete;
mod detect;
mod draft;
mod finish;
mod form;
mod llms;
mod mend;
mod naming;
mod openapi;
mod page;
mod page_extras;
mod parsed_page;
mod rust_names;
mod share;
mod source;
pub mod suggest;
mod update;
mod uses;

use std::collections::BTreeMap;
use std::path::Path;

use fal_schema::edit::{self, Existing};
use fal_schema::ir::TypeDef;
use fal_schema::schema::EndpointFile;
use fal_schema::{Report, files, names, print};

pub use detect::MAX_DOCUMENT_BYTES;

use form::Fault;
use openapi::node::Node;
use openapi::{bounds, document, roots};
use rust_names::Homes;

/// A document to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What people know it by: its file's path.
    pub name: String,
    /// OpenAPI as JSON, the text of a model's page, or its `llms.txt`; which of them is told by the text itself.
    pub text: String,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The document's name.
    pub document: String,
    /// Line of the document that is at fault, from 1, where the document has lines.
    pub line: Option<usize>,
    /// Path of the schema below the schema folder; empty for a document that was not understood.
    pub path: String,
    /// What was done.
    pub outcome: Outcome,
    /// Shared types that stand for types of the document.
    pub shared: Vec<String>,
    /// Types that the document shows and the endpoint does not use.
    pub left_out: Vec<String>,
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
    let _lock = files::lock(schemas).map_err(|error| edit::folder_error(schemas, &error))?;
    let existing = edit::existing(schemas)?;
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
    edit::endpoint(text).map(|file| print::endpoint(&file))
}

impl Imported {
    /// A document of which nothing was written.
    #[must_use]
    pub fn failed(document: &str, why: String) -> Self {
        Self {
            document: document.to_owned(),
            line: None,
            path: String::new(),
            outcome: Outcome::Failed(why),
            shared: Vec::new(),
            left_out: Vec::new(),
            remarks: false,
        }
    }
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
    left_out: Vec<String>,
}

impl Run<'_> {
    fn one(&mut self, document: &Document) -> Imported {
        let made = match self.make(document) {
            Ok(made) => made,
            Err(Fault { line, why }) => return Imported { line, ..Imported::failed(&document.name, why) },
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
            && let Err(error) = files::replace(&self.schemas.join(&path), &made.text)
        {
            return Imported { path, ..Imported::failed(&document.name, error.to_string()) };
        }
        let remarks = made.text.contains(draft::MARK);
        self.existing.texts.insert(path.clone(), made.text);
        self.existing.endpoints.insert(path.clone(), made.file);
        let Made { shared, left_out, .. } = made;
        Imported { document: document.name.clone(), line: None, path, outcome, shared, left_out, remarks }
    }

    fn make(&mut self, document: &Document) -> Result<Made, Fault> {
        let mut source = detect::detect(&document.text)?;
        let root = Node::root(&source.document);
        let found = document::read(&root)?;
        if let Some(first) = self.seen.get(&found.id) {
            return Err(Fault::whole(format!("{first} describes {} too", found.id)));
        }
        if !names::is_id(&found.id) {
            return Err(Fault::whole(format!("`{}` is no endpoint id", found.id)));
        }
        let old = self.existing.endpoints.get(&format!("{}.yaml", found.id));
        let draft = bounds::check(&root).and_then(|()| roots::read(&root, &found));
        let checked = draft.and_then(|draft| bounds::check_types(&draft, &root).map(|()| draft));
        let mut draft = checked.map_err(|refusal| source.locate(refusal))?;
        source.extras.settle(&mut draft, source.form, old);
        let shared_defs: &[TypeDef] = &self.existing.shared;
        let shared = share::share(&mut draft, shared_defs, old, source.form);
        let kept = old.map(|old| update::kept_names(&draft, old)).unwrap_or_default();
        let named = naming::name(&draft, &found.id, shared_defs, &kept);
        let mut file = finish::finish(&found, draft, &named);
        source.extras.tell(&mut file);
        let spare = file.examples.clone();
        if let Some(old) = old {
            complete::complete(&mut file, old, source.form);
            update::merge(&mut file, old);
        }
        rust_names::set(&mut file);
        if let Some(name) = self.homes.settle(&file.endpoint, file.rust_name.as_deref()) {
            file.rust_name = Some(name);
        }
        bounds::check_size(&print::endpoint(&file), &root).map_err(|refusal| source.locate(refusal))?;
        let Existing { shared_file, names, .. } = &mut self.existing;
        let text =
            mend::settle(&mut file, spare, &shared_file.types, names).map_err(|refusal| source.locate(refusal))?;
        self.seen.insert(found.id, document.name.clone());
        Ok(Made { file, text, shared, left_out: source.extras.left_out })
    }
}
