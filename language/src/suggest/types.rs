//! Types as other languages write them, and the same type in this one: `int`, `List[str]`, `Optional<Image>`, `string[]`.
//! Reads the text of a `type` key; feeds the help lines of `lower`.

use crate::expr;

/// Longest text that is looked at.
const MAX_TEXT: usize = 200;
/// Deepest nesting that is looked at.
const MAX_DEPTH: usize = 8;

const LIST: &str = "an array is `list<T>`, such as `list<string>`";
const OBJECT: &str = "an object with known keys is a type that is declared with `fields` under `types:`; with free keys it is `map<string, T>`";
const NULL: &str = "a field may be left out or null unless it has `required: true`; an item that can be null is `T?`";
const ENUM: &str = "declare a type with `enum` under `types:`, and use its name";
const UNION: &str = "write the alternatives: `integer | string`";

/// What a word of another language stands for.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    /// A builtin type.
    Is(&'static str),
    /// A list, given its items.
    List,
    /// An object, given its values.
    Map,
    /// Its one argument, or null.
    Optional,
    /// One of its arguments.
    Union,
    Null,
    /// Nothing that has a spelling of its own.
    Says(&'static str),
}

fn word(name: &str) -> Option<Word> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "int" | "int8" | "int16" | "int32" | "int64" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "uint"
        | "uint8" | "uint16" | "uint32" | "uint64" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "long"
        | "short" | "byte" | "bigint" | "integer" | "integers" | "unsigned" | "whole" | "positiveint" => {
            Word::Is("integer")
        }
        "float" | "double" | "number" | "numeric" | "num" | "real" | "decimal" | "float16" | "float32" | "float64"
        | "f16" | "f32" | "f64" => Word::Is("float"),
        "str" | "string" | "strings" | "text" | "varchar" | "char" | "uuid" | "email" | "date" | "datetime"
        | "time" | "timestamp" | "duration" | "password" | "regex" | "markdown" => Word::Is("string"),
        "bool" | "boolean" | "bit" | "flag" => Word::Is("boolean"),
        "file" | "url" | "uri" | "httpurl" | "anyurl" | "image" | "video" | "audio" | "binary" | "bytes" | "blob"
        | "upload" | "uploadfile" => Word::Is("file"),
        "json" | "any" | "unknown" | "mixed" | "dynamic" | "value" | "jsonvalue" => Word::Is("json"),
        "list" | "array" | "vec" | "vector" | "tuple" | "set" | "frozenset" | "hashset" | "seq" | "sequence"
        | "iterable" | "slice" => Word::List,
        "map" | "dict" | "dictionary" | "hashmap" | "btreemap" | "mapping" | "record" | "object" | "hash"
        | "struct" | "class" | "interface" => Word::Map,
        "optional" | "option" | "nullable" | "maybe" => Word::Optional,
        "union" | "oneof" | "anyof" => Word::Union,
        "null" | "none" | "nil" | "void" | "undefined" | "never" | "nonetype" => Word::Null,
        "enum" | "literal" | "const" | "choice" => Word::Says(ENUM),
        _ => return None,
    })
}

/// The help for a name that is not declared.
pub(crate) fn name(name: &str) -> Option<String> {
    Some(match word(name)? {
        Word::Is(own) => format!("did you mean `{own}`?"),
        Word::List => LIST.to_owned(),
        Word::Map => OBJECT.to_owned(),
        Word::Optional | Word::Null => NULL.to_owned(),
        Word::Union => UNION.to_owned(),
        Word::Says(sentence) => sentence.to_owned(),
    })
}

/// The help for a text that is not a type expression, where some names are `known`.
pub(crate) fn expression(text: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let mut loose = Loose { text, at: 0, known };
    let found = loose.alternatives(0).and_then(|found| loose.rest().is_empty().then_some(found));
    match found {
        Some(Found { bare: Some(sentence), .. }) => Some(sentence.to_owned()),
        Some(Found { text: own, null, .. }) if expr::parse(&own).is_ok() => {
            let null = if null { " A field may be left out or null unless it has `required: true`." } else { "" };
            if own.is_empty() { None } else { Some(format!("did you mean `{own}`?{null}")) }
        }
        // `enum(a, b)`, `object with a: b`: the first name says what is meant.
        _ => {
            let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
            match word(&text[..end])? {
                Word::Is(_) => None,
                // It is the word of this language, and something inside is wrong.
                Word::List | Word::Map if text[end..].starts_with('<') => None,
                _ => name(&text[..end]),
            }
        }
    }
}

