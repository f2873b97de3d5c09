//! The steps that led an inspection to its state.

use peel_model::{Acknowledgement, InspectionMove, InspectionState, InspectionStep, Revision};

use crate::reader::Reader;
use crate::written::WrittenInspectionStep;

/// The steps that led to a state: each begins where the one before led, and the last leads
/// there. What came before the first is not told where an edition brought the inspection.
pub(crate) fn steps(
    reader: &mut Reader<'_>,
    written: &[WrittenInspectionStep],
    state: Option<InspectionState>,
) -> Vec<InspectionStep> {
    let mut steps = Vec::new();
    let mut before = None;
    for one in written {
        let (all, name) = (InspectionMove::ALL, InspectionMove::name);
        let Some(action) = reader.one_of(&one.action, "step", all, name) else {
            continue;
        };
        let follows = action.begins_in() == before;
        if !(follows || before.is_none() && action.begins_in().is_some()) {
            let message = format!("\"{action}\" cannot follow what stands before it");
            reader.report(&one.action, message);
        }
        before = Some(action.leads_to());
        let corrects = corrects(reader, one, action);
        let acknowledged = one.acknowledged.iter().map(|it| Acknowledgement {
            check: reader.text(&it.check),
            place: reader.text(&it.place),
            reason: reader.text(&it.reason),
        });
        steps.push(InspectionStep {
            corrects,
            acknowledged: acknowledged.collect(),
            action,
            author: reader.text(&one.author),
            at: one.at,
            reason: reader.optional(one.reason.as_ref()),
            run: reader.optional(one.run.as_ref()),
        });
    }
    if let Some(last) = written.last().filter(|_| before != state) {
        let message = "the last step leads to another state than the inspection is in";
        reader.report(&last.action, message);
    }
    steps
}

/// The revision as at which the version that a step corrects is read.
fn corrects(
    reader: &mut Reader<'_>,
    written: &WrittenInspectionStep,
    action: InspectionMove,
) -> Option<Revision> {
    let corrects = written.corrects.as_ref();
    let revision = corrects.and_then(|number| Revision::new(**number));
    if (action == InspectionMove::Correct) != revision.is_some() {
        let message = "a correction says which revision it corrects, and no other step does";
        reader.report(&written.action, message);
    }
    revision
}
