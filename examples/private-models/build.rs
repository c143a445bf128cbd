//! Generates the modules that `src/lib.rs` includes from `schemas`.

fn main() -> std::process::ExitCode {
    fal_codegen::build("schemas")
}
