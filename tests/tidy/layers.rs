//! Who may use what: use goes one way through the generator, and the members know each other only where they must.

use std::collections::BTreeSet;

use crate::code::has_word;
use crate::files::File;
use crate::{about, assert_none};

/// Modules of the generator that may not use others, or may use some only.
enum Rule {
    Not(&'static [&'static str]),
    Only(&'static [&'static str]),
}

const LAYERS: [(&str, Rule); 11] = [
    ("schema", Rule::Not(&["ir", "lower", "check", "plan", "names", "render"])),
    ("ir", Rule::Only(&["diag"])),
    ("lower", Rule::Not(&["plan", "naming", "render"])),
    ("check", Rule::Not(&["plan", "naming", "render"])),
    ("names", Rule::Only(&["ir"])),
    ("naming", Rule::Only(&["ir", "names", "diag", "codes"])),
    ("boxed", Rule::Only(&["ir"])),
    ("usage", Rule::Only(&["ir", "boxed"])),
    ("diff", Rule::Only(&["ir", "names", "usage"])),
    ("plan", Rule::Not(&["schema", "yaml", "read", "render"])),
    (
        "render",
        Rule::Only(&["plan", "names::is_keyword", "names::spelled", "emit", "Options", "Package", "ClientCrate"]),
    ),
];

#[test]
fn use_goes_one_way_through_the_generator() {
    let files = about(|file| file.is_source_of("codegen"));
    for (module, _) in LAYERS {
        assert!(files.iter().any(|file| module_of(file) == module), "there is no module {module} any more");
    }
    assert_none(
        "these modules may not use each other:",
        &files.into_iter().flat_map(against_layers).collect::<Vec<_>>(),
    );
}

fn against_layers(file: &File) -> Vec<String> {
    let Some((module, rule)) = LAYERS.iter().find(|(module, _)| *module == module_of(file)) else { return Vec::new() };
    let wrong = uses(file).into_iter().filter(|used| {
        let is = |name: &str| used == name || used.starts_with(&format!("{name}::"));
        match rule {
            Rule::Not(names) => names.iter().any(|name| is(name)),
            Rule::Only(names) => !is(module) && !names.iter().any(|name| is(name)),
        }
    });
    wrong.map(|used| format!("{}: `{module}` uses `{used}`", file.path)).collect()
}

/// The module of the generator that a file belongs to.
fn module_of(file: &File) -> &str {
    let path = file.path.strip_prefix("codegen/src/").unwrap_or_default();
    path.split(['/', '.']).next().unwrap_or_default()
}

/// What a file names of its crate: `ir::Catalog` for `crate::ir::Catalog`, also out of groups.
fn uses(file: &File) -> BTreeSet<String> {
    let code: String = file.code.split_whitespace().collect();
    let mut found = BTreeSet::new();
    for (at, start) in code.match_indices("crate::") {
        paths("", &code[at + start.len()..], &mut found);
    }
    found
}

/// Collects the paths that a text without spaces starts with: `a::b`, or each of `{a::b,c}`. Gives the rest.
fn paths<'a>(prefix: &str, text: &'a str, found: &mut BTreeSet<String>) -> &'a str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    if name.is_empty() {
        let Some(mut inner) = rest.strip_prefix('{') else { return rest };
        loop {
            inner = paths(prefix, inner, found);
            match inner.strip_prefix(',') {
                Some(next) => inner = next,
                None => return inner.strip_prefix('}').unwrap_or(inner),
            }
        }
    }
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    match rest.strip_prefix("::") {
        Some(next) => rest = paths(&path, next, found),
        None => drop(found.insert(if name == "self" { prefix.to_owned() } else { path })),
    }
    rest
}

#[test]
fn only_render_knows_how_rust_is_written() {
    let tools = ["quote", "syn", "proc_macro2", "prettyplease"];
    let members = ["codegen", "client", "mock", "proxy", "xtask"];
    let files = about(|file| members.iter().any(|member| file.is_source_of(member)) && module_of(file) != "render");
    let findings = files.iter().flat_map(|file| words(file, &tools)).collect::<Vec<_>>();
    assert_none("only codegen/src/render may use these:", &findings);
}

#[test]
fn only_load_emit_and_build_touch_files() {
    let signs =
        ["fs", "walkdir", "tempfile", "OpenOptions", "read_dir", "canonicalize", "include_str", "include_bytes"];
    let files = about(|file| file.is_source_of("codegen") && !["load", "emit", "build"].contains(&module_of(file)));
    let mut findings: Vec<String> = files.iter().flat_map(|file| words(file, &signs)).collect();
    let opened = |line: &str| line.contains("File::open") || line.contains("File::create") || line.contains("std::io");
    findings.extend(files.iter().flat_map(|file| file.lines_where("files", opened)));
    assert_none("only load, emit and build of the generator may touch files:", &findings);
}

