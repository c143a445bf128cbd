//! A crate out of a folder of schemas, with its tests. Runs in a process of its own. Reads `schemas/` in the crate's
//! folder; feeds the workspace.

use std::path::Path;
use std::{fs, io};

use fal_codegen::{ClientCrate, Options, Package};

use super::{catalog, checks};

/// Writes the crate in `folder`; with `is_single` as one text for `include!`.
pub(crate) fn write(folder: &Path, is_single: bool) -> Result<(), String> {
    write_all(folder, is_single).map_err(|error| format!("{}: {error}", folder.display()))
}

fn write_all(folder: &Path, is_single: bool) -> io::Result<()> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let client = fal_tests::root().join("client").to_string_lossy().into_owned();
    let package = Package { name: name.clone(), client: ClientCrate::Path(client.clone()) };
    let options = Options { command: "random".to_owned(), crate_name: Some(name.clone()), package: Some(package) };
    let catalog = fal_schema::load_texts(catalog::read(&folder.join("schemas"))?).map_err(io::Error::other)?;
    let tree = fal_codegen::generate(&catalog, &options).map_err(io::Error::other)?;
    for part in ["src", "checks"] {
        if folder.join(part).exists() {
            fs::remove_dir_all(folder.join(part))?;
        }
        fs::create_dir_all(folder.join(part))?;
    }
    let (manifest, root) = if is_single {
        let single = Options { crate_name: None, package: None, ..options };
        let text = fal_codegen::generate_single(&catalog, &single).map_err(io::Error::other)?;
        fs::write(folder.join("src/models.rs"), text)?;
        let library = "//! For `include!`.\n\n/// Models.\npub mod models {\n    include!(\"models.rs\");\n}\n";
        fs::write(folder.join("src/lib.rs"), library)?;
        (manifest(&name, &client), format!("{name}::models"))
    } else {
        tree.write(folder)?;
        (tree.get("Cargo.toml").unwrap_or_default().to_owned(), name.clone())
    };
    fs::write(folder.join("Cargo.toml"), manifest + &tests(&name))?;
    write_checks(folder, &checks::files(&catalog, &tree, &root))
}

fn write_checks(folder: &Path, files: &[(String, String)]) -> io::Result<()> {
    let modules: String = files.iter().map(|(name, _)| format!("mod {name};\n")).collect();
    let main = format!(
        "//! Tests of a generated crate.\n#![allow(warnings, clippy::all, missing_docs, unreachable_pub)]\n\n#[macro_use]\nmod harness;\n{modules}"
    );
    fs::write(folder.join("checks/main.rs"), main)?;
    fs::write(folder.join("checks/harness.rs"), checks::HARNESS)?;
    for (name, text) in files {
        fs::write(folder.join(format!("checks/{name}.rs")), text)?;
    }
    Ok(())
}

/// The manifest of a crate that is not generated as a whole.
fn manifest(name: &str, client: &str) -> String {
    let dependency = format!("fal-client = {{ path = {client:?}, default-features = false }}");
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\nfull = []\n\n[dependencies]\n{dependency}\n"
    )
}

fn tests(name: &str) -> String {
    format!(
        "\n[lib]\ntest = false\n\n[[test]]\nname = \"checks_{name}\"\npath = \"checks/main.rs\"\n\n\
         [dev-dependencies]\nserde.workspace = true\nserde_json.workspace = true\n"
    )
}
