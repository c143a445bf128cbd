//! The server from outside, over HTTP.
//! One binary for all, so that it links once.

mod common;
mod conformance;
mod faults;
mod http;
mod jobs;
mod layouts;
mod outputs;
mod pictures;
mod queue;
mod schemas;
mod storage;
mod streams;
mod tokens;
mod validation;
mod webhooks;
