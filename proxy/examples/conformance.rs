//! The proxy in front of a local server, for the official JavaScript client: `.ci/conformance` drives it.
//! Reads the URL of the local server from the command line; prints its own.

use std::error::Error;

use axum::Router;
use fal_proxy::{AccessRequest, Client, Config, Endpoints, Hosts, Proxy, Refusal};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).ok_or("missing argument: the URL of a local server")?;
    let fal = Client::new(Config::new("server:key").hosts(Hosts::local(server)))?;
    let endpoints = Endpoints::only(["conformance/**", "workflows/conformance/**"])?;
    let proxy = Proxy::new(fal, endpoints, authorize).webhooks_to(["http://127.0.0.1:9"])?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("proxy at http://{}", listener.local_addr()?);
    let app: Router = Router::new().fallback_service(proxy);
    axum::serve(listener, app).await?;
    Ok(())
}

/// The key of the client is the session of a user here.
async fn authorize(request: AccessRequest) -> Result<(), Refusal> {
    match request.header("authorization") {
        Some("Key id:secret") => Ok(()),
        _ => Err(Refusal::unauthorized("Sign in first")),
    }
}
