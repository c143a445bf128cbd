//! Generates the fixture models as a user's build script would. Reads `fixtures/models`, feeds `lib.rs`.

fn main() -> std::process::ExitCode {
    fal_codegen::build("fixtures/models")
}
