//! What a change of schemas means for users: two folders that differ in everything that can differ, and single changes.
//! Reads `fixtures/diff` and texts; the differences of real models are in `tests/import`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use fal_codegen::diff::{Change, Level, Rule, diff, report};
use fal_schema::ir::Catalog;
use fal_tests::{assert_snapshot_named, root};

fn folder(name: &str) -> Catalog {
    fal_schema::load(root().join("tests/fixtures/diff").join(name)).unwrap_or_else(|report| panic!("{report}"))
}

/// Changes of one model, as `rule level place`; `%%` in the text is what is before and after.
fn changes(around: &str, before: &str, after: &str) -> Vec<String> {
    let load = |text: &str| {
        let sides = ["input", "output"]
            .iter()
            .filter(|side| !around.replace("%%", text).lines().any(|line| line.starts_with(**side)));
        let empty: String = sides.map(|side| format!("{side}: {{}}\n")).collect();
        let text = format!("endpoint: fal-ai/a\ntitle: A\n{empty}{}", around.replace("%%", text));
        let catalog = fal_schema::load_texts([("fal-ai/a.yaml".to_owned(), text)]);
        catalog.unwrap_or_else(|report| panic!("{report}"))
    };
    let line = |change: &Change| format!("{} {} {}", change.rule, change.level, change.path);
    diff(&load(before), &load(after)).iter().map(line).collect()
}

#[test]
fn every_rule_is_found_and_reported() {
    let changes = diff(&folder("before"), &folder("after"));
    let found: BTreeSet<Rule> = changes.iter().map(|change| change.rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !found.contains(rule)).collect();
    assert!(missing.is_empty(), "the fixtures show nothing of {missing:?}");
    assert_snapshot_named!("diff_every_rule", report(&changes));
}

#[test]
fn what_is_the_same_has_no_changes() {
    let catalog = folder("after");
    assert_eq!(diff(&catalog, &catalog), []);
    assert_eq!(report(&[]), "no changes\n");
    let same = changes("output:\n  n: {type: float, %%}\n", "default: 5, max: 7", "default: 5.0, max: 7.0");
    assert_eq!(same, [""; 0]);
}

#[test]
fn an_integer_that_becomes_unsigned_is_a_breaking_change() {
    let around = "input:\n  n: {type: %%}\n  all: {type: list<%%>}\n";
    let expected = ["field-type-changed breaking input.n", "field-type-changed breaking input.all"];
    assert_eq!(changes(around, "integer", "uint64"), expected);
    assert_eq!(changes(around, "uint64", "integer"), expected);
}

#[test]
fn limits_of_large_integers_are_compared_exactly() {
    let around = "input:\n  n: {type: uint64, max: %%}\n";
    let widened = ["limit-widened additive input.n"];
    assert_eq!(changes(around, "18446744073709551614", "18446744073709551615"), widened);
    assert_eq!(changes(around, "18446744073709551615", "18446744073709551615"), [""; 0]);
}

#[test]
fn what_is_added_one_way_is_removed_the_other_way() {
    let (before, after) = (folder("before"), folder("after"));
    let count = |changes: &[Change], rule: Rule| changes.iter().filter(|change| change.rule == rule).count();
    let (there, back) = (diff(&before, &after), diff(&after, &before));
    for (added, removed) in [
        (Rule::EndpointAdded, Rule::EndpointRemoved),
        (Rule::FieldAdded, Rule::FieldRemoved),
        (Rule::LimitTightened, Rule::LimitWidened),
        (Rule::TypeInRequests, Rule::TypeNotInRequests),
        (Rule::UnionArmAdded, Rule::UnionArmRemoved),
    ] {
        assert_eq!(count(&there, added), count(&back, removed), "{added}");
        assert_eq!(count(&there, removed), count(&back, added), "{removed}");
    }
}

#[test]
fn a_default_is_behaviour_in_requests_and_documentation_in_outputs() {
    let field = "  f: {type: string, default: %%}\n";
    let request = changes(&format!("input:\n{field}"), "a", "b");
    assert_eq!(request, ["default-changed behaviour input.f"]);
    let output = changes(&format!("output:\n{field}"), "a", "b");
    assert_eq!(output, ["default-changed documentation output.f"]);
}

#[test]
fn a_type_that_requests_begin_to_use_turns_its_defaults_into_values() {
    let around =
        "input:\n  f: {type: %%}\noutput:\n  t: {type: T}\ntypes:\n  T: {fields: {n: {type: integer, default: 1}}}\n";
    let found = changes(around, "integer", "T");
    assert_eq!(found, ["field-type-changed breaking input.f", "type-in-requests breaking types.T"]);
}

#[test]
fn the_order_of_required_fields_breaks_and_that_of_others_does_not() {
    let around = "input:\n%%";
    let fields = |more: &str| {
        let field = |name: &str| format!("  {name}: {{type: string{more}}}\n");
        (format!("{}{}", field("a"), field("b")), format!("{}{}", field("b"), field("a")))
    };
    let (before, after) = fields(", required: true");
    assert_eq!(changes(around, &before, &after), ["parameters-reordered breaking input"]);
    let (before, after) = fields("");
    assert_eq!(changes(around, &before, &after), ["fields-reordered documentation input"]);
}

