//! What was decided about a force, and what was read for its unit.

use peel_model::{
    Area, ForceId, MeasureKind, ReadObservation, Treatment, WorkingKind, WorkingStep,
};

use super::{Explained, named, step};
use crate::decisions::Decisions;
use crate::formula::{Shape, Term};
use crate::requirement::parts_of;
use crate::units::Included;
use crate::words;

impl Explained<'_> {
    /// The decisions about the forces of the unit, in the edition's order, force by force.
    pub(super) fn decisions(&self) -> Vec<WorkingStep> {
        let question = self.question;
        let then = self.resolved.then.as_ref().map(|then| then.count.period);
        let decisions = Decisions::of(question.edition, question.indicator, question.period, then);
        let mut steps = Vec::new();
        for force in self.forces() {
            for decision in decisions.about(force) {
                let exclusion = decision.exclusion;
                let inputs = match exclusion.treatment {
                    Treatment::Partial { months } => {
                        vec![named("months covered", f64::from(months))]
                    }
                    _ => Vec::new(),
                };
                steps.push(WorkingStep {
                    inputs,
                    note: exclusion.reason.clone(),
                    ..step(
                        WorkingKind::Decision,
                        format!("{}: {} ({force})", exclusion.id, exclusion.treatment.name()),
                    )
                });
            }
        }
        steps
    }

    /// One step for every term of the formula.
    pub(super) fn readings(&self) -> Vec<WorkingStep> {
        let included = self.included();
        let terms = included.map(|unit| unit.terms);
        let now = &self.resolved.now;
        let mut steps = vec![self.reading(
            WorkingKind::Numerator,
            &now.count,
            terms.map(|terms| terms.now),
        )];
        if let Some(per) = &now.per {
            let value = terms.map(|terms| terms.now_per);
            steps.push(self.reading(WorkingKind::Denominator, per, value));
        }
        if let Some(then) = &self.resolved.then {
            let value = terms.map(|terms| terms.then);
            steps.push(self.reading(WorkingKind::Base, &then.count, value));
            if let Some(per) = &then.per {
                let value = terms.map(|terms| terms.then_per);
                steps.push(self.reading(WorkingKind::BaseDenominator, per, value));
            }
        }
        steps
    }

    fn reading(&self, kind: WorkingKind, term: &Term<'_>, total: Option<f64>) -> WorkingStep {
        let observations: Vec<ReadObservation> = self
            .forces()
            .into_iter()
            .flat_map(|force| self.read(term, force))
            .collect();
        let recorded = observations.iter().filter_map(|read| {
            let value = read.reading?.value()?;
            let name = format!("{}, {}, {}", read.measure, read.area, read.period);
            Some(named(name, value))
        });
        let scaled = match kind {
            WorkingKind::Denominator | WorkingKind::BaseDenominator
                if term.leaves.measure.kind == MeasureKind::Stock =>
            {
                "A level is scaled to the months covered where a decision says that not all are."
            }
            _ => "",
        };
        WorkingStep {
            inputs: recorded.collect(),
            results: total
                .map(|total| named(term.leaves.measure.title.clone(), total))
                .into_iter()
                .collect(),
            observations,
            note: scaled.to_owned(),
            ..step(
                kind,
                format!("the sum of what was recorded of {}", words::term(term)),
            )
        }
    }

    /// What was recorded for a force: each measure for the whole span, or else for its parts.
    fn read(&self, term: &Term<'_>, force: &ForceId) -> Vec<ReadObservation> {
        let area = Area::Force(force.clone());
        let mut read = Vec::new();
        for measure in &term.leaves.parts {
            let at = |period| {
                let cell = self.observations.get(&measure.id, period, &area);
                ReadObservation {
                    area: area.clone(),
                    measure: measure.id.clone(),
                    period,
                    reading: cell.map(|cell| cell.reading),
                    revision: cell.map(|cell| cell.revision),
                }
            };
            let whole = at(term.period);
            if whole.reading.is_some() || measure.kind != MeasureKind::Count {
                read.push(whole);
                continue;
            }
            let parts = parts_of(term.period, self.question.method)
                .into_iter()
                .map(|(_, periods)| periods.into_iter().map(at).collect::<Vec<_>>())
                .find(|parts| parts.iter().any(|part| part.reading.is_some()));
            match parts {
                Some(parts) => {
                    read.extend(parts.into_iter().filter(|part| part.reading.is_some()));
                }
                None => read.push(whole),
            }
        }
        read
    }

    /// The forces of the force's unit; the force alone, where it is in none.
    pub(super) fn forces(&self) -> Vec<&ForceId> {
        let unit = self
            .comparison
            .unit_of(self.force)
            .map(|unit| &unit.unit)
            .or_else(|| {
                let left_out = self.comparison.left_out(self.force);
                left_out.map(|left_out| &left_out.unit)
            });
        match unit {
            Some(unit) => unit.forces.iter().collect(),
            None => vec![self.force],
        }
    }

    pub(super) fn included(&self) -> Option<&Included> {
        let units = self.examined.included.iter();
        let mut own = units.filter(|unit| unit.unit.forces.contains(self.force));
        own.next()
    }

    /// The units that the comparator is made of.
    pub(super) fn members(&self) -> Vec<&Included> {
        let units = self.examined.included.iter();
        units
            .filter(|unit| self.question.is_peer(&unit.unit))
            .collect()
    }

    pub(super) fn shape(&self) -> Shape {
        self.resolved.shape
    }
}
