//! A proxy for the server of a browser application: it adds the key, which the browser must not see. It accepts requests
//! as the clients of fal send them to a `proxyUrl`, and sends them by `fal_client`. Start reading at `proxy.rs`.
//!
//! ```no_run
//! use fal_proxy::{AccessRequest, Client, Endpoints, Proxy, Refusal};
//!
//! async fn signed_in(request: AccessRequest) -> Result<(), Refusal> {
//!     match request.header("authorization") {
//!         Some("Bearer <session>") => Ok(()), // check the session here
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
//! [`Proxy`] is a tower service for axum, tonic and hyper; for other servers there is [`Proxy::handle`].
//!
//! # Features
//!
//! `rustls-ring` (default), `rustls-aws-lc`, `native-tls` and `transport` select the transport, as in `fal-client`.

mod access_request;
mod body;
mod endpoints;
mod forward;
mod headers;
mod proxy;
mod refusal;
mod response_body;
mod target;
mod token;
mod webhooks;

pub use access_request::{AccessRequest, Operation, everyone};
pub use endpoints::{Endpoints, PatternError};
pub use proxy::Proxy;
pub use refusal::Refusal;
pub use response_body::{ResponseBody, ResponseBodyError};

pub use fal_client::{Client, Config, Hosts};

/// Compiles the Rust code in the documentation.
#[cfg(doctest)]
#[doc = include_str!("../../docs/proxy.md")]
struct Page;
