//! The rules of fal-proxy: held against a scripted fal, and between a client and the local server at the end.
//! One binary so that it links once.

mod callers;
mod limits;
mod requests;
mod responses;
mod script;
mod through;
