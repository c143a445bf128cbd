//! Random schemas and random inputs, put through the generator. `.ci/random` and `.ci/mutate` run this.

mod mutation;
mod property;
mod schema;
mod source;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use peak_alloc::PeakAlloc;

/// Counts what is allocated.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<bool, String> {
    let failed = |error: std::io::Error| error.to_string();
    match arguments {
        ["schemas", count, seed] => property::run(number(count)?, number(seed)? as u64).map_err(failed),
        ["folder", folder] => property::folder(Path::new(folder)).map_err(failed),
        ["mutate", count, seed, first, folders @ ..] => {
            mutation::run(number(count)? as u64, number(seed)? as u64, number(first)? as u64, &paths(folders))
                .map_err(failed)
        }
        // These are for the processes that the others start.
        ["grow", seed, catalog, folder, current, skipped @ ..] => {
            let skipped = skipped.iter().map(|number| self::number(number)).collect::<Result<Vec<_>, _>>()?;
            let (seed, catalog) = (number(seed)? as u64, number(catalog)? as u64);
            property::grow(seed, catalog, Path::new(folder), Path::new(current), &skipped).map_err(failed)?;
            Ok(true)
        }
        ["write", krate, form] => property::write(Path::new(krate), *form == "single").map(|()| true),
        ["batch", seed, first, end, progress, folders @ ..] => {
            let numbers = number(first)? as u64..number(end)? as u64;
            mutation::batch(number(seed)? as u64, numbers, Path::new(progress), &paths(folders)).map_err(failed)?;
            Ok(true)
        }
        _ => Err("usage: schemas COUNT SEED, folder FOLDER, or mutate COUNT SEED FIRST FOLDER...".to_owned()),
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}

fn paths(texts: &[&str]) -> Vec<PathBuf> {
    texts.iter().map(PathBuf::from).collect()
}
