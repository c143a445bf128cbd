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

    fn range(self, text: &str) -> Range<usize> {
        let end = (self.end as usize).min(text.len());
        (self.start as usize).min(end)..end
    }
}

/// The files that were read, for printing findings about them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceFile {
    /// Path as people know it, with `/`.
    pub path: String,
    /// The text.
    pub text: String,
}

impl Sources {
    /// Adds a file and returns its index.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> u32 {
        self.files.push(SourceFile { path: path.into(), text: text.into() });
        u32::try_from(self.files.len() - 1).expect("fewer than 2^32 files")
    }

    /// The file that a span points into.
    #[must_use]
    pub fn get(&self, file: u32) -> &SourceFile {
        &self.files[file as usize]
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
    pub(crate) fn finish<T>(mut self, value: T) -> Result<T, Box<Self>> {
        if self.is_empty() {
            return Ok(value);
        }
        self.diagnostics.sort_by_key(|found| (found.place, found.code));
        self.diagnostics.dedup();
        Err(Box::new(self))
    }

    fn render_one(&self, found: &Diagnostic) -> String {
        let title = Level::ERROR.primary_title(found.message.as_str()).id(found.code.to_string());
        let mut group = Group::with_title(title);
        let primary = (found.place, AnnotationKind::Primary, found.label.as_str());
        match &found.related {
            Some((place, label)) => {
                let context = (*place, AnnotationKind::Context, label.as_str());
                match self.snippet(&[primary, context]) {
                    Some(both) => group = group.element(both),
                    None => group = group.elements([primary, context].iter().filter_map(|one| self.snippet(&[*one]))),
                }
            }
            None => group = group.elements(self.snippet(&[primary])),
        }
        if let Some(help) = &found.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        Renderer::plain().decor_style(DecorStyle::Ascii).term_width(160).render(&[group])
    }

    /// The lines around some places of one file; `None` when they are too far apart to be shown together.
    fn snippet<'a>(&'a self, places: &[Marked<'a>]) -> Option<Snippet<'a, Annotation<'a>>> {
        let file = self.sources.get(places[0].0.file);
        if places.iter().any(|(place, ..)| place.file != places[0].0.file) {
            return None;
        }
        let ranges: Vec<Range<usize>> =
            places.iter().map(|(place, ..)| first_line(&file.text, place.range(&file.text))).collect();
        let first = ranges.iter().map(|range| range.start).min()?;
        let last = ranges.iter().map(|range| range.end).max()?;
        let start = line_start(&file.text, first);
        let end = file.text[last..].find('\n').map_or(file.text.len(), |newline| last + newline);
        if end - start > LONGEST_EXCERPT && places.len() > 1 {
            return None;
        }
        // Of a very long line only the part around the place is shown.
        let start = if end - start > LONGEST_EXCERPT {
            floor(&file.text, first.saturating_sub(LONGEST_EXCERPT / 4))
        } else {
            start
        };
        let end = end.min(floor(&file.text, start + LONGEST_EXCERPT)).max(last.min(start + LONGEST_EXCERPT));
        let mut snippet = Snippet::source(&file.text[start..floor(&file.text, end)])
            .path(file.path.as_str())
            .line_start(1 + file.text[..start].matches('\n').count());
        for ((_, kind, label), range) in places.iter().zip(ranges) {
            let range = range.start - start..range.end.min(end) - start;
            snippet = snippet.annotation(kind.span(range).label((!label.is_empty()).then_some(*label)));
        }
        Some(snippet)
    }
}

/// A place, how it is marked, and the text there.
type Marked<'a> = (Span, AnnotationKind, &'a str);

/// Most bytes of a file that one finding shows.
const LONGEST_EXCERPT: usize = 2000;

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
