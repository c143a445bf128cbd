//! Sends one POST over plain HTTP, to allowed addresses only, and returns the status of the response.
//! It follows no redirect and reads no body.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::options::Webhooks;

/// Time limit of an attempt.
const TIMEOUT: Duration = Duration::from_secs(15);

/// One attempt. `PermissionDenied` when the URL is not allowed.
pub(super) async fn post(
    allowed: Webhooks,
    url: &str,
    headers: &[(&'static str, String)],
    body: Bytes,
) -> io::Result<StatusCode> {
    match tokio::time::timeout(TIMEOUT, attempt(allowed, url, headers, body)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ErrorKind::TimedOut.into()),
    }
}

async fn attempt(
    allowed: Webhooks,
    url: &str,
    headers: &[(&'static str, String)],
    body: Bytes,
) -> io::Result<StatusCode> {
    let uri: Uri = url.parse().map_err(|_| refused("invalid webhook URL"))?;
    let (Some("http"), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(refused("invalid webhook URL: a local server supports http only"));
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address = address(allowed, host, uri.port_u16().unwrap_or(80)).await?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(TcpStream::connect(address).await?)).await.map_err(io::Error::other)?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("localhost", |authority| authority.as_str());
    let mut request = Request::post(path).header(HOST, authority);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(body)).map_err(io::Error::other)?;
    // Ends by itself once the sender is dropped. Its errors also reach the sender.
    tokio::spawn(connection);
    sender.send_request(request).await.map(|response| response.status()).map_err(io::Error::other)
}

/// Resolves a host to an allowed address. The connection is made to that address, so the name cannot change in between.
async fn address(allowed: Webhooks, host: &str, port: u16) -> io::Result<SocketAddr> {
    if allowed == Webhooks::Off {
        return Err(refused("webhooks are off"));
    }
    let mut addresses = tokio::net::lookup_host((host, port)).await?;
    let found = addresses.find(|address| allowed == Webhooks::Anywhere || address.ip().to_canonical().is_loopback());
    found.ok_or_else(|| refused("the address is not on this machine"))
}

fn refused(text: &str) -> io::Error {
    io::Error::new(ErrorKind::PermissionDenied, text)
}
