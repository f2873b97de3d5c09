//! What takes an inspection from one state to another.

use peel_model::{
    Acknowledgement, Edition, Inspection, InspectionMove, InspectionStep, Revision, Run,
};

use super::complete::{check_complete, check_four_eyes};
use super::held::check_held;
use super::passages::Brought;
use super::{InspectionEntry, InspectionRefusal, InspectionWork};
use crate::writing::{LONGEST_TEXT, check_text};
use crate::{CollectionError, Rejected};

/// Where an inspection is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionMoving {
    /// Where.
    pub action: InspectionMove,
    /// The run that it was held against its figures by; empty where none is named.
    pub run: String,
    /// Why each error that the run raised stands.
    pub acknowledged: Vec<Acknowledgement>,
}

impl InspectionMoving {
    /// The identifier of the run that counts: that which is named, or, to publish, that which the
    /// inspection was finalised with.
    pub(super) fn run<'r>(&'r self, inspection: &'r Inspection) -> Option<&'r str> {
        if !self.run.is_empty() {
            return Some(&self.run);
        }
        let last = inspection.steps.last();
        let finalised = last.filter(|step| step.action == InspectionMove::Finalise);
        let of_last = finalised.map(|step| step.run.as_str());
        of_last.filter(|_| self.action == InspectionMove::Publish)
    }

    /// Moves an inspection, and gives the revision of the run that it was held against; refuses
    /// with everything that is missing. As at the newest revision the inspection is read that its
    /// edition brought.
    pub(super) fn take(
        &self,
        edition: &Edition,
        entry: &InspectionEntry,
        work: &mut InspectionWork,
        run: Option<&Run>,
        newest: Option<Revision>,
    ) -> Result<Option<Revision>, CollectionError> {
        let (action, state) = (self.action, work.inspection.state);
        let role = (action.begins_in() == Some(state)).then_some(action.role());
        entry.check_may(&format!("\"{action}\""), state, role)?;
        self.check_brought(edition, entry)?;
        let mut missing = Rejected::default();
        match action {
            InspectionMove::Moderate => {
                check_complete(edition, work, &mut missing);
                check_four_eyes(entry, work, &mut missing);
            }
            InspectionMove::Finalise | InspectionMove::Publish => {
                check_complete(edition, work, &mut missing);
                check_four_eyes(entry, work, &mut missing);
                self.check_run(entry, work, run, &mut missing);
            }
            InspectionMove::Open
            | InspectionMove::SendBack
            | InspectionMove::Reopen
            | InspectionMove::Correct => {}
        }
        missing
            .none_or_err()
            .map_err(|missing| InspectionRefusal::NotReady {
                force: entry.force.clone(),
                action,
                missing,
            })?;
        let published = work.changed.or(newest);
        work.inspection.state = action.leads_to();
        mark_moderated(&mut work.inspection);
        work.inspection.steps.push(InspectionStep {
            action,
            author: entry.author.clone(),
            at: entry.at,
            reason: entry.reason.clone(),
            run: self.run.clone(),
            acknowledged: self.acknowledged.clone(),
            corrects: published.filter(|_| action == InspectionMove::Correct),
        });
        Ok(run.filter(|_| is_held(action)).map(|run| run.revision))
    }

    fn check_brought(
        &self,
        edition: &Edition,
        entry: &InspectionEntry,
    ) -> Result<(), CollectionError> {
        let mut brought = Brought::under(edition);
        if self.action.needs_reason() && entry.reason.trim().is_empty() {
            brought.refuse("reason", "is required where something is taken back");
        }
        if !is_held(self.action) && !self.run.is_empty() {
            brought.refuse("run", "only to finalise and to publish is a run named");
        }
        if self.run.is_empty() && !self.acknowledged.is_empty() {
            brought.refuse(
                "acknowledged",
                "what a run raised is acknowledged with the run",
            );
        }
        brought.each("acknowledged", &self.acknowledged, |brought, field, one| {
            let reason = format!("{field}.reason");
            let bounds = (1, LONGEST_TEXT);
            check_text(&reason, &one.reason, bounds, &mut brought.rejected);
        });
        Ok(brought.rejected.none_or_err()?)
    }

    fn check_run(
        &self,
        entry: &InspectionEntry,
        work: &InspectionWork,
        run: Option<&Run>,
        missing: &mut Rejected,
    ) {
        match run {
            None => {
                let message = "is required: run the inspection as it is, and name the run";
                missing.add(|| "run".to_owned(), message.to_owned());
            }
            // What it was finalised with has been seen, and nothing was written since.
            Some(_) if self.run.is_empty() => {}
            Some(run) => check_held(entry, work, run, &self.acknowledged, missing),
        }
    }
}

/// Whether an inspection is held against its figures for it.
fn is_held(action: InspectionMove) -> bool {
    matches!(action, InspectionMove::Finalise | InspectionMove::Publish)
}

/// Judgments are moderated from then on, or not any more.
fn mark_moderated(inspection: &mut Inspection) {
    let moderated = inspection.state.is_complete();
    let questions = inspection.questions.iter_mut();
    let judgments = questions.filter_map(|judged| judged.judgment.as_mut());
    for judgment in judgments.chain(inspection.overall.as_mut()) {
        judgment.moderated = moderated;
    }
}
