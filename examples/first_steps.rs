//! The first steps: pictures of three models in parallel, an input that the model refuses, a time limit, another process that
//! fetches the result of the same job, a cancelled job, and a model by its id. Runs without a key against a local server; with
//! `FAL_KEY` set and `--live` it calls fal.

use std::error::Error;
use std::fs;
use std::process::{Command, ExitCode};
use std::time::Duration;

use fal_examples::{Connection, argument, exit};
use fal_models::fal_client::json;
use fal_models::types::ImageSizePreset;
use fal_models::{Client, ErrorKind, Outcome, SavedFile, flux_1_schnell, hidream_i1_fast, imagen4_preview_fast};

#[tokio::main]
async fn main() -> ExitCode {
    exit(match argument("--part") {
        Some(_) => resume().await,
        None => all_steps().await,
    })
}

async fn all_steps() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    let fal = &connection.fal; // in a program of yours: `let fal = Client::from_env()?;`
    one_picture(fal).await?;
    twenty_pictures(fal).await?;
    refused(fal).await?;
    too_late(fal).await?;
    another_process(&connection)?;
    cancelled(fal).await?;
    by_id(fal).await
}

/// Waits for one picture, follows the log of the model, and saves the picture.
async fn one_picture(fal: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nOne picture");
    let input = flux_1_schnell::Input::new("a cat holding a skateboard").image_size(ImageSizePreset::Landscape16_9);
    let output = fal.flux_1_schnell(input).logs(|line| println!("  log: {}", line.message)).await?;
    println!("  {}, seed {}", output.images[0].url, output.seed);
    for saved in fal.save(&output, "pictures").names("cat").await? {
        println!("  saved {} ({} bytes)", saved.file.display(), saved.size);
    }
    Ok(())
}

/// Calls three models, all pictures at the same time.
async fn twenty_pictures(fal: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nTwenty pictures");
    let pictures: Vec<_> = (1..=20).map(|number| tokio::spawn(picture(fal.clone(), number))).collect();
    for picture in pictures {
        match picture.await? {
            Ok(saved) => println!("  saved {}", saved[0].file.display()),
            Err(error) => println!("  {error}"), // the others continue
        }
    }
    Ok(())
}

/// Makes one of the pictures and saves it under its number.
async fn picture(fal: Client, number: usize) -> Result<Vec<SavedFile>, fal_models::Error> {
    let prompt = format!("a postcard with the number {number}");
    let name = format!("postcard-{number}");
    match number % 3 {
        0 => fal.save(&fal.flux_1_schnell(prompt).await?, "pictures").names(name).await,
        1 => fal.save(&fal.hidream_i1_fast(prompt).await?, "pictures").names(name).await,
        _ => fal.save(&fal.imagen4_preview_fast(prompt).await?, "pictures").names(name).await,
    }
}

/// Sends an input that violates a limit of the model.
async fn refused(fal: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nAn input that the model refuses");
    match fal.flux_1_schnell(flux_1_schnell::Input::new("a cat").num_images(99)).await {
        Ok(output) => println!("  {} pictures", output.images.len()),
        Err(error) if error.kind() == ErrorKind::Validation => {
            for field in error.fields() {
                println!("  {}: {}", field.path(), field.msg);
            }
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Waits for a short time only. The job continues without this program.
async fn too_late(fal: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nA time limit");
    let call = fal
        .imagen4_preview_fast("a message in a bottle on a beach")
        .poll_interval(Duration::from_secs(60)) // so that the fast local server is late as well
        .timeout(Duration::from_secs(2));
    match call.await {
        Ok(output) => println!("  in time: {}", output.images[0].url),
        Err(error) => match (error.outcome(), error.job()) {
            (Outcome::Fetchable, Some(job)) => {
                println!("  {error}");
                fs::write("pictures/job.json", job.to_string())?;
            }
            _ => return Err(error.into()),
        },
    }
    Ok(())
}

/// Starts this program a second time, with `--part resume`.
fn another_process(connection: &Connection) -> Result<(), Box<dyn Error>> {
    println!("\nAnother process");
    let mut program = Command::new(std::env::current_exe()?);
    let status = program.args(["--part", "resume"]).args(connection.arguments()).status()?;
    if status.success() { Ok(()) } else { Err("the other process failed".into()) }
}

/// Fetches the result of the saved job. Nothing is submitted again.
async fn resume() -> Result<(), Box<dyn Error>> {
    let fal = Connection::open()?.fal;
    let saved = fs::read_to_string("pictures/job.json")?;
    let job = fal.resume::<imagen4_preview_fast::Input>(&saved)?;
    println!("  resumed {}", job.request_id());
    let output = job.result().await?; // waits until the job is completed
    for saved in fal.save(&output, "pictures").names("bottle").await? {
        println!("  saved {} ({} bytes)", saved.file.display(), saved.size);
    }
    Ok(())
}

/// Submits a job without waiting for it, and cancels it.
async fn cancelled(fal: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nA cancelled job");
    let job = fal.hidream_i1_fast(hidream_i1_fast::Input::new("a lighthouse").seed(7)).submit().await?;
    println!("  {}", job.status().await?.state);
    println!("  {:?}", job.cancel().await?);
    match job.result().await {
        Ok(output) => println!("  finished before it was cancelled: {}", output.images[0].url),
        Err(error) => println!("  {error}"),
    }
    Ok(())
}

/// Calls a model by its id, with JSON as input and output.
async fn by_id(fal: &Client) -> Result<(), Box<dyn Error>> {
    println!("\nA model by its id");
    let model = fal.endpoint("fal-ai/flux-1/schnell")?;
    let output = model.call(json!({"prompt": "a cat", "seed": 7, "num_images": 2})).await?;
    println!("  seed {}, {}", output["seed"], output["images"][0]["content_type"]);
    for saved in fal.save(&output, "pictures").names("by-id-{index}").await? {
        println!("  saved {} ({} bytes)", saved.file.display(), saved.size);
    }
    Ok(())
}
