//! The key is sent to the API's hosts, their failover hosts and the proxy, in one header, and to no other host; and no text that a
//! client returns contains it. Every host is a recorder (`leaks/recorder.rs`), and every operation runs with and without faults.

mod actions;
mod net;
mod recorder;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fal_client::{Client as Runtime, Retry};
use fal_mock::{Fault, Options, Server};
use fal_models::{Client, Config};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use net::{Net, OTHERS, TRUSTED};

const KEY: &str = "key-id-5f1c:key-secret-93ab77";

/// Texts that reveal the key: either half, and the key as base64.
const SECRETS: [&str; 3] = ["key-secret-93ab77", "key-id-5f1c", "a2V5LWlkLTVmMWM6a2V5LXNlY3JldC05M2FiNzc="];

/// The faults of the server. `KEY` is replaced with the key, `ELSEWHERE` with the address of another host.
const FAULTS: [&str; 12] = [
    "{respond: {status: 401, body: '{\"detail\": \"no such key: KEY\"}'}}",
    "{respond: {status: 403, headers: {content-type: text/html}, body: '<html>Authorization: Key KEY</html>'}}",
    "{respond: {status: 422, body: '{\"detail\": [{\"loc\": [\"body\", \"KEY\"], \"msg\": \"KEY\", \"type\": \"KEY\"}]}'}}",
    "{respond: {status: 500, headers: {x-fal-error-type: KEY, x-fal-request-id: KEY}, body: KEY}}",
    "{respond: {status: 200, headers: {x-fal-request-id: KEY}, body: '{\"images\": \"KEY\"}'}}",
    "{respond: {status: 307, headers: {location: 'http://ELSEWHERE/?key=KEY'}, body: KEY}}",
    "{respond: {status: 302, headers: {location: 'http://ELSEWHERE/'}, body: ''}}",
    "{stream_end: {after: 0, event: error, data: {detail: KEY, error_type: KEY}}}",
    "{replace: {status: 200, headers: {content-type: text/event-stream}, body: \"data: {\\\"images\\\": \\\"KEY\\\"}\\n\\n\"}}",
    "reset",
    "{cut: 10}",
    "{truncate: 10}",
];

/// A subscriber that records everything from tracing.
#[derive(Clone, Default)]
struct TraceLog(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for TraceLog {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().expect("no panic")));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().expect("no panic")));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&mut self.0.lock().expect("no panic")));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// One scenario: the network of a client that ran all operations, and the resulting texts.
struct Scenario {
    net: Arc<Net>,
    texts: Vec<String>,
}

fn config() -> Config {
    let retry = Retry::new().attempts(2).base(Duration::ZERO);
    let config = Config::new(KEY).retry(retry).poll_interval(Duration::from_millis(10)).inline_limit(100);
    config.multipart_threshold(1 << 10).part_size(1 << 10).parallel_parts(2)
}

async fn scenario(config: Config, fault: Option<&str>, down: &[&'static str]) -> Scenario {
    let log = TraceLog::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let server = Server::start(crate::catalog(), Options::default()).expect("a free port");
    let http = Runtime::http_transport(&config).expect("a transport");
    let net = Arc::new(Net::new(http, &server, down));
    let mut texts = vec![format!("{config:?} {config:#?}")];
    let transport: Arc<Net> = Arc::clone(&net);
    let fal = Client::from(Runtime::with_transport(config, transport).expect("a client"));
    let hook = format!("http://{}/", net.address("hook.test"));
    let posted = delivered(&fal, &net, &hook).await;
    if let Some(rule) = fault {
        let rule = rule.replace("KEY", KEY).replace("ELSEWHERE", &net.address("elsewhere.test").to_string());
        let rules = Fault::read(&format!("[{{effect: {rule}}}]")).unwrap_or_else(|error| panic!("{rule}: {error}"));
        rules.into_iter().for_each(|rule| server.add_fault(rule));
    }
    texts.extend(actions::everything(&fal, &hook, &posted).await.texts);
    texts.push(log.0.lock().expect("no panic").clone());
    Scenario { net, texts }
}

/// Returns the delivery to the webhook of a job, before the fault is added.
async fn delivered(fal: &Client, net: &Net, hook: &str) -> Vec<(http::HeaderMap, Vec<u8>)> {
    let input = fal_models::hidream_i1_fast::Input::new("fog");
    fal.hidream_i1_fast(input).webhook(hook).submit().await.expect("a job");
    while net.requests("hook.test").is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let requests = net.requests("hook.test");
    let (head, body) = requests[0].split_once("\r\n\r\n").expect("a whole request");
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let headers = lines.map(|(name, value)| {
        let name: http::HeaderName = name.parse().expect("a name");
        (name, value.parse().expect("a value"))
    });
    vec![(headers.collect(), body.as_bytes().to_vec())]
}

/// Returns the leaks of a scenario: requests with the key to other hosts, requests without it to the API, texts with the key.
fn leaks(scenario: &Scenario, named: &str) -> Vec<String> {
    let has = |text: &str| SECRETS.iter().any(|secret| text.contains(secret));
    let mut found = Vec::new();
    for host in TRUSTED {
        for request in scenario.net.requests(host) {
            let header = format!("authorization: Key {KEY}\r\n");
            let rest = request.replacen(&header, "", 1);
            // Public keys are requested without the API key.
            let expected = !request.starts_with("GET /.well-known/");
            if has(&rest) || expected != (rest != request) {
                found.push(format!("{named}: {host} received:\n{request}"));
            }
        }
    }
    for host in OTHERS {
        let requests =
            scenario.net.requests(host).into_iter().filter(|request| has(request) || host == "elsewhere.test");
        found.extend(requests.map(|request| format!("{named}: {host} received:\n{request}")));
    }
    found.extend(
        scenario.texts.iter().filter(|text| has(text)).map(|text| format!("{named}: a text contains the key:\n{text}")),
    );
    found
}

#[tokio::test]
async fn the_key_is_sent_to_the_hosts_of_the_api_only_and_is_in_no_text() {
    let mut scenarios = vec![
        ("no fault".to_owned(), scenario(config(), None, &[]).await),
        ("first hosts down".to_owned(), scenario(config(), None, &["fal.run", "queue.fal.run"]).await),
        ("behind a proxy".to_owned(), scenario(config().proxy("https://proxy.test/api"), None, &[]).await),
    ];
    for fault in FAULTS {
        scenarios.push((fault.to_owned(), scenario(config(), Some(fault), &[]).await));
        scenarios.push((
            format!("proxy, {fault}"),
            scenario(config().proxy("https://proxy.test/api"), Some(fault), &[]).await,
        ));
    }
    let found: Vec<String> = scenarios.iter().flat_map(|(named, scenario)| leaks(scenario, named)).collect();
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n\n"));
    // Otherwise nothing could leak.
    for host in TRUSTED.into_iter().chain(OTHERS).filter(|host| !["elsewhere.test", "v3.fal.media"].contains(host)) {
        assert!(
            scenarios.iter().any(|(_, scenario)| !scenario.net.requests(host).is_empty()),
            "{host} received no request"
        );
    }
    let errors =
        scenarios.iter().flat_map(|(_, scenario)| &scenario.texts).filter(|text| text.contains("Err(")).count();
    let requests: usize =
        scenarios.iter().flat_map(|(_, scenario)| TRUSTED.map(|host| scenario.net.requests(host).len())).sum();
    println!("{} scenarios, {requests} requests with the key, {errors} errors, no leak", scenarios.len());
    assert!(errors > 100, "{errors} errors");
}
