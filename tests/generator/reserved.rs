//! The generator keeps names for itself that the runtime, the prelude and its own code give a meaning. Which ones these are
//! is read from the sources of the client and from what is generated; the prelude's are listed here.

use std::collections::BTreeSet;
use std::fs;

use fal_codegen::{FileTree, Options};
use fal_tests::root;
use syn::{ImplItem, Item, ItemImpl, ItemUse, TraitItem, UseTree, Visibility};
use walkdir::WalkDir;

type Names = BTreeSet<String>;

/// Exports of the runtime that generated crates do not pass on.
const NOT_PASSED_ON: [&str; 4] = [
    // The generated crate has a `Client` of its own, with a method for each model.
    "Client", // For proxies, which know no model.
    "Api",    // The path of a field in an error, which `FieldError` prints.
    "Loc",    // A macro, for writing JSON down; it is found as `fal_client::json`.
    "json",
];

/// Stable methods of the traits in the prelude of edition 2024. Not those of iterators: no struct is one, so that a setter
/// called `count` hides nothing.
const PRELUDE: [(&str, &str); 17] = [
    ("AsRef", "as_ref"),
    ("AsMut", "as_mut"),
    ("Clone", "clone clone_from"),
    ("Default", "default"),
    ("Drop", "drop"),
    ("Extend", "extend"),
    ("Fn, FnMut, FnOnce", "call call_mut call_once"),
    ("From", "from"),
    ("FromIterator", "from_iter"),
    ("Into", "into"),
    ("IntoIterator", "into_iter"),
    ("Ord", "cmp max min clamp"),
    ("PartialEq, PartialOrd", "eq ne partial_cmp lt le gt ge"),
    ("ToOwned", "to_owned clone_into"),
    ("ToString", "to_string"),
    ("TryFrom, TryInto", "try_from try_into"),
    ("Future, IntoFuture", "poll into_future"),
];

/// Methods of the operators' traits that take a second value, as setters do.
const OPERATORS: &str = "add sub mul div rem shl shr bitand bitor bitxor";

/// Methods of the traits that the generated `Client` implements, by itself or by what the standard library has for all.
const OF_CLIENTS: &str = "clone clone_from into try_into to_owned clone_into deref from";

/// Names that the compiler allows no field or function to have are refused for that reason.
fn is_refused(texts: &[(&str, String)]) -> bool {
    let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), text.clone()));
    let outcome = fal_schema::load_texts(texts)
        .and_then(|catalog| fal_codegen::generate(&catalog, &Options::default()).map(drop));
    let report = outcome.err().map(|report| report.to_string()).unwrap_or_default();
    report.contains("error[E052]") || report.contains("error[E051]")
}

/// Fails with the names that are not refused.
fn assert_refused(what: &str, names: impl IntoIterator<Item = String>, refused: impl Fn(&str) -> bool) {
    let missing: Vec<String> = names.into_iter().filter(|name| !refused(name)).collect();
    assert!(missing.is_empty(), "{what} may have these names: {}", missing.join(", "));
}

fn shared_type(name: &str) -> bool {
    let shared = format!("types:\n  {name}:\n    enum: [a]\n");
    let endpoint = format!("endpoint: fal-ai/a\ntitle: A\ninput:\n  x: {{type: {name}}}\noutput: {{}}\n");
    is_refused(&[("shared.yaml", shared), ("fal-ai/a.yaml", endpoint)])
}

fn method(name: &str) -> bool {
    let path = format!("fal-ai/{name}.yaml");
    is_refused(&[(&path, format!("endpoint: fal-ai/{name}\ntitle: A\ninput: {{}}\noutput: {{}}\n"))])
}

fn field(name: &str) -> bool {
    let endpoint = format!("endpoint: fal-ai/a\ntitle: A\ninput:\n  {name:?}: {{type: string}}\noutput: {{}}\n");
    is_refused(&[("fal-ai/a.yaml", endpoint)])
}

#[test]
fn names_that_mean_nothing_else_are_free() {
    assert!(!shared_type("Picture") && !method("picture") && !field("picture"));
}

#[test]
fn generated_crates_pass_on_what_the_runtime_exports_and_shared_types_may_have_such_a_name() {
    let is_runtime = |item: &ItemUse| item.leading_colon.is_none();
    let mut exported = used(&parse(&source("client/src/lib.rs")), &is_runtime);
    NOT_PASSED_ON.iter().for_each(|name| assert!(exported.remove(*name), "`{name}` is not exported by the runtime"));
    let of_client = |item: &ItemUse| matches!(&item.tree, UseTree::Path(path) if path.ident == "fal_client");
    let passed_on = used(&parse(generated().get("src/lib.rs").expect("the root")), &of_client);
    assert_eq!(exported, passed_on);
    let refused: Names = exported.into_iter().chain(["Client".to_owned()]).filter(|name| shared_type(name)).collect();
    assert_eq!(refused, Names::from(["FileRef", "Json"].map(str::to_owned)), "modules use these two themselves");
}

