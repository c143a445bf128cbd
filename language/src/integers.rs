//! The integers that a schema can contain.

use crate::ir::TypeRef;

/// The value of a number that is written as an integer.
pub(crate) fn written(number: &serde_yaml::Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// The help for an integer that is not a value of `ty`: the range of `ty`, and the other type if that has the value.
pub(crate) fn help(ty: &TypeRef, integer: i128) -> String {
    let other = if *ty == TypeRef::Unsigned { TypeRef::Integer } else { TypeRef::Unsigned };
    let range = |ty: &TypeRef| {
        let values = ty.integers()?;
        Some(format!("from {} to {}", values.start(), values.end()))
    };
    let help = format!("values of the type `{ty}` are {}", range(ty).unwrap_or_default());
    match other.integers().is_some_and(|values| values.contains(&integer)) {
        true => format!("{help}, those of `{other}` {}", range(&other).unwrap_or_default()),
        false => help,
    }
}
