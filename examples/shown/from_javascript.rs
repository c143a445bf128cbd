//! The Rust on docs/from-javascript.md, run to the letter, and what the server was sent by it.
//! Reads what `build.rs` took out of the page, and the JavaScript that stands there beside it.

use std::process::Command;
use std::time::Duration;

use fal_mock::{Recorded, Server};
use fal_models::{Client, Config, Hosts};

use crate::model_pages::{Snippets, prompt};
use crate::program::{root, server};

include!(concat!(env!("OUT_DIR"), "/from_javascript.rs"));

/// The key that tells this test that it is the process in which the page is run.
const KEY: &str = "page:secret";

/// The page reads `FAL_KEY` and a file, so it is run by a process with both.
#[test]
fn all_rust_on_the_page_runs() {
    if std::env::var("FAL_KEY").is_ok_and(|key| key == KEY) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(run_page());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("dress.png"), vec![7; 300 << 10]).expect("written");
    let mut command = Command::new(std::env::current_exe().expect("a path"));
    command.args(["--exact", "from_javascript::all_rust_on_the_page_runs", "--nocapture"]);
    let output = command.env("FAL_KEY", KEY).current_dir(folder.path()).output().expect("it starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("1 passed"), "{printed}");
}

async fn run_page() {
    let server = server();
    let config = Config::new("local:key").hosts(Hosts::local(server.url())).poll_interval(Duration::from_millis(10));
    let fal = Client::new(config).expect("a client");
    let snippets = Snippets::of_document();
    assert_eq!(HEADINGS.iter().filter(|heading| heading.starts_with("fal-ai/")).count(), 10, "{HEADINGS:?}");
    for (section, heading) in HEADINGS.iter().enumerate() {
        server.clear_requests();
        run(section, &fal).await.unwrap_or_else(|error| panic!("{heading}: {error}"));
        match *heading {
            "Set up your API key" | "The key in the configuration" => assert_eq!(server.requests().len(), 0),
            "Upload a file" => assert_uploaded(&server, "hello.txt", 13),
            "Auto uploads" => assert_uploaded(&server, "dress.png", 300 << 10),
            "Data URI (base64)" => assert_picture(&server, "data:image/png;base64,iVBORw0KGgo="),
            "Hosted files (URL)" => {
                assert_picture(&server, "https://storage.googleapis.com/falserverless/omnigen/input.png");
            }
            endpoint => assert_calls(&server, endpoint, snippets.under(endpoint)),
        }
    }
}

fn assert_uploaded(server: &Server, name: &str, size: u64) {
    let requests = server.requests();
    assert!(requests[0].url.starts_with("https://rest.fal.ai/storage/upload/initiate?"), "{name}: {}", requests[0].url);
    assert_eq!(requests[0].json().expect("JSON")["file_name"], name);
    assert_eq!((requests[1].method.as_str(), requests[1].body_size), ("PUT", size), "{name}");
}

fn assert_picture(server: &Server, url: &str) {
    let input = server.requests()[0].json().expect("an input");
    assert_eq!(input["input_image_urls"], serde_json::json!([url]));
}

/// Every call that the JavaScript makes was made, in its order, to the same address and with the same prompt.
fn assert_calls(server: &Server, endpoint: &str, snippets: &[String]) {
    assert!(snippets.len() >= 4, "{endpoint}: there is JavaScript for a model's page");
    let mut requests = server.requests().into_iter();
    for snippet in snippets {
        let mut made = |(method, url): (&str, String)| {
            let fits = |request: &Recorded| request.method == method && address(request).ends_with(&url);
            let found = requests.find(fits).unwrap_or_else(|| panic!("no {method} {url} for\n{snippet}"));
            if let Some(prompt) = prompt(snippet) {
                assert_eq!(found.json().expect("an input")["prompt"], prompt.as_str(), "{endpoint}");
            }
        };
        let call = snippet.lines().find_map(|line| line.split_once("await fal.")).expect("a call").1;
        let (operation, rest) = call.split_once('(').expect("arguments");
        assert!(rest.starts_with(&format!("\"{endpoint}\"")), "{endpoint}: {call}");
        let app = endpoint.split('/').take(2).collect::<Vec<_>>().join("/");
        match operation {
            "subscribe" => made(("POST", format!("https://queue.fal.run/{endpoint}"))),
            "stream" => made(("POST", format!("https://fal.run/{endpoint}/stream"))),
            "queue.submit" => {
                made(("POST", format!("{endpoint}?fal_webhook=https%3A%2F%2Foptional.webhook.url%2Ffor%2Fresults")))
            }
            "queue.status" => made(("GET", format!("https://queue.fal.run/{app}/requests/ID/status?logs=1"))),
            "queue.result" => made(("GET", format!("https://queue.fal.run/{app}/requests/ID"))),
            other => panic!("{endpoint}: {other} is a call without a Rust form"),
        }
    }
}

/// The address of a request, with `ID` for the id of a job.
fn address(request: &Recorded) -> String {
    match request.url.split_once("/requests/") {
        Some((app, rest)) => format!("{app}/requests/ID{}", rest.find('/').map_or("", |at| &rest[at..])),
        None => request.url.clone(),
    }
}

/// The dependencies on the page are found, with their features. Nothing is built, and nothing fetched.
#[test]
fn the_dependencies_on_the_page_are_found() {
    let page = crate::document("docs/from-javascript.md");
    let dependencies = page.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```")).expect("toml").0;
    let here = dependencies.replace("../fal-models", &root().to_string_lossy());
    let folder = tempfile::tempdir().expect("a folder");
    let package = format!("[package]\nname = \"app\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n{here}");
    std::fs::write(folder.path().join("Cargo.toml"), package).expect("written");
    std::fs::write(folder.path().join("lib.rs"), "").expect("written");
    let mut command = Command::new(env!("CARGO"));
    command.args(["generate-lockfile", "--offline"]).current_dir(folder.path());
    let output = command.output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
