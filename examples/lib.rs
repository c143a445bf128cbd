//! Shared code of the examples: creates the client from the command line, reports saved files and errors.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use fal_models::{Client, Config, Hosts, SavedFile};

/// A client, and the local server that it calls unless it is live.
#[derive(Debug)]
pub struct Connection {
    /// The client.
    pub fal: Client,
    /// Kept alive as long as the client is used.
    server: Option<fal_mock::Server>,
    arguments: Vec<String>,
}

impl Connection {
    /// Connects to fal itself, with the key from `FAL_KEY`, if `--live` is on the command line, and to a running local server
    /// with `--server URL`. Otherwise starts a local server. Local servers need no key.
    ///
    /// # Errors
    /// Fails if the key is missing, or if the server cannot start.
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
        println!("No key needed: using a local server at {url}. Add `--live` to call fal.");
        Ok(Self { fal: local(&url)?, server: Some(server), arguments: vec!["--server".into(), url] })
    }

    /// Returns the local server that this program started, if there is one.
    #[must_use]
    pub fn server(&self) -> Option<&fal_mock::Server> {
        self.server.as_ref()
    }

    /// Returns whether calls go to fal.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.arguments == ["--live"]
    }

    /// Returns the arguments that connect another process to the same server.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

/// Creates a client of a local server, which polls often because that costs nothing there.
fn local(url: &str) -> Result<Client, fal_models::Error> {
    Client::new(Config::new("local:key").hosts(Hosts::local(url)).poll_interval(Duration::from_millis(20)))
}

/// Returns the argument that follows `name` on the command line.
#[must_use]
pub fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// Prints an error, if there is one, and returns the exit code.
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

/// The folder of the images.
pub const PICTURES: &str = "pictures";

/// Prints where files were saved.
pub fn report(saved: &[SavedFile]) {
    for file in saved {
        println!("  saved {} ({} bytes)", file.file.display(), file.size);
    }
}
