//! `Model`: what generated crates list of each model.

/// A model of a generated crate, which lists its models in a constant `MODELS`.
///
/// ```
/// fn print(models: &[fal_client::Model]) {
///     for model in models.iter().filter(|model| model.streams) {
///         println!("{} {}", model.id, model.title);
///     }
/// }
/// # let _ = print;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Model {
    /// The endpoint id, such as `fal-ai/imagen4/preview/fast`.
    pub id: &'static str,
    /// The display name, such as `Imagen 4 Preview Fast`.
    pub title: &'static str,
    /// The address of the model's page.
    pub page: &'static str,
    /// Whether the model streams partial outputs.
    pub streams: bool,
    /// The path of the module below the root of the generated crate, such as `imagen4_preview_fast`.
    pub module: &'static str,
}

impl Model {
    /// For `models!` only.
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(texts: [&'static str; 4], streams: bool) -> Self {
        let [id, title, page, module] = texts;
        Self { id, title, page, streams, module }
    }
}

/// A list of models, each with the feature of the calling crate that enables it.
#[doc(hidden)]
#[macro_export]
macro_rules! models {
    ($($feature:tt: $id:tt $title:tt $module:tt $streams:tt;)*) => {
        &[$(
            #[cfg(feature = $feature)]
            $crate::Model::__new(
                [$id, $title, ::core::concat!("https://fal.ai/models/", $id), $module],
                $streams,
            )
        ),*]
    };
}
