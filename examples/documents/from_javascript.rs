//! Compares the requests of the Rust in docs/from-javascript.md with the JavaScript beside it.

use fal_mock::{RecordedRequest, Server};

use crate::model_pages::{Snippets, prompt};

/// The JavaScript of the page.
pub(crate) struct Javascript(Snippets);

impl Javascript {
    pub(crate) fn read() -> Self {
        Self(Snippets::of_document())
    }

    /// Compares the requests that the Rust below a heading sent.
    pub(crate) fn assert_same(&self, heading: &str, server: &Server) {
        match heading {
            "Set up your API key" | "The key in the configuration" => assert_eq!(server.requests().len(), 0),
            "Upload a file" => assert_uploaded(server, "hello.txt", 13),
            "Auto uploads" => assert_uploaded(server, "dress.png", 300 << 10),
            "Data URI (base64)" => assert_picture(server, "data:image/png;base64,iVBORw0KGgo="),
            "Hosted files (URL)" => {
                assert_picture(server, "https://storage.googleapis.com/falserverless/omnigen/input.png");
            }
            endpoint => assert_calls(server, endpoint, self.0.under(endpoint)),
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

/// Asserts that the Rust made every call of the JavaScript, in its order, to the same URL and with the same prompt.
fn assert_calls(server: &Server, endpoint: &str, snippets: &[String]) {
    assert!(snippets.len() >= 4, "{endpoint}: the JavaScript of the model's page is missing");
    let mut requests = server.requests().into_iter();
    for snippet in snippets {
        let mut made = |(method, url): (&str, String)| {
            let fits = |request: &RecordedRequest| request.method == method && self::url(request).ends_with(&url);
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
                made(("POST", format!("{endpoint}?fal_webhook=https%3A%2F%2Foptional.webhook.url%2Ffor%2Fresults")));
            }
            "queue.status" => made(("GET", format!("https://queue.fal.run/{app}/requests/ID/status?logs=1"))),
            "queue.result" => made(("GET", format!("https://queue.fal.run/{app}/requests/ID"))),
            other => panic!("{endpoint}: {other} is a call without a Rust equivalent"),
        }
    }
}

/// Returns the URL of a request, with `ID` for the id of a job.
fn url(request: &RecordedRequest) -> String {
    match request.url.split_once("/requests/") {
        Some((app, rest)) => format!("{app}/requests/ID{}", rest.find('/').map_or("", |at| &rest[at..])),
        None => request.url.clone(),
    }
}
