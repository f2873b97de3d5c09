//! Which version of a report this is, and what was corrected since the first.

use peel_model::{Inspection, InspectionState, InspectionStep, InspectionVersion};

use crate::document::Corrections;
use crate::number::DASH;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::wording::{capitalised, sentence};

/// The number of the version that an inspection is at.
pub(crate) fn version(inspection: &Inspection) -> u16 {
    let versions = inspection.versions();
    versions.last().map_or(1, |last| last.number)
}

/// The versions of an inspection with their change notes; `None` when nothing was corrected.
pub(crate) fn corrections(inspection: &Inspection) -> Option<Corrections> {
    let versions = inspection.versions();
    let [.., before, last] = versions.as_slice() else {
        return None;
    };
    let published = inspection.state == InspectionState::Published;
    let standing = if published {
        "replaces"
    } else {
        "is to replace"
    };
    Some(Corrections {
        remark: format!(
            "This is version {}, which {standing} version {}. A version that was published never \
             changes: it is read as at its revision, and is the same bytes as then.",
            last.number, before.number
        ),
        versions: DataTable {
            caption: "Versions of this report, and what each corrects".to_owned(),
            columns: vec![
                Column::words("Version"),
                Column::words("Published"),
                Column::words("Read as at"),
                Column::words("What it corrects"),
            ],
            rows: versions.iter().map(|one| row(one, published)).collect(),
        },
    })
}

fn row(version: &InspectionVersion<'_>, published: bool) -> TableRow {
    let day = |step: &InspectionStep| {
        step.day()
            .map_or_else(|| DASH.to_owned(), peel_model::Period::in_words)
    };
    // Only the first can have come published, with its edition.
    let publication = match (version.publication, version.read_as_at) {
        (Some(step), _) => day(step),
        (None, Some(_)) => "with its edition".to_owned(),
        (None, None) => "not yet".to_owned(),
    };
    let read = match version.read_as_at {
        Some(revision) => format!("revision {revision}"),
        None if published => "this report".to_owned(),
        None => "this draft".to_owned(),
    };
    let corrects = version.correction.map_or_else(
        || "nothing: it is the first".to_owned(),
        |step| {
            let reason = sentence(&capitalised(&step.reason));
            format!("{reason} Decided by {} on {}.", step.author, day(step))
        },
    );
    let cells = [publication, read, corrects].map(Cell::Words);
    TableRow::new(version.number.to_string(), cells.into())
}
