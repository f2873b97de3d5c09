//! What runs do: every comparison of an edition, counted, and inspections held against them.

use peel_cache::Source;
use peel_kit::CallContext;
use peel_model::{
    ForceId, FoundIn, Inconsistency, IndicatorId, Period, RaisedCheck, Revision, UsedComparison,
};
use peel_scoring_core::check_inspection;
use tonic::Status;

use crate::answers::{Answers, Standpoint};
use crate::held_against::{Holding, shown};

/// The most checks that are recorded with a run: as many as data takes.
const MOST_RAISED: usize = 1_000;

/// The longest message of a raised check or a failure, in characters: as long as data takes it in
/// bytes, whatever the letters.
pub(crate) const LONGEST_MESSAGE: usize = 500;

/// The comparisons that a run made so far, with where each was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) used: Vec<UsedComparison>,
}

impl Tally {
    pub(crate) fn of(&self, found_in: FoundIn) -> u32 {
        let these = self.used.iter().filter(|used| used.found_in == found_in);
        u32::try_from(these.count()).unwrap_or(u32::MAX)
    }

    pub(crate) fn total(&self) -> u32 {
        u32::try_from(self.used.len()).unwrap_or(u32::MAX)
    }
}

/// How far the comparisons of a run are.
#[derive(Debug)]
pub(crate) struct Step<'s> {
    pub(crate) done: u32,
    pub(crate) total: u32,
    pub(crate) used: &'s UsedComparison,
}

/// What the checks of an inspection raised.
pub(crate) type Raised = Vec<RaisedCheck>;

impl Answers {
    /// Makes every comparison that reports of an edition show, and tells each step.
    pub(crate) async fn make_all(
        &self,
        standpoint: &Standpoint,
        tally: &mut Tally,
        context: CallContext,
        mut progress: impl FnMut(Step<'_>) + Send,
    ) -> Result<Holding, Status> {
        let programme = &standpoint.programme;
        let choices = programme.edition.shown_comparisons();
        let total = u32::try_from(choices.len()).unwrap_or(u32::MAX);
        let questions = shown(programme, &choices)?;
        let evidence = self.evidence(standpoint, &questions, context);
        let revision = |at: usize| -> Option<Revision> {
            let measures = &questions.get(at)?.definition.measures;
            let ledger = self.revisions.ledger();
            Revision::new(ledger.of_measures(measures, standpoint.as_of))
        };
        let found = |at: usize, source| {
            let Some((indicator, period)) = choices.get(at) else {
                return;
            };
            tally
                .used
                .push(used(indicator, *period, revision(at), source));
            if let Some(used) = tally.used.last() {
                progress(Step {
                    done: tally.total(),
                    total,
                    used,
                });
            }
        };
        let compared = self.wholes(standpoint, &questions, &evidence, found);
        if programme.inspected.is_empty() {
            compared.await?;
            return Ok(Holding::without_figures(standpoint));
        }
        let (compared, figures) = futures::try_join!(compared, self.figures(standpoint, context))?;
        Holding::of(standpoint, compared, figures).await
    }
}

fn used(
    indicator: &IndicatorId,
    period: Period,
    revision: Option<Revision>,
    source: Source,
) -> UsedComparison {
    UsedComparison {
        indicator: indicator.clone(),
        period,
        comparator: peel_model::ComparatorKind::EnglandAndWales,
        revision,
        found_in: match source {
            Source::Memory => FoundIn::Memory,
            Source::Redis => FoundIn::Redis,
            // Another run computed it while this one waited.
            Source::Computed | Source::Shared => FoundIn::Computed,
        },
    }
}

/// Holds a force's inspection against the comparisons of a run; `None` where there is no inspection,
/// or the edition has no rules for it.
///
/// # Errors
/// A fault of ours.
pub(crate) async fn checked(holding: &Holding, force: &ForceId) -> Result<Option<Raised>, Status> {
    let raised = holding.ask(force, check_inspection).await?;
    let recorded = |raised: Vec<Inconsistency>| {
        let raised = raised.into_iter().take(MOST_RAISED);
        raised.map(to_record).collect()
    };
    Ok(raised.map(recorded))
}

fn to_record(raised: Inconsistency) -> RaisedCheck {
    RaisedCheck {
        check: raised.check,
        severity: raised.severity,
        place: raised.place.to_string(),
        message: raised.message.chars().take(LONGEST_MESSAGE).collect(),
    }
}
