//! The rules of fal-proxy, tested with a scripted fal, and between a client and the local server. One binary, so that it is
//! linked once.

mod callers;
mod limits;
mod requests;
mod responses;
mod script;
mod through;
