//! Takes the Rust out of docs/from-javascript.md, so that the tests run what the page shows, to the letter.
//! Reads that page, feeds `shown/from_javascript.rs`.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

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
    let page = Path::new(&folder("CARGO_MANIFEST_DIR")?).join("../docs/from-javascript.md");
    println!("cargo::rerun-if-changed={}", page.display());
    let text = std::fs::read_to_string(&page).map_err(|error| format!("{}: {error}", page.display()))?;
    let target = Path::new(&folder("OUT_DIR")?).join("from_javascript.rs");
    std::fs::write(target, functions(&text)).map_err(|error| error.to_string())
}

/// A function for each section with Rust in it, `HEADINGS` with what stands above them, and `run` to call one of them.
fn functions(page: &str) -> String {
    let (mut headings, mut arms, mut functions) = (String::new(), String::new(), String::new());
    let sections = page.split("\n## ").skip(1).filter_map(|section| {
        let (heading, text) = section.split_once('\n')?;
        let code = blocks(text);
        (!code.is_empty()).then_some((heading, code))
    });
    for (index, (heading, code)) in sections.enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(headings, "    {heading:?},");
        let _ = writeln!(arms, "        {index} => section_{index}(fal).await,");
        let _ =
            writeln!(functions, "async fn section_{index}(fal: &fal_models::Client) -> Outcome {{\n    let _ = fal;");
        let _ = writeln!(functions, "{code}    let _ = &fal;\n    Ok(())\n}}\n");
    }
    format!(
        "type Outcome = Result<(), Box<dyn std::error::Error>>;\n\n\
         const HEADINGS: &[&str] = &[\n{headings}];\n\n\
         async fn run(section: usize, fal: &fal_models::Client) -> Outcome {{\n    match section {{\n{arms}        \
         _ => Ok(()),\n    }}\n}}\n\n{functions}"
    )
}

/// The code of all Rust blocks of a text, in order: what one block names, the next ones may use.
fn blocks(text: &str) -> String {
    let blocks = text.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.collect()
}
