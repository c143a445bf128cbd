//! Rules of retries: every cell of the table of `Retry`, the pauses, and the error. Time is that of the script.

use std::sync::Arc;
use std::time::Duration;

use fal_client::{Config, Error, ErrorKind, Retry, TransportErrorKind};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Reply, Script, accepted, events, json, response};

const QUEUE: &str = "http://fal.test/queue";
const ID: (&str, &str) = ("x-fal-request-id", "an-id");
const NGINX: &str = "<html><center>nginx</center></html>";
const COMPLETED: &str = r#"{"status":"COMPLETED"}"#;

/// The requests in the columns of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Status,
    Cancel,
    Download,
    Result,
    Run,
    Submit,
    Stream,
    RunTwice,
    SubmitTwice,
    SubmitBounded,
}

use Way::{Cancel, Download, Result as Fetch, Run, RunTwice, Status, Stream, Submit, SubmitBounded, SubmitTwice};

const ALL: [Way; 10] = [Status, Cancel, Download, Fetch, Run, Submit, Stream, RunTwice, SubmitTwice, SubmitBounded];

/// Sends one request that fails as given and would succeed the second time; returns how often it was sent.
async fn attempts(way: Way, failure: Reply) -> usize {
    let success = match way {
        Submit | SubmitTwice | SubmitBounded => accepted(QUEUE),
        Stream => events(&[]),
        Run | RunTwice | Fetch => json(200, OUTPUT),
        Status | Cancel | Download => json(200, COMPLETED),
    };
    let before = if way == Fetch { vec![json(200, COMPLETED)] } else { Vec::new() };
    let skipped = before.len();
    let script = Script::new(before.into_iter().chain([failure, success]));
    let sent = send(way, &script).await;
    let count = script.seen().len() - skipped;
    assert_eq!(sent.is_ok(), count == 2, "{way:?}: {sent:?}");
    if let Err(error) = sent {
        assert_eq!(error.attempts(), 1, "{error:?}");
    }
    count
}

async fn send(way: Way, script: &Arc<Script>) -> Result<(), Error> {
    let client = script.client();
    let (job, call) = (client.job::<Input>("r-1"), client.call(Input::new("a cat")));
    match way {
        Status => job.status().await.map(drop),
        Cancel => job.cancel().await.map(drop),
        Download => client.download("https://files.test/a").await.map(drop),
        Fetch => job.result().await.map(drop),
        Run => call.run().await.map(drop),
        Submit => call.submit().await.map(drop),
        Stream => call.stream().await.map(drop),
        RunTwice => call.allow_duplicates().run().await.map(drop),
        SubmitTwice => call.allow_duplicates().submit().await.map(drop),
        SubmitBounded => call.max_queue_length(3).submit().await.map(drop),
    }
}

/// Asserts that exactly the given requests are sent again after the failure.
async fn only(again: &[Way], failure: impl Fn() -> Reply) {
    for way in ALL {
        let expected = if again.contains(&way) { 2 } else { 1 };
        assert_eq!(attempts(way, failure()).await, expected, "{way:?}");
    }
}

#[tokio::test]
async fn row_no_connection() {
    only(&ALL, || Reply::Fail(TransportErrorKind::Connect)).await;
}

#[tokio::test]
async fn row_invalid_request() {
    only(&[], || Reply::Fail(TransportErrorKind::Config)).await;
}

#[tokio::test]
async fn row_lost_response() {
    let again = [Status, Cancel, Download, Fetch, RunTwice, SubmitTwice];
    only(&again, || Reply::Fail(TransportErrorKind::Other)).await;
    only(&again, || Reply::Fail(TransportErrorKind::Timeout)).await;
}

#[tokio::test]
async fn row_lost_response_after_its_head() {
    for way in ALL.into_iter().filter(|way| *way != Stream) {
        let cut = fal_client::TransportError::new(TransportErrorKind::Connect, "cut");
        let expected = if matches!(way, Run | Submit | SubmitBounded) { 1 } else { 2 };
        assert_eq!(attempts(way, Reply::Response(200, Vec::new(), vec![Err(cut)])).await, expected, "{way:?}");
    }
}

#[tokio::test]
async fn row_429() {
    let again = [Status, Cancel, Download, Fetch, Run, Submit, Stream, RunTwice, SubmitTwice];
    only(&again, || response(429, &[], "{}")).await;
    let again = [Status, Cancel, Download, Run, Submit, Stream, RunTwice, SubmitTwice];
    only(&again, || response(429, &[ID], "{}")).await;
}

