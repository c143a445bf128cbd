//! Webhooks over HTTP: the local server delivers an outcome, and the client verifies and decodes it.

use fal_mock::{Effect, Fault, Operation};
use fal_models::{Client, ErrorKind, flux_1_schnell};
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that receives webhooks.
struct Receiver(TcpListener);

impl Receiver {
    async fn start() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.expect("a free port"))
    }

    fn url(&self) -> String {
        format!("http://{}/fal?secret=1", self.0.local_addr().expect("an address"))
    }

    /// Accepts one delivery with a 200 response.
    async fn take(&self) -> (HeaderMap, Vec<u8>) {
        let (mut socket, _) = self.0.accept().await.expect("a connection");
        let mut bytes = Vec::new();
        loop {
            socket.read_buf(&mut bytes).await.expect("bytes");
            let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let headers = headers(std::str::from_utf8(&bytes[..end]).expect("text"));
            let length: usize = headers["content-length"].to_str().expect("text").parse().expect("a number");
            let body = &bytes[end + 4..];
            if body.len() == length {
                socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.expect("written");
                return (headers, body.to_vec());
            }
        }
    }
}

fn headers(head: &str) -> HeaderMap {
    let lines = head.lines().skip(1).map(|line| line.split_once(": ").expect("a header"));
    let pair = |(name, value): (&str, &str)| {
        (HeaderName::from_bytes(name.as_bytes()).expect("a name"), HeaderValue::from_str(value).expect("a value"))
    };
    lines.map(pair).collect()
}

async fn submit(fal: &Client, receiver: &Receiver) -> fal_models::Job<flux_1_schnell::Input> {
    let call = fal.flux_1_schnell(flux_1_schnell::Input::new("a cat").seed(7));
    call.webhook(receiver.url()).submit().await.expect("a job")
}

#[tokio::test]
async fn a_verified_delivery_has_the_same_output_as_the_result() {
    let (server, fal) = crate::connect();
    let receiver = Receiver::start().await;
    server.add_fault(Fault::new(Effect::Duplicate).on(Operation::Webhook).times(1));
    let job = submit(&fal, &receiver).await;
    for _ in 0..2 {
        let (headers, body) = receiver.take().await;
        let delivery = fal.webhook::<flux_1_schnell::Input>(&headers, &body).await.expect("signed by the server");
        assert_eq!(delivery.request_id(), job.request_id(), "the same outcome may come twice");
        let output = delivery.into_result().expect("an output");
        assert_eq!(*output, *job.result().await.expect("an output"));
        assert_eq!((output.seed, output.request_id()), (7, Some(job.request_id())));
    }
    let requests = server.requests();
    let keys: Vec<_> = requests.iter().filter(|request| request.path.ends_with("jwks.json")).collect();
    assert_eq!(keys.len(), 1, "the keys are fetched once");
    assert_eq!(keys[0].header("authorization"), None);
}

#[tokio::test]
async fn a_failed_job_is_delivered_as_the_error_of_its_result() {
    let (server, fal) = crate::connect();
    let receiver = Receiver::start().await;
    let detail = serde_json::json!({"detail": [{"loc": ["body", "prompt"], "msg": "no cats", "type": "one_of"}]});
    server.add_fault(Fault::new(Effect::fail(422, detail)).on(Operation::Submit));
    let job = submit(&fal, &receiver).await;
    let (headers, body) = receiver.take().await;
    let delivery = fal.webhook::<flux_1_schnell::Input>(&headers, &body).await.expect("signed by the server");
    let (posted, fetched) = (delivery.into_result().expect_err("failed"), job.result().await.expect_err("failed"));
    for error in [&posted, &fetched] {
        assert_eq!((error.kind(), error.status()), (ErrorKind::Validation, Some(422)));
        assert_eq!(error.fields_at("prompt").count(), 1);
        assert_eq!(error.request_id(), Some(job.request_id()));
    }
}

#[tokio::test]
async fn a_delivery_that_was_changed_or_has_another_signer_is_refused() {
    let (_server, fal) = crate::connect();
    let receiver = Receiver::start().await;
    submit(&fal, &receiver).await;
    let (headers, body) = receiver.take().await;
    let refused = async |fal: &Client, headers: &HeaderMap, body: &[u8]| {
        let error = fal.webhook::<flux_1_schnell::Input>(headers, body).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Webhook, "{error}");
    };
    let mut changed = body.clone();
    changed.push(b' ');
    refused(&fal, &headers, &changed).await;
    let mut other = headers.clone();
    other.insert("x-fal-webhook-request-id", HeaderValue::from_static("another"));
    refused(&fal, &other, &body).await;
    let mut twice = headers.clone();
    twice.append("x-fal-webhook-timestamp", headers["x-fal-webhook-timestamp"].clone());
    refused(&fal, &twice, &body).await;
    let (_other_server, elsewhere) = crate::connect();
    refused(&elsewhere, &headers, &body).await;
    assert!(fal.webhook::<flux_1_schnell::Input>(&headers, &body).await.is_ok());
}
