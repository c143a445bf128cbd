//! Tests of the generator: what it writes, what it refuses, that it is pure. Reads the fixtures and the real schemas.

mod api;
mod diagnostics;
mod differences;
mod features;
mod fixtures;
mod folder;
mod hostile;
mod naming;
mod one_error;
mod purity;
mod reserved;
mod sharing;
mod summaries;
mod surface;
mod values;
