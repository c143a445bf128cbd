//! The generated models as users meet them: what is sent, what is read, what is refused.
//! Reads the schemas and the generated crate; every test goes through all models by `model::MODELS`.

mod defaults;
mod examples;
mod limits;
mod model;
mod outputs;
mod sample;
mod traits;
mod unknown;
