//! What must be read before a submission can be checked.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{
    Area, Edition, ForceId, Formula, Measure, MeasureId, Observation, Period, RatioKind, Relation,
    ReturnDefinition,
};

use crate::{InvalidQuery, MOST_NAMED, ObservationQuery};

use super::returned::{entries, leaves, measures};

/// What must be read for checking a submission: of the force, all periods of the measures sent
/// and of those they are held against; of all forces, the periods sent of what is compared with
/// other forces, and the levels that makes them alike.
///
/// Nobody else's history is read, so that checking stays quick however much is on record. The
/// answers to all queries together are the [`RecordedValues`](crate::RecordedValues) of the
/// evidence; where they overlap they agree. No query when nothing sent is asked for.
///
/// # Errors
/// [`InvalidQuery`] when the submission is for more than [`MOST_NAMED`] different periods.
pub fn observations_needed(
    edition: &Edition,
    definition: &ReturnDefinition,
    force: &ForceId,
    submitted: &[Observation],
) -> Result<Vec<ObservationQuery>, InvalidQuery> {
    let needs = Needs::of(edition, definition, submitted);
    let area = Area::Force(force.clone());
    let mut queries = Vec::new();
    // An empty part of a query restricts nothing, so what is not needed must not be asked.
    for measures in groups(&needs.own) {
        queries.push(ObservationQuery::new(measures, [area.clone()], [])?);
    }
    for (measures, periods) in [
        (&needs.compared, &needs.periods),
        (&needs.levels, &needs.mid_years),
    ] {
        for measures in groups(measures) {
            queries.push(ObservationQuery::new(
                measures,
                [],
                periods.iter().copied(),
            )?);
        }
    }
    Ok(queries)
}

#[derive(Default)]
struct Needs<'a> {
    /// The force's own history.
    own: BTreeSet<&'a MeasureId>,
    /// Of all forces, in `periods`.
    compared: BTreeSet<&'a MeasureId>,
    periods: BTreeSet<Period>,
    /// Of all forces, at `mid_years`.
    levels: BTreeSet<&'a MeasureId>,
    mid_years: BTreeSet<Period>,
}

impl<'a> Needs<'a> {
    fn of(
        edition: &'a Edition,
        definition: &'a ReturnDefinition,
        submitted: &'a [Observation],
    ) -> Self {
        let measures = measures(edition);
        let entries = entries(definition);
        let mut needs = Self::default();
        for row in submitted {
            let Some(entry) = entries.get(&row.measure) else {
                continue;
            };
            needs.own.extend(leaves(&measures, &entry.measure));
            if let Some(per) = &entry.per
                && entry.periods.contains(&row.period)
            {
                needs.compared.extend(leaves(&measures, &entry.measure));
                needs.periods.insert(row.period);
                needs.levels.extend(leaves(&measures, per));
                needs.mid_years.insert(row.period.mid_year());
            }
        }
        needs
            .own
            .extend(related(edition, definition, &measures, &needs.own));
        needs
    }
}

/// The measures that stand in a relation or a proportion with one of those sent.
fn related<'a>(
    edition: &'a Edition,
    definition: &'a ReturnDefinition,
    measures: &BTreeMap<&MeasureId, &'a Measure>,
    sent: &BTreeSet<&MeasureId>,
) -> BTreeSet<&'a MeasureId> {
    let relations = definition.relations.iter().map(|relation| match relation {
        Relation::Sum { whole, parts } => std::iter::once(whole).chain(parts).collect(),
        Relation::Within { whole, part } => vec![whole, part],
    });
    let proportions = edition
        .indicators
        .iter()
        .filter_map(|it| match &it.formula {
            Formula::Ratio {
                numerator,
                denominator,
                kind: RatioKind::Proportion,
                ..
            } => Some(vec![numerator, denominator]),
            _ => None,
        });
    relations
        .chain(proportions)
        .map(|family: Vec<&'a MeasureId>| -> Vec<&'a MeasureId> {
            let members = family.into_iter();
            members
                .flat_map(|member| leaves(measures, member))
                .collect()
        })
        .filter(|family| family.iter().any(|member| sent.contains(member)))
        .flatten()
        .collect()
}

/// As many measures at a time as a query may name.
fn groups(measures: &BTreeSet<&MeasureId>) -> Vec<Vec<MeasureId>> {
    let all: Vec<MeasureId> = measures.iter().map(|measure| (*measure).clone()).collect();
    all.chunks(MOST_NAMED).map(<[MeasureId]>::to_vec).collect()
}
