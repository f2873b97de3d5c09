//! No contradiction is published unnoticed: what a run must be to bear an inspection out.

use peel_data_core::{CollectionError, InspectionMoving, MOST_RAISED, Once};
use peel_model::{
    Acknowledgement, InspectionMove, InspectionState, RaisedCheck, Revision, Run, RunOutcome,
    Severity,
};

use crate::desk::{Desk, judgment, missing, refused, rejected};

fn raised(check: &str, place: &str, severity: Severity) -> RaisedCheck {
    RaisedCheck {
        check: check.parse().unwrap(),
        severity,
        place: place.to_owned(),
        message: "Two things cannot both be so.".to_owned(),
    }
}

fn acknowledgement(check: &str, place: &str) -> Acknowledgement {
    Acknowledgement {
        check: check.to_owned(),
        place: place.to_owned(),
        reason: "Both are so.".to_owned(),
    }
}

impl Desk {
    async fn finalise(
        &self,
        run: &str,
        acknowledged: &[Acknowledgement],
    ) -> Result<Once<Revision>, CollectionError> {
        let moving = InspectionMoving {
            action: InspectionMove::Finalise,
            run: run.to_owned(),
            acknowledged: acknowledged.to_vec(),
        };
        let entry = self.by("approver Pat");
        self.collection.move_inspection(entry, moving).await
    }
}

#[tokio::test]
async fn it_is_held_against_figures_by_a_run_of_its_own_as_it_is() {
    let desk = Desk::moderated().await;
    let last = desk.newest().await;
    let check = async |number, change: fn(&mut Run), told: &str| {
        let run = desk.run(number, change).await;
        let [line] = missing(desk.finalise(&run, &[]).await).try_into().unwrap();
        assert!(line.starts_with(told), "{line}");
    };
    assert_eq!(
        missing(desk.finalise("", &[]).await),
        ["run: is required: run the inspection as it is, and name the run"]
    );
    let unknown = "0".repeat(32);
    assert!(refused(desk.finalise(&unknown, &[]).await).contains("is not recorded"));
    let another = |run: &mut Run| run.force = "southshire".parse().unwrap();
    check(1, another, "run: is of southshire in 2032-lights").await;
    let elsewhere = |run: &mut Run| run.edition = "2031-lights".parse().unwrap();
    check(2, elsewhere, "run: is of northshire in 2031-lights").await;
    let cancelled = |run: &mut Run| run.outcome = RunOutcome::Cancelled;
    check(
        3,
        cancelled,
        "run: was not completed but cancelled; run the inspection again",
    )
    .await;
    let unchecked = |run: &mut Run| run.checked = false;
    check(4, unchecked, "run: checked nothing: ").await;
    let early = |run: &mut Run| run.revision = Revision::FIRST;
    let told = format!(
        "run: is as at revision 1, and the inspection has changed in revision {last}; run it again"
    );
    check(5, early, &told).await;
    let endless = |run: &mut Run| {
        let one = raised("made-up", "finding f1", Severity::Warning);
        run.checks = vec![one; MOST_RAISED];
    };
    check(6, endless, "run: raised 1000 inconsistencies").await;
    assert_eq!(desk.newest().await, last);
    let run = desk.run(7, |_| ()).await;
    desk.finalise(&run, &[]).await.unwrap();
}

