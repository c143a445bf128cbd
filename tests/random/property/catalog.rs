//! Catalogs: made of random endpoints, each dropped when it is refused. Runs in a process of its own, since a schema may
//! end it. Reads `schema`; feeds folders of schemas.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use fal_codegen::Options;
use fal_schema::ir::Catalog;
use fal_schema::{Diagnostic, Report, SHARED_FILE};
use walkdir::WalkDir;

use crate::schema::{Scope, endpoint, yaml};
use crate::source::Source;

/// Endpoints in a catalog.
pub(crate) const SIZE: usize = 25;

/// Paths and texts of schema files.
pub(crate) type Strings = BTreeMap<String, String>;

/// One endpoint with the shared types that it uses.
struct Candidate {
    path: String,
    text: String,
    shared: Scope,
}

/// Fills `folder` with the schemas of one catalog, without the candidates of these numbers. Prints a line per candidate:
/// `refused` with the code of the first diagnostic, or `accepted`. The candidate being tried is in `current`.
pub(crate) fn grow(seed: u64, number: u64, folder: &Path, current: &Path, skipped: &[usize]) -> io::Result<()> {
    let mut source = Source::new(seed, &[number]);
    let shared = endpoint::shared(&mut source);
    let mut kept: Vec<Candidate> = Vec::new();
    for index in (0..SIZE).filter(|index| !skipped.contains(index)) {
        let mut source = Source::new(seed, &[number, index as u64]);
        let (endpoint, used) = endpoint::endpoint(&mut source, &shared, index);
        let text = yaml::endpoint(&endpoint, &mut source);
        let candidate = Candidate { path: format!("{}.yaml", endpoint.id), text, shared: used };
        let alone = texts(std::slice::from_ref(&candidate), &shared);
        save(current, &alone)?;
        println!("trying {index}");
        match judge(&alone) {
            Ok(_) => kept.push(candidate),
            Err(report) => println!("refused {}", first(&report)),
        }
    }
    println!("together");
    kept.iter().for_each(|candidate| println!("accepted {}", candidate.path));
    let all = texts(&together(kept, &shared), &shared);
    save(folder, &all)
}

/// Those that are accepted beside each other: names of modules and methods may meet.
fn together(candidates: Vec<Candidate>, shared: &Scope) -> Vec<Candidate> {
    if judge(&texts(&candidates, shared)).is_ok() {
        return candidates;
    }
    let mut kept = Vec::new();
    for candidate in candidates {
        kept.push(candidate);
        if judge(&texts(&kept, shared)).is_err() {
            kept.pop();
        }
    }
    kept
}

fn first(report: &Report) -> String {
    report.diagnostics.first().map(|found| found.code.to_string()).unwrap_or_default()
}

/// The catalog of some texts, if it can be generated.
pub(crate) fn judge(texts: &Strings) -> Result<Catalog, Box<Report>> {
    let catalog = fal_schema::load_texts(texts.clone())?;
    fal_codegen::generate(&catalog, &Options::default())?;
    Ok(catalog)
}

/// The files of some candidates, and the shared types that these use.
fn texts(candidates: &[Candidate], shared: &Scope) -> Strings {
    let mut texts: Strings =
        candidates.iter().map(|candidate| (candidate.path.clone(), candidate.text.clone())).collect();
    let is_used = |name: &str| candidates.iter().any(|candidate| candidate.shared.find(name).is_some());
    let used: Vec<_> = shared.defs.iter().filter(|def| is_used(&def.name)).cloned().collect();
    if !used.is_empty() {
        let mut text = String::new();
        yaml::types(&mut text, &used, &mut Source::new(used.len() as u64, &[]));
        texts.insert(SHARED_FILE.to_owned(), text);
    }
    texts
}

/// Makes a folder hold these files only.
pub(crate) fn save(folder: &Path, texts: &Strings) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, text) in texts {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// The schemas in a folder.
pub(crate) fn read(folder: &Path) -> io::Result<Strings> {
    let mut texts = Strings::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|extension| extension == "yaml") {
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
            texts.insert(path, fs::read_to_string(entry.path())?);
        }
    }
    Ok(texts)
}

/// The texts without the shared types that nothing uses.
pub(crate) fn without_unused(mut texts: Strings) -> Strings {
    const UNUSED: u16 = 22;
    loop {
        let Err(report) = fal_schema::load_texts(texts.clone()) else { return texts };
        let is_shared = |found: &&Diagnostic| report.sources.get(found.span.file).path == SHARED_FILE;
        let unused: Vec<_> =
            report.diagnostics.iter().filter(|found| found.code.0 == UNUSED).filter(is_shared).collect();
        let Some(shared) = texts.get_mut(SHARED_FILE).filter(|_| !unused.is_empty()) else { return texts };
        let mut rest = String::new();
        let mut skips = false;
        let mut at = 0;
        for line in shared.split_inclusive('\n') {
            let range = at..at + line.len();
            at = range.end;
            let is_type = line.starts_with("  ") && !line.starts_with("   ") && line.trim_start() != "\n";
            if is_type || !line.starts_with(' ') {
                skips = is_type && unused.iter().any(|found| range.contains(&(found.span.start as usize)));
            }
            rest.push_str(if skips { "" } else { line });
        }
        let is_empty = rest.trim_end() == "types:";
        *shared = rest;
        if is_empty {
            texts.remove(SHARED_FILE);
        }
    }
}
