//! A request in a comparable form: values that change from run to run are replaced, and headers of the connection are left out.
//! Created from captures and from the requests that the local server recorded.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// Headers that belong to the connection or the machine, not to the protocol.
const CONNECTION: [&str; 8] = [
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "host",
    "sec-fetch-mode",
    "transfer-encoding",
    "x-forwarded-host",
];

/// The first request of a kind, and how many requests of that kind there were.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) kind: String,
    pub(crate) times: usize,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    /// Creates a request; `url` is that of fal.
    pub(crate) fn new<'a>(
        method: &str,
        url: &str,
        headers: impl Iterator<Item = (&'a str, &'a str)>,
        body: String,
    ) -> Self {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let kind = kind(path);
        // The server chooses the upload URL.
        let path = match kind {
            "put" => "<upload_url>".to_owned(),
            "part" | "complete" => format!("<upload_url>/{}", path.rsplit('/').next().unwrap_or_default()),
            _ => plain(path),
        };
        let query = if path.starts_with('<') { "" } else { query };
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        let headers = headers.filter(|(name, _)| !CONNECTION.contains(name)).map(|(name, value)| {
            let value = match name {
                "authorization" => value.split(' ').next().unwrap_or_default().to_owned() + " ...",
                "user-agent" => value.rsplit_once('/').map_or(value, |(agent, _)| agent).to_owned(),
                "x-fal-target-url" => plain(value),
                _ => canonical(value),
            };
            (name.to_owned(), value)
        });
        Self {
            kind: kind.to_owned(),
            times: 1,
            method: method.to_owned(),
            path,
            query: query.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            headers: headers.collect(),
            // Sizes of parts are settings.
            body: if kind.ends_with("part") { "a part".to_owned() } else { body },
        }
    }

    fn rank(&self) -> (Option<&String>, &str) {
        (self.headers.get("content-type"), &self.body)
    }

    /// Returns every part of the request by name.
    pub(crate) fn fields(&self) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        let (method, path, body) = (self.method.clone(), self.path.clone(), self.body.clone());
        fields.extend([("method".to_owned(), method), ("URL".to_owned(), path), ("body".to_owned(), body)]);
        // The number of status requests depends on the job.
        if !["status", "watch"].contains(&self.kind.as_str()) {
            fields.insert("times".to_owned(), self.times.to_string());
        }
        fields.extend(self.query.iter().map(|(name, value)| (format!("?{name}"), value.clone())));
        fields.extend(self.headers.clone());
        fields
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers: Vec<String> = self.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        let (kind, times, method, path, body) = (&self.kind, self.times, &self.method, &self.path, &self.body);
        write!(f, "{kind} x{times} | {method} {path}{mark}{} | {} | {body}", query.join("&"), headers.join("; "))
    }
}

/// Returns the first request of each kind, in order, each with its number.
pub(crate) fn firsts(requests: impl IntoIterator<Item = Request>) -> Vec<Request> {
    let mut firsts: Vec<Request> = Vec::new();
    for request in requests {
        match firsts.iter_mut().find(|first| first.kind == request.kind) {
            Some(first) => {
                let times = first.times + 1;
                // Files are uploaded concurrently, so any of them may be the first.
                if ["initiate", "put"].contains(&first.kind.as_str()) && request.rank() < first.rank() {
                    *first = request;
                }
                first.times = times;
            }
            None => firsts.push(request),
        }
    }
    firsts
}

/// Returns the purpose of a request, by its URL at fal.
fn kind(path: &str) -> &'static str {
    let (host, rest) = path.strip_prefix("https://").and_then(|rest| rest.split_once('/')).unwrap_or((path, ""));
    let last = rest.rsplit('/').next().unwrap_or_default();
    match host {
        "fal.run" if rest.ends_with("/stream") => "stream",
        "fal.run" => "run",
        "queue.fal.run" if rest.ends_with("/status/stream") => "watch",
        "queue.fal.run" if rest.ends_with("/status") => "status",
        "queue.fal.run" if rest.ends_with("/cancel") => "cancel",
        "queue.fal.run" if rest.contains("/requests/") => "result",
        "queue.fal.run" => "submit",
        "rest.fal.ai" if rest.starts_with("storage/auth") => "CDN token",
        "rest.fal.ai" => "initiate",
        "v3.fal.media" if rest == "files/upload" => "CDN upload",
        "v3.fal.media" if rest == "files/upload/multipart" => "CDN initiate",
        "v3.fal.media" if rest.starts_with("files/") && rest.ends_with("/complete") => "CDN complete",
        "v3.fal.media" if rest.starts_with("files/") => "CDN part",
        _ if rest.ends_with("/complete") => "complete",
        _ if last.parse::<u32>().is_ok() => "part",
        _ => "put",
    }
}

/// Returns a JSON body in a canonical form.
pub(crate) fn json_body(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(mut value) => {
            tidy(&mut value);
            plain(&value.to_string())
        }
        Err(_) if text.is_empty() => String::new(),
        Err(_) => format!("{} bytes", text.len()),
    }
}

/// Returns a JSON object with sorted keys and without spaces, and any other text unchanged.
fn canonical(text: &str) -> String {
    let value: Option<Value> = serde_json::from_str(text).ok();
    value.filter(Value::is_object).map_or_else(|| text.to_owned(), |value| value.to_string())
}

/// Replaces values that a server or a clock has chosen.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(entries) => entries.iter_mut().for_each(|(key, value)| match key.as_str() {
            "etag" => *value = Value::from("<etag>"),
            _ => tidy(value),
        }),
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::String(text) => {
            // The URLs of files on the local server become those of fal.
            if let Some((_, rest)) = text.split_once("/cdn/files/").filter(|(base, _)| base.starts_with("http://")) {
                *text = format!("https://v3.fal.media/files/{rest}");
            }
        }
        _ => {}
    }
}

/// Replaces ids and times.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        if letter.is_ascii_hexdigit() || letter == '-' {
            word.push(letter);
            continue;
        }
        let digits = word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_digit());
        let id = word.len() == 36 && word.matches('-').count() == 4;
        plain += if id {
            "<id>"
        } else if digits {
            "<ms>"
        } else {
            &word
        };
        word.clear();
        plain.push(letter);
    }
    plain.pop();
    plain
}
