//! Inputs that were damaged on purpose, in all three languages: none may end in a panic, without an end or out of memory,
//! and what is accepted can be generated. Millions can be tried; each follows from a seed and its number.

mod batch;
mod change;
mod judge;
mod run;
mod seeds;

pub(crate) use batch::batch;
pub(crate) use run::run;
