//! Text from schemas to lines of documentation: shown as it is, and inert for rustdoc, Markdown and the compiler.
//! Reads descriptions and values; feeds `plan`.

#[cfg(test)]
mod tests;

/// Longest line of text that is not a single word.
const WIDTH: usize = 96;

/// Lines of documentation that show `text` as plain text.
///
/// Its lines and paragraphs, inline code and web addresses stay. White space becomes single spaces; what is invisible goes.
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

/// Lines of the generator's own Markdown, wrapped. Values in it come from [`code`].
pub(crate) fn trusted(text: &str) -> Vec<String> {
    wrap(text)
}

/// A value as inline code for [`trusted`], cut when long. Invisible characters are shown by their numbers.
pub(crate) fn code(value: &str) -> String {
    let mut shown = String::new();
    let mut length = 0;
    for c in value.chars() {
        let escaped = if is_invisible(c) { c.escape_default().to_string() } else { c.to_string() };
        length += escaped.chars().count();
        if length > LONGEST_CODE {
            shown.push('…');
            break;
        }
        shown.push_str(&escaped);
    }
    let ticks = |shown: &str, count| shown.split(|c| c != '`').any(|run| run.len() == count);
    // A fence of three could be taken for that of a code block.
    if ticks(&shown, 1) && ticks(&shown, 2) {
        shown = shown.replace("``", "\\u{60}\\u{60}");
    }
    let fence = if ticks(&shown, 1) { "``" } else { "`" };
    // Markdown takes a space off each end, unless there is nothing else.
    let stripped = shown.starts_with(' ') && !shown.trim_matches(' ').is_empty();
    let pad = if shown.contains('`') || stripped || shown.is_empty() { " " } else { "" };
    format!("{fence}{pad}{shown}{pad}{fence}").replace(' ', UNBROKEN)
}

/// Characters of a value that documentation shows.
const LONGEST_CODE: usize = 60;

/// With `\n` as the only control character, and without what is invisible.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let blank = |c: char| c != '\n' && (c.is_control() || c.is_whitespace());
    let spaced = text.chars().map(|c| if blank(c) { ' ' } else { c });
    spaced.filter(|c| *c == '\n' || !is_invisible(*c)).collect()
}

/// Controls, line separators, annotations, and what Unicode calls ignorable: joiners, marks of direction, fillers, tags.
/// Variation selectors up to U+FE0F are not among them: they choose between the forms of the character before.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Is put for a space inside inline code until [`wrap`] has broken the lines; no cleaned text contains it.
const UNBROKEN: &str = "\u{1}";

/// Escapes what Markdown would act on; inline code and web addresses stay what they are.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        // Next to another backtick or a backslash, it would depend on them where the code begins.
        let begins = !line[..line.len() - rest.len()].ends_with(['`', '\\']);
        if let Some(end) = code_span(rest).filter(|_| begins) {
            out.push_str(&rest[..end].replace(' ', UNBROKEN));
            rest = &rest[end..];
            continue;
        }
        if let Some(end) = address(rest) {
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

/// End of `code` at the start of the text, where it closes on the line, is not empty and holds no other backtick.
fn code_span(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('`')?;
    let len = inner.find('`')?;
    let next = inner[len + 1..].chars().next();
    let plain = len > 0 && next != Some('`') && !inner[..len].trim().is_empty();
    plain.then_some(len + 2)
}

/// End of a web address at the start of the text.
fn address(rest: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let end = rest.find(|c| !allowed(c)).unwrap_or(rest.len());
    let end = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']).len();
    (end > scheme.len()).then_some(end)
}

/// Breaks a line at spaces outside inline code. Nothing at the start of a line acts as markup.
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
    lines.iter().map(|line| guard_start(&line.replace(UNBROKEN, " "))).collect()
}

/// Escapes what would begin a heading, list, rule or table, or underline a heading. The rest of it is escaped anywhere.
fn guard_start(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '-', '+', '=', ':']) { format!("\\{line}") } else { line.to_owned() }
}
