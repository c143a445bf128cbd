//! Changes an image from the disk; the call uploads it by itself. Without an image on the command line, generates one first.
//! Runs without a key against a local server; with `FAL_KEY` set and `--live` it calls fal.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use fal_examples::{Connection, PICTURES, argument, exit, report};
use fal_models::types::OutputFormat;
use fal_models::{Client, FileRef, imagen4_preview, omnigen_v2};

#[tokio::main]
async fn main() -> ExitCode {
    exit(change().await)
}

async fn change() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    let fal = &connection.fal;
    let picture = match argument("--picture") {
        Some(path) => path.into(),
        None => draw(fal).await?,
    };

    println!("\nfal-ai/omnigen-v2: change {}", picture.display());
    let size = std::fs::metadata(&picture).map_err(|error| format!("{}: {error}", picture.display()))?.len();
    println!("  {size} bytes: {}", if size > 256 << 10 { "uploaded by the call" } else { "sent inside the request" });
    // Up to three images, each a path, bytes, a URL or a data URI.
    let input = omnigen_v2::Input::new("Make the dress blue")
        .input_image_urls([FileRef::path(&picture)])
        .image_guidance_scale(1.6)
        .seed(4)
        .output_format(OutputFormat::Png);
    let output = fal.omnigen_v2(input).validate().subscribe().await?;
    println!("  request {}, seed {}", output.request_id().unwrap_or_default(), output.seed);
    report(&fal.save(&output, PICTURES).names("changed").await?);
    Ok(())
}

async fn draw(fal: &Client) -> Result<PathBuf, Box<dyn Error>> {
    println!("\nfal-ai/imagen4/preview: a picture to change");
    let input = imagen4_preview::Input::new("a woman in a red dress, full length, studio light").seed(14);
    let output = fal.imagen4_preview(input).subscribe().await?;
    let saved = fal.save(&output, PICTURES).names("original").await?;
    report(&saved);
    Ok(saved.first().ok_or("the output has no image")?.file.clone())
}
