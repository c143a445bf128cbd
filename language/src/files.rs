//! Atomic writes: a folder is locked while files in it are written, and a file is replaced as a whole or not at all.
//! Both schemas and generated code are written in this way.

#![expect(clippy::disallowed_methods, reason = "this file writes files")]

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Name of the lock file in a folder.
const LOCK: &str = ".regen.lock";
/// Prefix of the names of unfinished files.
const UNFINISHED: &str = ".regen-";

/// Locks a folder, after other runs have released it, and removes unfinished files of interrupted runs. The folder is
/// created if it is missing. Dropping the file releases the lock.
pub fn lock(dir: &Path) -> io::Result<File> {
    fs::create_dir_all(dir).map_err(|error| at(dir, &error))?;
    let lock = File::create(dir.join(LOCK)).map_err(|error| at(&dir.join(LOCK), &error))?;
    lock.lock()?;
    remove_unfinished(dir)?;
    Ok(lock)
}

/// Replaces a file as a whole.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let write = || prepared(path, text)?.persist(path).map(drop).map_err(|error| error.error);
    write().map_err(|error: io::Error| at(path, &error))
}

/// Writes the new text to a temporary file next to the file.
fn prepared(path: &Path, text: &str) -> io::Result<tempfile::NamedTempFile> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).permissions(readable()).tempfile_in(parent)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Replaces all files or none: all new texts are on disk before the first file is replaced, and replaced files are
/// restored if a later one fails. Each file is given by its path, its current text if it exists, and its new text.
pub fn replace_all(files: &[(PathBuf, Option<&str>, &str)]) -> io::Result<()> {
    let mut ready = Vec::with_capacity(files.len());
    for (path, _, text) in files {
        ready.push(prepared(path, text).map_err(|error| at(path, &error))?);
    }
    for (index, file) in ready.into_iter().enumerate() {
        let path = &files[index].0;
        if let Err(error) = file.persist(path) {
            for (path, old, _) in &files[..index] {
                match old {
                    Some(old) => replace(path, old)?,
                    None => fs::remove_file(path)?,
                }
            }
            return Err(at(path, &error.error));
        }
    }
    Ok(())
}

/// The permissions of generated files: readable for everyone.
fn readable() -> fs::Permissions {
    #[cfg(unix)]
    {
        std::os::unix::fs::PermissionsExt::from_mode(0o644)
    }
    #[cfg(not(unix))]
    {
        fs::metadata(".").map(|metadata| metadata.permissions()).expect("the current folder exists")
    }
}

/// Removes unfinished files of interrupted runs. The caller holds the lock.
fn remove_unfinished(dir: &Path) -> io::Result<()> {
    for entry in WalkDir::new(dir).into_iter().filter_entry(|entry| !is_of_cargo(entry)).flatten() {
        if entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_file(entry.path()).map_err(|error| at(entry.path(), &error))?;
        }
    }
    Ok(())
}

/// Whether an entry belongs to Cargo: build folders, and the lock file of a crate that is its own workspace.
pub fn is_of_cargo(entry: &walkdir::DirEntry) -> bool {
    let name = if entry.file_type().is_dir() { "target" } else { "Cargo.lock" };
    entry.file_name() == name
}

/// The error with its path in the message.
#[must_use]
pub fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
