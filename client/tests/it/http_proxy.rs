//! Rules of proxies from the environment. Each call is made by its own process, because a test must not change the
//! variables of other tests.

use std::process::Command;

use fal_client::{Client, Config, Hosts, Retry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::loopback::{read_request, response};
use crate::model::{Input, OUTPUT};
use crate::script::KEY;

const TARGET: &str = "FAL_TEST_TARGET";
const PROXIES: [&str; 9] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
    "REQUEST_METHOD",
];

/// The login as in a URL, and as in a header.
const LOGIN: (&str, &str) = ("me:p%40ss", "Basic bWU6cEBzcw==");

#[tokio::test]
#[ignore = "the tests below start it, with a proxy in the environment"]
async fn a_call() {
    let target = std::env::var(TARGET).unwrap();
    let client = Client::new(Config::new(KEY).hosts(Hosts::local(target)).retry(Retry::never())).unwrap();
    match client.call(Input::new("a")).run().await {
        Ok(output) => println!("seed {:?}", output.seed),
        Err(error) => println!("{:?}, ambiguous: {}: {error}", error.kind(), error.may_have_been_accepted()),
    }
}

/// The output of a call with these variables.
pub(crate) async fn call(target: &str, variables: &[(&str, String)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["http_proxy::a_call", "--exact", "--ignored", "--nocapture"]).env(TARGET, target);
    for name in PROXIES {
        command.env_remove(name);
    }
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert!(!text.contains("p%40ss") && !text.contains("p@ss") && !text.contains(LOGIN.1), "{text}");
    text
}

/// A proxy for one connection: returns its URL with a login, and the request it received with the bytes after the response.
async fn proxy(response: String) -> (String, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}@{}", LOGIN.0, listener.local_addr().unwrap());
    let proxy = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let request = read_request(&mut socket).await;
        socket.write_all(response.as_bytes()).await.unwrap();
        let mut rest = vec![0; 4096];
        let count = socket.read(&mut rest).await.unwrap();
        rest.truncate(count);
        (request, rest)
    });
    (url, proxy)
}

#[tokio::test]
async fn plain_http_is_sent_to_the_proxy_with_the_absolute_url() {
    let (url, proxy) = proxy(response("200 OK", "", OUTPUT)).await;
    let text = call("http://fal.test", &[("HTTP_PROXY", url)]).await;
    assert!(text.contains("seed Some(7)"), "{text}");
    let (request, _) = proxy.await.unwrap();
    assert!(request.starts_with("POST http://fal.test/run/acme/painter/fast HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("proxy-authorization: {}\r\n", LOGIN.1)), "{request}");
    assert!(request.contains("host: fal.test\r\n"), "{request}");
}

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls"))]
#[tokio::test]
async fn https_goes_through_a_tunnel_in_which_the_proxy_sees_no_key() {
    let (url, proxy) = proxy("HTTP/1.1 200 OK\r\n\r\n".to_owned()).await;
    let text = call("https://fal.test", &[("HTTPS_PROXY", url)]).await;
    assert!(text.contains("Transport, ambiguous: false"), "{text}");
    assert!(text.contains("through the proxy"), "{text}");
    let (request, rest) = proxy.await.unwrap();
    assert!(request.starts_with("CONNECT fal.test:443 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("Proxy-Authorization: {}\r\n", LOGIN.1)), "{request}");
    assert!(!request.contains("the-key") && !request.contains("acme"), "{request}");
    assert_eq!(rest[0], 22, "a TLS handshake record");
}

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls"))]
#[tokio::test]
async fn the_error_names_a_proxy_that_refuses_and_nothing_is_sent() {
    let (url, proxy) = proxy(response("407 Proxy Authentication Required", "", "")).await;
    let address = url.rsplit_once('@').unwrap().1.to_owned();
    let text = call("https://fal.test", &[("ALL_PROXY", url)]).await;
    assert!(text.contains("Transport, ambiguous: false"), "{text}");
    assert!(
        text.contains(&format!("cannot connect to https://fal.test through the proxy http://{address}: ")),
        "{text}"
    );
    assert!(text.contains("proxy authorization required"), "{text}");
    proxy.await.unwrap();
}

#[tokio::test]
async fn a_proxy_of_another_kind_is_an_error_with_a_way_out() {
    let text = call("http://fal.test", &[("ALL_PROXY", format!("socks5://{}@127.0.0.1:1", LOGIN.0))]).await;
    assert!(text.contains("Config, ambiguous: false"), "{text}");
    assert!(text.contains("socks5://127.0.0.1:1") && text.contains("NO_PROXY"), "{text}");
}

#[tokio::test]
async fn a_host_in_no_proxy_is_connected_to_directly() {
    let (url, server) = proxy(response("200 OK", "", OUTPUT)).await;
    let target = format!("http://{}", url.rsplit_once('@').unwrap().1);
    let variables = [("HTTP_PROXY", "http://127.0.0.1:1".to_owned()), ("NO_PROXY", "fal.run, 127.0.0.0/8".to_owned())];
    let text = call(&target, &variables).await;
    assert!(text.contains("seed Some(7)"), "{text}");
    let (request, _) = server.await.unwrap();
    assert!(request.starts_with("POST /run/acme/painter/fast HTTP/1.1\r\n"), "{request}");
}
