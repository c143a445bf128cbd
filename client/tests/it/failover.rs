//! Rules of failover: a request goes once to the failover host if no connection can be made, for two of fal's hosts only.

use std::sync::Arc;

use fal_client::{Client, Config, ErrorKind, Hosts, Retry, TransportErrorKind};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Reply, Script, accepted, json};

fn config() -> Config {
    Config::new(KEY).retry(Retry::never())
}

fn client(script: &Arc<Script>, config: Config) -> Client {
    Client::with_transport(config, script.clone()).unwrap()
}

fn refused() -> Reply {
    Reply::Fail(TransportErrorKind::Connect)
}

#[tokio::test]
async fn an_unreachable_host_is_replaced_by_its_failover_host_for_the_same_request() {
    let script = Script::new([refused(), json(200, OUTPUT), refused(), accepted("https://queue.fal.run")]);
    let fal = client(&script, config());
    fal.call(Input::new("a")).run().await.unwrap();
    fal.call(Input::new("a")).webhook("https://a/b").submit().await.unwrap();
    assert_eq!(
        script.lines(),
        [
            "POST https://fal.run/acme/painter/fast",
            "POST https://falrun.com/acme/painter/fast",
            "POST https://queue.fal.run/acme/painter/fast?fal_webhook=https%3A%2F%2Fa%2Fb",
            "POST https://queue.falrun.com/acme/painter/fast?fal_webhook=https%3A%2F%2Fa%2Fb",
        ]
    );
    let seen = script.seen();
    assert_eq!((&seen[0].headers, &seen[0].body), (&seen[1].headers, &seen[1].body));
}

#[tokio::test]
async fn a_request_that_may_have_been_sent_does_not_go_to_the_failover_host() {
    for kind in [TransportErrorKind::Other, TransportErrorKind::Timeout, TransportErrorKind::Config] {
        let script = Script::new([Reply::Fail(kind)]);
        client(&script, config()).call(Input::new("a")).submit().await.unwrap_err();
        assert_eq!(script.seen().len(), 1);
    }
    let script = Script::new([json(503, "nginx")]);
    client(&script, config()).call(Input::new("a")).submit().await.unwrap_err();
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn the_error_is_that_of_the_failover_host_unless_it_is_unreachable_as_well() {
    let script = Script::new([refused(), refused()]);
    let error = client(&script, config()).call(Input::new("a")).submit().await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_accepted()), (ErrorKind::Transport, false));
    let script = Script::new([refused(), Reply::Fail(TransportErrorKind::Other)]);
    let error = client(&script, config()).call(Input::new("a")).submit().await.unwrap_err();
    assert!(error.may_have_been_accepted(), "{error}");
}

#[tokio::test]
async fn other_hosts_and_clients_without_failover_have_no_failover_host() {
    let other = Hosts::default().queue("https://queue.example.com").run("https://fal.run.example.com");
    for config in [config().hosts(other), config().failover(false), config().proxy("https://queue.example.com/p")] {
        let script = Script::new([refused(), refused()]);
        let fal = client(&script, config);
        fal.call(Input::new("a")).submit().await.unwrap_err();
        fal.call(Input::new("a")).run().await.unwrap_err();
        assert!(script.lines().iter().all(|line| !line.contains("falrun.com")), "{:?}", script.lines());
    }
    let script = Script::new([refused(), refused()]);
    let fal = client(&script, config());
    fal.download("https://v3.fal.media/files/a").await.unwrap_err();
    fal.token(["flux"], std::time::Duration::from_secs(9)).await.unwrap_err();
    assert_eq!(script.seen().len(), 2);
    // A host that only begins like one of them, or one of them if others are configured.
    for (config, url) in [
        (config(), "https://fal.run.example.com/a"),
        (config().hosts(Hosts::local("http://fal.test")), "https://fal.run/a"),
    ] {
        let script = Script::new([refused()]);
        client(&script, config).download(url).await.unwrap_err();
        assert_eq!(script.seen().len(), 1);
    }
}
