//! "Did you mean": the known word nearest to a mistyped one. Reads two words, feeds help lines.

pub(crate) mod keys;
pub(crate) mod types;

/// The candidate that is at most a third of its letters away from `word`.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 64 {
        return None;
    }
    let scored = candidates.into_iter().filter(|known| known.len() <= 64).map(|known| (distance(word, known), known));
    let (distance, known) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= known.chars().count().max(3)).then_some(known)
}

/// Edits (insert, remove, replace, swap of neighbours) between two words.
fn distance(left: &str, right: &str) -> usize {
    let [left, right] = [left, right].map(|word| word.to_lowercase().chars().collect::<Vec<char>>());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, from) in left.iter().enumerate() {
        let mut next = vec![line + 1];
        for (column, to) in right.iter().enumerate() {
            let replace = row[column] + usize::from(from != to);
            let mut least = replace.min(row[column + 1] + 1).min(next[column] + 1);
            if line > 0 && column > 0 && left[line - 1] == *to && right[column - 1] == *from {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[right.len()]
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
