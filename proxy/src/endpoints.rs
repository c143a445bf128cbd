//! `Endpoints`: which endpoints callers may use. Read by `forward` and `token`.

use std::fmt;

use crate::target::{app_length, is_segment};

/// The endpoints that callers may use.
///
/// ```
/// use fal_proxy::Endpoints;
///
/// // One endpoint, and everything of an app: its endpoint and all below.
/// let some = Endpoints::only(["fal-ai/flux-1/schnell", "fal-ai/imagen4/**"])?;
/// // Whatever an owner has.
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
    /// Whether everything below is meant too.
    below: bool,
}

impl Endpoints {
    /// Every endpoint of fal, the expensive ones and those of others included. [`only`](Self::only) is safer.
    #[must_use]
    pub fn all() -> Self {
        Self(None)
    }

    /// The named endpoints. A name that ends with `/**` stands for itself and everything below; there are no other
    /// patterns. A name stands for `run`, `submit` and `stream` of that endpoint alone. What is asked of a job
    /// (status, result, cancellation) is known to fal by its app, so any name in an app allows it for that app.
    ///
    /// # Errors
    /// When a name is neither an endpoint id nor such a pattern.
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

    /// Whether all endpoints of an app may be called. A token names an app by its alias, or with its owner; an alias
    /// alone must be in a rule, because somebody else may have one of the same name as an allowed owner's.
    pub(crate) fn whole_app(&self, app: &str) -> bool {
        self.any(|rule| {
            let known: Vec<&str> = rule.id.iter().map(String::as_str).collect();
            rule.below
                && match app.split_once('/') {
                    Some(_) => rule.starts(&app.split('/').collect::<Vec<_>>()),
                    None => app_length(&known).is_some_and(|length| known[length - 1..] == [app]),
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
        let legacy = id.split_once('-').filter(|(owner, _)| !id.contains('/') && is_number(owner));
        let parts: Vec<&str> = legacy.map_or_else(|| id.split('/').collect(), |(owner, alias)| vec![owner, alias]);
        let good = parts.iter().all(|part| is_segment(part)) && (below || app_length(&parts).is_some());
        if !good {
            return Err(PatternError(name.to_owned()));
        }
        Ok(Self { id: parts.into_iter().map(str::to_owned).collect(), below })
    }

    /// Whether an id begins with the rule's segments.
    fn starts(&self, id: &[&str]) -> bool {
        self.id.len() <= id.len() && self.id.iter().zip(id).all(|(one, other)| one == other)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text that is no endpoint id and no pattern, or no origin of webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError(pub(crate) String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.0;
        write!(
            f,
            "{text:?} is not what is asked for here: an endpoint such as fal-ai/flux/dev, everything below one such as \
             fal-ai/flux/**, or, for webhooks, an origin such as https://example.com"
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
    fn a_name_allows_itself_and_a_pattern_what_is_below() {
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
    fn a_job_belongs_to_an_app_in_which_something_is_allowed() {
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
    fn what_is_no_endpoint_is_refused() {
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
