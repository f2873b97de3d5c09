//! A force's inspection with everything it is held against.

use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use peel_kit::CallContext;
use peel_model::{
    BreakdownMismatch, ComparatorKind, Comparison, Edition, ForceId, Formula, IndicatorId,
    Inspection, InspectionBackground, InspectionState, Period, Series,
};
use peel_proto::convert::{comparison_from_wire, mismatch_from_wire, series_from_wire};
use peel_proto::scoring::v1 as wire;
use peel_scoring_core::InspectionEvidence;
use prost::Message;
use tonic::Status;

use crate::answers::{Answers, Standpoint};
use crate::failures::fault;
use crate::figures::Figures;
use crate::programme::Programme;
use crate::question::Question;

/// Series of one force that are computed side by side.
const SERIES_SIDE_BY_SIDE: usize = 8;

/// What all inspections of an edition are held against, as at one standpoint.
#[derive(Debug, Clone)]
pub(crate) struct Holding {
    programme: Arc<Programme>,
    compared: Arc<Compared>,
    figures: Arc<Figures>,
}

/// Comparisons with what does not add up in them.
#[derive(Debug, Default)]
struct Compared {
    comparisons: Vec<Comparison>,
    mismatches: Vec<BreakdownMismatch>,
}

/// The comparisons that a report shows and a run makes, as questions.
pub(crate) fn shown<'p>(
    programme: &'p Programme,
    choices: &[(IndicatorId, Period)],
) -> Result<Vec<Question<'p>>, Status> {
    let question = |(indicator, period): &(IndicatorId, Period)| {
        Ok(Question {
            definition: programme.definition(indicator.as_str())?,
            period: *period,
            comparator: &ComparatorKind::EnglandAndWales,
        })
    };
    choices.iter().map(question).collect()
}

impl Answers {
    /// What the inspections of an edition are held against: what a report shows, and nothing that
    /// its readers cannot see.
    pub(crate) async fn holding(
        &self,
        standpoint: &Standpoint,
        context: CallContext,
    ) -> Result<Holding, Status> {
        let programme = &standpoint.programme;
        let questions = shown(programme, &programme.edition.shown_comparisons())?;
        let evidence = self.evidence(standpoint, &questions, context);
        let compared = self.wholes(standpoint, &questions, &evidence, |_, _| {});
        let (compared, figures) = futures::try_join!(compared, self.figures(standpoint, context))?;
        Holding::of(standpoint, compared, figures).await
    }

    /// A force's series of every indicator that can be computed, in its own period.
    pub(crate) async fn all_series(
        &self,
        standpoint: &Standpoint,
        force: &ForceId,
        context: CallContext,
    ) -> Result<Vec<Series>, Status> {
        let programme = &standpoint.programme;
        let indicators = programme.edition.indicators.iter();
        let computable =
            indicators.filter(|one| !matches!(one.formula, Formula::PublishedOnly { .. }));
        let own: Vec<_> = computable.map(|one| (one.id.clone(), one.period)).collect();
        let questions = shown(programme, &own)?;
        let past = self.past(standpoint, &questions, context);
        let mut waiting = Vec::with_capacity(questions.len());
        for question in &questions {
            waiting.push(self.series(standpoint, *question, force, &past));
        }
        let mut all = Vec::with_capacity(questions.len());
        let mut ready = stream::iter(waiting).buffered(SERIES_SIDE_BY_SIDE);
        while let Some(bytes) = ready.try_next().await? {
            let series = wire::Series::decode(bytes).map_err(fault)?;
            all.push(series_from_wire(series).map_err(fault)?);
        }
        Ok(all)
    }
}

impl Holding {
    /// What recorded findings alone decide is held against no figure.
    pub(crate) fn without_figures(standpoint: &Standpoint) -> Self {
        Self {
            programme: Arc::clone(&standpoint.programme),
            compared: Arc::default(),
            figures: Arc::default(),
        }
    }

    /// Of comparisons as they are kept. They are decoded beside the threads that serve calls.
    pub(crate) async fn of(
        standpoint: &Standpoint,
        encoded: Vec<Bytes>,
        figures: Arc<Figures>,
    ) -> Result<Self, Status> {
        let programme = Arc::clone(&standpoint.programme);
        let decoded = tokio::task::spawn_blocking(move || decoded(encoded)).await;
        let mut compared = decoded.map_err(fault)??;
        compared
            .mismatches
            .extend(figures.mismatches.iter().cloned());
        Ok(Self {
            programme,
            compared: Arc::new(compared),
            figures,
        })
    }

    /// Asks something of a force's inspection beside the threads that serve calls; `None` for a
    /// force without inspection, and an edition without rules for any.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        force: &ForceId,
        what: impl FnOnce(&InspectionEvidence<'_>) -> T + Send + 'static,
    ) -> Result<Option<T>, Status> {
        if !self.programme.is_inspected(force) {
            return Ok(None);
        }
        let (holding, force) = (self.clone(), force.clone());
        let asked = tokio::task::spawn_blocking(move || {
            let inspected = holding.programme.inspected.get(&force)?;
            holding.evidence(&inspected.inspection, &inspected.background, &[], what)
        });
        asked.await.map_err(fault)
    }

    /// Asks something of a force's figures, whether or not it has an inspection; `None` for an
    /// edition without rules for inspections.
    pub(crate) async fn ask_figures<T: Send + 'static>(
        &self,
        force: &ForceId,
        series: Vec<Series>,
        what: impl FnOnce(&InspectionEvidence<'_>) -> T + Send + 'static,
    ) -> Result<Option<T>, Status> {
        let (holding, force) = (self.clone(), force.clone());
        let asked = tokio::task::spawn_blocking(move || {
            let edition = &holding.programme.edition;
            let unwritten = unwritten(edition, force);
            let background = InspectionBackground::default();
            holding.evidence(&unwritten, &background, &series, what)
        });
        asked.await.map_err(fault)
    }

    fn evidence<T>(
        &self,
        inspection: &Inspection,
        background: &InspectionBackground,
        series: &[Series],
        what: impl FnOnce(&InspectionEvidence<'_>) -> T,
    ) -> Option<T> {
        let edition = &self.programme.edition;
        Some(what(&InspectionEvidence {
            edition,
            rules: edition.inspection_rules.as_ref()?,
            inspection,
            background,
            comparisons: &self.compared.comparisons,
            series,
            printed: &self.figures.printed,
            mismatches: &self.compared.mismatches,
        }))
    }
}

/// The inspection of a force that has none: figures ask the same of it.
fn unwritten(edition: &Edition, force: ForceId) -> Inspection {
    Inspection {
        edition: edition.id.clone(),
        force,
        state: InspectionState::Draft,
        inspected: String::new(),
        overall: None,
        questions: Vec::new(),
        findings: Vec::new(),
        facts: Vec::new(),
        source: String::new(),
        steps: Vec::new(),
    }
}

fn decoded(encoded: Vec<Bytes>) -> Result<Compared, Status> {
    let mut compared = Compared::default();
    for bytes in encoded {
        let message = wire::Comparison::decode(bytes).map_err(fault)?;
        for mismatch in &message.mismatches {
            // The printed ones come with the figures.
            if mismatch.kind == "recorded" {
                let mismatch = mismatch_from_wire(mismatch).map_err(fault)?;
                if !compared.mismatches.contains(&mismatch) {
                    compared.mismatches.push(mismatch);
                }
            }
        }
        let comparison = comparison_from_wire(message).map_err(fault)?;
        compared.comparisons.push(comparison);
    }
    Ok(compared)
}
