//! What the headers of an error response state about retries and billing.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use crate::http::headers::{REQUEST_TIMEOUT_TYPE, RETRYABLE, billable_units, text_header};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct RetryHints {
    pub(crate) retryable: Option<bool>,
    pub(crate) billable_units: Option<f64>,
    pub(crate) start_timeout: bool,
    pub(crate) retry_after: Option<Duration>,
}

impl RetryHints {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let text = |name| text_header(headers, name).map(str::trim).unwrap_or_default();
        Self {
            retryable: match text(RETRYABLE) {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            billable_units: billable_units(headers),
            start_timeout: !text(REQUEST_TIMEOUT_TYPE).is_empty(),
            retry_after: retry_after(headers),
        }
    }

    pub(crate) fn is_billed(self) -> bool {
        self.billable_units.is_some_and(|units| units > 0.0)
    }
}

/// A number of seconds, or a date. A date is compared with the `Date` of the same response, so that this machine's clock
/// does not matter.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text_header(headers, RETRY_AFTER.as_str())?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let sent = httpdate::parse_http_date(text_header(headers, DATE.as_str())?.trim()).ok()?;
    // A date in the past means no pause.
    Some(until.duration_since(sent).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::headers::BILLABLE_UNITS;

    fn pause(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        RetryHints::read(&headers).retry_after
    }

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date_relative_to_the_date_of_the_response() {
        let now = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(pause(" 7 ", None), Some(Duration::from_secs(7)));
        assert_eq!(pause("Sun, 06 Nov 1994 08:50:07 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(pause("Sunday, 06-Nov-94 08:50:07 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(pause("Sun, 06 Nov 1994 08:49:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(pause("Sun, 06 Nov 1994 08:50:07 GMT", None), None);
        for invalid in ["", "soon", "-1", "1.5", "99999999999999999999", "Sun, 99 Nov 1994 08:50:07 GMT"] {
            assert_eq!(pause(invalid, now), None, "{invalid}");
        }
    }

    #[test]
    fn billable_units_are_a_finite_number() {
        for (text, units) in [("0", Some(0.0)), ("1.50000000", Some(1.5)), ("inf", None), ("NaN", None), ("", None)] {
            let headers = HeaderMap::from_iter([(BILLABLE_UNITS.parse().unwrap(), text.parse().unwrap())]);
            let hints = RetryHints::read(&headers);
            assert_eq!((hints.billable_units, hints.is_billed()), (units, units > Some(0.0)), "{text}");
        }
    }
}
