//! Reports of what was corrected after its publication.

use peel_model::{InspectionMove, InspectionState, InspectionStep, Revision};

use crate::made_up::MadeUp;
use crate::{Cell, ReportDocument, force_report};

/// 17 March 2030, and a day more for each step.
fn step(day: i64, action: InspectionMove, reason: &str) -> InspectionStep {
    InspectionStep {
        action,
        author: "Pat".to_owned(),
        at: 1_900_000_000 + day * 86_400,
        reason: reason.to_owned(),
        run: String::new(),
        acknowledged: Vec::new(),
        corrects: Revision::new(7).filter(|_| action == InspectionMove::Correct),
    }
}

/// The report of an inspection that came to its state by these steps.
fn report(state: InspectionState, steps: &[InspectionStep]) -> ReportDocument {
    let mut made_up = MadeUp::report();
    let inspection = made_up.inspection.as_mut().unwrap();
    inspection.state = state;
    inspection.steps = steps.to_vec();
    force_report(&made_up.input()).unwrap()
}

/// What a report says of its versions, a line each.
fn told(document: &ReportDocument) -> Vec<String> {
    let corrections = document.corrections.as_ref().unwrap();
    let rows = corrections.versions.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| match cell {
            Cell::Words(words) => words.as_str(),
            other => panic!("{other:?} is no word"),
        });
        let cells: Vec<_> = cells.collect();
        format!("{}: {}", row.header, cells.join(" | "))
    });
    let sentence = corrections.remark.split(". ").next().unwrap();
    std::iter::once(sentence.to_owned()).chain(rows).collect()
}

#[test]
fn a_first_version_has_nothing_to_correct() {
    use InspectionMove::Publish;
    for steps in [&[][..], &[step(0, Publish, "agreed")]] {
        let document = report(InspectionState::Published, steps);
        assert_eq!(document.provenance.version, Some(1));
        assert_eq!(document.corrections, None);
        let mut contents = document.contents.iter();
        assert!(!contents.any(|entry| entry.anchor == "corrections"));
    }
    let data = force_report(&MadeUp::of("ashdale").input()).unwrap();
    assert_eq!(data.provenance.version, None);
}

#[test]
fn a_later_version_says_what_each_corrects_and_where_those_before_are() {
    use InspectionMove::{Correct, Publish};
    let why = "a count was taken twice";
    let steps = [
        step(0, Publish, "agreed"),
        step(1, Correct, why),
        step(2, Publish, "agreed"),
    ];
    let draft = report(InspectionState::Draft, &steps[..2]);
    assert_eq!(draft.provenance.version, Some(2));
    assert_eq!(
        draft.contents[1].anchor, "corrections",
        "after the draft's notice"
    );
    assert_eq!(
        told(&draft),
        [
            "This is version 2, which is to replace version 1",
            "1: 17 March 2030 | revision 7 | nothing: it is the first",
            "2: not yet | this draft | A count was taken twice. Decided by Pat on 18 March 2030.",
        ]
    );
    let published = report(InspectionState::Published, &steps);
    assert_eq!(
        published.contents[0].anchor, "corrections",
        "on the first pages"
    );
    assert_eq!(
        told(&published),
        [
            "This is version 2, which replaces version 1",
            "1: 17 March 2030 | revision 7 | nothing: it is the first",
            "2: 19 March 2030 | this report | A count was taken twice. Decided by Pat on 18 March \
             2030.",
        ]
    );
    let brought = report(InspectionState::Draft, &steps[1..2]);
    assert!(told(&brought)[1].starts_with("1: with its edition | revision 7"));
}
