//! Numbers that a lint takes for rounded constants: a default of `3.14` is its author's number, not π.
//! Feeds `values`.

use std::f64::consts;

const CONSTANTS: [f64; 20] = [
    consts::E,
    consts::FRAC_1_PI,
    consts::FRAC_1_SQRT_2,
    consts::FRAC_2_PI,
    consts::FRAC_2_SQRT_PI,
    consts::FRAC_PI_2,
    consts::FRAC_PI_3,
    consts::FRAC_PI_4,
    consts::FRAC_PI_6,
    consts::FRAC_PI_8,
    consts::LN_2,
    consts::LN_10,
    consts::LOG10_2,
    consts::LOG2_10,
    consts::LOG10_E,
    consts::LOG2_E,
    consts::PI,
    consts::SQRT_2,
    consts::TAU,
    // The golden ratio.
    1.618_033_988_749_895,
];

/// Two numbers whose quotient is this one to the last bit, where its digits are those of a constant.
pub(super) fn quotient(number: f64) -> Option<(f64, f64)> {
    let text = format!("{number:?}");
    let (whole, fraction) = text.split_once('.').filter(|_| is_like_a_constant(number))?;
    let divisor = 10_f64.powi(i32::try_from(fraction.len()).ok()?);
    let dividend: f64 = format!("{whole}{fraction}").parse().ok()?;
    Some((dividend, divisor)).filter(|_| dividend / divisor == number)
}

fn is_like_a_constant(number: f64) -> bool {
    let text = format!("{:?}", number.abs());
    let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let is_like = |constant: &f64| format!("{constant:.places$}") == text || constant.to_string().starts_with(&text);
    places > 1 && CONSTANTS.iter().any(is_like)
}

#[cfg(test)]
mod tests {
    use super::quotient;

    #[test]
    fn digits_of_constants_are_written_as_quotients() {
        let number = |text: &str| text.parse::<f64>().expect("a number");
        assert_eq!(quotient(number("3.14")), Some((314.0, 100.0)));
        for text in ["3.14159", "6.28", "2.718", "1.618", "0.7071"] {
            let (dividend, divisor) = quotient(number(text)).expect(text);
            assert_eq!(dividend / divisor, number(text));
        }
        for text in ["3.0", "3.2", "7.5", "0.5", "0.95", "1e-7"] {
            assert_eq!(quotient(number(text)), None, "{text}");
        }
    }
}
