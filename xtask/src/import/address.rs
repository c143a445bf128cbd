//! Finds the document on fal's site for a source: an endpoint id, or a URL at fal.ai that contains one. Only the id is taken
//! from the URL, so no other document can be requested.

use fal_schema::names::is_id;

/// A document on fal's site.
#[derive(Debug, PartialEq)]
pub(super) enum Address {
    /// The OpenAPI document of an endpoint.
    OpenApi(String),
    /// Its `llms.txt`.
    Llms(String),
}

impl Address {
    /// Returns path and query of the document.
    pub(super) fn path(&self) -> String {
        match self {
            Self::OpenApi(id) => format!("/api/openapi/queue/openapi.json?endpoint_id={id}"),
            Self::Llms(id) => format!("/models/{id}/llms.txt"),
        }
    }
}

/// Parses a source that is not an existing file; `None` for a path.
///
/// # Errors
/// Fails for a URL that does not refer to a model of fal.
pub(super) fn parse(source: &str) -> Result<Option<Address>, String> {
    if source.contains("://") {
        return url(source).map(Some);
    }
    let looks_like_a_file = [".json", ".txt", ".yaml", ".yml"].iter().any(|ending| source.ends_with(ending));
    let is_id = !looks_like_a_file && is_id(source);
    Ok(is_id.then(|| Address::OpenApi(source.to_owned())))
}

fn url(url: &str) -> Result<Address, String> {
    let Some(path) = url.strip_prefix("https://fal.ai/") else {
        return Err(format!("cannot fetch `{url}`: documents are fetched from https://fal.ai only"));
    };
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = path.trim_end_matches('/');
    let address = if path == "api/openapi/queue/openapi.json" {
        let id = query.split('&').find_map(|pair| pair.strip_prefix("endpoint_id="));
        id.map(|id| Address::OpenApi(id.replace("%2F", "/").replace("%2f", "/")))
    } else if let Some(model) = path.strip_prefix("models/") {
        match model.strip_suffix("/llms.txt") {
            Some(id) => Some(Address::Llms(id.to_owned())),
            None => {
                let page = ["/api", "/playground", "/examples"].iter().find_map(|end| model.strip_suffix(end));
                Some(Address::OpenApi(page.unwrap_or(model).to_owned()))
            }
        }
    } else {
        None
    };
    let has_valid_id = |address: &Address| match address {
        Address::OpenApi(id) | Address::Llms(id) => is_id(id),
    };
    address.filter(has_valid_id).ok_or_else(|| {
        format!(
            "`{url}` is not the URL of a model: expected https://fal.ai/models/ID, https://fal.ai/models/ID/llms.txt or \
             https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=ID"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{Address, parse};

    #[test]
    fn ids_and_urls_of_models_refer_to_documents() {
        let dev = || Ok(Some(Address::OpenApi("fal-ai/flux/dev".to_owned())));
        for source in [
            "fal-ai/flux/dev",
            "https://fal.ai/models/fal-ai/flux/dev",
            "https://fal.ai/models/fal-ai/flux/dev/",
            "https://fal.ai/models/fal-ai/flux/dev/api#schema",
            "https://fal.ai/models/fal-ai/flux/dev/playground?share=1",
            "https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=fal-ai/flux/dev",
            "https://fal.ai/api/openapi/queue/openapi.json?a=b&endpoint_id=fal-ai%2Fflux%2Fdev",
        ] {
            assert_eq!(parse(source), dev(), "{source}");
        }
        let llms = parse("https://fal.ai/models/fal-ai/flux/dev/llms.txt");
        assert_eq!(llms, Ok(Some(Address::Llms("fal-ai/flux/dev".to_owned()))));
    }

    #[test]
    fn paths_are_not_addresses() {
        for source in ["nowhere", "documents/a.json", "pages/a.txt", "a b/c", "/absolute/path", "a/../b"] {
            assert_eq!(parse(source), Ok(None), "{source}");
        }
    }

    #[test]
    fn other_sites_and_other_pages_of_fal_are_refused() {
        for source in [
            "http://fal.ai/models/fal-ai/flux/dev",
            "https://fal.ai.evil.example/models/fal-ai/flux/dev",
            "https://fal.ai@evil.example/models/a/b",
            "https://evil.example/api/openapi/queue/openapi.json?endpoint_id=a/b",
            "file:///etc/passwd",
        ] {
            assert!(parse(source).is_err_and(|message| message.contains("from https://fal.ai only")), "{source}");
        }
        for source in [
            "https://fal.ai/",
            "https://fal.ai/pricing",
            "https://fal.ai/models/",
            "https://fal.ai/models/..%2f/secret",
            "https://fal.ai/models/a/b c",
            "https://fal.ai/api/openapi/queue/openapi.json",
            "https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=a/b%26x=1",
        ] {
            assert!(parse(source).is_err_and(|message| message.contains("is not the URL of a model")), "{source}");
        }
    }
}
