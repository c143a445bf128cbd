//! Text of a server, short enough for a message and without the content of files.

use std::borrow::Cow;

/// Up to 200 words and 1,000 characters of a text.
pub(super) fn shorten(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().take(200).map(without_data).collect();
    let text = words.join(" ");
    match text.char_indices().nth(1000) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}

/// A word, with the length of a file in place of its content.
fn without_data(word: &str) -> Cow<'_, str> {
    match word.split_once("base64,") {
        Some((head, data)) => format!("{head}base64,.. ({} characters)", data.len()).into(),
        None => word.into(),
    }
}
