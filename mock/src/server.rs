//! `Server`: the listening socket, its thread and its end.
//! Built from a catalog; hands connections to `cors` and `router`.

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

use crate::accepted::Accepted;
use crate::app::App;
use crate::cors;
use crate::fault::Fault;
use crate::options::Options;
use crate::record::Recorded;
use crate::router::Reset;
use crate::webhook::Delivery;

/// Connections that are open at a time; more wait in the backlog until others close. A client with a thousand calls may open
/// half as many connections again, and keeps those that it does not need.
const MAX_CONNECTIONS: usize = 4096;

/// Connections that wait to be accepted; the system may allow fewer.
const BACKLOG: u32 = 4096;

/// How long a connection may be without a request. Longer than clients keep one for the next, so that none is closed while
/// a request is on its way.
const IDLE: Duration = Duration::from_secs(300);

/// How long requests in progress may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(1);

/// A local fal, running on its own thread until it is dropped.
///
/// Clients reach it in one of three layouts:
///
/// * Below [`url`](Self::url), `/run` stands for `https://fal.run`, `/queue` for `https://queue.fal.run`, `/rest` for
///   `https://rest.fal.ai`, and `/cdn` for `https://v3.fal.media`.
/// * As a proxy: requests to any path, with the address of fal in the header `x-fal-target-url`.
/// * Flat: with the paths of fal, and the host of fal in the header `x-forwarded-host`. Without the header the path
///   decides; a `POST` to an endpoint may then be a run or a submission, so its answer is the output of the run together
///   with the fields of a submission.
///
/// `/files` serves the pictures of answers, and `/` lists the endpoints.
/// Any key `<id>:<secret>` is accepted, unless it starts with `bad`. Nothing is ever forwarded to fal.
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
///     let mut answer = String::new();
///     stream.read_to_string(&mut answer)?;
///     Ok(answer)
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
    app: Arc<App>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server for every endpoint of `catalog`, which may be shared between servers as an `Arc`.
    /// It is ready for requests when this returns, and needs no async runtime of the caller.
    ///
    /// # Errors
    /// When the address cannot be listened on, or no thread can be started.
    pub fn start(catalog: impl Into<Arc<Catalog>>, options: Options) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let listener = {
            let _context = runtime.enter();
            listen(options.listen)?
        };
        let address = listener.local_addr()?;
        let app = Arc::new(App::new(catalog.into(), options, format!("http://{}", reachable(address)))?);
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::clone(&app);
        let thread = std::thread::Builder::new().name("fal-mock".to_owned()).spawn(move || {
            runtime.block_on(accept(listener, shared, stopped));
            runtime.shutdown_background();
        })?;
        Ok(Self { app, address, stop, thread: Some(thread) })
    }

    /// `http://127.0.0.1:<port>`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.app.base
    }

    /// Stands for `https://fal.run`.
    #[must_use]
    pub fn run_url(&self) -> String {
        format!("{}/run", self.url())
    }

    /// Stands for `https://queue.fal.run`.
    #[must_use]
    pub fn queue_url(&self) -> String {
        format!("{}/queue", self.url())
    }

    /// Stands for `https://rest.fal.ai`.
    #[must_use]
    pub fn rest_url(&self) -> String {
        format!("{}/rest", self.url())
    }

    /// Stands for `https://v3.fal.media`.
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
    pub fn requests(&self) -> Vec<Recorded> {
        self.app.requests.lock().entries()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.app.requests.lock().clear();
    }

    /// The newest requests that a model was given, oldest first; at most [`Options::max_requests`]. Longer than the
    /// number of calls that were meant, something was sent twice.
    #[must_use]
    pub fn accepted(&self) -> Vec<Accepted> {
        self.app.accepted.lock().entries()
    }

    /// How many requests are held back at this moment, by [`Effect::Stall`](crate::Effect::Stall),
    /// [`Effect::StallAfter`](crate::Effect::StallAfter), or a run by
    /// [`Effect::NeverComplete`](crate::Effect::NeverComplete). For tests that wait until a client is stuck.
    #[must_use]
    pub fn held(&self) -> usize {
        self.app.held.count()
    }

    /// Adds a rule behind the others.
    pub fn add_fault(&self, fault: Fault) {
        self.app.faults.lock().add(fault);
    }

    /// Removes every rule.
    pub fn clear_faults(&self) {
        self.app.faults.lock().clear();
    }

    /// The newest webhooks that were delivered or given up, oldest first; at most [`Options::max_requests`].
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.app.deliveries.lock().entries()
    }

    /// Serves until the process ends.
    pub fn serve_forever(mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread ends only when it panics, which its own message has told.
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
    // As the standard library does it: a port can be used again at once.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    // The standard library's 128 is less than come at once in a test of load: the others would try again after seconds.
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

async fn accept(listener: TcpListener, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let room = connections.len() < MAX_CONNECTIONS;
        tokio::select! {
            _ = stop.changed() => break,
            _ = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept(), if room => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&app), stop.clone()));
                }
                // Such as too many open files: try again once some are closed.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(GRACE, ended).await;
}

async fn serve(stream: TcpStream, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    // Small answers go out at once; a socket that refuses this works all the same.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| cors::answer(Arc::clone(&app), request));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .serve_connection(TokioIo::new(stream), service);
    // Errors of a connection (closed, not HTTP) concern its client only.
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stop.changed() => {
            Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    if ended.is_err_and(|error| std::error::Error::source(&error).is_some_and(|source| source.is::<Reset>())) {
        // Closing a socket that does not linger resets the connection.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}
