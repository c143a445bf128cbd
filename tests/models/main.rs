//! The generated models as users meet them: what is sent, what is read, what is refused.
//! Reads the schemas and the generated crate; every test goes through all models by `model::MODELS`.

mod answers;
mod defaults;
mod examples;
mod limits;
mod model;
mod sample;
mod traits;
mod unknown;
