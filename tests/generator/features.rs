//! A feature alone compiles: what a module needs is its own, the runtime's, or there whatever features are on. Holds for any
//! number of features, so that `.ci/features` need not compile each one of hundreds.

use fal_codegen::{FileTree, Options};
use fal_tests::root;

fn trees() -> [FileTree; 2] {
    ["schemas", "tests/fixtures/models"].map(|folder| {
        let catalog = fal_schema::load(root().join(folder)).unwrap_or_else(|report| panic!("{report}"));
        fal_codegen::generate(&catalog, &Options::default()).unwrap_or_else(|report| panic!("{report}"))
    })
}

/// Code without its comments: documentation shows paths from outside.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Modules of endpoints: all but the root, its parts that are always there, and the owners, which hold modules only.
fn modules(tree: &FileTree) -> impl Iterator<Item = (&str, String)> {
    let sources = tree.iter().filter(|(path, _)| path.ends_with(".rs"));
    sources
        .map(|(path, text)| (path, code(text)))
        .filter(|(_, code)| code.contains("impl ::fal_client::Endpoint for Input"))
}

#[test]
fn a_module_uses_nothing_that_another_feature_brings() {
    for tree in trees() {
        let mut count = 0;
        for (path, code) in modules(&tree) {
            count += 1;
            assert!(!code.contains("crate::"), "{path} reaches into the crate by itself");
            let parent = if path.matches('/').count() > 1 { "super::super::" } else { "super::" };
            // What it uses of its parents is imported, but for the client.
            let rest = code.replace(&format!("use {parent}types::"), "").replace(&format!("impl {parent}Client "), "");
            assert!(!rest.contains("super::"), "{path} uses its parents");
            assert!(code.contains(&format!("impl {parent}Client ")), "{path} gives the client no method");
        }
        assert!(count > 5, "only {count} modules were looked at");
    }
}

#[test]
fn every_module_of_the_root_and_of_an_owner_has_a_feature() {
    for tree in trees() {
        let holders = tree.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(path, text)| (path, code(text)));
        for (path, code) in holders.filter(|(_, code)| code.contains("pub mod ")) {
            let lines: Vec<&str> = code.lines().collect();
            let has_a_feature = |line: &str| line.starts_with("pub mod ") && line != "pub mod types;";
            for (at, line) in lines.iter().enumerate().filter(|(_, line)| has_a_feature(line)) {
                let above =
                    lines[..at].iter().rev().find(|line| line.starts_with("#[cfg(") || line.starts_with("pub mod "));
                assert!(above.is_some_and(|line| line.starts_with("#[cfg(")), "{path}: {line}");
            }
        }
    }
}

#[test]
fn the_list_of_models_has_each_model_with_its_feature() {
    for tree in trees() {
        let library = code(tree.get("src/lib.rs").expect("a root"));
        let (_, list) = library.split_once("::fal_client::models! {\n").expect("a list of models");
        let (list, _) = list.split_once("};").expect("the list ends");
        assert_eq!(list.lines().count(), modules(&tree).count());
        for line in list.lines() {
            let texts: Vec<&str> = line.split('"').collect();
            let (feature, id, module) = (texts[1], texts[3], texts[texts.len() - 2]);
            let file = format!("src/{}.rs", module.replace("::", "/"));
            assert!(tree.get(&file).is_some_and(|text| text.contains(&format!("{id:?}"))), "{line}");
            let declared = format!("#[cfg(feature = {feature:?})]\npub mod r#{module};").replace("r#", "");
            assert!(module.contains("::") || library.replace("r#", "").contains(&declared), "{line}");
        }
    }
}
