//! The runtime of the typed Rust clients for the models hosted by fal.ai. Generated code defines the types of the models;
//! this crate defines calls, jobs, streams, files and errors.
//!
//! ```no_run
//! use fal_client::{Client, json};
//!
//! # async fn example() -> Result<(), fal_client::Error> {
//! let fal = Client::from_env()?; // the key is in FAL_KEY
//! let model = fal.endpoint("fal-ai/flux-1/schnell")?;
//! let output = model.call(json!({"prompt": "a cat"})).await?; // submits it, waits, and returns the output
//! for saved in fal.save(&output, "pictures").await? {
//!     println!("{}", saved.file.display());
//! }
//! # Ok(()) }
//! ```
//!
//! Most programs use a crate of models, such as `fal-models`, which has types for inputs and outputs, a method for each model on
//! its client, and exports everything of this crate.
//!
//! # Calls
//!
//! The input of a model is a type that implements [`Endpoint`]. [`Client::call`] creates a [`Call`] from it, which has four
//! last methods:
//!
//! | method | what it does |
//! | --- | --- |
//! | [`Call::subscribe`], or awaiting the call itself | submits to the queue, waits, returns the output |
//! | [`Call::submit`] | submits to the queue, returns a [`Job`] |
//! | [`Call::run`] | calls the model directly, returns the output |
//! | [`Call::stream`] | calls the model directly, returns partial outputs (models that stream) |
//!
//! A setter that a way of calling does not support is an error before anything is sent, never dropped.
//!
//! [`Client::endpoint`] returns any model by its id at run time. Its input is a [`JsonInput`], its output [`Json`].
//!
//! A future may be dropped at any time. Nothing more is sent then, and an accepted job has been passed to
//! [`Call::on_submit`] before the future waited for anything else. A [`Client`] is one pointer and cheap to clone; the futures
//! of its methods are small and can move between threads.
//!
//! # Keys
//!
//! [`Client::from_env`] reads `FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`; [`Config`] has all other settings. The key is sent
//! to the configured [`Hosts`] (or the proxy) only, and is never printed. [`Client::token`] creates a short-lived [`Token`] for
//! programs that must not see the key.
//!
//! # Errors
//!
//! There is one [`Error`]. [`Error::kind`] classifies it; [`Error::outcome`] states whether the call can still return a result, and
//! whether sending it again may be billed twice. An error after acceptance carries the job. A request that may have been accepted
//! is never sent again, unless [`Call::allow_duplicates`] is set; [`Retry`] has the whole table. No redirect is followed.
//!
//! # Files
//!
//! A [`FileRef`] is a URL, a path or bytes. A call sends small local files inside the request and uploads larger ones;
//! [`Client::upload`] uploads one for several calls. [`Response::files`] lists the files of an output, and [`Client::save`]
//! downloads them to a folder.
//!
//! # Jobs
//!
//! A [`Job`] can be watched, cancelled, and saved as JSON without the key. [`Client::resume`] continues it, also in another process.
//!
//! # Features
//!
//! | feature | |
//! | --- | --- |
//! | `rustls-ring` (default) | https by rustls with the ring provider |
//! | `rustls-aws-lc` | https by rustls with the aws-lc-rs provider |
//! | `native-tls` | https by the library of the operating system |
//! | `transport` | the HTTP transport; without a TLS backend it supports plain http only |
//! | `webhook` | `Client::webhook`: verifies and reads webhook deliveries |
//! | `blocking` | calls, jobs and uploads for programs without async |
//! | `tracing` | a span for every call, events for submissions and failed attempts, without keys, content and URLs |
//!
//! Without `transport`, pass a [`Transport`] of your own to [`Client::with_transport`].

#![cfg_attr(docsrs, feature(doc_cfg))]

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
mod input;
mod job;
mod json_input;
mod key;
mod model;
mod response;
mod stream;
mod token;
mod trace;
mod untyped;
#[cfg(feature = "webhook")]
pub mod webhook;
mod wire;

pub use crate::http::retry::Retry;
pub use crate::http::retry_policy::RetryPolicy;
pub use crate::http::transport::{Body, Transport, TransportError, TransportErrorKind};
pub use call::Call;
pub use call::options::Priority;
pub use check::{Violation, Violations};
pub use client::Client;
pub use config::{Config, Hosts};
pub use endpoint::{Endpoint, ModelInput, ModelOutput, StreamingEndpoint};
pub use error::{Error, ErrorCode, ErrorKind, FieldError, Loc, Outcome};
pub use files::file_ref::FileRef;
pub use files::lifecycle::{Access, Expiration, Lifecycle};
pub use files::output_file::{OutputFile, OutputFiles};
pub use files::save::{Save, SaveProgress, SavedFile};
pub use files::upload::Upload;
pub use forward::Api;
pub use job::job_ref::JobRef;
pub use job::status::{LogLine, Metrics, State, Status};
pub use job::status_stream::StatusStream;
pub use job::wait::Wait;
pub use job::{Cancellation, Job};
pub use json_input::JsonInput;
pub use key::ApiKey;
pub use model::Model;
pub use response::Response;
pub use stream::EventStream;
pub use token::Token;
pub use untyped::UntypedEndpoint;
pub use wire::open_enum::{UnknownValue, Values};
pub use wire::open_int_enum::UnknownInteger;

/// Any JSON value.
pub use serde_json::Value as Json;
/// Creates a [`Json`] value from a JSON literal.
pub use serde_json::json;

/// The protocol of fal: its URLs and headers, for `fal-proxy`. Not part of the public API.
#[doc(hidden)]
pub mod protocol {
    pub use crate::http::{fal_url, headers};
}

/// What generated code and the macros use. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::check::{Check, Items, Numbers, Strings, Validate};
    pub use crate::endpoint::Files;
    pub use crate::wire::open_enum::Table;
    pub use crate::wire::{AnyWire, JsonView, Reader, Wire, debug, equal, read, write};
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
}
