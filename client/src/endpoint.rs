//! The traits that generated code implements for the types of a model: its endpoint, its output, and the files in its input;
//! and what a call needs of an input.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::FileRef;
use crate::check::Validate;
use crate::wire::Wire;

/// The input of a model, with everything that the client must know about the model.
///
/// Generated for every model. For a model without generated types, implement it by hand, or call it with JSON by
/// [`Client::endpoint`](crate::Client::endpoint):
///
/// ```
/// use fal_client::Endpoint;
///
/// #[derive(Clone)]
/// pub struct Input {
///     pub prompt: String,
///     pub steps: i64,
/// }
///
/// impl Input {
///     pub fn new(prompt: impl Into<String>) -> Self {
///         Self { prompt: prompt.into(), steps: 28 }
///     }
/// }
///
/// #[derive(Clone)]
/// pub struct Output {
///     pub text: String,
/// }
///
/// fal_client::object!(Input { required: [prompt: String], default: [steps] });
/// fal_client::object!(Output { required: [text] });
///
/// fal_client::input!(Input);
/// impl Endpoint for Input {
///     const ID: &'static str = "acme/writer";
///     const REQUIRED: &'static [&'static str] = &["prompt"];
///     type Output = Output;
/// }
/// ```
pub trait Endpoint: Serialize + Validate + Files + Send + 'static {
    /// The endpoint id, such as `fal-ai/imagen4/preview/fast`.
    const ID: &'static str;

    /// The JSON names of the required fields. A call with `omit_defaults` always sends them, and omits every other field that
    /// equals that of an input with the required fields alone.
    const REQUIRED: &'static [&'static str] = &[];

    /// The output of the model.
    type Output: ModelOutput;
}

/// What a call takes: the input of a model whose id is part of its type, which is every [`Endpoint`], or a
/// [`JsonInput`](crate::JsonInput), whose model has its id at run time. To be implemented by way of [`Endpoint`].
pub trait ModelInput: Serialize + Validate + Files + Send + 'static {
    /// [`Endpoint::ID`]; `None` if the id is known at run time only.
    const ENDPOINT: Option<&'static str>;

    /// [`Endpoint::REQUIRED`].
    const REQUIRED: &'static [&'static str] = &[];

    /// [`Endpoint::Output`].
    type Output: ModelOutput;
}

impl<E: Endpoint> ModelInput for E {
    const ENDPOINT: Option<&'static str> = Some(E::ID);
    const REQUIRED: &'static [&'static str] = <E as Endpoint>::REQUIRED;
    type Output = <E as Endpoint>::Output;
}

/// The output of a model: a type whose JSON form is given by the macros of this crate, such as [`object!`](crate::object),
/// or [`Json`](crate::Json), or a list or a map of these. Implemented for all of them.
pub trait ModelOutput: Wire + DeserializeOwned + Send + 'static {}

impl<T: Wire + DeserializeOwned + Send + 'static> ModelOutput for T {}

/// A model that streams partial outputs. Only its calls have `stream()`, and those of a [`JsonInput`](crate::JsonInput).
#[diagnostic::on_unimplemented(
    message = "this model does not stream",
    note = "use `.subscribe()` or `.run()`; only models that declare streaming have `.stream()`"
)]
pub trait StreamingEndpoint: ModelInput {}

/// A value that may contain files to send with a call.
pub trait Files {
    /// Calls `visit` for every file in this value. By default there is none.
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        let _ = visit;
    }
}

impl Files for FileRef {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        visit(self);
    }
}

impl<T: Files> Files for Option<T> {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        self.iter_mut().for_each(|value| value.each_file(visit));
    }
}

impl<T: Files> Files for Vec<T> {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        self.iter_mut().for_each(|value| value.each_file(visit));
    }
}

impl<T: Files> Files for BTreeMap<String, T> {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        self.values_mut().for_each(|value| value.each_file(visit));
    }
}

impl<T: Files + ?Sized> Files for Box<T> {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        (**self).each_file(visit);
    }
}
