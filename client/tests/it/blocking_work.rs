//! The rule that a client leaves reading and writing files to its transport, as blocking work.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Body, Client, Config, Error, FileRef, Hosts, Transport, TransportError, Upload};
use futures_core::future::BoxFuture;

use crate::model::Input;
use crate::script::{KEY, Reply, Script, accepted};
use crate::uploads::{FILE, file, ok, part, upload_target};

/// Counts the blocking work, which it runs at once.
struct Counted(Arc<Script>, Arc<AtomicUsize>);

impl Transport for Counted {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }

    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        self.1.fetch_add(1, Ordering::Relaxed);
        work();
        Box::pin(std::future::ready(()))
    }
}

/// The number of times that a client passed work to its transport.
async fn blocking_work<T>(replies: Vec<Reply>, work: impl AsyncFnOnce(Client) -> Result<T, Error>) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let config = Config::new(KEY).hosts(Hosts::local("http://fal.test")).part_size(3);
    let client = Client::with_transport(config, Arc::new(Counted(Script::new(replies), Arc::clone(&count)))).unwrap();
    work(client).await.unwrap();
    count.load(Ordering::Relaxed)
}

#[tokio::test]
async fn files_are_read_and_written_as_blocking_work() {
    let path = file("blocking.png", b"abcd");
    let to = path.with_file_name("blocking-copy.png");
    let single = || vec![upload_target("a", FILE), ok()];
    let parts = || vec![upload_target("m", FILE), part(1), part(2), ok()];

    // Finding it, opening it, one chunk.
    assert_eq!(blocking_work(single(), async |fal| fal.upload(Upload::path(&path)).await).await, 3);
    // Once for more than a part, and at the end.
    let reader = async |fal: Client| fal.upload(Upload::reader("a/b", &b"abcd"[..])).await;
    assert!(blocking_work(parts(), reader).await > 2);
    // Creating it, writing it, renaming it.
    let download = async |fal: Client| fal.download_to("https://files.example/a.png", &to).await;
    assert_eq!(blocking_work(vec![ok()], download).await, 3);
    let input = Input { image: Some(FileRef::path(&path)), ..Input::new("a cat") };
    let call = async |fal: Client| fal.call(input).submit().await;
    assert_eq!(blocking_work(vec![accepted("http://fal.test/queue")], call).await, 1);
}
