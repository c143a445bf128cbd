//! Models that are private to this package. `build.rs` generates them from `schemas`.

/// The generated modules, one per schema, and a client with a method for each.
pub mod models {
    include!(concat!(env!("OUT_DIR"), "/models.rs"));
}
