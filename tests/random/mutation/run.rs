//! A run of many mutated inputs: batches on all processors, each in a process of its own. What fails is kept with the
//! command that repeats it.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::seeds::{Input, Seeds};
use crate::property::save;

/// Most inputs in a batch.
const BATCH: u64 = 2000;
/// An input that takes longer than this has no end.
const LONGEST: Duration = Duration::from_secs(120);
/// How many inputs of one kind of failure are kept.
const KEPT: usize = 3;

/// What a run has seen.
#[derive(Default)]
struct Tally {
    accepted: u64,
    /// Milliseconds and bytes, each with the input's number.
    slowest: (u64, u64),
    largest: (u64, u64),
    slow: Vec<(u64, u64)>,
    /// Numbers of inputs, by the kind of failure.
    failed: BTreeMap<String, Vec<u64>>,
}

/// Tries so many inputs. Whether none failed.
pub(crate) fn run(count: u64, seed: u64, first: u64, folders: &[PathBuf]) -> io::Result<bool> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| fal_tests::root().join("target"), PathBuf::from);
    let kept = std::path::absolute(target)?.join("random/mutated");
    fs::create_dir_all(&kept)?;
    let (started, end) = (Instant::now(), first + count);
    let (next, tally) = (AtomicU64::new(first), Mutex::new(Tally::default()));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let size = BATCH.min(count.div_ceil(workers as u64)).max(1);
    let worker = |index: usize| -> io::Result<()> {
        loop {
            let from = next.fetch_add(size, Ordering::Relaxed);
            if from >= end {
                return Ok(());
            }
            let mut from = from..(from + size).min(end);
            while !from.is_empty() {
                from.start = one(seed, from.clone(), &kept.join(format!("progress{index}")), folders, &tally)?;
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|index| scope.spawn(move || worker(index))).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(io::Error::other("a worker failed"))))
    })?;
    let tally = tally.into_inner().map_err(|_| io::Error::other("a worker failed"))?;
    let seeds = Seeds::read(folders)?;
    let folders: String = folders.iter().map(|folder| format!(" {}", folder.display())).collect();
    for (kind, numbers) in &tally.failed {
        println!("\nfailed {} times: {kind}", numbers.len());
        for number in numbers.iter().take(KEPT) {
            let path = keep(&kept, seed, *number, &seeds.input(seed, *number))?;
            println!("  {}\n  to repeat it: .ci/mutate 1 {seed} {number}{folders}", path.display());
        }
    }
    tally.report(count, started.elapsed());
    Ok(tally.failed.is_empty())
}

/// Runs a batch, and gives the number to go on with: the one after an input that ended the process, or the end.
fn one(
    seed: u64,
    numbers: std::ops::Range<u64>,
    progress: &Path,
    folders: &[PathBuf],
    tally: &Mutex<Tally>,
) -> io::Result<u64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("batch").args([seed, numbers.start, numbers.end].map(|number| number.to_string())).arg(progress);
    let mut child = command.args(folders).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut output = child.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
    let reader = thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).map(|_| text)
    });
    let end = wait(&mut child, progress)?;
    let output = reader.join().map_err(|_| io::Error::other("a reader failed"))??;
    let mut tally = tally.lock().map_err(|_| io::Error::other("a worker failed"))?;
    output.lines().for_each(|line| tally.add(line));
    let Some(end) = end else { return Ok(numbers.end) };
    let number: u64 = fs::read_to_string(progress)?.trim().parse().map_err(io::Error::other)?;
    tally.failed.entry(end).or_default().push(number);
    Ok(number + 1)
}

/// Waits for a batch; reports how it ended unless it ended by itself.
fn wait(child: &mut Child, progress: &Path) -> io::Result<Option<String>> {
    let (mut seen, mut since) = (String::new(), Instant::now());
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((!status.success()).then(|| format!("the process is ended by its input: {status}")));
        }
        let now = fs::read_to_string(progress).unwrap_or_default();
        if now != seen {
            (seen, since) = (now, Instant::now());
        } else if since.elapsed() > LONGEST {
            child.kill()?;
            child.wait()?;
            return Ok(Some(format!("no end within {} seconds", LONGEST.as_secs())));
        }
        thread::sleep(Duration::from_millis(20));
    }
}

impl Tally {
    /// Takes in a line of a batch's output.
    fn add(&mut self, line: &str) {
        let mut parts = line.splitn(3, ' ');
        let (kind, number, rest) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
        let (Some(kind), Some(Ok(number))) = (kind, number.map(str::parse::<u64>)) else { return };
        let value = rest.parse().unwrap_or_default();
        match kind {
            "accepted" => self.accepted += number,
            "slowest" => self.slowest = self.slowest.max((value, number)),
            "largest" => self.largest = self.largest.max((value, number)),
            "slow" => {
                self.slow.push((value, number));
                self.failed.entry("it takes more than a second".to_owned()).or_default().push(number);
            }
            // Numbers and names in a message differ where the kind is the same: its position distinguishes them.
            "panic" => {
                let position = rest.split(": ").next().unwrap_or_default();
                self.failed.entry(format!("a panic at {position}")).or_default().push(number);
            }
            _ => {
                let message: String = rest.chars().take(70).collect();
                self.failed.entry(message).or_default().push(number);
            }
        }
    }

    fn report(&self, count: u64, took: Duration) {
        let failed: usize = self.failed.values().map(Vec::len).sum();
        let rate = count as f64 / took.as_secs_f64();
        println!(
            "\n{count} inputs, {} accepted, {failed} failed; {:.0} s, {rate:.0} a second",
            self.accepted,
            took.as_secs_f64()
        );
        println!("slowest: {} ms, number {}", self.slowest.0, self.slowest.1);
        println!("most memory: {} MiB, number {}", self.largest.0 >> 20, self.largest.1);
        if !self.slow.is_empty() {
            let mut slow = self.slow.clone();
            slow.sort_unstable_by(|left, right| right.cmp(left));
            let excerpt: Vec<String> =
                slow.iter().take(10).map(|(time, number)| format!("{number} ({time} ms)")).collect();
            println!("over a second: {} inputs: {}", slow.len(), excerpt.join(", "));
        }
    }
}

/// Keeps an input that failed.
fn keep(folder: &Path, seed: u64, number: u64, input: &Input) -> io::Result<PathBuf> {
    let path = folder.join(format!("{seed}-{number}"));
    match input {
        Input::Schemas(texts) => save(&path, texts)?,
        Input::Document(text) => save(&path, &[("document.txt".to_owned(), text.clone())].into())?,
    }
    Ok(path)
}
