//! The first pass over a YAML file: it finds the spans of all keys and values, and checks that the file uses only the
//! plain subset of YAML that all parsers agree on. The values themselves are left to serde_yaml.

mod node;
mod offsets;
mod plain;
pub mod syntax;

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Mark};

use offsets::Offsets;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};

pub use node::{Entry, Mapping, Node, NodeKind, Step, inside};
pub use plain::is_ambiguous;

/// Deepest nesting of lists and mappings in a file.
pub const MAX_DEPTH: usize = 64;
/// Largest file, in bytes.
pub const MAX_BYTES: u64 = 1024 * 1024;

/// Scans a file. Diagnostics go to the report; returns `None` if the file cannot be used further.
pub fn scan(file: u32, report: &mut Report) -> Option<Node> {
    let text = report.sources.get(file).text.clone();
    let before = report.diagnostics.len();
    let mut scanner = Scanner { file, text: &text, offsets: Offsets::new(&text), open: Vec::new(), root: None, report };
    // The parser does not count a leading byte order mark, which would shift every later position by its length.
    let mut parser = Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(&text));
    let outcome = loop {
        match parser.next_event() {
            None => break Ok(()),
            Some(Err(error)) => break Err(Stop::Syntax(error)),
            Some(Ok((event, mark))) => {
                if let Err(stop) = scanner.event(event, mark) {
                    break Err(stop);
                }
            }
        }
    };
    if let Err(stop) = outcome {
        scanner.stop(&text, &stop);
        return None;
    }
    let root = scanner.root.take();
    if root.is_none() {
        let diagnostic = Diagnostic::new(codes::SYNTAX, Span::file_start(file), "the file is empty");
        report.push(diagnostic.help("describe an endpoint or shared types in the file, or remove it"));
    }
    let clean = report.diagnostics[before..].iter().all(|diagnostic| diagnostic.code != codes::NOT_PLAIN);
    root.filter(|_| clean)
}

enum Stop {
    Syntax(ScanError),
    Depth(Span),
}

/// A list or mapping that has begun and not yet ended.
struct Open {
    start: Span,
    items: Vec<Node>,
    entries: Vec<Entry>,
    keys: BTreeMap<String, Span>,
    key: Option<(String, Span)>,
    is_map: bool,
}

struct Scanner<'a> {
    file: u32,
    text: &'a str,
    offsets: Offsets,
    open: Vec<Open>,
    root: Option<Node>,
    report: &'a mut Report,
}

