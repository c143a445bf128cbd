//! A server with the fixture schemas in `tests/schemas`, and a small blocking HTTP client over a plain socket.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use fal_mock::{Catalog, Options, Server};
use serde_json::Value;

/// The fixture schemas.
pub(crate) fn catalog() -> Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    Arc::clone(CATALOG.get_or_init(|| load("tests/schemas")))
}

/// The schemas in a folder beside this crate's manifest.
pub(crate) fn load(folder: &str) -> Arc<Catalog> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    Arc::new(fal_schema::load(folder).unwrap_or_else(|report| panic!("{report}")))
}

pub(crate) fn server() -> Server {
    start(Options::default())
}

pub(crate) fn start(options: Options) -> Server {
    Server::start(catalog(), options).expect("a free port")
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{}", self.text());
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Status and JSON.
    pub(crate) fn status_and_json(&self) -> (u16, Value) {
        (self.status, self.json())
    }
}

pub(crate) fn post(server: &Server, path: &str, body: &Value) -> Reply {
    send_with_key(server, "POST", path, Some("Key id:secret"), body.to_string().as_bytes())
}

pub(crate) fn get(server: &Server, path: &str) -> Reply {
    send_with_key(server, "GET", path, Some("Key id:secret"), b"")
}

pub(crate) fn put(server: &Server, path: &str) -> Reply {
    send_with_key(server, "PUT", path, Some("Key id:secret"), b"")
}

/// Downloads a URL of this server without a key, as a browser does.
pub(crate) fn fetch(server: &Server, url: &str) -> Reply {
    send_with_key(server, "GET", url.strip_prefix(server.url()).expect("a URL of this server"), None, b"")
}

pub(crate) fn send_with_key(server: &Server, method: &str, path: &str, key: Option<&str>, body: &[u8]) -> Reply {
    let headers: Vec<_> = key.map(|key| ("authorization", key)).into_iter().collect();
    send(server, method, path, &headers, body)
}

/// Sends a request with these headers only.
pub(crate) fn send(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    exchange(server.address(), &request(method, path, headers, body))
}

/// The bytes of a request.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Sends bytes as they are and reads until the server closes the connection.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Reply {
    parse(&raw(address, request, Duration::from_secs(60)).0)
}

/// The bytes that arrive until the server closes the connection or sends nothing for that long, and how reading ended.
pub(crate) fn raw(address: SocketAddr, request: &[u8], timeout: Duration) -> (Vec<u8>, std::io::Result<()>) {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(timeout)).expect("a timeout");
    // A server may respond and close the connection before it has read everything.
    let _ = stream.write_all(request);
    let mut response = Vec::new();
    let ended = stream.read_to_end(&mut response).map(|_| ());
    (response, ended)
}

fn parse(response: &[u8]) -> Reply {
    let end = response.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a complete head");
    let head = std::str::from_utf8(&response[..end]).expect("a text head");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers: Vec<_> = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &response[end + 4..];
    let body = if chunked { unchunk(body) } else { body.to_vec() };
    Reply { status: status.parse().expect("a status"), headers, body }
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|bytes| bytes == b"\r\n").expect("a chunk size");
        let size = std::str::from_utf8(&rest[..end]).expect("a text size");
        let size = usize::from_str_radix(size, 16).expect("a size");
        if size == 0 {
            return body;
        }
        body.extend(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
}
