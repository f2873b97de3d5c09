//! A rate that is far from that of the other forces.

use std::collections::BTreeMap;

use peel_model::{ForceId, MeasureId, Observation, Period, Severity};
use peel_stats::{ConfidenceLevel, Correction, Fraction, Funnel, Interval, Target};

use super::returned::Returned;
use super::robust::Usual;
use super::words::{about, counted, subject};
use super::{Check, Found};

/// Of fewer other forces nobody can say what is usual; the number below which there are no bands
/// either.
const FEWEST_FORCES: usize = 8;
/// The smallest ratio to the median worth a question, the other way round below it. It matters only
/// where forces are so alike that their usual spread is next to nothing.
const SMALLEST_RATIO: f64 = 1.25;
/// Rates are told per this many, as most of the edition's are printed.
const TOLD_PER: f64 = 1_000.0;

pub(super) static UNLIKE_OTHER_FORCES: Check = Check {
    id: "unlike-other-forces",
    title: "Notably different from the other forces",
    rule: "For a measure that the return compares per another one (a level such as population, \
           at the mid-year estimate that stands for the period), with at least 8 other \
           inspected forces whose rate is known. It speaks when all of these hold. (1) The \
           logarithm of the rate is further from the other forces' median than 3.5 times 1.4826 \
           times their median absolute deviation: the modified z-score of Iglewicz and Hoaglin \
           (1993). A count of 0 has a logarithm below every other, which medians can bear; \
           where half of the other forces have none, nothing is said. (2) The rate is outside \
           the 99.8% funnel limits for a force of this size around the other forces' pooled \
           rate, widened by their over-dispersion (additive, 10% winsorised: Spiegelhalter \
           2005, Stat Med 24:1185-1202). (3) The rate is at least 1.25 times the median, or the \
           median 1.25 times the rate. So a small force is not asked for what chance does, nor \
           any force for differences that are usual between forces. Values declared missing, \
           estimated or partial take no part.",
    severity: Severity::Warning,
    find: unlike_other_forces,
};

fn unlike_other_forces(returned: &Returned<'_>) -> Vec<Found> {
    let mut levels = BTreeMap::new();
    returned
        .values()
        .filter_map(|(place, row, value)| {
            let per = returned.entry(&row.measure)?.per.as_ref()?;
            let mid_year = row.period.mid_year();
            let base = returned.value(per, mid_year).known()?;
            let own = Fraction::new(value, base).ok()?;
            // Most rows share theirs.
            let levels = levels
                .entry((per, mid_year))
                .or_insert_with(|| Levels::of(returned, per, mid_year));
            let difference = Difference::of(own, &levels.rates(returned, row))?;
            let message = difference.question(returned, row, per);
            Some(Found { place, message })
        })
        .collect()
}

/// What makes the other inspected forces alike, of those for which it is known.
struct Levels<'a>(Vec<(&'a ForceId, f64)>);

impl<'a> Levels<'a> {
    fn of(returned: &Returned<'a>, per: &MeasureId, mid_year: Period) -> Self {
        let forces = returned.edition().inspected_forces();
        let known = forces
            .filter(|force| force.id != *returned.force())
            .filter_map(|force| {
                let level = returned.value_of(&force.id, per, mid_year);
                Some((&force.id, level.known()?))
            });
        Self(known.collect())
    }

    fn rates(&self, returned: &Returned<'_>, row: &Observation) -> Vec<Fraction> {
        let forces = self.0.iter();
        forces
            .filter_map(|(force, level)| {
                let count = returned.value_of(force, &row.measure, row.period);
                // A negative correction or a level of zero makes no rate.
                Fraction::new(count.known()?, *level).ok()
            })
            .collect()
    }
}

/// A rate that every part of the rule finds notable, and what it was held against.
struct Difference {
    own: Fraction,
    forces: usize,
    /// The median of the other forces' rates.
    middle: f64,
    limits: Interval,
}

impl Difference {
    fn of(own: Fraction, others: &[Fraction]) -> Option<Self> {
        if others.len() < FEWEST_FORCES {
            return None;
        }
        let rates: Vec<f64> = others.iter().map(|other| other.value().ln()).collect();
        let usual = Usual::of(&rates)?;
        let rate = own.value().ln();
        let distance = (rate - usual.middle).abs();
        if !usual.is_outlying(rate) || distance < SMALLEST_RATIO.ln() {
            return None;
        }
        // The costly part last: few values come this far.
        let limits = limits(own, others)?;
        let notable = !limits.contains(own.value());
        notable.then(|| Self {
            own,
            forces: others.len(),
            middle: usual.middle.exp(),
            limits,
        })
    }

    fn question(&self, returned: &Returned<'_>, row: &Observation, per: &MeasureId) -> String {
        let rate = |value: f64| about(value * TOLD_PER);
        format!(
            "{}: {}, which is {} per 1,000 {}. The median of {} other forces is {}, and a force of this \
             size is expected between {} and {}. Is the value right, and if so, why is it so far \
             from the others?",
            subject(returned, row),
            counted(self.own.numerator(), returned.unit(&row.measure)),
            rate(self.own.value()),
            returned.unit(per),
            self.forces,
            rate(self.middle),
            rate(self.limits.lower()),
            rate(self.limits.upper()),
        )
    }
}

/// The corrected limits at the force's size. The force itself has no say in them, so that it does
/// not widen the limits that it is held against.
fn limits(own: Fraction, others: &[Fraction]) -> Option<Interval> {
    let counts: f64 = others.iter().map(|other| other.numerator()).sum();
    let bases: f64 = others.iter().map(|other| other.denominator()).sum();
    let target = Target::rate(Fraction::new(counts, bases).ok()?.value()).ok()?;
    let funnel = Funnel::new(target, others).ok()?;
    let standard_error = target.standard_error(own).ok()?;
    funnel
        .limits_at(standard_error, ConfidenceLevel::P99_8, Correction::Additive)
        .ok()
}
