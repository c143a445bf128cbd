//! Load: a thousand subscribes in flight, and uploads of 500 MiB, with the peak of memory. Prints one line for each.
//! `cargo bench --package fal-tests --bench load -- --calls 1000 --mib 500`; server and clients are processes of their own.

#[path = "../calls/load.rs"]
mod load;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fal_client::Upload;
use fal_mock::{Options, Pace, Server};
use fal_models::{Client, Config, Hosts};

/// How often a crowd comes: memory must not grow from one to the next.
const ROUNDS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["serve"] => serve(),
        ["poll", url, calls] => crowd(url, number(calls), false),
        ["stream", url, calls] => crowd(url, number(calls), true),
        ["path" | "reader", url, mib] => upload(args[0], url, number(mib)),
        _ => measure(option(&args, "--calls", 1000), option(&args, "--mib", 500)),
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or_else(|_| panic!("{text} is not a number"))
}

fn option(args: &[&str], name: &str, default: usize) -> usize {
    let position = args.iter().position(|arg| *arg == name);
    position.and_then(|position| args.get(position + 1)).map_or(default, |text| number(text))
}

/// Runs the server, then each load against it, and prints their lines and the server's own.
fn measure(calls: usize, mib: usize) {
    let mut server = spawn(&["serve"]);
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let url = lines.next().expect("a line").expect("text");
    let runs: [(&str, usize); 4] = [("poll", calls), ("stream", calls), ("path", mib), ("reader", mib)];
    for (load, size) in runs.into_iter().filter(|(_, size)| *size > 0) {
        let done = spawn(&[load, &url, &size.to_string()]).wait_with_output().expect("it ran");
        print!("{}", String::from_utf8_lossy(&done.stdout));
        if !done.status.success() {
            println!("{load} failed");
        }
    }
    // The end of its input ends the server.
    drop(server.stdin.take());
    lines.for_each(|line| println!("{}", line.expect("text")));
    server.wait().expect("it ended");
}

fn spawn(args: &[&str]) -> Child {
    let program = std::env::current_exe().expect("this program");
    let command = Command::new(program).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    command.expect("a process")
}

fn serve() {
    let catalog = fal_schema::load(fal_tests::root().join("schemas")).unwrap_or_else(|report| panic!("{report}"));
    let pace = Pace::Clock { queued: Duration::from_secs(2), running: Duration::from_secs(4) };
    let options = Options { pace, max_requests: 1 << 20, ..Options::default() };
    let server = Server::start(catalog, options).expect("a free port");
    println!("{}", server.url());
    // Until the other process closes it.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    let accepted = server.submissions().len();
    println!("server: {accepted} jobs accepted in all, peak memory {} MiB", peak());
}

fn client(url: &str) -> Client {
    Client::new(Config::new("id:secret").hosts(Hosts::local(url))).expect("a client")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

fn crowd(url: &str, calls: usize, by_stream: bool) {
    let (fal, runtime, start) = (client(url), runtime(), Instant::now());
    let mut memory = Vec::new();
    let mut finished = 0;
    let mut most = 0;
    for _ in 0..ROUNDS {
        let crowd = runtime.block_on(load::subscribe(&fal, calls, by_stream));
        assert!(crowd.errors.is_empty(), "{} errors, such as {:?}", crowd.errors.len(), crowd.errors.first());
        finished += crowd.finished.len();
        most = crowd.most_in_flight.max(most);
        memory.push(format!("{}", resident()));
    }
    assert_eq!(finished, calls * ROUNDS, "each call has an output of its own");
    let way = if by_stream { "streams of states" } else { "polling" };
    let (took, memory) = (start.elapsed().as_secs_f64() / ROUNDS as f64, memory.join(", "));
    println!(
        "{calls} subscribes by {way}, {ROUNDS} times: all finished, {most} in flight, {took:.1} s each (6 s are the \
         model's), client memory after each {memory} MiB, peak {} MiB",
        peak()
    );
}

fn upload(from: &str, url: &str, mib: usize) {
    let size = (mib as u64) << 20;
    let folder = tempfile::tempdir().expect("a folder");
    let file = if from == "path" {
        let path = folder.path().join("large.bin");
        std::fs::File::create(&path).and_then(|file| file.set_len(size)).expect("a file");
        Upload::path(path)
    } else {
        Upload::reader("application/octet-stream", std::io::repeat(7).take(size))
    };
    let (fal, before, start) = (client(url), peak(), Instant::now());
    let stored = runtime().block_on(fal.upload(file)).unwrap_or_else(|error| panic!("{error}"));
    let took = start.elapsed().as_secs_f64();
    assert_eq!(length(&stored), size, "the whole file is there");
    println!("upload of {mib} MiB from a {from}: {took:.1} s, client memory {before} MiB before, peak {} MiB", peak());
}

/// The size of a file, by a HEAD request.
fn length(url: &str) -> u64 {
    let (address, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a URL");
    let mut stream = TcpStream::connect(address).expect("a connection");
    write!(stream, "HEAD /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").expect("sent");
    let mut head = String::new();
    stream.read_to_string(&mut head).expect("a response");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    length.unwrap_or_else(|| panic!("no length: {head}"))
}

/// The most memory that this process ever had, in MiB; 0 where the system does not report it.
fn peak() -> u64 {
    status("VmHWM:")
}

/// The memory of this process, in MiB.
fn resident() -> u64 {
    status("VmRSS:")
}

fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse::<u64>().ok());
    line.unwrap_or_default() >> 10
}
