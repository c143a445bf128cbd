//! Text from schemas to lines of documentation: shown as it is, and inert for rustdoc, Markdown and the compiler.
//! Reads descriptions and values; feeds `plan`.

/// Longest line of text that is not a single word.
const WIDTH: usize = 96;

/// Lines of documentation that show `text` as plain text.
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
        lines.extend(wrap(&escape(&words.join(" "))).iter().map(|line| guard_start(line)));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Lines of trusted Markdown, wrapped.
pub(crate) fn trusted(text: &str) -> Vec<String> {
    wrap(text)
}

/// A value as inline code, cut when long.
pub(crate) fn code(value: &str) -> String {
    let shown: String = value.chars().flat_map(char::escape_debug_if_control).take(LONGEST_CODE).collect();
    let cut = if value.chars().count() > LONGEST_CODE { "…" } else { "" };
    let run = longest_run(&shown);
    let fence = "`".repeat(run + 1);
    let pad = if run > 0 || shown.starts_with(' ') || shown.is_empty() { " " } else { "" };
    format!("{fence}{pad}{shown}{cut}{pad}{fence}")
}

/// Characters of a value that documentation shows.
const LONGEST_CODE: usize = 60;

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Without characters that are invisible or change the direction of text.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|c| if c != '\n' && is_invisible(c) { ' ' } else { c }).collect()
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

trait EscapeControl {
    fn escape_debug_if_control(self) -> Vec<char>;
}

impl EscapeControl for char {
    fn escape_debug_if_control(self) -> Vec<char> {
        if is_invisible(self) { self.escape_default().collect() } else { vec![self] }
    }
}

/// Stands for a space inside inline code until lines are broken; no cleaned text contains it.
const UNBROKEN: &str = "\u{1}";

/// Escapes what Markdown would act on; inline code and web addresses stay what they are.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        if let Some(end) = code_span(rest) {
            // Inline code is not broken over lines.
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
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        return None;
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let end = rest.find(|c| !allowed(c)).unwrap_or(rest.len());
    let end = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']).len();
    (end > "https://".len()).then_some(end)
}

/// Breaks a line at spaces outside inline code.
fn wrap(line: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in line.split(' ') {
        if !current.is_empty() && current.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::take(&mut current));
        }
        if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    lines.iter().map(|line| line.replace(UNBROKEN, " ")).collect()
}

/// Escapes what would begin a heading, list, quote, rule or table at the start of a line.
fn guard_start(line: &str) -> String {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '-', '+', '=', ':', '_']) { format!("\\{line}") } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{code, lines};

    #[test]
    fn markup_is_shown_not_obeyed() {
        assert_eq!(lines("FLUX.1 [schnell] <b> *x* a_b"), ["FLUX.1 \\[schnell\\] \\<b\\> \\*x\\* a_b"]);
        assert_eq!(lines("# Title\n- item\n1. one"), ["\\# Title", "\\- item", "1\\. one"]);
    }

    #[test]
    fn indented_lines_never_become_code() {
        assert_eq!(lines("\n            Some text\n                more"), ["Some text", "more"]);
        assert_eq!(lines("```rust\npanic!()\n```"), ["\\`\\`\\`rust", "panic!()", "\\`\\`\\`"]);
    }

    #[test]
    fn inline_code_and_addresses_stay() {
        assert_eq!(lines("If `True`, see https://fal.ai/x."), ["If `True`, see <https://fal.ai/x>."]);
    }

    #[test]
    fn long_text_is_wrapped_and_blank_lines_stay_single() {
        assert_eq!(lines("a\n\n\nb\n\n"), ["a", "", "b"]);
        assert!(lines(&"word ".repeat(100)).iter().all(|line| line.len() <= 96));
    }

    #[test]
    fn values_are_code_whatever_they_contain() {
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("a\nb"), "`a\\nb`");
        assert_eq!(code(&"x".repeat(100)).chars().count(), 63);
    }
}
