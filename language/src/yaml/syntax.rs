//! What to say about text that is not YAML: the parser's message, and what people most often meant. Feeds `yaml`.

use crate::codes;
use crate::diag::{Diagnostic, Span};

/// The diagnostic for a parser's error at `at`; `open` is the innermost bracket that is not closed.
pub(crate) fn diagnostic(text: &str, info: &str, at: Span, open: Option<Span>) -> Diagnostic {
    let here = text.get(at.start as usize..).unwrap_or_default();
    let before = text.get(..at.start as usize).unwrap_or_default();
    let message = |text: &str| Diagnostic::new(codes::SYNTAX, at, format!("this is not YAML: {text}"));
    let unclosed =
        ["invalid indentation in quoted scalar", "unexpected end of stream", "unexpected document indicator"];
    if unclosed.iter().any(|part| info.contains(part)) {
        return unclosed_quote(before, here, at);
    }
    if info.contains("escape") || info.contains("hexadecimal") {
        let help = "write `\\\\` for a backslash inside double quotes, or use single quotes, which have no escapes";
        return message(info).help(help);
    }
    if let Some(tab) = tab(before, here, info, at) {
        let found = Diagnostic::new(codes::SYNTAX, tab, "this is not YAML: a tab where only spaces may be");
        return found.label("a tab").help("use spaces for the indentation, and one space after `:` and `-`");
    }
    if let Some(open) = open {
        let bracket = text.get(open.start as usize..).and_then(|text| text.chars().next()).unwrap_or('[');
        let close = if bracket == '{' { '}' } else { ']' };
        if let Some(quoted) = quoted_inside(before, here, open) {
            let problem = format!("a string inside `{bracket}{close}` is not quoted");
            return message(&problem).label("not possible without quotes").help(format!("quote the text: {quoted}"));
        }
        return message(&format!("the `{bracket}` is not closed"))
            .label(format!("expected `,` or `{close}` before this"))
            .related(Span { end: open.start + 1, ..open }, "opened here")
            .help(format!("close it with `{close}`, and quote strings that contain brackets, braces, commas or ` #`"));
    }
    message(info).help(advice(info, before, here))
}

fn unclosed_quote(before: &str, here: &str, at: Span) -> Diagnostic {
    // The parser points at the quote itself, or behind it.
    let (mark, start) = match (here.chars().next(), before.chars().next_back()) {
        (Some(mark @ ('"' | '\'')), _) => (mark, at.start),
        (_, Some(mark @ ('"' | '\''))) => (mark, at.start - 1),
        _ => ('"', at.start),
    };
    Diagnostic::new(codes::SYNTAX, Span { start, end: start + 1, ..at }, "this is not YAML: the quote is not closed")
        .label("opened here")
        .help(format!("end the text with `{mark}`; its further lines are indented more than its key"))
}

/// The tab that an error is about.
fn tab(before: &str, here: &str, info: &str, at: Span) -> Option<Span> {
    let start = if here.starts_with('\t') {
        at.start
    } else if before.ends_with('\t') {
        at.start - 1
    } else if info.contains("tab") {
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        before[line..].find('\t').map_or(at.start, |tab| (line + tab) as u32)
    } else {
        return None;
    };
    Some(Span { start, end: start + 1, ..at })
}

fn advice(info: &str, before: &str, here: &str) -> String {
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let so_far = &before[line_start..];
    let rest = here.lines().next().unwrap_or_default();
    if let Some(quoted) = quoted(&format!("{so_far}{rest}"), so_far, info) {
        return format!("quote the text: {quoted}");
    }
    if info.contains("simple key") || info.contains("expected ':'") {
        return "a line has no colon: write `key: value`, and indent further lines of a text".to_owned();
    }
    if so_far.trim().is_empty() || info.contains("mapping values") || info.contains("did not find expected key") {
        return "indent this line as the keys beside it, with spaces; a key with a value holds no other keys"
            .to_owned();
    }
    "check the indentation, the quotes and the colons before this".to_owned()
}

/// An entry inside brackets as it would be with its text quoted, where a character ends the text that brackets allow.
fn quoted_inside(before: &str, here: &str, open: Span) -> Option<String> {
    let so_far = before.get(open.start as usize + 1..)?;
    if so_far.contains('\n') || !here.starts_with([':', '[', '{', '"', '\'', '#', '&', '*', '!', '@', '`', '%']) {
        return None;
    }
    let start = &so_far[so_far.rfind([',', '{', '[']).map_or(0, |at| at + 1)..];
    let end = &here[..here.find([',', '}', '\n']).unwrap_or(here.len())];
    let (key, value) = start.trim_start().split_once(": ").unwrap_or(("", start.trim_start()));
    let value = format!("{value}{end}");
    let is_short = key.len() + value.len() <= 100 && !key.contains(['"', '\'']);
    (is_short && !value.trim().is_empty()).then(|| entry(key, value.trim()))
}

/// `key: "value"`, in the marks of code.
fn entry(key: &str, value: &str) -> String {
    let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("`{key}\"{escaped}\"`")
}

/// The line as it would be with its text quoted, where that is likely what is missing.
fn quoted(line: &str, so_far: &str, info: &str) -> Option<String> {
    let body = line.trim_start().trim_start_matches("- ");
    let (key, value) = body.split_once(": ").unwrap_or(("", body));
    let value = value.trim();
    let inside = so_far.trim_start().len() > key.len();
    let starts_badly = value.starts_with(['@', '`', '%', '*', '&', '!', '|', '>', '[', '{', '"', '\'', ',', ']', '}']);
    let likely = inside
        && (value.contains(": ") || value.ends_with(':') || starts_badly || info.contains("unexpected character"));
    if !likely || key.contains(['"', '{', '[', ' ']) {
        return None;
    }
    Some(if value.chars().count() > 100 { entry(key, "...") } else { entry(key, value) })
}
