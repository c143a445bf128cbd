//! Text without what differs from run to run: ports, request ids, sizes of pictures that are drawn by what was asked (and
//! where an upload lies is part of that), and which prompts were hit by a fault.

/// The text with `PORT`, `ID`, `SIZE` and `PROMPT` in their places.
pub(crate) fn steady(text: &str) -> String {
    let line = |line: &str| port(&prompt(&size(line))).split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.trim_end().lines().map(line).collect::<Vec<_>>().join("\n")
}

fn word(word: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let bare = word.trim_end_matches([',', ')']);
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

/// A line about a picture ends with its size.
fn size(line: &str) -> String {
    match line.rsplit_once(" (") {
        Some((rest, size)) if size.ends_with(" bytes)") => format!("{rest} (SIZE bytes)"),
        _ => line.to_owned(),
    }
}

/// A line about a prompt begins with it, in quotes.
fn prompt(line: &str) -> String {
    match line.strip_prefix("  \"").and_then(|rest| rest.split_once("\": ")) {
        Some((_, rest)) => format!("  PROMPT: {rest}"),
        None => line.to_owned(),
    }
}

#[test]
fn what_differs_is_named_and_the_rest_stays() {
    let id = "0295884f-39c2-4ba5-bfa0-376982a70a13";
    let text = format!(
        "at \"http://127.0.0.1:4711/fal\" (request {id})\n  \"a cat\": failed, seed 5\nsaved a.png (99 bytes)\n"
    );
    let expected =
        "at \"http://127.0.0.1:PORT/fal\" (request ID)\n  PROMPT: failed, seed 5\nsaved a.png (SIZE bytes)".to_owned();
    assert_eq!(steady(&text), expected);
    assert_eq!(steady(&expected), expected, "a page is already steady");
}
