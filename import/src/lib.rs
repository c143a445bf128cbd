//! Imports OpenAPI documents, model pages and `llms.txt` as schema files. New schemas are added to a folder, existing
//! ones are updated, and documents that cannot be imported are reported with the line or the path of the error.

mod collisions;
mod complete;
mod detect;
mod draft;
mod finish;
mod form;
mod llms;
mod naming;
mod openapi;
mod page;
mod page_extras;
mod parsed_page;
mod repair;
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

use form::ImportError;
use openapi::node::Node;
use openapi::{bounds, document, roots};
use rust_names::Homes;

/// A document to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Display name, such as the path of its file.
    pub name: String,
    /// An OpenAPI document in JSON, the text of a model page, or an `llms.txt`. The form is detected from the text.
    pub text: String,
}

/// The result of importing a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Name of the document.
    pub document: String,
    /// Line of the error in the document, starting from 1, if it is known.
    pub line: Option<usize>,
    /// Path of the schema below the schema folder; empty if the document could not be converted.
    pub path: String,
    /// The outcome.
    pub outcome: Outcome,
    /// Shared types that replace types of the document.
    pub shared: Vec<String>,
    /// Types in the document that the endpoint does not use.
    pub left_out: Vec<String>,
    /// Whether the schema contains remarks of the importer.
    pub remarks: bool,
}

/// The outcome of importing a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new schema was written.
    Added,
    /// An existing schema was changed.
    Updated,
    /// The existing schema is already up to date.
    Unchanged,
    /// Nothing was written, because of this error.
    Failed(String),
}

/// Imports documents into a folder of schemas. If a document fails, the others are still imported.
///
/// A second import into the same folder waits for the first. If the import is interrupted, each file is still complete,
/// and the next import finishes the work.
///
/// # Errors
/// Returns an error if the folder cannot be written, or if its existing schemas have errors.
pub fn import(documents: &[Document], schemas: &Path) -> Result<Vec<Imported>, Box<Report>> {
    let _lock = files::lock(schemas).map_err(|error| edit::folder_error(schemas, &error))?;
    let existing = edit::existing(schemas)?;
    let mut homes = Homes::default();
    for file in existing.endpoints.values() {
        _ = homes.reserve(&file.endpoint, file.rust_name.as_deref());
    }
    let mut run = Run { schemas, existing, homes, documents: BTreeMap::new() };
    Ok(documents.iter().map(|document| run.import_one(document)).collect())
}

/// Formats the schema of an endpoint in the style of the importer. Comments after the first line are lost.
///
/// # Errors
/// Returns the errors in the text.
pub fn reprint(text: &str) -> Result<String, Box<Report>> {
    edit::endpoint(text).map(|file| print::endpoint(&file))
}

impl Imported {
    /// The result for a document that failed.
    #[must_use]
    pub fn failed(document: &str, message: String) -> Self {
        Self {
            document: document.to_owned(),
            line: None,
            path: String::new(),
            outcome: Outcome::Failed(message),
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
    /// Name of the document of each imported endpoint.
    documents: BTreeMap<String, String>,
}

/// A schema, converted from a document.
struct ImportedSchema {
    file: EndpointFile,
    text: String,
    shared: Vec<String>,
    left_out: Vec<String>,
}

impl Run<'_> {
    fn import_one(&mut self, document: &Document) -> Imported {
        let schema = match self.convert(document) {
            Ok(schema) => schema,
            Err(ImportError { line, message }) => {
                return Imported { line, ..Imported::failed(&document.name, message) };
            }
        };
        let path = format!("{}.yaml", schema.file.endpoint);
        let old_text = self.existing.texts.get(&path).cloned();
        let outcome = match old_text {
            Some(text) if text == schema.text || self.existing.endpoints.get(&path) == Some(&schema.file) => {
                Outcome::Unchanged
            }
            Some(_) => Outcome::Updated,
            None => Outcome::Added,
        };
        if outcome != Outcome::Unchanged
            && let Err(error) = files::replace(&self.schemas.join(&path), &schema.text)
        {
            return Imported { path, ..Imported::failed(&document.name, error.to_string()) };
        }
        let remarks = schema.text.contains(draft::MARK);
        self.existing.texts.insert(path.clone(), schema.text);
        self.existing.endpoints.insert(path.clone(), schema.file);
        let ImportedSchema { shared, left_out, .. } = schema;
        Imported { document: document.name.clone(), line: None, path, outcome, shared, left_out, remarks }
    }

    fn convert(&mut self, document: &Document) -> Result<ImportedSchema, ImportError> {
        let mut source = detect::detect(&document.text)?;
        let root = Node::root(&source.document);
        let described = document::read(&root)?;
        if let Some(first) = self.documents.get(&described.id) {
            return Err(ImportError::whole(format!("the endpoint `{}` is already described by {first}", described.id)));
        }
        if !names::is_id(&described.id) {
            return Err(ImportError::whole(format!("`{}` is not a valid endpoint id", described.id)));
        }
        let old = self.existing.endpoints.get(&format!("{}.yaml", described.id));
        let draft = bounds::check(&root).and_then(|()| roots::read(&root, &described));
        let checked = draft.and_then(|draft| bounds::check_types(&draft, &root).map(|()| draft));
        let mut draft = checked.map_err(|refusal| source.locate(refusal))?;
        source.extras.complete_draft(&mut draft, source.form, old);
        let shared_defs: &[TypeDef] = &self.existing.shared;
        let shared = share::share(&mut draft, shared_defs, old, source.form);
        let kept = old.map(|old| update::kept_names(&draft, old)).unwrap_or_default();
        let names_by_key = naming::name(&draft, &described.id, shared_defs, &kept);
        let mut file = finish::finish(&described, draft, &names_by_key);
        source.extras.complete_schema(&mut file);
        let page_examples = file.examples.clone();
        if let Some(old) = old {
            complete::complete(&mut file, old, source.form);
            update::merge(&mut file, old);
        }
        rust_names::set(&mut file);
        if let Some(name) = self.homes.reserve(&file.endpoint, file.rust_name.as_deref()) {
            file.rust_name = Some(name);
        }
        bounds::check_size(&print::endpoint(&file), &root).map_err(|refusal| source.locate(refusal))?;
        let Existing { shared_file, names, .. } = &mut self.existing;
        let text = repair::repair(&mut file, page_examples, &shared_file.types, names)
            .map_err(|refusal| source.locate(refusal))?;
        self.documents.insert(described.id, document.name.clone());
        Ok(ImportedSchema { file, text, shared, left_out: source.extras.left_out })
    }
}
