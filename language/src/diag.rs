//! Diagnostics: spans in source files, errors with a span and a help, and their printed form.
//! Every pass pushes into a `Report` and continues; the driver stops between passes.

use std::fmt;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

/// A range of bytes in one of the [`Sources`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Index of the file.
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// The start of a file, for diagnostics about the file as a whole.
    #[must_use]
    pub fn file_start(file: u32) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The range of `text` that this span covers, limited to the text and extended to whole characters.
    fn range(self, text: &str) -> Range<usize> {
        let start = floor(text, self.start as usize);
        start..ceil(text, self.end as usize).max(start)
    }
}

/// The source files that diagnostics refer to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    files: Vec<SourceText>,
}

/// The text of one source file.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceText {
    /// Path for display, with `/` as the separator.
    pub path: String,
    /// The text.
    pub text: String,
}

impl Sources {
    /// Adds a file and returns its index.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> u32 {
        self.files.push(SourceText { path: path.into(), text: text.into() });
        u32::try_from(self.files.len() - 1).expect("fewer than 2^32 files")
    }

    /// The file with this index, or an empty file if there is none.
    #[must_use]
    pub fn get(&self, file: u32) -> &SourceText {
        static NONE: SourceText = SourceText { path: String::new(), text: String::new() };
        self.files.get(file as usize).unwrap_or(&NONE)
    }

    /// One-based line and column (in characters) of the start of `span`.
    #[must_use]
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let text = &self.get(span.file).text;
        let before = &text[..span.range(text).start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// Stable number of a kind of diagnostic, printed as `E020`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:03}", self.0)
    }
}

/// One error, with its span.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// The kind of error.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// The span of the error.
    pub span: Span,
    /// Label of the span.
    pub label: String,
    /// A second span that explains the first, with its label.
    pub related: Option<(Span, String)>,
    /// How to correct the error.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a span.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, label: String::new(), related: None, help: None }
    }

    /// Sets the label of the span.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a second span.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    /// Adds how to correct the error.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The diagnostics of one run, with the sources that they refer to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The files that were read.
    pub sources: Sources,
    /// The errors.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether there are no diagnostics.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Returns `value` if there are no diagnostics; otherwise the diagnostics, in the order of their spans.
    pub fn finish<T>(mut self, value: T) -> Result<T, Box<Self>> {
        if self.is_empty() {
            return Ok(value);
        }
        self.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        self.diagnostics.dedup();
        Err(Box::new(self))
    }

    fn render_one(&self, diagnostic: &Diagnostic) -> String {
        let [message, label, help] =
            [&diagnostic.message, &diagnostic.label, diagnostic.help.as_ref().unwrap_or(&diagnostic.label)]
                .map(|text| printable(text));
        let related = diagnostic.related.as_ref().map(|(span, label)| (*span, printable(label)));
        let mut group = Group::with_title(Level::ERROR.primary_title(message).id(diagnostic.code.to_string()));
        let primary = (diagnostic.span, AnnotationKind::Primary, label.as_str());
        match &related {
            Some((span, label)) => {
                let context = (*span, AnnotationKind::Context, label.as_str());
                match self.snippet(&[primary, context]) {
                    Some(both) => group = group.element(both),
                    None => group = group.elements([primary, context].iter().filter_map(|one| self.snippet(&[*one]))),
                }
            }
            None => group = group.elements(self.snippet(&[primary])),
        }
        if diagnostic.help.is_some() {
            group = group.element(Level::HELP.message(help));
        }
        Renderer::plain().decor_style(DecorStyle::Ascii).term_width(160).render(&[group])
    }

    /// The lines around the spans of one file; `None` if the spans are too far apart for one snippet.
    fn snippet<'a>(&'a self, marks: &[Mark<'a>]) -> Option<Snippet<'a, Annotation<'a>>> {
        let file = self.sources.get(marks[0].0.file);
        if marks.iter().any(|(span, ..)| span.file != marks[0].0.file) {
            return None;
        }
        let text = file.text.as_str();
        let ranges: Vec<Range<usize>> = marks.iter().map(|(span, ..)| first_line(text, span.range(text))).collect();
        let first = ranges.iter().map(|range| range.start).min()?;
        let last = ranges.iter().map(|range| range.end).max()?;
        let mut start = line_start(text, first);
        let mut end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
        if end - start > MAX_EXCERPT {
            if marks.len() > 1 {
                return None;
            }
            // A very long line is cut to the part around the span.
            start = floor(text, first.saturating_sub(MAX_EXCERPT / 4)).max(start);
            end = floor(text, start + MAX_EXCERPT).min(end);
        }
        let mut snippet = Snippet::source(&text[start..end])
            .path(printable(&file.path))
            .line_start(1 + text[..start].matches('\n').count());
        for ((_, kind, label), range) in marks.iter().zip(ranges) {
            let range = range.start.clamp(start, end) - start..range.end.clamp(start, end) - start;
            snippet = snippet.annotation(kind.span(range).label((!label.is_empty()).then_some(*label)));
        }
        Some(snippet)
    }
}

/// A span, how it is marked, and its label.
type Mark<'a> = (Span, AnnotationKind, &'a str);

/// Maximum number of bytes of a file in one snippet.
const MAX_EXCERPT: usize = 2000;
/// Maximum number of characters of a message, a label or a help line.
const MAX_MESSAGE: usize = 1000;

/// The text on one line, with control characters escaped: it may quote any part of a file, and terminals must not
/// interpret it.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MAX_MESSAGE));
    for (count, letter) in text.chars().enumerate() {
        match letter {
            _ if count == MAX_MESSAGE => {
                out.push_str("...");
                break;
            }
            letter if letter.is_control() => out.extend(letter.escape_default()),
            letter => out.push(letter),
        }
    }
    out
}

/// The part of a range that is on its first line.
fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let line = text[range.clone()].find('\n').map_or(range.end, |newline| range.start + newline);
    range.start..line
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The last character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first character boundary at or after a byte.
fn ceil(text: &str, at: usize) -> usize {
    (at.min(text.len())..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Maximum number of diagnostics that are printed.
const MAX_PRINTED: usize = 100;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.diagnostics.iter().take(MAX_PRINTED) {
            writeln!(f, "{}\n", self.render_one(diagnostic))?;
        }
        let count = self.diagnostics.len();
        if count > MAX_PRINTED {
            writeln!(f, "... and {} more\n", count - MAX_PRINTED)?;
        }
        write!(f, "{count} {} found", if count == 1 { "error" } else { "errors" })
    }
}

impl std::error::Error for Report {}

#[cfg(test)]
mod tests;
