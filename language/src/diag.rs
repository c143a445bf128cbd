//! Diagnostics: places in source files, findings about them, and their printed form.
//! Every pass pushes into a `Report` and goes on; the driver stops between passes. Reads nothing, feeds the user's eyes.

use std::fmt;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

/// A place in one of the [`Sources`], in bytes.
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
    /// The start of a file: for findings about the file as a whole.
    #[must_use]
    pub fn file_start(file: u32) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The part of `text` that this span covers: inside the text, and whole characters.
    fn range(self, text: &str) -> Range<usize> {
        let start = floor(text, self.start as usize);
        start..ceil(text, self.end as usize).max(start)
    }
}

/// The files that were read, for printing findings about them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    files: Vec<SourceText>,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceText {
    /// Path as people know it, with `/`.
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

    /// The file that a span points into; an empty one where there is none.
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

/// Stable number of a kind of finding, printed as `E020`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:03}", self.0)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Kind of finding.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where, and what about it.
    pub place: Span,
    /// Text under the underlined place.
    pub label: String,
    /// Another place that explains the first.
    pub related: Option<(Span, String)>,
    /// The way out.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding at a place.
    #[must_use]
    pub fn new(code: Code, place: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place, label: String::new(), related: None, help: None }
    }

    /// Sets the text under the underlined place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, place: Span, label: impl Into<String>) -> Self {
        self.related = Some((place, label.into()));
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Findings of one run, with the sources they point into.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// What was read.
    pub sources: Sources,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// `value` when nothing was found, else the findings in the order of their places.
    pub fn finish<T>(mut self, value: T) -> Result<T, Box<Self>> {
        if self.is_empty() {
            return Ok(value);
        }
        self.diagnostics.sort_by_key(|found| (found.place, found.code));
        self.diagnostics.dedup();
        Err(Box::new(self))
    }

    fn render_one(&self, found: &Diagnostic) -> String {
        let [message, label, help] =
            [&found.message, &found.label, found.help.as_ref().unwrap_or(&found.label)].map(|text| legible(text));
        let related = found.related.as_ref().map(|(place, label)| (*place, legible(label)));
        let mut group = Group::with_title(Level::ERROR.primary_title(message).id(found.code.to_string()));
        let primary = (found.place, AnnotationKind::Primary, label.as_str());
        match &related {
            Some((place, label)) => {
                let context = (*place, AnnotationKind::Context, label.as_str());
                match self.snippet(&[primary, context]) {
                    Some(both) => group = group.element(both),
                    None => group = group.elements([primary, context].iter().filter_map(|one| self.snippet(&[*one]))),
                }
            }
            None => group = group.elements(self.snippet(&[primary])),
        }
        if found.help.is_some() {
            group = group.element(Level::HELP.message(help));
        }
        Renderer::plain().decor_style(DecorStyle::Ascii).term_width(160).render(&[group])
    }

    /// The lines around some places of one file; `None` when they are too far apart to be shown together.
    fn snippet<'a>(&'a self, places: &[Marked<'a>]) -> Option<Snippet<'a, Annotation<'a>>> {
        let file = self.sources.get(places[0].0.file);
        if places.iter().any(|(place, ..)| place.file != places[0].0.file) {
            return None;
        }
        let text = file.text.as_str();
        let ranges: Vec<Range<usize>> = places.iter().map(|(place, ..)| first_line(text, place.range(text))).collect();
        let first = ranges.iter().map(|range| range.start).min()?;
        let last = ranges.iter().map(|range| range.end).max()?;
        let mut start = line_start(text, first);
        let mut end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
        if end - start > LONGEST_EXCERPT {
            if places.len() > 1 {
                return None;
            }
            // Of a very long line only the part around the place is shown.
            start = floor(text, first.saturating_sub(LONGEST_EXCERPT / 4)).max(start);
            end = floor(text, start + LONGEST_EXCERPT).min(end);
        }
        let mut snippet = Snippet::source(&text[start..end])
            .path(legible(&file.path))
            .line_start(1 + text[..start].matches('\n').count());
        for ((_, kind, label), range) in places.iter().zip(ranges) {
            let range = range.start.clamp(start, end) - start..range.end.clamp(start, end) - start;
            snippet = snippet.annotation(kind.span(range).label((!label.is_empty()).then_some(*label)));
        }
        Some(snippet)
    }
}

/// A place, how it is marked, and the text there.
type Marked<'a> = (Span, AnnotationKind, &'a str);

/// Most bytes of a file that one finding shows.
const LONGEST_EXCERPT: usize = 2000;
/// Most characters of a message, a label or a help line.
const LONGEST_TEXT: usize = 1000;

/// A text on one line that no terminal takes for a command: it may quote anything that a file holds.
fn legible(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST_TEXT));
    for (count, letter) in text.chars().enumerate() {
        match letter {
            _ if count == LONGEST_TEXT => {
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

/// Most findings that are printed at once.
const MOST_SHOWN: usize = 100;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in self.diagnostics.iter().take(MOST_SHOWN) {
            writeln!(f, "{}\n", self.render_one(found))?;
        }
        let count = self.diagnostics.len();
        if count > MOST_SHOWN {
            writeln!(f, "... and {} more\n", count - MOST_SHOWN)?;
        }
        write!(f, "{count} {} found", if count == 1 { "error" } else { "errors" })
    }
}

impl std::error::Error for Report {}

#[cfg(test)]
mod tests;
