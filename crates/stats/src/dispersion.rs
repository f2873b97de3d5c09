use crate::{StatisticError, WINSORISED_SHARE, checked, winsorise};

const FEWEST_UNITS: usize = 2;

/// How far a unit is from the target, in standard errors, and how large the standard error is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZScore {
    /// Distance from the target over the standard error; negative when below.
    pub z: f64,
    /// The standard error under the target, on the scale the distance was measured on; above 0.
    pub standard_error: f64,
}

/// How much more units differ from the target than chance alone explains.
///
/// Public services differ for reasons no indicator adjusts for. With counts as large as those of
/// police forces, limits that allow for chance only then call nearly every unit unusual. The two
/// estimates here widen the limits, from z-scores [winsorised](crate::winsorise) at
/// [`WINSORISED_SHARE`] in each tail:
///
/// ```text
/// φ  = Σ z² / I                                             I units
/// τ² = (Iφ - (I - 1)) / (Σw - Σw²/Σw)    w = 1/standard error²; 0 when Iφ <= I - 1
/// ```
///
/// φ multiplies every unit's variance; τ², the moment estimator of random effects, is added to it.
/// Spiegelhalter (2005), Stat Med 24:1185-1202; DerSimonian and Laird (1986), Control Clin Trials
/// 7:177-188, for τ². Both are given so that the caller chooses. Spiegelhalter (2005), Qual Saf
/// Health Care 14:347-351, finds both workable and τ² the better founded: units really differ, and
/// by no less when they are large, while a factor leaves the largest units with narrow limits.
///
/// Neither ever narrows a limit: units that happen to differ less than chance would have them are
/// no ground for calling more of them unusual. So φ counts only where it is above 1
/// ([`factor`](Self::factor)), and τ² is never negative.
///
/// ```
/// use peel_stats::{OverDispersion, ZScore};
///
/// let scores = [-4.0, -2.0, 0.0, 2.0, 4.0].map(|z| ZScore { z, standard_error: 0.5 });
/// let estimated = OverDispersion::estimate(&scores)?;
/// assert!((estimated.phi - 5.696).abs() < 1e-12);
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverDispersion {
    /// The mean squared winsorised z-score, as estimated: about 1 when units differ by chance
    /// only, and possibly below.
    pub phi: f64,
    /// The variance between units, at least 0, on the squared scale of the standard errors.
    pub tau_squared: f64,
    /// How many units it was estimated from.
    pub units: usize,
    /// The share winsorised at each end.
    pub winsorised_share: f64,
    /// How many z-scores winsorising changed.
    pub winsorised_units: usize,
}

impl OverDispersion {
    /// Estimates both corrections.
    ///
    /// # Errors
    ///
    /// When there are fewer than two units, a number is not finite, or a standard error is not
    /// positive.
    pub fn estimate(scores: &[ZScore]) -> Result<Self, StatisticError> {
        Self::estimate_winsorised(scores, WINSORISED_SHARE)
    }

    /// Estimates both corrections with another share winsorised at each end.
    ///
    /// # Errors
    ///
    /// As [`estimate`](Self::estimate), and when the share is not above 0 and below a half.
    pub fn estimate_winsorised(scores: &[ZScore], share: f64) -> Result<Self, StatisticError> {
        if scores.len() < FEWEST_UNITS {
            return Err(StatisticError::TooFew {
                what: "units",
                statistic: "over-dispersion",
                given: scores.len(),
                needed: FEWEST_UNITS,
            });
        }
        let z_scores: Vec<f64> = scores.iter().map(|score| score.z).collect();
        let winsorised = winsorise(&z_scores, share)?;
        let sum_of_squares: f64 = winsorised.values.iter().map(|z| z * z).sum();
        let sum_of_squares = checked::computed("sum of squared z-scores", sum_of_squares)?;
        Ok(Self {
            phi: sum_of_squares / scores.len() as f64,
            tau_squared: tau_squared(sum_of_squares, scores)?,
            units: scores.len(),
            winsorised_share: share,
            winsorised_units: winsorised.changed,
        })
    }

    /// What the variance is multiplied by: φ, or 1 where φ is below 1.
    #[must_use]
    pub fn factor(&self) -> f64 {
        self.phi.max(1.0)
    }
}

