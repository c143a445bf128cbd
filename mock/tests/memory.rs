//! Large uploads do not stay in memory.
//! This is a program of its own, because it measures the whole process.

#![cfg(target_os = "linux")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use fal_mock::{Options, Server};

const SIZE: usize = 200 << 20;

/// The peak memory of this process, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the status of this process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().strip_suffix(" kB").expect("in kB").parse::<usize>().expect("a number") << 10
}

fn upload(server: &Server) -> String {
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    let head = "POST /cdn/files/upload HTTP/1.1\r\nhost: x\r\nauthorization: Key a:b\r\nconnection: close\r\n";
    write!(stream, "{head}content-length: {SIZE}\r\n\r\n").expect("a head");
    let chunk = [7; 64 << 10];
    (0..SIZE / chunk.len()).for_each(|_| stream.write_all(&chunk).expect("a chunk"));
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    let (_, url) = response.split_once("\"access_url\":\"").expect("a URL");
    url.split('"').next().expect("an end").strip_prefix(server.url()).expect("a URL of this server").to_owned()
}

fn fetch(server: &Server, path: &str) -> usize {
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").expect("a request");
    let (mut sevens, mut chunk) = (0, [0; 64 << 10]);
    loop {
        match stream.read(&mut chunk).expect("bytes") {
            0 => return sevens,
            count => sevens += chunk[..count].iter().filter(|byte| **byte == 7).count(),
        }
    }
}

#[test]
fn a_large_upload_does_not_stay_in_memory() {
    let catalog = fal_schema::load_texts([]).unwrap_or_default();
    let server = Server::start(catalog, Options::default()).expect("a port");
    let before = peak();
    let path = upload(&server);
    assert_eq!(fetch(&server, &path), SIZE);
    let after = peak();
    assert!(after - before < 32 << 20, "{before} to {after} bytes");
}
