//! The printed figures that inspections are held against, read once per revision of them.

use std::sync::Arc;

use peel_kit::CallContext;
use peel_model::{Breakdown, BreakdownMismatch, PrintedValue};
use peel_scoring_core::{mismatches, printed_measures, printed_values};
use tokio::sync::Mutex;
use tonic::Status;

use crate::answers::{Answers, Standpoint};
use crate::failures::{fault, not_comparable};
use crate::programme::Programme;

/// Printed figures, and those of them that do not add up.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) printed: Vec<PrintedValue>,
    pub(crate) mismatches: Vec<BreakdownMismatch>,
}

/// The figures read last, with the revision that last touched them and the digest of the record up
/// to it.
pub(crate) type KeptFigures = Mutex<Option<(u64, Vec<u8>, Arc<Figures>)>>;

impl Answers {
    /// The printed figures as at a standpoint. Of callers who need them read, one reads and the
    /// others wait.
    pub(crate) async fn figures(
        &self,
        standpoint: &Standpoint,
        context: CallContext,
    ) -> Result<Arc<Figures>, Status> {
        let programme = &standpoint.programme;
        let measures: Vec<_> = printed_measures(&programme.edition).into_iter().collect();
        let (revision, history) = {
            let ledger = self.revisions.ledger();
            let revision = ledger.of_measures(&measures, standpoint.as_of);
            (revision, ledger.history(revision).to_vec())
        };
        let mut kept = programme.figures.lock().await;
        if let Some((of, record, figures)) = kept.as_ref()
            && *of == revision
            && *record == history
        {
            return Ok(Arc::clone(figures));
        }
        let names = measures.iter().map(ToString::to_string).collect();
        let read = self.data.observations_of(names, standpoint.as_of, context);
        let observations = read.await?;
        let of = Arc::clone(programme);
        let figures = tokio::task::spawn_blocking(move || {
            let found = mismatches(&of.edition, &printed_breakdowns(&of), &observations);
            found.map(|mismatches| Figures {
                printed: printed_values(&of.edition, &observations),
                mismatches,
            })
        });
        let figures = figures.await.map_err(fault)?.map_err(not_comparable)?;
        let figures = Arc::new(figures);
        *kept = Some((revision, history, Arc::clone(&figures)));
        Ok(figures)
    }
}

/// The breakdowns among printed figures, each once. Those of recorded counts are told with the
/// comparisons that use them.
fn printed_breakdowns(programme: &Programme) -> Vec<Breakdown> {
    let mut all = Vec::new();
    for definition in programme.definitions() {
        for breakdown in &definition.breakdowns.checked {
            if !matches!(breakdown, Breakdown::Recorded { .. }) && !all.contains(breakdown) {
                all.push(breakdown.clone());
            }
        }
    }
    all
}
