//! Keys of other schema languages, and their equivalents in this one.

use super::nearest;

/// Keys of JSON Schema, OpenAPI and other languages, in lower case and without `_` and `-`, with the key of this
/// language.
const KEYS: [(&str, &str); 42] = [
    ("description", "doc"),
    ("desc", "doc"),
    ("documentation", "doc"),
    ("docs", "doc"),
    ("help", "doc"),
    ("summary", "doc"),
    ("minimum", "min"),
    ("maximum", "max"),
    ("ge", "min"),
    ("le", "max"),
    ("minlen", "min_length"),
    ("maxlen", "max_length"),
    ("minlength", "min_length"),
    ("maxlength", "max_length"),
    ("minitems", "min_items"),
    ("maxitems", "max_items"),
    ("regex", "pattern"),
    ("regexp", "pattern"),
    ("values", "enum"),
    ("choices", "enum"),
    ("options", "enum"),
    ("enums", "enum"),
    ("variants", "enum"),
    ("properties", "fields"),
    ("props", "fields"),
    ("members", "fields"),
    ("name", "title"),
    ("id", "endpoint"),
    ("model", "endpoint"),
    ("inputs", "input"),
    ("request", "input"),
    ("parameters", "input"),
    ("params", "input"),
    ("outputs", "output"),
    ("response", "output"),
    ("result", "output"),
    ("definitions", "types"),
    ("schemas", "types"),
    ("example", "examples"),
    ("stream", "streaming"),
    ("comment", "note"),
    ("mandatory", "required"),
];

/// Keys that have no equivalent in this language, and how to express the same.
const SENTENCES: [(&[&str], &str); 12] = [
    (&["optional", "nullable"], "a field may be left out or null unless it has `required: true`; remove the key"),
    (&["items", "prefixitems", "itemtype"], "the type of the items is part of the type: `type: list<string>`"),
    (&["additionalproperties", "patternproperties"], "an object with free keys is `type: map<string, json>`"),
    (&["anyof", "oneof", "union"], "alternatives are part of the type: `type: integer | string`"),
    (&["allof"], "write all fields out under `fields` of one type"),
    (&["ref", "$ref"], "use the type's name: `type: Image`"),
    (
        &["enum", "values", "choices", "options", "const", "literal"],
        "declare a type with `enum` under `types:`, and use its name",
    ),
    (&["fields", "properties"], "declare a type with `fields` under `types:`, and use its name"),
    (&["example", "examples"], "examples are whole requests: `examples:` of the endpoint, each with `input:`"),
    (&["format", "contentmediatype"], "a URL or data URI of a file is `type: file`; other formats are `type: string`"),
    (
        &["exclusiveminimum", "exclusivemaximum", "multipleof", "uniqueitems", "gt", "lt"],
        "the limits are `min` and `max`, both inclusive; describe others in `doc`",
    ),
    (&["readonly", "writeonly", "title", "name"], "remove it, or describe it in `doc`"),
];

/// The key among `expected` that an unknown key probably means.
pub(crate) fn intended<'a>(key: &str, expected: &'a [String]) -> Option<&'a str> {
    let folded = folded(key);
    let find = |wanted: &str| expected.iter().map(String::as_str).find(|key| *key == wanted);
    let exact = expected.iter().map(String::as_str).find(|key| self::folded(key) == folded);
    let foreign = || KEYS.iter().filter(|(foreign, _)| *foreign == folded).find_map(|(_, own)| find(own));
    exact.or_else(foreign).or_else(|| match sentence(&folded) {
        Some(_) => None,
        None => nearest(key, expected.iter().map(String::as_str)),
    })
}

/// The help for an unknown key.
pub(crate) fn help(key: &str, expected: &[String]) -> String {
    if let Some(close) = intended(key, expected) {
        return format!("did you mean `{close}`?");
    }
    // The sentences explain keys of fields; only fields have a `pattern`.
    if let Some(sentence) = sentence(&folded(key)).filter(|_| expected.iter().any(|key| key == "pattern")) {
        return sentence.to_owned();
    }
    let valid: Vec<String> = expected.iter().map(|key| format!("`{key}`")).collect();
    format!("valid keys are {}", valid.join(", "))
}

fn sentence(folded: &str) -> Option<&'static str> {
    SENTENCES.iter().find(|(keys, _)| keys.contains(&folded)).map(|(_, sentence)| *sentence)
}

fn folded(key: &str) -> String {
    key.chars().take(64).filter(|c| *c != '_' && *c != '-').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{help, intended};

    fn field() -> Vec<String> {
        ["type", "doc", "required", "default", "min", "max", "min_length", "max_items", "pattern"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn keys_of_other_languages_lead_to_the_key_of_this_one() {
        let cases = [
            ("description", "doc"),
            ("Desc", "doc"),
            ("minimum", "min"),
            ("minLength", "min_length"),
            ("max-items", "max_items"),
            ("regex", "pattern"),
            ("requird", "required"),
            ("TYPE", "type"),
        ];
        for (key, own) in cases {
            assert_eq!(intended(key, &field()), Some(own), "{key}");
            assert_eq!(help(key, &field()), format!("did you mean `{own}`?"));
        }
    }

    #[test]
    fn keys_without_an_equivalent_are_explained() {
        for key in ["items", "optional", "nullable", "example", "enum", "values", "$ref", "anyOf", "title"] {
            assert_eq!(intended(key, &field()), None, "{key}");
            assert!(!help(key, &field()).starts_with("valid keys"), "{key}");
        }
        assert!(help("colour", &field()).starts_with("valid keys are `type`, `doc`"));
        let of_type = ["doc".to_owned(), "enum".to_owned(), "fields".to_owned()];
        assert_eq!(intended("values", &of_type), Some("enum"));
        assert_eq!(intended("properties", &of_type), Some("fields"));
        assert_eq!(help("optional", &of_type), "valid keys are `doc`, `enum`, `fields`");
    }
}
