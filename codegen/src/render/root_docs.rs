//! The documentation of the crate's root: where a reader begins. Reads `plan`; feeds `root`.

use crate::plan::{Listed, Module, Root};
use fal_schema::names::spelled;

/// What is the same for every crate of models.
const TOPICS: &str = r#"# Calls

Awaiting a call submits it to the queue of the model, waits, and returns the output. [`Call`] has the options, such as `logs`,
`timeout` and `webhook`, and the other ways of calling: `submit` returns a [`Job`], `run` calls the model without the queue,
and `stream` returns partial outputs as an [`EventStream`]. `new` of an `Input` takes its required fields, setters set the
others. A field with a documented default holds it and sends it.

# Keys

[`Client::from_env`] reads the key from the environment variable `FAL_KEY`, or from `FAL_KEY_ID` and `FAL_KEY_SECRET`.
[`Config`] has all other settings. If `FAL_BASE_URL` is the URL of a local server, requests go there, without the key.

# Errors

There is one [`Error`]. [`Error::kind`] classifies it, [`Error::fields`] lists what the model refused, and [`Error::outcome`]
states whether the call can still return a result and whether it may be sent again. An error of a job that was accepted has
the job, see [`Error::job`].

# Files

A field for a file is a [`FileRef`]: a URL, a path or bytes. A call sends or uploads local files by itself. [`Response::files`]
lists the files of an output, and [`Client::save`](fal_client::Client::save) downloads them to a folder.

# Jobs

A [`Job`] serializes to JSON without the key. [`Client::resume`](fal_client::Client::resume) continues it, also in another
process.

# Any model by its id

[`Client::endpoint`](fal_client::Client::endpoint) calls a model that has no types here, with [`Json`] as input and output.

# Features

| feature | |
| --- | --- |
| `full` (default) | all models |
| `rustls-ring` (default) | https by rustls with the ring provider |
| `rustls-aws-lc` | https by rustls with the aws-lc-rs provider |
| `native-tls` | https by the library of the operating system |
| `transport` | the HTTP client; without a TLS backend it supports plain http only |
| `webhook` | verified webhook deliveries |
| `blocking` | calls, jobs and uploads for programs without async |
| `tracing` | a span for every call, without keys, content and URLs |

Each family of models is a feature, too:
"#;

/// The inner documentation and attributes. `first` is the model of the first example, which takes a string.
pub(super) fn lines(root: &Root, krate: &str, first: Option<&Module>) -> String {
    let about = [
        "Typed access to the models of [fal.ai](https://fal.ai), generated from schemas.",
        "",
        "One module per model, with its `Input` and `Output`; one method per model on [`Client`].",
        "Types that several models use are in [`types`]. [`MODELS`] lists the models whose features are enabled.",
        "",
    ];
    let mut text: String = about.iter().map(|line| doc(line)).collect();
    let id = first.and_then(|module| module.endpoint.as_ref()).map(|endpoint| &endpoint.id);
    let listed = root.listed.iter().find(|listed| Some(&listed.id) == id);
    if let (Some(listed), Some(module)) = (listed, first) {
        text += &example(listed, module, krate);
    }
    text.extend(TOPICS.lines().map(doc));
    text += &table(root, krate);
    text
}

/// The example exists only in builds that have its model.
fn example(listed: &Listed, module: &Module, krate: &str) -> String {
    let method = module.endpoint.as_ref().map_or(String::new(), |endpoint| spelled(&endpoint.method));
    let feature = &listed.feature;
    let fence = format!(
        "#![cfg_attr(feature = {feature:?}, doc = \"```no_run\")]\n\
         #![cfg_attr(not(feature = {feature:?}), doc = \"```ignore\")]\n"
    );
    let body = [
        format!("use {krate}::Client;"),
        String::new(),
        format!("# async fn example() -> Result<(), {krate}::Error> {{"),
        "let fal = Client::from_env()?; // the key is in FAL_KEY".to_owned(),
        format!("let output = fal.{method}(\"a cat\").await?; // submits it, waits, and returns the output"),
        "println!(\"{:#?}\", *output);".to_owned(),
        "for saved in fal.save(&output, \"files\").await? {".to_owned(),
        "    println!(\"{}\", saved.file.display());".to_owned(),
        "}".to_owned(),
        "# Ok(()) }".to_owned(),
        "```".to_owned(),
        String::new(),
    ];
    fence + &body.iter().map(|line| doc(line)).collect::<String>()
}

/// The models with their modules and features.
fn table(root: &Root, krate: &str) -> String {
    let row = |model: &Listed| doc(&format!("| `{}` | `{krate}::{}` | `{}` |", model.id, model.path, model.feature));
    let head = ["", "| model | module | feature |", "| --- | --- | --- |"];
    head.iter().map(|line| doc(line)).chain(root.listed.iter().map(row)).collect()
}

fn doc(line: &str) -> String {
    if line.is_empty() { "//!\n".to_owned() } else { format!("//! {line}\n") }
}