/// A type, in the spelling of this language.
#[derive(Clone)]
struct Found {
    text: String,
    null: bool,
    /// A word that needs more, and what.
    bare: Option<&'static str>,
}

impl Found {
    fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), null: false, bare: None }
    }

    fn bare(sentence: &'static str) -> Self {
        Self { bare: Some(sentence), ..Self::of("") }
    }

    /// As the item of a list or map.
    fn item(&self) -> String {
        let mark = if self.null && self.text != "json" { "?" } else { "" };
        format!("{}{mark}", self.text)
    }

    fn list(self) -> Self {
        Self { bare: self.bare, ..Self::of(format!("list<{}>", self.item())) }
    }

    /// One of several types, `null` among them or not.
    fn one_of(mut arms: Vec<Self>) -> Option<Self> {
        if arms.len() == 1 {
            return arms.pop();
        }
        let null = arms.iter().any(|arm| arm.null);
        let bare = arms.iter().find_map(|arm| arm.bare);
        arms.retain(|arm| !arm.text.is_empty());
        let mut texts: Vec<String> = Vec::new();
        for arm in arms {
            if !texts.contains(&arm.text) {
                texts.push(arm.text);
            }
        }
        let bare = bare.or((texts.is_empty() && null).then_some(NULL));
        Some(Self { text: texts.join(" | "), null, bare })
    }
}

/// A parser that takes more than the language has.
struct Loose<'a> {
    text: &'a str,
    at: usize,
    known: &'a dyn Fn(&str) -> bool,
}

