//! `Webhooks`: the origins that webhooks of callers may have.

use fal_client::protocol::fal_url::WEBHOOK_PARAMETER;
use http::Uri;

use crate::{PatternError, Refusal};

/// Allowed origins, such as `https://example.com`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Webhooks(Vec<String>);

impl Webhooks {
    pub(crate) fn to(origins: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, PatternError> {
        let origins = origins.into_iter().map(|text| {
            let text = text.as_ref();
            let whole = origin(text).filter(|origin| [text, text.trim_end_matches('/')].contains(&origin.as_str()));
            whole.ok_or_else(|| PatternError(text.to_owned()))
        });
        origins.collect::<Result<_, _>>().map(Self)
    }

    /// Refuses a query with a webhook of another origin.
    pub(crate) fn permit(&self, query: &str) -> Result<(), Refusal> {
        for (name, url) in form_urlencoded::parse(query.as_bytes()) {
            let allowed = || origin(&url).is_some_and(|origin| self.0.contains(&origin));
            if name.eq_ignore_ascii_case(WEBHOOK_PARAMETER) && !allowed() {
                return Err(Refusal::forbidden("This proxy does not allow a webhook to that URL"));
            }
        }
        Ok(())
    }
}

/// The scheme and authority of a URL that all readers parse alike.
fn origin(url: &str) -> Option<String> {
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let uri: Uri = url.parse().ok().filter(|_| plain)?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority().map(|authority| authority.as_str()).filter(|text| !text.contains('@'))?;
    Some(format!("{scheme}://{}", authority.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_must_have_an_allowed_origin() {
        let webhooks = Webhooks::to(["https://example.com", "http://127.0.0.1:9/"]).unwrap();
        let allowed = |url: &str| {
            let query = form_urlencoded::Serializer::new("logs=1".to_owned()).append_pair("fal_webhook", url).finish();
            webhooks.permit(&query).is_ok()
        };
        for url in ["https://example.com", "https://example.com/a?b=c", "https://EXAMPLE.com/a", "http://127.0.0.1:9/x"]
        {
            assert!(allowed(url), "{url}");
        }
        for url in [
            "",
            "https://evil.example/",
            "https://example.com.evil.example/",
            "https://example.com@evil.example/",
            "https://example.com\\@evil.example/",
            "https://example.com:8443/",
            "http://example.com/",
            "ftp://example.com/",
            "//example.com/",
            "http://127.0.0.1:99/",
        ] {
            assert!(!allowed(url), "{url}");
        }
    }

    #[test]
    fn a_webhook_is_found_in_every_spelling() {
        let none = Webhooks::default();
        for query in ["fal_webhook=x", "a=1&fal_webhook=x", "%66al_webhook=x", "fal_webhook", "FAL_WEBHOOK=x"] {
            assert_eq!(none.permit(query).unwrap_err().status(), 403, "{query}");
        }
        let one = Webhooks::to(["https://example.com"]).unwrap();
        assert!(one.permit("fal_webhook=https://example.com/&fal_webhook=https://evil.example/").is_err());
        assert!(none.permit("").is_ok() && none.permit("logs=1&prompt=fal_webhook").is_ok());
    }

    #[test]
    fn an_invalid_origin_is_refused() {
        for origin in ["", "example.com", "https://", "https://a@example.com", "https://example.com/path", "ftp://x"] {
            assert!(Webhooks::to([origin]).is_err(), "{origin}");
        }
    }
}