#[test]
fn no_endpoint_has_the_name_of_a_method_of_the_client() {
    let tree = generated();
    let mut methods = functions(&parse(tree.get("src/client.rs").expect("the client")), "Client");
    for (_, text) in sources() {
        methods.extend(functions(&parse(&text), "Client"));
    }
    assert!(methods.contains("upload") && methods.contains("webhook"), "{methods:?}");
    methods.extend(OF_CLIENTS.split(' ').map(str::to_owned));
    assert_refused("an endpoint", methods, method);
}

#[test]
fn no_field_has_the_name_of_a_function_that_the_generator_gives_a_struct() {
    let module = parse(generated().get("src/a.rs").expect("a module"));
    let mut names = functions(&module, "Input");
    assert!(names.remove("x"), "the setter");
    assert!(names.contains("new") && names.contains("example"), "{names:?}");
    let mut traits: Names =
        implementations(&module).filter(|item| is_for(item, "Input")).filter_map(trait_name).collect();
    // The macro `files!` implements this one.
    traits.insert("Files".to_owned());
    for (_, text) in sources() {
        names.extend(parse(&text).iter().flat_map(|item| methods_of_trait(item, &traits)));
    }
    assert!(names.contains("validate") && names.contains("each_file"), "{names:?}");
    assert_refused("a field", names, field);
}

#[test]
fn no_field_has_the_name_of_a_method_of_the_prelude_or_of_an_operator() {
    let methods = PRELUDE.iter().flat_map(|(_, methods)| methods.split(' ')).chain(OPERATORS.split(' '));
    assert_refused("a field", methods.map(str::to_owned), field);
}

/// A crate with one endpoint.
fn generated() -> FileTree {
    let text = "endpoint: fal-ai/a\ntitle: A\ninput:\n  x: {type: file}\n  y: {type: integer, min: 1, required: true}\n\
                output: {}\nexamples:\n  - input: {y: 1}\nstreaming: true\n";
    let catalog = fal_schema::load_texts([("fal-ai/a.yaml".to_owned(), text.to_owned())]);
    catalog
        .and_then(|catalog| fal_codegen::generate(&catalog, &Options::default()))
        .unwrap_or_else(|report| panic!("{report}"))
}

fn source(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The source files of the client.
fn sources() -> Vec<(String, String)> {
    let entries = WalkDir::new(root().join("client/src")).into_iter().map(|entry| entry.expect("a readable folder"));
    let paths = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"));
    paths
        .map(|entry| (entry.path().display().to_string(), fs::read_to_string(entry.path()).expect("a source file")))
        .collect()
}

fn parse(text: &str) -> Vec<Item> {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{error}")).items
}

/// The names that public `use` declarations bring in.
fn used(items: &[Item], wanted: &dyn Fn(&ItemUse) -> bool) -> Names {
    fn walk(tree: &UseTree, found: &mut Names) {
        match tree {
            UseTree::Path(path) => walk(&path.tree, found),
            UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, found)),
            UseTree::Name(name) => _ = found.insert(name.ident.to_string()),
            UseTree::Rename(rename) => _ = found.insert(rename.rename.to_string()),
            UseTree::Glob(_) => panic!("what a glob brings in is not known here"),
        }
    }
    let mut found = Names::new();
    for item in items {
        match item {
            Item::Use(item) if matches!(item.vis, Visibility::Public(_)) && wanted(item) => {
                walk(&item.tree, &mut found)
            }
            _ => {}
        }
    }
    found
}

fn implementations(items: &[Item]) -> impl Iterator<Item = &ItemImpl> {
    items.iter().filter_map(|item| match item {
        Item::Impl(item) => Some(item),
        _ => None,
    })
}

fn is_for(item: &ItemImpl, name: &str) -> bool {
    matches!(&*item.self_ty, syn::Type::Path(path) if path.path.is_ident(name))
}

fn trait_name(item: &ItemImpl) -> Option<String> {
    let (path, _) = item.trait_.as_ref()?;
    Some(path.segments.last()?.ident.to_string())
}

/// Public functions of a type of its own.
fn functions(items: &[Item], name: &str) -> Names {
    let own = implementations(items).filter(|item| item.trait_.is_none() && is_for(item, name));
    let public = own.flat_map(|item| &item.items).filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some(function.sig.ident.to_string()),
        _ => None,
    });
    public.collect()
}

/// The methods of a trait, if it is one of these.
fn methods_of_trait(item: &Item, traits: &Names) -> Vec<String> {
    let Item::Trait(item) = item else { return Vec::new() };
    if !traits.contains(&item.ident.to_string()) {
        return Vec::new();
    }
    let methods = item.items.iter().filter_map(|item| match item {
        TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    });
    methods.collect()
}
