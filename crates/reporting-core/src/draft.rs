//! Whether a report is published, and if not, what does not fit together in it.

use peel_model::{InspectionState, Severity};

use crate::document::DraftNotice;
use crate::input::{FailedCheck, ForceReportInput};
use crate::wording::counted;

/// The notice of an inspection that is not published; `None` when it is, or none is recorded.
pub(crate) fn draft_notice(input: &ForceReportInput<'_>) -> Option<DraftNotice> {
    let (mark, state) = match input.inspection?.state {
        InspectionState::Published => return None,
        InspectionState::Draft => ("Draft", "It is being written."),
        InspectionState::Moderated => (
            "Draft",
            "Its judgments were held against those on other forces; it is not agreed.",
        ),
        InspectionState::Final => ("Not published", "It is agreed, but not published."),
    };
    let mut failed: Vec<FailedCheck> = input.failed_checks.unwrap_or_default().to_vec();
    // Stable: within a severity they stay in the order of the checks.
    failed.sort_by_key(|one| one.severity != Severity::Error);
    Some(DraftNotice {
        mark: mark.to_owned(),
        remark: format!(
            "This inspection is not published. {state} Everything here may still change; do not \
             pass it on."
        ),
        checks: tally(input.failed_checks),
        failed,
    })
}

fn tally(failed: Option<&[FailedCheck]>) -> String {
    let Some(failed) = failed else {
        return "It was not held against the checks, so what does not fit together is not known."
            .to_owned();
    };
    if failed.is_empty() {
        return "It was held against every check, and none failed.".to_owned();
    }
    let errors = failed.iter().filter(|one| one.severity == Severity::Error);
    let errors = errors.count();
    let warnings = failed.len().saturating_sub(errors);
    format!(
        "Held against every check: {}, which cannot stand in a published inspection, and {} for \
         somebody to look at.",
        counted(errors, "error", "errors"),
        counted(warnings, "warning", "warnings")
    )
}
