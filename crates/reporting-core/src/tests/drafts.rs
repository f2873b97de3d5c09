//! Reports of inspections that are not published, half done, or worded at length.

use peel_model::{InspectionState, Severity};

use crate::made_up::MadeUp;
use crate::{DraftNotice, FailedCheck, force_report};

fn notice(made_up: &MadeUp) -> Option<DraftNotice> {
    force_report(&made_up.input()).unwrap().draft
}

fn failed(severity: Severity, check: &str) -> FailedCheck {
    FailedCheck {
        check: check.to_owned(),
        severity,
        place: "finding f1".to_owned(),
        message: format!("What {check} finds."),
    }
}

#[test]
fn what_is_not_published_says_so_and_what_is_does_not() {
    let check = |state, mark: Option<&str>| {
        let mut made_up = MadeUp::report();
        made_up.inspection.as_mut().unwrap().state = state;
        let notice = notice(&made_up);
        assert_eq!(notice.as_ref().map(|notice| notice.mark.as_str()), mark);
        let contents = force_report(&made_up.input()).unwrap().contents;
        let listed = contents.iter().any(|entry| entry.anchor == "draft");
        assert_eq!(listed, mark.is_some(), "{state}");
    };
    check(InspectionState::Draft, Some("Draft"));
    check(InspectionState::Moderated, Some("Draft"));
    check(InspectionState::Final, Some("Not published"));
    check(InspectionState::Published, None);
    assert_eq!(notice(&MadeUp::of("ashdale")), None, "nothing is recorded");
}

#[test]
fn a_draft_lists_what_failed_errors_first() {
    let mut made_up = MadeUp::report();
    made_up.inspection.as_mut().unwrap().state = InspectionState::Draft;
    let told = |made_up: &MadeUp| notice(made_up).unwrap();
    assert!(told(&made_up).checks.contains("is not known"));
    made_up.failed_checks = Some(Vec::new());
    assert!(told(&made_up).checks.contains("none failed"));
    made_up.failed_checks = Some(vec![
        failed(Severity::Warning, "one"),
        failed(Severity::Error, "two"),
        failed(Severity::Warning, "three"),
    ]);
    let notice = told(&made_up);
    assert!(notice.checks.contains("1 error,") && notice.checks.contains("2 warnings"));
    let order: Vec<&str> = notice.failed.iter().map(|one| one.check.as_str()).collect();
    assert_eq!(order, ["two", "one", "three"]);
}

#[test]
fn an_inspection_half_done_has_a_report_that_says_what_is_missing() {
    let mut made_up = MadeUp::report();
    let inspection = made_up.inspection.as_mut().unwrap();
    inspection.state = InspectionState::Draft;
    inspection.overall = None;
    inspection.findings.clear();
    inspection.facts.clear();
    inspection.questions.truncate(1);
    inspection.questions[0].summary.clear();
    inspection.questions[0].assessments.clear();
    inspection.source.clear();
    let document = force_report(&made_up.input()).unwrap();
    assert_eq!(document.chapters.len(), made_up.edition.questions.len());
    let [first, others @ ..] = document.chapters.as_slice() else {
        panic!("there are chapters");
    };
    assert!(first.judgment.is_some() && first.summary.is_empty());
    for chapter in others {
        let remark = "The inspection recorded here says nothing on this question.";
        assert_eq!(chapter.remark, remark);
        assert!(chapter.judgment.is_none() && chapter.findings.is_empty());
    }
    assert!(
        document
            .overall
            .remark
            .starts_with("Not yet judged overall")
    );
    assert!(document.progress.rows.is_empty() && !document.progress.remark.is_empty());
}

#[test]
fn a_force_without_findings_has_a_report_and_no_empty_lists() {
    let mut made_up = MadeUp::report();
    made_up.inspection.as_mut().unwrap().findings.clear();
    let document = force_report(&made_up.input()).unwrap();
    assert!(document.draft.is_none());
    assert!(
        document
            .chapters
            .iter()
            .all(|chapter| chapter.findings.is_empty())
    );
    assert!(!document.progress.remark.is_empty());
}

#[test]
fn names_with_diacritics_and_very_long_texts_come_through_whole() {
    let mut made_up = MadeUp::report();
    let long = "Ärger über Größe – naïveté, œuvre, Łódź, 東京. ".repeat(2_000);
    let name = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch â Môn";
    for force in &mut made_up.edition.forces {
        name.clone_into(&mut force.name);
        name.clone_into(&mut force.full_name);
    }
    let inspection = made_up.inspection.as_mut().unwrap();
    inspection.findings[0].text.clone_from(&long);
    inspection.questions[0].summary = vec![long.clone()];
    let document = force_report(&made_up.input()).unwrap();
    assert!(document.cover.subtitle.ends_with(name));
    let chapters = &document.chapters;
    assert_eq!(chapters[0].summary, [long.as_str()]);
    let findings = chapters.iter().flat_map(|chapter| &chapter.findings);
    let mut texts = findings.flat_map(|group| &group.findings);
    assert!(texts.any(|finding| finding.text == long));
}

#[test]
fn numbers_by_reference_are_resolved_and_traced() {
    let mut made_up = MadeUp::report();
    let inspection = made_up.inspection.as_mut().unwrap();
    let question = &mut inspection.questions[0];
    question.summary = vec![
        "It recorded {crime-rate}, against {crime-rate:england-and-wales}; rank {crime-rate:rank}."
            .to_owned(),
        "Incidents moved by {incident-change}; {unknown} and {crime-rate:nonsense} stay."
            .to_owned(),
    ];
    question.assessments[0].text =
        "Printed {assault-rate}, no rank: {assault-rate:rank}.".to_owned();
    question.judgment.as_mut().unwrap().reason = "Calls: {empty-rate}.".to_owned();
    inspection.overall.as_mut().unwrap().reason = "Satisfied: {satisfaction}.".to_owned();
    inspection.findings[0].text = "Again {crime-rate}.".to_owned();
    inspection.findings[0].recommendations[0].text = "Reach {satisfaction:rank}.".to_owned();
    let document = force_report(&made_up.input()).unwrap();
    let chapter = &document.chapters[0];
    assert_eq!(
        chapter.summary,
        [
            "It recorded 66.7, against 68.2; rank 5.",
            "Incidents moved by −11%; {unknown} and {crime-rate:nonsense} stay.",
        ]
    );
    assert_eq!(chapter.parts[0].assessment, "Printed 7.5, no rank: –.");
    assert_eq!(chapter.judgment.as_ref().unwrap().reason, "Calls: –.");
    let overall = document.overall.judgment.as_ref().unwrap();
    assert_eq!(overall.reason, "Satisfied: 91.9%.");
    let protecting = &document.chapters[1].findings[0].findings[0];
    assert_eq!(protecting.text, "Again 66.7.");
    assert_eq!(protecting.recommendations[0].text, "Reach 1.");
    // Each once, with its origin, and a line of the data table.
    let referenced = &document.annex.referenced;
    assert_eq!(referenced.rows.len(), 9);
    let placed = document.numbers();
    for number in referenced.rows.iter().flat_map(crate::TableRow::numbers) {
        assert!(placed.iter().any(|one| one.number == number), "{number:?}");
    }
    // What only a text took is in the annex too.
    made_up.edition.layout.figures.clear();
    made_up.edition.layout.force_in_numbers.clear();
    assert!(
        force_report(&MadeUp::report().input())
            .unwrap()
            .annex
            .referenced
            .is_empty()
    );
}
