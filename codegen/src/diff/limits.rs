//! Compares limits: they can become stricter or less strict.

use std::cmp::Ordering;

use super::changes::{Changes, short};
use super::rule::{Level, Rule};
use fal_schema::ir::{Limits, Number};

/// Compares the limits of a field. Limits are not checked in responses.
pub(super) fn compare(path: &str, old: &Limits, new: &Limits, used_in_requests: bool, out: &mut Changes) {
    let count = |count: Option<u64>| count.map(|count| Number::Integer(count.into()));
    let bounds = [
        ("min", true, old.min, new.min),
        ("max", false, old.max, new.max),
        ("min_length", true, count(old.min_length), count(new.min_length)),
        ("max_length", false, count(old.max_length), count(new.max_length)),
        ("min_items", true, count(old.min_items), count(new.min_items)),
        ("max_items", false, count(old.max_items), count(new.max_items)),
    ];
    for (key, is_lower, old, new) in bounds {
        let order = match (old, new) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(old), Some(new)) if is_lower => new.order(old),
            (Some(old), Some(new)) => old.order(new),
        };
        let describe = |bound: Option<Number>| bound.map_or("none".to_owned(), |bound| bound.to_string());
        let (rule, level) = match order {
            Ordering::Equal => continue,
            Ordering::Greater => (Rule::LimitTightened, Level::Behaviour),
            Ordering::Less => (Rule::LimitWidened, Level::Additive),
        };
        let level = if used_in_requests { level } else { Level::Documentation };
        out.add(rule, level, path, format!("{key}: {} -> {}", describe(old), describe(new)));
    }
    if old.pattern != new.pattern {
        let describe = |pattern: &Option<String>| pattern.as_ref().map_or("none".to_owned(), |pattern| short(pattern));
        let detail = format!("pattern: {} -> {}", describe(&old.pattern), describe(&new.pattern));
        out.add(Rule::PatternChanged, Level::Documentation, path, detail);
    }
}
