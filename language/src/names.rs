//! Conversion of wire names to Rust names, which are ASCII. Each Rust name depends on one wire name only, so that a new
//! model never renames an item of another one. Names that collide are an error in `naming`; no suffixes are added here.

use heck::ToSnakeCase;
use unicode_normalization::UnicodeNormalization as _;

use crate::ir::Home;

/// Why a wire name cannot become a Rust name. Each case requires a `rust_name:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoName {
    /// It has no letter or digit.
    Empty,
    /// It would begin with a digit.
    Digit,
    /// It is a keyword without a raw form.
    Keyword,
    /// A given name of a type or variant is not in upper camel case.
    NotPascal,
    /// A given name of a field or module is not in snake case.
    NotSnake,
    /// It is too long for a file name.
    Long,
}

impl NoName {
    /// What is wrong with the name.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Empty => "it has no Latin letter or digit",
            Self::Digit => "it would begin with a digit",
            Self::Keyword => "it is a keyword that has no raw form",
            Self::NotPascal => "expected upper camel case, such as `ImageSize` or `Landscape16_9`",
            Self::NotSnake => "expected snake case, such as `image_size`",
            Self::Long => "it is longer than 100 characters",
        }
    }
}

/// The help for names of most items.
pub const HELP: &str = "choose a name with `rust_name:`";

/// Keywords that have a raw form.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that have no raw form.
const UNUSABLE: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// The ASCII spelling of a Latin letter that has no decomposition.
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Æ' => "Ae",
        'æ' => "ae",
        'Œ' => "Oe",
        'œ' => "oe",
        'Ø' => "O",
        'ø' => "o",
        'Đ' | 'Ð' => "D",
        'đ' | 'ð' => "d",
        'Ħ' => "H",
        'ħ' => "h",
        'ı' => "i",
        'ĸ' => "k",
        'Ł' => "L",
        'ł' => "l",
        'Ŋ' => "N",
        'ŋ' => "n",
        'ẞ' => "Ss",
        'ß' => "ss",
        'Þ' => "Th",
        'þ' => "th",
        'Ŧ' => "T",
        'ŧ' => "t",
        _ => return None,
    })
}

/// Converts letters and digits to ASCII, keeps `_`, and replaces all other characters with a space. Identifiers that
/// are not ASCII can look alike, which the compiler warns about, and can have several spellings that it considers
/// equal.
fn to_ascii(wire: &str) -> String {
    if wire.is_ascii() {
        return wire.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { separator(c) }).collect();
    }
    let mut out = String::with_capacity(wire.len());
    for c in wire.nfd() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            c => match latin(c) {
                Some(letters) => out.push_str(letters),
                None => out.push(separator(c)),
            },
        }
    }
    out
}

fn separator(c: char) -> char {
    if c == '_' { '_' } else { ' ' }
}

/// The words of a name, which is split at all characters except letters and digits, and at changes of case.
pub fn words(wire: &str) -> Vec<String> {
    to_ascii(wire).to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether the digits of two neighbouring words would join to one number.
fn digits_meet(left: &str, right: &str) -> bool {
    left.ends_with(|c: char| c.is_ascii_digit()) && right.starts_with(|c: char| c.is_ascii_digit())
}

/// `landscape_16_9` to `Landscape16_9`, `IPAdapter` to `IpAdapter`, `render_3D` to `Render3D`.
fn pascal(wire: &str) -> String {
    let mut name = String::new();
    for word in words(wire) {
        if digits_meet(&name, &word) {
            name.push('_');
        }
        let first = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
        let (digits, letters) = word.split_at(first);
        let mut letters = letters.chars();
        name.push_str(digits);
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

fn usable(name: String) -> Result<String, NoName> {
    match name.chars().next() {
        None => Err(NoName::Empty),
        Some(first) if first.is_ascii_digit() => Err(NoName::Digit),
        _ if UNUSABLE.contains(&name.as_str()) => Err(NoName::Keyword),
        _ => Ok(name),
    }
}

/// Name of a type.
pub fn type_name(wire: &str) -> Result<String, NoName> {
    usable(pascal(wire))
}

/// Name of a value of an enum. The empty string becomes `Empty`; a leading digit is prefixed with the last word of the
/// name of the enum.
pub fn variant_name(type_name: &str, wire: &str) -> Result<String, NoName> {
    if wire.is_empty() {
        return Ok("Empty".to_owned());
    }
    let name = pascal(wire);
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        let last = words(type_name).pop().unwrap_or_default();
        let negative = wire.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let sign = if negative { "Minus" } else { "" };
        return usable(pascal(&last) + sign + &name);
    }
    usable(name)
}

/// Name of a field, without the `r#` of keywords.
pub fn field_name(wire: &str) -> Result<String, NoName> {
    usable(words(wire).join("_"))
}

/// Whether an identifier must be written with `r#`.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// An identifier in source code, with `r#` if it is a keyword.
pub fn spelled(name: &str) -> String {
    if is_keyword(name) { format!("r#{name}") } else { name.to_owned() }
}

/// Checks the `rust_name:` of a type or a value by the compiler's rule for upper camel case.
pub fn given_type(name: &str) -> Result<String, NoName> {
    let bytes = name.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // An underscore is only allowed between two digits.
    let body = bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'_' => at > 0 && is_digit(at - 1) && is_digit(at + 1),
        byte => byte.is_ascii_alphanumeric(),
    });
    if !body || !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Err(NoName::NotPascal);
    }
    short(usable(name.to_owned())?)
}

