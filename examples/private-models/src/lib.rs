//! Models that only we use. Reads what `build.rs` makes of `schemas`; feeds `main.rs` and the test.

/// The generated modules, one per schema, and a client with a method for each.
pub mod models {
    include!(concat!(env!("OUT_DIR"), "/models.rs"));
}
