//! The server from outside, over HTTP.
//! One binary for all, so that it links once.

mod answers;
mod common;
mod http;
mod pictures;
mod queue;
mod schemas;
mod streams;
mod validation;
