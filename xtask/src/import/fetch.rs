//! Fetches documents from fal's site: over https, without a key, within bounds of size and time, and never from elsewhere.
//! Reads addresses; feeds `sources`.

use std::time::Duration;

use anyhow::{Context as _, bail};
use fal_import::{Document, MAX_DOCUMENT_BYTES};
use ureq::{Agent, http};

use super::address::Address;

/// Where documents are.
const FAL: &str = "https://fal.ai";

/// Longest time for one request, its answer included.
const PATIENCE: Duration = Duration::from_secs(60);

/// Most redirections.
const MAX_REDIRECTS: usize = 3;

/// A site that has documents.
pub(super) struct Site {
    base: &'static str,
    agent: Agent,
}

impl Site {
    /// fal's site, the only one outside of tests.
    pub(super) fn fal() -> Self {
        Self::new(FAL, true, PATIENCE)
    }

    fn new(base: &'static str, https_only: bool, patience: Duration) -> Self {
        let config = Agent::config_builder()
            .https_only(https_only)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(patience))
            // The environment's proxy is for the real site.
            .proxy(https_only.then(ureq::Proxy::try_from_env).flatten())
            .user_agent("fal-models import")
            .build();
        Self { base, agent: config.into() }
    }

    /// Fetches a document.
    pub(super) fn get(&self, address: &Address) -> anyhow::Result<Document> {
        let name = format!("{}{}", self.base, address.path());
        let mut url = name.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.agent.get(&url).call().with_context(|| url.clone())?;
            if response.status().is_redirection() {
                url = self.redirected(&url, &response)?;
                continue;
            }
            let text = body(response).with_context(|| url.clone())?;
            return Ok(Document { name, text });
        }
        bail!("{name} is redirected more than {MAX_REDIRECTS} times")
    }

    /// Where a redirection leads; it must stay on the site.
    fn redirected(&self, url: &str, response: &http::Response<ureq::Body>) -> anyhow::Result<String> {
        let location = response.headers().get(http::header::LOCATION);
        let location = location.and_then(|location| location.to_str().ok()).unwrap_or_default();
        let path = location.strip_prefix(self.base).unwrap_or(location);
        if !path.starts_with('/') || path.starts_with("//") {
            bail!("{url} leads away from {}, to `{location}`; that is not followed", self.base);
        }
        Ok(format!("{}{path}", self.base))
    }
}

fn body(mut response: http::Response<ureq::Body>) -> anyhow::Result<String> {
    match response.status().as_u16() {
        200 => {}
        404 => bail!("the site answers 404: there is no such endpoint, or it is not public"),
        status => bail!("the site answers {status}"),
    }
    let limit = MAX_DOCUMENT_BYTES as u64;
    let bytes = response.body_mut().with_config().limit(limit).read_to_vec();
    match bytes {
        Ok(bytes) => String::from_utf8(bytes).context("the answer is no text (UTF-8)"),
        Err(ureq::Error::BodyExceedsLimit(_)) => bail!("the answer is larger than {} MiB", limit >> 20),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{self, Receiver};

    use std::time::Duration;

    use super::{Address, PATIENCE, Site};

    /// A site on this machine that gives each answer once, in order, and tells what it was asked.
    fn site(answers: Vec<Vec<u8>>) -> (Site, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let (asked, questions) = mpsc::channel();
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().expect("a connection");
                let lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                asked.send(head.join("\n")).expect("somebody listens");
                // A client that has seen enough goes away.
                _ = stream.write_all(&answer);
            }
        });
        (Site::new(base.leak(), false, PATIENCE), questions)
    }

    fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    }

    fn address() -> Address {
        Address::OpenApi("fal-ai/flux/dev".to_owned())
    }

    fn error(answers: Vec<Vec<u8>>) -> String {
        format!("{:#}", site(answers).0.get(&address()).expect_err("refused"))
    }

    #[test]
    fn a_document_is_fetched_without_a_key() {
        let (site, questions) = site(vec![answer("200 OK", "", b"{}")]);
        let document = site.get(&address()).expect("a document");
        assert_eq!(document.text, "{}");
        let asked = questions.recv().expect("asked");
        assert!(
            asked.starts_with("GET /api/openapi/queue/openapi.json?endpoint_id=fal-ai/flux/dev HTTP/1.1"),
            "{asked}"
        );
        assert!(!asked.to_lowercase().contains("authorization"), "{asked}");
    }

    #[test]
    fn a_redirection_is_followed_on_the_site_only() {
        let (site, questions) =
            site(vec![answer("307 Temporary Redirect", "Location: /elsewhere\r\n", b""), answer("200 OK", "", b"{}")]);
        assert!(site.get(&address()).is_ok());
        assert!(questions.iter().nth(1).expect("asked again").starts_with("GET /elsewhere "));
        for location in ["https://evil.example/", "//evil.example/", "elsewhere", ""] {
            let headers = format!("Location: {location}\r\n");
            let error = error(vec![answer("302 Found", &headers, b"")]);
            assert!(error.contains(&format!("to `{location}`; that is not followed")), "{error}");
        }
        let around = answer("302 Found", "Location: /again\r\n", b"");
        assert!(error(vec![around; 4]).contains("more than 3 times"));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        assert!(error(vec![answer("404 Not Found", "", b"{}")]).contains("there is no such endpoint"));
        assert!(error(vec![answer("503 Service Unavailable", "", b"")]).ends_with("the site answers 503"));
        assert!(error(vec![answer("200 OK", "", b"\xff\xfe")]).contains("no text"));
        let large = vec![b' '; fal_import::MAX_DOCUMENT_BYTES + 1];
        assert!(error(vec![answer("200 OK", "", &large)]).contains("larger than 16 MiB"));
        assert!(error(vec![b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{".to_vec()]).contains("127.0.0.1"));
    }

    #[test]
    fn a_site_that_does_not_answer_is_not_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let site = Site::new(base.leak(), false, Duration::from_millis(50));
        let error = format!("{:#}", site.get(&address()).expect_err("refused"));
        assert!(error.contains("timeout"), "{error}");
    }

    #[test]
    fn plain_http_is_for_tests_only() {
        let site = Site::new("http://127.0.0.1:9", true, PATIENCE);
        let error = format!("{:#}", site.get(&address()).expect_err("refused"));
        assert!(error.to_lowercase().contains("https"), "{error}");
    }
}
