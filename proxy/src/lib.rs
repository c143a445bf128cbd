//! A proxy for the server of a browser application: it adds the key, which the browser must not see. Requests come in
//! as the clients of fal send them with `proxyUrl`, and go out by `fal_client`. Start reading at `proxy.rs`.
//!
//! ```no_run
//! use fal_proxy::{Ask, Client, Endpoints, Proxy, Refusal};
//!
//! async fn signed_in(ask: Ask) -> Result<(), Refusal> {
//!     match ask.header("authorization") {
//!         Some("Bearer her-session") => Ok(()), // look the session up here
//!         _ => Err(Refusal::unauthorized("Sign in first")),
//!     }
//! }
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let fal = Client::from_env()?; // FAL_KEY
//! let proxy = Proxy::new(fal, Endpoints::only(["fal-ai/flux-1/schnell", "fal-ai/imagen4/**"])?, signed_in);
//! let app: axum::Router = axum::Router::new().route_service("/api/fal/proxy", proxy);
//! # let _ = app;
//! # Ok(()) }
//! ```
//!
//! [`Proxy`] is a tower service, so it fits axum, tonic and hyper; [`Proxy::handle`] is for everything else.
//!
//! # Features
//!
//! `rustls-ring` (default), `rustls-aws-lc`, `native-tls` and `transport` choose the transport, as in `fal-client`.

mod answer;
mod ask;
mod body;
mod endpoints;
mod forward;
mod headers;
mod proxy;
mod refusal;
mod target;
mod token;
mod webhooks;

pub use answer::{AnswerBody, AnswerError};
pub use ask::{Ask, Operation, everyone};
pub use endpoints::{Endpoints, PatternError};
pub use proxy::Proxy;
pub use refusal::Refusal;

pub use fal_client::{Client, Config, Hosts};

/// The Rust in the documentation compiles.
#[cfg(doctest)]
#[doc = include_str!("../../docs/proxy.md")]
struct Page;
