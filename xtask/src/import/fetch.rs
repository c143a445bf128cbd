//! Fetches documents from fal's site: over https, without a key, with limits on size and time, and never from another site.

use std::time::Duration;

use anyhow::{Context as _, bail};
use fal_import::{Document, MAX_DOCUMENT_BYTES};
use ureq::{Agent, http};

use super::address::Address;

/// The site with the documents.
const FAL: &str = "https://fal.ai";

/// The time limit of one request, including its response.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The most redirects to follow.
const MAX_REDIRECTS: usize = 3;

/// A site that has documents.
pub(super) struct Site {
    base: &'static str,
    agent: Agent,
}

impl Site {
    /// Returns fal's site, the only one outside of tests.
    pub(super) fn fal() -> Self {
        Self::new(FAL, true, TIMEOUT)
    }

    fn new(base: &'static str, https_only: bool, timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .https_only(https_only)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            // Only the real site is reached through the proxy of the environment.
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
                url = self.redirect_target(&url, &response)?;
                continue;
            }
            let text = body(response).with_context(|| url.clone())?;
            return Ok(Document { name, text });
        }
        bail!("too many redirects: more than {MAX_REDIRECTS} for {name}")
    }

    /// Returns the target of a redirect, which must be on the site.
    fn redirect_target(&self, url: &str, response: &http::Response<ureq::Body>) -> anyhow::Result<String> {
        let location = response.headers().get(http::header::LOCATION);
        let location = location.and_then(|location| location.to_str().ok()).unwrap_or_default();
        let path = location.strip_prefix(self.base).unwrap_or(location);
        if !path.starts_with('/') || path.starts_with("//") {
            bail!("{url} redirects to `{location}`, which is not on {}; such redirects are not followed", self.base);
        }
        Ok(format!("{}{path}", self.base))
    }
}

fn body(mut response: http::Response<ureq::Body>) -> anyhow::Result<String> {
    match response.status().as_u16() {
        200 => {}
        404 => bail!("the site responded with 404: there is no such endpoint, or it is not public"),
        status => bail!("the site responded with {status}"),
    }
    let limit = MAX_DOCUMENT_BYTES as u64;
    let bytes = response.body_mut().with_config().limit(limit).read_to_vec();
    match bytes {
        Ok(bytes) => String::from_utf8(bytes).context("the response is not valid UTF-8"),
        Err(ureq::Error::BodyExceedsLimit(_)) => bail!("the response is larger than {} MiB", limit >> 20),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{self, Receiver};

    use std::time::Duration;

    use super::{Address, Site, TIMEOUT};

    /// Starts a site on this machine that sends each response once, in order, and passes on the heads of requests.
    fn site(responses: Vec<Vec<u8>>) -> (Site, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, requests) = mpsc::channel();
        std::thread::spawn(move || {
            for response in responses {
                let (mut stream, _) = listener.accept().expect("a connection");
                let lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                sender.send(head.join("\n")).expect("an open channel");
                // A client may close the connection early.
                _ = stream.write_all(&response);
            }
        });
        (Site::new(base.leak(), false, TIMEOUT), requests)
    }

    fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    }

    fn address() -> Address {
        Address::OpenApi("fal-ai/flux/dev".to_owned())
    }

    fn error(responses: Vec<Vec<u8>>) -> String {
        format!("{:#}", site(responses).0.get(&address()).expect_err("refused"))
    }

    #[test]
    fn a_document_is_fetched_without_a_key() {
        let (site, requests) = site(vec![response("200 OK", "", b"{}")]);
        let document = site.get(&address()).expect("a document");
        assert_eq!(document.text, "{}");
        let request = requests.recv().expect("a request");
        assert!(
            request.starts_with("GET /api/openapi/queue/openapi.json?endpoint_id=fal-ai/flux/dev HTTP/1.1"),
            "{request}"
        );
        assert!(!request.to_lowercase().contains("authorization"), "{request}");
    }

    #[test]
    fn a_redirect_is_followed_on_the_site_only() {
        let (site, requests) = site(vec![
            response("307 Temporary Redirect", "Location: /elsewhere\r\n", b""),
            response("200 OK", "", b"{}"),
        ]);
        assert!(site.get(&address()).is_ok());
        assert!(requests.iter().nth(1).expect("a second request").starts_with("GET /elsewhere "));
        for location in ["https://evil.example/", "//evil.example/", "elsewhere", ""] {
            let headers = format!("Location: {location}\r\n");
            let error = error(vec![response("302 Found", &headers, b"")]);
            assert!(error.contains(&format!("redirects to `{location}`, which is not on")), "{error}");
        }
        let again = response("302 Found", "Location: /again\r\n", b"");
        assert!(error(vec![again; 4]).contains("more than 3 for"));
    }

    #[test]
    fn a_response_that_is_not_a_document_is_refused() {
        assert!(error(vec![response("404 Not Found", "", b"{}")]).contains("there is no such endpoint"));
        assert!(error(vec![response("503 Service Unavailable", "", b"")]).ends_with("the site responded with 503"));
        assert!(error(vec![response("200 OK", "", b"\xff\xfe")]).contains("not valid UTF-8"));
        let large = vec![b' '; fal_import::MAX_DOCUMENT_BYTES + 1];
        assert!(error(vec![response("200 OK", "", &large)]).contains("larger than 16 MiB"));
        assert!(error(vec![b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{".to_vec()]).contains("127.0.0.1"));
    }

    #[test]
    fn a_request_without_a_response_times_out() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let site = Site::new(base.leak(), false, Duration::from_millis(50));
        let error = format!("{:#}", site.get(&address()).expect_err("refused"));
        assert!(error.contains("timeout"), "{error}");
    }

    #[test]
    fn plain_http_is_refused_outside_of_tests() {
        let site = Site::new("http://127.0.0.1:9", true, TIMEOUT);
        let error = format!("{:#}", site.get(&address()).expect_err("refused"));
        assert!(error.to_lowercase().contains("https"), "{error}");
    }
}
