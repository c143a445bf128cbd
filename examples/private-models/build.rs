//! Generates the models. Reads `schemas`, feeds `src/lib.rs`.

fn main() -> std::process::ExitCode {
    fal_codegen::build("schemas")
}
