//! Types that could be one: what is suggested, and that following it moves names and changes nothing else.
//! Reads `fixtures/share`; writes copies of it.

use std::fs;
use std::path::Path;

use fal_codegen::diff::{Rule, diff};
use fal_import::suggest::{Suggestions, report, suggest};
use fal_tests::{assert_snapshot_named, root};

/// A copy of the fixture.
fn copy() -> tempfile::TempDir {
    let (folder, from) = (tempfile::tempdir().expect("a folder"), root().join("tests/fixtures/share"));
    for entry in walkdir::WalkDir::new(&from).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let target = folder.path().join(entry.path().strip_prefix(&from).expect("below"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        fs::copy(entry.path(), target).expect("copied");
    }
    folder
}

fn found(folder: &Path) -> Suggestions {
    suggest(folder).unwrap_or_else(|report| panic!("{report}"))
}

fn follow(folder: &Path, names: &[&str]) -> Vec<String> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let edits = found(folder).edits(&names).unwrap_or_else(|problem| panic!("{problem}"));
    Suggestions::write(folder, &edits).expect("written");
    edits.into_iter().map(|edit| edit.path).collect()
}

/// Schemas in a folder: path, text.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|entry| entry.file_type().is_file());
    let text = |path: &Path| fs::read_to_string(path).expect("a text");
    files.map(|entry| (entry.path().display().to_string(), text(entry.path()))).collect()
}

#[test]
fn equal_types_of_several_models_are_suggested_with_a_reason_and_an_entry() {
    assert_snapshot_named!("share_report", report(&found(&root().join("tests/fixtures/share"))));
}

#[test]
fn following_all_suggestions_moves_types_and_changes_nothing_else() {
    let folder = copy();
    let before = fal_schema::load(folder.path()).unwrap_or_else(|report| panic!("{report}"));
    follow(folder.path(), &[]);
    let after = fal_schema::load(folder.path()).unwrap_or_else(|report| panic!("{report}"));
    fal_codegen::generate(&after, &fal_codegen::Options::default()).unwrap_or_else(|report| panic!("{report}"));
    let moves = [Rule::TypeMoved, Rule::TypeAdded, Rule::ValuesReordered, Rule::FieldsReordered, Rule::DocChanged];
    let other: Vec<_> = diff(&before, &after).into_iter().filter(|change| !moves.contains(&change.rule)).collect();
    assert_eq!(other, []);
    assert_eq!(found(folder.path()).list, [], "nothing is left to suggest");
}

#[test]
fn comments_and_everything_else_in_the_files_stay() {
    let folder = copy();
    follow(folder.path(), &[]);
    let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a schema");
    let shared = text("shared.yaml");
    let before = fs::read_to_string(root().join("tests/fixtures/share/shared.yaml")).expect("a schema");
    assert!(shared.starts_with(&before), "{shared}");
    assert_snapshot_named!("share_edited", text("fal-ai/paint/fast.yaml"));
}

#[test]
fn a_chosen_suggestion_brings_what_it_needs_and_no_more() {
    let folder = copy();
    let paths = follow(folder.path(), &["WeightCommon"]);
    assert_eq!(paths, ["shared.yaml", "fal-ai/draw/one.yaml", "fal-ai/paint/fast.yaml"]);
    let shared = fs::read_to_string(folder.path().join("shared.yaml")).expect("a schema");
    assert!(shared.contains("  WeightCommon:") && shared.contains("  Range:") && !shared.contains("Ratio"), "{shared}");
    let problem = found(folder.path()).edits(&["PaintFil".to_owned()]).expect_err("no such name");
    assert_eq!(problem, "there is no suggestion `PaintFil`; did you mean `PaintFile`?");
}

#[test]
fn a_suggestion_can_have_another_name_that_is_free() {
    let folder = copy();
    let mut suggestions = found(folder.path());
    suggestions.rename("Range", "Interval").expect("a suggestion");
    suggestions.rename("WeightCommon", "LoraWeight").expect("a suggestion");
    assert_eq!(
        suggestions.rename("Quality", "Grade").expect_err("shared"),
        "`Quality` already exists as a shared type and cannot be renamed"
    );
    let edits = suggestions.edits(&["LoraWeight".to_owned()]).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(edits[0].new.contains("  LoraWeight:") && edits[0].new.contains("type: Interval"), "{}", edits[0].new);
    suggestions.rename("LoraWeight", "Weight").expect("a suggestion");
    let problem = suggestions.edits(&["Weight".to_owned()]).expect_err("taken");
    assert!(problem.contains("error[E023]") && problem.contains("fal-ai/paint/slow.yaml"), "{problem}");
}

#[test]
fn what_differs_on_the_wire_or_in_rust_is_left_alone() {
    let list = found(&root().join("tests/fixtures/share")).list;
    let replaced: Vec<&str> = list.iter().flat_map(|one| &one.replaces).map(|(_, name)| name.as_str()).collect();
    for (name, why) in [
        ("Frame", "its default is a value in the request of one model and an `Option` in the output of another"),
        ("Tree", "it holds itself"),
        ("Level", "it is called otherwise than what has the same values"),
        ("Span", "it is called otherwise than what has the same fields"),
    ] {
        assert!(!replaced.contains(&name), "{name}: {why}");
    }
}

#[test]
fn types_that_are_not_on_lines_of_their_own_are_refused_with_their_place() {
    let folder = copy();
    let path = folder.path().join("fal-ai/draw/one.yaml");
    let text = fs::read_to_string(&path).expect("a schema");
    let (rest, _) = text.split_once("types:").expect("types");
    let rest =
        rest.replace("  weight: {type: Weight}\n", "").replace("  file: {type: DrawFile}", "  a: {type: string}");
    let flow = "types: {AspectRatio: {enum: [a]}, DrawQuality: {enum: [high, low]}}\n";
    fs::write(&path, format!("{rest}{flow}")).expect("written");
    let before = texts(folder.path());
    let problem = found(folder.path()).edits(&["Quality".to_owned()]).expect_err("one line");
    assert!(problem.contains("error[E060]") && problem.contains("fal-ai/draw/one.yaml:8:1"), "{problem}");
    assert_eq!(texts(folder.path()), before);
}

#[test]
fn edits_are_written_together_or_not_at_all() {
    let folder = copy();
    let mut edits = found(folder.path()).edits(&[]).unwrap_or_else(|problem| panic!("{problem}"));
    let before = texts(folder.path());
    // The last file cannot be replaced: a folder has its name.
    let mut last = edits[0].clone();
    last.path = "fal-ai".to_owned();
    edits.push(last);
    assert!(Suggestions::write(folder.path(), &edits).is_err());
    assert_eq!(texts(folder.path()), before);
}
