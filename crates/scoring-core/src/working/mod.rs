//! The whole working of one value, step by step.

mod readings;
mod standing;

use peel_model::{
    Absent, ComparatorKind, ComparatorMethod, Comparison, Edition, ForceId, Indicator,
    MethodParameters, NamedNumber, Period, Working, WorkingKind, WorkingStep,
};

use crate::formula::{Plan, Resolved};
use crate::question::{Examined, Question};
use crate::{ComparisonError, Observations, compare, words};

/// How one force's value and its place among the others came about: every step with its formula,
/// the observations read and the numbers that go in and come out, in the order of work.
///
/// Every number is unrounded and is the one that [`crate::compare`] used or gave. A step that
/// gives nothing says why in its note. The same arguments always give the same text.
///
/// # Errors
/// As [`crate::compare`], for a definition at fault.
pub fn explain(
    edition: &Edition,
    indicator: &Indicator,
    period: Period,
    comparator: &ComparatorKind,
    force: &ForceId,
    observations: &Observations,
) -> Result<Working, ComparisonError> {
    let question = Question::new(edition, indicator, period, comparator)?;
    let comparison = compare(edition, indicator, period, comparator, observations)?;
    let mut steps = vec![method_step(question.method)];
    match Plan::of(edition, indicator, period)? {
        Plan::Compute(resolved) => {
            let explained = Explained {
                question: &question,
                resolved: &resolved,
                examined: question.examine(&resolved, observations)?,
                observations,
                comparison: &comparison,
                force,
            };
            steps.extend(explained.steps());
        }
        Plan::Tally { .. } | Plan::PublishedOnly { .. } => steps.push(without_units(&comparison)),
    }
    Ok(Working {
        edition: edition.id.clone(),
        indicator: indicator.id.clone(),
        period,
        force: force.clone(),
        comparator: comparator.clone(),
        revision: comparison.revision,
        method: edition.method.clone(),
        steps,
    })
}

/// Everything that a working is told from.
struct Explained<'a> {
    question: &'a Question<'a>,
    resolved: &'a Resolved<'a>,
    examined: Examined,
    observations: &'a Observations,
    comparison: &'a Comparison,
    force: &'a ForceId,
}

impl Explained<'_> {
    fn steps(&self) -> Vec<WorkingStep> {
        let mut steps = self.decisions();
        steps.extend(self.readings());
        steps.push(self.value());
        steps.push(self.interval());
        steps.push(self.units());
        steps.push(self.comparator());
        steps.extend(self.standing());
        steps
    }

    fn value(&self) -> WorkingStep {
        let formula = words::formula(self.resolved, self.examined.multiplier);
        let unit = self.comparison.unit_of(self.force);
        let note = match (unit, self.comparison.left_out(self.force)) {
            (Some(_), _) => String::new(),
            (None, Some(left_out)) => absence(left_out.because, &left_out.note),
            (None, None) => absence(Absent::NotApplicable, "The force is not among the units."),
        };
        WorkingStep {
            results: unit
                .map(|unit| named("value", unit.value))
                .into_iter()
                .collect(),
            inputs: unit.map_or_else(Vec::new, |unit| {
                vec![
                    named("numerator", unit.numerator),
                    named("denominator", unit.denominator),
                    named("multiplier", self.examined.multiplier),
                ]
            }),
            note,
            ..step(WorkingKind::Value, formula)
        }
    }

    fn units(&self) -> WorkingStep {
        let left_out: Vec<String> = self
            .comparison
            .left_out
            .iter()
            .map(|unit| format!("{} is left out: {}.", unit.unit.id, unit.because))
            .collect();
        WorkingStep {
            results: vec![
                named("units included", self.comparison.units.len() as f64),
                named("units left out", self.comparison.left_out.len() as f64),
            ],
            note: left_out.join(" "),
            ..step(
                WorkingKind::Units,
                "every unit with a value that no decision leaves out",
            )
        }
    }

    fn comparator(&self) -> WorkingStep {
        let comparator = &self.comparison.comparator;
        let formula = match comparator.method {
            ComparatorMethod::Pooled => {
                "the formula of the value, with the sums of the included units' numerators and \
                 denominators"
            }
            ComparatorMethod::MeanOfRates => {
                "the sum of the included units' values, divided by how many units there are"
            }
        };
        let members = self.members();
        let sum = |part: fn(&crate::value::Terms) -> f64| -> f64 {
            members.iter().map(|unit| part(&unit.terms)).sum()
        };
        let mut inputs = vec![named("units of the comparator", members.len() as f64)];
        inputs.push(named("sum of counts", sum(|terms| terms.now)));
        if self.resolved.now.per.is_some() {
            inputs.push(named("sum of denominators", sum(|terms| terms.now_per)));
        }
        if let Some(then) = &self.resolved.then {
            inputs.push(named("sum of counts then", sum(|terms| terms.then)));
            if then.per.is_some() {
                inputs.push(named(
                    "sum of denominators then",
                    sum(|terms| terms.then_per),
                ));
            }
        }
        if comparator.method == ComparatorMethod::MeanOfRates {
            let values: f64 = members.iter().map(|unit| unit.value.value).sum();
            inputs.push(named("sum of values", values));
        }
        WorkingStep {
            inputs,
            results: comparator
                .value
                .iter()
                .map(|value| named("comparator", value.value))
                .collect(),
            note: comparator
                .value
                .err()
                .map_or_else(String::new, |because| absence(because, "")),
            ..step(WorkingKind::Comparator, formula)
        }
    }
}

fn method_step(method: &MethodParameters) -> WorkingStep {
    WorkingStep {
        inputs: vec![
            named("band share", method.band_share),
            named(
                "fewest units with bands",
                f64::from(method.least_banded_units),
            ),
            named("small number below", method.small_number),
            named("winsorised share at each end", method.winsorised_share),
        ],
        note: format!("Corrected limits are {}.", method.correction),
        ..step(WorkingKind::Method, format!("method {}", method.version))
    }
}

/// A tally, or what is known only as printed: the comparator is all there is.
fn without_units(comparison: &Comparison) -> WorkingStep {
    let value = comparison.comparator.value;
    WorkingStep {
        inputs: value.map_or_else(
            |_| Vec::new(),
            |value| {
                vec![
                    named("units that rose", value.numerator),
                    named("units", value.denominator),
                ]
            },
        ),
        results: value
            .iter()
            .map(|value| named("comparator", value.value))
            .collect(),
        note: value
            .err()
            .map_or_else(String::new, |because| absence(because, "")),
        ..step(WorkingKind::Comparator, comparison.formula.clone())
    }
}

fn step(kind: WorkingKind, formula: impl Into<String>) -> WorkingStep {
    WorkingStep {
        kind,
        formula: formula.into(),
        observations: Vec::new(),
        inputs: Vec::new(),
        results: Vec::new(),
        note: String::new(),
    }
}

fn named(name: impl Into<String>, value: f64) -> NamedNumber {
    NamedNumber {
        name: name.into(),
        value,
    }
}

fn absence(because: Absent, note: &str) -> String {
    format!("None: {because}. {note}").trim_end().to_owned()
}
