//! JSON on pages, which is formatted in lines, and sometimes has unescaped quotes inside strings.

use std::borrow::Cow;

use serde_yaml::Value;

/// Reads JSON. If it is not valid, the quotes inside its strings are escaped; this is possible because each string is
/// at the end of a line.
pub(crate) fn json(lines: &[&str]) -> Option<Value> {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    parse(&lines.join("\n")).or_else(|| {
        let escaped: Vec<Cow<'_, str>> = lines.iter().map(|line| with_escaped_quotes(line)).collect();
        parse(&escaped.join("\n"))
    })
}

/// Escapes the quotes inside the string at the end of a line, if it is not valid.
fn with_escaped_quotes(line: &str) -> Cow<'_, str> {
    let begin = match line.find("\": \"") {
        Some(at) if line.trim_start().starts_with('"') => at + 3,
        _ => line.len() - line.trim_start().len(),
    };
    let (prefix, text) = line.split_at(begin);
    let (text, comma) = text.strip_suffix(',').map_or((text, ""), |text| (text, ","));
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match inner {
        Some(inner) if serde_json::from_str::<String>(text).is_err() => {
            format!("{prefix}\"{}\"{comma}", escaped(inner)).into()
        }
        _ => line.into(),
    }
}

/// Escapes all unescaped quotes.
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
    fn unescaped_quotes_inside_strings_are_accepted() {
        let lines = ["{", "  \"a\": \"say \"hi\", then \\\"go\\\"\",", "  \"b\": [", "    \"\"x\" y\"", "  ]", "}"];
        let value = json(&lines).and_then(|value| serde_json::to_string(&value).ok());
        assert_eq!(value.as_deref(), Some(r#"{"a":"say \"hi\", then \"go\"","b":["\"x\" y"]}"#));
    }

    #[test]
    fn other_invalid_json_is_refused() {
        assert_eq!(json(&["{", "  \"a\": b", "}"]), None);
        assert_eq!(json(&["{", "  \"a\": \"b", "}"]), None);
    }
}