#[test]
fn a_required_field_is_additive_in_types_that_occur_in_outputs_only() {
    let field = "n: {type: integer, required: true}";
    let output = "output:\n  a: {type: string}\n%%";
    assert_eq!(changes(output, "", &format!("  {field}\n")), ["field-added additive output.n"]);
    assert_eq!(changes(output, &format!("  {field}\n"), ""), ["field-removed breaking output.n"]);
    let local = "output:\n  t: {type: T}\ntypes:\n  T:\n    fields:\n      a: {type: string}\n%%";
    assert_eq!(changes(local, "", &format!("      {field}\n")), ["field-added additive types.T.n"]);
    let in_input = local.replace("output:", "input:");
    assert_eq!(changes(&in_input, "", &format!("      {field}\n")), ["field-added breaking types.T.n"]);
}

#[test]
fn an_output_field_that_becomes_required_is_no_longer_an_option() {
    let output = "output:\n  n: {type: integer%%}\n";
    assert_eq!(changes(output, "", ", required: true"), ["required-added breaking output.n"]);
    assert_eq!(changes(output, ", required: true", ""), ["required-removed breaking output.n"]);
}

#[test]
fn the_order_of_required_fields_does_not_matter_in_outputs() {
    let field = |name: &str| format!("  {name}: {{type: string, required: true}}\n");
    let (before, after) = (field("a") + &field("b"), field("b") + &field("a"));
    assert_eq!(changes("output:\n%%", &before, &after), ["fields-reordered documentation output"]);
}

#[test]
fn a_renamed_type_is_one_change_and_what_changed_inside_it_another() {
    let around = "input:\n  f: {type: \"list<%%";
    let old = "Old>\"}\ntypes:\n  Old: {fields: {x: {type: integer}, in: {type: Inner}}}\n  Inner: {enum: [a]}\n";
    let new = "Fresh>\"}\ntypes:\n  Fresh: {fields: {x: {type: integer}, in: {type: Deep}}}\n  Deep: {enum: [a, b]}\n";
    let found = changes(around, old, new);
    let expected =
        ["type-renamed breaking types.Old", "type-renamed breaking types.Inner", "values-added additive types.Deep"];
    assert_eq!(found, expected);
}

#[test]
fn a_name_that_is_given_as_it_follows_anyway_is_no_change() {
    let around = "%%input:\n  n2d: {type: Mode, required: true}\ntypes:\n  Mode:\n    enum: [a-b]\n";
    let named = "    rust_name: Mode\n    rust_names: {a-b: AB}\n";
    let field = around.replace("type: Mode,", "type: Mode, rust_name: n2d,");
    assert_eq!(changes(around, "", "rust_name: a\n"), Vec::<String>::new());
    assert_eq!(changes("%%", around.trim_start_matches("%%"), &(field[2..].to_owned() + named)), Vec::<String>::new());
    let other = around[2..].to_owned() + &named.replace("AB", "Ab");
    assert_eq!(changes("%%", &around[2..], &other), ["rust-name-changed breaking types.Mode.a-b"]);
}

#[test]
fn the_heaviest_change_decides_about_the_version() {
    let bumps = [
        (Level::Breaking, "semver: major (for a version 0.x: minor)\n"),
        (Level::Behaviour, "semver: minor (for a version 0.x: patch)\n"),
        (Level::Additive, "semver: minor (for a version 0.x: patch)\n"),
        (Level::Documentation, "semver: patch (for a version 0.x: patch)\n"),
    ];
    let change = |level| Change {
        rule: Rule::DocChanged,
        level,
        endpoint: Some("fal-ai/a".to_owned()),
        path: "input.a".to_owned(),
        detail: String::new(),
    };
    for (level, line) in bumps {
        let text = report(&[change(Level::Documentation), change(level)]);
        assert!(text.ends_with(line), "{text}");
    }
}

#[test]
fn thousands_of_changes_are_counted_and_some_are_shown() {
    let fields = |ty: &str| {
        let mut text = "input:\n".to_owned();
        (0..500).for_each(|number| writeln!(text, "  f{number}: {{type: {ty}}}").expect("written"));
        text
    };
    let load = |id: usize, ty: &str| {
        (format!("fal-ai/m{id}.yaml"), format!("endpoint: fal-ai/m{id}\ntitle: M\noutput: {{}}\n{}", fields(ty)))
    };
    let catalog = |ty: &str| {
        let loaded = fal_schema::load_texts((0..6).map(|id| load(id, ty)));
        loaded.unwrap_or_else(|report| panic!("{report}"))
    };
    let text = report(&diff(&catalog("string"), &catalog("integer")));
    assert!(text.lines().count() < 400, "{} lines", text.lines().count());
    assert!(text.contains("3000 changes in 6 modules: 3000 breaking"), "{text}");
}

#[test]
fn text_of_a_schema_does_not_steer_the_terminal() {
    let found = changes("input:\n  f: {type: string, pattern: \"%%\"}\n", "a", "\\e[2J");
    assert_eq!(found, ["pattern-changed documentation input.f"]);
    let change = Change {
        rule: Rule::FieldAdded,
        level: Level::Additive,
        endpoint: Some("fal-ai/a".to_owned()),
        path: "input.\u{1b}[2J".to_owned(),
        detail: "\u{7}".to_owned(),
    };
    assert!(!report(&[change]).contains(|c: char| c.is_control() && c != '\n'));
}
