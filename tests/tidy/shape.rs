//! How Rust files look: what they begin with, how long they and their functions are, what they never hold.

use crate::code::{functions, has_word};
use crate::files::File;
use crate::{about, assert_none};

/// Finds what breaks a rule in one file.
type Look = fn(&File) -> Vec<String>;

const MAX_FILE: usize = 500;
const MAX_FUNCTION: usize = 60;

fn check(rule: &str, look: Look) {
    let files = about(File::is_written_rust);
    assert_none(rule, &files.into_iter().flat_map(look).collect::<Vec<_>>());
}

#[test]
fn every_file_begins_with_what_it_is() {
    check("the first line of these files is not a `//!` that says what the file is:", head);
}

fn head(file: &File) -> Vec<String> {
    if file.text.starts_with("//! ") { Vec::new() } else { vec![format!("{}:1", file.path)] }
}

#[test]
fn no_file_is_long() {
    check("these files have more than 500 lines: split them", long_file);
}

fn long_file(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    if lines > MAX_FILE { vec![format!("{}: {lines} lines", file.path)] } else { Vec::new() }
}

#[test]
fn no_function_is_long() {
    check("these functions have more than 60 lines: split them", long_functions);
}

fn long_functions(file: &File) -> Vec<String> {
    let long = functions(&file.code).into_iter().filter(|(.., lines)| *lines > MAX_FUNCTION);
    long.map(|(name, first, lines)| format!("{}:{first}: `{name}` has {lines} lines", file.path)).collect()
}

#[test]
fn no_lint_is_silenced_and_nothing_is_left_for_later() {
    check("`expect` with a reason instead of `allow`; no placeholders:", leftovers);
}

fn leftovers(file: &File) -> Vec<String> {
    let mut findings = file.lines_where("allow", |line| {
        let line: String = line.split_whitespace().collect();
        // What is written into generated code silences nothing here.
        line.replace("quote!(#[allow(", "").contains("#[allow(")
            || line.contains("#![allow(")
            || (line.contains("cfg_attr") && has_word(&line, "allow"))
    });
    for name in ["todo", "unimplemented", "dbg"] {
        findings.extend(file.lines_where(&format!("{name}!"), |line| {
            line.match_indices(&format!("{name}!"))
                .any(|(at, _)| has_word(&line[at..], name) && !line[..at].ends_with('_'))
        }));
    }
    findings
}

#[test]
fn each_rule_finds_what_breaks_it() {
    let long = format!("//! A.\nfn f() {{\n{}}}\n", "    x();\n".repeat(MAX_FUNCTION));
    let cases: [(Look, String, &str); 7] = [
        (head, "use a;\n//! A.".to_owned(), "a.rs:1"),
        (long_file, "//! A.\n".repeat(MAX_FILE + 1), "a.rs: 501 lines"),
        (long_functions, long, "a.rs:2: `f` has 62 lines"),
        (leftovers, "fn f() {\n    #[allow(dead_code)]\n    x\n}".to_owned(), "a.rs:2: allow"),
        (leftovers, "# ![allow(dead_code)]".to_owned(), "a.rs:1: allow"),
        (leftovers, "fn f() { todo!() }".to_owned(), "a.rs:1: todo!"),
        (leftovers, "fn f() {\n dbg!(x); }".to_owned(), "a.rs:2: dbg!"),
    ];
    for (look, text, expected) in cases {
        assert_eq!(look(&File::new("a.rs", &text)), [expected]);
    }
    let fine = File::new("a.rs", "//! todo! #[allow(x)]\n#[expect(dead_code, reason = \"dbg!\")]\nfn f() {}\n");
    assert_eq!([head(&fine), leftovers(&fine), long_functions(&fine)].concat(), [""; 0]);
}
