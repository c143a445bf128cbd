//! Where documents come from: files, folders, standard input, fal's site. Feeds `import`. A document that cannot be read
//! fails alone; a source that cannot be there at all ends the run before anything is written.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context as _;
use fal_import::{Document, MAX_DOCUMENT_BYTES};
use walkdir::WalkDir;

use super::address::{self, Address};

/// Endings of documents in folders.
const ENDINGS: [&str; 2] = ["json", "txt"];

/// A document that cannot be read.
pub(super) struct Unread {
    pub(super) name: String,
    pub(super) why: String,
}

impl Unread {
    fn new(name: &str, why: String) -> Self {
        Self { name: name.to_owned(), why }
    }
}

/// Reads every source, in order.
pub(super) fn read(sources: &[String]) -> anyhow::Result<Vec<Result<Document, Unread>>> {
    let mut read = Vec::new();
    for source in sources {
        let path = Path::new(source);
        if source == "-" {
            read.push(text("-", std::io::stdin()));
        } else if path.exists() {
            read.extend(files(path)?);
        } else if let Some(address) = address::parse(source).map_err(anyhow::Error::msg)? {
            read.push(fetched(source, &address)?);
        } else {
            File::open(path).with_context(|| format!("cannot read {source}"))?;
        }
    }
    Ok(read)
}

/// The file itself, or every document below a folder.
fn files(path: &Path) -> anyhow::Result<Vec<Result<Document, Unread>>> {
    let mut read = Vec::new();
    for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
        let ends = |ending: &&str| entry.path().extension().is_some_and(|extension| extension == *ending);
        if entry.file_type().is_dir() || (entry.depth() > 0 && !ENDINGS.iter().any(ends)) {
            continue;
        }
        let name = entry.path().display().to_string();
        read.push(match File::open(entry.path()) {
            Ok(file) => text(&name, file),
            Err(error) => Err(Unread::new(&name, format!("cannot be read: {error}"))),
        });
    }
    Ok(read)
}

/// The text of a document; no more of it than a document may have.
fn text(name: &str, reader: impl Read) -> Result<Document, Unread> {
    let mut bytes = Vec::new();
    let most = MAX_DOCUMENT_BYTES as u64 + 1;
    if let Err(error) = reader.take(most).read_to_end(&mut bytes) {
        return Err(Unread::new(name, format!("cannot be read: {error}")));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Document { name: name.to_owned(), text }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(Unread::new(name, format!("is no text: byte {at} is not UTF-8")))
        }
    }
}

#[cfg(feature = "network")]
fn fetched(source: &str, address: &Address) -> anyhow::Result<Result<Document, Unread>> {
    let got = super::fetch::Site::fal().get(address);
    Ok(got.map_err(|error| Unread::new(source, format!("cannot be fetched: {error:#}"))))
}

#[cfg(not(feature = "network"))]
fn fetched(source: &str, address: &Address) -> anyhow::Result<Result<Document, Unread>> {
    anyhow::bail!(
        "`{source}` is no file here. To fetch https://fal.ai{}, run\n  \
         cargo run --package xtask --features network -- import {source}",
        address.path()
    )
}
