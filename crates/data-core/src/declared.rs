//! What a force declares about a value, as decisions that comparisons follow.
//!
//! A value that is missing, estimated or partial is known as such wherever it is used: the
//! declaration becomes an exclusion of the edition, with the force's reason, from the very
//! revision on that brings the value. A plain value takes it back.

use std::collections::BTreeSet;

use peel_model::{
    ChangeOf, Edition, Exclusion, ExclusionId, Formula, Indicator, IndicatorId, IndicatorScope,
    MeasureDefinition, MeasureId, MissingReason, Reading, ReturnedValue, Standing, Treatment,
};

use crate::{Checksum, DocumentFile, SentReturn};

/// The files that a submission gives to its edition's document.
///
/// A value that no indicator uses changes no comparison and gives none.
pub(crate) fn declared_decisions(edition: &Edition, sent: &SentReturn) -> Vec<DocumentFile> {
    let file = |value: &ReturnedValue| {
        let id = exclusion_id(sent, value)?;
        let before = edition.exclusions.iter().find(|known| known.id == id);
        let now = treatment(value).and_then(|treatment| {
            let indicators = indicators_using(edition, &value.measure);
            (!indicators.is_empty()).then(|| Exclusion {
                id,
                forces: vec![sent.force.clone()],
                applies_to: IndicatorScope::These(indicators),
                periods: vec![value.period],
                treatment,
                reason: value.reason.clone(),
                source: format!("return of {} for {}", sent.force, edition.id),
                decided: None,
            })
        });
        let bytes = match (&now, before) {
            (None, None) => return None,
            (None, Some(_)) => Vec::new(),
            (Some(exclusion), _) => {
                let text = peel_edition::decision_document(
                    &sent.author,
                    std::slice::from_ref(exclusion),
                    &[],
                );
                text.ok()?.into_bytes()
            }
        };
        Some(DocumentFile {
            path: format!(
                "returns/{}/{}/{}.toml",
                sent.force, value.measure, value.period
            ),
            bytes,
        })
    };
    sent.values.iter().filter_map(file).collect()
}

/// What a declaration means for a comparison; `None` for a value as good as any.
fn treatment(value: &ReturnedValue) -> Option<Treatment> {
    match (value.reading, value.months) {
        (Reading::Missing(MissingReason::NotSupplied), _) => Some(Treatment::NotSupplied),
        (
            Reading::Present {
                standing: Standing::Partial,
                ..
            },
            Some(months),
        ) => Some(Treatment::Partial { months }),
        (
            Reading::Present {
                standing: Standing::Estimated,
                ..
            },
            _,
        ) => Some(Treatment::Estimated),
        (
            Reading::Present {
                standing: Standing::Break,
                ..
            },
            _,
        ) => Some(Treatment::Flag),
        _ => None,
    }
}

/// Readable where it fits: `northmarch-burglary-12m-to-2016-06`.
fn exclusion_id(sent: &SentReturn, value: &ReturnedValue) -> Option<ExclusionId> {
    let readable = format!("{}-{}-{}", sent.force, value.measure, value.period);
    let shortened = || {
        let digest = Checksum::of(readable.as_bytes());
        ExclusionId::new(&format!("returned-{digest}"))
    };
    ExclusionId::new(&readable).or_else(|_| shortened()).ok()
}

/// The indicators whose comparison reads a measure, itself or as part of a sum.
fn indicators_using(edition: &Edition, measure: &MeasureId) -> Vec<IndicatorId> {
    let holding = measures_holding(edition, measure);
    let reads = |indicator: &&Indicator| match &indicator.formula {
        Formula::Ratio {
            numerator,
            denominator,
            ..
        } => holding.contains(numerator) || holding.contains(denominator),
        Formula::Change {
            numerator,
            base,
            of,
            ..
        } => {
            let per = match of {
                ChangeOf::Counts => None,
                ChangeOf::Rates { denominator, .. } => Some(denominator),
            };
            holding.contains(numerator)
                || holding.contains(base)
                || per.is_some_and(|per| holding.contains(per))
        }
        Formula::Tally { .. } | Formula::PublishedOnly { .. } => false,
    };
    let using = edition.indicators.iter().filter(reads);
    using.map(|indicator| indicator.id.clone()).collect()
}

/// The measure and every sum that it is part of, however deep.
fn measures_holding<'e>(edition: &'e Edition, measure: &'e MeasureId) -> BTreeSet<&'e MeasureId> {
    let mut holding = BTreeSet::from([measure]);
    loop {
        let sums = edition.measures.iter().filter(|sum| match &sum.definition {
            MeasureDefinition::Sum { parts } => parts.iter().any(|part| holding.contains(part)),
            MeasureDefinition::Recorded { .. } => false,
        });
        let found: BTreeSet<_> = sums.map(|sum| &sum.id).collect();
        let before = holding.len();
        holding.extend(found);
        if holding.len() == before {
            return holding;
        }
    }
}
