//! Types in the syntax of other languages, and their equivalents in this one: `int`, `List[str]`, `Optional<Image>`,
//! `string[]`.

use crate::expr;

/// Maximum length of an expression that is parsed.
const MAX_LENGTH: usize = 200;
/// Maximum nesting of an expression that is parsed.
const MAX_DEPTH: usize = 8;

const LIST: &str = "an array is `list<T>`, such as `list<string>`";
const OBJECT: &str = "an object with known keys is a type that is declared with `fields` under `types:`; with free keys it is `map<string, T>`";
const NULL: &str = "a field may be left out or null unless it has `required: true`; an item that can be null is `T?`";
const ENUM: &str = "declare a type with `enum` under `types:`, and use its name";
const UNION: &str = "write the alternatives: `integer | string`";

/// The meaning of a name from another language.
#[derive(Clone, Copy, PartialEq)]
enum ForeignName {
    /// A builtin type.
    Builtin(&'static str),
    /// A list, with its items as the argument.
    List,
    /// An object, with its values as the last argument.
    Map,
    /// Its argument, or null.
    Optional,
    /// One of its arguments.
    Union,
    Null,
    /// No equivalent expression, but an explanation.
    Explained(&'static str),
}

fn foreign_name(name: &str) -> Option<ForeignName> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "int" | "int8" | "int16" | "int32" | "int64" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "uint"
        | "uint8" | "uint16" | "uint32" | "u8" | "u16" | "u32" | "u128" | "usize" | "long" | "short" | "byte"
        | "bigint" | "integer" | "integers" | "unsigned" | "whole" | "positiveint" => ForeignName::Builtin("integer"),
        "uint64" | "u64" | "ulong" => ForeignName::Builtin("uint64"),
        "float" | "double" | "number" | "numeric" | "num" | "real" | "decimal" | "float16" | "float32" | "float64"
        | "f16" | "f32" | "f64" => ForeignName::Builtin("float"),
        "str" | "string" | "strings" | "text" | "varchar" | "char" | "uuid" | "email" | "date" | "datetime"
        | "time" | "timestamp" | "duration" | "password" | "regex" | "markdown" => ForeignName::Builtin("string"),
        "bool" | "boolean" | "bit" | "flag" => ForeignName::Builtin("boolean"),
        "file" | "url" | "uri" | "httpurl" | "anyurl" | "image" | "video" | "audio" | "binary" | "bytes" | "blob"
        | "upload" | "uploadfile" => ForeignName::Builtin("file"),
        "json" | "any" | "unknown" | "mixed" | "dynamic" | "value" | "jsonvalue" => ForeignName::Builtin("json"),
        "list" | "array" | "vec" | "vector" | "tuple" | "set" | "frozenset" | "hashset" | "seq" | "sequence"
        | "iterable" | "slice" => ForeignName::List,
        "map" | "dict" | "dictionary" | "hashmap" | "btreemap" | "mapping" | "record" | "object" | "hash"
        | "struct" | "class" | "interface" => ForeignName::Map,
        "optional" | "option" | "nullable" | "maybe" => ForeignName::Optional,
        "union" | "oneof" | "anyof" => ForeignName::Union,
        "null" | "none" | "nil" | "void" | "undefined" | "never" | "nonetype" => ForeignName::Null,
        "enum" | "literal" | "const" | "choice" => ForeignName::Explained(ENUM),
        _ => return None,
    })
}

/// The help for a name that is not declared.
pub(crate) fn name(name: &str) -> Option<String> {
    Some(match foreign_name(name)? {
        ForeignName::Builtin(own) => format!("did you mean `{own}`?"),
        ForeignName::List => LIST.to_owned(),
        ForeignName::Map => OBJECT.to_owned(),
        ForeignName::Optional | ForeignName::Null => NULL.to_owned(),
        ForeignName::Union => UNION.to_owned(),
        ForeignName::Explained(sentence) => sentence.to_owned(),
    })
}

/// The help for a string that is not a type expression.
pub(crate) fn expression(text: &str, is_declared: &dyn Fn(&str) -> bool) -> Option<String> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut parser = LenientParser { text, at: 0, is_declared };
    let parsed = parser.alternatives(0).and_then(|parsed| parser.rest().is_empty().then_some(parsed));
    match parsed {
        Some(ParsedType { incomplete: Some(sentence), .. }) => Some(sentence.to_owned()),
        Some(ParsedType { text: own, null, .. }) if expr::parse(&own).is_ok() => {
            let null = if null { " A field may be left out or null unless it has `required: true`." } else { "" };
            if own.is_empty() { None } else { Some(format!("did you mean `{own}`?{null}")) }
        }
        // For `enum(a, b)` or `object with a: b`, the first name identifies the kind of type.
        _ => {
            let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
            match foreign_name(&text[..end])? {
                ForeignName::Builtin(_) => None,
                // This is valid syntax of this language, and the error is inside.
                ForeignName::List | ForeignName::Map if text[end..].starts_with('<') => None,
                _ => name(&text[..end]),
            }
        }
    }
}

/// A type in the syntax of this language.
#[derive(Clone)]
struct ParsedType {
    text: String,
    null: bool,
    /// The explanation of what is missing, if the type is incomplete.
    incomplete: Option<&'static str>,
}

