//! What the examples have in common: a client, and a folder for pictures.
//! Reads the command line; feeds the examples.

use std::error::Error;
use std::path::{Path, PathBuf};

use fal_models::{Client, Config, Hosts};

/// A client, and the local server that it talks to unless it is live.
#[derive(Debug)]
pub struct Connection {
    /// The client.
    pub fal: Client,
    /// Kept alive as long as the client is used.
    server: Option<fal_mock::Server>,
}

impl Connection {
    /// With `--live` on the command line: fal itself, with the key from `FAL_KEY`. Else a local server that needs none.
    ///
    /// # Errors
    /// When the key is missing, or the server cannot start.
    pub fn open() -> Result<Self, Box<dyn Error>> {
        if std::env::args().any(|argument| argument == "--live") {
            println!("Calling fal with the key in FAL_KEY.");
            return Ok(Self { fal: Client::from_env()?, server: None });
        }
        let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
        let server = fal_mock::Server::start(fal_codegen::load(schemas)?, fal_mock::Options::default())?;
        println!("No key needed: a local server at {} answers. Add `--live` to call fal.", server.url());
        let config = Config::new("local:key").hosts(Hosts::local(server.url()));
        Ok(Self { fal: Client::new(config)?, server: Some(server) })
    }

    /// Whether calls stay on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.server.is_some()
    }
}

/// Downloads a picture into the folder `pictures`, and says where it is.
///
/// # Errors
/// When the download fails, or the file cannot be written.
pub async fn save(fal: &Client, url: &str, name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let content = fal.download(url).await?;
    let ending = if content.starts_with(b"\x89PNG") { "png" } else { "jpg" };
    let path = Path::new("pictures").join(format!("{name}.{ending}"));
    std::fs::create_dir_all("pictures")?;
    std::fs::write(&path, &content)?;
    println!("  saved {} ({} bytes)", path.display(), content.len());
    Ok(path)
}

/// The Rust in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
