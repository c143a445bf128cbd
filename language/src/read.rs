//! Deserializes a file into the types of `schema` with serde_yaml, and turns every error into a diagnostic with a span.
//! After an error, the offending entry is removed and reading continues, so that one run reports all errors.

mod entries;
mod wrong_kind;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::suggest::keys;
use crate::yaml::{Node, NodeKind, Step, syntax};

/// Number of errors after which reading a file stops.
const MAX_ERRORS: usize = 100;

/// The content of a file, and the paths of the entries that were removed from it, under their intended keys.
pub(crate) type Content<T> = (T, Vec<Vec<Step>>);

/// Reads `file` into a `T`. Diagnostics go to the report; the result is `None` if no usable content remains.
pub(crate) fn read<T: DeserializeOwned>(file: u32, root: &Node, report: &mut Report) -> Option<Content<T>> {
    let source = &report.sources.get(file).text;
    let (text, unusable_entries) = (readable(source, root), entries::unusable(source, root));
    let mut value: Value = match serde_yaml::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) => value,
        Err(error) => {
            // Blanking entries can make the text invalid; their errors are reported before.
            if root.repeated().is_empty() {
                report.push(not_yaml(file, &text, &error));
            }
            return None;
        }
    };
    let mut removed: Vec<Vec<Step>> = root.repeated().into_iter().map(|(path, _)| path).collect();
    for (path, diagnostics) in unusable_entries {
        report.diagnostics.extend(diagnostics);
        _ = remove(&mut value, &path);
        removed.push(path);
    }
    let content = deserialize_valid(root, &mut value, &mut removed, report);
    entries::check_empty(root, &mut removed, report);
    Some((content?, removed))
}

/// Deserializes the value without its invalid entries, whose paths are added to `removed`.
fn deserialize_valid<T: DeserializeOwned>(
    root: &Node,
    value: &mut Value,
    removed: &mut Vec<Vec<Step>>,
    report: &mut Report,
) -> Option<T> {
    for _ in 0..MAX_ERRORS {
        let error = match serde_path_to_error::deserialize::<_, T>(&*value) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let read_error = ReadError::new(&error);
        if !read_error.follows_from(removed) {
            report.push(read_error.diagnostic(root));
        }
        let Some(mut path) = remove(value, &read_error.path) else {
            removed.push(read_error.path);
            return None;
        };
        if let (Some(intended), Some(last)) = (read_error.intended(), path.last_mut()) {
            *last = Step::Key(intended);
        }
        removed.push(path);
    }
    None
}

/// Reports each side, `input` or `output`, that an endpoint file does not describe.
pub(crate) fn check_sides(root: &Node, removed: &[Vec<Step>], report: &mut Report) {
    for side in ["input", "output"] {
        let type_key = format!("{side}_type");
        let keys = [side, &type_key];
        let is_lost = |key: &&str| removed.iter().any(|path| *path == [Step::Key((*key).to_owned())]);
        if keys.iter().any(|key| root.get(key).is_some() || is_lost(key)) {
            continue;
        }
        let diagnostic = Diagnostic::new(codes::MISSING_KEY, root.key_span(&[]), format!("missing key `{side}`"))
            .label(format!("`{side}` is required here"));
        let help = format!("list the fields below `{side}:`, or write `{side}: {{}}` if there are none");
        report.push(diagnostic.help(help));
    }
}

/// An error of serde, with the path of its value.
struct ReadError {
    path: Vec<Step>,
    kind: Kind,
}

enum Kind {
    UnknownKey { expected: Vec<String> },
    MissingKey(String),
    WrongType(String),
}

