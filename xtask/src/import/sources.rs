//! Reads documents from files, folders, standard input and fal's site. A document that cannot be read fails alone; an invalid
//! source ends the run before anything is written.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context as _;
use fal_import::{Document, MAX_DOCUMENT_BYTES};
use walkdir::WalkDir;

use super::address::{self, Address};

/// The extensions of documents in folders.
const EXTENSIONS: [&str; 2] = ["json", "txt"];

/// A document that cannot be read, with the reason.
pub(super) struct Unreadable {
    pub(super) name: String,
    pub(super) reason: String,
}

impl Unreadable {
    fn new(name: &str, reason: String) -> Self {
        Self { name: name.to_owned(), reason }
    }
}

/// Reads every source, in order.
pub(super) fn read(sources: &[String]) -> anyhow::Result<Vec<Result<Document, Unreadable>>> {
    let mut read = Vec::new();
    for source in sources {
        let path = Path::new(source);
        if source == "-" {
            read.push(text("-", std::io::stdin()));
        } else if path.exists() {
            read.extend(files(path)?);
        } else if let Some(address) = address::parse(source).map_err(anyhow::Error::msg)? {
            read.push(fetch(source, &address)?);
        } else {
            File::open(path).with_context(|| format!("cannot read {source}"))?;
        }
    }
    Ok(read)
}

/// Reads the file itself, or every document below a folder.
fn files(path: &Path) -> anyhow::Result<Vec<Result<Document, Unreadable>>> {
    let mut read = Vec::new();
    for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
        let matches = |wanted: &&str| entry.path().extension().is_some_and(|extension| extension == *wanted);
        if entry.file_type().is_dir() || (entry.depth() > 0 && !EXTENSIONS.iter().any(matches)) {
            continue;
        }
        let name = entry.path().display().to_string();
        read.push(match File::open(entry.path()) {
            Ok(file) => text(&name, file),
            Err(error) => Err(Unreadable::new(&name, format!("cannot be read: {error}"))),
        });
    }
    Ok(read)
}

/// Reads the text of a document, up to the size limit of documents.
fn text(name: &str, reader: impl Read) -> Result<Document, Unreadable> {
    let mut bytes = Vec::new();
    let most = MAX_DOCUMENT_BYTES as u64 + 1;
    if let Err(error) = reader.take(most).read_to_end(&mut bytes) {
        return Err(Unreadable::new(name, format!("cannot be read: {error}")));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Document { name: name.to_owned(), text }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(Unreadable::new(name, format!("is not valid UTF-8 at byte {at}")))
        }
    }
}

#[cfg(feature = "network")]
fn fetch(source: &str, address: &Address) -> anyhow::Result<Result<Document, Unreadable>> {
    let got = super::fetch::Site::fal().get(address);
    Ok(got.map_err(|error| Unreadable::new(source, format!("cannot be fetched: {error:#}"))))
}

#[cfg(not(feature = "network"))]
fn fetch(source: &str, address: &Address) -> anyhow::Result<Result<Document, Unreadable>> {
    anyhow::bail!(
        "the file `{source}` does not exist. To fetch https://fal.ai{}, run\n  \
         cargo run --package xtask --features network -- import {source}",
        address.path()
    )
}
