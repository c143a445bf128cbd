//! Rules of tracing: each call has a span, failed attempts are events, and neither contains secrets.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use fal_client::FileRef;

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Script, accepted, json, response};

/// Records everything.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut notes = self.0.lock().unwrap();
        write!(notes, "\nspan {}", span.metadata().name()).unwrap();
        span.record(&mut Line(&mut notes));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut notes = self.0.lock().unwrap();
        write!(notes, "\n{} {}", event.metadata().level(), event.metadata().target()).unwrap();
        event.record(&mut Line(&mut notes));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn the_events_of_a_call_do_not_contain_its_content_key_and_urls() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let script = Script::new([
        response(429, &[("retry-after", "1")], &format!(r#"{{"detail":"the-prompt, {KEY}"}}"#)),
        accepted("http://fal.test/queue"),
        json(200, r#"{"status":"COMPLETED"}"#),
        json(200, OUTPUT),
        json(422, r#"{"detail":"the-prompt"}"#),
    ]);
    let input = || Input { image: Some(FileRef::url("https://the-image")), ..Input::new("the-prompt") };
    let call = script.client().call(input()).webhook("https://the-hook").header("x-a", "the-header");
    call.subscribe().await.unwrap();
    script.client().call(input()).run().await.unwrap_err();
    let notes = notes.0.lock().unwrap().clone();
    for expected in [
        "span fal way=\"subscribe\" endpoint=\"acme/painter/fast\"",
        "span fal way=\"run\" endpoint=\"acme/painter/fast\"",
        "WARN fal_client message=trying again attempt=1 kind=\"Status\" status=429 pause=1",
        "INFO fal_client message=submitted request_id=\"r-1\"",
        "DEBUG fal_client message=giving up attempt=1 kind=\"Validation\" status=422 request_id=\"header-id\"",
    ] {
        assert!(notes.contains(expected), "{expected} in {notes}");
    }
    for secret in ["the-key", "the-prompt", "the-image", "the-hook", "the-header", "http"] {
        assert!(!notes.contains(secret), "{secret} in {notes}");
    }
}

#[tokio::test]
async fn a_correction_is_an_event() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let script = Script::new([json(200, r#"{"seed":7}"#), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).run().await.unwrap();
    script.client().call(Input::new("a cat")).run().await.unwrap();
    let notes = notes.0.lock().unwrap();
    assert_eq!(notes.matches("corrected an incomplete output").count(), 1, "{notes}");
    assert!(
        notes.contains("WARN fal_client message=corrected an incomplete output request_id=\"header-id\" corrections=1"),
        "{notes}"
    );
}