impl ReadError {
    fn new(error: &serde_path_to_error::Error<serde_yaml::Error>) -> Self {
        let path = error.path().iter().filter_map(step).collect();
        let mut message = error.inner().to_string();
        // serde_yaml puts the path in front of some messages; the span replaces it.
        if let Some(at) =
            ["invalid ", "unknown field ", "missing field "].iter().filter_map(|start| message.find(start)).min()
        {
            message.drain(..at);
        }
        let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let kind = if message.starts_with("unknown field ") {
            let keys = message.rfind("expected ").map_or("", |at| &message[at..]);
            Kind::UnknownKey { expected: quoted(keys) }
        } else if message.starts_with("missing field ") {
            Kind::MissingKey(quoted(&message).swap_remove(0))
        } else {
            Kind::WrongType(message)
        };
        Self { path, kind }
    }

    fn key(&self) -> &str {
        match self.path.last() {
            Some(Step::Key(key)) => key.as_str(),
            _ => "",
        }
    }

    /// The valid key that an unknown one probably means.
    fn intended(&self) -> Option<String> {
        match &self.kind {
            Kind::UnknownKey { expected } => keys::intended(self.key(), expected).map(str::to_owned),
            _ => None,
        }
    }

    /// Whether the removal of an earlier error caused this one.
    fn follows_from(&self, removed: &[Vec<Step>]) -> bool {
        let Kind::MissingKey(key) = &self.kind else { return false };
        removed.iter().any(|path| {
            path.split_last().is_some_and(|(last, parent)| parent == self.path && *last == Step::Key(key.clone()))
        })
    }

    fn diagnostic(&self, root: &Node) -> Diagnostic {
        let node = root.at(&self.path).filter(|_| !matches!(self.kind, Kind::UnknownKey { .. }));
        if let Some(node) =
            node.filter(|node| node.kind == NodeKind::Null && !matches!(self.path.last(), Some(Step::Item(_))))
        {
            return entries::no_value(root, &self.path, node);
        }
        match &self.kind {
            Kind::UnknownKey { expected } => {
                let key = self.key();
                let span = root.key_span(&self.path);
                Diagnostic::new(codes::UNKNOWN_KEY, span, format!("unknown key `{key}`"))
                    .label("not a valid key here")
                    .help(keys::help(key, expected))
            }
            Kind::MissingKey(key) => {
                let span = root.key_span(&self.path);
                Diagnostic::new(codes::MISSING_KEY, span, format!("missing key `{key}`"))
                    .label(format!("`{key}` is required here"))
                    .help(format!("add `{key}: ...`"))
            }
            Kind::WrongType(message) => wrong_kind::diagnostic(message, &self.path, root.value_span(&self.path)),
        }
    }
}

fn step(segment: &Segment) -> Option<Step> {
    match segment {
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// Removes the entry that contains the value at `path`; for an item, the entry of the whole list. Returns the path of
/// the entry, if it existed.
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

/// The text without the parts that serde_yaml fails on, all of which are reported elsewhere: repeated entries are
/// blanked, and integers of more than 64 bits are replaced with zeros.
fn readable(text: &str, root: &Node) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut fill = |start: u32, end: u32, with: u8| {
        let part = bytes.get_mut(start as usize..end as usize).into_iter().flatten();
        part.filter(|byte| **byte != b'\n').for_each(|byte| *byte = with);
    };
    for node in root.unusable().into_iter().filter(|node| node.kind == NodeKind::Huge) {
        fill(node.span.start, node.span.start + 1, b'0');
        fill(node.span.start + 1, node.span.end, b' ');
    }
    for (_, entry) in root.repeated() {
        let end = entry.value.span.end;
        let rest = text.get(end as usize..).unwrap_or_default();
        let comma = rest.trim_start().starts_with(',');
        let more = if comma { rest.len() - rest.trim_start().len() + 1 } else { 0 };
        fill(entry.key_span.start, end + more as u32, b' ');
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn not_yaml(file: u32, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| location.index().min(text.len())) as u32;
    let message = error.to_string();
    let info = message.split(" at line ").next().unwrap_or_default();
    syntax::diagnostic(text, info, Span { file, start: at, end: at }, None)
}
