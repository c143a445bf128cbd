//! A server that receives fal's webhooks: verifies each delivery, decodes it as the model's output, and handles it once.
//! Runs without a key against a local server. With `FAL_KEY` set and `--live --url URL` it calls fal, which then posts to
//! that URL; it must lead to this program, which listens at the address after `--listen`.

use std::collections::HashSet;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use fal_examples::{Connection, PICTURES, argument, exit, report};
use fal_mock::{Effect, Fault};
use fal_models::{Client, Error, ErrorKind, Response, flux_1_schnell};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// The output of the model, or the error.
type Outcome = Result<Response<flux_1_schnell::Output>, Error>;

#[derive(Clone)]
struct Receiver {
    fal: Client,
    /// The ids of handled requests. A real application stores them with the results.
    handled: Arc<Mutex<HashSet<String>>>,
    outcomes: mpsc::UnboundedSender<Outcome>,
}

/// Responds with 2xx if the delivery need not be repeated; otherwise fal repeats it.
async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    // The signature covers the raw bytes, so they are verified before anything else reads them.
    let delivery = match receiver.fal.webhook::<flux_1_schnell::Input>(&headers, &body).await {
        Ok(delivery) => delivery,
        Err(error) if error.kind() == ErrorKind::Webhook => {
            println!("  refused: {}", error.message());
            return StatusCode::BAD_REQUEST;
        }
        // The keys could not be fetched, so the delivery may still be from fal.
        Err(error) => {
            println!("  cannot be verified now: {error}");
            return StatusCode::SERVICE_UNAVAILABLE;
        }
    };
    let id = delivery.request_id().to_owned();
    let Ok(mut handled) = receiver.handled.lock() else { return StatusCode::SERVICE_UNAVAILABLE };
    if handled.contains(&id) {
        println!("  delivered again, and ignored: {id}");
        return StatusCode::OK;
    }
    println!("  delivered: {id}");
    if receiver.outcomes.send(delivery.into_result()).is_err() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    handled.insert(id);
    StatusCode::OK
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(submit_and_receive().await)
}

async fn submit_and_receive() -> Result<(), Box<dyn std::error::Error>> {
    let connection = Connection::open()?;
    let fal = &connection.fal;
    if let Some(server) = connection.server() {
        // For demonstration, the outcome is delivered twice.
        server.add_fault(Fault::new(Effect::Duplicate));
    }

    let (outcomes, mut arrived) = mpsc::unbounded_channel();
    let receiver = Receiver { fal: fal.clone(), handled: Arc::default(), outcomes };
    let app = Router::new().route("/fal", post(receive)).with_state(receiver);
    let listener = TcpListener::bind(argument("--listen").unwrap_or("127.0.0.1:0".into())).await?;
    let url = match argument("--url") {
        Some(url) => url,
        None if connection.is_live() => {
            return Err("missing --url: fal must be able to reach this program at a public URL".into());
        }
        None => format!("http://{}/fal", listener.local_addr()?),
    };

    println!("\nfal-ai/flux-1/schnell: submit, with a webhook to {url}");
    let input = flux_1_schnell::Input::new("a paper plane over a city").seed(5);
    let job = fal.flux_1_schnell(input).webhook(url).submit().await?;
    println!("  accepted: {}", job.request_id());
    // Deliveries can connect since `bind`; from here on they get responses.
    let server = tokio::spawn(async { axum::serve(listener, app).await });

    // No status request is needed: fal delivers the outcome.
    let output = arrived.recv().await.ok_or("the receiver is gone")??;
    while connection.server().is_some_and(|server| server.deliveries().len() < 2) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    println!("  seed {}, {} picture", output.seed, output.images.len());
    report(&fal.save(&output, PICTURES).names("plane").await?);
    server.abort();
    Ok(())
}
