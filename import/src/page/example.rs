//! JSON as pages show it: laid out over lines, and sometimes with quotes inside texts that nobody escaped.
//! Feeds `fields` and `llms`.

use std::borrow::Cow;

use serde_yaml::Value;

/// Reads JSON; where it is none, once more with the quotes inside its texts escaped. That can be done because each text
/// stands at the end of a line.
pub(crate) fn json(lines: &[&str]) -> Option<Value> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    parse(&lines.join("\n")).or_else(|| {
        let mended: Vec<Cow<'_, str>> = lines.iter().map(|line| mended(line)).collect();
        parse(&mended.join("\n"))
    })
}

/// A line with one text at its end, or the line as it is.
fn mended(line: &str) -> Cow<'_, str> {
    let begin = match line.find("\": \"") {
        Some(at) if line.trim_start().starts_with('"') => at + 3,
        _ => line.len() - line.trim_start().len(),
    };
    let (lead, text) = line.split_at(begin);
    let (text, comma) = text.strip_suffix(',').map_or((text, ""), |text| (text, ","));
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match inner {
        Some(inner) if serde_json::from_str::<String>(text).is_err() => {
            format!("{lead}\"{}\"{comma}", escaped(inner)).into()
        }
        _ => line.into(),
    }
}

/// Escapes the quotes that are not.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut after_backslash = false;
    for c in text.chars() {
        if c == '"' && !after_backslash {
            out.push('\\');
        }
        after_backslash = c == '\\' && !after_backslash;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn quotes_inside_texts_are_read_though_nobody_escaped_them() {
        let shown = ["{", "  \"a\": \"say \"hi\", then \\\"go\\\"\",", "  \"b\": [", "    \"\"x\" y\"", "  ]", "}"];
        let read = json(&shown).and_then(|value| serde_json::to_string(&value).ok());
        assert_eq!(read.as_deref(), Some(r#"{"a":"say \"hi\", then \"go\"","b":["\"x\" y"]}"#));
    }

    #[test]
    fn what_is_no_json_even_so_is_none() {
        assert_eq!(json(&["{", "  \"a\": b", "}"]), None);
        assert_eq!(json(&["{", "  \"a\": \"b", "}"]), None);
    }
}
