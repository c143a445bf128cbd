//! A batch of inputs in a process of its own, since one may end it. Its number is in a file before each is tried; what it
//! finds goes to standard output, a line each. Feeds `run`.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{fs, io};

use super::judge::{Verdict, judge};
use super::seeds::Seeds;
use crate::MEMORY;

/// The first panic of an input: where, and with what message.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Slowest and largest, with the numbers of the inputs.
#[derive(Default)]
struct Most {
    milliseconds: (u128, u64),
    bytes: (usize, u64),
}

/// Tries the inputs of these numbers.
pub(crate) fn batch(seed: u64, numbers: Range<u64>, progress: &Path, folders: &[PathBuf]) -> io::Result<()> {
    let seeds = Seeds::read(folders)?;
    let mut progress = fs::File::create(progress)?;
    panic::set_hook(Box::new(|found| {
        let position = found.location().map(ToString::to_string).unwrap_or_default();
        let payload = found.payload();
        let text =
            payload.downcast_ref::<&str>().map(ToString::to_string).or(payload.downcast_ref::<String>().cloned());
        let text = text.unwrap_or_default().replace('\n', " ");
        if let Ok(mut first) = PANIC.lock() {
            first.get_or_insert(format!("{position}: {text}"));
        }
    }));
    let (mut most, mut accepted) = (Most::default(), 0);
    for number in numbers {
        progress.seek(SeekFrom::Start(0))?;
        progress.write_all(format!("{number:20}").as_bytes())?;
        let input = seeds.input(seed, number);
        MEMORY.reset_peak_usage();
        let (before, started) = (MEMORY.current_usage(), Instant::now());
        let busy = processor_time();
        let outcome = panic::catch_unwind(|| judge(&input));
        let taken = processor_time().zip(busy).map(|(now, before)| now.saturating_sub(before));
        let milliseconds = taken.unwrap_or(started.elapsed()).as_millis();
        let bytes = MEMORY.peak_usage().saturating_sub(before);
        match outcome {
            Ok(Ok(verdict)) => accepted += u64::from(verdict == Verdict::Accepted),
            Ok(Err(problem)) => println!("broken {number} {}", problem.replace('\n', " ")),
            Err(_) => {
                let first = PANIC.lock().ok().and_then(|mut first| first.take());
                println!("panic {number} {}", first.unwrap_or_default());
            }
        }
        if milliseconds > 1000 {
            println!("slow {number} {milliseconds}");
        }
        most.milliseconds = most.milliseconds.max((milliseconds, number));
        most.bytes = most.bytes.max((bytes, number));
    }
    println!("accepted {accepted} inputs");
    println!("slowest {} {}", most.milliseconds.1, most.milliseconds.0);
    println!("largest {} {}", most.bytes.1, most.bytes.0);
    Ok(())
}

/// How long this process has been computing, where the system reports it: on a busy machine the clock is not a measure.
fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program is in parentheses and may hold spaces.
    let mut numbers = stat.rsplit_once(')')?.1.split(' ').skip(12).map(str::parse::<u64>);
    let (user, system) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    // In hundredths of a second, on every Linux.
    Some(Duration::from_millis(10 * (user + system)))
}
