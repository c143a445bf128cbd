//! Calls through a proxy: the client uses fal's URLs, and sends every API request to the URL of the proxy.

use fal_client::{Cancellation, Upload};
use fal_mock::Server;
use fal_models::{Client, Config, ErrorKind, FileRef, flux_1_schnell, hidream_i1_fast, ideogram_v3_remix};

/// Creates a client with fal's own hosts that uses the server as a proxy.
fn through(server: &Server, config: Config) -> Client {
    let config = config.poll_interval(std::time::Duration::from_millis(10)).inline_limit(10);
    Client::new(config.proxy(format!("{}/api/fal/proxy", server.url()))).expect("a client")
}

#[tokio::test]
async fn everything_but_the_content_of_files_goes_through_the_proxy() {
    let (server, _) = crate::connect();
    let fal = through(&server, Config::new("id:secret"));
    let picture = FileRef::bytes("image/png", b"\x89PNG, and more of it".as_slice());
    let output = fal.ideogram_v3_remix(ideogram_v3_remix::Input::new("remix", picture)).subscribe().await;
    assert!(!output.expect("an output").images.is_empty());
    fal.flux_1_schnell(flux_1_schnell::Input::new("run")).run().await.expect("an output");
    let mut events = fal.hidream_i1_fast(hidream_i1_fast::Input::new("fog")).stream().await.expect("a stream");
    assert!(events.next().await.expect("an event").is_ok());
    let job = fal.flux_1_schnell(flux_1_schnell::Input::new("never mind")).submit().await.expect("a job");
    assert_eq!(job.cancel().await.expect("a cancellation"), Cancellation::Requested);
    fal.token(["fal-ai/flux-1/schnell"], std::time::Duration::from_secs(60)).await.expect("a token");

    let by_proxy = |target: &str| {
        let requests = server.requests();
        let found = requests.iter().filter(|request| request.url.starts_with(target)).collect::<Vec<_>>();
        assert!(!found.is_empty(), "{target} received no request");
        found.iter().all(|request| request.path == "/api/fal/proxy" && request.header("x-fal-target-url").is_some())
    };
    for target in [
        "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3",
        "https://rest.fal.ai/tokens",
        "https://queue.fal.run/fal-ai/ideogram/v3/remix",
        "https://queue.fal.run/fal-ai/ideogram/requests/",
        "https://fal.run/fal-ai/flux-1/schnell",
        "https://fal.run/fal-ai/hidream-i1-fast/stream",
        &format!("https://queue.fal.run/fal-ai/flux-1/requests/{}/cancel", job.request_id()),
    ] {
        assert!(by_proxy(target), "{target}");
    }
    let puts = server.requests().into_iter().filter(|request| request.method == "PUT" && request.body_size > 0);
    let puts: Vec<_> = puts.collect();
    assert_eq!(puts.len(), 1);
    assert_eq!((puts[0].header("x-fal-target-url"), puts[0].header("authorization")), (None, None));
}

#[tokio::test]
async fn without_a_key_none_is_sent_and_the_proxy_decides() {
    let (server, _) = crate::connect();
    let fal = through(&server, Config::without_key());
    let error = fal.flux_1_schnell(flux_1_schnell::Input::new("x")).run().await.expect_err("the proxy adds no key");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unauthorized, Some(401)));
    assert_eq!(server.requests()[0].header("authorization"), None);
    let upload = fal.upload(Upload::bytes("image/png", "x")).await.expect_err("the proxy adds no key");
    assert_eq!(upload.kind(), ErrorKind::Unauthorized);
}
