//! Unquoted scalars: which of them all common YAML parsers read as the same value, and how to write the others.
//! The parsers are those of YAML 1.1, such as PyYAML, and of YAML 1.2, such as serde_yaml and js-yaml.

use super::node::NodeKind;

/// Whether YAML 1.1 and YAML 1.2 parsers read this unquoted scalar as different values.
pub fn is_ambiguous(text: &str) -> bool {
    const WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "=", "<<"];
    let lower = text.to_ascii_lowercase();
    if WORDS.contains(&lower.as_str()) {
        return true;
    }
    if lower == "true" || lower == "false" {
        return text != lower;
    }
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let numeric = body.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    numeric && !is_plain_number(text) && looks_numeric(body)
}

/// The kind of an unquoted scalar that is not ambiguous.
pub(super) fn kind(text: &str) -> NodeKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        _ if is_whole(text) && text.parse::<i64>().is_err() && text.parse::<u64>().is_err() => NodeKind::Huge,
        _ => NodeKind::Scalar,
    }
}

/// Whether all parsers read an unquoted scalar as null, a boolean or a number.
pub(super) fn is_other_than_string(text: &str) -> bool {
    kind(text) != NodeKind::Scalar || text == "true" || text == "false" || is_plain_number(text)
}

/// How to write an ambiguous scalar.
pub(super) fn unambiguous_form(text: &str) -> String {
    let quoted = format!("\"{text}\"");
    let lower = text.to_ascii_lowercase();
    let truth = match lower.as_str() {
        "y" | "yes" | "on" | "true" => Some("true"),
        "n" | "no" | "off" | "false" => Some("false"),
        _ => None,
    };
    if let Some(truth) = truth {
        return format!("write `{truth}` for the boolean, or {quoted} for the string");
    }
    if lower.ends_with(".inf") || lower.ends_with(".nan") {
        return format!("write a finite number, because JSON has no other, or {quoted} for the string");
    }
    match spellings(&lower).as_slice() {
        [] => format!("write {quoted} for the string"),
        numbers => format!("write `{}` for the number, or {quoted} for the string", numbers.join("` or `")),
    }
}

/// The numbers that a lower-case scalar may mean, in a form that all parsers agree on.
fn spellings(text: &str) -> Vec<String> {
    let text = text.replace('_', "");
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let integer =
        |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(|integer| format!("{sign}{integer}"));
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = body.strip_prefix(prefix) {
            return integer(digits, radix).into_iter().collect();
        }
    }
    if body.bytes().all(|byte| byte.is_ascii_digit()) {
        // Some parsers read a leading zero as octal.
        return [integer(body, 10), integer(body, 8).filter(|_| body.starts_with('0'))].into_iter().flatten().collect();
    }
    let float = body.parse::<f64>().ok().filter(|float| float.is_finite());
    float.map(|float| format!("{sign}{}", spelled(float))).into_iter().collect()
}

