//! Same input, same bytes: in any order of files, at any time.

use fal_codegen::Options;
use fal_tests::{catalog, root};

fn texts(folder: &str) -> Vec<(String, String)> {
    let schemas = root().join(folder);
    let files = walkdir::WalkDir::new(&schemas).into_iter().flatten();
    let yaml = files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "yaml"));
    let pair = |entry: walkdir::DirEntry| {
        let below = entry.path().strip_prefix(&schemas).expect("below").to_string_lossy().replace('\\', "/");
        (below, std::fs::read_to_string(entry.path()).expect("a schema"))
    };
    yaml.map(pair).collect()
}

#[test]
fn the_order_of_files_changes_nothing() {
    let mut texts = texts("schemas");
    let options = Options::default();
    let first = fal_schema::load_texts(texts.clone()).and_then(|catalog| fal_codegen::generate(&catalog, &options));
    texts.reverse();
    let second = fal_schema::load_texts(texts).and_then(|catalog| fal_codegen::generate(&catalog, &options));
    assert_eq!(first.expect("generates"), second.expect("generates"));
}

#[test]
fn the_committed_crate_is_what_the_schemas_say() {
    let tree = fal_codegen::generate(&catalog(), &Options::default()).unwrap_or_else(|report| panic!("{report}"));
    let difference = tree.compare(&root().join("generated")).expect("readable");
    assert!(difference.is_clean() && difference.foreign.is_empty(), "run `cargo xtask regen`: {difference:?}");
}

#[test]
fn one_default_touches_one_file() {
    let options = Options::default();
    let mut texts = texts("tests/fixtures/models");
    let generate = |texts: &[(String, String)]| {
        let catalog = fal_schema::load_texts(texts.to_vec()).unwrap_or_else(|report| panic!("{report}"));
        fal_codegen::generate(&catalog, &options).unwrap_or_else(|report| panic!("{report}"))
    };
    let before = generate(&texts);
    let (_, text) = texts.iter_mut().find(|(path, _)| path == "fal-ai/limits.yaml").expect("the schema");
    assert!(text.contains("default: 4,"));
    *text = text.replace("default: 4,", "default: 5,");
    let after = generate(&texts);
    let changed: Vec<&str> =
        after.iter().filter(|(path, text)| before.get(path) != Some(text)).map(|(path, _)| path).collect();
    assert_eq!(changed, ["src/limits.rs"]);
}
