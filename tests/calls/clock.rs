//! Virtual time: pauses and time limits of a client pass when nothing else can happen, so no test waits for a clock.
//! Wraps the client's own transport; asks the local server what it holds back on purpose.

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

/// How often the clock looks whether it may go on, in real time.
const LOOK: Duration = Duration::from_millis(1);

/// A transport with a clock of its own. Good for one request at a time, on a runtime of one thread.
#[derive(Clone)]
pub(crate) struct Clock {
    http: Arc<dyn Transport>,
    server: Arc<Server>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    now: Duration,
    /// Who waits until when, in order.
    sleepers: BTreeMap<(Duration, u64), Option<Waker>>,
    slept: u64,
    /// Requests whose answer is not there yet.
    in_flight: usize,
    /// Requests that wait until the server has noticed that an earlier one was given up.
    settling: usize,
}

impl Clock {
    /// Starts the clock; it ends with the runtime.
    pub(crate) fn start(http: Arc<dyn Transport>, server: Arc<Server>) -> Self {
        let clock = Self { http, server, state: Arc::default() };
        let ticking = clock.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                ticking.tick();
            }
        });
        clock
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }

    /// Wakes who waits for the earliest time, unless an answer is still to come.
    fn tick(&self) {
        let stalled = self.server.stalled();
        let mut state = self.state();
        let stuck = stalled > 0 && state.in_flight <= stalled;
        if state.settling > 0 || (state.in_flight > 0 && !stuck) {
            return;
        }
        if let Some(((time, _), waker)) = state.sleepers.pop_first() {
            state.now = time;
            waker.into_iter().for_each(Waker::wake);
        }
    }

    /// Waits until the server has noticed that a request was given up.
    async fn settle(&self) {
        self.state().settling += 1;
        while self.server.stalled() > 0 {
            tokio::time::sleep(LOOK).await;
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

/// A request that is on its way, until its answer has ended or it is given up.
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
