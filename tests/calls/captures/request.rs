//! A request in a form that two clients can be compared in: what changes from run to run is replaced, what belongs to the
//! connection is left out. Made of captures and of what the local server has recorded; compared by `captures`.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// Headers that say something about the connection or the machine, not about the protocol.
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

/// The first request of a sort, and how many of it there were.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) sort: String,
    pub(crate) times: usize,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    /// `url` is fal's own.
    pub(crate) fn new<'a>(
        method: &str,
        url: &str,
        headers: impl Iterator<Item = (&'a str, &'a str)>,
        body: String,
    ) -> Self {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let sort = sort(path);
        // Where to upload to is the server's own choice.
        let path = match sort {
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
                _ => one_spelling(value),
            };
            (name.to_owned(), value)
        });
        Self {
            sort: sort.to_owned(),
            times: 1,
            method: method.to_owned(),
            path,
            query: query.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            headers: headers.collect(),
            // Sizes of parts are settings.
            body: if sort.ends_with("part") { "a part".to_owned() } else { body },
        }
    }

    fn rank(&self) -> (Option<&String>, &str) {
        (self.headers.get("content-type"), &self.body)
    }

    /// Every part of it by name.
    pub(crate) fn fields(&self) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        let (method, path, body) = (self.method.clone(), self.path.clone(), self.body.clone());
        fields.extend([("method".to_owned(), method), ("URL".to_owned(), path), ("body".to_owned(), body)]);
        // How often is asked how far a job is depends on the job.
        if !["status", "watch"].contains(&self.sort.as_str()) {
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
        let (sort, times, method, path, body) = (&self.sort, self.times, &self.method, &self.path, &self.body);
        write!(f, "{sort} x{times} | {method} {path}{mark}{} | {} | {body}", query.join("&"), headers.join("; "))
    }
}

/// The first of each sort, in order, each with its number.
pub(crate) fn firsts(requests: impl IntoIterator<Item = Request>) -> Vec<Request> {
    let mut firsts: Vec<Request> = Vec::new();
    for request in requests {
        match firsts.iter_mut().find(|first| first.sort == request.sort) {
            Some(first) => {
                let times = first.times + 1;
                // Files are uploaded at the same time, so that either may be the first.
                if ["initiate", "put"].contains(&first.sort.as_str()) && request.rank() < first.rank() {
                    *first = request;
                }
                first.times = times;
            }
            None => firsts.push(request),
        }
    }
    firsts
}

/// What a request is for, by its address at fal.
fn sort(path: &str) -> &'static str {
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

/// A JSON body in one spelling.
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

/// A JSON object with sorted keys and without spaces; other text as it is.
fn one_spelling(text: &str) -> String {
    let value: Option<Value> = serde_json::from_str(text).ok();
    value.filter(Value::is_object).map_or_else(|| text.to_owned(), |value| value.to_string())
}

/// Replaces what a server or a clock has made up.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(entries) => entries.iter_mut().for_each(|(key, value)| match key.as_str() {
            "etag" => *value = Value::from("<etag>"),
            _ => tidy(value),
        }),
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::String(text) => {
            // Files of the local server stand for those of fal.
            if let Some((_, rest)) = text.split_once("/cdn/files/").filter(|(base, _)| base.starts_with("http://")) {
                *text = format!("https://v3.fal.media/files/{rest}");
            }
        }
        _ => {}
    }
}

/// Ids and times replaced: runs of letters and digits that no person has written.
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
