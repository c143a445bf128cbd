//! Where the key goes: to the API's hosts, their backups and the proxy, in one header, and nowhere else; and no text that
//! a client gives has it. Every host is a recorder (`leaks/recorder.rs`); every operation is done, with and without faults.

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

/// Texts by which the key shows: itself, either half, and as base64.
const SIGNS: [&str; 3] = ["key-secret-93ab77", "key-id-5f1c", "a2V5LWlkLTVmMWM6a2V5LXNlY3JldC05M2FiNzc="];

/// What a server does in a scene, with the key repeated where `KEY` stands, and a way to another host at `ELSEWHERE`.
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

/// Writes everything down that is told by tracing.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Notes {
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

/// One scene: a server, a network, a client, and all that is done with them.
struct Scene {
    net: Arc<Net>,
    texts: Vec<String>,
}

fn config() -> Config {
    let retry = Retry::new().attempts(2).base(Duration::ZERO);
    let config = Config::new(KEY).retry(retry).poll_interval(Duration::ZERO).inline_limit(100);
    config.multipart_threshold(1 << 10).part_size(1 << 10).parallel_parts(2)
}

async fn scene(config: Config, fault: Option<&str>, down: &[&'static str]) -> Scene {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
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
    texts.push(notes.0.lock().expect("no panic").clone());
    Scene { net, texts }
}

/// What is posted to the webhook of a job, before anything goes wrong.
async fn delivered(fal: &Client, net: &Net, hook: &str) -> Vec<(http::HeaderMap, Vec<u8>)> {
    let input = fal_models::hidream_i1_fast::Input::new("fog");
    fal.hidream_i1_fast(input).webhook(hook).submit().await.expect("a job");
    while net.heard("hook.test").is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let heard = net.heard("hook.test");
    let (head, body) = heard[0].split_once("\r\n\r\n").expect("a whole request");
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let headers = lines.map(|(name, value)| {
        let name: http::HeaderName = name.parse().expect("a name");
        (name, value.parse().expect("a value"))
    });
    vec![(headers.collect(), body.as_bytes().to_vec())]
}

/// What is wrong with a scene: a host that is told too much or too little, a text with the key.
fn findings(scene: &Scene, named: &str) -> Vec<String> {
    let has = |text: &str| SIGNS.iter().any(|sign| text.contains(sign));
    let mut found = Vec::new();
    for host in TRUSTED {
        for request in scene.net.heard(host) {
            let header = format!("authorization: Key {KEY}\r\n");
            let rest = request.replacen(&header, "", 1);
            // Public keys are asked for without one's own.
            let wanted = !request.starts_with("GET /.well-known/");
            if has(&rest) || wanted != (rest != request) {
                found.push(format!("{named}: {host} was told:\n{request}"));
            }
        }
    }
    for host in OTHERS {
        let told = scene.net.heard(host).into_iter().filter(|request| has(request) || host == "elsewhere.test");
        found.extend(told.map(|request| format!("{named}: {host} was told:\n{request}")));
    }
    found.extend(scene.texts.iter().filter(|text| has(text)).map(|text| format!("{named}: a text has it:\n{text}")));
    found
}

#[tokio::test]
async fn the_key_goes_to_the_hosts_of_the_api_only_and_is_in_no_text() {
    let mut scenes = vec![
        ("all is well".to_owned(), scene(config(), None, &[]).await),
        ("first hosts down".to_owned(), scene(config(), None, &["fal.run", "queue.fal.run"]).await),
        ("behind a proxy".to_owned(), scene(config().proxy("https://proxy.test/api"), None, &[]).await),
    ];
    for fault in FAULTS {
        scenes.push((fault.to_owned(), scene(config(), Some(fault), &[]).await));
        scenes
            .push((format!("proxy, {fault}"), scene(config().proxy("https://proxy.test/api"), Some(fault), &[]).await));
    }
    let found: Vec<String> = scenes.iter().flat_map(|(named, scene)| findings(scene, named)).collect();
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n\n"));
    // Otherwise there would be nothing that could leak.
    for host in TRUSTED.into_iter().chain(OTHERS).filter(|host| !["elsewhere.test", "v3.fal.media"].contains(host)) {
        assert!(scenes.iter().any(|(_, scene)| !scene.net.heard(host).is_empty()), "{host} was never asked");
    }
    let errors = scenes.iter().flat_map(|(_, scene)| &scene.texts).filter(|text| text.contains("Err(")).count();
    let requests: usize = scenes.iter().flat_map(|(_, scene)| TRUSTED.map(|host| scene.net.heard(host).len())).sum();
    println!("{} scenes, {requests} requests with the key, {errors} errors, no leak", scenes.len());
    assert!(errors > 100, "{errors} errors");
}