/// Checks the `rust_name:` of a field, a module or a method.
pub fn given_field(name: &str) -> Result<String, NoName> {
    let body = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let starts = name.trim_start_matches('_').starts_with(|first: char| first.is_ascii_lowercase());
    if UNUSABLE.contains(&name) {
        return Err(NoName::Keyword);
    }
    if !body || !starts || name.contains("__") {
        return Err(NoName::NotSnake);
    }
    short(name.to_owned())
}

/// Maximum length of given names and of modules, whose names are file names.
const MAX_LENGTH: usize = 100;

fn short(name: String) -> Result<String, NoName> {
    if name.len() > MAX_LENGTH { Err(NoName::Long) } else { Ok(name) }
}

/// Whether a string is a valid endpoint id: two to eight parts, each safe as a path segment on any system and in a URL.
pub fn is_id(id: &str) -> bool {
    let part = |part: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        (1..=80).contains(&part.len())
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(allowed)
    };
    (2..=8).contains(&id.split('/').count()) && id.split('/').all(part)
}

/// The owner whose modules are at the root of the crate.
const ROOT_OWNER: &str = "fal-ai";

/// The location of the code of the endpoint with this id; `given` is its `rust_name:`.
pub fn home(id: &str, given: Option<&str>) -> Result<Home, NoName> {
    let (owner, rest) = id.split_once('/').unwrap_or((ROOT_OWNER, id));
    let family = rest.split('/').next().unwrap_or(rest);
    let module = match given {
        Some(given) => given_field(given)?,
        None => short(field_name(rest)?)?,
    };
    // Its file would be that of the parent module.
    if module == "mod" {
        return Err(NoName::Keyword);
    }
    if owner == ROOT_OWNER {
        // Features that the crate defines itself keep their meaning.
        let feature = if RESERVED_FEATURES.contains(&family) { format!("{owner}-{family}") } else { family.to_owned() };
        return Ok(Home { owner: None, method: module.clone(), module, feature });
    }
    let parent = owner_module(owner)?;
    let method = format!("{parent}_{module}");
    Ok(Home { method, owner: Some(parent), module, feature: format!("{owner}-{family}") })
}

/// Features of the generated crate that are not families of models, and the name of its dependency.
pub const RESERVED_FEATURES: [&str; 10] = [
    "default",
    "fal-client",
    "full",
    "transport",
    "rustls-ring",
    "rustls-aws-lc",
    "native-tls",
    "webhook",
    "blocking",
    "tracing",
];

/// Modules that the root of the crate defines itself, and file names that are not modules.
pub const RESERVED_MODULES: [&str; 6] = ["client", "fal_client", "lib", "main", "mod", "types"];

/// The parent module of the models of an owner. Owners such as `3d-co`, `self` and `types` get a prefix, because these
/// names are not available.
fn owner_module(owner: &str) -> Result<String, NoName> {
    let derived = field_name(owner).ok().filter(|name| !RESERVED_MODULES.contains(&name.as_str()));
    derived.map_or_else(|| field_name(&format!("owner_{owner}")), Ok)
}

