//! Synthetic schemas: any number of endpoints with the shapes of real pages, the same in every run.

use std::fmt::Write as _;

/// Maximum number of families in one folder, because a crate may have 280 features.
const FAMILIES: usize = 240;

/// Descriptions of the same length as on real pages.
const DOCS: [&str; 8] = [
    "The number of images to generate.",
    "If set to true, the safety checker will be enabled.",
    "The same seed and the same prompt given to the same version of the model will output the same image every time.",
    "The CFG (Classifier Free Guidance) scale is a measure of how close you want the model to stick to your prompt when looking for a related image to show you.",
    "Use it to address details that you don't want in the image. This could be colors, objects, scenery and even the small details (e.g. moustache, blurry, low resolution).",
    "If set to true, the function will wait for the result to be generated and uploaded before returning the response. This will increase the latency of the function but it allows you to get the result directly in the response without going through the CDN.",
    "The scale of the weight. Higher values follow the reference more closely, see https://fal.ai/docs for examples.",
    "URL of the file, or a base64 encoded data URI. Formats: `png`, `jpeg`, `webp`. Files of more than 10 MB are refused.",
];

/// Words for the names of fields, types and values.
const WORDS: [&str; 24] = [
    "image", "video", "audio", "mask", "style", "motion", "control", "guidance", "prompt", "negative", "scale",
    "strength", "frame", "rate", "start", "end", "noise", "color", "depth", "pose", "face", "voice", "tile", "upscale",
];

const SHARED: &str = "types:
  Image:
    fields:
      url: {type: string, doc: The URL where the file can be downloaded from., required: true}
      width: {type: integer, required: true}
      height: {type: integer, required: true}
      content_type: {type: string, default: image/jpeg}
  ImageSize:
    fields:
      width: {type: integer, doc: The width of the generated image., default: 512, max: 14142}
      height: {type: integer, doc: The height of the generated image., default: 512, max: 14142}
  ImageSizePreset:
    enum: [square_hd, square, portrait_4_3, portrait_16_9, landscape_4_3, landscape_16_9]
  OutputFormat:
    enum: [jpeg, png]
";

/// Paths and texts of a folder with `endpoints` endpoints and the types that they share.
pub(crate) fn schemas(endpoints: usize) -> Vec<(String, String)> {
    let mut texts = vec![("shared.yaml".to_owned(), SHARED.to_owned())];
    texts.extend((0..endpoints).map(|number| {
        let family = number % FAMILIES;
        let owner = if family % 12 == 11 { "acme" } else { "fal-ai" };
        let id = format!("{owner}/family-{family}/v{}/text-to-image", number / FAMILIES + 1);
        (format!("{id}.yaml"), Endpoint::new(number).text(&id))
    }));
    texts
}

/// The text of one endpoint, being written.
struct Endpoint {
    dice: Dice,
    text: String,
    enums: usize,
    structs: usize,
}

impl Endpoint {
    fn new(number: usize) -> Self {
        let mut dice = Dice::new(number as u64);
        let (enums, structs) = (dice.up_to(3), dice.up_to(3));
        Self { dice, text: String::new(), enums, structs }
    }

    fn text(mut self, id: &str) -> String {
        let (doc, streaming) = (self.doc(), self.dice.up_to(2) == 1);
        _ = write!(self.text, "endpoint: {id}\ntitle: {id}\ndoc: {doc}\nstreaming: {streaming}\n");
        self.text += "source: {page: https://fal.ai/models, captured: \"2025-06\"}\ninput:\n";
        self.text +=
            "  prompt: {type: string, doc: The prompt to generate an image from., required: true, min_length: 1}\n";
        self.text += "  image_size: {type: ImageSize | ImageSizePreset, default: square_hd}\n";
        self.text += "  output_format: {type: OutputFormat, doc: The format of the generated image., default: jpeg}\n";
        for (number, word) in WORDS.iter().enumerate().take(self.enums) {
            _ = writeln!(self.text, "  choice_{number}: {{type: Choice{number}, default: {word}_0}}");
        }
        for number in 0..self.structs {
            _ = writeln!(self.text, "  part_{number}: {{type: list<Part{number}>, default: [], max_items: 9}}");
        }
        // Most inputs have about ten fields, a few have fifty.
        let fields = if self.dice.up_to(20) == 0 { 20 + self.dice.up_to(22) } else { 2 + self.dice.up_to(8) };
        self.fields(fields, "  ");
        self.text += "output:\n  images: {type: list<Image>, doc: The generated image files info., required: true}\n";
        self.text += "  timings: {type: \"map<string, float>\", required: true}\n";
        let fields = 1 + self.dice.up_to(4);
        self.fields(fields, "  ");
        self.types();
        self.text += "examples:\n  - input:\n      prompt: A lighthouse on a cliff at dusk, waves below, painted with a wide brush\n      image_size: {width: 1024, height: 768}\n      output_format: png\n";
        self.text
    }

    fn types(&mut self) {
        if self.enums + self.structs > 0 {
            self.text += "types:\n";
        }
        for (number, word) in WORDS.iter().enumerate().take(self.enums) {
            let values: Vec<String> = (0..2 + self.dice.up_to(30)).map(|value| format!("{word}_{value}")).collect();
            _ = writeln!(self.text, "  Choice{number}:\n    enum: [{}]", values.join(", "));
        }
        for number in 0..self.structs {
            let doc = self.doc();
            _ = writeln!(self.text, "  Part{number}:\n    doc: {doc}\n    fields:");
            self.text += "      path: {type: string, required: true, max_length: 500}\n";
            let fields = 1 + self.dice.up_to(4);
            self.fields(fields, "      ");
        }
    }

    /// Fields of builtin types, each with its text, default and limits.
    fn fields(&mut self, count: usize, indent: &str) {
        for number in 0..count {
            let doc = self.doc();
            let [first, second] = [0; 2].map(|_| WORDS[self.dice.up_to(WORDS.len())]);
            let body = match self.dice.up_to(8) {
                0 => "type: integer\n default: 28\n min: 1\n max: 50",
                1 => "type: float\n default: 3.5\n min: 0\n max: 20",
                2 => "type: boolean\n default: false",
                3 => "type: string\n default: blurry, low resolution, bad anatomy",
                4 => "type: file",
                5 => "type: list<file>\n max_items: 4",
                6 => "type: integer",
                _ => "type: string | integer",
            };
            let body = body.replace("\n ", &format!("\n{indent}  "));
            _ = writeln!(self.text, "{indent}{first}_{second}_{number}:\n{indent}  {body}\n{indent}  doc: {doc}");
        }
    }

    fn doc(&mut self) -> String {
        format!("{:?}", DOCS[self.dice.up_to(DOCS.len())])
    }
}

/// Numbers that look random and never change: SplitMix64.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd129_0d3a_8f7c_2b45))
    }

    /// A number from 0 to below `bound`.
    fn up_to(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed >> 33) as usize % bound
    }
}
