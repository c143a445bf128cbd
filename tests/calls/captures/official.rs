//! The requests of the official clients, by operation. `official.txt` has them; a test extracts it from captures, in checkouts
//! that have these.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::request::{Request, firsts, json_body};

/// Requests by the name of the capture, such as `js-run`.
pub(crate) type Official = BTreeMap<String, Vec<Request>>;

fn table() -> PathBuf {
    fal_tests::root().join("tests/calls/captures/official.txt")
}

/// Reads the committed table.
pub(crate) fn read() -> Official {
    let text = std::fs::read_to_string(table()).expect("the table");
    let mut official = Official::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<&str> = line.splitn(5, " | ").collect();
        let [name, kind, target, headers, body] = parts[..] else { panic!("invalid request: {line}") };
        official.entry(name.to_owned()).or_default().push(request(kind, target, headers, body));
    }
    official
}

/// Parses a request from the parts of a line.
fn request(kind: &str, target: &str, headers: &str, body: &str) -> Request {
    let (kind, times) = kind.rsplit_once(" x").expect("a number");
    let (method, url) = target.split_once(' ').expect("a target");
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let pairs = |text: &str, end: &str, joint: &str| {
        let pairs = text.split(end).filter_map(|pair| pair.split_once(joint));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    Request {
        kind: kind.to_owned(),
        times: times.parse().expect("a number"),
        method: method.to_owned(),
        path: path.to_owned(),
        query: pairs(query, "&", "="),
        headers: pairs(headers, "; ", ": "),
        body: body.to_owned(),
    }
}

/// Extracts the table from the captures; `None` if one cannot be read.
pub(crate) fn extract() -> Option<String> {
    let beside = fal_tests::root().parent()?.to_owned();
    let folder = ["shared", "protocol", "captures"].iter().fold(beside, |path, part| path.join(part));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut text =
        "# The first request of each kind that the official clients send: capture, kind and number, target,\n\
                    # headers, body. Written by the test `the_table_is_extracted_from_the_captures`.\n"
            .to_owned();
    for path in paths {
        let name = path.file_stem()?.to_string_lossy().into_owned();
        let entries: Vec<Value> = serde_json::from_slice(&std::fs::read(&path).ok()?).ok()?;
        let requests = firsts(entries.iter().filter_map(|entry| captured(&entry["request"])));
        text.extend(requests.iter().map(|request| format!("{name} | {request}\n")));
    }
    Some(text)
}

fn captured(request: &Value) -> Option<Request> {
    let headers = request["headers"].as_object()?;
    let headers = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let body = match &request["body"] {
        Value::String(text) => json_body(text),
        Value::Object(body) => format!("{} bytes", body.get("bytes")?),
        _ => String::new(),
    };
    Some(Request::new(request["method"].as_str()?, request["url"].as_str()?, headers, body))
}

/// Compares the extracted table with the committed one, or writes it.
pub(crate) fn compare(extracted: &str) {
    let committed = || std::fs::read_to_string(table()).unwrap_or_default();
    // Another test reads the table at the same time, so it is written only if it differs.
    if committed() != extracted && std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(table(), extracted).expect("written");
    }
    assert!(committed() == extracted, "official.txt is out of date: run this test with INSTA_UPDATE=always");
}
