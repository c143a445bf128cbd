//! Rust source without comments and without the content of literals, so that rules look at code only.
//! Reads a text, keeps its lines; also finds the identifiers in it and the functions with their lengths.

/// The text with comments and the content of literals replaced by spaces; line breaks stay.
pub(crate) fn code(text: &str) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if is_word(before) {
            0
        } else {
            literal(rest)
        };
        let (blanked, length) = if length == 0 { (false, next.len_utf8()) } else { (true, length) };
        let (piece, tail) = rest.split_at(length);
        out.extend(piece.chars().map(|c| if blanked && c != '\n' { ' ' } else { c }));
        before = piece.chars().last().unwrap_or(' ');
        before = if blanked { ' ' } else { before };
        rest = tail;
    }
    out
}

/// Length of the literal that the text starts with; 0 if it does not.
fn literal(text: &str) -> usize {
    let prefix = ["br", "cr", "r", "b", "c", ""]
        .into_iter()
        .find(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(['"', '#', '\''])));
    let Some(prefix) = prefix else { return 0 };
    let rest = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let Some(body) = rest[hashes..].strip_prefix('"') else { return 0 };
        let end = format!("\"{}", "#".repeat(hashes));
        return body.find(&end).map_or(text.len(), |at| prefix.len() + hashes + 1 + at + end.len());
    }
    match rest.chars().next() {
        Some('"') => quoted(rest, '"').map_or(text.len(), |length| prefix.len() + length),
        // A quote that does not close after one character is a lifetime.
        Some('\'') if is_character(rest) => quoted(rest, '\'').map_or(0, |length| prefix.len() + length),
        _ => 0,
    }
}

fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

/// Length of a quoted text with escapes.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Length of a block comment, with the ones inside it.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether `word` is in the line as a whole identifier.
pub(crate) fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back().is_none_or(|c| !is_word(c));
        before && line[at + word.len()..].chars().next().is_none_or(|c| !is_word(c))
    })
}

/// Each function of a code (as [`code`] gives it): its name, its first line, how many lines it has.
pub(crate) fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ").filter(|(at, _)| !code[..*at].ends_with(is_word)) {
        let name: String = code[at + 3..].chars().take_while(|c| is_word(*c)).collect();
        let Some(length) = body_end(&code[at..]).filter(|_| !name.is_empty()) else { continue };
        let first = code[..at].matches('\n').count() + 1;
        found.push((name, first, code[at..at + length].matches('\n').count() + 1));
    }
    found
}

/// Where a function ends; `None` if it has no body.
fn body_end(code: &str) -> Option<usize> {
    let (mut outer, mut braces) = (0_i32, 0_i32);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' if braces == 0 => outer += 1,
            ')' | ']' if braces == 0 => outer -= 1,
            ';' if braces == 0 && outer == 0 => return None,
            '{' if outer == 0 => braces += 1,
            '}' if outer == 0 => {
                braces -= 1;
                if braces == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[test]
fn comments_and_literals_are_no_code() {
    let text =
        "a /* b /* c */ d */ e // f\n\"g \\\" h\" i r#\"j\" k\"# l 'm' '\\'' n<'o> br\"p\" b'q' r#type s\n/// t\nu";
    let code = code(text);
    let words: Vec<&str> = code.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    assert_eq!(words, ["a", "e", "i", "l", "n", "o", "r", "type", "s", "u"]);
    assert_eq!(code.lines().count(), text.lines().count());
}

#[test]
fn functions_are_measured_with_their_signature() {
    let text = "trait T {\n    fn a(x: [u8; 3]);\n}\nfn b(\n    f: fn() -> u8,\n) {\n    if x { y }\n}\nfn c() {}\n";
    assert_eq!(functions(&code(text)), [("b".to_owned(), 4, 5), ("c".to_owned(), 9, 1)]);
}
