//! Tests of the generator: what it writes, what it refuses, that it is pure. Reads the fixtures and the real schemas.

mod diagnostics;
mod features;
mod fixtures;
mod folder;
mod hostile;
mod purity;
mod summaries;
