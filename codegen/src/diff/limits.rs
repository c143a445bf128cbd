//! Limits that let less through than before, or more. Reads two fields' limits; feeds `fields`.

use std::cmp::Ordering;

use super::findings::{Findings, short};
use super::rule::{Level, Rule};
use fal_schema::ir::{Limits, Number};

/// Compares the limits of a field. In answers nothing checks them.
pub(super) fn compare(place: &str, old: &Limits, new: &Limits, requested: bool, out: &mut Findings) {
    let number = |number: Option<Number>| number.map(|number| (number.as_f64(), number.to_string()));
    let count = |count: Option<u64>| count.map(|count| (count as f64, count.to_string()));
    let bounds = [
        ("min", true, number(old.min), number(new.min)),
        ("max", false, number(old.max), number(new.max)),
        ("min_length", true, count(old.min_length), count(new.min_length)),
        ("max_length", false, count(old.max_length), count(new.max_length)),
        ("min_items", true, count(old.min_items), count(new.min_items)),
        ("max_items", false, count(old.max_items), count(new.max_items)),
    ];
    for (key, is_lower, old, new) in bounds {
        let order = match (&old, &new) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some((old, _)), Some((new, _))) if is_lower => new.total_cmp(old),
            (Some((old, _)), Some((new, _))) => old.total_cmp(new),
        };
        let shown = |bound: Option<(f64, String)>| bound.map_or("none".to_owned(), |(_, text)| text);
        let (rule, level) = match order {
            Ordering::Equal => continue,
            Ordering::Greater => (Rule::LimitTightened, Level::Behaviour),
            Ordering::Less => (Rule::LimitWidened, Level::Additive),
        };
        let level = if requested { level } else { Level::Documentation };
        out.add(rule, level, place, format!("{key}: {} -> {}", shown(old), shown(new)));
    }
    if old.pattern != new.pattern {
        let shown = |pattern: &Option<String>| pattern.as_ref().map_or("none".to_owned(), |pattern| short(pattern));
        let detail = format!("pattern: {} -> {}", shown(&old.pattern), shown(&new.pattern));
        out.add(Rule::PatternChanged, Level::Documentation, place, detail);
    }
}
