//! A local fal: serves run, queue, stream, uploads and webhooks for every endpoint of a [`Catalog`].
//! Reads the same schemas as the generator; feeds tests and `cargo xtask serve`.
//!
//! Nothing here knows a model. Inputs are validated against the schema, outputs are made up from it, and the pictures
//! are drawn from a hash of the request, so the same request always gives the same answer.
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
//! [`Server`] starts it, tells its addresses and what it was asked; [`Fault`] says what is to go wrong.

mod accepted;
mod answer;
mod app;
mod auth;
mod clock;
mod cors;
mod defaults;
mod fault;
mod files;
mod hash;
mod held;
mod hex;
mod hosts;
mod inline;
mod input;
mod job;
mod jobs;
mod layout;
mod lifecycle;
mod model;
mod options;
mod picture;
mod record;
mod reply;
mod router;
mod sabotage;
mod scope;
mod secrets;
mod server;
mod size;
mod storage;
mod tokens;
mod validate;
mod webhook;

pub use accepted::Accepted;
pub use fal_schema::ir::Catalog;
pub use fault::{Effect, Failure, Fault, FaultError, Operation, Response, StreamEnd};
pub use options::{Options, Pace, Webhooks};
pub use record::Recorded;
pub use server::Server;
pub use webhook::Delivery;