/// A finite float in a form that all parsers agree on: with a decimal point, and with a sign in the exponent.
fn spelled(float: f64) -> String {
    let plain = float.to_string();
    if plain.len() <= 24 {
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let scientific = format!("{float:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{digits}{point}e{sign}{exponent}")
}

fn all_digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this is an integer part without a leading zero, which some parsers read as octal.
fn is_count(part: &str) -> bool {
    !part.is_empty() && all_digits(part) && (part == "0" || !part.starts_with('0'))
}

fn is_whole(text: &str) -> bool {
    is_count(text.strip_prefix(['-', '+']).unwrap_or(text))
}

/// Whether every parser reads this as the same number.
fn is_plain_number(text: &str) -> bool {
    if is_whole(text) {
        return true;
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let is_exponent =
        |text: &str| text.strip_prefix(['-', '+']).is_some_and(|digits| !digits.is_empty() && all_digits(digits));
    // Without a point, or without a sign in the exponent, YAML 1.1 reads a string.
    let Some((integer, fraction)) = mantissa.split_once('.') else { return false };
    let unsigned = integer.strip_prefix(['-', '+']).unwrap_or(integer);
    let starts = is_count(unsigned) || (integer.is_empty() && !fraction.is_empty());
    starts && all_digits(fraction) && exponent.is_none_or(is_exponent) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether some parser reads this as a number, a time or a date.
fn looks_numeric(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    let prefixed = ["0x", "0o", "0b"].iter().any(|prefix| lower.starts_with(prefix));
    if [".inf", ".nan"].contains(&lower.as_str()) || prefixed {
        return true;
    }
    let allowed = |byte: u8| byte.is_ascii_digit() || b"_.:-+etz ".contains(&byte);
    body.starts_with(|first: char| first.is_ascii_digit() || first == '.') && lower.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::{is_ambiguous, is_plain_number, unambiguous_form};

    /// A scalar, and the number that PyYAML 6.0.4, js-yaml 5.5.0 and ruamel.yaml 0.19.1 all read it as.
    const AGREED: [(&str, f64); 24] = [
        ("1.0e-8", 1e-8),
        ("1.5e+3", 1500.0),
        (".5", 0.5),
        ("+1.5", 1.5),
        ("+5", 5.0),
        ("1.", 1.0),
        ("-1.", -1.0),
        ("+1.", 1.0),
        (".5e+3", 500.0),
        (".5e-3", 0.0005),
        ("1.e+3", 1000.0),
        ("1.0E-8", 1e-8),
        ("-1.5e-3", -0.0015),
        ("1.0e-400", 0.0),
        ("-0", 0.0),
        ("+0", 0.0),
        ("-0.0", 0.0),
        ("0", 0.0),
        ("12", 12.0),
        ("-12", -12.0),
        ("0.25", 0.25),
        ("9223372036854775808", 9_223_372_036_854_775_808.0),
        ("18446744073709551615", 18_446_744_073_709_551_615.0),
        ("+18446744073709551615", 18_446_744_073_709_551_615.0),
    ];

    /// A scalar, the values that PyYAML and js-yaml read, and how to write the number.
    const DISPUTED: [(&str, &str, &str, &[&str]); 23] = [
        ("1e-8", "string", "1e-8", &["0.00000001"]),
        ("1e-30", "string", "1e-30", &["1.0e-30"]),
        ("-2.5e30", "string", "-2.5e+30", &["-2.5e+30"]),
        ("-.5", "string", "-0.5", &["-0.5"]),
        ("+.5", "string", "0.5", &["0.5"]),
        ("1.5e3", "string", "1500", &["1500.0"]),
        ("1e3", "string", "1000", &["1000.0"]),
        ("1_000", "1000", "string", &["1000"]),
        ("1_0.5", "10.5", "string", &["10.5"]),
        ("0x10", "16", "16; YAML 1.2 with a sign: string", &["16"]),
        ("-0x10", "-16", "-16", &["-16"]),
        ("010", "8", "10", &["10", "8"]),
        ("089", "string", "89", &["89"]),
        ("0o17", "string", "15", &["15"]),
        ("0b11", "3", "string", &["3"]),
        ("12:30", "750", "string", &[]),
        ("16:9", "969", "string", &[]),
        ("2001-01-01", "date", "string", &[]),
        (".inf", "not finite", "not finite", &[]),
        ("-.inf", "not finite", "not finite", &[]),
        (".nan", "not finite", "not finite", &[]),
        ("1.0e+400", "not finite", "string", &[]),
        ("00.5", "0.5", "0.5; serde_yaml: string in some releases", &["0.5"]),
    ];

    #[test]
    fn numbers_that_all_parsers_agree_on_are_accepted_and_serde_yaml_reads_the_same_value() {
        for (text, value) in AGREED {
            assert!(!is_ambiguous(text), "{text}");
            let value_read: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
            assert_eq!(value_read.as_f64(), Some(value), "{text}");
        }
    }

    #[test]
    fn integers_of_64_bits_keep_every_digit_with_and_without_a_sign() {
        let integers = [i64::MIN.into(), -1, 0, i64::MAX.into(), i128::from(i64::MAX) + 1, u64::MAX.into()];
        for integer in integers {
            for text in [format!("{integer}"), format!("{integer:+}")] {
                let value: serde_yaml::Number = serde_yaml::from_str(&text).expect("a number");
                assert_eq!(crate::integers::written(&value), Some(integer), "{text}");
                assert_eq!(super::kind(&text), super::NodeKind::Scalar, "{text}");
            }
        }
        for text in [i128::from(i64::MIN) - 1, i128::from(u64::MAX) + 1].map(|integer| integer.to_string()) {
            assert_eq!(super::kind(&text), super::NodeKind::Huge, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_ambiguous_and_the_help_names_an_unambiguous_form() {
        for (text, _, _, numbers) in DISPUTED {
            assert!(is_ambiguous(text), "{text}");
            let help = unambiguous_form(text);
            assert!(help.ends_with(&format!("\"{text}\" for the string")), "{help}");
            let expected = numbers.join("` or `");
            assert_eq!(help.starts_with(&format!("write `{expected}` for the number")), !numbers.is_empty(), "{help}");
            assert!(numbers.iter().all(|number| is_plain_number(number)), "{numbers:?}");
        }
    }

    #[test]
    fn other_spellings_of_booleans_are_ambiguous() {
        assert_eq!(unambiguous_form("Yes"), "write `true` for the boolean, or \"Yes\" for the string");
        assert_eq!(unambiguous_form("FALSE"), "write `false` for the boolean, or \"FALSE\" for the string");
        assert!(is_ambiguous("Yes") && is_ambiguous("FALSE") && !is_ambiguous("false"));
    }
}
