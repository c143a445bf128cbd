//! "Did you mean": the known name nearest to a misspelt one.

pub(crate) mod keys;
pub(crate) mod types;

/// The candidate that is at most a third of its letters away from `word`.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 64 {
        return None;
    }
    let word = word.to_lowercase();
    let distance = |known: &str| strsim::osa_distance(&word, &known.to_lowercase());
    let scored = candidates.into_iter().filter(|known| known.len() <= 64).map(|known| (distance(known), known));
    let (distance, known) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= known.chars().count().max(3)).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_small_slip_finds_the_word() {
        assert_eq!(nearest("defualt", ["doc", "default", "type"]), Some("default"));
        assert_eq!(nearest("Imagesize", ["Image", "ImageSize"]), Some("ImageSize"));
        assert_eq!(nearest("ulr", ["url", "width"]), Some("url"));
    }

    #[test]
    fn an_unrelated_word_finds_nothing() {
        assert_eq!(nearest("colour", ["doc", "default", "type"]), None);
    }
}
