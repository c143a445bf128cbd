//! The limits that `Check` knows, and the values that they apply to: numbers, strings and lists, and options, lists and maps
//! of them.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::Check;

/// Numbers with limits: `i64`, `u64`, `f64`, and options, lists and maps of them.
pub trait Numbers {
    /// The type of the number and of its limits.
    type Number: PartialOrd + Display + Copy;

    /// Calls `visit` for each number, with the check at its path.
    fn each_number(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, Self::Number));
}

/// Strings with limits: `String`, and options, lists and maps of it.
pub trait Strings {
    /// Calls `visit` for each string, with the check at its path.
    fn each_string(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str));
}

/// Lists whose number of items has limits.
pub trait Items {
    /// The number of items; `None` when the list is absent.
    fn count(&self) -> Option<usize>;
}

impl Check {
    /// The number (or each number of a list) must be from `min` to `max`, inclusive.
    pub fn range<T: Numbers>(&mut self, field: &str, value: &T, min: T::Number, max: T::Number) {
        self.enter(field, |check| {
            value.each_number(check, &mut |check, number| {
                // NaN, which compares with nothing, is out of range.
                if !(number >= min && number <= max) {
                    check.report(format!("must be from {min} to {max}, but is {number}"));
                }
            });
        });
    }

    /// The number (or each number of a list) must be at least `min`.
    pub fn min<T: Numbers>(&mut self, field: &str, value: &T, min: T::Number) {
        self.enter(field, |check| {
            value.each_number(check, &mut |check, number| {
                if !matches!(number.partial_cmp(&min), Some(std::cmp::Ordering::Greater | std::cmp::Ordering::Equal)) {
                    check.report(format!("must be at least {min}, but is {number}"));
                }
            });
        });
    }

    /// The number (or each number of a list) must be at most `max`.
    pub fn max<T: Numbers>(&mut self, field: &str, value: &T, max: T::Number) {
        self.enter(field, |check| {
            value.each_number(check, &mut |check, number| {
                if !matches!(number.partial_cmp(&max), Some(std::cmp::Ordering::Less | std::cmp::Ordering::Equal)) {
                    check.report(format!("must be at most {max}, but is {number}"));
                }
            });
        });
    }

    /// The string (or each string of a list) must have at least `min` characters.
    pub fn min_length<T: Strings>(&mut self, field: &str, value: &T, min: usize) {
        self.enter(field, |check| {
            value.each_string(check, &mut |check, text| {
                let length = text.chars().count();
                if length < min {
                    check.report(format!("must have at least {min} characters, but has {length}"));
                }
            });
        });
    }

    /// The string (or each string of a list) must have at most `max` characters.
    pub fn max_length<T: Strings>(&mut self, field: &str, value: &T, max: usize) {
        self.enter(field, |check| {
            value.each_string(check, &mut |check, text| {
                let length = text.chars().count();
                if length > max {
                    check.report(format!("must have at most {max} characters, but has {length}"));
                }
            });
        });
    }

    /// The list must have at least `min` items.
    pub fn min_items<T: Items>(&mut self, field: &str, value: &T, min: usize) {
        if let Some(count) = value.count()
            && count < min
        {
            self.enter(field, |check| {
                check.report(format!("must have at least {min} items, but has {count}"));
            });
        }
    }

    /// The list must have at most `max` items.
    pub fn max_items<T: Items>(&mut self, field: &str, value: &T, max: usize) {
        if let Some(count) = value.count()
            && count > max
        {
            self.enter(field, |check| {
                check.report(format!("must have at most {max} items, but has {count}"));
            });
        }
    }
}

macro_rules! number {
    ($($ty:ty),*) => {$(
        impl Numbers for $ty {
            type Number = $ty;

            fn each_number(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, $ty)) {
                visit(check, *self);
            }
        }
    )*};
}

number!(i64, u64, f64);

impl<T: Numbers> Numbers for Option<T> {
    type Number = T::Number;

    fn each_number(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, T::Number)) {
        if let Some(value) = self {
            value.each_number(check, visit);
        }
    }
}

impl<T: Numbers> Numbers for Vec<T> {
    type Number = T::Number;

    fn each_number(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, T::Number)) {
        for (index, value) in self.iter().enumerate() {
            check.enter_index(index, |check| value.each_number(check, visit));
        }
    }
}

impl<T: Numbers> Numbers for BTreeMap<String, T> {
    type Number = T::Number;

    fn each_number(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, T::Number)) {
        for (key, value) in self {
            check.enter(key, |check| value.each_number(check, visit));
        }
    }
}

impl Strings for String {
    fn each_string(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        visit(check, self);
    }
}

impl<T: Strings> Strings for Option<T> {
    fn each_string(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        if let Some(value) = self {
            value.each_string(check, visit);
        }
    }
}

impl<T: Strings> Strings for Vec<T> {
    fn each_string(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        for (index, value) in self.iter().enumerate() {
            check.enter_index(index, |check| value.each_string(check, visit));
        }
    }
}

impl<T: Strings> Strings for BTreeMap<String, T> {
    fn each_string(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        for (key, value) in self {
            check.enter(key, |check| value.each_string(check, visit));
        }
    }
}

impl<T> Items for Vec<T> {
    fn count(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T> Items for BTreeMap<String, T> {
    fn count(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T: Items> Items for Option<T> {
    fn count(&self) -> Option<usize> {
        self.as_ref().and_then(Items::count)
    }
}
