//! The runtime of the typed Rust clients for the models hosted by fal.ai. It knows no model: generated
//! code brings the types, this crate brings calls, jobs, streams, files and errors. Start reading at
//! `client.rs` and `call.rs`.
//!
//! A model is a type that implements [`Endpoint`]. [`Client::call`] makes a [`Call`] of it, which ends
//! in one of four ways:
//!
//! | method | what it does |
//! | --- | --- |
//! | [`Call::subscribe`] | submits to the queue, waits, gives the output |
//! | [`Call::submit`] | submits to the queue, gives a [`Job`] |
//! | [`Call::run`] | calls the model directly, gives the output |
//! | [`Call::stream`] | calls the model directly, gives partial outputs (models that stream) |
//!
//! What may have been accepted is never sent again unless you say so; [`Retry`] has the whole table. No redirect is
//! followed. The API key is sent to the configured [`Hosts`] (or the proxy) only and is printed by nothing.
//!
//! A future may be dropped at any time. Nothing more is sent then, and a job that was accepted has been shown to
//! [`Call::on_submit`] before anything else was waited for. A [`Client`] is one pointer and cheap to clone; the futures of
//! its methods are small and can move between threads.
//!
//! # Features
//!
//! | feature | |
//! | --- | --- |
//! | `rustls-ring` (default) | https by rustls with the ring provider |
//! | `rustls-aws-lc` | https by rustls with the aws-lc-rs provider |
//! | `native-tls` | https by the library of the operating system |
//! | `transport` | the HTTP transport; alone it speaks plain http only |
//! | `webhook` | `Client::webhook`: what fal posts to a webhook, verified and read |
//! | `blocking` | calls, jobs and uploads for programs without async |
//! | `tracing` | a span for every call, events for submissions and failed attempts, without keys, content and URLs |
//!
//! Without `transport`, bring a [`Transport`] of your own to [`Client::with_transport`].

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod check;
mod client;
mod config;
mod endpoint;
mod error;
mod files;
mod forward;
mod http;
mod job;
mod key;
mod response;
mod stream;
mod token;
mod trace;
#[cfg(feature = "webhook")]
pub mod webhook;
mod wire;

pub use crate::http::retry::Retry;
pub use crate::http::transport::{Body, Transport, TransportError, TransportErrorKind};
pub use call::Call;
pub use call::options::Priority;
pub use check::{Check, Items, Numbers, Texts, Validate, Violation, Violations};
pub use client::Client;
pub use config::{Config, Hosts};
pub use endpoint::{Endpoint, Files, StreamingEndpoint};
pub use error::{Error, ErrorCode, ErrorKind, FieldError, Loc};
pub use files::file_ref::FileRef;
pub use files::lifecycle::{Access, Expiration, Lifecycle};
pub use files::upload::Upload;
pub use forward::Api;
pub use job::job_ref::JobRef;
pub use job::status::{LogLine, Metrics, State, Status};
pub use job::status_stream::StatusStream;
pub use job::wait::Wait;
pub use job::{Cancellation, Job};
pub use key::ApiKey;
pub use response::Response;
pub use stream::EventStream;
pub use token::Token;
pub use wire::open_enum::UnknownValue;
pub use wire::open_int_enum::UnknownInteger;

/// Any JSON value.
pub use serde_json::Value as Json;
/// Writes a [`Json`] value down as JSON.
pub use serde_json::json;

/// What the macros expand to. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::wire::open_enum::Table;
    pub use crate::wire::{Level, Part, Reader, Wire, debug, equal, read, write};
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
}
