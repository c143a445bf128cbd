//! `Server`: the listening socket, its thread and its end.
//! Built from a catalog; hands connections to `router`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io};

use fal_codegen::ir::Catalog;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::options::Options;
use crate::record::Recorded;
use crate::router;

/// Connections that are open at a time; more wait in the socket's backlog.
const MAX_CONNECTIONS: usize = 1024;

/// How long requests in progress may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(1);

/// A local fal, running on its own thread until it is dropped.
///
/// Below [`url`](Self::url), `/run` stands for `https://fal.run` and `/queue` for `https://queue.fal.run`;
/// `/files` serves the pictures of answers, and `/` lists the endpoints.
/// Any key `<id>:<secret>` is accepted, unless it starts with `bad`.
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
        let listener = TcpListener::bind(options.listen)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let app = Arc::new(App::new(catalog.into(), options, format!("http://{}", reachable(address))));
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let listener = {
            let _context = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
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

/// The address under which this machine reaches the server.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn accept(listener: tokio::net::TcpListener, app: Arc<App>, mut stop: watch::Receiver<bool>) {
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
    let service = service_fn(move |request| router::route(Arc::clone(&app), request));
    let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // Errors of a connection (closed, not HTTP) concern its client only.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
