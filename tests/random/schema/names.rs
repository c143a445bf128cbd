//! Names that are likely to meet another name or a word of Rust. Feeds `endpoint` and `types`.

use super::texts;
use crate::source::Source;

const PLAIN: &str = "prompt|negative_prompt|image_url|seed|num_images|image_size|guidance_scale|style|output_format|strength|\
    loras|steps|mask|width|height|duration|fps|voice|speed|language|format|enable_safety_checker|\
    acceleration|points|labels|scale|mode|quality|aspect_ratio|audio";

const KEYWORDS: &str = "abstract|as|async|await|become|box|break|const|continue|do|dyn|else|enum|extern|false|final|fn|for|gen|\
    if|impl|in|let|loop|macro|match|mod|move|mut|override|priv|pub|ref|return|static|struct|trait|true|try|\
    type|typeof|unsafe|unsized|use|virtual|where|while|yield|union|auto|default|raw|safe|macro_rules|self|\
    Self|super|crate|_";

const NEAR: &str = "a_b|aB|a__b|AB|a-b|a b|Ab|aBc|a_bC|ABc|x1|x_1|x1y|x_1_y|X1|ab|a.b|a/b|_a_b|a_b_|a_1b|a1_b|ab_|v2|v_2|\
    v2_0|v20|V2.0|x1_2|x12";

const WEIRD: &str = "a b c|it's|say \"hi\"|a.b[c]|key: value|- dash|# hash|a\nb|tab\tx|back\\slash|🤩 smile|x🤩|null|true|1.5|\
    ~x|2024-01-01|<<|y|no|x=y|x/y|(x)|<x>|`x`|x*|*/ x|\u{202e}x|\u{feff}bom|x\u{301}|ключ|名前 x|x,y|x;y|{x}|\
    $x|@x|%x|x y  z || |+|?";

const LATIN: &str = "é|æsthetic|aesthetic|naïve|naive|Übung|straße|ñandú|ǆ|ſize|size|ıd|ÉTÉ|été|ﬁx|Åse|øre|łódź|Ⓐb|½x|ªb|xµ|\
    Ꞌa|é_|ÆÆ";

const DIGITS: &str = "2d|3D_model|16x9|1|0|4_3|2_d|1st|9é|1_000";

/// What generated code and the runtime's macros call their own things.
const INTERNAL: &str = "input|output|value|visit|field|serializer|deserializer|f|other|object|fmt|de|client|this|from_wire|\
    as_str|known|with|item|job|run|stream|submit|subscribe|upload|config|token|error|result|some|none|\
    vec|format|panic|std|core|alloc|fal_client|serde|i64|str|string|bool|u8|main|test|\
    to_json|into_inner|as_ref_count|is_done|from_file|to_image|new_image|iter|build|Input|Output|id|required|\
    Endpoint|ID|REQUIRED|S|D|T";

/// Methods of the prelude's traits, of the runtime's traits, and functions that the generator gives a type.
const METHODS: &str = "into|eq|ne|clone_from|to_owned|try_into|try_from|clone_into|as_ref|as_mut|borrow|to_string|into_iter|\
    from_iter|cmp|partial_cmp|lt|le|gt|ge|max|min|clamp|extend|next|map|filter|count|last|call_once|\
    into_future|new|example|default|clone|validate|check|each_file|add|sub|not|neg|index|deref|hash|type_id|\
    serialize|deserialize|level|take|from|drop|call|len|is_empty";

/// Most of what a name of a field is chosen from, with weights.
const FIELDS: &[(usize, &str)] =
    &[(560, PLAIN), (90, KEYWORDS), (60, NEAR), (90, WEIRD), (50, LATIN), (40, DIGITS), (90, INTERNAL), (15, METHODS)];

