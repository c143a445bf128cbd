//! End to end: a client without a key, the proxy in axum, the local server.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use fal_mock::{Options, Server};
use fal_models::{Client, Config, Hosts, flux_1_schnell};
use fal_proxy::{AccessRequest, Endpoints, Proxy, Refusal};
use tokio::net::TcpListener;

fn local() -> Server {
    static CATALOG: OnceLock<Arc<fal_mock::Catalog>> = OnceLock::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let catalog = CATALOG.get_or_init(|| fal_schema::load(folder).unwrap_or_else(|report| panic!("{report}")).into());
    Server::start(Arc::clone(catalog), Options::default()).unwrap()
}

/// The proxy of an application, and a client without a key that uses it.
async fn application(server: &Server, names: &[&str]) -> Client {
    let fal = Client::new(Config::new("server:key").hosts(Hosts::local(server.url()))).unwrap();
    let no_strangers = async |request: AccessRequest| match request.header("user-agent") {
        Some(agent) if agent.starts_with("fal-client-rs/") => Ok(()),
        _ => Err(Refusal::unauthorized("a stranger")),
    };
    let proxy = Proxy::new(fal.clone(), Endpoints::only(names).unwrap(), no_strangers);
    let router: axum::Router = axum::Router::new().route_service("/api/fal/proxy", proxy);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api/fal/proxy", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Client::new(Config::without_key().proxy(url).multipart_threshold(4).part_size(3)).unwrap()
}

fn input() -> flux_1_schnell::Input {
    flux_1_schnell::Input::new("a cat").seed(7)
}

#[tokio::test]
async fn a_client_without_a_key_has_all_operations_through_the_proxy() {
    let server = local();
    let fal = application(&server, &["fal-ai/flux-1/**"]).await;
    assert_eq!(fal.flux_1_schnell(input()).run().await.unwrap().seed, 7);
    let logged = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logged);
    let log = move |_: &_| {
        count.fetch_add(1, Ordering::Relaxed);
    };
    let output = fal.flux_1_schnell(input()).logs(log).subscribe().await.unwrap();
    assert_eq!((output.seed, logged.load(Ordering::Relaxed)), (7, 3));
    let job = fal.flux_1_schnell(input()).submit().await.unwrap();
    job.cancel().await.unwrap();
    let token = fal.token(["fal-ai/flux-1"], Duration::from_secs(120)).await.unwrap();
    assert!(!token.as_str().is_empty());
    for request in server.requests() {
        // The request is accepted, so it has the key of the server; the client has none.
        assert_eq!(request.header("authorization"), Some("Key [redacted]"), "{}", request.url);
    }
}

#[tokio::test]
async fn an_upload_in_parts_is_initiated_through_the_proxy_and_sent_to_the_storage() {
    let server = local();
    let fal = application(&server, &["fal-ai/flux-1/**"]).await;
    for content in ["abc", "0123456789"] {
        let url = fal.upload(fal_models::Upload::bytes("text/plain", content)).await.unwrap();
        assert_eq!(fal.download(&url).await.unwrap(), content);
    }
    let keyed = |request: &&fal_mock::RecordedRequest| request.header("authorization").is_some();
    let requests = server.requests();
    let urls: Vec<_> = requests.iter().filter(keyed).map(|request| request.url.as_str()).collect();
    let initiate = "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3";
    let multipart = "https://rest.fal.ai/storage/upload/initiate-multipart?storage_type=fal-cdn-v3";
    assert_eq!(urls, [initiate, multipart]);
    assert_eq!(requests.iter().filter(|request| request.method == "PUT").count(), 5);
}

#[tokio::test]
async fn a_client_gets_the_refusal_of_the_proxy_as_an_error() {
    let server = local();
    let fal = application(&server, &["fal-ai/imagen4/**"]).await;
    let error = fal.flux_1_schnell(input()).run().await.unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert!(error.to_string().contains("does not allow fal-ai/flux-1/schnell"), "{error}");
    assert!(server.requests().is_empty());
}
