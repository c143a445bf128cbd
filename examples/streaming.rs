//! Displays an image while it is generated: saves every preview as it arrives, and the finished image last.
//! Runs without a key against a local server; with `FAL_KEY` set and `--live` it calls fal.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use fal_examples::{Connection, PICTURES, exit, report};
use fal_models::hidream_i1_full;
use fal_models::types::OutputFormat;

#[tokio::main]
async fn main() -> ExitCode {
    exit(watch().await)
}

async fn watch() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    let fal = &connection.fal;

    println!("\nfal-ai/hidream-i1-full: stream");
    let input = hidream_i1_full::Input::new("a lighthouse in the fog, oil on canvas").output_format(OutputFormat::Png);
    let mut events = fal.hidream_i1_full(input).timeout(Duration::from_secs(300)).stream().await?;
    println!("  request {}", events.request_id().unwrap_or("without an id"));

    // Each event is a whole output, and the last one is the finished output. An error here has the request id.
    let mut previews = 0;
    let mut seed = None;
    while let Some(event) = events.next().await {
        let output = event?;
        previews += 1;
        report(&fal.save(&output, PICTURES).names(format!("preview-{previews}")).await?);
        seed = Some(output.seed);
    }
    match seed {
        Some(seed) => println!("  done: picture {previews} is the finished one, seed {seed}"),
        None => println!("  the stream ended without a picture"),
    }
    Ok(())
}
