//! A job outlives its program: one process submits it and crashes, a second one fetches the result.
//! This program is both of them. Runs without a key against a local server; with `FAL_KEY` set and `--live` it calls fal.

use std::error::Error;
use std::fs;
use std::process::{Command, ExitCode};

use fal_examples::{Connection, PICTURES, argument, exit, report};
use fal_models::{State, Status, imagen4_preview_fast};

/// The file with the job, for the second process.
const JOB: &str = "pictures/job.json";

#[tokio::main]
async fn main() -> ExitCode {
    exit(match argument("--part").as_deref() {
        Some("submit") => submit().await,
        Some("resume") => resume().await,
        _ => run_both(),
    })
}

/// Saves the job as soon as the queue has accepted it, and crashes while the model runs.
async fn submit() -> Result<(), Box<dyn Error>> {
    let fal = Connection::open()?.fal;
    let input = imagen4_preview_fast::Input::new("a message in a bottle on a beach");
    let call = fal.imagen4_preview_fast(input).on_submit(|job| {
        println!("  accepted as {}", job.request_id());
        if let Err(error) = write_job(&serde_json::json!(job).to_string()) {
            eprintln!("cannot write {JOB}: {error}; the job is {job:?}");
        }
    });
    let crash = |status: &Status| {
        println!("  {}", status.state);
        if status.state == State::InProgress {
            println!("  crash: this process exits before it has the result");
            std::process::exit(1);
        }
    };
    call.on_status(crash).subscribe().await?;
    Ok(())
}

/// Resumes the saved job. Nothing is submitted again.
async fn resume() -> Result<(), Box<dyn Error>> {
    let fal = Connection::open()?.fal;
    let job = fal.resume::<imagen4_preview_fast::Input>(&fs::read_to_string(JOB)?)?;
    println!("  found {} in {JOB}", job.request_id());
    let output = job.result().await?;
    println!("  fetched the result of {}", output.request_id().unwrap_or_default());
    report(&fal.save(&output, PICTURES).names("bottle").await?);
    fs::remove_file(JOB)?;
    Ok(())
}

/// Writes the file completely or not at all, so that a crash during the write leaves no partial job.
fn write_job(job: &str) -> std::io::Result<()> {
    let unfinished = format!("{JOB}.new");
    fs::create_dir_all("pictures")?;
    fs::write(&unfinished, job)?;
    fs::rename(unfinished, JOB)
}

fn run_both() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    let run = |part: &str| {
        println!("\nfal-ai/imagen4/preview/fast: a process for --part {part}");
        Command::new(std::env::current_exe()?).args(["--part", part]).args(connection.arguments()).status()
    };
    if run("submit")?.success() {
        return Err("the first process did not crash".into());
    }
    if !run("resume")?.success() {
        return Err("the second process did not fetch the result".into());
    }
    if let Some(server) = connection.server() {
        let submissions = server.requests().iter().filter(|request| request.method == "POST").count();
        println!("\nThe server received {submissions} submission.");
    }
    Ok(())
}
