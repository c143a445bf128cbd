//! Wire names to Rust names: pure functions of one name each, so that adding a model never renames anything in another.
//! Reads text, feeds `plan`. Two names that meet are a finding there, never a silent suffix here.

use heck::ToSnakeCase;

/// Why a wire name gives no Rust name; each asks for `rust_name:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoName {
    /// No letter or digit in it.
    Empty,
    /// It would begin with a digit.
    Digit,
    /// A keyword that Rust has no raw form for.
    Keyword,
    /// Not an identifier (only from `rust_name:`).
    Malformed,
}

impl NoName {
    /// For people.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Empty => "it has no letter or digit",
            Self::Digit => "it would begin with a digit",
            Self::Keyword => "it is a word that Rust keeps for itself",
            Self::Malformed => "it is not a Rust identifier in the usual case",
        }
    }
}

/// Keywords that have a raw form.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords without one.
const UNUSABLE: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Letters beyond ASCII that names keep: those of Latin alphabets, one character each. The compiler warns of letters that
/// look like others, and takes two spellings of one letter for the same; `ı` and `ĸ` look like `i` and `k`.
const LATIN: [(char, char); 10] = [
    ('À', 'Ö'),
    ('Ø', 'ö'),
    ('ø', 'İ'),
    ('Ĵ', 'ķ'),
    ('Ĺ', 'ľ'),
    ('Ł', 'ň'),
    ('Ŋ', 'ž'),
    ('Ơ', 'ơ'),
    ('Ư', 'ư'),
    ('Ạ', 'ỹ'),
];

fn is_part_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || LATIN.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// Words of a name: split at everything that is no letter or digit, and at changes of case.
pub(crate) fn words(wire: &str) -> Vec<String> {
    let plain: String = wire.chars().map(|c| if is_part_of_name(c) { c } else { ' ' }).collect();
    plain.to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether two neighbouring words would run into one number.
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
        let first = word.find(char::is_alphabetic).unwrap_or(word.len());
        let (digits, letters) = word.split_at(first);
        let mut letters = letters.chars();
        name.push_str(digits);
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    name
}

fn usable(name: String) -> Result<String, NoName> {
    match name.chars().next() {
        None => Err(NoName::Empty),
        Some(first) if !unicode_ident::is_xid_start(first) && first != '_' => Err(NoName::Digit),
        _ if UNUSABLE.contains(&name.as_str()) => Err(NoName::Keyword),
        _ => Ok(name),
    }
}

/// Name of a type.
pub(crate) fn type_name(wire: &str) -> Result<String, NoName> {
    usable(pascal(wire))
}

/// Name of an enum's value. The empty string is `Empty`; a leading digit gets the last word of the enum's name in front.
pub(crate) fn variant_name(type_name: &str, wire: &str) -> Result<String, NoName> {
    if wire.is_empty() {
        return Ok("Empty".to_owned());
    }
    let name = pascal(wire);
    if name.starts_with(|c: char| c.is_numeric()) {
        let last = words(type_name).pop().unwrap_or_default();
        let negative = wire.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let sign = if negative { "Minus" } else { "" };
        return usable(pascal(&last) + sign + &name);
    }
    usable(name)
}

/// Name of a field, without the `r#` that keywords need.
pub(crate) fn field_name(wire: &str) -> Result<String, NoName> {
    usable(words(wire).join("_"))
}

/// Whether an identifier must be written with `r#`.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Checks a `rust_name:` for a type or a value.
pub(crate) fn given_type(name: &str) -> Result<String, NoName> {
    given(name, |first| first.is_ascii_uppercase())
}

/// Checks a `rust_name:` for a field, a module or a method.
pub(crate) fn given_field(name: &str) -> Result<String, NoName> {
    given(name, |first| first.is_ascii_lowercase() || first == '_')
}

fn given(name: &str, first: impl Fn(char) -> bool) -> Result<String, NoName> {
    let body = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !body || !name.starts_with(first) || name.len() > 100 {
        return Err(NoName::Malformed);
    }
    usable(name.to_owned())
}

