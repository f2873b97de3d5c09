use peel_model::{NamedNumber, ReadObservation, Reading, Revision, Working, WorkingStep};

use super::comparison::group_to_wire;
use crate::scoring::v1 as wire;

/// How a value came about.
#[must_use]
pub fn working_to_wire(working: &Working) -> wire::Working {
    wire::Working {
        edition: working.edition.to_string(),
        indicator: working.indicator.to_string(),
        period: working.period.to_string(),
        force: working.force.to_string(),
        peer_group: group_to_wire(&working.comparator),
        revision: working.revision.map_or(0, Revision::number),
        method: working.method.to_string(),
        steps: working.steps.iter().map(step_to_wire).collect(),
    }
}

fn step_to_wire(step: &WorkingStep) -> wire::WorkingStep {
    let numbers = |numbers: &[NamedNumber]| {
        let number = |number: &NamedNumber| wire::NamedNumber {
            name: number.name.clone(),
            value: number.value,
        };
        numbers.iter().map(number).collect()
    };
    wire::WorkingStep {
        kind: step.kind.name().to_owned(),
        formula: step.formula.clone(),
        observations: step.observations.iter().map(observation_to_wire).collect(),
        inputs: numbers(&step.inputs),
        results: numbers(&step.results),
        note: step.note.clone(),
    }
}

fn observation_to_wire(read: &ReadObservation) -> wire::ReadObservation {
    wire::ReadObservation {
        area: read.area.to_string(),
        measure: read.measure.to_string(),
        period: read.period.to_string(),
        value: read.reading.and_then(Reading::value),
        status: read
            .reading
            .map(|reading| reading.status().to_owned())
            .unwrap_or_default(),
        revision: read.revision.map_or(0, Revision::number),
    }
}