impl Scanner<'_> {
    fn event(&mut self, event: Event<'_>, mark: Mark) -> Result<(), Stop> {
        let span = self.span(mark);
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                self.not_plain(span, "a second document", "keep one document in a file");
            }
            Event::Alias(_) => {
                self.not_plain(span, "an alias", "write the value out, or declare a type and use its name");
                self.value(Node { span, kind: NodeKind::Scalar });
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(span, anchor, tag.is_some());
                self.scalar(&text, style, span);
            }
            Event::SequenceStart(anchor, tag) => self.start(span, anchor, tag.is_some(), false)?,
            Event::MappingStart(anchor, tag) => self.start(span, anchor, tag.is_some(), true)?,
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => {}
        }
        Ok(())
    }

    fn span(&self, mark: Mark) -> Span {
        let (start, end) = (self.offsets.byte(mark.start.index()), self.offsets.byte(mark.end.index()));
        Span { file: self.file, start, end: end.max(start) }
    }

    fn properties(&mut self, span: Span, anchor: usize, tagged: bool) {
        if anchor != 0 {
            self.not_plain(span, "an anchor", "write the value out where it is used");
        }
        if tagged {
            self.not_plain(span, "a tag", "remove the tag, and quote strings that look like another kind of value");
        }
    }

    fn start(&mut self, span: Span, anchor: usize, tagged: bool, is_map: bool) -> Result<(), Stop> {
        self.properties(span, anchor, tagged);
        if self.open.len() == MAX_DEPTH {
            return Err(Stop::Depth(span));
        }
        self.open.push(Open {
            start: span,
            items: Vec::new(),
            entries: Vec::new(),
            keys: BTreeMap::new(),
            key: None,
            is_map,
        });
        Ok(())
    }

    fn end(&mut self, end: Span) {
        let Some(open) = self.open.pop() else { return };
        let span = Span { end: end.end.max(open.start.end), ..open.start };
        let kind = if open.is_map { NodeKind::Map(Mapping::new(open.entries)) } else { NodeKind::List(open.items) };
        self.value(Node { span, kind });
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) {
        let is_key = self.open.last().is_some_and(|open| open.is_map && open.key.is_none());
        if is_key {
            return self.key(text, style, span);
        }
        if style != ScalarStyle::Plain {
            return self.value(Node { span, kind: NodeKind::Scalar });
        }
        if plain::is_ambiguous(text) {
            let message = format!("`{text}` is ambiguous: YAML parsers disagree on its value");
            let diagnostic = Diagnostic::new(codes::AMBIGUOUS, span, message).label("not quoted");
            self.report.push(diagnostic.help(plain::unambiguous_form(text)));
            return self.value(Node { span, kind: NodeKind::Ambiguous });
        }
        // For an empty value, the parser points at the next token.
        let end = if text.is_empty() { span.start } else { span.end };
        self.value(Node { span: Span { end, ..span }, kind: plain::kind(text) });
    }

    fn key(&mut self, text: &str, style: ScalarStyle, span: Span) {
        if text == "<<" && style == ScalarStyle::Plain {
            self.not_plain(span, "a merge key", "write the keys out");
        }
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        if before.trim_end_matches(' ').ends_with('?') {
            self.not_plain(span, "a key after `?`", "write `key: value`");
        }
        if style == ScalarStyle::Plain && plain::is_other_than_string(text) {
            self.not_plain(span, "a key that is not a string", &format!("quote it: `\"{text}\": ...`"));
        }
        let open = self.open.last_mut().expect("a key belongs to an open mapping");
        if let Some(first) = open.keys.get(text) {
            let diagnostic = Diagnostic::new(codes::DUPLICATE_KEY, span, format!("duplicate key `{text}`"))
                .label("repeated here")
                .related(*first, "first used here")
                .help("remove one of the two");
            self.report.push(diagnostic);
        } else {
            open.keys.insert(text.to_owned(), span);
        }
        open.key = Some((text.to_owned(), span));
    }

    fn value(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            if self.root.is_none() {
                self.root = Some(node);
            }
            return;
        };
        if !open.is_map {
            open.items.push(node);
        } else if let Some((key, key_span)) = open.key.take() {
            open.entries.push(Entry { key, key_span, value: node });
        } else {
            open.key = Some((String::new(), node.span));
            self.not_plain(node.span, "a key that is not a string", "use a string as the key");
        }
    }

    fn not_plain(&mut self, span: Span, what: &str, help: &str) {
        let diagnostic = Diagnostic::new(codes::NOT_PLAIN, span, format!("{what} is not supported")).help(help);
        self.report.push(diagnostic);
    }

    fn stop(&mut self, text: &str, stop: &Stop) {
        let diagnostic = match stop {
            Stop::Syntax(error) => {
                let at = self.offsets.byte(error.marker().index());
                let is_flow = |open: &&Open| text[open.start.start as usize..].starts_with(['[', '{']);
                let open = self.open.last().filter(is_flow).map(|open| open.start);
                syntax::diagnostic(text, error.info(), Span { file: self.file, start: at, end: at }, open)
            }
            Stop::Depth(span) => {
                Diagnostic::new(codes::TOO_DEEP, *span, format!("the nesting is deeper than {MAX_DEPTH} levels"))
                    .help("schemas need few levels; check that this file is a schema")
            }
        };
        self.report.push(diagnostic);
    }
}
