//! Whose fault it is: from what cargo printed to the schema that the code in question was generated from. Feeds `round`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Deserializer;
use walkdir::WalkDir;

use crate::schema::texts;

/// Something that must hold and does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    pub(crate) krate: String,
    /// The schema; `None` where it may be any of the crate's.
    pub(crate) schema: Option<String>,
    /// The first line is the kind of fault.
    pub(crate) message: String,
}

/// The faults in what cargo printed, the first of each schema.
pub(crate) fn faults(output: &str, workspace: &Path) -> Vec<Fault> {
    let mut found: BTreeMap<(String, Option<String>), String> = BTreeMap::new();
    let mut add = |krate: &str, file: &str, line: usize, message: &str| {
        let schema = schema(&workspace.join(krate).join(file), line);
        found.entry((krate.to_owned(), schema)).or_insert_with(|| message.to_owned());
    };
    let mut running = String::new();
    let lines: Vec<&str> = output.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        if line.starts_with("{\"reason\":\"compiler-message\"") {
            if let Some((krate, file, at, message)) = diagnostic(line) {
                add(&krate, &file, at, &message);
            }
        } else if let Some((_, rest)) = line.split_once("checks_").filter(|_| line.contains("Running ")) {
            running = rest.split('-').next().unwrap_or_default().to_owned();
        } else if let Some(rest) = line.trim_start().strip_prefix("Doc-tests ") {
            running = rest.trim().to_owned();
        } else if let Some((_, position)) = line.split_once(" panicked at ") {
            if let Some((krate, file, at)) = location_of(position.trim_end_matches(':')) {
                add(&krate, &file, at, &lines[index + 1..(index + 4).min(lines.len())].join("\n"));
            }
        } else if line.contains("has overflowed its stack") {
            let module = line.split('\'').nth(1).and_then(|thread| thread.split("::").next()).unwrap_or_default();
            add(&running, &format!("checks/{module}.rs"), 1, "a test overflows its stack");
        } else if let Some((name, at)) = doctest(line) {
            let name = name.strip_prefix(&format!("{running}/")).unwrap_or(name);
            add(&running, name, at, &format!("a doctest fails: {line}"));
        }
    }
    found.into_iter().map(|((krate, schema), message)| Fault { krate, schema, message }).collect()
}

/// Documentation in which text of a schema is markup, by what no page has otherwise. `folder` is where cargo puts it.
pub(crate) fn markup(folder: &Path, workspace: &Path) -> Vec<Fault> {
    let mut found = BTreeSet::new();
    for entry in WalkDir::new(folder).into_iter().flatten() {
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let Some(krate) = path.iter().next().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let is_page = path.extension().is_some_and(|extension| extension == "html");
        if !is_page || !workspace.join(&krate).exists() {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        if let Some(at) = texts::MARKUP.iter().find_map(|markup| text.find(markup)) {
            let module = path.parent().and_then(|parent| parent.strip_prefix(&krate).ok()).unwrap_or(path);
            let schema = schema(&workspace.join(&krate).join("src").join(module).with_extension("rs"), 1);
            let excerpt: String = text[at..].chars().take(60).collect();
            found.insert(Fault { krate, schema, message: format!("text is markup in {}: {excerpt}", path.display()) });
        }
    }
    found.into_iter().collect()
}

/// Crate, file, line and text of an error of the compiler that is about a crate of the workspace: by the first position in
/// one. Looked up in the text, because a macro that calls itself makes JSON of more levels than are read.
fn diagnostic(line: &str) -> Option<(String, String, usize, String)> {
    if !line.contains("\"level\":\"error\"") {
        return None;
    }
    let after = |text: &'static str| line.match_indices(text).map(move |(at, _)| &line[at + text.len()..]);
    let locations = after("\"file_name\":\"").filter_map(|rest| {
        let number = rest.split_once("\"line_start\":")?.1.split(',').next()?;
        location_of(&format!("{}:{number}", rest.split('"').next()?))
    });
    let (krate, file, at) = { locations }.next()?;
    let rendered = |rest| Deserializer::from_str(rest).into_iter::<String>().next()?.ok();
    Some((krate, file, at, after("\"rendered\":").find_map(rendered).unwrap_or_default()))
}

/// `c01/src/a.rs:12:5` in its parts.
fn location_of(text: &str) -> Option<(String, String, usize)> {
    let mut parts = text.split(':');
    let (krate, file) = parts.next()?.split_once('/')?;
    let line = parts.next()?.parse().ok()?;
    // What the tests of a crate share is not to blame, but the position that uses it.
    let is_ours =
        !krate.is_empty() && (file.starts_with("src/") || file.starts_with("checks/m") && file != "checks/main.rs");
    is_ours.then(|| (krate.to_owned(), file.to_owned(), line))
}

/// File and line of a doctest that fails: `test c01/src/a.rs - a (line 9) - compile ... FAILED`.
fn doctest(line: &str) -> Option<(&str, usize)> {
    let rest = line.strip_prefix("test ").filter(|_| line.ends_with("FAILED"))?;
    let (file, rest) = rest.split_once(" - ")?;
    let at = rest.split_once("(line ")?.1.split(')').next()?.parse().ok()?;
    Some((file, at))
}

/// The schema that the code at a line was generated from, by the last header above it.
fn schema(file: &Path, line: usize) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let headers = text.lines().take(line).filter_map(|line| line.split_once("@generated by `random` from schemas/"));
    let last = headers.last()?.1.strip_suffix(" Do not edit.")?.strip_suffix('.')?;
    (last != fal_schema::SHARED_FILE).then(|| last.to_owned())
}
