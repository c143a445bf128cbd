//! Generates 200 images, 8 at a time, with a progress bar; one that fails does not stop the others. A journal records which
//! prompts were accepted and which are done, so that a second run continues the first one and pays for nothing twice.
//! Runs without a key against a local server; with `FAL_KEY` set and `--live` it calls fal.

mod journal;

use std::error::Error;
use std::process::ExitCode;

use fal_examples::{Connection, argument, exit};
use fal_mock::{Effect, Fault};
use fal_models::{Client, Job, Outcome, flux_1_schnell};
use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use journal::{Entry, Journal};

/// The number of concurrent calls.
const PARALLEL: usize = 8;

#[tokio::main]
async fn main() -> ExitCode {
    exit(draw_all().await)
}

async fn draw_all() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    if let Some(server) = connection.server() {
        // For demonstration, three of the jobs will fail.
        let failure = Effect::fail(500, serde_json::json!({"detail": "Runner exploded"}));
        server.add_fault(Fault::new(failure).skip(40).times(3));
    }
    let prompts = prompts()?;
    let journal = Journal::open(argument("--journal").unwrap_or("pictures/batch.jsonl".into()))?;
    let (done, open): (Vec<_>, Vec<_>) = prompts.into_iter().partition(|prompt| journal.is_done(prompt));
    println!("\nfal-ai/flux-1/schnell: {} prompts, {PARALLEL} at a time, {} done before", open.len(), done.len());

    let bar = ProgressBar::new(open.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len}, {eta} left")?);
    let draw = async |prompt: String| (draw(&connection.fal, &journal, &prompt).await, prompt);
    let mut outcomes = stream::iter(open).map(draw).buffer_unordered(PARALLEL);
    let mut failures = Vec::new();
    while let Some((outcome, prompt)) = outcomes.next().await {
        bar.inc(1);
        if bar.is_hidden() && bar.position().is_multiple_of(50) {
            eprintln!("{} of {}", bar.position(), bar.length().unwrap_or_default());
        }
        if let Err(error) = outcome {
            failures.push((prompt, error));
        }
    }
    bar.finish_and_clear();

    println!("  {} pictures, {} failures", bar.position() - failures.len() as u64, failures.len());
    for (prompt, error) in &failures {
        println!("  {prompt:?}: {error}");
    }
    for prompt in journal.ambiguous() {
        println!("  {prompt:?}: not sent again, because the submission of an earlier run may have been accepted");
    }
    println!("  the URLs are in {}", journal.path());
    Ok(())
}

/// Generates one image, with the job of an earlier run if there is one, or else with a new job.
async fn draw(fal: &Client, journal: &Journal, prompt: &str) -> Result<(), Box<dyn Error>> {
    let job = match journal.job(prompt) {
        Some(job) => fal.resume::<flux_1_schnell::Input>(&job.to_string())?,
        None => submit(fal, journal, prompt).await?,
    };
    match job.result().await {
        Ok(output) => journal.append(prompt, &Entry::Done(output.images[0].url.clone()))?,
        Err(error) => {
            // The next run submits again only what has failed; otherwise it requests the result of the same job.
            if error.outcome() == Outcome::Failed {
                journal.append(prompt, &Entry::Failed)?;
            }
            return Err(error.into());
        }
    }
    Ok(())
}

async fn submit(fal: &Client, journal: &Journal, prompt: &str) -> Result<Job<flux_1_schnell::Input>, Box<dyn Error>> {
    match fal.flux_1_schnell(flux_1_schnell::Input::new(prompt)).submit().await {
        Ok(job) => {
            journal.append(prompt, &Entry::Accepted(job.job_ref().clone()))?;
            Ok(job)
        }
        Err(error) => {
            // The next run does not repeat a submission that may have been accepted.
            let entry = match (error.job(), error.outcome()) {
                (Some(job), _) => Entry::Accepted(job.clone()),
                (None, Outcome::NotAccepted | Outcome::Failed) => Entry::Failed,
                (None, _) => Entry::Ambiguous,
            };
            journal.append(prompt, &entry)?;
            Err(error.into())
        }
    }
}

/// Returns the lines of the file after `--prompts`, or 200 invented prompts.
fn prompts() -> Result<Vec<String>, Box<dyn Error>> {
    if let Some(path) = argument("--prompts") {
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        return Ok(text.lines().map(str::to_owned).collect());
    }
    let animals = ["a cat", "a fox", "an owl", "a heron", "a hare", "a toad", "a goat", "a bear", "a mole", "a wren"];
    let places = ["on a roof", "in the snow", "at sea", "in a library", "under a bridge"];
    let styles = ["as a woodcut", "in watercolour", "as a photograph", "in chalk"];
    let pairs = animals.iter().flat_map(|animal| places.iter().map(move |place| format!("{animal} {place}")));
    Ok(pairs.flat_map(|pair| styles.iter().map(move |style| format!("{pair}, {style}"))).collect())
}
