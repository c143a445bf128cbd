//! Rules of the ways of calling a model: which setters each of them supports, and what awaiting a call means.

use std::time::Duration;

use fal_client::{Call, Client, Config, Error, ErrorKind, FileRef, Hosts, Priority};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Script, accepted, json};

const QUEUE: &str = "http://fal.test/queue";
const COMPLETED: &str = r#"{"status":"COMPLETED"}"#;

type Set = fn(Call<Input>) -> Call<Input>;

/// The setters that not every way supports, each with its name and the ways that refuse it.
const SETTERS: [(&str, &[&str], Set); 9] = [
    ("webhook", &["run", "stream"], |call| call.webhook("https://example.com")),
    ("priority", &["run", "stream"], |call| call.priority(Priority::Low)),
    ("max_queue_length", &["run", "stream"], |call| call.max_queue_length(1)),
    ("on_submit", &["run", "stream"], |call| call.on_submit(|_| {})),
    ("logs", &["run", "stream", "submit"], |call| call.logs(|_| {})),
    ("on_status", &["run", "stream", "submit"], |call| call.on_status(|_| {})),
    ("poll_interval", &["run", "stream", "submit"], |call| call.poll_interval(Duration::from_secs(1))),
    ("follow_stream", &["run", "stream", "submit"], Call::follow_stream),
    ("cancel_on_timeout", &["run", "stream", "submit"], |call| {
        call.timeout(Duration::from_secs(200)).cancel_on_timeout()
    }),
];

/// Ends a call in the way of the given name.
async fn end(call: Call<Input>, way: &str) -> Result<(), Error> {
    match way {
        "run" => call.run().await.map(drop),
        "stream" => call.stream().await.map(drop),
        "submit" => call.submit().await.map(drop),
        "subscribe" => call.subscribe().await.map(drop),
        _ => call.await.map(drop),
    }
}

/// An input with a file that cannot be read, which is an error as soon as it is opened.
fn with_file() -> Input {
    let mut input = Input::new("a cat");
    input.image = Some(FileRef::path("/no/such/file"));
    input
}

fn assert_refused(error: &Error, parts: &[&str]) {
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert_eq!(error.endpoint(), Some("acme/painter/fast"));
    assert!(!error.may_have_been_accepted() && error.attempts() == 0);
    for part in parts {
        assert!(error.message().contains(part), "{part}: {error}");
    }
}

#[tokio::test]
async fn a_setter_that_a_way_of_calling_does_not_support_is_an_error_before_a_file_is_opened() {
    for (name, refused_by, set) in SETTERS {
        for way in refused_by {
            let script = Script::new([]);
            let error = end(set(script.client().call(with_file())), way).await.unwrap_err();
            let way_out = if refused_by.len() == 2 { "use `submit` or `subscribe`" } else { "use `subscribe`" };
            let problem = format!("`{name}` is not supported by `{way}`: ");
            assert_refused(&error, &[&problem, way_out, &format!("remove `{name}`")]);
        }
        for way in ["submit", "subscribe", "await"] {
            if refused_by.contains(&way) {
                continue;
            }
            let call = set(Script::new([]).client().call(with_file()));
            assert_eq!(end(call, way).await.unwrap_err().kind(), ErrorKind::File, "{name} with {way}");
        }
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_refuses_the_same_setters() {
    for (name, refused_by, set) in SETTERS {
        for way in refused_by {
            let call = set(Script::new([]).client().call(with_file())).blocking();
            let result = match *way {
                "run" => call.run().map(drop),
                "stream" => call.stream().map(drop),
                _ => call.submit().map(drop),
            };
            assert_refused(&result.unwrap_err(), &[name, way]);
        }
    }
}

#[tokio::test]
async fn cancelling_on_timeout_needs_a_time_limit() {
    let client = Script::new([]).client();
    let error = client.call(with_file()).cancel_on_timeout().subscribe().await.unwrap_err();
    assert_refused(&error, &["`cancel_on_timeout` has no time limit", "set `timeout`"]);
    let error = client.job::<Input>("r-1").wait().cancel_on_timeout().result().await.unwrap_err();
    assert_refused(&error, &["`cancel_on_timeout` has no time limit", "set `timeout`"]);
    // A limit of the client is one as well.
    let limited = Script::new([]).client_with(Config::new(KEY).timeout(Duration::from_secs(200)));
    let error = limited.call(with_file()).cancel_on_timeout().subscribe().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File);
}

#[tokio::test]
async fn a_poll_interval_below_the_least_is_an_error_wherever_it_is_set() {
    for interval in [Duration::ZERO, Duration::from_millis(9)] {
        let client = Script::new([]).client();
        let error = client.call(with_file()).poll_interval(interval).subscribe().await.unwrap_err();
        assert_refused(&error, &[&format!("invalid poll interval of {interval:?}: expected at least 10ms")]);
        let error = client.job::<Input>("r-1").wait().poll_interval(interval).result().await.unwrap_err();
        assert_refused(&error, &["expected at least 10ms"]);
        let config = Config::new(KEY).hosts(Hosts::local("http://fal.test")).poll_interval(interval);
        let error = Client::with_transport(config, Script::new([])).unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.message().contains("expected at least 10ms"), "{error}");
    }
    let working = json(202, r#"{"status":"IN_PROGRESS"}"#);
    let script = Script::new([accepted(QUEUE), working, json(200, COMPLETED), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).poll_interval(Duration::from_millis(10)).await.unwrap();
    assert_eq!(script.pauses(), [Duration::from_millis(10)]);
}

#[tokio::test]
async fn awaiting_a_call_subscribes_with_its_callbacks() {
    let replies = || [accepted(QUEUE), json(200, COMPLETED), json(200, OUTPUT)];
    let (awaited, subscribed) = (Script::new(replies()), Script::new(replies()));
    let seen = std::sync::Arc::new(std::sync::Mutex::new(0));
    let count = seen.clone();
    let call = awaited.client().call(Input::new("a cat")).on_status(move |_| *count.lock().unwrap() += 1);
    assert_eq!(call.await.unwrap().seed, Some(7));
    subscribed.client().call(Input::new("a cat")).subscribe().await.unwrap();
    assert_eq!(awaited.lines(), subscribed.lines());
    assert_eq!(*seen.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_response_without_a_request_id_has_none() {
    let script = Script::new([crate::script::response(200, &[], OUTPUT)]);
    assert_eq!(script.client().call(Input::new("a cat")).run().await.unwrap().request_id(), None);
}