/// The owner whose models stand at the crate's root.
const ROOT_OWNER: &str = "fal-ai";

/// Where an endpoint's code goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Home {
    /// Parent module, for owners other than `fal-ai`.
    pub(crate) owner: Option<String>,
    /// Module name.
    pub(crate) module: String,
    /// Name of the method on the client.
    pub(crate) method: String,
    /// Cargo feature.
    pub(crate) feature: String,
}

/// Where the endpoint with this id goes; `given` is its `rust_name:`.
pub(crate) fn home(id: &str, given: Option<&str>) -> Result<Home, NoName> {
    let (owner, rest) = id.split_once('/').unwrap_or((ROOT_OWNER, id));
    let family = rest.split('/').next().unwrap_or(rest);
    let module = match given {
        Some(given) => given_field(given)?,
        None => field_name(rest)?,
    };
    // Its file would be the one of the module around it.
    if module == "mod" {
        return Err(NoName::Keyword);
    }
    if owner == ROOT_OWNER {
        return Ok(Home { owner: None, method: module.clone(), module, feature: family.to_owned() });
    }
    let parent = owner_module(owner)?;
    let method = format!("{parent}_{module}");
    Ok(Home { method, owner: Some(parent), module, feature: format!("{owner}-{family}") })
}

/// Modules that the crate's root has for itself, and files that are no modules.
pub(crate) const RESERVED_MODULES: [&str; 6] = ["client", "fal_client", "lib", "main", "mod", "shared"];

/// The parent module of an owner's models: `3d-co` and `self` cannot be modules, and `shared` is taken.
fn owner_module(owner: &str) -> Result<String, NoName> {
    let derived = field_name(owner).ok().filter(|name| !RESERVED_MODULES.contains(&name.as_str()));
    derived.map_or_else(|| field_name(&format!("owner_{owner}")), Ok)
}

/// Name of a union, and of its arms: the arms' names joined by `Or`, words they begin with in common written once.
pub(crate) fn union_names(arms: &[String]) -> (String, Vec<String>) {
    let split: Vec<Vec<String>> = arms.iter().map(|arm| words(arm)).collect();
    let shortest = split.iter().map(Vec::len).min().unwrap_or(0);
    let common = (0..shortest).take_while(|at| split.iter().all(|words| words[*at] == split[0][*at])).count();
    let shorten = |(index, words): (usize, &Vec<String>)| {
        let keep_all = index == 0 || words.len() == common;
        let short = pascal(&words[if keep_all { 0 } else { common }..].join("_"));
        // What is left must still be a name of its own.
        if short.starts_with(|c: char| c.is_numeric()) { arms[index].clone() } else { short }
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
    fn names_that_cannot_be_rust_say_why() {
        assert_eq!(variant_name("Sign", "+"), Err(NoName::Empty));
        assert_eq!(variant_name("Who", "self"), Err(NoName::Keyword));
        assert_eq!(field_name("2d_points"), Err(NoName::Digit));
        assert_eq!(given_type("a b"), Err(NoName::Malformed));
    }

    #[test]
    fn letters_that_rust_does_not_take_are_left_out() {
        assert_eq!(variant_name("Size", "½ cup").as_deref(), Ok("Cup"));
        assert_eq!(variant_name("Size", "Ⓐ"), Err(NoName::Empty));
        assert_eq!(variant_name("Voice", "Étienne ①").as_deref(), Ok("Étienne"));
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
    fn unions_write_common_first_words_once() {
        let arms = ["ImageSize".to_owned(), "ImageSizePreset".to_owned()];
        assert_eq!(
            union_names(&arms),
            ("ImageSizeOrPreset".to_owned(), vec!["ImageSize".to_owned(), "Preset".to_owned()])
        );
        let plain = ["Integer".to_owned(), "String".to_owned()];
        assert_eq!(union_names(&plain).0, "IntegerOrString");
    }
}
