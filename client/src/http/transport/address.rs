//! Validates the URL of a request before it is sent. hyper itself ignores a port that is not a number, and sends characters
//! unencoded.

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::tls::HAS_TLS;
use super::{TransportError, TransportErrorKind};

/// Characters of a path that `http::Uri` accepts but that are encoded on the wire, like everything that is not ASCII.
const PATH: AsciiSet = CONTROLS.add(b'"').add(b'\\').add(b'^').add(b'{').add(b'}');
/// The same characters of a query.
const QUERY: AsciiSet = CONTROLS.add(b'\'');

/// The URL as it is sent: with a scheme and a host that can be connected to, without a user name, in ASCII.
pub(super) fn checked(uri: &Uri) -> Result<Uri, TransportError> {
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return Err(config("invalid URL: expected one that begins with https: or http: and has a host"));
    };
    let server = server(authority);
    if *scheme == Scheme::HTTPS {
        needs_tls()?;
    } else if *scheme != Scheme::HTTP {
        return Err(config(&format!("invalid URL {scheme}://{server}: expected https or http")));
    }
    if !is_valid(authority) {
        return Err(config(&format!("invalid URL {scheme}://{server}: expected a host and a valid port")));
    }
    Uri::builder()
        .scheme(scheme.clone())
        .authority(server)
        .path_and_query(encoded(uri.path_and_query()))
        .build()
        .map_err(|error| config(&format!("invalid URL {scheme}://{server}: {error}")))
}

/// Checks that this build supports a proxy: one that it does not support must not be bypassed silently.
pub(super) fn check_proxy(proxy: &Uri) -> Result<(), TransportError> {
    let valid = proxy.authority().is_some_and(is_valid);
    match proxy.scheme_str() {
        Some("http") if valid => Ok(()),
        Some("https") if valid => needs_tls(),
        _ => Err(config(&format!(
            "invalid proxy {} in the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY): expected http://host:port or \
             https://host:port. NO_PROXY lists the hosts that need no proxy",
            origin(proxy)
        ))),
    }
}

/// The scheme, host and port, for messages: the path and query may contain a signature or the URL of a webhook.
pub(super) fn origin(uri: &Uri) -> String {
    format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.authority().map_or("", server))
}

/// The host and port without a user name.
fn server(authority: &Authority) -> &str {
    let text = authority.as_str();
    text.rsplit_once('@').map_or(text, |(_, server)| server)
}

/// Whether there is a host, and no port or a valid one.
fn is_valid(authority: &Authority) -> bool {
    let port = server(authority).strip_prefix(authority.host()).unwrap_or_default();
    !authority.host().is_empty() && (matches!(port, "" | ":") || authority.port_u16().is_some())
}

fn encoded(path_and_query: Option<&PathAndQuery>) -> String {
    let Some(path_and_query) = path_and_query else { return "/".to_owned() };
    let path = utf8_percent_encode(path_and_query.path(), &PATH);
    match path_and_query.query() {
        Some(query) => format!("{path}?{}", utf8_percent_encode(query, &QUERY)),
        None => path.to_string(),
    }
}

fn needs_tls() -> Result<(), TransportError> {
    if HAS_TLS {
        return Ok(());
    }
    Err(config(
        "fal-client was built without TLS: enable one of its features rustls-ring (the default), rustls-aws-lc or \
         native-tls",
    ))
}

fn config(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Config, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(url: &str) -> String {
        checked(&url.parse().unwrap()).unwrap_or_else(|error| panic!("{url}: {error}")).to_string()
    }

    #[test]
    fn a_url_is_sent_in_ascii_and_without_a_user_name() {
        let cases = [
            ("http://fal.test", "http://fal.test/"),
            ("http://fal.test:8080/a%20b/./c?d=e%2Ff&g", "http://fal.test:8080/a%20b/./c?d=e%2Ff&g"),
            ("http://fal.test:/a#part", "http://fal.test:/a"),
            ("http://[::1]:80/a", "http://[::1]:80/a"),
            ("http://[::1]/a", "http://[::1]/a"),
            ("http://me:word@fal.test:1/a?b", "http://fal.test:1/a?b"),
            ("http://me@[::1]/a", "http://[::1]/a"),
            ("http://fal.test/ä\"{}?ö='{}", "http://fal.test/%C3%A4%22%7B%7D?%C3%B6=%27{}"),
        ];
        for (url, expected) in cases {
            assert_eq!(sent(url), expected, "{url}");
        }
    }

    #[test]
    fn an_invalid_url_is_refused_and_its_query_is_not_in_the_error() {
        for url in ["/a?b=c", "ftp://fal.test/a?b=c", "http://fal.test:99999/a?b=c", "http://fal.test:x/a?b=c"] {
            let error = checked(&url.parse().unwrap()).unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Config, "{url}: {error}");
            assert!(!error.to_string().contains("b=c"), "{error}");
        }
    }

    #[test]
    fn a_proxy_is_http_or_https_with_a_valid_port() {
        for url in ["socks5://me:word@proxy.test:1", "http://proxy.test:99999", "https://proxy.test:x"] {
            let error = check_proxy(&url.parse().unwrap()).unwrap_err().to_string();
            assert!(error.contains("proxy.test") && error.contains("NO_PROXY") && !error.contains("word"), "{error}");
        }
        assert!(check_proxy(&"http://proxy.test:3128/".parse().unwrap()).is_ok());
    }

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        assert_eq!(origin(&"http://me:word@fal.test:1/a?b".parse().unwrap()), "http://fal.test:1");
    }
}
