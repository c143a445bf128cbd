//! The levels of differences, checked against the Rust that is generated: something of the public API is gone or changed if
//! and only if a change is called breaking. Reads random pairs of schemas and the code of both.

use std::collections::BTreeSet;

use fal_codegen::Options;
use fal_codegen::diff::{Level, diff, report};
use fal_schema::ir::Catalog;
use proptest::prelude::*;

/// Everything that users' code can name, a line for each: fields, functions with their parameters, variants, traits.
fn api(catalog: &Catalog) -> BTreeSet<String> {
    let tree = fal_codegen::generate(catalog, &Options::default()).unwrap_or_else(|report| panic!("{report}"));
    let modules = tree.iter().filter(|(path, _)| path.starts_with("src/") && *path != "src/lib.rs");
    modules.flat_map(|(path, text)| items(path, text)).collect()
}

fn items(path: &str, text: &str) -> Vec<String> {
    let (mut found, mut item, mut open) = (Vec::new(), String::new(), String::new());
    for line in text.lines().filter(|line| !line.trim().starts_with("//") && !line.trim().starts_with("#[")) {
        let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
        // Users do not name the traits of the runtime's plumbing.
        if line.starts_with("impl ::fal_client::__private::") {
            item.clear();
        } else if starts(&["pub ", "impl "]) {
            item = line.trim_end_matches(['{', '}', ' ']).to_owned();
            found.push(format!("{path} {item}"));
        }
        let is_function = line.starts_with("    pub fn ");
        if is_function || !open.is_empty() {
            // Parameters may be on lines of their own, the last with a comma.
            open += line.trim();
            if open.ends_with('{') {
                found.push(format!("{path} {item} {}", open.replace(",)", ")")));
                open.clear();
            }
        } else if (item.starts_with("pub struct") || item.starts_with("pub enum"))
            && line.starts_with("    ")
            && !line.starts_with("     ")
        {
            found.push(format!("{path} {item} {}", line.trim()));
        }
    }
    found
}

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const TYPES: [&str; 10] = [
    "string",
    "string",
    "integer",
    "integer",
    "list<string>",
    "Shared",
    "Local",
    "Shared | integer",
    "Mood",
    "Mood | integer",
];

#[derive(Debug, Clone, PartialEq)]
struct Field {
    name: &'static str,
    ty: &'static str,
    required: bool,
    default: bool,
    limit: Option<u64>,
    deprecated: bool,
}

impl Field {
    fn text(&self) -> String {
        let mut more = String::new();
        let default = match self.ty {
            "string" => Some("x"),
            "integer" => Some("1"),
            "Mood" => Some("calm"),
            _ => None,
        };
        match default.filter(|_| self.default && !self.required) {
            Some(default) => more += &format!(", default: {default}"),
            None if self.required => more += ", required: true",
            None => {}
        }
        let key = match self.ty {
            "string" => Some("max_length"),
            "integer" => Some("max"),
            "list<string>" => Some("max_items"),
            _ => None,
        };
        if let Some((key, limit)) = key.zip(self.limit) {
            more += &format!(", {key}: {limit}");
        }
        let deprecated = if self.deprecated { ", deprecated: true" } else { "" };
        format!("{{type: \"{}\"{more}{deprecated}}}", self.ty)
    }
}

/// Fields of the input, the output, the model's own type and the shared one.
#[derive(Debug, Clone, PartialEq)]
struct Schemas {
    fields: [Vec<Field>; 4],
    values: Vec<&'static str>,
    streaming: bool,
    example: bool,
}

impl Schemas {
    fn catalog(&self) -> Catalog {
        let fields = |list: usize, indent: &str| {
            let allowed = |field: &&Field| match list {
                2 => field.ty != "Local",
                3 => ["string", "integer", "list<string>"].contains(&field.ty),
                _ => true,
            };
            let fields = self.fields[list].iter().filter(allowed);
            fields.map(|field| format!("{indent}{}: {}\n", field.name, field.text())).collect::<String>()
        };
        let streaming = if self.streaming { "streaming: true\n" } else { "" };
        let requires = self.fields[1].iter().any(|field| field.required);
        let example = if self.example && !requires { "examples:\n  - output: {}\n" } else { "" };
        let model = format!(
            "endpoint: fal-ai/m\ntitle: M\n{streaming}input:\n  z: {{type: string}}\n{}output:\n  own: {{type: Local}}\n  \
             mood: {{type: Mood}}\n  shared: {{type: Shared}}\n{}types:\n  Local:\n    fields:\n      z: {{type: string}}\n{}  \
             Mood:\n    enum: [{}]\n{example}",
            fields(0, "  "),
            fields(1, "  "),
            fields(2, "      "),
            self.values.join(", "),
        );
        let shared = format!("types:\n  Shared:\n    fields:\n      z: {{type: string}}\n{}", fields(3, "      "));
        let texts = [("shared.yaml".to_owned(), shared), ("fal-ai/m.yaml".to_owned(), model)];
        fal_schema::load_texts(texts).unwrap_or_else(|report| panic!("{report}"))
    }

    fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Add(list, field) if self.fields[*list].iter().all(|known| known.name != field.name) => {
                self.fields[*list].push(field.clone());
            }
            Edit::Add(list, field) => self.fields[*list].retain(|known| known.name != field.name),
            Edit::Change(list, at, field) => {
                if let Some(known) = self.fields[*list].get_mut(*at) {
                    *known = Field { name: known.name, ..field.clone() };
                }
            }
            Edit::Limit(list, at, limit) => {
                if let Some(known) = self.fields[*list].get_mut(*at) {
                    known.limit = *limit;
                }
            }
            Edit::Reverse(list) => self.fields[*list].reverse(),
            Edit::Values(values) => self.values = [&["calm"], values.as_slice()].concat(),
            Edit::Streaming => self.streaming = !self.streaming,
            Edit::Example => self.example = !self.example,
        }
    }
}

#[derive(Debug, Clone)]
enum Edit {
    /// Adds a field; removes one of that name.
    Add(usize, Field),
    Change(usize, usize, Field),
    Limit(usize, usize, Option<u64>),
    Reverse(usize),
    Values(Vec<&'static str>),
    Streaming,
    Example,
}

fn field() -> impl Strategy<Value = Field> {
    let name = prop::sample::select(&NAMES[..]);
    let ty = prop::sample::select(&TYPES[..]);
    let limit = prop::option::of(1u64..4);
    let rarely = || prop::bool::weighted(0.25);
    (name, ty, rarely(), prop::bool::weighted(0.75), limit, rarely()).prop_map(
        |(name, ty, required, default, limit, deprecated)| Field { name, ty, required, default, limit, deprecated },
    )
}

fn fields() -> impl Strategy<Value = Vec<Field>> {
    prop::collection::vec(field(), 0..3).prop_map(|mut fields| {
        let mut seen = BTreeSet::new();
        fields.retain(|field| seen.insert(field.name));
        fields
    })
}

fn values() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(vec!["wild", "sad", "glad"], 0..3)
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0usize..4, field()).prop_map(|(list, field)| Edit::Add(list, field)),
        (0usize..4, 0usize..3, field()).prop_map(|(list, at, field)| Edit::Change(list, at, field)),
        (0usize..4, 0usize..3, prop::option::of(1u64..4)).prop_map(|(list, at, limit)| Edit::Limit(list, at, limit)),
        (0usize..4).prop_map(Edit::Reverse),
        values().prop_map(Edit::Values),
        Just(Edit::Streaming),
        Just(Edit::Example),
    ]
}

fn schemas() -> impl Strategy<Value = Schemas> {
    let lists = [fields().boxed(), fields().boxed(), fields().boxed(), fields().boxed()];
    (lists, values(), any::<bool>(), any::<bool>()).prop_map(|(fields, values, streaming, example)| {
        let values = [&["calm"], values.as_slice()].concat();
        Schemas { fields, values, streaming, example }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn breaking_is_what_takes_something_out_of_the_generated_api(
        before in schemas(),
        edits in prop::collection::vec(edit(), 1..3),
    ) {
        let mut after = before.clone();
        edits.iter().for_each(|edit| after.apply(edit));
        let (old, new) = (before.catalog(), after.catalog());
        let changes = diff(&old, &new);
        let now = api(&new);
        let gone: Vec<String> = api(&old).into_iter().filter(|item| !now.contains(item)).collect();
        let breaking = changes.iter().any(|change| change.level == Level::Breaking);
        prop_assert_eq!(breaking, !gone.is_empty(), "{:#?}\n{}\n{:?}", gone, report(&changes), edits);
    }
}

#[test]
fn the_api_of_a_module_is_found() {
    let text = "/// A.\npub struct A {\n    /// B.\n    pub b: String,\n}\nimpl A {\n    pub fn new(\n        b: u8,\n        c: u8,\n    ) \
                -> Self {\n        x\n    }\n}\npub enum E {\n    X,\n    Unknown(U),\n}\nimpl Default for A {}\nimpl ::fal_client::__private::Validate for A {\n    fn check() {\n    }\n}\n";
    let expected = [
        "m pub struct A",
        "m pub struct A pub b: String,",
        "m impl A",
        "m impl A pub fn new(b: u8,c: u8) -> Self {",
        "m pub enum E",
        "m pub enum E X,",
        "m pub enum E Unknown(U),",
        "m impl Default for A",
    ];
    assert_eq!(items("m", text), expected);
}
