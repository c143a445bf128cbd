//! The time to read a stream of events by its size: the time per byte and per event must not grow with it. Run it by
//! `cargo bench --package fal-client --no-default-features`.

use std::future::{Ready, pending, ready};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fal_client::{Body, Client, Config, Endpoint, Json, StreamingEndpoint, Transport, TransportError};
use futures_core::future::BoxFuture;
use futures_util::{FutureExt, stream};

/// A model without inputs and with any output.
#[derive(Clone)]
struct Input {}

fal_client::object!(Input {});

fal_client::input!(Input);
impl StreamingEndpoint for Input {}
impl Endpoint for Input {
    const ID: &'static str = "acme/anything";
    type Output = Json;
}

/// Responds with the same chunks every time.
struct Chunks(Vec<Bytes>);

impl Transport for Chunks {
    fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let body = Body::new(stream::iter(self.0.clone().into_iter().map(Ok)));
        let mut response = http::Response::new(body);
        response.headers_mut().insert("content-type", http::HeaderValue::from_static("text/event-stream"));
        let response: Ready<Result<_, TransportError>> = ready(Ok(response));
        response.boxed()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        pending().boxed()
    }
}

/// Reads a stream to its end, and counts its events.
fn read(client: &Client) -> usize {
    let reading = async {
        let mut events = client.call(Input {}).stream().await.expect("a stream");
        let mut count = 0;
        while let Some(event) = events.next().await {
            black_box(event.expect("an event"));
            count += 1;
        }
        count
    };
    reading.now_or_never().expect("nothing to wait for")
}

fn client(chunks: Vec<Bytes>) -> Client {
    Client::with_transport(Config::new("id:secret"), Arc::new(Chunks(chunks))).expect("a client")
}

fn one_large_event(c: &mut Criterion) {
    let mut group = c.benchmark_group("one event in chunks of 8 KiB");
    for megabytes in [1, 4, 16] {
        let text = Bytes::from(format!("data: \"{}\"\n\n", "A".repeat(megabytes << 20)));
        let chunks =
            (0..text.len()).step_by(8 << 10).map(|at| text.slice(at..text.len().min(at + (8 << 10)))).collect();
        let client = client(chunks);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(format!("{megabytes} MiB")), &client, |bencher, client| {
            bencher.iter(|| assert_eq!(read(client), 1));
        });
    }
}

fn many_small_events(c: &mut Criterion) {
    let mut group = c.benchmark_group("events in one chunk");
    for count in [10_000, 100_000] {
        let client = client(vec![Bytes::from("data: {\"seed\":7}\n\n".repeat(count))]);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(BenchmarkId::from_parameter(count), &client, |bencher, client| {
            bencher.iter(|| assert_eq!(read(client), count));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = one_large_event, many_small_events
}
criterion_main!(benches);
