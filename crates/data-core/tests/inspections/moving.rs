//! From a draft to publication: what each move needs, who makes it, and that nothing follows.

use peel_model::{InspectionMove, InspectionState};

use crate::desk::{Desk, assessment, finding, found, judgment, missing, refused, rejected};
use peel_data_core::InspectionChange;

fn states(work: &peel_data_core::InspectionWork) -> (InspectionState, Vec<bool>) {
    let inspection = &work.inspection;
    let questions = inspection.questions.iter();
    let judgments = questions.filter_map(|judged| judged.judgment.as_ref());
    let judgments = judgments.chain(&inspection.overall);
    (
        inspection.state,
        judgments.map(|judgment| judgment.moderated).collect(),
    )
}

#[tokio::test]
async fn it_goes_from_a_draft_to_its_publication() {
    let desk = Desk::complete().await;
    assert_eq!(
        states(&desk.work(None).await),
        (InspectionState::Draft, vec![false, false])
    );
    let moderated = desk.go("moderator Mo", InspectionMove::Moderate).await;
    assert_eq!(
        states(&desk.work(None).await),
        (InspectionState::Moderated, vec![true, true])
    );
    let run = desk.run(1, |_| ()).await;
    let entry = desk.because("approver Pat", "agreed on 3 May");
    let finalised = desk.move_by(entry, InspectionMove::Finalise, &run).await;
    let published = desk.go("approver Pat", InspectionMove::Publish).await;
    let work = desk.work(None).await;
    assert_eq!(
        states(&work),
        (InspectionState::Published, vec![true, true])
    );
    let steps = work.inspection.steps.iter();
    let steps: Vec<_> = steps
        .map(|it| format!("{} {} {} {}", it.action, it.author, it.reason, it.run))
        .collect();
    assert_eq!(
        steps,
        [
            "open Ada  ".to_owned(),
            "moderate Mo it is time ".to_owned(),
            format!("finalise Pat agreed on 3 May {run}"),
            "publish Pat it is time ".to_owned(),
        ]
    );
    // As at each step it stands as it stood then.
    for (step, state) in [
        (moderated, InspectionState::Moderated),
        (finalised, InspectionState::Final),
        (published, InspectionState::Published),
    ] {
        let work = desk.work(Some(step.unwrap().answer)).await;
        assert_eq!(work.inspection.state, state);
    }
}

#[tokio::test]
async fn what_is_published_is_not_changed_but_corrected() {
    let desk = Desk::published().await;
    let published = desk.newest().await;
    let never = "is published: ";
    let next = "what can be done is: correct";
    for action in InspectionMove::ALL {
        for who in ["inspector Ada", "moderator Mo", "approver Pat"] {
            if *action == InspectionMove::Correct {
                continue;
            }
            let told = refused(desk.go(who, *action).await);
            assert!(told.contains(never) && told.ends_with(next), "{told}");
        }
    }
    let told = refused(
        desk.change("inspector Ada", assessment("lamp", "No."))
            .await,
    );
    assert!(told.contains(never) && told.ends_with(next), "{told}");
    assert_eq!(desk.newest().await, published);
}

/// The whole table: in every state each move, by each role.
#[tokio::test]
async fn every_move_has_its_state_and_its_role() {
    for state in [
        InspectionState::Draft,
        InspectionState::Moderated,
        InspectionState::Final,
        InspectionState::Published,
    ] {
        let desk = match state {
            InspectionState::Draft => Desk::complete().await,
            InspectionState::Published => Desk::published().await,
            _ => Desk::moderated().await,
        };
        if state == InspectionState::Final {
            let run = desk.run(1, |_| ()).await;
            let entry = desk.by("approver Pat");
            desk.move_by(entry, InspectionMove::Finalise, &run)
                .await
                .unwrap();
        }
        for action in InspectionMove::ALL {
            for who in ["inspector Eve", "moderator Mo", "approver Pat"] {
                let role = who.split_once(' ').unwrap().0;
                let possible = state.moves().any(|it| it == *action);
                if possible && action.role().name() == role {
                    continue;
                }
                let told = refused(desk.go(who, *action).await);
                let expected = if possible {
                    format!("\"{action}\" is for the {} to do", action.role())
                } else {
                    format!("is {state}: \"{action}\" is not possible")
                };
                assert!(told.contains(&expected), "{told}");
            }
        }
        assert_eq!(desk.work(None).await.inspection.state, state);
    }
}

