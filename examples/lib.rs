//! What the examples have in common: a client, a folder for pictures, and how an error is told.
//! Reads the command line; feeds the examples.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use fal_models::{Client, Config, Hosts};

/// A client, and the local server that it talks to unless it is live.
#[derive(Debug)]
pub struct Connection {
    /// The client.
    pub fal: Client,
    /// Kept alive as long as the client is used.
    server: Option<fal_mock::Server>,
    arguments: Vec<String>,
}

impl Connection {
    /// With `--live` on the command line: fal itself, with the key from `FAL_KEY`. With `--server URL`: a local server
    /// that runs already. Else a local server of its own. Local servers need no key.
    ///
    /// # Errors
    /// When the key is missing, or the server cannot start.
    pub fn open() -> Result<Self, Box<dyn Error>> {
        if std::env::args().any(|argument| argument == "--live") {
            println!("Calling fal with the key in FAL_KEY.");
            return Ok(Self { fal: Client::from_env()?, server: None, arguments: vec!["--live".into()] });
        }
        if let Some(url) = argument("--server") {
            return Ok(Self { fal: local(&url)?, server: None, arguments: vec!["--server".into(), url] });
        }
        let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
        let server = fal_mock::Server::start(fal_schema::load(schemas)?, fal_mock::Options::default())?;
        let url = server.url().to_owned();
        println!("No key needed: a local server at {url} answers. Add `--live` to call fal.");
        Ok(Self { fal: local(&url)?, server: Some(server), arguments: vec!["--server".into(), url] })
    }

    /// The local server that was started for this program, if there is one.
    #[must_use]
    pub fn server(&self) -> Option<&fal_mock::Server> {
        self.server.as_ref()
    }

    /// Whether calls go to fal.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.arguments == ["--live"]
    }

    /// The arguments that connect another process to the same server.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

/// A client of a local server, which does not mind being asked often.
fn local(url: &str) -> Result<Client, fal_models::Error> {
    Client::new(Config::new("local:key").hosts(Hosts::local(url)).poll_interval(Duration::from_millis(20)))
}

/// The argument that follows `name` on the command line.
#[must_use]
pub fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// Tells an error, and makes it the exit code.
#[must_use]
pub fn exit(result: Result<(), Box<dyn Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
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
