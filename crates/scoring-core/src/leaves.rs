//! Which recorded measures a measure adds up.

use peel_model::{Edition, Measure, MeasureDefinition, MeasureId, MeasureKind};

use crate::ComparisonError;

/// The deepest nesting of sums. An edition that means more than this means a circle.
const DEEPEST_SUM: usize = 16;

/// The most recorded measures that one measure may add up.
const MOST_PARTS: usize = 1_000;

/// A measure with the recorded measures it adds up: itself alone, where it is recorded.
#[derive(Debug, Clone)]
pub(crate) struct Leaves<'e> {
    pub(crate) measure: &'e Measure,
    pub(crate) parts: Vec<&'e Measure>,
}

impl<'e> Leaves<'e> {
    pub(crate) fn of(edition: &'e Edition, id: &MeasureId) -> Result<Self, ComparisonError> {
        let mut parts = Vec::new();
        let measure = collect(edition, id, DEEPEST_SUM, &mut parts)?;
        Ok(Self { measure, parts })
    }
}

fn collect<'e>(
    edition: &'e Edition,
    id: &MeasureId,
    depth_left: usize,
    leaves: &mut Vec<&'e Measure>,
) -> Result<&'e Measure, ComparisonError> {
    let measure = edition
        .measure(id)
        .ok_or_else(|| ComparisonError::UnknownMeasure {
            edition: edition.id.clone(),
            measure: id.clone(),
        })?;
    if measure.kind == MeasureKind::Printed {
        return Err(ComparisonError::PrintedMeasure {
            measure: id.clone(),
        });
    }
    match &measure.definition {
        MeasureDefinition::Recorded { .. } if leaves.len() == MOST_PARTS => {
            return Err(ComparisonError::SumTooLong {
                measure: id.clone(),
                most: MOST_PARTS,
            });
        }
        MeasureDefinition::Recorded { .. } => leaves.push(measure),
        MeasureDefinition::Sum { parts } => {
            let depth_left =
                depth_left
                    .checked_sub(1)
                    .ok_or_else(|| ComparisonError::EndlessSum {
                        measure: id.clone(),
                        most: DEEPEST_SUM,
                    })?;
            for part in parts {
                collect(edition, part, depth_left, leaves)?;
            }
        }
    }
    Ok(measure)
}
