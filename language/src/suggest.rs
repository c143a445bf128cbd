//! "Did you mean": the valid name that is most similar to a misspelt one.

pub(crate) mod keys;
pub(crate) mod types;

/// The most similar candidate, if the edit distance is at most a third of its length.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > 64 {
        return None;
    }
    let scored = candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 64)
        .map(|candidate| (distance(name, candidate), candidate));
    let (distance, candidate) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance * 3 <= candidate.chars().count().max(3)).then_some(candidate)
}

/// Number of edits (insertion, removal, replacement, swap of neighbours) between two names.
fn distance(left: &str, right: &str) -> usize {
    let [left, right] = [left, right].map(|name| name.to_lowercase().chars().collect::<Vec<char>>());
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
    fn a_misspelt_name_finds_the_similar_candidate() {
        assert_eq!(nearest("defualt", ["doc", "default", "type"]), Some("default"));
        assert_eq!(nearest("Imagesize", ["Image", "ImageSize"]), Some("ImageSize"));
        assert_eq!(nearest("ulr", ["url", "width"]), Some("url"));
    }

    #[test]
    fn an_unrelated_name_finds_no_candidate() {
        assert_eq!(nearest("colour", ["doc", "default", "type"]), None);
    }
}
