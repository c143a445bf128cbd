//! Texts of documents as people should read them: descriptions without the indentation of the code they came from,
//! titles from ids. Feeds `walk` and `import`.

/// A description; `None` when there is nothing in it.
pub(super) fn description(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\t'], " ");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    // The first line stands behind the opening quotes and says nothing about the others.
    let common = lines.iter().skip(1).filter(|line| !line.is_empty()).map(indent).min().unwrap_or(0);
    let strip = |(index, line): (usize, &&str)| match index {
        0 => line.trim_start().to_owned(),
        _ => line.get(common..).unwrap_or_default().to_owned(),
    };
    let lines: Vec<String> = lines.iter().enumerate().map(strip).collect();
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    let mut kept = lines[first..=last].to_vec();
    kept[0] = kept[0].trim_start().to_owned();
    Some(kept.join("\n"))
}

/// `fal-ai/imagen4/preview/fast` to `Imagen4 Preview Fast`.
pub(super) fn title(id: &str) -> String {
    let rest = id.split_once('/').map_or(id, |(_, rest)| rest);
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    rest.split(['/', '-', '_']).filter(|word| !word.is_empty()).map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{description, title};

    #[test]
    fn descriptions_lose_the_indentation_of_their_source() {
        let text = "\n            First line,\n            second.\n\n              - item\n            ";
        assert_eq!(description(text).as_deref(), Some("First line,\nsecond.\n\n  - item"));
        assert_eq!(description(" one \n    two"), Some("one\ntwo".to_owned()));
        assert_eq!(description(" \n "), None);
    }

    #[test]
    fn titles_are_the_words_of_the_id() {
        assert_eq!(title("fal-ai/imagen4/preview/fast"), "Imagen4 Preview Fast");
    }
}
