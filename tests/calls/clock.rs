//! Virtual time: delays and time limits of a client expire when nothing else can happen, so no test waits for a real clock.
//! Wraps the client's own transport, and uses the number of requests that the local server stalls.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Body, Transport, TransportError};
use fal_mock::Server;
use futures_core::Stream;
use futures_core::future::BoxFuture;

/// How often the clock checks whether it may advance, in real time.
const INTERVAL: Duration = Duration::from_millis(1);

/// A transport with a clock of its own. Supports one request at a time, on a runtime with one thread.
#[derive(Clone)]
pub(crate) struct Clock {
    http: Arc<dyn Transport>,
    server: Arc<Server>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    now: Duration,
    /// The sleeping tasks in the order of their times.
    sleepers: BTreeMap<(Duration, u64), Option<Waker>>,
    slept: u64,
    /// Requests whose response has not ended.
    in_flight: usize,
    /// Requests that wait until the server has noticed that an earlier one was cancelled.
    settling: usize,
}

impl Clock {
    /// Starts the clock, which runs as long as the runtime.
    pub(crate) fn start(http: Arc<dyn Transport>, server: Arc<Server>) -> Self {
        let clock = Self { http, server, state: Arc::default() };
        let ticking = clock.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                ticking.tick();
            }
        });
        clock
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }

    /// Wakes the task with the earliest time, unless a response can still arrive.
    fn tick(&self) {
        let stalled = self.server.stalled();
        let mut state = self.state();
        let blocked = stalled > 0 && state.in_flight <= stalled;
        if state.settling > 0 || (state.in_flight > 0 && !blocked) {
            return;
        }
        if let Some(((time, _), waker)) = state.sleepers.pop_first() {
            state.now = time;
            waker.into_iter().for_each(Waker::wake);
        }
    }

    /// Waits until the server has noticed that a request was cancelled.
    async fn settle(&self) {
        self.state().settling += 1;
        while self.server.stalled() > 0 {
            tokio::time::sleep(INTERVAL).await;
        }
        self.state().settling -= 1;
    }
}

impl Transport for Clock {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let clock = self.clone();
        Box::pin(async move {
            let flight = Flight::begin(&clock);
            clock.settle().await;
            let (head, body) = clock.http.send(request).await?.into_parts();
            Ok(http::Response::from_parts(head, Body::new(Landing { body, flight: Some(flight) })))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.state();
        state.slept += 1;
        let key = (state.now.saturating_add(duration), state.slept);
        state.sleepers.insert(key, None);
        Box::pin(Sleep { clock: self.clone(), key })
    }
}

struct Sleep {
    clock: Clock,
    key: (Duration, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match self.clock.state().sleepers.get_mut(&self.key) {
            Some(waker) => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().sleepers.remove(&self.key);
    }
}

/// A request in flight, until its response has ended or it is cancelled.
struct Flight(Arc<Mutex<State>>);

impl Flight {
    fn begin(clock: &Clock) -> Self {
        clock.state().in_flight += 1;
        Self(Arc::clone(&clock.state))
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.lock().expect("no panic").in_flight -= 1;
    }
}

struct Landing {
    body: Body,
    flight: Option<Flight>,
}

impl Stream for Landing {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.body).poll_next(context);
        if matches!(next, Poll::Ready(None | Some(Err(_)))) {
            self.flight = None;
        }
        next
    }
}
