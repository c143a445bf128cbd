//! Diagnostics for text that is not valid YAML: the parser's message, and the most likely correction.

use crate::codes;
use crate::diag::{Diagnostic, Span};

/// The diagnostic for an error of the parser at `at`; `open` is the innermost unclosed bracket.
pub(crate) fn diagnostic(text: &str, info: &str, at: Span, open: Option<Span>) -> Diagnostic {
    let here = text.get(at.start as usize..).unwrap_or_default();
    let before = text.get(..at.start as usize).unwrap_or_default();
    let message = |text: &str| Diagnostic::new(codes::SYNTAX, at, format!("invalid YAML: {text}"));
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
        let diagnostic = Diagnostic::new(codes::SYNTAX, tab, "invalid YAML: found a tab where only spaces are allowed");
        return diagnostic.label("tab").help("use spaces for the indentation, and one space after `:` and `-`");
    }
    if let Some(open) = open {
        let bracket = text.get(open.start as usize..).and_then(|text| text.chars().next()).unwrap_or('[');
        let close = if bracket == '{' { '}' } else { ']' };
        if let Some(quoted) = quoted_inside(before, here, open) {
            let problem = format!("a string inside `{bracket}{close}` is not quoted");
            return message(&problem).label("only valid in quotes").help(format!("quote the string: {quoted}"));
        }
        return message(&format!("unclosed `{bracket}`"))
            .label(format!("expected `,` or `{close}` before this"))
            .related(Span { end: open.start + 1, ..open }, "opened here")
            .help(format!("close it with `{close}`, and quote strings that contain brackets, braces, commas or ` #`"));
    }
    message(info).help(help_for(info, before, here))
}

fn unclosed_quote(before: &str, here: &str, at: Span) -> Diagnostic {
    // The parser points at the quote or after it.
    let (mark, start) = match (here.chars().next(), before.chars().next_back()) {
        (Some(mark @ ('"' | '\'')), _) => (mark, at.start),
        (_, Some(mark @ ('"' | '\''))) => (mark, at.start - 1),
        _ => ('"', at.start),
    };
    Diagnostic::new(codes::SYNTAX, Span { start, end: start + 1, ..at }, "invalid YAML: unclosed quote")
        .label("opened here")
        .help(format!("end the string with `{mark}`, and indent its further lines more than its key"))
}

/// The span of the tab that causes an error.
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

fn help_for(info: &str, before: &str, here: &str) -> String {
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let prefix = &before[line_start..];
    let rest = here.lines().next().unwrap_or_default();
    if let Some(quoted) = quoted(&format!("{prefix}{rest}"), prefix, info) {
        return format!("quote the string: {quoted}");
    }
    if info.contains("simple key") || info.contains("expected ':'") {
        return "write `key: value`; indent the further lines of a string more than its key".to_owned();
    }
    if prefix.trim().is_empty() || info.contains("mapping values") || info.contains("did not find expected key") {
        return "indent this line like the keys next to it, with spaces; a key with a value cannot contain other keys"
            .to_owned();
    }
    "check the indentation, the quotes and the colons before this position".to_owned()
}

/// The entry inside brackets with its string quoted, if a character is not allowed there without quotes.
fn quoted_inside(before: &str, here: &str, open: Span) -> Option<String> {
    let prefix = before.get(open.start as usize + 1..)?;
    if prefix.contains('\n') || !here.starts_with([':', '[', '{', '"', '\'', '#', '&', '*', '!', '@', '`', '%']) {
        return None;
    }
    let start = &prefix[prefix.rfind([',', '{', '[']).map_or(0, |at| at + 1)..];
    let end = &here[..here.find([',', '}', '\n']).unwrap_or(here.len())];
    let (key, value) = start.trim_start().split_once(": ").unwrap_or(("", start.trim_start()));
    let value = format!("{value}{end}");
    let is_short = key.len() + value.len() <= 100 && !key.contains(['"', '\'']);
    (is_short && !value.trim().is_empty()).then(|| entry(key, value.trim()))
}

/// `key: "value"` in backquotes.
fn entry(key: &str, value: &str) -> String {
    let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("`{key}\"{escaped}\"`")
}

/// The line with its string quoted, if missing quotes are the likely cause.
fn quoted(line: &str, prefix: &str, info: &str) -> Option<String> {
    let body = line.trim_start().trim_start_matches("- ");
    let (key, value) = body.split_once(": ").unwrap_or(("", body));
    let value = value.trim();
    let inside = prefix.trim_start().len() > key.len();
    let starts_badly = value.starts_with(['@', '`', '%', '*', '&', '!', '|', '>', '[', '{', '"', '\'', ',', ']', '}']);
    let likely = inside
        && (value.contains(": ") || value.ends_with(':') || starts_badly || info.contains("unexpected character"));
    if !likely || key.contains(['"', '{', '[', ' ']) {
        return None;
    }
    Some(if value.chars().count() > 100 { entry(key, "...") } else { entry(key, value) })
}
