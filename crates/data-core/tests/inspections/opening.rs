//! An inspection begins with what the one before left open.

use peel_data_core::CarryFrom;
use peel_model::{FindingKind, InspectionMove, InspectionState};

use crate::desk::{BEFORE, Desk, LIGHTS, edition, id, refused, rejected, uninspected};

#[tokio::test]
async fn it_is_a_draft_in_which_nothing_is_said_yet() {
    let desk = Desk::new().await;
    let before = desk.newest().await;
    let entry = desk.by("inspector Ada");
    let opened = desk.open(entry, CarryFrom::Newest).await.unwrap();
    assert_eq!(opened.answer.revision, before.next());
    let work = desk.work(None).await;
    assert_eq!(work.changed, Some(before.next()));
    let inspection = &work.inspection;
    assert_eq!(inspection.state, InspectionState::Draft);
    assert_eq!(inspection.inspected, "spring");
    assert_eq!(inspection.overall, None);
    let questions: Vec<_> = inspection.questions.iter().collect();
    assert_eq!(questions.len(), 2);
    assert!(
        questions
            .iter()
            .all(|it| it.judgment.is_none() && it.assessments.is_empty())
    );
    let [step] = inspection.steps.as_slice() else {
        panic!("one step: {inspection:?}");
    };
    assert_eq!(
        (step.action, step.author.as_str()),
        (InspectionMove::Open, "Ada")
    );
    // What is read as at the revision before knows nothing of it.
    assert_eq!(desk.find(Some(before)).await, None);
}

#[tokio::test]
async fn what_was_left_open_is_carried_forward_to_be_answered() {
    let desk = Desk::new().await;
    let entry = desk.by("inspector Ada");
    let opened = desk.open(entry, CarryFrom::Newest).await.unwrap();
    let [earlier] = opened.answer.earlier.as_slice() else {
        panic!("f2 is open, and f10 is a strength: {opened:?}");
    };
    assert_eq!(
        (earlier.id.as_str(), earlier.year, earlier.kind),
        ("e1", 2031, FindingKind::CauseOfConcern)
    );
    assert_eq!((earlier.title.as_str(), &earlier.answer), ("Oil", &None));
    assert_eq!(earlier.recommendations[0].text, "Buy oil.");
    assert_eq!(
        desk.work(None).await.background.earlier,
        opened.answer.earlier
    );
}

#[tokio::test]
async fn an_edition_can_be_named_whose_findings_are_carried_forward() {
    let older = edition("2029-lights", &[]);
    let newer = uninspected(BEFORE, &[]);
    let editions = [older, newer, uninspected(LIGHTS, &[])];
    for named in [CarryFrom::Newest, CarryFrom::Edition(id("2029-lights"))] {
        let desk = Desk::with(&editions).await;
        let opened = desk.open(desk.by("inspector Ada"), named).await.unwrap();
        let years: Vec<_> = opened.answer.earlier.iter().map(|it| it.year).collect();
        assert_eq!(years, [2029]);
    }
}

#[tokio::test]
async fn only_what_was_published_is_carried_forward() {
    let draft = ("inspections/northshire.toml", "\"published\"", "\"draft\"");
    let editions = [edition(BEFORE, &[draft]), uninspected(LIGHTS, &[])];
    let desk = Desk::with(&editions).await;
    let named = CarryFrom::Edition(id(BEFORE));
    assert_eq!(
        rejected(desk.open(desk.by("inspector Ada"), named).await),
        ["carry_from: 2031-lights has no published inspection of northshire"]
    );
    let opened = desk.open(desk.by("inspector Ada"), CarryFrom::Newest).await;
    assert_eq!(opened.unwrap().answer.earlier, []);
}

#[tokio::test]
async fn nothing_is_carried_forward_by_choice_without_a_reason() {
    let desk = Desk::new().await;
    let entry = desk.by("inspector Ada");
    assert_eq!(
        rejected(desk.open(entry, CarryFrom::Nothing).await),
        ["reason: is required where nothing is carried forward by choice"]
    );
    let entry = desk.because("inspector Ada", "the books of 2031 burnt");
    let opened = desk.open(entry, CarryFrom::Nothing).await.unwrap();
    assert_eq!(opened.answer.earlier, []);
}

#[tokio::test]
async fn a_question_that_is_not_asked_any_more_needs_a_person() {
    let keeping = "\"keeping\"";
    let renamed = ("edition.toml", keeping, "\"staying\"");
    let strength = (
        "inspections/northshire.toml",
        "\"strength\"",
        "\"recommendation\"",
    );
    let editions = [
        edition(BEFORE, &[strength]),
        uninspected(LIGHTS, &[renamed]),
    ];
    let desk = Desk::with(&editions).await;
    let answer = desk.open(desk.by("inspector Ada"), CarryFrom::Newest).await;
    let [told] = rejected(answer).try_into().unwrap();
    let begins = "carry_from: finding f10 of 2031-lights belongs to the question \"keeping\", which \
                  is not asked any more";
    assert!(told.starts_with(begins), "{told}");
}

#[tokio::test]
async fn it_is_opened_once_and_by_an_inspector() {
    let desk = Desk::new().await;
    for role in ["moderator Mo", "approver Pat"] {
        let given = role.split_once(' ').unwrap().0;
        assert_eq!(
            refused(desk.open(desk.by(role), CarryFrom::Newest).await),
            format!("\"open\" is for the inspector to do, and this was called as {given}")
        );
    }
    let open = async || desk.open(desk.by("inspector Ada"), CarryFrom::Newest).await;
    open().await.unwrap();
    assert_eq!(
        refused(open().await),
        "northshire has an inspection in 2032-lights already, which is draft"
    );
}
