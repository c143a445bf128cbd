//! A text as numbered lines with headings. A heading is a name above a line that contains only `#`.

/// The lines of a text, without blanks at their ends.
pub(crate) struct Lines<'a>(Vec<&'a str>);

/// A heading and its section.
#[derive(Debug, PartialEq)]
pub(crate) struct Heading<'a> {
    pub(crate) name: &'a str,
    /// Index of its line.
    pub(crate) at: usize,
    /// Indices of the lines below it.
    pub(crate) body: std::ops::Range<usize>,
}

/// The heading after the last type of a page.
const TRAILER: &str = "Related Models";

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text.lines().map(str::trim_end).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// A line by its index.
    pub(crate) fn get(&self, at: usize) -> &'a str {
        self.0.get(at).copied().unwrap_or_default()
    }

    /// The number of a line, starting from 1.
    pub(crate) fn number(&self, at: usize) -> usize {
        at + 1
    }

    /// Index of the first line that matches.
    pub(crate) fn position(&self, matches: impl Fn(&str) -> bool) -> Option<usize> {
        self.0.iter().position(|line| matches(line))
    }

    /// Index of the first numbered heading from a line on whose name matches, such as `5. Schema`.
    pub(crate) fn chapter(&self, from: usize, matches: impl Fn(&str) -> bool) -> Option<usize> {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_chapter =
            |line: &str| line.split_once(". ").is_some_and(|(number, name)| is_number(number) && matches(name));
        (from..self.len()).find(|at| is_chapter(self.get(*at)) && self.get(at + 1) == "#")
    }

    /// The headings from a line on.
    pub(crate) fn headings(&self, from: usize) -> Vec<Heading<'a>> {
        let is_trailer = |at: &usize| self.get(*at) == TRAILER && self.get(at - 1).is_empty();
        let end = (from.max(1)..self.len()).find(is_trailer).unwrap_or(self.len());
        let is_heading = |at: &usize| !self.get(*at).is_empty() && self.get(at + 1) == "#";
        let starts: Vec<usize> = (from..end).filter(is_heading).collect();
        let ends = starts.iter().skip(1).copied().chain([end]);
        let heading = |(at, end): (&usize, usize)| Heading { name: self.get(*at), at: *at, body: at + 2..end };
        starts.iter().zip(ends).map(heading).collect()
    }
}

/// Joins lines, with at most one empty line between two of them.
pub(crate) fn paragraphs(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        if line.is_empty() {
            let gap = if text.is_empty() || text.ends_with("\n\n") { "" } else { "\n" };
            text.push_str(gap);
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Lines, paragraphs};

    #[test]
    fn a_section_ends_at_the_next_heading_and_the_last_one_at_the_trailer() {
        let lines = Lines::new("x\nInput\n#\na\n\nOutput \n#\nb\n\nRelated Models\nc\n#");
        let starts: Vec<_> = lines.headings(0).into_iter().map(|heading| (heading.name, heading.body)).collect();
        assert_eq!(starts, [("Input", 3..5), ("Output", 7..9)]);
    }

    #[test]
    fn paragraphs_are_separated_by_one_empty_line() {
        assert_eq!(paragraphs(&["", "a", "", "", "b", "c", ""]), "a\n\nb\nc");
    }
}
