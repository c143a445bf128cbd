//! Generates the fixture models as a user's build script would, and the list of the real models, so that no test keeps
//! one by hand. Reads `fixtures/models` and the schemas, feeds `lib.rs` and `models/model.rs`.

use std::path::Path;
use std::process::ExitCode;

use fal_codegen::ir::Endpoint;

fn main() -> ExitCode {
    if let Err(problem) = list_models() {
        eprintln!("{problem}");
        return ExitCode::FAILURE;
    }
    fal_codegen::build("fixtures/models")
}

/// Writes `$OUT_DIR/model_list.rs`: `&[model!(f_lite_standard, example), ...]`, by the modules that the schemas lead to.
fn list_models() -> Result<(), String> {
    let folder = |name| std::env::var_os(name).ok_or_else(|| format!("{name} is not set: this is a build script"));
    let root = folder("CARGO_MANIFEST_DIR")?;
    let schemas = Path::new(&root).parent().unwrap_or(Path::new("..")).join("schemas");
    println!("cargo::rerun-if-changed={}", schemas.display());
    let catalog = fal_codegen::load(schemas).map_err(|report| report.to_string())?;
    let modules =
        fal_codegen::summaries(&catalog, &fal_codegen::Options::default()).map_err(|report| report.to_string())?;
    // Both are in the order of the ids.
    let models = modules.iter().filter(|(name, _)| name != "types").zip(&catalog.endpoints);
    let model = |((name, _), endpoint): (&(String, String), &Endpoint)| {
        let has_example = endpoint.examples.iter().any(|example| example.input.is_some());
        format!("model!({}{}),\n", name.replace("__", "::"), if has_example { ", example" } else { "" })
    };
    let models: String = models.map(model).collect();
    let list = Path::new(&folder("OUT_DIR")?).join("model_list.rs");
    std::fs::write(list, format!("&[\n{models}]\n")).map_err(|error| error.to_string())
}