fn weighted(source: &mut Source, pools: &[(usize, &'static str)]) -> &'static str {
    let mut left = source.below(pools.iter().map(|(weight, _)| weight).sum());
    for (weight, pool) in pools {
        if left < *weight {
            return source.word(pool);
        }
        left -= weight;
    }
    "x"
}

/// A name of a field, as it is on the wire.
pub(crate) fn field(source: &mut Source) -> String {
    let name = weighted(source, FIELDS).to_owned();
    match source.below(60) {
        0 => format!("{name}_{}", source.word(PLAIN)).repeat(source.range(1, 6)),
        1 => texts::hostile(source),
        2 => format!("{}{}", source.word(PLAIN), name),
        3..12 => format!("{name}{}", source.pick(&["_a", "2", "_url", "s", "_2", "Url", " x"])),
        _ => name,
    }
}

const TYPES: &str = "Image|Size|Style|Mode|Lora|Box3d|ImageSize|Preset|Part|Point|Node|Item|A|B|Foo|Bar|FooBar|FooFooBar|\
    Track|Voice|AspectRatio|image_size|aB|IPAdapter|RGBColor|Kind2D|Tree";

/// Names that a union, a list in a union or an arm would have.
const DERIVED: &str = "IntegerOrString|StringOrInteger|FloatOrString|IntegerOrFloat|FileOrString|BooleanOrString|AList|\
    StringList|JsonMap|ImageSelf|ImageOrSize|IntegerList|FloatListOrString|StringListOrString|FileList|\
    NullableFloat|Integer|Float|Boolean|StringMap|AOrB|IntegerOrStringList";

/// Names that the prelude, the runtime or generated code gives a meaning.
const TAKEN: &str = "Fn|FnMut|FnOnce|Ok|Err|None|Result|Send|Sync|Sized|Copy|Drop|PartialEq|Eq|Ord|Debug|Display|Iterator|\
    ToString|ToOwned|AsRef|TryFrom|TryInto|Extend|FromIterator|Future|Error|Config|Job|Status|Token|Upload|\
    Items|Numbers|Strings|Api|Violations|Response|Serialize|Deserialize|Wire|Level|Reader|Part|Deref|Formatter|\
    Type|Enum|Static|Unknown|Deprecated|PartialOrd|Unpin|AsyncFn|UnknownValue|Hosts|Rc|Cow|Map|Value|Object|\
    I64|F64|Str|Bool|Clone";

/// Names that the generator keeps for itself, and builtins.
const REFUSED: &str = "Box|Vec|Option|String|Some|Input|Output|Client|Call|Endpoint|New|string|json|list|Self";

/// A name of a type; it may be like that of another one.
pub(crate) fn type_name(source: &mut Source, is_shared: bool, others: &[String]) -> String {
    if !others.is_empty() && source.chance(15.0) {
        let (one, other) = (source.one_of(others), source.one_of(others));
        return match source.below(6) {
            0 => format!("{one}List"),
            1 => format!("{one}Self"),
            2 => format!("Foo{one}"),
            3 => format!("{one}Or{other}"),
            4 => format!("{one}{other}"),
            _ => format!("{one}Map"),
        };
    }
    let pools: &[(usize, &str)] = if is_shared {
        &[(850, TYPES), (100, DERIVED), (25, TAKEN), (2, REFUSED)]
    } else {
        &[(700, TYPES), (180, DERIVED), (120, TAKEN), (3, REFUSED)]
    };
    let name = weighted(source, pools).to_owned();
    match source.below(20) {
        0 => format!("{name}_{}", source.word(TYPES)),
        1 => format!("{name}List"),
        2 => format!("{}{name}", source.word(TYPES)),
        3 => format!("{name}Or{}", source.pick(&["String", "Integer", "Image", "Size"])),
        4 => name + source.pick(&["2", "_", "S", "Self", "3D"]),
        _ => name,
    }
}

/// A value of an enum.
pub(crate) fn value(source: &mut Source) -> String {
    const VALUES: &[(usize, &str)] = &[
        (400, PLAIN),
        (60, KEYWORDS),
        (60, NEAR),
        (120, WEIRD),
        (60, LATIN),
        (120, DIGITS),
        (60, INTERNAL),
        (60, TYPES),
        (40, TAKEN),
    ];
    let value = weighted(source, VALUES).to_owned();
    match source.below(20) {
        0 => texts::hostile(source),
        1 => format!("{}:{}", source.range(0, 20), source.range(0, 20)),
        2 => format!("-{}", source.range(0, 20)),
        3 => format!("{value}.{}", source.range(0, 20)),
        4 => value.to_uppercase(),
        5 => value + " ",
        _ => value,
    }
}

/// Words of an endpoint's id.
pub(crate) fn id_part(source: &mut Source) -> String {
    const PARTS: &str = "flux|imagen4|video|text-to-image|v1.5|v2|V2|pro|Kolors|stable_diffusion|x--y|a.b.c|type|loop|async|gen|\
    try|fast|lib|error|input|std|core|alloc|models|dev|fal-ai|upload|run|i64|vec|Self|mod|client|shared|3d|\
    2.1|main|test|from|deref|fmt";
    source.word(PARTS).to_owned()
}

/// Owners of endpoints.
pub(crate) fn owner(source: &mut Source) -> &'static str {
    source.pick(&[
        "fal-ai",
        "fal-ai",
        "fal-ai",
        "fal-ai",
        "fal-ai",
        "fal-ai",
        "acme",
        "acme",
        "3d-co",
        "self",
        "shared",
        "type",
        "Bria",
        "x_y.z",
        "x-y",
        "client",
        "std",
        "core",
        "crate",
        "fal",
        "serde",
        "fal_client",
    ])
}

/// A `rust_name:` for a field, a method or a module.
pub(crate) fn given_field(source: &mut Source, number: usize) -> String {
    match source.below(100) {
        0 => source.pick(&["fooBar", "a__b", "_x", "x_", "self", "_", "Foo", "é", "a b", ""]).to_owned(),
        1..8 => source.pick(&["type_", "loop", "r", "kind_of", "x1", "h264", "match", "two_d", "r_type"]).to_owned(),
        _ => format!("{}_{number}", source.pick(&["field", "given", "other_name", "x"])),
    }
}

/// A `rust_name:` for a type or a value.
pub(crate) fn given_type(source: &mut Source, number: usize) -> String {
    match source.below(100) {
        0 => source.pick(&["fooBar", "Foo_Bar", "FOO", "Self", "É", "A B", "Unknown", ""]).to_owned(),
        1..6 => source.pick(&["Bar", "Foo", "Image", "IntegerOrString", "A1", "X_1", "Type"]).to_owned(),
        _ => format!("{}{number}", source.pick(&["Given", "Other", "Named", "X"])),
    }
}

/// What is left of a name when only its letters and digits count: names of one key may meet.
pub(crate) fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a name is likely to be refused without `rust_name:`, as a field's (`is_field`) or as a value's.
pub(crate) fn is_risky(name: &str, is_field: bool) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let word = name.to_lowercase();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    letters.is_empty()
        || ["self", "super", "crate", "unknown"].contains(&word)
        || (is_field
            && (letters.starts_with(|c: char| c.is_ascii_digit()) || METHODS.split('|').any(|method| method == word)))
}
