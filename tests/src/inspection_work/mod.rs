//! An inspection, carried through gRPC from its opening to its publication.
//!
//! The editions are made up: the harbours of `tests/editions/2031-harbours` with rules for
//! inspections, and the same a year before, where one harbour's inspection was published.

mod corrected;
mod office;

use peel_proto::data::v1 as data;
use peel_proto::reporting::v1::ReportFormat;
use tonic::Code;
use tonic_types::StatusExt as _;

use office::{Office, missing};

/// What stands where it contradicts something, in the order in which checks are made.
const CONTRADICTIONS: [&str; 4] = [
    "summary of watch, paragraph 1: grade-words",
    "judgment on watch: grade-above-limit",
    "earlier finding e2: answer-against-findings",
    "summary of watch, paragraph 1: claim-against-figures",
];

async fn open(office: &mut Office) -> u64 {
    let request = data::OpenInspectionRequest {
        entry: office.by("inspector Ada"),
        inspected: "spring 2031".to_owned(),
        source: "Harbours 2031 (made up)".to_owned(),
        carry_from: String::new(),
    };
    let opened = office
        .work
        .open_inspection(request)
        .await
        .unwrap()
        .into_inner();
    let carried = opened.earlier_findings.iter();
    let carried: Vec<_> = carried
        .map(|it| format!("{} {} {} {}", it.id, it.year, it.kind, it.title))
        .collect();
    assert_eq!(
        carried,
        [
            "e1 2030 cause-of-concern Nobody on the pier",
            "e2 2030 area-for-improvement A cracked bell",
        ]
    );
    opened.revision
}

/// A draft that is complete, and contradicts itself and the figures in four places.
async fn draft(office: &mut Office) -> Vec<u64> {
    let assessed = data::AssessSubQuestionRequest {
        entry: office.by("inspector Ada"),
        sub_question: "watch-house".to_owned(),
        text: "The watch house is empty at night.".to_owned(),
        grade: String::new(),
    };
    let assessed = office.work.assess_sub_question(assessed).await.unwrap();
    let text = "The watch house is empty at night, as it was last year.";
    vec![
        assessed.into_inner().revision,
        office
            .find("f1", "cause-of-concern", "Nobody on the pier", text)
            .await,
        office
            .find(
                "f2",
                "area-for-improvement",
                "A cracked bell",
                "It cannot be heard.",
            )
            .await,
        office.answer("e1", "not-alleviated", &["f1"]).await,
        // An open finding carries it on.
        office.answer("e2", "alleviated", &["f2"]).await,
        // Another grade than is given, and nine harbours have more.
        office
            .summarise("The watch is poor. Offences per head are one of the highest.")
            .await,
        // Better than a cause of concern allows.
        office
            .judge("watch", "good", "Somebody is there by day.")
            .await,
        office
            .judge("", "poor", "Overall, the force is poor.")
            .await,
    ]
}

/// Mends all four.
async fn mend(office: &mut Office) {
    office.answer("e2", "not-alleviated", &["f2"]).await;
    office
        .judge("watch", "poor", "Nobody is there at night.")
        .await;
    office
        .summarise("The watch is poor. Offences per head are broadly in line with the others'.")
        .await;
}

