//! `Server`: the listening socket and its thread.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io};

use fal_schema::ir::Catalog;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::cors;
use crate::fault::Fault;
use crate::http::{RecordedRequest, Reset};
use crate::options::Options;
use crate::state::{Delivery, State, Submission};

/// Most connections that are open at a time; more wait in the backlog until others close. A client with a thousand calls
/// may open 1,500 connections, and keeps those that it does not need.
const MAX_CONNECTIONS: usize = 4096;

/// Most connections that wait to be accepted; the system may allow fewer.
const BACKLOG: u32 = 4096;

/// How long a connection may be idle. Clients close idle connections earlier, so that none is closed while a request is on
/// its way.
const IDLE: Duration = Duration::from_secs(300);

/// How long requests in progress may take to complete when the server stops.
const GRACE: Duration = Duration::from_secs(1);

/// A local fal. It runs on its own thread until it is dropped.
///
/// Clients reach it in one of three layouts:
///
/// * Prefix: below [`url`](Self::url), `/run` replaces `https://fal.run`, `/queue` replaces `https://queue.fal.run`, `/rest`
///   replaces `https://rest.fal.ai`, and `/cdn` replaces `https://v3.fal.media`.
/// * Proxy: requests to any path, with the URL at fal in the header `x-fal-target-url`.
/// * Flat: with the paths of fal, and the host of fal in the header `x-forwarded-host`. Without that header the path
///   decides. A `POST` to an endpoint may then be a run or a submission, so the response is the output of the run together
///   with the fields of a submission.
///
/// `/files` serves the pictures of outputs, and `/` lists the endpoints.
/// Any key `<id>:<secret>` is valid, unless it starts with `bad`. Nothing is ever forwarded to fal.
///
/// ```
/// # let schema = "endpoint: acme/paint\ntitle: Paint\nsource: {page: 'https://example.com', captured: '2025-06'}\n\
/// #      input: {prompt: {type: string, required: true}}\noutput: {prompt: {type: string, required: true}}\n";
/// # let catalog = fal_schema::load_texts([("acme/paint.yaml".to_owned(), schema.to_owned())])?;
/// use fal_mock::{Effect, Fault, Operation, Options, Server};
/// use std::io::{Read, Write};
///
/// let server = Server::start(catalog, Options::default())?;
/// server.add_fault(Fault::new(Effect::status(503)).on(Operation::Run).times(1));
/// let run = || -> std::io::Result<String> {
///     let body = r#"{"prompt": "a cat"}"#;
///     let mut stream = std::net::TcpStream::connect(server.address())?;
///     write!(stream, "POST /run/acme/paint HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n")?;
///     write!(stream, "authorization: Key id:secret\r\ncontent-length: {}\r\n\r\n{body}", body.len())?;
///     let mut response = String::new();
///     stream.read_to_string(&mut response)?;
///     Ok(response)
/// };
/// assert!(run()?.starts_with("HTTP/1.1 503"));
/// assert!(run()?.starts_with("HTTP/1.1 200"));
///
/// let requests = server.requests();
/// assert_eq!(requests.len(), 2);
/// assert_eq!(requests[0].url, "https://fal.run/acme/paint");
/// assert_eq!(requests[0].json().unwrap()["prompt"], "a cat");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server {
    state: Arc<State>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server for every endpoint of `catalog`. Servers can share a catalog as an `Arc`.
    /// The server is ready for requests when this returns. The caller needs no async runtime.
    ///
    /// # Errors
    /// If the server cannot listen on the address, or cannot start its thread.
    pub fn start(catalog: impl Into<Arc<Catalog>>, options: Options) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let listener = {
            let _context = runtime.enter();
            listen(options.listen)?
        };
        let address = listener.local_addr()?;
        let state = Arc::new(State::new(catalog.into(), options, format!("http://{}", reachable(address)))?);
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::clone(&state);
        let thread = std::thread::Builder::new().name("fal-mock".to_owned()).spawn(move || {
            runtime.block_on(accept(listener, shared, stopped));
            runtime.shutdown_background();
        })?;
        Ok(Self { state, address, stop, thread: Some(thread) })
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.state.base_url
    }

    /// Replaces `https://fal.run`.
    #[must_use]
    pub fn run_url(&self) -> String {
        format!("{}/run", self.url())
    }

    /// Replaces `https://queue.fal.run`.
    #[must_use]
    pub fn queue_url(&self) -> String {
        format!("{}/queue", self.url())
    }

    /// Replaces `https://rest.fal.ai`.
    #[must_use]
    pub fn rest_url(&self) -> String {
        format!("{}/rest", self.url())
    }

    /// Replaces `https://v3.fal.media`.
    #[must_use]
    pub fn cdn_url(&self) -> String {
        format!("{}/cdn", self.url())
    }

    /// The address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The newest requests, oldest first; at most [`Options::max_requests`].
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.requests.entries()
    }

    /// Removes the recorded requests.
    pub fn clear_requests(&self) {
        self.state.requests.clear();
    }

    /// The newest requests that reached a model, oldest first; at most [`Options::max_requests`]. If there are more of them
    /// than calls, something was sent twice.
    #[must_use]
    pub fn submissions(&self) -> Vec<Submission> {
        self.state.submissions.entries()
    }

    /// How many requests are stalled at this moment by [`Effect::Stall`](crate::Effect::Stall),
    /// [`Effect::StallAfter`](crate::Effect::StallAfter), or, for a run, [`Effect::NeverComplete`](crate::Effect::NeverComplete).
    /// Tests can wait until a client is stuck.
    #[must_use]
    pub fn stalled(&self) -> usize {
        self.state.stalled.count()
    }

    /// Adds a fault rule after the others.
    pub fn add_fault(&self, fault: Fault) {
        self.state.faults.lock().add(fault);
    }

    /// Removes all fault rules.
    pub fn clear_faults(&self) {
        self.state.faults.lock().clear();
    }

    /// The newest webhooks that were delivered or have failed, oldest first; at most [`Options::max_requests`].
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state.deliveries.entries()
    }

    /// Serves until the process ends.
    pub fn serve_forever(mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread ends only if it panics, and then the panic hook has reported it.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Drop for Server {
    /// Stops listening, lets requests in progress end (for at most a second), and ends the thread.
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As in the standard library, so that a port can be reused at once.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    // More connections than the standard library's 128 arrive at once in a load test. The others would retry after seconds.
    socket.listen(BACKLOG)
}

/// The address under which this machine reaches the server.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn accept(listener: TcpListener, state: Arc<State>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let room = connections.len() < MAX_CONNECTIONS;
        tokio::select! {
            _ = stop.changed() => break,
            _ = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept(), if room => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&state), stop.clone()));
                }
                // For example too many open files: retry once some are closed.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, ended).await;
}

async fn serve(stream: TcpStream, state: Arc<State>, mut stop: watch::Receiver<bool>) {
    // Sends small responses at once. A socket that does not support this works too.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| cors::respond(Arc::clone(&state), request));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .serve_connection(TokioIo::new(stream), service);
    // Errors of a connection, such as invalid HTTP, affect its client only.
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stop.changed() => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    if ended.is_err_and(|error| std::error::Error::source(&error).is_some_and(|source| source.is::<Reset>())) {
        // Closing a socket without lingering resets the connection.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}
