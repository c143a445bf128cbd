//! The fault rules of a running server, and how many requests each has matched.

use hyper::header::HeaderMap;

use super::effect::Effect;
use super::operation::Operation;
use super::rule::Fault;

/// Rules with their counters.
pub(crate) struct Rules(Vec<Rule>);

struct Rule {
    fault: Fault,
    /// How many requests have matched.
    matched: u64,
}

impl Rules {
    pub(crate) fn new(faults: &[Fault]) -> Self {
        let mut rules = Self(Vec::new());
        faults.iter().cloned().for_each(|fault| rules.add(fault));
        rules
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(Rule { fault, matched: 0 });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The effect of the first rule that applies. Every rule up to that one counts the request if it matches.
    pub(crate) fn take(&mut self, operation: Operation, endpoint: Option<&str>, headers: &HeaderMap) -> Option<Effect> {
        self.0.iter_mut().find_map(|rule| rule.take(operation, endpoint, headers))
    }
}

impl Rule {
    fn take(&mut self, operation: Operation, endpoint: Option<&str>, headers: &HeaderMap) -> Option<Effect> {
        let fault = &self.fault;
        if !matches(fault, operation, endpoint, headers) {
            return None;
        }
        let index = self.matched;
        self.matched += 1;
        let (first, count) = (u64::from(fault.skip), fault.times.map_or(u64::MAX, u64::from));
        (index >= first && index - first < count).then(|| fault.effect.clone())
    }
}

fn matches(fault: &Fault, operation: Operation, endpoint: Option<&str>, headers: &HeaderMap) -> bool {
    let is_endpoint = match (fault.endpoint.as_deref(), endpoint) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(expected), Some(endpoint)) => match expected.strip_suffix('*') {
            Some(prefix) => endpoint.starts_with(prefix),
            None => expected == endpoint,
        },
    };
    let has_header = |(name, value): (&String, &String)| {
        headers.get(name.to_ascii_lowercase()).is_some_and(|found| found.as_bytes() == value.as_bytes())
    };
    is_endpoint
        && fault.operation.is_none_or(|expected| expected == operation)
        && fault.effect.applies_to(operation)
        && fault.headers.iter().all(has_header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(rules: &mut Rules, operation: Operation, endpoint: &str) -> Option<Effect> {
        rules.take(operation, Some(endpoint), &HeaderMap::new())
    }

    #[test]
    fn a_rule_skips_then_applies_then_is_used_up() {
        let mut rules = Rules::new(&[Fault::new(Effect::Stall).skip(1).times(2)]);
        let applied: Vec<_> = (0..5).map(|_| take(&mut rules, Operation::Run, "a/b").is_some()).collect();
        assert_eq!(applied, [false, true, true, false, false]);
    }

    #[test]
    fn the_first_rule_that_is_not_used_up_applies() {
        let first = Fault::new(Effect::status(429)).times(1);
        let mut rules = Rules::new(&[first, Fault::new(Effect::status(500))]);
        assert_eq!(take(&mut rules, Operation::Run, "a/b"), Some(Effect::Status(429)));
        assert_eq!(take(&mut rules, Operation::Run, "a/b"), Some(Effect::Status(500)));
    }

    #[test]
    fn a_rule_applies_to_matching_requests_only() {
        let fault = Fault::new(Effect::Stall).endpoint("a/b*").on(Operation::Run).header("X-Name", "x");
        let mut rules = Rules::new(&[fault]);
        let mut headers = HeaderMap::new();
        assert_eq!(rules.take(Operation::Run, Some("a/b"), &headers), None);
        headers.insert("x-name", "x".parse().expect("a value"));
        assert_eq!(rules.take(Operation::Run, Some("a/c"), &headers), None);
        assert_eq!(rules.take(Operation::Run, None, &headers), None);
        assert_eq!(rules.take(Operation::Submit, Some("a/b"), &headers), None);
        assert_eq!(rules.take(Operation::Run, Some("a/b/c"), &headers), Some(Effect::Stall));
    }
}
