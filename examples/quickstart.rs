//! Generates images with three models, by waiting, by streaming and by a job, and saves them in `pictures`.
//! Runs without a key against a local server; with `FAL_KEY` set and `--live` it calls fal.

use std::error::Error;
use std::process::ExitCode;

use fal_examples::{Connection, PICTURES, exit, report};
use fal_models::types::{ImageSize, ImageSizePreset, OutputFormat};
use fal_models::{flux_1_schnell, hidream_i1_fast, imagen4_preview_fast};

#[tokio::main]
async fn main() -> ExitCode {
    exit(draw().await)
}

async fn draw() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    let fal = &connection.fal;

    println!("\nfal-ai/flux-1/schnell: submit, follow the logs, wait");
    let input =
        flux_1_schnell::Input::new("a cat holding a skateboard").image_size(ImageSizePreset::Landscape16_9).seed(7);
    println!("  {} steps, {} picture, as {}", input.num_inference_steps, input.num_images, input.output_format);
    let output = fal
        .flux_1_schnell(input)
        .on_status(|status| println!("  {}", status.state))
        .logs(|line| println!("  log: {}", line.message))
        .subscribe()
        .await?;
    println!("  request {}, seed {}", output.request_id().unwrap_or_default(), output.seed);
    report(&fal.save(&output, PICTURES).names("flux").await?);

    println!("\nfal-ai/hidream-i1-fast: stream");
    let input = hidream_i1_fast::Input::new("a lighthouse in the fog")
        .image_size(ImageSize::new().width(900).height(600))
        .output_format(OutputFormat::Png);
    let mut events = fal.hidream_i1_fast(input).stream().await?;
    let mut last = None;
    while let Some(event) = events.next().await {
        let output = event?;
        println!("  an event with {} picture(s)", output.images.len());
        last = Some(output);
    }
    if let Some(output) = last {
        report(&fal.save(&output, PICTURES).names("hidream").await?);
    }

    println!("\nfal-ai/imagen4/preview/fast: submit now, fetch later");
    let input = imagen4_preview_fast::Input::new("dumplings at a small round table").num_images(2);
    let job = fal.imagen4_preview_fast(input).submit().await?;
    let saved = serde_json::to_string(&job)?;
    println!("  the saved job: {} bytes of JSON, which another process can resume", saved.len());
    let output = fal.resume::<imagen4_preview_fast::Input>(&saved)?.result().await?;
    report(&fal.save(&output, PICTURES).names("imagen-{index}").await?);
    Ok(())
}
