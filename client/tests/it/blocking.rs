//! Rules of the blocking API: each method behaves like the async one, on any thread except one of an async runtime.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fal_client::{Cancellation, Client, Config, Error, ErrorKind, Hosts, Upload};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Script, accepted, events, json, response};

const QUEUE: &str = "http://fal.test/queue";
const COMPLETED: &str = r#"{"status":"COMPLETED","logs":[{"message":"a"}]}"#;

fn event(seed: i64) -> String {
    format!("data: {{\"images\":[],\"seed\":{seed}}}\n\n")
}

#[test]
fn a_blocking_call_has_the_same_four_last_methods() {
    let text = [event(1), event(2)].concat();
    let script = Script::new([
        json(200, OUTPUT),
        accepted(QUEUE),
        accepted(QUEUE),
        json(200, COMPLETED),
        json(200, OUTPUT),
        events(&[text.as_bytes()]),
    ]);
    let call = || script.client().call(Input::new("a cat"));
    assert_eq!(call().blocking().run().unwrap().seed, Some(7));
    assert_eq!(call().blocking().submit().unwrap().request_id(), "r-1");
    let (here, seen) = (std::thread::current().id(), Arc::new(Mutex::new(Vec::new())));
    let threads = seen.clone();
    let call_with_logs = call().logs(move |_| threads.lock().unwrap().push(std::thread::current().id()));
    assert_eq!(call_with_logs.blocking().subscribe().unwrap().seed, Some(7));
    assert_eq!(*seen.lock().unwrap(), [here], "a callback runs on the caller's thread");
    let stream = call().blocking().stream().unwrap();
    assert_eq!(stream.request_id(), Some("stream-id"));
    let seeds: Vec<_> = stream.map(|partial| partial.unwrap().seed).collect();
    assert_eq!(seeds, [Some(1), Some(2)]);
}

#[test]
fn a_blocking_job_has_the_same_methods_and_the_same_json() {
    let statuses = format!("data: {{\"status\":\"IN_PROGRESS\"}}\n\ndata: {COMPLETED}\n\n");
    let script = Script::new([
        json(202, r#"{"status":"IN_PROGRESS"}"#),
        events(&[statuses.as_bytes()]),
        json(200, COMPLETED),
        json(200, OUTPUT),
        json(200, COMPLETED),
        json(200, OUTPUT),
        response(202, &[], "{}"),
    ]);
    let job = script.client().job::<Input>("r-1");
    let saved = serde_json::to_string(&job).unwrap();
    let job = job.blocking();
    assert_eq!(serde_json::to_string(&job).unwrap(), saved);
    assert!(!job.status().unwrap().is_completed());
    let states: Vec<_> = job.status_stream().unwrap().map(|status| status.unwrap().is_completed()).collect();
    assert_eq!(states, [false, true]);
    assert_eq!(job.result().unwrap().seed, Some(7));
    let wait = job.clone().into_async().wait().timeout(Duration::from_secs(300));
    assert_eq!(wait.blocking().result().unwrap().seed, Some(7));
    assert_eq!(job.cancel().unwrap(), Cancellation::Requested);
}

#[test]
fn files_and_tokens_have_blocking_methods() {
    let target = r#"{"file_url":"https://v3.fal.media/a","upload_url":"https://upload.example.invalid/a"}"#;
    let script = Script::new([
        json(200, target),
        response(200, &[], ""),
        response(200, &[], "bytes"),
        json(200, r#""the-token""#),
    ]);
    let fal = script.client().blocking();
    let url = fal.upload(Upload::reader("a/b", &b"abc"[..])).unwrap();
    assert_eq!(&fal.download(&url).unwrap()[..], b"bytes");
    assert_eq!(fal.token(["flux"], Duration::from_secs(60)).unwrap().as_str(), "the-token");
}

fn assert_refused<T>(result: Result<T, Error>) {
    let error = result.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("await"), "{error}");
}

#[test]
fn a_blocking_call_on_a_thread_of_an_async_runtime_is_an_error_and_not_a_panic() {
    let script = Script::new([events(&[event(1).as_bytes(), event(2).as_bytes()])]);
    let client = script.client();
    let mut stream = client.call(Input::new("a")).blocking().stream().unwrap();
    assert_eq!(stream.next().unwrap().unwrap().seed, Some(1));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async move {
        assert_refused(client.call(Input::new("a")).blocking().run());
        assert_refused(client.job::<Input>("r-1").blocking().status());
        assert_refused(client.blocking().upload(Upload::bytes("a/b", "x")));
        assert_refused(stream.next().unwrap());
        assert!(stream.next().is_none(), "an iterator ends with that error");
        // The last reference to the client and its thread is dropped here, which must not panic either.
    });
    assert_eq!(script.seen().len(), 1);
}

#[test]
fn a_blocking_call_within_a_callback_is_the_same_error() {
    let script = Script::new([accepted(QUEUE)]);
    let call = script.client().call(Input::new("a")).on_submit(|job| assert_refused(job.clone().blocking().status()));
    call.blocking().submit().unwrap();
}

/// Responds to every request of every connection with the same output.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                // Small requests arrive in one read on the loopback interface.
                while socket.read(&mut buffer).is_ok_and(|count| count > 0) {
                    let length = OUTPUT.len();
                    write!(socket, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{OUTPUT}").unwrap();
                }
            });
        }
    });
    base
}

#[test]
fn many_threads_share_one_client_with_an_async_program() {
    let client = Client::new(Config::new(KEY).hosts(Hosts::local(serve()))).unwrap();
    // A blocking call cannot use the connections of a runtime that is not running.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(client.call(Input::new("a")).run()).unwrap();
    let call = |client: &Client| client.call(Input::new("a")).timeout(Duration::from_secs(60));
    let run = |client: &Client| call(client).blocking().run().map(|output| output.seed);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| [run(&client), run(&client)])).collect();
        for thread in threads {
            assert!(thread.join().unwrap().into_iter().all(|seed| seed.unwrap() == Some(7)));
        }
    });
    runtime.block_on(client.call(Input::new("a")).run()).unwrap();
}
