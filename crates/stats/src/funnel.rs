use crate::{
    ConfidenceLevel, Fraction, Interval, OverDispersion, StatisticError, Target, WINSORISED_SHARE,
    ZScore, checked,
};

/// Which extra variation between units the limits allow for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Chance alone.
    None,
    /// Every variance times [`OverDispersion::factor`].
    Multiplicative,
    /// Every variance plus [`OverDispersion::tau_squared`].
    Additive,
}

/// Where a unit lies against the funnel limits. A value on a limit is inside it.
///
/// In order from lowest to highest, and about position only: whether high is good is not a matter
/// of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Below the lower 99.8% limit.
    Below998,
    /// Below the lower 95% limit, not below the 99.8% one.
    Below95,
    /// Within the 95% limits.
    Within,
    /// Above the upper 95% limit, not above the 99.8% one.
    Above95,
    /// Above the upper 99.8% limit.
    Above998,
}

impl Position {
    /// The position of a value, from the limits that are also drawn: text and figure agree.
    #[inline]
    fn of(value: f64, limits_95: Interval, limits_99_8: Interval) -> Self {
        if value < limits_99_8.lower() {
            Self::Below998
        } else if value > limits_99_8.upper() {
            Self::Above998
        } else if value < limits_95.lower() {
            Self::Below95
        } else if value > limits_95.upper() {
            Self::Above95
        } else {
            Self::Within
        }
    }
}

/// One unit in the funnel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// The unit's value: numerator over denominator.
    pub value: f64,
    /// Its distance from the target in corrected standard errors.
    pub z: f64,
    /// The 95% limits around the target for a unit of this size.
    pub limits_95: Interval,
    /// The 99.8% limits around the target for a unit of this size.
    pub limits_99_8: Interval,
    /// Where the value lies against both.
    pub position: Position,
}

/// Units held against a target, with limits that are wide for small units and narrow for large.
///
/// A league table makes the smallest units first and last, because small numbers scatter most. A
/// funnel asks instead whether a unit lies further from the target than its size, and the usual
/// differences between units, explain: Spiegelhalter (2005), Stat Med 24:1185-1202.
///
/// ```text
/// limits = target ± z(level) * s         chance alone
///          target ± z(level) * s √φ      multiplicative over-dispersion, φ above 1 only
///          target ± z(level) * √(s² + τ²)  additive over-dispersion
/// ```
///
/// with `s` the standard error that [`Target`] gives, on its scale. Limits are cut off at 0, and at
/// 1 for proportions.
///
/// ```
/// use peel_stats::{Correction, Fraction, Funnel, Position, Target};
///
/// let units = [(90.0, 1e4), (110.0, 1e4), (205.0, 2e4), (40.0, 4e3), (170.0, 1e4)]
///     .map(|(events, people)| Fraction::new(events, people))
///     .into_iter()
///     .collect::<Result<Vec<_>, _>>()?;
/// let funnel = Funnel::new(Target::rate(0.01)?, &units)?;
///
/// let by_chance = funnel.placements(Correction::None)?;
/// assert_eq!(by_chance[4].position, Position::Above998);
/// let corrected = funnel.placements(Correction::Additive)?;
/// assert_eq!(corrected[4].position, Position::Above95);
/// # Ok::<(), peel_stats::StatisticError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    target: Target,
    units: Vec<(Fraction, ZScore)>,
    over_dispersion: OverDispersion,
}

impl Funnel {
    /// A funnel of the units that are to be compared, in the caller's order.
    ///
    /// # Errors
    ///
    /// [`StatisticError::InUnit`] for a unit that does not fit the target, and
    /// [`StatisticError::TooFew`] for fewer than two.
    pub fn new(target: Target, units: &[Fraction]) -> Result<Self, StatisticError> {
        Self::winsorised(target, units, WINSORISED_SHARE)
    }

    /// A funnel whose over-dispersion is estimated with another share winsorised at each end.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and when the share is not above 0 and below a half.
    pub fn winsorised(
        target: Target,
        units: &[Fraction],
        share: f64,
    ) -> Result<Self, StatisticError> {
        let mut scored = Vec::with_capacity(units.len());
        let mut scores = Vec::with_capacity(units.len());
        for (index, unit) in units.iter().enumerate() {
            let score = target
                .z_score(*unit)
                .map_err(|source| StatisticError::InUnit {
                    index,
                    source: Box::new(source),
                })?;
            scored.push((*unit, score));
            scores.push(score);
        }
        let over_dispersion = OverDispersion::estimate_winsorised(&scores, share)?;
        Ok(Self {
            target,
            units: scored,
            over_dispersion,
        })
    }

    /// What units are held against.
    #[must_use]
    pub const fn target(&self) -> Target {
        self.target
    }

    /// How much more the units differ than by chance.
    #[must_use]
    pub const fn over_dispersion(&self) -> OverDispersion {
        self.over_dispersion
    }

    /// Every unit's place, in the order the units were given.
    ///
    /// # Errors
    ///
    /// [`StatisticError::InUnit`] when a limit has no finite value.
    pub fn placements(&self, correction: Correction) -> Result<Vec<Placement>, StatisticError> {
        (0..self.units.len())
            .map_while(|index| self.place(index, correction))
            .collect()
    }

    /// One unit's place, by its index among the units given; `None` beyond the last.
    ///
    /// # Errors
    ///
    /// [`StatisticError::InUnit`] when a limit has no finite value.
    #[inline]
    pub fn place(
        &self,
        index: usize,
        correction: Correction,
    ) -> Option<Result<Placement, StatisticError>> {
        let (unit, score) = self.units.get(index)?;
        let placement = self.placement(*unit, *score, correction);
        Some(placement.map_err(|source| StatisticError::InUnit {
            index,
            source: Box::new(source),
        }))
    }

    /// The limits for any standard error, for drawing the funnel's curves; see
    /// [`Target::standard_error`].
    ///
    /// # Errors
    ///
    /// When the standard error is not finite and positive, or a limit has no finite value.
    pub fn limits_at(
        &self,
        standard_error: f64,
        level: ConfidenceLevel,
        correction: Correction,
    ) -> Result<Interval, StatisticError> {
        self.target
            .limits(self.corrected(standard_error, correction)?, level)
    }

    #[inline]
    fn placement(
        &self,
        unit: Fraction,
        score: ZScore,
        correction: Correction,
    ) -> Result<Placement, StatisticError> {
        let standard_error = self.corrected(score.standard_error, correction)?;
        let limits_95 = self.target.limits(standard_error, ConfidenceLevel::P95)?;
        let limits_99_8 = self.target.limits(standard_error, ConfidenceLevel::P99_8)?;
        let value = unit.value();
        Ok(Placement {
            value,
            z: checked::computed("z-score", score.z * (score.standard_error / standard_error))?,
            limits_95,
            limits_99_8,
            position: Position::of(value, limits_95, limits_99_8),
        })
    }

    #[inline]
    fn corrected(&self, standard_error: f64, by: Correction) -> Result<f64, StatisticError> {
        let standard_error = checked::positive("standard error", standard_error)?;
        let corrected = match by {
            Correction::None => standard_error,
            Correction::Multiplicative => standard_error * self.over_dispersion.factor().sqrt(),
            Correction::Additive => standard_error.hypot(self.over_dispersion.tau_squared.sqrt()),
        };
        checked::computed("corrected standard error", corrected)
    }
}