impl ParsedType {
    fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), null: false, incomplete: None }
    }

    fn incomplete(sentence: &'static str) -> Self {
        Self { incomplete: Some(sentence), ..Self::of("") }
    }

    /// The expression as the item of a list or map.
    fn item(&self) -> String {
        let mark = if self.null && self.text != "json" { "?" } else { "" };
        format!("{}{mark}", self.text)
    }

    fn list(self) -> Self {
        Self { incomplete: self.incomplete, ..Self::of(format!("list<{}>", self.item())) }
    }

    /// One of several types, which may include `null`.
    fn one_of(mut arms: Vec<Self>) -> Option<Self> {
        if arms.len() == 1 {
            return arms.pop();
        }
        let null = arms.iter().any(|arm| arm.null);
        let incomplete = arms.iter().find_map(|arm| arm.incomplete);
        arms.retain(|arm| !arm.text.is_empty());
        let mut texts: Vec<String> = Vec::new();
        for arm in arms {
            if !texts.contains(&arm.text) {
                texts.push(arm.text);
            }
        }
        let incomplete = incomplete.or((texts.is_empty() && null).then_some(NULL));
        Some(Self { text: texts.join(" | "), null, incomplete })
    }
}

/// A parser that accepts the syntax of other languages too.
struct LenientParser<'a> {
    text: &'a str,
    at: usize,
    is_declared: &'a dyn Fn(&str) -> bool,
}

impl<'a> LenientParser<'a> {
    fn rest(&self) -> &'a str {
        self.text[self.at..].trim_start()
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let matches = self.rest().starts_with(wanted);
        if matches {
            self.at = self.text.len() - self.rest().len() + wanted.len();
        }
        matches
    }

    fn alternatives(&mut self, depth: usize) -> Option<ParsedType> {
        let mut arms = vec![self.single(depth)?];
        while self.eat("||") || self.eat("|") || self.eat("or ") {
            arms.push(self.single(depth)?);
        }
        ParsedType::one_of(arms)
    }

    fn single(&mut self, depth: usize) -> Option<ParsedType> {
        if depth > MAX_DEPTH {
            return None;
        }
        while self.eat("&") {}
        let mut parsed = if self.eat("(") {
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
                parsed = parsed.list();
            } else if self.eat("?") {
                parsed.null = true;
            } else {
                return Some(parsed);
            }
        }
    }

    fn named(&mut self, depth: usize) -> Option<ParsedType> {
        let name = self.name()?;
        // `typing.List`, `serde_json::Value`
        if self.rest().starts_with(['.', ':']) && self.text[self.at..].starts_with(['.', ':']) && depth == 0 {
            _ = self.eat("::") || self.eat(".");
            return self.named(depth);
        }
        let arguments = self.arguments(depth)?;
        Some(match (foreign_name(name).filter(|_| !(self.is_declared)(name)), arguments.as_slice()) {
            (Some(ForeignName::Builtin(own)), _) => ParsedType::of(own),
            (Some(ForeignName::List), []) => ParsedType::incomplete(LIST),
            (Some(ForeignName::List), _) => ParsedType::one_of(arguments)?.list(),
            (Some(ForeignName::Map), []) => ParsedType::incomplete(OBJECT),
            (Some(ForeignName::Map), [.., value]) => {
                ParsedType { incomplete: value.incomplete, ..ParsedType::of(format!("map<string, {}>", value.item())) }
            }
            (Some(ForeignName::Optional), []) | (Some(ForeignName::Null), _) => {
                ParsedType { null: true, ..ParsedType::of("") }
            }
            (Some(ForeignName::Optional), [inner, ..]) => ParsedType { null: true, ..inner.clone() },
            (Some(ForeignName::Union), []) => ParsedType::incomplete(UNION),
            (Some(ForeignName::Union), _) => ParsedType::one_of(arguments)?,
            (Some(ForeignName::Explained(sentence)), _) => ParsedType::incomplete(sentence),
            (None, []) => ParsedType::of(name),
            (None, _) => return None,
        })
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        self.at = self.text.len() - rest.len() + len;
        (len > 0).then(|| &rest[..len])
    }

    fn arguments(&mut self, depth: usize) -> Option<Vec<ParsedType>> {
        // `string[]` is a list of strings, not a string with arguments.
        let rest = self.rest();
        let pairs = [("<", ">"), ("[", "]"), ("(", ")")];
        let Some((open, close)) = pairs.into_iter().find(|(open, _)| rest.starts_with(open) && !rest.starts_with("[]"))
        else {
            return Some(Vec::new());
        };
        self.eat(open);
        let mut arguments = vec![self.alternatives(depth + 1)?];
        while self.eat(",") || self.eat(":") || self.eat(";") {
            // `tuple[int, ...]`
            if !self.eat("...") {
                arguments.push(self.alternatives(depth + 1)?);
            }
        }
        self.close(close)?;
        Some(arguments)
    }

    /// Expects a closing bracket, which may be missing at the end.
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
            ("uint64", "u64 UInt64 ulong"),
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
    fn incomplete_types_are_explained() {
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
    fn expressions_of_other_languages_are_translated() {
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
    fn incomplete_expressions_are_explained_and_others_get_no_help() {
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
