//! A value's interval and its place: funnel, rank and band.

use peel_model::{FunnelCorrection, Intervals, NamedNumber, RatioKind, WorkingKind, WorkingStep};
use peel_stats::{ConfidenceLevel, EXACT_BELOW};

use super::{Explained, absence, named, step};
use crate::formula::Shape;
use crate::uncertainty::{Scale, standard_error};

impl Explained<'_> {
    pub(super) fn interval(&self) -> WorkingStep {
        let unit = self.comparison.unit_of(self.force);
        let exact = self
            .included()
            .is_some_and(|unit| unit.terms.now < EXACT_BELOW);
        let formula = match self.shape() {
            Shape::Ratio(RatioKind::Proportion) => {
                "Wilson: (x + z²/2 ± z √(x(n - x)/n + z²/4)) / (n + z²)"
            }
            Shape::Ratio(RatioKind::Rate) if exact => {
                "exact Poisson: χ²(α/2; 2x)/2 and χ²(1 - α/2; 2x + 2)/2, over the denominator"
            }
            Shape::Ratio(RatioKind::Rate) => {
                "Byar: x(1 - 1/(9x) - z/(3√x))³ and (x + 1)(1 - 1/(9(x + 1)) + z/(3√(x + 1)))³, \
                 over the denominator"
            }
            Shape::Ratio(RatioKind::Quotient) => "none for a quotient of two quantities",
            Shape::ChangeOfCounts | Shape::ChangeOfRates => {
                "exp(ln(ratio) ± z √(1/then + 1/now)) - 1, of the counts"
            }
        };
        let results = match unit.map(|unit| unit.interval) {
            Some(Ok(intervals)) => limits("", intervals),
            Some(Err(_)) | None => Vec::new(),
        };
        let note = match unit.map(|unit| unit.interval) {
            Some(Err(because)) => absence(because, ""),
            _ => String::new(),
        };
        WorkingStep {
            inputs: levels(),
            results,
            note,
            ..step(WorkingKind::Interval, formula)
        }
    }

    pub(super) fn standing(&self) -> Vec<WorkingStep> {
        let mut steps = vec![self.over_dispersion()];
        if self.comparison.unit_of(self.force).is_some() {
            steps.extend([self.funnel(), self.rank(), self.band()]);
        }
        steps
    }

    fn over_dispersion(&self) -> WorkingStep {
        let estimate = self.comparison.over_dispersion;
        WorkingStep {
            inputs: vec![named(
                "winsorised share at each end",
                self.question.method.winsorised_share,
            )],
            results: estimate.map_or_else(Vec::new, |estimate| {
                vec![
                    named("phi", estimate.phi),
                    named("tau squared", estimate.tau_squared),
                ]
            }),
            note: match estimate {
                None => "None: no funnel around this comparator.".to_owned(),
                Some(estimate) if estimate.applies => String::new(),
                Some(_) => "Units differ by no more than chance.".to_owned(),
            },
            ..step(
                WorkingKind::OverDispersion,
                "phi = Σz²/I; tau² = (I phi - (I - 1)) / (Σw - Σw²/Σw), w = 1/s²; z winsorised \
                 (Spiegelhalter 2005)",
            )
        }
    }

    fn funnel(&self) -> WorkingStep {
        let formula = self.funnel_formula();
        let unit = self.comparison.unit_of(self.force);
        let funnel = unit.map(|unit| unit.funnel);
        let mut inputs = levels();
        let scale = Scale::new(self.shape(), self.examined.multiplier);
        let comparator = self.comparison.comparator.value.ok();
        if let (Some(included), Some(comparator)) = (self.included(), comparator)
            && let Some(error) = standard_error(included.terms, comparator.value, scale)
        {
            inputs.push(named("s", error));
        }
        let (results, note) = match funnel {
            Some(Ok(funnel)) => {
                let mut results = limits("plain ", funnel.plain);
                results.extend(limits("corrected ", funnel.corrected));
                let note = format!(
                    "By plain limits {}, by corrected ones {}.",
                    funnel.plain_position, funnel.position
                );
                (results, note)
            }
            Some(Err(because)) => (Vec::new(), absence(because, "")),
            None => (Vec::new(), String::new()),
        };
        WorkingStep {
            inputs,
            results,
            note,
            ..step(WorkingKind::Funnel, formula)
        }
    }

    fn funnel_formula(&self) -> String {
        let corrected = match self.question.method.correction {
            FunnelCorrection::Additive => "√(s² + tau²)",
            FunnelCorrection::Multiplicative => "s √phi",
        };
        match self.shape() {
            Shape::Ratio(RatioKind::Proportion) => format!(
                "comparator ± z s, corrected ± z {corrected}; s = √(p(1 - p)/n), p the comparator"
            ),
            Shape::Ratio(_) => {
                format!("comparator ± z s, corrected ± z {corrected}; s = √(r/n), r the comparator")
            }
            Shape::ChangeOfCounts | Shape::ChangeOfRates => format!(
                "comparator × exp(± z s), corrected exp(± z {corrected}); s = √(1/then + 1/now), \
                 of ratios of later to earlier"
            ),
        }
    }

    fn rank(&self) -> WorkingStep {
        let unit = self.comparison.unit_of(self.force);
        WorkingStep {
            inputs: vec![named("units", self.comparison.units.len() as f64)],
            results: unit.map_or_else(Vec::new, |unit| {
                vec![
                    named("rank", f64::from(unit.rank)),
                    named("units with that rank", f64::from(unit.tied)),
                ]
            }),
            ..step(
                WorkingKind::Rank,
                "one more than the number of units with a higher value; 1 is the highest",
            )
        }
    }

    fn band(&self) -> WorkingStep {
        let unit = self.comparison.unit_of(self.force);
        let size = self.comparison.bands.ok();
        let note = match unit.map(|unit| unit.band) {
            Some(Ok(band)) => format!("{band}."),
            Some(Err(why)) => format!("None: {why}."),
            None => String::new(),
        };
        WorkingStep {
            inputs: vec![
                named("band share", self.question.method.band_share),
                named("units", self.comparison.units.len() as f64),
            ],
            results: size
                .map(|size| named("units in a band", f64::from(size)))
                .into_iter()
                .collect(),
            note,
            ..step(
                WorkingKind::Band,
                "share × units, rounded to the nearest whole number, halves up; one of the \
                 highest when fewer units are strictly higher, one of the lowest when fewer are \
                 strictly lower",
            )
        }
    }
}

fn levels() -> Vec<NamedNumber> {
    vec![
        named("z at 95%", ConfidenceLevel::P95.z()),
        named("z at 99.8%", ConfidenceLevel::P99_8.z()),
    ]
}

fn limits(prefix: &str, intervals: Intervals) -> Vec<NamedNumber> {
    let Intervals { at_95, at_99_8 } = intervals;
    vec![
        named(format!("{prefix}lower 95%"), at_95.lower),
        named(format!("{prefix}upper 95%"), at_95.upper),
        named(format!("{prefix}lower 99.8%"), at_99_8.lower),
        named(format!("{prefix}upper 99.8%"), at_99_8.upper),
    ]
}
