//! Texts of documents as people should read them: descriptions without the indentation of the code they came from,
//! titles from ids. Feeds `walk` and `import`.

/// A description; `None` when there is nothing in it.
pub(crate) fn description(text: &str) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\t'], " ");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    // The first line follows the opening quotes and says nothing about the others.
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
    Some(rejoined(&kept))
}

/// A line this long was broken by an editor, not by its author.
const WRAPPED: usize = 60;

/// Paragraphs on one line each; lists, indented and short lines stay lines.
fn rejoined(lines: &[String]) -> String {
    let mut out = lines[0].clone();
    for pair in lines.windows(2) {
        let (before, line) = (&pair[0], &pair[1]);
        let first_word = line.split(' ').next().unwrap_or_default();
        let begins = line.starts_with(|c: char| c.is_whitespace() || "-*+#>|`".contains(c))
            || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']);
        let joins = !line.is_empty() && !begins && before.len() + first_word.len() >= WRAPPED && !before.ends_with(':');
        out.push(if joins { ' ' } else { '\n' });
        out.push_str(line);
    }
    out
}

/// `fal-ai/imagen4/preview/fast` to `Imagen4 Preview Fast`.
pub(crate) fn title(id: &str) -> String {
    let rest = id.split_once('/').map_or(id, |(_, rest)| rest);
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    rest.split(['/', '-', '_']).filter(|word| !word.is_empty()).map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::description;
    use super::title;

    #[test]
    fn descriptions_lose_the_indentation_of_their_source() {
        let text = "\n            First line,\n            second.\n\n              - item\n            ";
        assert_eq!(description(text).as_deref(), Some("First line,\nsecond.\n\n  - item"));
        assert_eq!(description(" one \n    two"), Some("one\ntwo".to_owned()));
        assert_eq!(description(" \n "), None);
    }

    #[test]
    fn lines_that_an_editor_broke_are_joined() {
        let text =
            "The same seed and the same prompt given to the same version of the model\n    will do.\n    - a\n    - b";
        let joined = "The same seed and the same prompt given to the same version of the model will do.\n- a\n- b";
        assert_eq!(description(text).as_deref(), Some(joined));
    }

    #[test]
    fn titles_are_the_words_of_the_id() {
        assert_eq!(title("fal-ai/imagen4/preview/fast"), "Imagen4 Preview Fast");
    }
}