#[test]
fn the_same_schemas_give_the_same_bytes() {
    let signs = [
        "SystemTime",
        "Instant",
        "net",
        "env",
        "option_env",
        "process",
        "HashMap",
        "HashSet",
        "RandomState",
        "rand",
        "hyper",
        "chrono",
        "rayon",
    ];
    let files = about(|file| file.is_source_of("codegen"));
    let mut findings: Vec<String> =
        files.iter().filter(|file| module_of(file) != "build").flat_map(|file| words(file, &signs)).collect();
    for file in files.iter().filter(|file| module_of(file) == "build") {
        let other = |line: &&String| !line.ends_with("`env`") && !line.ends_with("`process`");
        findings.extend(words(file, &signs).into_iter().filter(|line| other(&line)));
        // The variable's name is a literal, so it is looked up in the text.
        let mut lines = file.code.lines().zip(file.text.lines()).filter(|(code, _)| has_word(code, "env"));
        let read = lines.all(|(_, text)| text.contains("var_os(\"OUT_DIR\")"));
        findings.extend((!read).then(|| format!("{}: of the environment only OUT_DIR is read", file.path)));
    }
    assert_none("the generator has no clock, network, environment or hash order:", &findings);
}

#[test]
fn threads_are_started_in_one_place_that_keeps_the_order_of_results() {
    let files = about(|file| file.is_source_of("codegen") && file.path != "codegen/src/render/parallel.rs");
    let findings: Vec<String> = files.iter().flat_map(|file| words(file, &["thread", "Mutex", "mpsc"])).collect();
    assert_none("only render/parallel.rs of the generator knows threads:", &findings);
}

#[test]
fn the_local_server_and_the_client_do_not_know_each_other() {
    let files = about(|file| file.is_source_of("mock"));
    let names = ["fal_client", "fal_models", "quote", "syn"];
    assert_none(
        "the local server is a check from outside:",
        &files.iter().flat_map(|file| words(file, &names)).collect::<Vec<_>>(),
    );
}

#[test]
fn the_proxy_knows_the_client_only() {
    let files = about(|file| file.is_source_of("proxy"));
    let findings = files.iter().flat_map(|file| words(file, &["fal_codegen", "fal_mock", "fal_models"]));
    assert_none("the proxy knows no model and no server but by the client:", &findings.collect::<Vec<_>>());
}

#[test]
fn the_client_knows_no_model() {
    let files = about(|file| file.is_source_of("client"));
    let mut findings: Vec<String> = files.iter().flat_map(|file| words(file, &["fal_codegen", "fal_models"])).collect();
    let catalog = fal_tests::catalog();
    for endpoint in &catalog.endpoints {
        let module: String = endpoint.id.split('/').skip(1).collect::<Vec<_>>().join("_").replace('-', "_");
        findings.extend(files.iter().flat_map(|file| words(file, &[&module])));
    }
    for (file, endpoint) in files.iter().flat_map(|file| catalog.endpoints.iter().map(move |endpoint| (file, endpoint)))
    {
        let names_it = |line: &str| has_word(line, &endpoint.id) && !line.trim_start().starts_with("//");
        // Documentation and the tests at the end of a file may take a model as an example.
        let lines = file.text.lines().take_while(|line| *line != "#[cfg(test)]").enumerate();
        let lines = lines.filter(|(_, line)| names_it(line));
        findings.extend(lines.map(|(index, _)| format!("{}:{}: {}", file.path, index + 1, endpoint.id)));
    }
    assert_none("the client knows no model and no generator:", &findings);
}

/// Each line on which one of the words is used.
fn words(file: &File, words: &[&str]) -> Vec<String> {
    words.iter().flat_map(|word| file.lines_where(&format!("`{word}`"), |line| has_word(line, word))).collect()
}

#[test]
fn a_wrong_use_is_found_in_every_form() {
    let cases = [
        ("ir.rs", "use crate::schema::FieldEntry;", "`ir` uses `schema::FieldEntry`"),
        ("schema.rs", "use crate::{diag::Span, ir::{self, Field}};", "`schema` uses `ir`"),
        ("lower/types.rs", "fn f() { crate::naming::name(x) }", "`lower` uses `naming::name`"),
        ("plan/root.rs", "use crate::yaml;", "`plan` uses `yaml`"),
        ("render.rs", "use crate::names::{is_keyword, module};", "`render` uses `names::module`"),
        ("render/items.rs", "use crate::\n    ir::Catalog;", "`render` uses `ir::Catalog`"),
    ];
    for (path, text, expected) in cases {
        let findings = against_layers(&File::new(&format!("codegen/src/{path}"), text)).join("\n");
        assert!(findings.contains(expected), "{path}: {findings:?}");
    }
    let fine =
        "use crate::names::is_keyword;\nuse crate::{Options, plan::Plan};\n// crate::ir\nfn f() { g(\"crate::ir\") }";
    assert_eq!(against_layers(&File::new("codegen/src/render.rs", fine)), [""; 0]);
}
