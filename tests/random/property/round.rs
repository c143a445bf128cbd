//! Rounds: catalogs are grown, written as crates of one workspace, and put through all steps. What fails is kept with the
//! command that repeats it, taken out, and the step is run again, so that it hides nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;
use std::{fs, io};

use super::blame::{self, Fault};
use super::{cargo, catalog};

/// Catalogs in a workspace.
const CATALOGS: usize = 12;
/// Of so many catalogs one is written as one text for `include!`, the others as crates.
const SINGLE: usize = 6;

/// What a run has seen.
#[derive(Default)]
struct Tally {
    tried: usize,
    accepted: usize,
    /// How many were refused, by the code of the first diagnostic.
    refused: BTreeMap<String, usize>,
    failed: BTreeMap<String, usize>,
    seconds: BTreeMap<&'static str, f64>,
    base: PathBuf,
    has_command: bool,
}

/// Checks about so many random schemas. Whether all that were accepted passed.
pub(crate) fn run(count: usize, seed: u64) -> io::Result<bool> {
    let mut tally = Tally::new("schemas")?;
    catalog::save(&tally.base.with_file_name("failed"), &catalog::Strings::new())?;
    let catalogs = count.div_ceil(catalog::SIZE).max(1);
    for first in (0..catalogs).step_by(CATALOGS) {
        let numbers: Vec<usize> = (first..catalogs.min(first + CATALOGS)).collect();
        let workspace = tally.base.join("workspace");
        if workspace.exists() {
            fs::remove_dir_all(&workspace)?;
        }
        let started = Instant::now();
        let mut crates = Vec::new();
        for number in numbers {
            let form = if number % SINGLE == SINGLE - 1 { 's' } else { 'c' };
            let name = format!("{form}{:02}", number - first);
            tally.grow(seed, number, &workspace.join(&name))?;
            crates.push(name);
        }
        tally.took("growing", started);
        tally.check(&workspace, crates)?;
    }
    Ok(tally.report())
}

/// Checks the schemas of a folder, in both forms.
pub(crate) fn folder(folder: &Path) -> io::Result<bool> {
    let mut tally = Tally::new("folder")?;
    let texts = catalog::read(folder)?;
    tally.tried = texts.len();
    tally.has_command = true;
    let workspace = tally.base.join("workspace");
    for name in ["c00", "s00"] {
        catalog::save(&workspace.join(name).join("schemas"), &texts)?;
    }
    if let Err(report) = catalog::judge(&texts) {
        println!("refused:\n{report}");
        return Ok(true);
    }
    tally.accepted = texts.len();
    tally.check(&workspace, vec!["c00".to_owned(), "s00".to_owned()])?;
    Ok(tally.report())
}

