//! Tests of calls over HTTP: the generated crate and its runtime against the local server, with every model and every way to call.

mod blocking;
mod captures;
mod clock;
mod errors;
mod every_model;
mod leaks;
mod load;
mod matrix;
mod proxy;
mod uploads;
mod ways;
mod webhooks;

use std::sync::{Arc, OnceLock};

use fal_mock::{Options, Server};
use fal_models::{Client, Config, Hosts};
use fal_schema::ir::Catalog;

/// Returns the real schemas, which are loaded once.
fn catalog() -> Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    Arc::clone(CATALOG.get_or_init(|| Arc::new(fal_tests::catalog())))
}

/// Starts a server for one test, and creates a client for it.
fn connect() -> (Server, Client) {
    let server = Server::start(catalog(), Options::default()).expect("a free port");
    let client = client(&server, "id:secret");
    (server, client)
}

fn client(server: &Server, key: &str) -> Client {
    let config = Config::new(key).hosts(Hosts::local(server.url())).poll_interval(std::time::Duration::from_millis(10));
    Client::new(config).expect("a client")
}
