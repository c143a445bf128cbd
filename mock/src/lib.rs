//! A local fal: serves run, queue, stream, uploads and webhooks for every endpoint of a [`Catalog`].
//!
//! Nothing here is specific to a model. Inputs are validated against the schema, outputs are made up from it, and pictures
//! are drawn from a hash of the request, so the same request always gets the same response.
//!
//! ```
//! let catalog = fal_schema::load_texts([(
//!     "acme/paint.yaml".to_owned(),
//!     "endpoint: acme/paint\ntitle: Paint\nsource: {page: 'https://example.com', captured: '2025-06'}\n\
//!      input: {prompt: {type: string, required: true}}\noutput: {prompt: {type: string, required: true}}\n"
//!         .to_owned(),
//! )])?;
//! let server = fal_mock::Server::start(catalog, fal_mock::Options::default())?;
//! println!("POST {}/run/acme/paint", server.url());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Server`] starts and inspects it; a [`Fault`] makes requests fail on purpose.

mod auth;
mod cors;
mod digest;
mod fault;
mod hosts;
mod http;
mod inject;
mod model;
mod operation;
mod options;
mod outcome;
mod router;
mod schema_io;
mod server;
mod shared;
mod state;
mod storage;
mod webhook;

pub use fal_schema::ir::Catalog;
pub use fault::{Effect, Failure, Fault, FaultError, Operation, Response, StreamEnd};
pub use http::RecordedRequest;
pub use options::{Options, Pace, Webhooks};
pub use server::Server;
pub use state::{Delivery, Submission};