#[tokio::test]
async fn row_503_by_nginx() {
    only(&ALL, || response(503, &[], NGINX)).await;
}

#[tokio::test]
async fn row_408_502_503_504() {
    for status in [408, 502, 503, 504] {
        let again = [Status, Cancel, Download, Fetch, RunTwice, SubmitTwice];
        only(&again, || response(status, &[], "{}")).await;
        only(&[Status, Cancel, Download], || response(status, &[ID], NGINX)).await;
    }
    for status in [502, 504] {
        let again = [Status, Cancel, Download, Fetch, RunTwice, SubmitTwice];
        only(&again, || response(status, &[], NGINX)).await;
    }
}

#[tokio::test]
async fn row_500() {
    only(&[Status, Cancel, Download], || response(500, &[], NGINX)).await;
}

#[tokio::test]
async fn row_retryable() {
    let all_but_the_result = ALL.into_iter().filter(|way| *way != Fetch).collect::<Vec<_>>();
    for status in [422, 500, 503] {
        only(&all_but_the_result, || response(status, &[ID, ("x-fal-retryable", "true")], "{}")).await;
    }
    let billed = || response(422, &[ID, ("x-fal-retryable", "true"), ("x-fal-billable-units", "0.50000000")], "{}");
    only(&[], billed).await;
    let free = || response(422, &[ID, ("x-fal-retryable", "true"), ("x-fal-billable-units", "0")], "{}");
    only(&all_but_the_result, free).await;
}

#[tokio::test]
async fn row_not_retryable_and_start_timeout() {
    for status in [429, 500, 503, 504] {
        only(&[], || response(status, &[("x-fal-retryable", "false")], NGINX)).await;
        only(&[], || response(status, &[("x-fal-request-timeout-type", "user")], NGINX)).await;
    }
}

#[tokio::test]
async fn row_anything_else() {
    for status in [301, 400, 401, 403, 404, 409, 422, 499, 501] {
        only(&[], || response(status, &[], NGINX)).await;
    }
    for way in [Status, Fetch, Run, Submit, Stream, RunTwice, SubmitTwice] {
        // A response of another form is not a reason to send the request again.
        assert_eq!(attempts(way, response(200, &[], "no JSON")).await, 1, "{way:?}");
    }
}

fn failing(count: usize, headers: &'static [(&'static str, &'static str)]) -> Arc<Script> {
    Script::new((0..count).map(|_| response(429, headers, "{}")))
}

async fn run(script: &Arc<Script>, retry: Retry) -> Error {
    let client = script.client_with(Config::new(KEY).retry(retry));
    client.call(Input::new("a cat")).run().await.unwrap_err()
}

#[tokio::test]
async fn attempts_are_limited_and_counted_in_the_error() {
    let script = failing(3, &[]);
    let error = run(&script, Retry::new().attempts(3)).await;
    assert_eq!((script.seen().len(), error.attempts()), (3, 3));
    assert!(error.to_string().contains("after 3 attempts"), "{error}");
    assert!(!error.may_have_been_accepted());
    let script = failing(1, &[]);
    let error = run(&script, Retry::never()).await;
    assert_eq!(error.attempts(), 1);
    assert!(!error.to_string().contains("attempt"), "{error}");
    assert!(script.pauses().is_empty());
}

