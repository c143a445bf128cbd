//! Text to schema: serde_yaml reads a file into the types of `schema`, and every mistake becomes a located finding.
//! After a mistake the offending entry is taken out and reading goes on, so one run reports all of them.

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::suggest::nearest;
use crate::yaml::{Node, Step};

/// Mistakes after which a file is given up.
const MAX_MISTAKES: usize = 100;

/// A file's content, and the paths of the entries that had to be taken out of it.
pub(crate) type Content<T> = (T, Vec<Vec<Step>>);

/// Reads `file` into a `T`. Findings go to the report; the result is `None` when nothing usable is left.
pub(crate) fn read<T: DeserializeOwned>(file: u32, root: &Node, report: &mut Report) -> Option<Content<T>> {
    let text = without_repeated(&report.sources.get(file).text, root);
    let mut value: Value = match serde_yaml::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) => value,
        Err(error) => {
            report.push(syntax(file, &text, &error));
            return None;
        }
    };
    let mut removed = Vec::new();
    for _ in 0..MAX_MISTAKES {
        let error = match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(read) => return Some((read, removed)),
            Err(error) => error,
        };
        let mistake = Mistake::new(&error);
        if !mistake.follows_from(&removed) {
            report.push(mistake.diagnostic(root));
        }
        removed.push(remove(&mut value, &mistake.path)?);
    }
    None
}

/// Something serde refused.
struct Mistake {
    path: Vec<Step>,
    kind: Kind,
}

enum Kind {
    UnknownKey { expected: Vec<String> },
    MissingKey(String),
    WrongType(String),
}

impl Mistake {
    fn new(error: &serde_path_to_error::Error<serde_yaml::Error>) -> Self {
        let path = error.path().iter().filter_map(step).collect();
        let mut message = error.inner().to_string();
        // serde_yaml puts the path in front of some messages; the place says it better.
        if let Some(at) =
            ["invalid ", "unknown field ", "missing field "].iter().filter_map(|start| message.find(start)).min()
        {
            message.drain(..at);
        }
        let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let kind = if message.starts_with("unknown field ") {
            Kind::UnknownKey { expected: quoted(&message).split_off(1) }
        } else if message.starts_with("missing field ") {
            Kind::MissingKey(quoted(&message).swap_remove(0))
        } else {
            Kind::WrongType(message)
        };
        Self { path, kind }
    }

    /// Whether taking out an earlier mistake caused this one.
    fn follows_from(&self, removed: &[Vec<Step>]) -> bool {
        let Kind::MissingKey(key) = &self.kind else { return false };
        removed.iter().any(|path| {
            path.split_last().is_some_and(|(last, parent)| parent == self.path && *last == Step::Key(key.clone()))
        })
    }

    fn diagnostic(&self, root: &Node) -> Diagnostic {
        match &self.kind {
            Kind::UnknownKey { expected } => {
                let key = match self.path.last() {
                    Some(Step::Key(key)) => key.as_str(),
                    _ => "",
                };
                let help = match nearest(key, expected.iter().map(String::as_str)) {
                    Some(close) => format!("did you mean `{close}`?"),
                    None => format!("known keys are {}", list(expected)),
                };
                let place = root.key_span(&self.path);
                Diagnostic::new(codes::UNKNOWN_KEY, place, format!("unknown key `{key}`"))
                    .label("not known here")
                    .help(help)
            }
            Kind::MissingKey(key) => {
                let place = root.key_span(&self.path);
                Diagnostic::new(codes::MISSING_KEY, place, format!("the key `{key}` is missing"))
                    .label(format!("`{key}` belongs in here"))
                    .help(format!("add `{key}: ...`"))
            }
            Kind::WrongType(message) => {
                let place = root.value_span(&self.path);
                Diagnostic::new(codes::WRONG_KIND, place, message.clone()).label("wrong type of value")
            }
        }
    }
}

fn list(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

fn step(segment: &Segment) -> Option<Step> {
    match segment {
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// Takes the entry that holds the value at `path` out; an item goes with the whole list. The entry's path, if it was there.
fn remove(value: &mut Value, path: &[Step]) -> Option<Vec<Step>> {
    let keys = path.iter().rposition(|step| matches!(step, Step::Key(_)))?;
    let (last, parents) = path[..=keys].split_last()?;
    let mut parent = value;
    for step in parents {
        parent = match step {
            Step::Key(key) => parent.get_mut(key.as_str())?,
            Step::Item(index) => parent.get_mut(*index)?,
        };
    }
    let Step::Key(key) = last else { return None };
    parent.as_mapping_mut()?.shift_remove(key.as_str())?;
    Some(path[..=keys].to_vec())
}

/// The text with every repeated entry blanked out: serde_yaml refuses them, and they are reported already.
fn without_repeated(text: &str, root: &Node) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for entry in root.repeated() {
        let (start, end) = (entry.key_span.start as usize, entry.value.span.end as usize);
        for byte in bytes.get_mut(start..end).into_iter().flatten() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn syntax(file: u32, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| location.index().min(text.len())) as u32;
    Diagnostic::new(codes::SYNTAX, Span { file, start: at, end: at }, format!("this is not YAML: {error}"))
}
