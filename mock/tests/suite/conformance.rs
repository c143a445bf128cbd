//! The endpoints and fault rules in `conformance/` and `conformance.faults.yaml`, which the official clients are tested with.

use fal_mock::{Fault, Options, Server};
use serde_json::json;

use crate::common::{load, post};

fn rules() -> Vec<Fault> {
    Fault::read(include_str!("../../conformance.faults.yaml")).expect("fault rules")
}

#[test]
fn every_rule_names_an_endpoint_that_exists() {
    let catalog = load("conformance");
    let named: Vec<_> = rules().into_iter().filter_map(|rule| rule.endpoint).collect();
    assert!(named.len() >= 7, "{named:?}");
    for id in named {
        assert!(catalog.endpoint(&id).is_some(), "{id}");
    }
}

#[test]
fn the_rules_give_the_responses_that_clients_are_tested_with() {
    let server = Server::start(load("conformance"), Options { faults: rules(), ..Options::default() }).expect("a port");
    let run = |id: &str| post(&server, &format!("/run/conformance/{id}"), &json!({}));
    assert_eq!([run("flaky-429"), run("flaky-429"), run("flaky-429")].map(|response| response.status), [429, 429, 200]);
    let page = run("flaky-503");
    assert_eq!((page.status, page.header("content-type")), (503, Some("text/html")));
    assert!(page.text().contains("nginx") && page.header("x-fal-request-id").is_none());
    let unavailable = run("hard-503");
    assert_eq!(unavailable.status_and_json(), (503, json!({"detail": "Service Unavailable"})));
    assert!(unavailable.header("x-fal-request-id").is_some());
    assert_eq!(run("validation-error").status, 422);
    let stream = run("stream-error/stream");
    let last = stream.text().trim_end().rsplit("\n\n").next().expect("an event").to_owned();
    assert_eq!(last, "event: error\ndata: {\"detail\":\"boom\",\"error_type\":\"runner_server_error\"}");
}

#[test]
fn every_effect_in_the_documentation_can_be_read() {
    let page = include_str!("../../../docs/testing.md");
    let cells = page
        .lines()
        .filter(|line| line.starts_with("| `Effect::"))
        .map(|line| line.split('|').nth(2).map(|cell| cell.trim().trim_matches('`')).expect("a second column"));
    let cells: Vec<_> = cells.collect();
    assert_eq!(cells.len(), 18);
    for cell in cells {
        if let Err(error) = Fault::read(&format!("- effect: {cell}")) {
            panic!("{cell}: {error}");
        }
    }
}
