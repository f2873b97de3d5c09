//! After publication: what a correction needs, what it leaves as it was, and what it makes.

use peel_data_core::{CarryFrom, InspectionEntry};
use peel_model::{Inspection, InspectionMove, InspectionState, Revision};

use crate::desk::{
    BEFORE, Desk, LIGHTS, edition, id, judgment, northshire, refused, rejected, uninspected,
};

/// The versions of an inspection: why each was made, whether it is published, where it is read.
fn versions(inspection: &Inspection) -> Vec<(u16, &str, bool, Option<Revision>)> {
    let versions = inspection.versions().into_iter();
    let told = versions.map(|it| {
        let why = it.correction.map_or("", |step| step.reason.as_str());
        (it.number, why, it.publication.is_some(), it.read_as_at)
    });
    told.collect()
}

#[tokio::test]
async fn a_correction_makes_the_next_version_and_leaves_the_first_as_it_was() {
    let desk = Desk::published().await;
    let first = desk.newest().await;
    let as_published = desk.work(None).await;
    for who in ["inspector Ada", "moderator Mo"] {
        let told = refused(desk.go(who, InspectionMove::Correct).await);
        assert!(
            told.starts_with("\"correct\" is for the approver to do"),
            "{told}"
        );
    }
    let silent = desk.by("approver Pat");
    assert_eq!(
        rejected(desk.move_by(silent, InspectionMove::Correct, "").await),
        ["reason: is required where something is taken back"]
    );
    let entry = desk.because("approver Pat", "a lamp was counted twice");
    let corrected = desk.move_by(entry, InspectionMove::Correct, "").await;
    let corrected = corrected.unwrap().answer;

    // It begins with what the first says, and nobody has agreed to that yet.
    let work = desk.work(None).await;
    assert_eq!(work.inspection.state, InspectionState::Draft);
    assert_eq!(work.inspection.findings, as_published.inspection.findings);
    assert!(!work.inspection.overall.as_ref().unwrap().moderated);
    assert_eq!(work.inspection.being_corrected(), Some(first));
    let why = "a lamp was counted twice";
    assert_eq!(
        versions(&work.inspection),
        [(1, "", true, Some(first)), (2, why, false, None)]
    );

    // It goes the way of every draft, with a run of its own.
    desk.change("inspector Ada", judgment("lighting", "bright"))
        .await
        .unwrap();
    desk.go("moderator Mo", InspectionMove::Moderate)
        .await
        .unwrap();
    let told = refused(desk.go("approver Pat", InspectionMove::Publish).await);
    assert!(told.contains("\"publish\" is not possible"), "{told}");
    let second = desk.publish(2).await;
    let work = desk.work(None).await;
    assert_eq!(work.inspection.being_corrected(), None);
    assert_eq!(
        versions(&work.inspection),
        [(1, "", true, Some(first)), (2, why, true, None)]
    );

    // And again: every version stays where it was published.
    desk.go("approver Pat", InspectionMove::Correct)
        .await
        .unwrap();
    let work = desk.work(None).await;
    assert_eq!(
        versions(&work.inspection),
        [
            (1, "", true, Some(first)),
            (2, why, true, Some(second)),
            (3, "it is time", false, None)
        ]
    );
    assert_eq!(desk.work(Some(first)).await, as_published);
    assert_ne!(desk.work(Some(corrected)).await, as_published);
}

#[tokio::test]
async fn what_an_edition_brought_published_is_read_as_at_the_revision_before() {
    let desk = Desk::with(&[edition(LIGHTS, &[])]).await;
    desk.count_again(7.0).await;
    let newest = desk.newest().await;
    let brought = desk.work(None).await;
    desk.go("approver Pat", InspectionMove::Correct)
        .await
        .unwrap();
    let work = desk.work(None).await;
    assert_eq!(work.inspection.being_corrected(), Some(newest));
    assert_eq!(
        versions(&work.inspection),
        [(1, "", false, Some(newest)), (2, "it is time", false, None)]
    );
    assert_eq!(desk.work(Some(newest)).await, brought);
}

#[tokio::test]
async fn what_is_being_corrected_is_carried_forward_as_it_was_published() {
    let carried = async |correct: bool| {
        let desk = Desk::with(&[edition(BEFORE, &[]), uninspected(LIGHTS, &[])]).await;
        if correct {
            let entry = InspectionEntry {
                edition: id(BEFORE),
                ..desk.because("approver Pat", "a lamp was counted twice")
            };
            assert_eq!(entry.force, northshire());
            desk.move_by(entry, InspectionMove::Correct, "")
                .await
                .unwrap();
        }
        let entry = desk.by("inspector Ada");
        let opened = desk.open(entry, CarryFrom::Newest).await;
        opened.unwrap().answer.earlier
    };
    let published = carried(false).await;
    assert_eq!(published.len(), 1);
    assert_eq!(carried(true).await, published);
}
