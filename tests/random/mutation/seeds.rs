//! What is mutated: the schemas and documents of the project and of folders that are given, and random schemas.
//! Feeds `batch` and `run`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use fal_schema::SHARED_FILE;
use walkdir::WalkDir;

use super::change;
use crate::property::{Strings, without_unused};
use crate::schema::{endpoint, yaml};
use crate::source::Source;

/// Largest file that is taken.
const LARGEST: u64 = 100_000;

/// An input of the generator or of the importer.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    /// Schema files by path.
    Schemas(Strings),
    /// An OpenAPI document, a page or an `llms.txt`.
    Document(String),
}

/// Everything that inputs are made from.
pub(crate) struct Seeds {
    /// An endpoint's path and text, and the shared types that it uses.
    schemas: Vec<(String, String, Option<String>)>,
    openapi: Vec<String>,
    pages: Vec<String>,
}

impl Seeds {
    /// Reads the project's own, and those of these folders.
    pub(crate) fn read(folders: &[PathBuf]) -> io::Result<Self> {
        let root = fal_tests::root();
        let mut seeds = Self { schemas: Vec::new(), openapi: Vec::new(), pages: Vec::new() };
        let own = ["schemas", "mock/conformance", "tests/fixtures", "tests/fixtures/models", "tests/fixtures/share"];
        for folder in own.iter().map(|folder| root.join(folder)).chain(folders.iter().cloned()) {
            seeds.add(&folder)?;
        }
        Ok(seeds)
    }

    fn add(&mut self, folder: &Path) -> io::Result<()> {
        let shared = fs::read_to_string(folder.join(SHARED_FILE)).ok();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry?;
            let extension = entry.path().extension().unwrap_or_default().to_string_lossy().into_owned();
            let is_small = entry.metadata()?.len() <= LARGEST;
            if !entry.file_type().is_file() || !is_small || entry.file_name() == SHARED_FILE {
                continue;
            }
            match (extension.as_str(), fs::read_to_string(entry.path())) {
                ("json", Ok(text)) => self.openapi.push(text),
                ("txt", Ok(text)) => self.pages.push(text),
                ("yaml", Ok(text)) => self.schemas.push(with_shared(text, shared.as_deref())),
                _ => {}
            }
        }
        Ok(())
    }

    /// The input of a number. It is the same for the same seed and the same folders.
    pub(crate) fn input(&self, seed: u64, number: u64) -> Input {
        let mut source = Source::new(seed, &[number]);
        match source.below(10) {
            0..5 => self.schema(&mut source, seed),
            5..8 => Input::Document(self.document(&mut source, &self.openapi)),
            _ => Input::Document(self.document(&mut source, &self.pages)),
        }
    }

    fn schema(&self, source: &mut Source, seed: u64) -> Input {
        let (path, text, shared) = match source.below(3) {
            0 => random(seed, source.below(500) as u64),
            _ => source.one_of(&self.schemas),
        };
        let (mut text, mut shared) = (text, shared);
        let other = &source.one_of(&self.schemas).1;
        match &mut shared {
            Some(shared) if source.chance(20.0) => *shared = change::change(source, shared, other),
            _ => text = change::change(source, &text, other),
        }
        let shared = shared.map(|shared| (SHARED_FILE.to_owned(), shared));
        Input::Schemas(shared.into_iter().chain([(path, text)]).collect())
    }

    fn document(&self, source: &mut Source, documents: &[String]) -> String {
        let (text, other) = (source.one_of(documents), source.one_of(documents));
        change::change(source, &text, &other)
    }
}

/// A schema with the types that it uses of a shared file, and the path that it belongs to.
fn with_shared(text: String, shared: Option<&str>) -> (String, String, Option<String>) {
    let id = text.lines().find_map(|line| line.strip_prefix("endpoint: ")).unwrap_or("fal-ai/a").trim();
    let path = format!("{id}.yaml");
    let shared = shared.map(|shared| (SHARED_FILE.to_owned(), shared.to_owned()));
    let mut texts = without_unused(shared.into_iter().chain([(path.clone(), text.clone())]).collect());
    let shared = texts.remove(SHARED_FILE);
    (path, text, shared)
}

/// One of the random schemas.
fn random(seed: u64, number: u64) -> (String, String, Option<String>) {
    let mut source = Source::new(seed, &[u64::MAX, number]);
    let scope = endpoint::shared(&mut source);
    let (endpoint, used) = endpoint::endpoint(&mut source, &scope, 1);
    let mut shared = String::new();
    yaml::types(&mut shared, &used.defs, &mut source);
    let text = yaml::endpoint(&endpoint, &mut source);
    (format!("{}.yaml", endpoint.id), text, (!shared.is_empty()).then_some(shared))
}
