//! `Endpoints`: the endpoints that callers may use.

use std::fmt;

use fal_client::protocol::fal_url::{app_length, endpoint_segments, is_plain_segment};

/// The endpoints that callers may use.
///
/// ```
/// use fal_proxy::Endpoints;
///
/// // One endpoint, and an app with all endpoints below it.
/// let some = Endpoints::only(["fal-ai/flux-1/schnell", "fal-ai/imagen4/**"])?;
/// // Every endpoint of an owner.
/// let own = Endpoints::only(["my-company/**"])?;
/// # let _ = (some, own);
/// # Ok::<(), fal_proxy::PatternError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Endpoints(Option<Vec<Rule>>);

#[derive(Clone, Debug)]
struct Rule {
    /// Segments of an endpoint id.
    id: Vec<String>,
    /// Whether all endpoints below are included.
    below: bool,
}

impl Endpoints {
    /// All endpoints of fal, including expensive ones and those of other owners. [`only`](Self::only) is safer.
    #[must_use]
    pub fn all() -> Self {
        Self(None)
    }

    /// The given endpoints. A pattern that ends with `/**` includes the endpoint before it and all endpoints below; there are
    /// no other patterns. An endpoint id allows `run`, `submit` and `stream` of that endpoint alone. fal identifies a job by
    /// its app, so any endpoint of an app allows the status, result and cancellation of all jobs of that app.
    ///
    /// # Errors
    /// If a name is neither an endpoint id nor such a pattern.
    pub fn only(names: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, PatternError> {
        let rules: Result<_, _> = names.into_iter().map(|name| Rule::parse(name.as_ref())).collect();
        rules.map(|rules| Self(Some(rules)))
    }

    /// Whether an endpoint may be called.
    pub(crate) fn endpoint(&self, id: &str) -> bool {
        self.any(|rule| {
            let id: Vec<&str> = id.split('/').collect();
            rule.id.len() == id.len() && rule.starts(&id) || rule.below && rule.starts(&id)
        })
    }

    /// Whether an app has an endpoint that may be called.
    pub(crate) fn app(&self, app: &str) -> bool {
        self.any(|rule| {
            let app: Vec<&str> = app.split('/').collect();
            let inside = rule.id.len() >= app.len() && rule.id.iter().zip(&app).all(|(one, other)| one == other);
            inside || rule.below && rule.starts(&app)
        })
    }

    /// Whether all endpoints of an app may be called. A token has the alias of an app, with or without its owner; an alias
    /// alone must be in a rule, because another owner may have an app of the same alias.
    pub(crate) fn whole_app(&self, app: &str) -> bool {
        self.any(|rule| {
            let allowed: Vec<&str> = rule.id.iter().map(String::as_str).collect();
            rule.below
                && match app.split_once('/') {
                    Some(_) => rule.starts(&app.split('/').collect::<Vec<_>>()),
                    None => app_length(&allowed).is_some_and(|length| allowed[length - 1..] == [app]),
                }
        })
    }

    fn any(&self, test: impl Fn(&Rule) -> bool) -> bool {
        self.0.as_ref().is_none_or(|rules| rules.iter().any(test))
    }
}

impl Rule {
    fn parse(name: &str) -> Result<Self, PatternError> {
        let (id, below) = name.strip_suffix("/**").map_or((name, false), |id| (id, true));
        let segments = endpoint_segments(id);
        let valid = segments.iter().all(|part| is_plain_segment(part)) && (below || app_length(&segments).is_some());
        if !valid {
            return Err(PatternError(name.to_owned()));
        }
        Ok(Self { id: segments.into_iter().map(str::to_owned).collect(), below })
    }

    /// Whether an id begins with the rule's segments.
    fn starts(&self, id: &[&str]) -> bool {
        self.id.len() <= id.len() && self.id.iter().zip(id).all(|(one, other)| one == other)
    }
}

/// An invalid endpoint id, pattern or origin of webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError(pub(crate) String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.0;
        write!(
            f,
            "invalid pattern {text:?}: expected an endpoint such as fal-ai/flux/dev or all endpoints below one, such as \
             fal-ai/flux/**; for webhooks, expected an origin such as https://example.com"
        )
    }
}

impl std::error::Error for PatternError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Endpoints {
        Endpoints::only(["fal-ai/flux/dev", "fal-ai/imagen4/**", "mine/**", "110602490-lora", "workflows/me/flow"])
            .unwrap()
    }

    #[test]
    fn an_id_allows_its_endpoint_and_a_pattern_all_below() {
        let allowed = ["fal-ai/flux/dev", "fal-ai/imagen4", "fal-ai/imagen4/preview/fast", "mine/x", "110602490/lora"];
        for id in allowed {
            assert!(rules().endpoint(id), "{id}");
        }
        let refused = [
            "fal-ai/flux",
            "fal-ai/flux/dev/image-to-image",
            "fal-ai/flux/devx",
            "fal-ai/Flux/dev",
            "fal-ai/imagen4x",
            "fal-ai/imagen",
            "others/mine/x",
            "workflows/mine/x",
            "workflows/me/flow/x",
            "",
        ];
        for id in refused {
            assert!(!rules().endpoint(id), "{id}");
        }
        assert!(Endpoints::all().endpoint("any/thing") && !Endpoints::only([""; 0]).unwrap().endpoint("any/thing"));
    }

    #[test]
    fn a_job_is_allowed_if_any_endpoint_of_its_app_is() {
        for app in ["fal-ai/flux", "fal-ai/imagen4", "mine/x", "workflows/me/flow"] {
            assert!(rules().app(app), "{app}");
        }
        for app in ["fal-ai/flux-pro", "fal-ai/fl", "me/flow", "workflows/me/other"] {
            assert!(!rules().app(app), "{app}");
        }
    }

    #[test]
    fn a_token_needs_the_whole_app() {
        let rules = rules();
        assert!(rules.whole_app("imagen4") && rules.whole_app("fal-ai/imagen4") && rules.whole_app("mine/x"));
        assert!(!rules.whole_app("fal-ai/flux") && !rules.whole_app("workflows/me/flow"));
        let without_owner = Endpoints::only(["fal-ai/flux/dev", "fal-ai/imagen4/**"]).unwrap();
        assert!(!without_owner.whole_app("flux") && !without_owner.whole_app("dev") && !without_owner.whole_app(""));
        assert!(!rules.whole_app("flux") && Endpoints::all().whole_app("flux"));
        let deeper = Endpoints::only(["fal-ai/imagen4/preview/**"]).unwrap();
        assert!(!deeper.whole_app("imagen4") && !deeper.whole_app("preview"));
    }

    #[test]
    fn an_invalid_endpoint_is_refused() {
        for name in [
            "",
            "flux",
            "fal-ai/*",
            "fal-ai/*/dev",
            "**",
            "/**",
            "fal-ai/flux/",
            "fal-ai/../x",
            "a b/c",
            "workflows/me",
        ] {
            assert_eq!(Endpoints::only([name]).unwrap_err(), PatternError(name.to_owned()), "{name}");
        }
    }
}