fn tau_squared(sum_of_squares: f64, scores: &[ZScore]) -> Result<f64, StatisticError> {
    let mut weights = Vec::with_capacity(scores.len());
    for score in scores {
        let error = checked::positive("standard error", score.standard_error)?;
        weights.push(checked::computed_positive(
            "weight of a unit",
            (error * error).recip(),
        )?);
    }
    let excess = sum_of_squares - (scores.len() - 1) as f64;
    if excess <= 0.0 {
        return Ok(0.0);
    }
    let total = checked::computed("sum of weights", weights.iter().sum::<f64>())?;
    // Σw - Σw²/Σw, written so that no square of a weight can overflow.
    let spread: f64 = weights
        .iter()
        .map(|weight| weight * (1.0 - weight / total))
        .sum();
    let spread = checked::computed_positive("spread of weights", spread)?;
    checked::computed("variance between units", excess / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirteen trials of the BCG vaccine (Colditz and others 1994, JAMA 271:698-702), as cases and
    /// others, vaccinated and not. For their log risk ratios the DerSimonian-Laird estimate is
    /// τ² = 0.3088 with Q = 152.2330, as printed in the manual of R's metafor (Viechtbauer 2010,
    /// J Stat Softw 36:3). It is taken around the pooled value and without winsorising.
    const VACCINE_TRIALS: [[f64; 4]; 13] = [
        [4.0, 119.0, 11.0, 128.0],
        [6.0, 300.0, 29.0, 274.0],
        [3.0, 228.0, 11.0, 209.0],
        [62.0, 13536.0, 248.0, 12619.0],
        [33.0, 5036.0, 47.0, 5761.0],
        [180.0, 1361.0, 372.0, 1079.0],
        [8.0, 2537.0, 10.0, 619.0],
        [505.0, 87886.0, 499.0, 87892.0],
        [29.0, 7470.0, 45.0, 7232.0],
        [17.0, 1699.0, 65.0, 1600.0],
        [186.0, 50448.0, 141.0, 27197.0],
        [5.0, 2493.0, 3.0, 2338.0],
        [27.0, 16886.0, 29.0, 17825.0],
    ];

    #[test]
    fn tau_squared_is_the_published_moment_estimate() {
        let effects = VACCINE_TRIALS.map(|[cases, others, cases_without, others_without]| {
            let (treated, control) = (cases + others, cases_without + others_without);
            let effect = ((cases / treated) / (cases_without / control)).ln();
            let variance = 1.0 / cases - 1.0 / treated + 1.0 / cases_without - 1.0 / control;
            (effect, variance)
        });
        let weights: f64 = effects.iter().map(|(_, variance)| 1.0 / variance).sum();
        let pooled = effects
            .iter()
            .map(|(effect, variance)| effect / variance)
            .sum::<f64>()
            / weights;
        let scores = effects.map(|(effect, variance)| ZScore {
            z: (effect - pooled) / variance.sqrt(),
            standard_error: variance.sqrt(),
        });
        let sum_of_squares: f64 = scores.iter().map(|score| score.z.powi(2)).sum();

        assert!((sum_of_squares - 152.2330).abs() < 5e-5);
        assert!((tau_squared(sum_of_squares, &scores).unwrap() - 0.3088).abs() < 5e-5);
    }

    #[test]
    fn differences_by_chance_only_call_for_no_correction() {
        let scores = [-0.5, -0.1, 0.0, 0.2, 0.4].map(|z| ZScore {
            z,
            standard_error: 1.0,
        });
        let estimated = OverDispersion::estimate(&scores).unwrap();
        assert!(estimated.phi < 1.0, "{estimated:?}");
        assert_eq!((estimated.factor(), estimated.tau_squared), (1.0, 0.0));
    }

    #[test]
    fn outliers_do_not_widen_the_limits_they_are_held_against() {
        let mut scores = [ZScore {
            z: 1.0,
            standard_error: 1.0,
        }; 30];
        let without = OverDispersion::estimate(&scores).unwrap();
        scores[7].z = 50.0;
        let with = OverDispersion::estimate(&scores).unwrap();
        assert_eq!((with.phi, with.winsorised_units), (without.phi, 1));
    }

    #[test]
    fn one_unit_is_no_comparison() {
        let error = OverDispersion::estimate(&[ZScore {
            z: 1.0,
            standard_error: 1.0,
        }])
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "over-dispersion needs at least 2 units; 1 given"
        );
    }
}