impl Tally {
    fn new(name: &str) -> io::Result<Self> {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| fal_tests::root().join("target"), PathBuf::from);
        let base = std::path::absolute(target)?.join("random").join(name);
        fs::create_dir_all(&base)?;
        Ok(Self { base, ..Self::default() })
    }

    fn took(&mut self, what: &'static str, since: Instant) {
        *self.seconds.entry(what).or_default() += since.elapsed().as_secs_f64();
    }

    /// Grows a catalog in a process of its own. A schema that ends the process is a failure, and left out in the next one.
    fn grow(&mut self, seed: u64, number: usize, krate: &Path) -> io::Result<()> {
        let current = self.base.join("current");
        let mut skipped: Vec<String> = Vec::new();
        loop {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("grow").args([seed.to_string(), number.to_string()]);
            let output = command.args([&krate.join("schemas"), &current]).args(&skipped).output()?;
            let printed = String::from_utf8_lossy(&output.stdout).into_owned();
            if output.status.success() {
                return self.count(&printed, skipped.len());
            }
            let trying = printed.lines().filter_map(|line| line.strip_prefix("trying ")).next_back();
            let Some(trying) = trying.filter(|_| !printed.contains("together")) else {
                return Err(io::Error::other(format!("catalog {number} cannot be grown: {}", end(&output))));
            };
            skipped.push(trying.to_owned());
            self.keep("generator", &catalog::read(&current)?, None, &end(&output))?;
        }
    }

    fn count(&mut self, output: &str, skipped: usize) -> io::Result<()> {
        self.tried += skipped;
        for line in output.lines() {
            self.tried += usize::from(line.starts_with("trying "));
            self.accepted += usize::from(line.starts_with("accepted "));
            if let Some(code) = line.strip_prefix("refused ") {
                *self.refused.entry(code.to_owned()).or_default() += 1;
            }
        }
        Ok(())
    }

    /// Puts the crates of a workspace through all steps.
    fn check(&mut self, workspace: &Path, mut crates: Vec<String>) -> io::Result<()> {
        let started = Instant::now();
        let pages = cargo::target(workspace).join("doc");
        if pages.exists() {
            fs::remove_dir_all(pages)?;
        }
        for name in crates.clone() {
            self.write(workspace, &name, &mut crates)?;
        }
        self.took("writing", started);
        for step in &cargo::STEPS {
            let started = Instant::now();
            loop {
                cargo::prepare(workspace, &crates)?;
                let output = cargo::run(step, workspace)?;
                let mut faults = blame::faults(&output.text, workspace);
                if output.is_fine && step.name == "doc" {
                    faults = blame::markup(&cargo::target(workspace).join("doc"), workspace);
                }
                if (output.is_fine && faults.is_empty()) || crates.is_empty() {
                    break;
                }
                if faults.is_empty() {
                    return Err(io::Error::other(format!(
                        "{} fails, and no schema is at fault:\n{}",
                        step.name,
                        tail(&output.text)
                    )));
                }
                for fault in faults {
                    self.take_out(workspace, step.name, &fault, &mut crates)?;
                }
            }
            self.took(step.name, started);
        }
        Ok(())
    }

    /// Keeps what failed, and writes the crate again without it.
    fn take_out(&mut self, workspace: &Path, step: &str, fault: &Fault, crates: &mut Vec<String>) -> io::Result<()> {
        let folder = workspace.join(&fault.krate).join("schemas");
        if !crates.contains(&fault.krate) {
            return Ok(());
        }
        let mut texts = catalog::read(&folder)?;
        self.keep(step, &texts, fault.schema.as_deref(), &fault.message)?;
        match &fault.schema {
            Some(schema) => _ = texts.remove(schema),
            None => texts.clear(),
        }
        texts = catalog::without_unused(texts);
        catalog::save(&folder, &texts)?;
        if texts.is_empty() {
            crates.retain(|name| *name != fault.krate);
            return Ok(());
        }
        self.write(workspace, &fault.krate, crates)
    }

    /// Writes a crate in a process of its own.
    fn write(&mut self, workspace: &Path, name: &str, crates: &mut Vec<String>) -> io::Result<()> {
        let mut command = Command::new(std::env::current_exe()?);
        let form = if name.starts_with('s') { "single" } else { "whole" };
        let output = command.arg("write").arg(workspace.join(name)).arg(form).output()?;
        if !output.status.success() {
            let texts = catalog::read(&workspace.join(name).join("schemas"))?;
            self.keep("generator", &texts, None, &end(&output))?;
            crates.retain(|other| other != name);
        }
        Ok(())
    }

    /// Keeps the schemas of a failure, and prints what failed and how to repeat it.
    fn keep(&mut self, step: &str, texts: &catalog::Strings, schema: Option<&str>, message: &str) -> io::Result<()> {
        let number: usize = self.failed.values().sum();
        *self.failed.entry(step.to_owned()).or_default() += 1;
        let mut texts = texts.clone();
        if let Some(schema) = schema {
            texts.retain(|path, _| path == schema || path == fal_schema::SHARED_FILE);
            texts = catalog::without_unused(texts);
        }
        let folder = self.base.with_file_name("failed").join(format!("{number:04}-{step}"));
        println!("\nfailed ({step}): {}\n{}", schema.unwrap_or("a catalog"), head(message));
        if !self.has_command {
            catalog::save(&folder, &texts)?;
            fs::write(folder.join("message.txt"), message)?;
            println!("to repeat it: .ci/random {}", folder.display());
        }
        Ok(())
    }

    /// Prints the numbers. Whether nothing failed.
    fn report(&self) -> bool {
        let share = 100.0 * self.accepted as f64 / self.tried.max(1) as f64;
        println!("\n{} schemas, {} accepted ({share:.0} %)", self.tried, self.accepted);
        let refused: Vec<String> = self.refused.iter().map(|(code, count)| format!("{code} {count}")).collect();
        println!("refused: {}", if refused.is_empty() { "none".to_owned() } else { refused.join(", ") });
        let failed: Vec<String> = self.failed.iter().map(|(step, count)| format!("{step} {count}")).collect();
        println!("failed: {}", if failed.is_empty() { "none".to_owned() } else { failed.join(", ") });
        let seconds: Vec<String> = self.seconds.iter().map(|(what, seconds)| format!("{what} {seconds:.0}")).collect();
        println!("seconds: {}", seconds.join(", "));
        self.failed.is_empty()
    }
}

/// How a process ended.
fn end(output: &Output) -> String {
    format!("{}\n{}", output.status, tail(&String::from_utf8_lossy(&output.stderr)))
}

fn head(message: &str) -> String {
    message.lines().take(8).map(|line| line.chars().take(200).collect::<String>() + "\n").collect()
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('{')).collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