#[tokio::test]
async fn each_error_is_mended_or_stands_with_a_reason_and_warnings_are_told() {
    let desk = Desk::moderated().await;
    let run = desk
        .run(1, |run| {
            run.checks = vec![
                raised("grade-words", "judgment on lighting", Severity::Error),
                raised("unsupported-number", "finding f1", Severity::Error),
                raised("unsupported-number", "finding f1", Severity::Error),
                raised("steady-words", "finding f1", Severity::Warning),
            ];
        })
        .await;
    let words = acknowledgement("grade-words", "judgment on lighting");
    let number = acknowledgement("unsupported-number", "finding f1");
    let mend = "Two things cannot both be so. Mend it and run the inspection again, or acknowledge \
                it with the reason why it stands";
    let number_stands = format!("finding f1: unsupported-number: {mend}");
    assert_eq!(
        missing(desk.finalise(&run, &[]).await),
        [
            format!("judgment on lighting: grade-words: {mend}"),
            number_stands.clone(),
            number_stands.clone(),
        ]
    );
    // One reason for one error: two of a kind are two.
    let one_each = [words.clone(), number.clone()];
    assert_eq!(
        missing(desk.finalise(&run, &one_each).await),
        [number_stands]
    );
    let nobody = acknowledgement("steady-words", "finding f1");
    let all = [words, number.clone(), nobody, number];
    assert_eq!(
        missing(desk.finalise(&run, &all).await),
        ["acknowledged[2]: the run raised no such error, or not as often"]
    );
    let [words, number, _, other] = all;
    let silent = Acknowledgement {
        reason: " ".to_owned(),
        ..words.clone()
    };
    let [told] = rejected(desk.finalise(&run, &[silent]).await)
        .try_into()
        .unwrap();
    assert!(told.starts_with("acknowledged[0].reason: "), "{told}");
    let all = [words, number, other];
    desk.finalise(&run, &all).await.unwrap();
    let work = desk.work(None).await;
    let last = work.inspection.steps.last().unwrap();
    assert_eq!((&last.run, last.acknowledged.as_slice()), (&run, &all[..]));
}

#[tokio::test]
async fn only_where_it_is_held_against_figures_is_a_run_named() {
    let desk = Desk::complete().await;
    let run = desk.run(1, |_| ()).await;
    let moving = InspectionMoving {
        action: InspectionMove::Moderate,
        run,
        acknowledged: vec![acknowledgement("grade-words", "finding f1")],
    };
    let entry = desk.by("moderator Mo");
    assert_eq!(
        rejected(desk.collection.move_inspection(entry, moving.clone()).await),
        ["run: only to finalise and to publish is a run named"]
    );
    let entry = desk.by("moderator Mo");
    let moving = InspectionMoving {
        run: String::new(),
        ..moving
    };
    assert_eq!(
        rejected(desk.collection.move_inspection(entry, moving).await),
        ["acknowledged: what a run raised is acknowledged with the run"]
    );
}

#[tokio::test]
async fn figures_that_change_after_the_run_ask_for_another() {
    let desk = Desk::moderated().await;
    let stale = desk.run(1, |_| ()).await;
    let by = desk.count_again(121.0).await;
    let told = |by| {
        format!(
            "figures have changed in revision {by}, after the run that the inspection was held \
             against; run it again, and name that run"
        )
    };
    assert_eq!(refused(desk.finalise(&stale, &[]).await), told(by));
    let fresh = desk.run(2, |_| ()).await;
    desk.finalise(&fresh, &[]).await.unwrap();

    // What it was finalised with is as good as long as no figure changes.
    let by = desk.count_again(122.0).await;
    let publish = async |run: &str| {
        let entry = desk.by("approver Pat");
        desk.move_by(entry, InspectionMove::Publish, run).await
    };
    assert_eq!(refused(publish("").await), told(by));
    let [line] = missing(publish(&fresh).await).try_into().unwrap();
    assert!(
        line.contains("the inspection has changed in revision"),
        "{line}"
    );
    let contradicting = desk
        .run(3, |run| {
            let place = "judgment on lighting";
            run.checks = vec![raised("grade-words", place, Severity::Error)];
        })
        .await;
    let [line] = missing(publish(&contradicting).await).try_into().unwrap();
    assert!(
        line.starts_with("judgment on lighting: grade-words: "),
        "{line}"
    );
    let newest = desk.run(4, |_| ()).await;
    publish(&newest).await.unwrap();
    let work = desk.work(None).await;
    assert_eq!(work.inspection.state, InspectionState::Published);
    assert_eq!(work.inspection.steps.last().unwrap().run, newest);
}

#[tokio::test]
async fn what_a_moderator_changes_after_the_run_asks_for_another() {
    let desk = Desk::moderated().await;
    let run = desk.run(1, |_| ()).await;
    let entry = desk.because("moderator Mo", "others have less");
    let change = judgment("lighting", "bright");
    let changed = desk
        .collection
        .change_inspection(entry, change)
        .await
        .unwrap();
    let [line] = missing(desk.finalise(&run, &[]).await).try_into().unwrap();
    let told = format!("the inspection has changed in revision {}", changed.answer);
    assert!(line.contains(&told), "{line}");
}
