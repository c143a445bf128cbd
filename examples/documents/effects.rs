//! The effects of the examples on a server: which files they upload, what they submit, and how often.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;

use fal_mock::{Effect, Fault, Operation, RecordedRequest, Server};

use crate::program::{Running, command, run, server, start};

/// Returns the requests that cost money.
fn submissions(server: &Server) -> Vec<RecordedRequest> {
    let is_submission =
        |request: &RecordedRequest| request.method == "POST" && request.url.starts_with("https://queue.fal.run/");
    server.requests().into_iter().filter(is_submission).collect()
}

/// Runs a batch with the prompts of the file in the folder.
fn batch(server: &Server, folder: &Path) -> String {
    run("batch", &["--server", server.url(), "--prompts", "prompts.txt"], folder)
}

#[test]
fn a_failed_prompt_does_not_stop_a_batch_and_is_submitted_again_by_the_next_run() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    let prompts: Vec<String> = (0..20).map(|number| format!("prompt {number}")).collect();
    fs::write(folder.path().join("prompts.txt"), prompts.join("\n")).expect("written");
    let failure = Effect::fail(500, serde_json::json!({"detail": "Runner exploded"}));
    server.add_fault(Fault::new(failure).skip(5).times(2));
    let printed = batch(&server, folder.path());
    assert!(printed.contains("18 pictures, 2 failures"), "{printed}");
    assert_eq!(printed.matches("Runner exploded (request ").count(), 2, "{printed}");
    assert_eq!(submissions(&server).len(), 20);

    let printed = batch(&server, folder.path());
    assert!(printed.contains("2 prompts, 8 at a time, 18 done before"), "{printed}");
    assert!(printed.contains("2 pictures, 0 failures"), "{printed}");
    assert_eq!(submissions(&server).len(), 22);
}

#[test]
fn a_batch_that_crashed_continues_with_the_jobs_that_it_submitted() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    fs::write(folder.path().join("prompts.txt"), "one\ntwo\nthree").expect("written");
    batch(&server, folder.path());
    let journal = folder.path().join("pictures/batch.jsonl");
    let accepted: String = {
        let text = fs::read_to_string(&journal).expect("a journal");
        text.lines().filter(|line| line.contains("accepted")).map(|line| format!("{line}\n")).collect()
    };
    fs::write(&journal, accepted + "[\"one\",{\"do").expect("a line that was cut off");

    let printed = batch(&server, folder.path());
    assert!(printed.contains("3 prompts, 8 at a time, 0 done before"), "{printed}");
    assert!(printed.contains("3 pictures, 0 failures"), "{printed}");
    assert_eq!(submissions(&server).len(), 3, "nothing was submitted again");
}

#[test]
fn a_batch_does_not_repeat_what_may_have_been_accepted() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    fs::write(folder.path().join("prompts.txt"), "one").expect("written");
    server.add_fault(Fault::new(Effect::Reset).on(Operation::Submit).times(1));
    let printed = batch(&server, folder.path());
    assert!(printed.contains("0 pictures, 1 failures"), "{printed}");
    let printed = batch(&server, folder.path());
    assert!(printed.contains("\"one\": not sent again"), "{printed}");
    assert_eq!(submissions(&server).len(), 1);
}

#[test]
fn a_batch_resumes_a_job_of_which_only_the_id_arrived() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    fs::write(folder.path().join("prompts.txt"), "one").expect("written");
    server.add_fault(Fault::new(Effect::Cut(10)).on(Operation::Submit).times(1));
    let printed = batch(&server, folder.path());
    assert!(printed.contains("0 pictures, 1 failures"), "{printed}");
    let printed = batch(&server, folder.path());
    assert!(printed.contains("1 pictures, 0 failures"), "{printed}");
    assert_eq!(submissions(&server).len(), 1);
}

#[test]
fn a_batch_does_not_pay_twice_when_a_gateway_fails_in_place_of_the_result() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    fs::write(folder.path().join("prompts.txt"), "one\ntwo").expect("written");
    // As many as two jobs request their result.
    server.add_fault(Fault::new(Effect::Nginx(502)).on(Operation::Result).times(14));
    let printed = batch(&server, folder.path());
    assert!(printed.contains("0 pictures, 2 failures"), "{printed}");
    let printed = batch(&server, folder.path());
    assert!(printed.contains("2 prompts, 8 at a time, 0 done before"), "{printed}");
    assert!(printed.contains("2 pictures, 0 failures"), "{printed}");
    assert_eq!(submissions(&server).len(), 2, "nothing was submitted again");
}

#[test]
fn a_large_picture_is_uploaded_and_a_small_one_is_sent_inside_the_request() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    let sent = |size: usize| {
        server.clear_requests();
        fs::write(folder.path().join("dress.png"), vec![7; size]).expect("written");
        run("image_to_image", &["--server", server.url(), "--picture", "dress.png"], folder.path());
        let requests = server.requests();
        let puts = requests.iter().filter(|request| request.method == "PUT");
        let uploaded: u64 = puts.map(|request| request.body_size).sum();
        let input = submissions(&server)[0].json().expect("an input");
        (uploaded, input["input_image_urls"][0].as_str().expect("a URL").to_owned())
    };
    let (uploaded, url) = sent(300 << 10);
    assert_eq!(uploaded, 300 << 10);
    assert!(url.starts_with(server.url()) && url.ends_with(".png"), "{url}");
    let (uploaded, url) = sent(1000);
    assert_eq!(uploaded, 0);
    assert!(url.starts_with("data:image/png;base64,"), "{url}");
}

#[test]
fn the_job_of_a_crashed_process_is_resumed_without_a_second_submission() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    let run = |part| start("resume", &["--server", server.url(), "--part", part], folder.path());
    assert_eq!(run("submit").status.code(), Some(1), "it crashes");
    let count = |tail: &str| server.requests().iter().filter(|request| request.path.ends_with(tail)).count();
    let job: serde_json::Value = {
        let text = fs::read_to_string(folder.path().join("pictures/job.json")).expect("the job was saved");
        serde_json::from_str(&text).expect("JSON")
    };
    let id = job["request_id"].as_str().expect("an id");
    assert_eq!(count(id), 0, "the result was not fetched");
    assert!(run("resume").status.success());
    assert_eq!((submissions(&server).len(), count(id)), (1, 1));
}

#[test]
fn the_webhook_receiver_refuses_an_unsigned_delivery() {
    let (server, folder) = (server(), tempfile::tempdir().expect("a folder"));
    server.add_fault(Fault::new(Effect::NeverComplete));
    let mut receiver = command("webhook_receiver", &["--server", server.url()], folder.path());
    let mut receiver = Running(receiver.stdout(Stdio::piped()).spawn().expect("it starts"));
    let lines = BufReader::new(receiver.0.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let mut lines = lines.filter_map(|line| Some(line.split_once("http://127.0.0.1:")?.1.to_owned()));
    let port = lines.next().expect("it prints its address").replace("/fal", "");
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a connection");
    let body = r#"{"request_id": "1", "status": "OK", "payload": {}}"#;
    let head = "POST /fal HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len()).expect("sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
}