#[tokio::test]
async fn everything_that_a_moderator_needs_is_told_at_once() {
    let desk = Desk::opened().await;
    let bare = peel_model::Finding {
        evidence: Vec::new(),
        ..found("f1", "area-for-improvement")
    };
    let change = InspectionChange::Finding(bare.clone());
    desk.change("inspector Ada", change).await.unwrap();
    assert_eq!(
        missing(desk.go("moderator Mo", InspectionMove::Moderate).await),
        [
            "overall judgment: is missing",
            "judgment on lighting: is missing",
            "assessment of lamp: is missing",
            "assessment of keeper: is missing",
            "finding f1: names no indicator and no document that bear on it",
            "earlier finding e1: was open and is not answered",
        ]
    );
    let documented = peel_model::Finding {
        documents: vec!["The keeper's diary, 2031".to_owned()],
        ..bare
    };
    for change in [
        InspectionChange::Finding(documented),
        finding("f2", "strength"),
        assessment("lamp", "There is a lamp."),
        assessment("keeper", "There is a keeper."),
        crate::desk::answer("e1", "alleviated", &[]),
        judgment("", "dim"),
        judgment("lighting", "dim"),
    ] {
        let told = missing(desk.go("moderator Mo", InspectionMove::Moderate).await);
        assert!(!told.is_empty());
        desk.change("inspector Ada", change).await.unwrap();
    }
    // The question "keeping" is not graded.
    desk.go("moderator Mo", InspectionMove::Moderate)
        .await
        .unwrap();
}

#[tokio::test]
async fn nobody_moderates_or_agrees_to_what_they_judged() {
    let desk = Desk::complete().await;
    desk.change("inspector Bea", judgment("", "dim"))
        .await
        .unwrap();
    assert_eq!(
        missing(desk.go("moderator ada", InspectionMove::Moderate).await),
        ["judgment on lighting: was given by Ada, who cannot be the moderator of it too"]
    );
    assert_eq!(
        missing(desk.go("moderator Bea", InspectionMove::Moderate).await),
        ["overall judgment: was given by Bea, who cannot be the moderator of it too"]
    );
    desk.go("moderator Mo", InspectionMove::Moderate)
        .await
        .unwrap();
    let run = desk.run(1, |_| ()).await;
    let finalise = async |who| {
        let entry = desk.by(who);
        desk.move_by(entry, InspectionMove::Finalise, &run).await
    };
    assert_eq!(
        missing(finalise("approver Bea").await),
        ["overall judgment: was given by Bea, who cannot be the approver of it too"]
    );
    finalise("approver Pat").await.unwrap();
    assert_eq!(
        missing(desk.go("approver Ada", InspectionMove::Publish).await),
        ["judgment on lighting: was given by Ada, who cannot be the approver of it too"]
    );
}

#[tokio::test]
async fn what_is_taken_back_has_a_reason_and_is_not_moderated_any_more() {
    let desk = Desk::moderated().await;
    let back = async |who: &str, action| {
        let entry = desk.by(who);
        assert_eq!(
            rejected(desk.move_by(entry, action, "").await),
            ["reason: is required where something is taken back"]
        );
        desk.go(who, action).await.unwrap();
        assert_eq!(
            states(&desk.work(None).await),
            (InspectionState::Draft, vec![false, false])
        );
    };
    back("moderator Mo", InspectionMove::SendBack).await;
    desk.change("inspector Ada", judgment("lighting", "bright"))
        .await
        .unwrap();
    desk.go("moderator Mo", InspectionMove::Moderate)
        .await
        .unwrap();
    let run = desk.run(1, |_| ()).await;
    let entry = desk.by("approver Pat");
    desk.move_by(entry, InspectionMove::Finalise, &run)
        .await
        .unwrap();
    back("approver Pat", InspectionMove::Reopen).await;
}