#[tokio::test]
async fn pauses_grow_to_their_maximum_and_honor_retry_after() {
    let second = Duration::from_secs(1);
    let script = failing(6, &[]);
    run(&script, Retry::new().attempts(6).base(second).max(4 * second)).await;
    let pauses = script.pauses();
    assert_eq!(pauses.len(), 5);
    for (pause, longest) in pauses.iter().zip([1, 2, 4, 4, 4]) {
        assert!(*pause <= longest * second, "{pauses:?}");
    }
    assert!(pauses.windows(2).any(|pair| pair[0] != pair[1]), "{pauses:?}");
    let script = failing(2, &[("retry-after", "9")]);
    let error = run(&script, Retry::new().attempts(2)).await;
    assert_eq!(script.pauses(), [9 * second]);
    assert_eq!(error.retry_after(), Some(9 * second));
    let script = failing(1, &[("retry-after", "31")]);
    assert_eq!(run(&script, Retry::new()).await.attempts(), 1);
    let script = failing(4, &[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")]);
    assert_eq!(run(&script, Retry::new()).await.retry_after(), None);
}

#[tokio::test]
async fn the_overall_limit_ends_the_attempts_and_its_error_is_ambiguous_if_a_request_was_sent() {
    let script = Script::new([response(429, &[("retry-after", "200")], "{}")]);
    let retry = Retry::new().max(Duration::from_secs(300));
    let client = script.client_with(Config::new(KEY).retry(retry));
    let error = client.call(Input::new("a")).timeout(Duration::from_secs(9)).submit().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(!error.may_have_been_accepted(), "a 429 was no acceptance: {error}");
    let script = Script::new([response(429, &[], "{}"), Reply::Hang]);
    let call = script.client().call(Input::new("a")).timeout(Duration::from_secs(9));
    let error = call.submit().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert!(error.may_have_been_accepted(), "{error}");
}

#[tokio::test]
async fn an_error_stays_ambiguous_after_a_lost_response_whatever_the_next_attempts_are() {
    let lost = Reply::Fail(TransportErrorKind::Other);
    let script = Script::new([lost, response(401, &[], "{}")]);
    let error = script.client().call(Input::new("a")).allow_duplicates().submit().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unauthorized, 2));
    assert!(error.may_have_been_accepted(), "{error}");
}

#[tokio::test]
async fn a_job_is_followed_through_transient_errors_of_the_server() {
    let script = Script::new([
        accepted(QUEUE),
        json(500, "oops"),
        Reply::Fail(TransportErrorKind::Other),
        json(200, COMPLETED),
        response(502, &[], NGINX),
        json(200, OUTPUT),
    ]);
    let output = script.client().call(Input::new("a")).subscribe().await.unwrap();
    assert_eq!(output.seed, Some(7));
    assert_eq!(script.lines().iter().filter(|line| line.starts_with("POST")).count(), 1);
}

#[tokio::test]
async fn a_request_is_sent_again_with_the_same_bytes() {
    let script = Script::new([response(429, &[], "{}"), accepted(QUEUE)]);
    script.client().call(Input::new("a")).hint("h").submit().await.unwrap();
    let seen = script.seen();
    assert_eq!((&seen[0].headers, &seen[0].body, &seen[0].url), (&seen[1].headers, &seen[1].body, &seen[1].url));
}

#[tokio::test]
async fn all_calls_of_a_client_share_a_budget_that_successes_fill_up() {
    let fail = || response(500, &[], "{}");
    let script =
        Script::new([fail(), fail(), fail(), fail(), json(200, COMPLETED), fail(), fail(), json(200, COMPLETED)]);
    let client = script.client_with(Config::new(KEY).retry(Retry::new().budget(3)));
    let job = client.job::<Input>("r-1");
    let error = job.status().await.unwrap_err();
    assert_eq!((error.attempts(), error.is_retry_budget_exhausted()), (4, false));
    job.status().await.unwrap(); // a fifth
    let error = client.clone().job::<Input>("r-2").status().await.unwrap_err();
    assert_eq!((error.attempts(), error.is_retry_budget_exhausted()), (1, true), "{error}");
    assert!(error.to_string().contains("the retry budget of the client is exhausted"), "{error}");
    let script = Script::new([response(429, &[("retry-after", "1")], ""), json(200, OUTPUT)]);
    let client = script.client_with(Config::new(KEY).retry(Retry::new().budget(0)));
    client.call(Input::new("a")).run().await.unwrap(); // the server requests it
}

#[tokio::test]
async fn a_policy_decides_only_about_attempts_that_the_table_allows() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let calls = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&calls);
    let policy = move |attempts: u32, _: &Error, _: Duration| {
        count.fetch_add(1, Ordering::Relaxed);
        (attempts < 2).then_some(Duration::ZERO)
    };
    let config = Config::new(KEY).retry_policy(policy);
    assert!(format!("{config:?}").contains("RetryPolicy(..)"));
    let script = Script::new([Reply::Fail(TransportErrorKind::Other)]);
    let error = script.client_with(config.clone()).call(Input::new("a")).submit().await.unwrap_err();
    assert_eq!((error.attempts(), calls.load(Ordering::Relaxed)), (1, 0), "it is not called");
    let script = Script::new([response(429, &[("retry-after", "7")], ""), response(429, &[], "")]);
    let error = script.client_with(config).call(Input::new("a")).submit().await.unwrap_err();
    assert_eq!((error.attempts(), calls.load(Ordering::Relaxed)), (2, 2));
    assert_eq!(script.pauses()[..], [Duration::from_secs(7)]);
}
