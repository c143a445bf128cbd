//! The rules of a running server, and how often each was used.
//! Part of `fault`; asked by `router` and `webhook`.

use hyper::header::HeaderMap;

use super::{Effect, Fault, Operation};

/// Rules with their counters.
pub(crate) struct Rules(Vec<Rule>);

struct Rule {
    fault: Fault,
    seen: u64,
}

impl Rules {
    pub(crate) fn new(faults: &[Fault]) -> Self {
        let mut rules = Self(Vec::new());
        faults.iter().cloned().for_each(|fault| rules.add(fault));
        rules
    }

    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(Rule { fault, seen: 0 });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What goes wrong with a request, which counts as seen by every rule that was asked.
    pub(crate) fn take(&mut self, operation: Operation, endpoint: Option<&str>, headers: &HeaderMap) -> Option<Effect> {
        self.0.iter_mut().find_map(|rule| rule.take(operation, endpoint, headers))
    }
}

impl Rule {
    fn take(&mut self, operation: Operation, endpoint: Option<&str>, headers: &HeaderMap) -> Option<Effect> {
        let fault = &self.fault;
        if !fits(fault, operation, endpoint, headers) {
            return None;
        }
        let place = self.seen;
        self.seen += 1;
        let (first, count) = (u64::from(fault.skip), fault.times.map_or(u64::MAX, u64::from));
        (place >= first && place - first < count).then(|| fault.effect.clone())
    }
}

fn fits(fault: &Fault, operation: Operation, endpoint: Option<&str>, headers: &HeaderMap) -> bool {
    let named = match (fault.endpoint.as_deref(), endpoint) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wanted), Some(endpoint)) => match wanted.strip_suffix('*') {
            Some(start) => endpoint.starts_with(start),
            None => wanted == endpoint,
        },
    };
    let marked = |(name, value): (&String, &String)| {
        headers.get(name.to_ascii_lowercase()).is_some_and(|found| found.as_bytes() == value.as_bytes())
    };
    named
        && fault.operation.is_none_or(|wanted| wanted == operation)
        && fault.effect.concerns(operation)
        && fault.headers.iter().all(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(rules: &mut Rules, operation: Operation, endpoint: &str) -> Option<Effect> {
        rules.take(operation, Some(endpoint), &HeaderMap::new())
    }

    #[test]
    fn a_rule_skips_then_hits_then_ends() {
        let mut rules = Rules::new(&[Fault::new(Effect::Stall).skip(1).times(2)]);
        let hits: Vec<_> = (0..5).map(|_| taken(&mut rules, Operation::Run, "a/b").is_some()).collect();
        assert_eq!(hits, [false, true, true, false, false]);
    }

    #[test]
    fn the_first_rule_that_is_left_applies() {
        let first = Fault::new(Effect::status(429)).times(1);
        let mut rules = Rules::new(&[first, Fault::new(Effect::status(500))]);
        assert_eq!(taken(&mut rules, Operation::Run, "a/b"), Some(Effect::Status(429)));
        assert_eq!(taken(&mut rules, Operation::Run, "a/b"), Some(Effect::Status(500)));
    }

    #[test]
    fn rules_hit_their_own_requests_only() {
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
