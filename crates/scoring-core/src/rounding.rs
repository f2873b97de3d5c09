//! Rounding for a verdict: does this value print as that figure? Nothing shown is rounded here.

/// Whether a computed value, rounded to a number of decimals with halves away from zero, is the
/// printed figure rounded the same way.
///
/// It works on decimal digits: the fifteen significant ones that every binary value carries
/// faithfully, as a report does. 201 events per 200 people is 1.005 and prints as 1.01, although
/// its binary value lies a little below; arithmetic on the binary value would make it 1.00.
///
/// ```
/// use peel_scoring_core::rounds_to;
///
/// assert!(rounds_to(66.65, 1, 66.7));
/// assert!(rounds_to(-10.85, 1, -10.9));
/// assert!(rounds_to(66.649_999_999_999_99, 1, 66.7));
/// assert!(!rounds_to(66.649_999, 1, 66.7));
/// assert!(rounds_to(201.0 / 200.0, 2, 1.01));
/// ```
#[must_use]
pub fn rounds_to(computed: f64, decimals: u8, printed: f64) -> bool {
    match (rounded(computed, decimals), rounded(printed, decimals)) {
        (Some(computed), Some(printed)) => computed == printed,
        _ => false,
    }
}

/// How many decimals the shortest decimal number for a value has.
pub(crate) fn decimals_of(value: f64) -> u8 {
    let digits = value.to_string();
    let decimals = digits
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    u8::try_from(decimals).unwrap_or(u8::MAX)
}

/// Whether it is negative, and its digits up to the last decimal, without leading zeros. `None`
/// for what is not a finite number.
fn rounded(value: f64, decimals: u8) -> Option<(bool, Vec<u8>)> {
    if !value.is_finite() {
        return None;
    }
    let decimals = usize::from(decimals);
    // What is a half may be computed a last digit away from it: 66.64999999999999 is 66.65.
    let faithful: f64 = format!("{:.14e}", value.abs()).parse().ok()?;
    let text = faithful.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let kept = fraction.bytes().chain(std::iter::repeat(b'0'));
    let mut digits: Vec<u8> = std::iter::once(b'0')
        .chain(whole.bytes())
        .chain(kept.take(decimals))
        .collect();
    if fraction
        .as_bytes()
        .get(decimals)
        .is_some_and(|next| *next >= b'5')
    {
        count_up(&mut digits);
    }
    let leading = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.drain(..leading);
    Some((value < 0.0 && !digits.is_empty(), digits))
}

fn count_up(digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_go_away_from_zero_at_the_decimals_asked_for() {
        let check = |computed: f64, decimals: u8, printed: f64, expected: bool| {
            assert_eq!(
                rounds_to(computed, decimals, printed),
                expected,
                "{computed} to {decimals} decimals is {printed}"
            );
        };
        check(0.5, 0, 1.0, true);
        check(1.5, 0, 2.0, true);
        check(2.5, 0, 3.0, true);
        check(-2.5, 0, -3.0, true);
        check(2.5, 0, 2.0, false);
        check(0.449_999, 1, 0.5, false);
        check(-0.04, 1, 0.0, true);
        check(-0.04, 1, -0.0, true);
        check(9.995, 2, 10.0, true);
        check(999.95, 1, 1000.0, true);
        check(6.226, 1, 6.2, true);
        check(0.000_000_1, 1, 0.0, true);
        check(1e17, 1, 1e17, true);
        check(f64::NAN, 1, 0.0, false);
        check(f64::INFINITY, 1, f64::INFINITY, false);
    }

    #[test]
    fn a_figure_has_the_decimals_it_was_printed_with() {
        let check = |value: f64, decimals: u8| assert_eq!(decimals_of(value), decimals, "{value}");
        check(66.7, 1);
        check(-10.83, 2);
        check(21.0, 0);
        check(1e17, 0);
    }

    proptest! {
        #[test]
        fn a_whole_number_of_hundredths_rounds_as_whole_numbers_do(hundredths in -1_000_000_i64..1_000_000) {
            let tenths = (hundredths.abs() + 5) / 10 * hundredths.signum();
            prop_assert!(rounds_to(hundredths as f64 / 100.0, 1, tenths as f64 / 10.0));
        }
    }
}
