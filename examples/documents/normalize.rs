//! Replaces the parts of output that differ from run to run: ports, request ids, sizes of images (they depend on the request,
//! which contains the URL of an upload), and the prompts that a fault selected.

/// Replaces these parts with `PORT`, `ID`, `SIZE` and `PROMPT`.
pub(crate) fn normalize(text: &str) -> String {
    let line = |line: &str| port(&prompt(&size(line))).split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.trim_end().lines().map(line).collect::<Vec<_>>().join("\n")
}

fn word(word: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let bare = word.trim_end_matches([',', ';', ')']);
    if is_id(bare) { word.replace(bare, "ID") } else { word.to_owned() }
}

fn port(line: &str) -> String {
    let mut parts = line.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, rest| {
        let rest = rest.trim_start_matches("PORT").trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{text}127.0.0.1:PORT{rest}")
    })
}

/// Replaces the size at the end of a line about an image.
fn size(line: &str) -> String {
    match line.rsplit_once(" (") {
        Some((rest, size)) if size.ends_with(" bytes)") => format!("{rest} (SIZE bytes)"),
        _ => line.to_owned(),
    }
}

/// Replaces the quoted prompt at the beginning of a line.
fn prompt(line: &str) -> String {
    match line.strip_prefix("  \"").and_then(|rest| rest.split_once("\": ")) {
        Some((_, rest)) => format!("  PROMPT: {rest}"),
        None => line.to_owned(),
    }
}

#[test]
fn variable_parts_are_replaced_and_the_rest_is_unchanged() {
    let id = "0295884f-39c2-4ba5-bfa0-376982a70a13";
    let text = format!(
        "at \"http://127.0.0.1:4711/fal\" (request {id}); again\n  \"a cat\": failed, seed 5\nsaved a.png (99 bytes)\n"
    );
    let expected =
        "at \"http://127.0.0.1:PORT/fal\" (request ID); again\n  PROMPT: failed, seed 5\nsaved a.png (SIZE bytes)"
            .to_owned();
    assert_eq!(normalize(&text), expected);
    assert_eq!(normalize(&expected), expected, "a document is already normalized");
}