/// Names of a union and of its arms: the name of the union joins those of the arms with `Or`, without repeating common
/// first words.
pub fn union_names(arms: &[String]) -> (String, Vec<String>) {
    let split: Vec<Vec<String>> = arms.iter().map(|arm| words(arm)).collect();
    let shortest = split.iter().map(Vec::len).min().unwrap_or(0);
    let common = (0..shortest).take_while(|at| split.iter().all(|words| words[*at] == split[0][*at])).count();
    let shorten = |(index, words): (usize, &Vec<String>)| {
        let keep_all = index == 0 || words.len() == common;
        let short = pascal(&words[if keep_all { 0 } else { common }..].join("_"));
        // The shortened name must still be a valid name.
        if usable(short.clone()).is_err() { arms[index].clone() } else { short }
    };
    let names: Vec<String> = split.iter().enumerate().map(shorten).collect();
    (names.join("Or"), names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_pascal_case_with_digit_groups_kept_apart() {
        for (wire, rust) in [("IPAdapter", "IpAdapter"), ("RGBColor", "RgbColor"), ("landscape_16_9", "Landscape16_9")]
        {
            assert_eq!(type_name(wire).as_deref(), Ok(rust));
        }
    }

    #[test]
    fn values_that_begin_with_a_digit_get_the_last_word_of_the_enum() {
        assert_eq!(variant_name("AspectRatio", "16:9").as_deref(), Ok("Ratio16_9"));
        assert_eq!(variant_name("Resolution", "1K").as_deref(), Ok("Resolution1K"));
        assert_eq!(variant_name("PointLabel", "-1").as_deref(), Ok("LabelMinus1"));
        assert_eq!(
            variant_name("Style", "digital_illustration/2d_art_poster").as_deref(),
            Ok("DigitalIllustration2DArtPoster")
        );
        assert_eq!(variant_name("Style", "").as_deref(), Ok("Empty"));
    }

    #[test]
    fn names_that_cannot_be_rust_names_give_the_reason() {
        assert_eq!(variant_name("Sign", "+"), Err(NoName::Empty));
        assert_eq!(variant_name("Who", "self"), Err(NoName::Keyword));
        assert_eq!(field_name("2d_points"), Err(NoName::Digit));
        assert_eq!(field_name("self"), Err(NoName::Keyword));
    }

    #[test]
    fn every_name_is_ascii() {
        for (wire, rust) in
            [("Étienne ①", "Etienne"), ("æsthetic", "Aesthetic"), ("Łódź", "Lodz"), ("straße", "Strasse")]
        {
            assert_eq!(variant_name("Voice", wire).as_deref(), Ok(rust));
        }
        // Two spellings of one letter are one name.
        assert_eq!(field_name("caf\u{e9}"), field_name("cafe\u{301}"));
        assert_eq!(variant_name("Size", "½ cup").as_deref(), Ok("Cup"));
        for wire in ["Ⓐ", "Ωμέγα", "中", "\u{301}"] {
            assert_eq!(variant_name("Size", wire), Err(NoName::Empty), "{wire}");
        }
    }

    #[test]
    fn a_given_name_is_in_the_case_that_the_compiler_expects() {
        for name in ["Foo", "Foo16_9", "RGB", "X"] {
            assert_eq!(given_type(name).as_deref(), Ok(name));
        }
        for name in ["fooBar", "Foo_Bar", "Foo__Bar", "Foo_", "_Foo", "a b", "Größe", "", "1A", "Foo1_b"] {
            assert_eq!(given_type(name), Err(NoName::NotPascal), "{name}");
        }
        for name in ["a", "a_b", "_a", "a_", "a_1", "type"] {
            assert_eq!(given_field(name).as_deref(), Ok(name));
        }
        for name in ["a__b", "aB", "A", "1a", "_1", "__a", "", "_", "größe", "a-b"] {
            assert!(given_field(name).is_err(), "{name}");
        }
        assert_eq!(given_type("Self"), Err(NoName::Keyword));
        assert_eq!(given_field("self"), Err(NoName::Keyword));
        assert_eq!(given_field(&"a".repeat(101)), Err(NoName::Long));
    }

    #[test]
    fn a_module_name_is_short_enough_for_a_file_and_a_family_has_its_own_feature() {
        let id = format!("fal-ai/{}/{}", "a".repeat(80), "b".repeat(80));
        assert_eq!(home(&id, None), Err(NoName::Long));
        assert_eq!(home("fal-ai/webhook/x", None).expect("a home").feature, "fal-ai-webhook");
    }

    #[test]
    fn keywords_become_raw_identifiers() {
        assert_eq!(field_name("type").as_deref(), Ok("type"));
        assert!(is_keyword("type") && !is_keyword("kind"));
    }

    #[test]
    fn modules_follow_the_id_and_other_owners_get_a_parent() {
        let root = home("fal-ai/imagen4/preview/fast", None).expect("a home");
        assert_eq!(
            (root.owner, root.module.as_str(), root.feature.as_str()),
            (None, "imagen4_preview_fast", "imagen4")
        );
        let other = home("bria/fibo-edit/3.2", None).expect("a home");
        assert_eq!((other.owner.as_deref(), other.module.as_str()), (Some("bria"), "fibo_edit_3_2"));
        assert_eq!((other.method.as_str(), other.feature.as_str()), ("bria_fibo_edit_3_2", "bria-fibo-edit"));
    }

    #[test]
    fn unions_contain_common_first_words_once() {
        let arms = ["ImageSize".to_owned(), "ImageSizePreset".to_owned()];
        assert_eq!(
            union_names(&arms),
            ("ImageSizeOrPreset".to_owned(), vec!["ImageSize".to_owned(), "Preset".to_owned()])
        );
        let without_common = ["Integer".to_owned(), "String".to_owned()];
        assert_eq!(union_names(&without_common).0, "IntegerOrString");
    }
}
