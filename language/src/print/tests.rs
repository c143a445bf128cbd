//! Printed schemas are read back as the same values, whatever strings they contain.

use indexmap::IndexMap;
use proptest::prelude::*;
use serde_yaml::Value;

use crate::diag::Report;
use crate::schema::{EndpointFile, ExampleEntry, FieldEntry, TypeEntry};
use crate::{read, yaml};

fn read_back(text: &str) -> EndpointFile {
    let mut report = Report::default();
    let file = report.sources.add("a.yaml", text);
    let root = yaml::scan(file, &mut report);
    let content = root.and_then(|root| read::read(file, &root, &mut report));
    assert!(report.is_empty(), "{report}\nin\n{text}");
    content.expect("an endpoint").0
}

/// Strings that YAML parsers are likely to misread.
fn text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "a",
        "yes",
        "null",
        "~",
        "1",
        "16:9",
        "0x1F",
        "1e3",
        ".5",
        "-",
        "- ",
        "?",
        "? ",
        ": ",
        ":",
        " #",
        "#",
        " ",
        "\n",
        "\n\n",
        "  ",
        "\t",
        "\r",
        "\"",
        "'",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "%",
        "@",
        "`",
        "<<",
        "=",
        "---",
        "...",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\0",
        "é",
        "🤩",
        "true",
        "1_000",
        "2001-01-01",
        "+1",
    ]);
    let combined = prop::collection::vec(parts, 0..6).prop_map(|parts| parts.concat());
    prop_oneof![4 => combined, 1 => any::<String>(), 1 => "\\PC{0,12}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        prop::num::f64::NORMAL.prop_map(Value::from),
        prop::sample::select(vec![0.0, 5.0, -0.25, 1e-7, 1e22]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Sequence),
            prop::collection::vec((text(), inner), 0..4).prop_map(|entries| Value::Mapping(
                entries.into_iter().map(|(key, value)| (key.into(), value)).collect()
            )),
        ]
    })
}

fn field() -> impl Strategy<Value = FieldEntry> {
    let limits = (any::<Option<i64>>(), prop::option::of(prop::num::f64::NORMAL), any::<Option<u32>>());
    (text(), prop::option::of(text()), prop::option::of(value()), limits, any::<[bool; 2]>()).prop_map(
        |(ty, doc, default, (min, max, count), [required, deprecated])| FieldEntry {
            ty,
            required,
            default,
            min: min.map(Into::into),
            max: max.map(Into::into),
            min_length: count.map(Into::into),
            max_length: None,
            min_items: None,
            max_items: count.map(Into::into),
            pattern: doc.clone(),
            deprecated,
            rust_name: doc.clone(),
            note: doc.clone(),
            doc,
        },
    )
}

fn fields() -> impl Strategy<Value = IndexMap<String, FieldEntry>> {
    prop::collection::vec((text(), field()), 0..3).prop_map(|fields| fields.into_iter().collect())
}

fn kind() -> impl Strategy<Value = TypeEntry> {
    let values = prop::option::of(prop::collection::vec(text(), 0..10));
    let integers = prop::option::of(prop::collection::vec(any::<i64>(), 0..10));
    (prop::option::of(text()), values, integers, prop::option::of(fields())).prop_map(
        |(doc, values, integers, fields)| TypeEntry {
            rust_name: doc.clone(),
            note: doc.clone(),
            rust_names: doc.iter().map(|doc| (doc.clone(), doc.clone())).collect(),
            doc,
            union: values.clone(),
            values,
            integers,
            fields,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_schema_is_read_back_as_the_same_schema(
        (id, doc, note) in (text(), prop::option::of(text()), prop::option::of(text())),
        (input, output) in (fields(), fields()),
        types in prop::collection::vec((text(), kind()), 0..3),
        sides in prop::option::of((value(), value())),
        streaming in any::<bool>(),
    ) {
        let examples = sides.map(|(input, output)| ExampleEntry { input: Some(input), output: Some(output) });
        let file = EndpointFile {
            endpoint: id.clone(),
            title: id,
            source: None,
            streaming,
            rust_name: note.clone(),
            input_type: note.clone(),
            output_type: doc.clone(),
            doc,
            note,
            input,
            output,
            types: types.into_iter().collect(),
            examples: examples.into_iter().collect(),
        };
        let text = super::endpoint(&file);
        prop_assert_eq!(read_back(&text), file, "{}", text);
    }
}

#[test]
fn the_longest_allowed_key_is_read_back() {
    let file = |key: &str| {
        let text =
            format!("endpoint: a\ntitle: a\ninput: {{}}\noutput: {{}}\ntypes:\n{}", super::shared_type(key, &entry()));
        read_back(&text).types.keys().next().cloned()
    };
    for (part, times) in [("a", 1000), ("中", 333), ("\u{e000}\u{feff}", 110), ("\"", 499), ("\u{e0001}", 99)] {
        let longest = part.repeat(times);
        assert!(super::is_key(&longest), "{part:?}");
        assert_eq!(file(&longest), Some(longest.clone()));
        assert!(!super::is_key(&(longest + part)), "{part:?}");
    }
}

fn entry() -> TypeEntry {
    TypeEntry {
        doc: None,
        rust_name: None,
        note: None,
        values: Some(Vec::new()),
        integers: None,
        rust_names: IndexMap::new(),
        fields: None,
        union: None,
    }
}
