//! What chance alone may do to a count.

use peel_stats::ConfidenceLevel;

/// Whether two counts differ by more than two draws from one Poisson distribution do in 99.8 of
/// 100 cases.
///
/// ```text
/// |√2 (√(a + 3/8) - √(b + 3/8))| > 3.09
/// ```
///
/// Anscombe (1948), Biometrika 35:246-254, for the square root that gives counts of any size the
/// same variance; Huffman (1984), Applied Statistics 33:224-226, for the comparison of two. It
/// holds down to counts of a few, and a count of zero needs no exception.
pub(super) fn beyond_chance(a: f64, b: f64) -> bool {
    let root = |count: f64| (count + 0.375).sqrt();
    let z = std::f64::consts::SQRT_2 * (root(a) - root(b));
    z.abs() > ConfidenceLevel::P99_8.z()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_may_differ_by_a_lot_and_large_ones_by_little() {
        let check = |a: f64, b: f64, beyond: bool| {
            assert_eq!(beyond_chance(a, b), beyond, "{a} and {b}");
            assert_eq!(beyond_chance(b, a), beyond, "{b} and {a}");
        };
        check(0.0, 0.0, false);
        check(0.0, 7.0, false);
        check(0.0, 8.0, true);
        check(5.0, 15.0, false);
        check(5.0, 22.0, true);
        check(100.0, 130.0, false);
        check(100.0, 150.0, true);
        check(10_000.0, 10_400.0, false);
        check(10_000.0, 10_500.0, true);
    }
}
