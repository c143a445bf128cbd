//! Rules of futures: they are small, can move to other threads, and may be dropped at any time.

use std::sync::{Arc, Mutex};

use fal_client::{Client, Config, Upload};
use futures_util::FutureExt;

use crate::model::Input;
use crate::script::{KEY, Reply, Script, accepted, json};

fn assert_small<F: Future + Send>(what: &str, future: F) {
    let size = size_of_val(&future);
    assert!(size <= 2048, "{what}: {size} bytes");
}

#[test]
fn futures_are_small_and_can_move_between_threads() {
    let client = Script::new([]).client();
    let call = || client.call(Input::new("a cat"));
    let untyped = client.endpoint("acme/painter").unwrap().call(fal_client::json!({}));
    assert_small("await, untyped", untyped.into_future());
    let job = client.job::<Input>("r-1");
    assert_small("run", call().run());
    assert_small("submit", call().submit());
    assert_small("subscribe", call().subscribe());
    assert_small("stream", call().stream());
    assert_small("await", call().into_future());
    assert_small("status", job.status());
    assert_small("result", job.result());
    assert_small("status_stream", job.status_stream());
    assert_small("cancel", job.cancel());
    assert_small("upload", client.upload(Upload::bytes("a/b", "x")));
    assert_small("download", client.download("https://a/b"));
    assert_small("download_to", client.download_to("https://a/b", "c"));
    assert_small("token", client.token(["flux"], std::time::Duration::from_secs(9)));
}

#[test]
fn a_client_is_one_pointer_and_its_types_can_be_shared() {
    fn assert_shared<T: Clone + Send + Sync + 'static>() {}
    fn assert_error<T: std::error::Error + Send + Sync + 'static>() {}
    assert_error::<fal_client::Error>();
    assert_shared::<Client>();
    assert_shared::<Config>();
    assert_shared::<fal_client::Job<Input>>();
    assert_eq!(size_of::<Client>(), size_of::<usize>());
}

#[test]
fn dropping_a_future_never_loses_a_known_request_id() {
    // The response to the submission has arrived; the next one never does.
    let replies: [fn() -> Vec<Reply>; 3] = [
        || vec![Reply::Hang],
        || vec![json(200, r#"{"status":"COMPLETED"}"#), Reply::Hang],
        || vec![Reply::Late(Box::new(Reply::Hang))],
    ];
    for rest in replies {
        let mut script = vec![accepted("http://fal.test/queue")];
        script.extend(rest());
        let known = Arc::new(Mutex::new(Vec::new()));
        let list = known.clone();
        let call = Script::new(script).client().call(Input::new("a cat"));
        let waiting = call.on_submit(move |job| list.lock().unwrap().push(job.job_ref().clone())).subscribe();
        assert!(waiting.now_or_never().is_none(), "dropped while it waited");
        assert_eq!(known.lock().unwrap()[0].request_id(), "r-1");
    }
}

#[test]
fn a_call_that_is_dropped_before_its_response_sends_nothing_more() {
    let script = Script::new([Reply::Hang]);
    assert!(script.client_with(Config::new(KEY)).call(Input::new("a")).submit().now_or_never().is_none());
    assert_eq!(script.seen().len(), 1);
}
