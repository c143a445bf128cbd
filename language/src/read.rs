//! Text to schema: serde_yaml reads a file into the types of `schema`, and every mistake becomes a located finding.
//! After a mistake the offending entry is taken out and reading goes on, so one run reports all of them.

mod entries;
mod wording;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::suggest::keys;
use crate::yaml::{Node, NodeKind, Step, syntax};

/// Mistakes after which a file is given up.
const MAX_MISTAKES: usize = 100;

/// A file's content, and the paths of the entries that had to be taken out of it, under the keys that were meant.
pub(crate) type Content<T> = (T, Vec<Vec<Step>>);

/// Reads `file` into a `T`. Findings go to the report; the result is `None` when nothing usable is left.
pub(crate) fn read<T: DeserializeOwned>(file: u32, root: &Node, report: &mut Report) -> Option<Content<T>> {
    let source = &report.sources.get(file).text;
    let (text, unusable) = (readable(source, root), entries::unusable(source, root));
    let mut value: Value = match serde_yaml::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) => value,
        Err(error) => {
            // Around what was blanked out the text may be none; that is reported already.
            if root.repeated().is_empty() {
                report.push(not_yaml(file, &text, &error));
            }
            return None;
        }
    };
    let mut removed: Vec<Vec<Step>> = root.repeated().into_iter().map(|(path, _)| path).collect();
    for (path, found) in unusable {
        report.diagnostics.extend(found);
        _ = remove(&mut value, &path);
        removed.push(path);
    }
    let content = understand(root, &mut value, &mut removed, report);
    entries::empty(root, &mut removed, report);
    Some((content?, removed))
}

/// What the values mean, without those that mean nothing, which go to `removed`.
fn understand<T: DeserializeOwned>(
    root: &Node,
    value: &mut Value,
    removed: &mut Vec<Vec<Step>>,
    report: &mut Report,
) -> Option<T> {
    for _ in 0..MAX_MISTAKES {
        let error = match serde_path_to_error::deserialize::<_, T>(&*value) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let mistake = Mistake::new(&error);
        if !mistake.follows_from(removed) {
            report.push(mistake.diagnostic(root));
        }
        let Some(mut path) = remove(value, &mistake.path) else {
            removed.push(mistake.path);
            return None;
        };
        if let (Some(meant), Some(last)) = (mistake.meant(), path.last_mut()) {
            *last = Step::Key(meant);
        }
        removed.push(path);
    }
    None
}

/// Reports the side, `input` or `output`, that a file of an endpoint says nothing about.
pub(crate) fn sides(root: &Node, removed: &[Vec<Step>], report: &mut Report) {
    for side in ["input", "output"] {
        let whole = format!("{side}_type");
        let keys = [side, &whole];
        let is_lost = |key: &&str| removed.iter().any(|path| *path == [Step::Key((*key).to_owned())]);
        if keys.iter().any(|key| root.get(key).is_some() || is_lost(key)) {
            continue;
        }
        let found = Diagnostic::new(codes::MISSING_KEY, root.key_span(&[]), format!("the key `{side}` is missing"))
            .label(format!("`{side}` belongs in here"));
        let help = format!("list the fields below `{side}:`, or write `{side}: {{}}` if there are none");
        report.push(found.help(help));
    }
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
            let known = message.rfind("expected ").map_or("", |at| &message[at..]);
            Kind::UnknownKey { expected: quoted(known) }
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

    /// The known key that stands for an unknown one.
    fn meant(&self) -> Option<String> {
        match &self.kind {
            Kind::UnknownKey { expected } => keys::meant(self.key(), expected).map(str::to_owned),
            _ => None,
        }
    }

    /// Whether taking out an earlier mistake caused this one.
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
                let place = root.key_span(&self.path);
                Diagnostic::new(codes::UNKNOWN_KEY, place, format!("unknown key `{key}`"))
                    .label("not known here")
                    .help(keys::help(key, expected))
            }
            Kind::MissingKey(key) => {
                let place = root.key_span(&self.path);
                Diagnostic::new(codes::MISSING_KEY, place, format!("the key `{key}` is missing"))
                    .label(format!("`{key}` belongs in here"))
                    .help(format!("add `{key}: ...`"))
            }
            Kind::WrongType(message) => wording::diagnostic(message, &self.path, root.value_span(&self.path)),
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

/// The text without what serde_yaml stops at, all of which is reported elsewhere: repeated entries are blanked out, and
/// numbers beyond 64 bits are zeros.
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