impl<'a> Loose<'a> {
    fn rest(&self) -> &'a str {
        self.text[self.at..].trim_start()
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at = self.text.len() - self.rest().len() + wanted.len();
        }
        found
    }

    fn alternatives(&mut self, depth: usize) -> Option<Found> {
        let mut arms = vec![self.single(depth)?];
        while self.eat("||") || self.eat("|") || self.eat("or ") {
            arms.push(self.single(depth)?);
        }
        Found::one_of(arms)
    }

    fn single(&mut self, depth: usize) -> Option<Found> {
        if depth > MAX_DEPTH {
            return None;
        }
        while self.eat("&") {}
        let mut found = if self.eat("(") {
            let inner = self.alternatives(depth + 1)?;
            self.close(")")?;
            inner
        } else if self.eat("[") {
            let inner = self.alternatives(depth + 1)?;
            self.close("]")?;
            inner.list()
        } else {
            self.named(depth)?
        };
        loop {
            if self.eat("[]") {
                found = found.list();
            } else if self.eat("?") {
                found.null = true;
            } else {
                return Some(found);
            }
        }
    }

    fn named(&mut self, depth: usize) -> Option<Found> {
        let name = self.name()?;
        // `typing.List`, `serde_json::Value`
        if self.rest().starts_with(['.', ':']) && self.text[self.at..].starts_with(['.', ':']) && depth == 0 {
            _ = self.eat("::") || self.eat(".");
            return self.named(depth);
        }
        let arguments = self.arguments(depth)?;
        Some(match (word(name).filter(|_| !(self.known)(name)), arguments.as_slice()) {
            (Some(Word::Is(own)), _) => Found::of(own),
            (Some(Word::List), []) => Found::bare(LIST),
            (Some(Word::List), _) => Found::one_of(arguments)?.list(),
            (Some(Word::Map), []) => Found::bare(OBJECT),
            (Some(Word::Map), [.., value]) => {
                Found { bare: value.bare, ..Found::of(format!("map<string, {}>", value.item())) }
            }
            (Some(Word::Optional), []) | (Some(Word::Null), _) => Found { null: true, ..Found::of("") },
            (Some(Word::Optional), [inner, ..]) => Found { null: true, ..inner.clone() },
            (Some(Word::Union), []) => Found::bare(UNION),
            (Some(Word::Union), _) => Found::one_of(arguments)?,
            (Some(Word::Says(sentence)), _) => Found::bare(sentence),
            (None, []) => Found::of(name),
            (None, _) => return None,
        })
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        self.at = self.text.len() - rest.len() + len;
        (len > 0).then(|| &rest[..len])
    }

    fn arguments(&mut self, depth: usize) -> Option<Vec<Found>> {
        // `string[]` is a list of strings, not a string with arguments.
        let rest = self.rest();
        let pairs = [("<", ">"), ("[", "]"), ("(", ")")];
        let Some((open, close)) = pairs.into_iter().find(|(open, _)| rest.starts_with(open) && !rest.starts_with("[]"))
        else {
            return Some(Vec::new());
        };
        self.eat(open);
        let mut found = vec![self.alternatives(depth + 1)?];
        while self.eat(",") || self.eat(":") || self.eat(";") {
            // `tuple[int, ...]`
            if !self.eat("...") {
                found.push(self.alternatives(depth + 1)?);
            }
        }
        self.close(close)?;
        Some(found)
    }

    /// A bracket at the end may be forgotten.
    fn close(&mut self, bracket: &str) -> Option<()> {
        (self.eat(bracket) || self.rest().is_empty()).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    fn expression(text: &str) -> Option<String> {
        super::expression(text, &|name| name == "Image")
    }

    #[test]
    fn names_of_other_languages_lead_to_the_builtin_type() {
        let cases = [
            ("integer", "int Int32 i64 long uint u8 INTEGER"),
            ("string", "str text String uuid date"),
            ("boolean", "bool Bool"),
            ("float", "number double f32 Decimal"),
            ("json", "any unknown Any"),
            ("file", "url uri image"),
        ];
        for (own, names) in cases {
            for foreign in names.split(' ') {
                assert_eq!(name(foreign), Some(format!("did you mean `{own}`?")), "{foreign}");
            }
        }
        assert_eq!(name("Accelerations"), None);
    }

    #[test]
    fn words_that_need_more_are_explained() {
        for (foreign, part) in [
            ("array", "list<T>"),
            ("vec", "list<T>"),
            ("tuple", "list<T>"),
            ("set", "list<T>"),
            ("object", "`fields`"),
            ("dict", "map<string, T>"),
            ("null", "required: true"),
            ("none", "required: true"),
            ("enum", "`enum` under `types:`"),
        ] {
            assert!(name(foreign).is_some_and(|help| help.contains(part)), "{foreign}");
        }
    }

    #[test]
    fn expressions_of_other_languages_get_the_spelling_of_this_one() {
        let cases = [
            ("list[string]", "list<string>"),
            ("string[]", "list<string>"),
            ("int[][]", "list<list<integer>>"),
            ("List<string>", "list<string>"),
            ("Array<Image>", "list<Image>"),
            ("Vec<u8>", "list<integer>"),
            ("tuple[int, int]", "list<integer>"),
            ("tuple[int, str]", "list<integer | string>"),
            ("tuple[float, ...]", "list<float>"),
            ("list<string", "list<string>"),
            ("list(int)", "list<integer>"),
            ("[string]", "list<string>"),
            ("dict<string, float>", "map<string, float>"),
            ("Dict[str, Any]", "map<string, json>"),
            ("map<string: float>", "map<string, float>"),
            ("map<float>", "map<string, float>"),
            ("Record<string, number>", "map<string, float>"),
            ("list[Optional[float]]", "list<float?>"),
            ("(string | int)[]", "list<string | integer>"),
            ("Union[str, Image]", "string | Image"),
            ("string or Image", "string | Image"),
            ("typing.List[str]", "list<string>"),
        ];
        for (text, own) in cases {
            assert_eq!(expression(text), Some(format!("did you mean `{own}`?")), "{text}");
        }
        for text in ["Optional[string]", "string?", "Option<str>", "string | null", "null | string", "Union[str, None]"]
        {
            let help = expression(text).unwrap_or_default();
            assert!(help.starts_with("did you mean `string`? ") && help.contains("required: true"), "{text}: {help}");
        }
    }

    #[test]
    fn bare_words_are_explained_and_anything_else_is_left_alone() {
        for text in ["list", "array", "list[]", "List of strings"] {
            assert!(expression(text).is_some_and(|help| help.contains("list<T>")), "{text}");
        }
        for text in ["map", "enum(a, b)", "object {a: b}", "Literal['a', 'b']"] {
            assert!(expression(text).is_some(), "{text}");
        }
        for text in [
            "",
            "a b",
            "中",
            "<",
            &"list<".repeat(60),
            &"x".repeat(5000),
            "Foo<Bar>",
            "list<>",
            "list<float | string?>",
        ] {
            assert_eq!(expression(text), None, "{text}");
        }
    }
}
