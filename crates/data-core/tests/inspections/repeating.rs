//! A repeat gets the first answer, and who has not seen the last step is told.

use futures::future::join_all;
use peel_data_core::{
    CarryFrom, Checksum, CollectionError, InspectionEntry, InspectionMoving, StoreError,
};
use peel_model::InspectionMove;

use crate::desk::{Desk, assessment, finding, refused, summary};

#[tokio::test]
async fn a_repeat_gets_the_first_answer_whatever_was_written_since() {
    let desk = Desk::new().await;
    let opening = desk.by("inspector Ada");
    let first = desk.open(opening.clone(), CarryFrom::Newest).await.unwrap();
    let entry = desk.by("inspector Ada");
    let change = assessment("lamp", "There is a lamp.");
    let write = async || {
        let written = desk
            .collection
            .change_inspection(entry.clone(), change.clone());
        written.await.unwrap()
    };
    let written = write().await;
    desk.change("inspector Ada", assessment("lamp", "It is broken."))
        .await
        .unwrap();
    let newest = desk.newest().await;

    let again = desk.open(opening, CarryFrom::Newest).await.unwrap();
    assert_eq!((again.answer, again.repeated), (first.answer, true));
    let again = write().await;
    assert_eq!((again.answer, again.repeated), (written.answer, true));
    assert_eq!(desk.newest().await, newest);
    let work = desk.work(None).await;
    assert_eq!(
        work.inspection.questions[0].assessments[0].text,
        "It is broken."
    );
}

#[tokio::test]
async fn a_move_is_repeated_too() {
    let desk = Desk::complete().await;
    let entry = desk.by("moderator Mo");
    let moving = InspectionMoving {
        action: InspectionMove::Moderate,
        run: String::new(),
        acknowledged: Vec::new(),
    };
    let go = async || {
        let moved = desk
            .collection
            .move_inspection(entry.clone(), moving.clone());
        moved.await.unwrap()
    };
    let first = go().await;
    let again = go().await;
    assert_eq!((again.answer, again.repeated), (first.answer, true));
}

#[tokio::test]
async fn the_same_identifier_with_other_words_is_refused() {
    let desk = Desk::opened().await;
    let entry = desk.by("inspector Ada");
    let change = finding("f1", "strength");
    let written = desk
        .collection
        .change_inspection(entry.clone(), change.clone());
    written.await.unwrap();
    let check = async |other: InspectionEntry, change| {
        let answer = desk.collection.change_inspection(other, change).await;
        let error = answer.unwrap_err();
        assert!(
            matches!(
                error,
                CollectionError::Store(StoreError::RequestConflict { .. })
            ),
            "{error:?}"
        );
    };
    let other_words = InspectionEntry {
        checksum: Checksum::of(b"other words"),
        ..entry.clone()
    };
    check(other_words, change.clone()).await;
    let other_author = InspectionEntry {
        author: "Bea".to_owned(),
        ..entry.clone()
    };
    check(other_author, change).await;
    check(entry, finding("f2", "strength")).await;
}

#[tokio::test]
async fn who_has_not_seen_the_last_step_is_told() {
    let desk = Desk::opened().await;
    let seen = desk.newest().await;
    let write = async |text: &str| {
        let entry = InspectionEntry {
            expected: Some(seen),
            ..desk.by("inspector Ada")
        };
        let change = assessment("lamp", text);
        desk.collection.change_inspection(entry, change).await
    };
    write("There is a lamp.").await.unwrap();
    assert_eq!(
        refused(write("There is none.").await),
        "the inspection \"inspections/northshire.toml\" of 2032-lights has changed since it was \
         read; read it again and decide anew"
    );
}

#[tokio::test]
async fn of_those_who_write_at_once_none_undoes_another() {
    let desk = Desk::opened().await;
    let findings = (1..=3).map(|number| finding(&format!("f{number}"), "strength"));
    let changes = findings.chain([summary("lighting", &["It is lit."])]);
    let written = changes.map(|change| desk.change("inspector Ada", change));
    for written in join_all(written).await {
        written.unwrap();
    }
    let work = desk.work(None).await;
    assert_eq!(work.inspection.findings.len(), 3);
    assert_eq!(work.inspection.questions[0].summary, ["It is lit."]);
}
