//! The run that an inspection was held against its figures by.
//!
//! Nothing here computes anything: a run is recorded with what its checks raised, and that is what
//! counts. So that no contradiction is published unnoticed, the run must have seen the inspection
//! as it is, and each error that it raised is either mended or let stand with a reason.

use std::collections::BTreeMap;

use peel_model::{Acknowledgement, Run, RunOutcome, Severity};

use super::{InspectionEntry, InspectionWork};
use crate::{MOST_RAISED, Rejected};

/// Adds everything for which a run does not bear out the inspection as it is.
pub(super) fn check_held(
    entry: &InspectionEntry,
    work: &InspectionWork,
    run: &Run,
    acknowledged: &[Acknowledgement],
    missing: &mut Rejected,
) {
    let mut refuse = |message: String| missing.add(|| "run".to_owned(), message);
    if run.force != entry.force || run.edition != entry.edition {
        refuse(format!("is of {} in {}", run.force, run.edition));
        return;
    }
    if run.outcome != RunOutcome::Completed {
        refuse(format!(
            "was not completed but {}; run the inspection again",
            run.outcome
        ));
        return;
    }
    if !run.checked {
        refuse(
            "checked nothing: the edition has no inspection-rules.toml by which inspections are \
             held against their figures, or the inspection was opened since"
                .to_owned(),
        );
        return;
    }
    if let Some(changed) = work.changed.filter(|changed| run.revision < *changed) {
        let seen = run.revision;
        refuse(format!(
            "is as at revision {seen}, and the inspection has changed in revision {changed}; run \
             it again"
        ));
        return;
    }
    if run.checks.len() >= MOST_RAISED {
        refuse(format!(
            "raised {MOST_RAISED} inconsistencies, and no run keeps more; mend some and run it \
             again"
        ));
    }
    check_errors(run, acknowledged, missing);
}

/// Adds every error without a reason to stand, and every reason without an error.
fn check_errors(run: &Run, acknowledged: &[Acknowledgement], missing: &mut Rejected) {
    let mut reasons: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (place, one) in acknowledged.iter().enumerate().rev() {
        let about = (one.check.as_str(), one.place.as_str());
        reasons.entry(about).or_default().push(place);
    }
    let raised = run.checks.iter();
    for error in raised.filter(|raised| raised.severity == Severity::Error) {
        let about = (error.check.as_str(), error.place.as_str());
        if reasons.get_mut(&about).and_then(Vec::pop).is_none() {
            let message = format!(
                "{}: {} Mend it and run the inspection again, or acknowledge it with the reason \
                 why it stands",
                error.check, error.message
            );
            missing.add(|| error.place.clone(), message);
        }
    }
    let mut left: Vec<usize> = reasons.into_values().flatten().collect();
    left.sort_unstable();
    for place in left {
        let message = "the run raised no such error, or not as often".to_owned();
        missing.add(|| format!("acknowledged[{place}]"), message);
    }
}
