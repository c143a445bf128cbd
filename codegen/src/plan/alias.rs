//! Aliases for the search of the documentation: what a schema calls an item whose Rust name does not resemble it.

/// Maximum number of characters of an alias. Nobody searches for longer values.
const MAX_LENGTH: usize = 60;

/// The alias of an item, unless the search finds the item by its name, or rustdoc does not accept the alias.
///
/// The search ignores case and underscores. rustdoc refuses quotes, white space other than spaces, spaces at the ends, and
/// the empty string. Some of its versions insert aliases into HTML, so markup is left out too.
pub(crate) fn alias(name: &str, wire: &str) -> Option<String> {
    let searched = |text: &str| text.replace('_', "").to_lowercase();
    let refused = |c: char| matches!(c, '"' | '\'' | '<' | '>' | '&') || (c != ' ' && !is_visible(c));
    let accepted =
        !wire.is_empty() && wire.trim() == wire && wire.chars().count() <= MAX_LENGTH && !wire.contains(refused);
    (accepted && searched(name) != searched(wire)).then(|| wire.to_owned())
}

fn is_visible(c: char) -> bool {
    !c.is_whitespace() && !crate::docs::is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::alias;

    #[test]
    fn a_value_whose_name_does_not_resemble_it_is_an_alias() {
        assert_eq!(alias("Ratio16_9", "16:9").as_deref(), Some("16:9"));
        assert_eq!(alias("flux_1_schnell", "fal-ai/flux-1/schnell").as_deref(), Some("fal-ai/flux-1/schnell"));
        assert_eq!(alias("DPlusPlus", "d++ 2m").as_deref(), Some("d++ 2m"));
    }

    #[test]
    fn a_value_that_the_search_finds_by_its_name_is_not_an_alias() {
        for (name, wire) in
            [("Jpeg", "jpeg"), ("SquareHd", "square_hd"), ("Landscape16_9", "landscape_16_9"), ("Gpt4", "GPT4")]
        {
            assert_eq!(alias(name, wire), None, "{wire}");
        }
    }

    #[test]
    fn a_value_that_rustdoc_refuses_is_not_an_alias() {
        let long = "x".repeat(61);
        for wire in
            ["", " a-b", "a-b ", "a\"b", "a'b", "a\tb", "a\nb", "a\u{2028}b", "<b>", "a&b", "a\u{202e}b", "\0", &long]
        {
            assert_eq!(alias("Value", wire), None, "{wire:?}");
        }
    }
}