#[tokio::test]
async fn contradictions_keep_an_inspection_from_its_publication_until_they_are_mended() {
    let mut office = Office::open().await;
    open(&mut office).await;
    assert_eq!(
        office.proposed(0).await,
        ("not-assessed".to_owned(), String::new())
    );
    let refused = office.go("moderator Mo", "moderate", "").await.unwrap_err();
    assert_eq!(
        missing(&refused),
        [
            "overall judgment: is missing",
            "judgment on watch: is missing",
            "assessment of watch-house: is missing",
            "earlier finding e1: was open and is not answered",
            "earlier finding e2: was open and is not answered",
        ]
    );
    draft(&mut office).await;
    // The rule proposes another grade than was given; a person judges, and the check tells.
    assert_eq!(
        office.proposed(0).await,
        ("poor".to_owned(), "good".to_owned())
    );
    let contradictory = office.go("moderator Mo", "moderate", "").await.unwrap();
    let run = office.run().await;
    assert!(run.checked, "{run:?}");
    let refused = office.go("approver Pat", "finalise", &run.id).await;
    assert_eq!(missing(&refused.unwrap_err()), CONTRADICTIONS);
    let refused = office
        .go("approver Pat", "publish", &run.id)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    let reason = refused.get_error_details();
    assert_eq!(reason.error_info().unwrap().reason, "INSPECTION_MOVED");

    office.go("moderator Mo", "send-back", "").await.unwrap();
    mend(&mut office).await;
    office.go("moderator Mo", "moderate", "").await.unwrap();
    // What was run before it was mended bears nothing out.
    let refused = office
        .go("approver Pat", "finalise", &run.id)
        .await
        .unwrap_err();
    let [told] = missing(&refused).try_into().unwrap();
    assert!(told.starts_with("run: is as at revision"), "{told}");
    let run = office.run().await;
    office
        .go("approver Pat", "finalise", &run.id)
        .await
        .unwrap();
    office.go("approver Pat", "publish", "").await.unwrap();

    assert_eq!(office.errors(0).await, [""; 0]);
    assert_eq!(office.errors(contradictory).await, CONTRADICTIONS);
    assert_eq!(
        office.proposed(0).await,
        ("poor".to_owned(), "poor".to_owned())
    );
    let proposed = office.proposed(contradictory).await;
    assert_eq!(proposed, ("poor".to_owned(), "good".to_owned()));
    let published = office.as_at(0).await.unwrap();
    let inspection = published.inspection.unwrap();
    assert_eq!(
        (inspection.state.as_str(), published.moves.as_slice()),
        ("published", &["correct".to_owned()][..])
    );
    let steps = inspection.steps.iter();
    let steps: Vec<_> = steps
        .map(|it| format!("{} {}", it.r#move, it.author))
        .collect();
    assert_eq!(
        steps,
        [
            "open Ada",
            "moderate Mo",
            "send-back Mo",
            "moderate Mo",
            "finalise Pat",
            "publish Pat",
        ]
    );
}

#[tokio::test]
async fn every_step_reads_as_it_was_and_the_report_follows() {
    let mut office = Office::open().await;
    let opened = open(&mut office).await;
    assert_eq!(
        office.as_at(opened - 1).await.unwrap_err().code(),
        Code::NotFound
    );
    let mut known = vec![(opened, office.as_at(0).await.unwrap())];
    for revision in draft(&mut office).await {
        let answer = office.as_at(revision).await.unwrap();
        assert_eq!(answer.changed_in, revision);
        let before = &known.last().unwrap().1;
        let said =
            |it: &data::GetInspectionResponse| (it.inspection.clone(), it.earlier_findings.clone());
        assert_ne!(said(&answer), said(before), "{revision}");
        known.push((revision, answer));
    }
    mend(&mut office).await;
    office.go("moderator Mo", "moderate", "").await.unwrap();
    for (revision, answer) in &known {
        assert_eq!(
            office.as_at(*revision).await.unwrap(),
            *answer,
            "{revision}"
        );
    }
    let drafted = known.last().unwrap().0;
    let now = report(&office, 0).await;
    let then = report(&office, drafted).await;
    assert!(now.contains("broadly in line with the others") && !now.contains("one of the highest"));
    assert!(then.contains("one of the highest"));
    assert!(now.contains("Nobody on the pier") && now.contains("Man the watch house at night."));
}

/// The report as a page, as at a revision.
async fn report(office: &Office, as_of: u64) -> String {
    let (_, page) = office.report(ReportFormat::Html, as_of).await;
    String::from_utf8(page).unwrap()
}
