//! What the methods of `Check` accept: a number, text or list, an option of it, a list of it. Read by
//! `Check` only; generated code just passes its fields.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::{Check, Validate};

/// Numbers that can be limited: `i64`, `f64`, and options and lists of them.
pub trait Numbers {
    /// The type of the number and of its limits.
    type Number: PartialOrd + Display + Copy;

    /// Calls `visit` for each number, with the check standing at its place.
    fn each_number(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, Self::Number));
}

/// Texts that can be limited: `String`, and options and lists of it.
pub trait Texts {
    /// Calls `visit` for each text, with the check standing at its place.
    fn each_text(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str));
}

/// Lists whose number of items can be limited.
pub trait Items {
    /// The number of items; `None` when the list is absent.
    fn count(&self) -> Option<usize>;
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

number!(i64, f64);

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

impl Texts for String {
    fn each_text(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        visit(check, self);
    }
}

impl<T: Texts> Texts for Option<T> {
    fn each_text(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        if let Some(value) = self {
            value.each_text(check, visit);
        }
    }
}

impl<T: Texts> Texts for Vec<T> {
    fn each_text(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        for (index, value) in self.iter().enumerate() {
            check.enter_index(index, |check| value.each_text(check, visit));
        }
    }
}

impl<T: Texts> Texts for BTreeMap<String, T> {
    fn each_text(&self, check: &mut Check, visit: &mut dyn FnMut(&mut Check, &str)) {
        for (key, value) in self {
            check.enter(key, |check| value.each_text(check, visit));
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

impl<T: Validate> Validate for Option<T> {
    fn check(&self, check: &mut Check) {
        if let Some(value) = self {
            value.check(check);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, check: &mut Check) {
        for (index, value) in self.iter().enumerate() {
            check.enter_index(index, |check| value.check(check));
        }
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn check(&self, check: &mut Check) {
        for (key, value) in self {
            check.enter(key, |check| value.check(check));
        }
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, check: &mut Check) {
        (**self).check(check);
    }
}
