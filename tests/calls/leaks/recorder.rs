//! A host that records every byte that it receives, and forwards the request to the local server. In responses it replaces the
//! URLs of the local server with those of fal.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The prefixes of the local server, and the URLs of fal. Uploads and files are on hosts of their own.
const NAMES: [(&str, &str); 5] = [
    ("/run/", "https://fal.run/"),
    ("/queue/", "https://queue.fal.run/"),
    ("/cdn/upload/", "https://upload.test/upload/"),
    ("/cdn/files/", "https://files.test/files/"),
    ("/files/", "https://pictures.test/"),
];

/// A host on this machine.
pub(crate) struct Recorder {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

/// The target of forwarded requests: a server and the prefix of their path. Without it, every response is 200.
pub(crate) type Behind = Option<(SocketAddr, &'static str)>;

impl Recorder {
    /// Listens until the process ends.
    pub(crate) fn start(behind: Behind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let log = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                // A client or a server that breaks off, maybe on purpose, ends the connection.
                std::thread::spawn(move || serve(stream, behind, &log));
            }
        });
        Self { address, requests }
    }

    /// Returns every request so far, unchanged.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.requests.lock().expect("no panic");
        requests.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

/// Serves one request, and closes the connection.
fn serve(mut stream: TcpStream, behind: Behind, log: &Mutex<Vec<Vec<u8>>>) -> io::Result<()> {
    let request = read_request(&mut stream)?;
    log.lock().expect("no panic").push(request.clone());
    let response = match behind {
        Some((server, prefix)) => forward(server, prefix, &request)?,
        None => b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}".to_vec(),
    };
    stream.write_all(&response)
}

/// Reads the head, and the body by its length.
fn read_request(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut some = [0; 4096];
        let count = stream.read(&mut some)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend(&some[..count]);
        if let Some((head, body)) = split(&bytes)
            && body.len() >= header(head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0)
        {
            return Ok(bytes);
        }
    }
}

fn forward(server: SocketAddr, prefix: &str, request: &[u8]) -> io::Result<Vec<u8>> {
    let (head, body) = split(request).ok_or(io::ErrorKind::InvalidData)?;
    let head = head.replacen(" /", &format!(" {prefix}/"), 1);
    let mut upstream = TcpStream::connect(server)?;
    upstream.write_all(format!("{head}\r\nconnection: close\r\n\r\n").as_bytes())?;
    upstream.write_all(body)?;
    let mut response = Vec::new();
    let ended = upstream.read_to_end(&mut response);
    let (head, body) = split(&response).ok_or(io::ErrorKind::ConnectionReset)?;
    // A body that broke off on purpose keeps its declared length, so that it breaks off again.
    let length: Option<usize> = header(head, "content-length").and_then(|length| length.parse().ok());
    let body = if length.is_none() { unchunk(body) } else { body.to_vec() };
    let whole = ended.is_ok() && length.is_none_or(|length| length == body.len());
    let named = rename(body, server);
    let length = if whole { named.len() } else { named.len() + 1 };
    let lines = head.split("\r\n").filter(|line| {
        let line = line.to_ascii_lowercase();
        !["content-length:", "transfer-encoding:", "connection:"].iter().any(|name| line.starts_with(name))
    });
    let head = lines.collect::<Vec<_>>().join("\r\n");
    let head = format!("{head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    Ok([head.as_bytes(), &named].concat())
}

/// Replaces the URLs of the local server with those of fal. Images are not changed.
fn rename(body: Vec<u8>, server: SocketAddr) -> Vec<u8> {
    match String::from_utf8(body) {
        Ok(text) => {
            let rename =
                |text: String, (own, name): &(&str, &str)| text.replace(&format!("http://{server}{own}"), name);
            NAMES.iter().fold(text, rename).into_bytes()
        }
        Err(error) => error.into_bytes(),
    }
}

fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 4..]))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        let from = end + 2;
        body.extend(&rest[from..(from + size).min(rest.len())]);
        rest = rest.get(from + size + 2..).unwrap_or_default();
    }
    body
}
