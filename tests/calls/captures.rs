//! Compares the requests of this client with those of the official clients for the same operations.
//! `docs/differences.md` lists every difference with its reason; `captures/official.txt` has the official requests.

mod official;
mod ours;
mod page;
mod request;

use std::collections::{BTreeMap, BTreeSet};

use page::Page;
use request::Request;

/// The operations, each with its captures.
const OPERATIONS: [(&str, &[&str]); 34] = [
    ("run", &["js-run"]),
    ("run-headers", &["py-run"]),
    ("run-subpath", &["js-run-subpath", "py-run-path"]),
    ("submit", &["js-submit"]),
    ("submit-forever", &["py-submit"]),
    ("proxy-submit", &["js-proxy-submit"]),
    ("submit-plain", &["js-submit-plain", "py-submit-plain"]),
    ("subscribe", &["js-subscribe-default", "py-subscribe"]),
    ("subscribe-logs", &["js-subscribe-polling"]),
    ("subscribe-updates", &["py-subscribe-updates"]),
    ("iter-events", &["py-iter-events"]),
    ("subscribe-streaming", &["js-subscribe-streaming"]),
    ("subscribe-failed", &["js-subscribe-failed", "py-subscribe-failed"]),
    ("subscribe-timeout", &["js-subscribe-timeout", "py-subscribe-timeout"]),
    ("status-and-result", &["js-status-and-result", "py-status-and-result"]),
    ("cancel", &["js-cancel", "py-cancel"]),
    ("cancelled-result", &["py-cancelled-result"]),
    ("cancel-completed", &["js-cancel-completed", "py-cancel-completed"]),
    ("queue-not-found", &["js-queue-not-found", "py-queue-not-found"]),
    ("namespace-workflow", &["js-namespace-workflow", "py-namespace-workflow"]),
    ("stream", &["js-stream", "py-stream"]),
    ("stream-422", &["js-stream-422", "py-stream-422"]),
    ("stream-error", &["js-stream-error", "py-stream-error"]),
    ("error-401", &["js-error-401", "py-error-401"]),
    ("error-422", &["js-error-422", "py-error-422"]),
    ("error-start-timeout", &["js-error-start-timeout", "py-error-start-timeout"]),
    ("retry-429", &["js-retry-429", "py-retry-429"]),
    ("retry-503", &["js-retry-503", "py-retry-503"]),
    ("retry-exhausted-503", &["js-retry-exhausted-503", "py-no-retry-503"]),
    ("upload", &["js-upload", "py-upload"]),
    ("upload-blob", &["js-upload-blob"]),
    ("upload-multipart", &["js-upload-multipart", "py-upload-multipart"]),
    ("auto-upload", &["js-auto-upload"]),
    ("data-uri", &["py-data-uri"]),
];

/// A difference from one official client: in which requests, what it sends, and what this client sends.
#[derive(Debug, Default, PartialEq)]
struct Difference {
    kinds: BTreeSet<String>,
    theirs: BTreeSet<String>,
    ours: BTreeSet<String>,
}

/// Differences by client and field.
type Differences = BTreeMap<(String, String), Difference>;

/// Compares the requests of one operation, kind by kind and field by field.
fn compare(client: &str, theirs: &[Request], ours: &[Request], found: &mut Differences) {
    let mut record = |field: String, kind: &str, left: Option<&String>, right: Option<&String>| {
        let difference = found.entry((client.to_owned(), field)).or_default();
        difference.kinds.insert(kind.to_owned());
        difference.theirs.insert(left.cloned().unwrap_or_default());
        difference.ours.insert(right.cloned().unwrap_or_default());
    };
    let kinds: BTreeSet<&str> = theirs.iter().chain(ours).map(|request| request.kind.as_str()).collect();
    for kind in kinds {
        let find = |requests: &[Request]| requests.iter().find(|request| request.kind == kind).cloned();
        let (left, right) = (find(theirs), find(ours));
        let (Some(left), Some(right)) = (&left, &right) else {
            let present = |request: &Option<Request>| request.as_ref().map(|_| kind.to_owned());
            record("request".to_owned(), kind, present(&left).as_ref(), present(&right).as_ref());
            continue;
        };
        let (left, right) = (left.fields(), right.fields());
        for field in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
            if left.get(field) != right.get(field) {
                record(field.clone(), kind, left.get(field), right.get(field));
            }
        }
    }
}

#[test]
#[ignore = "needs real documents beside the checkout: see `.ci/beside`"]
fn the_table_is_extracted_from_the_captures() {
    official::compare(&official::extract().expect("captures"));
}

#[tokio::test]
async fn every_difference_from_the_official_clients_is_listed_with_its_reason() {
    let official = official::read();
    let page = Page::read();
    let (mut found, mut compared) = (Differences::new(), BTreeSet::new());
    for (operation, captures) in OPERATIONS {
        let ours = ours::requests(operation).await;
        for capture in captures {
            let client = if capture.starts_with("js-") { "JavaScript" } else { "Python" };
            compare(client, &official[*capture], &ours, &mut found);
            compared.insert((*capture).to_owned());
        }
    }
    let left: BTreeSet<String> = official.keys().filter(|capture| !compared.contains(*capture)).cloned().collect();
    page.compare(&found, &left);
}
