//! The proxy in front of a local server, for the official JavaScript client: `.ci/conformance` drives it.
//! Reads the local server's address from the command line; prints its own.

use std::error::Error;

use axum::Router;
use fal_proxy::{Ask, Client, Config, Endpoints, Hosts, Proxy, Refusal};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::args().nth(1).ok_or("the address of a local server is missing")?;
    let fal = Client::new(Config::new("server:key").hosts(Hosts::local(server)))?;
    let endpoints = Endpoints::only(["conformance/**", "workflows/conformance/**"])?;
    let proxy = Proxy::new(fal, endpoints, known).webhooks_to(["http://127.0.0.1:9"])?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("proxy at http://{}", listener.local_addr()?);
    let app: Router = Router::new().fallback_service(proxy);
    axum::serve(listener, app).await?;
    Ok(())
}

/// What the client calls its key is the session of a user here.
async fn known(ask: Ask) -> Result<(), Refusal> {
    match ask.header("authorization") {
        Some("Key id:secret") => Ok(()),
        _ => Err(Refusal::unauthorized("Sign in first")),
    }
}
