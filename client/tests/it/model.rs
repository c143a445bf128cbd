//! A model like a generated one, by hand, with every kind of field that the macros and traits support.

use fal_client::__private::{Check, Files, Validate};
use fal_client::{Endpoint, FileRef, StreamingEndpoint, UnknownValue};

#[derive(Clone)]
#[must_use]
#[non_exhaustive]
pub(crate) struct Input {
    pub(crate) prompt: String,
    pub(crate) steps: i64,
    pub(crate) loras: Vec<Lora>,
    pub(crate) format: Format,
    pub(crate) seed: Option<i64>,
    pub(crate) image: Option<FileRef>,
    pub(crate) size: Option<Size>,
    pub(crate) r#type: Option<String>,
}

impl Input {
    pub(crate) fn new(prompt: impl Into<String>) -> Self {
        Self {
            prompt: prompt.into(),
            steps: 28,
            loras: Vec::new(),
            format: Format::Png,
            seed: None,
            image: None,
            size: None,
            r#type: None,
        }
    }
}

fal_client::object!(Input { required: [prompt: String], default: [steps, loras, format], optional: [seed, image, size, r#type = "type"] });

impl Endpoint for Input {
    const ID: &'static str = "acme/painter/fast";
    const REQUIRED: &'static [&'static str] = &["prompt"];
    type Output = Output;
}

impl StreamingEndpoint for Input {}

impl Validate for Input {
    fn check(&self, check: &mut Check) {
        check.min_length("prompt", &self.prompt, 3);
        check.max_length("prompt", &self.prompt, 10);
        check.range("steps", &self.steps, 1, 50);
        check.max_items("loras", &self.loras, 2);
        check.nested("loras", &self.loras);
        check.min("seed", &self.seed, 0);
    }
}

impl Files for Input {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        self.image.each_file(visit);
        self.loras.each_file(visit);
    }
}

#[derive(Clone)]
pub(crate) struct Lora {
    pub(crate) path: FileRef,
    pub(crate) scale: f64,
}

impl Lora {
    pub(crate) fn new(path: FileRef) -> Self {
        Self { path, scale: 1.0 }
    }
}

fal_client::object!(Lora { required: [path: FileRef], default: [scale] });

impl Validate for Lora {
    fn check(&self, check: &mut Check) {
        check.range("scale", &self.scale, 0.0, 4.0);
    }
}

impl Files for Lora {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        self.path.each_file(visit);
    }
}

#[derive(Clone)]
#[non_exhaustive]
pub(crate) enum Format {
    Jpeg,
    Png,
    Unknown(UnknownValue),
}

fal_client::open_enum!(Format { Jpeg = "jpeg", Png = "png" });

#[derive(Clone)]
pub(crate) struct Pixels {
    pub(crate) width: i64,
    pub(crate) height: i64,
}

fal_client::object!(Pixels { required: [width, height] });

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub(crate) enum Size {
    Pixels(Pixels),
    Preset(Format),
}

fal_client::union!(Size { Pixels(Pixels), Preset(Format) });

#[derive(Clone)]
pub(crate) struct Output {
    pub(crate) images: Vec<Image>,
    pub(crate) seed: Option<i64>,
}

fal_client::object!(Output { required: [images], optional: [seed] });

#[derive(Clone)]
pub(crate) struct Image {
    pub(crate) url: String,
    pub(crate) width: Option<i64>,
}

fal_client::object!(Image { required: [url], optional: [width] });

pub(crate) const OUTPUT: &str = r#"{"images":[{"url":"https://fal.media/a.png","width":null,"new":1}],"seed":7}"#;

/// A type without fields.
#[derive(Clone)]
pub(crate) struct Nothing {}

fal_client::object!(Nothing {});

/// A type without required fields.
#[derive(Clone)]
pub(crate) struct Free {
    pub(crate) strength: f64,
}

impl Free {
    pub(crate) fn new() -> Self {
        Self { strength: 0.5 }
    }
}

fal_client::object!(Free { default: [strength] });
