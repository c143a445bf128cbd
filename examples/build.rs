//! Extracts the Rust from the documents, without hidden lines, so that `documents/pages.rs` compiles and runs exactly the code
//! that readers see.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// The documents whose code uses the generated crate, with a client named `fal`.
const PAGES: &[&str] = &[
    "README.md",
    "docs/any-model.md",
    "docs/blocking.md",
    "docs/errors-and-retries.md",
    "docs/files.md",
    "docs/from-javascript.md",
    "docs/jobs.md",
    "docs/keys.md",
    "docs/streaming.md",
    "docs/testing.md",
    "docs/webhooks.md",
];

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), String> {
    let folder = |name| std::env::var_os(name).ok_or_else(|| format!("{name} is not set: this is a build script"));
    let root = Path::new(&folder("CARGO_MANIFEST_DIR")?).join("..");
    let mut sections = Vec::new();
    for &page in PAGES {
        let path = root.join(page);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        sections.extend(text.split("\n## ").filter_map(|text| Section::read(page, text)));
    }
    let target = Path::new(&folder("OUT_DIR")?).join("pages.rs");
    std::fs::write(target, functions(&sections)).map_err(|error| error.to_string())
}

/// The code of a section. All blocks of a section share one scope.
struct Section {
    page: &'static str,
    heading: String,
    code: String,
    /// Whether the code is only compiled, because it would call fal.
    compiled_only: bool,
}

impl Section {
    /// Returns `None` for a section without Rust.
    fn read(page: &'static str, text: &str) -> Option<Self> {
        let heading = text.trim_start_matches("# ").lines().next().unwrap_or_default().to_owned();
        let blocks = text.split("\n```rust").skip(1).filter_map(|rest| rest.split("\n```").next()?.split_once('\n'));
        let mut section = Self { page, heading, code: String::new(), compiled_only: false };
        for (mark, code) in blocks {
            section.compiled_only |= mark == ",no_run";
            section.code.push_str(code);
            section.code.push('\n');
        }
        (!section.code.is_empty()).then_some(section)
    }
}

/// Generates a function for each section, the list of sections, and `run`, which calls one.
fn functions(sections: &[Section]) -> String {
    let (mut list, mut arms, mut functions) = (String::new(), String::new(), String::new());
    for (index, Section { page, heading, code, compiled_only }) in sections.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(list, "    ({page:?}, {heading:?}, {compiled_only}),");
        let _ = writeln!(arms, "        {index} => section_{index}(fal).await,");
        let _ =
            writeln!(functions, "async fn section_{index}(fal: &fal_models::Client) -> Outcome {{\n    let _ = fal;");
        let _ = writeln!(functions, "{code}    let _ = &fal;\n    Ok(())\n}}\n");
    }
    format!(
        "type Outcome = Result<(), Box<dyn std::error::Error>>;\n\n\
         /// Page, heading, and whether the code is only compiled.\nconst SECTIONS: &[(&str, &str, bool)] = &[\n{list}];\n\n\
         async fn run(section: usize, fal: &fal_models::Client) -> Outcome {{\n    match section {{\n{arms}        \
         _ => Ok(()),\n    }}\n}}\n\n{functions}"
    )
}
