//! Model pages and `llms.txt`: one small text per construct, and the schema that it becomes.

use std::fs;

use fal_codegen::Options;
use fal_import::{Imported, Outcome};
use fal_tests::assert_snapshot_named;

use crate::{fixture_of, fixtures_of, folder, import};

const FORMS: [&str; 2] = ["pages", "llms"];

/// All texts, with their form.
fn texts() -> impl Iterator<Item = (&'static str, String)> {
    FORMS.into_iter().flat_map(|form| fixtures_of(form).into_iter().map(move |name| (form, name)))
}

/// A failure as it is reported.
fn failure(result: &Imported) -> Option<String> {
    let Outcome::Failed(why) = &result.outcome else { return None };
    let line = result.line.map(|line| format!(":{line}")).unwrap_or_default();
    Some(format!("{}{line}: {why}", result.document))
}

#[test]
fn each_text_becomes_a_schema_or_is_refused_with_its_line() {
    for (form, name) in texts() {
        let folder = folder();
        let result = import(&[(&name, &fixture_of(form, &name))], folder.path()).remove(0);
        let refused = failure(&result);
        assert_eq!(name.starts_with("bad"), refused.is_some(), "{form} {name}: {refused:?}");
        let text = refused.unwrap_or_else(|| {
            let text = fs::read_to_string(folder.path().join(&result.path)).expect("a schema");
            let names = |what: &str, names: &[String]| match names {
                [] => String::new(),
                names => format!("\n# {what}: {}", names.join(", ")),
            };
            text + &names("uses", &result.shared) + &names("leaves out", &result.left_out)
        });
        let stem = name.trim_end_matches(".txt").replace('-', "_");
        assert_snapshot_named!(format!("import_{form}_{stem}"), text);
    }
}

#[test]
fn what_is_imported_can_be_generated_and_imported_again_without_a_change() {
    let folder = folder();
    let names: Vec<(&str, String)> = texts().filter(|(_, name)| !name.starts_with("bad")).collect();
    let read: Vec<String> = names.iter().map(|(form, name)| fixture_of(form, name)).collect();
    let documents: Vec<(&str, &str)> = names.iter().zip(&read).map(|((_, name), text)| (&**name, &**text)).collect();
    import(&documents, folder.path());
    let catalog = fal_schema::load(folder.path()).map(|catalog| catalog.endpoints.len());
    let unused = catalog.err().map(|report| report.to_string()).unwrap_or_default();
    assert_eq!(unused.matches("error[").count(), 1, "only the shared type that nobody uses: {unused}");
    for result in import(&documents, folder.path()) {
        assert_eq!(result.outcome, Outcome::Unchanged, "{result:?}");
    }
    let shared = fs::read_to_string(folder.path().join("shared.yaml")).expect("the shared types");
    let (shared, _) = shared.split_once("  FileWithData").expect("the unused type");
    fs::write(folder.path().join("shared.yaml"), shared).expect("written");
    let generated = fal_schema::load(folder.path())
        .and_then(|catalog| fal_codegen::generate(&catalog, &Options::default()))
        .unwrap_or_else(|report| panic!("{report}"));
    assert!(generated.get("src/lamp_fast.rs").is_some());
}

#[test]
fn line_ends_and_marks_of_editors_make_no_difference() {
    for (form, name) in texts().filter(|(_, name)| !name.starts_with("bad")) {
        let text = fixture_of(form, &name);
        let others = [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text.replace('\n', " \n"), text + "\n\n"];
        let made = |text: &str| {
            let folder = folder();
            let result = import(&[(&name, text)], folder.path()).remove(0);
            fs::read_to_string(folder.path().join(result.path)).expect("a schema")
        };
        let first = made(&fixture_of(form, &name));
        for other in &others {
            assert_eq!(made(other), first, "{form} {name}");
        }
    }
}

#[test]
fn a_page_is_known_by_its_content_not_by_its_name() {
    let folder = folder();
    let page = fixture_of("pages", "fields.txt");
    let results = import(&[("page.json", &page), ("llms.html", &fixture_of("llms", "fields.txt"))], folder.path());
    assert!(results.iter().all(|result| result.outcome == Outcome::Added), "{results:?}");
}

#[test]
fn a_page_that_lost_its_empty_lines_is_the_same_page() {
    for name in ["fields.txt", "enums.txt"] {
        let text = fixture_of("pages", name).replace("Names of layers.\n\n", "Names of layers. ");
        let made = |text: &str| {
            let folder = folder();
            let result = import(&[(name, text)], folder.path()).remove(0);
            fs::read_to_string(folder.path().join(result.path)).expect("a schema")
        };
        let dense: String = text.lines().filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        assert_eq!(made(&dense), made(&text));
    }
}
