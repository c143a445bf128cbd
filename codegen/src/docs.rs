//! Converts strings from schemas to lines of documentation, so that rustdoc, Markdown and the compiler treat them as
//! plain text.

#[cfg(test)]
mod tests;

/// Maximum length of a line of several words.
const WIDTH: usize = 96;

/// Lines of documentation that render as the plain text `text`.
///
/// Lines, paragraphs, inline code and URLs are kept. White space is collapsed, and invisible characters are removed.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in clean(text).split('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
            continue;
        }
        lines.extend(wrap(&escape(&words.join(" "))));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Wraps Markdown of the generator itself, in which values must be formatted with [`code`].
pub(crate) fn trusted(text: &str) -> Vec<String> {
    wrap(text)
}

/// Formats a value as inline code for [`trusted`]. Long values are cut, and invisible characters are escaped.
pub(crate) fn code(value: &str) -> String {
    let mut visible = String::new();
    let mut length = 0;
    for c in value.chars() {
        let escaped = if is_invisible(c) { c.escape_default().to_string() } else { c.to_string() };
        length += escaped.chars().count();
        if length > MAX_CODE {
            visible.push('…');
            break;
        }
        visible.push_str(&escaped);
    }
    let ticks = |visible: &str, count| visible.split(|c| c != '`').any(|run| run.len() == count);
    // A fence of three backticks could begin a code block.
    if ticks(&visible, 1) && ticks(&visible, 2) {
        visible = visible.replace("``", "\\u{60}\\u{60}");
    }
    let fence = if ticks(&visible, 1) { "``" } else { "`" };
    // Markdown removes a space from each end, unless the code consists of spaces only.
    let stripped = visible.starts_with(' ') && !visible.trim_matches(' ').is_empty();
    let pad = if visible.contains('`') || stripped || visible.is_empty() { " " } else { "" };
    format!("{fence}{pad}{visible}{pad}{fence}").replace(' ', NO_BREAK)
}

/// Maximum number of characters of a value in documentation.
const MAX_CODE: usize = 60;

/// Removes invisible characters, and all control characters except `\n`.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_blank = |c: char| c != '\n' && (c.is_control() || c.is_whitespace());
    let spaced = text.chars().map(|c| if is_blank(c) { ' ' } else { c });
    spaced.filter(|c| *c == '\n' || !is_invisible(*c)).collect()
}

/// Whether a character is a control, a line separator, an annotation, or ignorable in the sense of Unicode: joiners,
/// direction marks, fillers and tags. Variation selectors up to U+FE0F are not included, because they select the form
/// of the previous character.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Replaces spaces inside inline code until [`wrap`] has broken the lines. No cleaned text contains it.
const NO_BREAK: &str = "\u{1}";

/// Escapes Markdown syntax, except inline code and URLs.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        // After another backtick or a backslash, the start of the code would be ambiguous.
        let can_begin = !line[..line.len() - rest.len()].ends_with(['`', '\\']);
        if let Some(end) = code_span_end(rest).filter(|_| can_begin) {
            out.push_str(&rest[..end].replace(' ', NO_BREAK));
            rest = &rest[end..];
            continue;
        }
        if let Some(end) = url_end(rest) {
            out.push('<');
            out.push_str(&rest[..end]);
            out.push('>');
            rest = &rest[end..];
            continue;
        }
        if matches!(next, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$') {
            out.push('\\');
        }
        if next == '_' && !out.ends_with(char::is_alphanumeric) {
            out.push('\\');
        }
        out.push(next);
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// End of the inline code at the start of the text, if it is closed, not blank, and contains no other backtick.
fn code_span_end(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('`')?;
    let len = inner.find('`')?;
    let next = inner[len + 1..].chars().next();
    let plain = len > 0 && next != Some('`') && !inner[..len].trim().is_empty();
    plain.then_some(len + 2)
}

/// End of the URL at the start of the text.
fn url_end(rest: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let end = rest.find(|c| !allowed(c)).unwrap_or(rest.len());
    let end = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']).len();
    (end > scheme.len()).then_some(end)
}

/// Breaks a line at spaces outside inline code, and escapes markup at the start of the resulting lines.
fn wrap(line: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut current, mut length) = (String::new(), 0);
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let added = word.chars().count();
        if length > 0 && length + 1 + added > WIDTH {
            lines.push(std::mem::take(&mut current));
            length = 0;
        }
        if length > 0 {
            current.push(' ');
            length += 1;
        }
        current.push_str(word);
        length += added;
    }
    lines.extend(Some(current).filter(|last| !last.is_empty()));
    lines.iter().map(|line| guard_start(&line.replace(NO_BREAK, " "))).collect()
}

/// Escapes the start of headings, lists, rules and tables, and underlines of headings. Other markup is escaped
/// everywhere.
fn guard_start(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '-', '+', '=', ':']) { format!("\\{line}") } else { line.to_owned() }
}
