//! What the headers of an error answer say about trying again and about money. Read from the headers; used by `retry`
//! and shown by `Error`.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use crate::http::exchange::text_header;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Advice {
    pub(crate) retryable: Option<bool>,
    pub(crate) billable_units: Option<f64>,
    pub(crate) start_timeout: bool,
    pub(crate) retry_after: Option<Duration>,
}

impl Advice {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let text = |name| text_header(headers, name).map(str::trim).unwrap_or_default();
        Self {
            retryable: match text("x-fal-retryable") {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            billable_units: billable_units(headers),
            start_timeout: !text("x-fal-request-timeout-type").is_empty(),
            retry_after: retry_after(headers),
        }
    }

    pub(crate) fn is_billed(self) -> bool {
        self.billable_units.is_some_and(|units| units > 0.0)
    }
}

/// How much of its unit (a picture, a second, ...) the server bills for a request, if it says so.
pub(crate) fn billable_units(headers: &HeaderMap) -> Option<f64> {
    let units = text_header(headers, "x-fal-billable-units")?.trim().parse().ok();
    units.filter(|units: &f64| units.is_finite())
}

/// A number of seconds, or a date. A date counts from the `Date` of the same answer, so that it does not matter what
/// this machine's clock shows.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text_header(headers, RETRY_AFTER.as_str())?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let sent = httpdate::parse_http_date(text_header(headers, DATE.as_str())?.trim()).ok()?;
    // A date that has passed asks for no pause.
    Some(until.duration_since(sent).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        Advice::read(&headers).retry_after
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_that_counts_from_the_answers_own() {
        let now = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(pause(" 7 ", None), Some(Duration::from_secs(7)));
        assert_eq!(pause("Sun, 06 Nov 1994 08:50:07 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(pause("Sunday, 06-Nov-94 08:50:07 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(pause("Sun, 06 Nov 1994 08:49:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(pause("Sun, 06 Nov 1994 08:50:07 GMT", None), None);
        for nonsense in ["", "soon", "-1", "1.5", "99999999999999999999", "Sun, 99 Nov 1994 08:50:07 GMT"] {
            assert_eq!(pause(nonsense, now), None, "{nonsense}");
        }
    }

    #[test]
    fn billable_units_are_a_finite_number() {
        for (text, units) in [("0", Some(0.0)), ("1.50000000", Some(1.5)), ("inf", None), ("NaN", None), ("", None)] {
            let headers = HeaderMap::from_iter([("x-fal-billable-units".parse().unwrap(), text.parse().unwrap())]);
            let advice = Advice::read(&headers);
            assert_eq!((advice.billable_units, advice.is_billed()), (units, units > Some(0.0)), "{text}");
        }
    }
}
