//! A job outlives its program: one process submits it and dies in the middle, a second one fetches the result.
//! This program plays both parts. Runs without a key against a local server; with `FAL_KEY` set and `--live` it calls fal.

use std::error::Error;
use std::fs;
use std::process::{Command, ExitCode};

use fal_examples::{Connection, argument, exit, save};
use fal_models::{State, Status, imagen4_preview_fast};

/// Where the job is kept between the processes.
const JOB: &str = "pictures/job.json";

#[tokio::main]
async fn main() -> ExitCode {
    exit(match argument("--part").as_deref() {
        Some("submit") => submit().await,
        Some("resume") => resume().await,
        _ => play_both(),
    })
}

/// Saves the job as soon as the queue has accepted it, and dies while the model runs.
async fn submit() -> Result<(), Box<dyn Error>> {
    let fal = Connection::open()?.fal;
    let input = imagen4_preview_fast::Input::new("a message in a bottle on a beach");
    let call = fal.imagen4_preview_fast(input).on_submit(|job| {
        println!("  accepted as {}", job.request_id());
        if let Err(error) = keep(&serde_json::json!(job).to_string()) {
            eprintln!("the job is not in {JOB}, so note it: {job:?} ({error})");
        }
    });
    let crash = |status: &Status| {
        println!("  {}", status.state);
        if status.state == State::InProgress {
            println!("  crash: this process ends here, with the result on its way");
            std::process::exit(1);
        }
    };
    call.on_status(crash).subscribe().await?;
    Ok(())
}

/// Goes on with the job that was saved. Nothing is submitted again.
async fn resume() -> Result<(), Box<dyn Error>> {
    let fal = Connection::open()?.fal;
    let job = fal.resume::<imagen4_preview_fast::Input>(&fs::read_to_string(JOB)?)?;
    println!("  found {} in {JOB}", job.request_id());
    let output = job.result().await?;
    println!("  the result of {}", output.request_id());
    save(&fal, &output.images[0].url, "bottle").await?;
    fs::remove_file(JOB)?;
    Ok(())
}

/// Whole or not at all: a crash in the middle of writing leaves no half of a job.
fn keep(job: &str) -> std::io::Result<()> {
    let unfinished = format!("{JOB}.new");
    fs::create_dir_all("pictures")?;
    fs::write(&unfinished, job)?;
    fs::rename(unfinished, JOB)
}

fn play_both() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    let play = |part: &str| {
        println!("\nfal-ai/imagen4/preview/fast: a process for --part {part}");
        Command::new(std::env::current_exe()?).args(["--part", part]).args(connection.arguments()).status()
    };
    if play("submit")?.success() {
        return Err("the first process should have died".into());
    }
    if !play("resume")?.success() {
        return Err("the second process should have fetched the result".into());
    }
    if let Some(server) = connection.server() {
        let submissions = server.requests().iter().filter(|request| request.method == "POST").count();
        println!("\nThe server was asked for {submissions} picture.");
    }
    Ok(())
}
