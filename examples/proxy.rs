//! The server of a browser application with the proxy in it, and a caller without a key that uses it.
//! Runs against a local server and exits; with `--serve` it keeps running. With `FAL_KEY` set and `--live` it calls fal.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use fal_examples::{Connection, exit};
use fal_models::{Client, Config, Endpoint as _, flux_1_schnell, imagen4_preview};
use fal_proxy::{AccessRequest, Endpoints, Operation, Proxy, Refusal};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let connection = Connection::open()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/api/fal/proxy", listener.local_addr()?);
    let app = application(&connection.fal)?;
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    println!("\nIn a browser: fal.config({{ proxyUrl: \"{url}\", credentials: \"ann:her-session\" }})");

    if std::env::args().any(|argument| argument == "--serve") {
        println!("Stop with Ctrl-C.");
        return Ok(server.await??);
    }
    call(&url).await
}

/// The routes of the application; one of them is the proxy.
fn application(fal: &Client) -> Result<Router, Box<dyn Error>> {
    let endpoints = Endpoints::only([flux_1_schnell::Input::ID])?;
    let proxy =
        Proxy::new(fal.clone(), endpoints, signed_in).max_request_bytes(1 << 20).run_timeout(Duration::from_secs(300));
    Ok(Router::new().route_service("/api/fal/proxy", proxy))
}

/// Decides which user may send which request. A real application looks up the session and limits the costs of its user.
async fn signed_in(request: AccessRequest) -> Result<(), Refusal> {
    let user = match request.header("authorization") {
        Some("Key ann:her-session") => "ann",
        _ => return Err(Refusal::unauthorized("Sign in first")),
    };
    if request.operation == Operation::Upload {
        return Err(Refusal::forbidden("Uploads are for paying users"));
    }
    println!("  {user} may {:?} {}", request.operation, request.endpoint.as_deref().unwrap_or_default());
    Ok(())
}

/// Sends the requests of a browser, in Rust.
async fn call(url: &str) -> Result<(), Box<dyn Error>> {
    println!("\nann subscribes to an allowed endpoint");
    let ann = Client::new(Config::new("ann:her-session").proxy(url))?;
    let output =
        ann.flux_1_schnell(flux_1_schnell::Input::new("a cat holding a skateboard").seed(7)).subscribe().await?;
    println!("  {}", output.images[0].url);

    println!("\nann calls another endpoint");
    let error = ann.imagen4_preview(imagen4_preview::Input::new("a cat")).run().await.err();
    println!("  {}", error.ok_or("the proxy forwarded the request")?);

    println!("\nan unknown caller calls the allowed endpoint");
    let unknown = Client::new(Config::without_key().proxy(url))?;
    let error = unknown.flux_1_schnell(flux_1_schnell::Input::new("a cat")).run().await.err();
    println!("  {}", error.ok_or("the proxy forwarded the request of an unknown caller")?);
    Ok(())
}
