//! Decisions about an edition that was published already.

use futures::future::join_all;
use peel_proto::data::v1::{
    Caveat, DecideCaveatRequest, DecideExclusionRequest, DecideExclusionResponse, Exclusion,
    GetRevisionRequest, ListCaveatsRequest, ListExclusionsRequest, RevisionKind,
    WithdrawDecisionRequest, WithdrawDecisionResponse,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::{Response, Status};

use crate::returning::start;
use crate::support::{Service, fields, message, refused};

fn exclusion() -> Exclusion {
    Exclusion {
        id: "storm".to_owned(),
        forces: vec!["northshire".to_owned()],
        indicators: vec!["offence-rate".to_owned()],
        periods: vec!["12m-to-2031-06".to_owned()],
        treatment: "exclude".to_owned(),
        reason: "The storm took the books.".to_owned(),
        source: "Minutes of 1 September 2031".to_owned(),
        ..Exclusion::default()
    }
}

fn caveat() -> Caveat {
    Caveat {
        id: "salt".to_owned(),
        title: "Salt".to_owned(),
        text: "Some pages cannot be read.".to_owned(),
        indicators: vec!["offence-rate".to_owned()],
        source: "Minutes of 1 September 2031".to_owned(),
        ..Caveat::default()
    }
}

impl Service {
    async fn exclude(
        &self,
        request_id: &str,
        exclusion: Exclusion,
    ) -> Result<DecideExclusionResponse, Status> {
        let request = DecideExclusionRequest {
            request_id: request_id.to_owned(),
            edition: String::new(),
            author: "Bea".to_owned(),
            exclusion: Some(exclusion),
        };
        let answer = self.decisions().decide_exclusion(request).await;
        answer.map(Response::into_inner)
    }

    async fn withdraw(
        &self,
        request_id: &str,
        decision: &str,
    ) -> Result<WithdrawDecisionResponse, Status> {
        let request = WithdrawDecisionRequest {
            request_id: request_id.to_owned(),
            edition: String::new(),
            author: "Bea".to_owned(),
            decision: decision.to_owned(),
            reason: "The books were found.".to_owned(),
        };
        let answer = self.decisions().withdraw_decision(request).await;
        answer.map(Response::into_inner)
    }

    /// The exclusions as at a revision that were added to the record.
    async fn excluded(&self, as_of: u64) -> Vec<Exclusion> {
        let request = ListExclusionsRequest {
            as_of,
            ..ListExclusionsRequest::default()
        };
        let answer = self.reference().list_exclusions(request).await.unwrap();
        let all = answer.into_inner().exclusions.into_iter();
        all.filter(|it| it.decided_in > 0).collect()
    }
}

#[tokio::test]
async fn a_decision_holds_from_its_revision_on() {
    let service = start().await;
    let decided = service.exclude("d-1", exclusion()).await.unwrap();
    assert_eq!((decided.revision, decided.repeated_request), (4, false));
    let again = service.exclude("d-1", exclusion()).await.unwrap();
    assert_eq!((again.revision, again.repeated_request), (4, true));
    let request = GetRevisionRequest { number: 4 };
    let revision = service.revisions().get_revision(request).await.unwrap();
    let revision = revision.into_inner().revision.unwrap();
    assert_eq!(revision.kind(), RevisionKind::Decision);
    assert!(revision.changes_edition);

    let as_decided = Exclusion {
        decided_in: 4,
        decided_by: "Bea".to_owned(),
        ..exclusion()
    };
    assert_eq!(service.excluded(3).await, []);
    assert_eq!(service.excluded(0).await, std::slice::from_ref(&as_decided));

    let withdrawn = service.withdraw("w-1", "storm").await.unwrap();
    assert_eq!((withdrawn.revision, withdrawn.repeated_request), (5, false));
    let again = service.withdraw("w-1", "storm").await.unwrap();
    assert_eq!((again.revision, again.repeated_request), (5, true));
    assert_eq!(service.excluded(0).await, []);
    assert_eq!(service.excluded(4).await, [as_decided]);
}

/// Whoever is second is told what he would be told later, wherever the two meet.
#[tokio::test]
async fn of_those_who_decide_at_once_one_is_first() {
    let service = start().await;
    let exclude = async |number: u32| {
        let request = format!("d-{number}");
        service.exclude(&request, exclusion()).await
    };
    let answers = join_all((0..8).map(exclude)).await;
    let (first, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((first.len(), others.len()), (1, 7));
    for other in others {
        let text = message(&other);
        let details = refused(other, ErrorReason::DecisionRefused, &text);
        let [(field, told)] = fields(&details).try_into().unwrap();
        assert_eq!(field, "exclusion");
        assert!(
            told.starts_with("\"storm\" was decided already; "),
            "{told}"
        );
    }
    assert_eq!(service.excluded(0).await.len(), 1);

    let withdraw = async |number: u32| {
        let request = format!("w-{number}");
        service.withdraw(&request, "storm").await
    };
    let answers = join_all((0..8).map(withdraw)).await;
    let (first, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((first.len(), others.len()), (1, 7));
    for other in others {
        let text = message(&other);
        refused(other, ErrorReason::UnknownDecision, &text);
    }
    assert_eq!(service.newest().await, 5);
}

#[tokio::test]
async fn a_merge_keeps_its_unit() {
    let service = start().await;
    let merge = Exclusion {
        forces: vec!["northshire".to_owned(), "southshire".to_owned()],
        treatment: "merge".to_owned(),
        unit: "both-shires".to_owned(),
        unit_name: "Both Shires".to_owned(),
        ..exclusion()
    };
    service.exclude("d-1", merge).await.unwrap();
    let [merged] = service.excluded(0).await.try_into().unwrap();
    assert_eq!(
        (merged.unit.as_str(), merged.unit_name.as_str()),
        ("both-shires", "Both Shires")
    );
}

#[tokio::test]
async fn a_warning_is_added_from_its_revision_on() {
    let service = start().await;
    let request = DecideCaveatRequest {
        request_id: "d-1".to_owned(),
        edition: String::new(),
        author: "Bea".to_owned(),
        caveat: Some(caveat()),
    };
    let decided = service.decisions().decide_caveat(request.clone()).await;
    assert_eq!(decided.unwrap().into_inner().revision, 4);
    let list = async |as_of| {
        let request = ListCaveatsRequest {
            as_of,
            indicator: "offence-rate".to_owned(),
            ..ListCaveatsRequest::default()
        };
        let answer = service.reference().list_caveats(request).await.unwrap();
        answer.into_inner().caveats
    };
    let before = list(3).await;
    let after = list(4).await;
    assert_eq!((before.len(), after.len()), (1, 2));
    let added = Caveat {
        decided_in: 4,
        decided_by: "Bea".to_owned(),
        ..caveat()
    };
    assert_eq!(after[1], added);

    let missing = DecideCaveatRequest {
        caveat: None,
        ..request
    };
    refused(
        service.decisions().decide_caveat(missing).await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; caveat: is required",
    );
}

#[tokio::test]
async fn a_decision_that_does_not_fit_is_refused_with_everything_wrong() {
    let service = start().await;
    let check = async |exclusion: Exclusion, reason, expected: &[&str]| {
        let answer = service.exclude("d-1", exclusion).await;
        let text = message(&answer);
        let details = refused(answer, reason, &text);
        let told: Vec<_> = fields(&details).iter().map(|it| it.0).collect();
        assert_eq!(told, expected, "{text}");
        assert_eq!(service.newest().await, 3);
    };
    let malformed = Exclusion {
        id: "The storm".to_owned(),
        treatment: "forget".to_owned(),
        all_indicators: true,
        ..exclusion()
    };
    check(
        malformed,
        ErrorReason::InvalidRequest,
        &[
            "exclusion.id",
            "exclusion.indicators",
            "exclusion.treatment",
        ],
    )
    .await;
    let unknown = Exclusion {
        forces: vec!["eastshire".to_owned()],
        indicators: vec!["offence-rat".to_owned()],
        ..exclusion()
    };
    check(
        unknown,
        ErrorReason::DecisionRefused,
        &["exclusion", "exclusion"],
    )
    .await;
    let taken = Exclusion {
        id: "x1".to_owned(),
        ..exclusion()
    };
    check(taken, ErrorReason::DecisionRefused, &["exclusion"]).await;
    let silent = Exclusion {
        reason: String::new(),
        ..exclusion()
    };
    check(silent, ErrorReason::DecisionRefused, &["exclusion"]).await;
}

#[tokio::test]
async fn what_was_not_added_cannot_be_withdrawn() {
    let service = start().await;
    service.exclude("d-1", exclusion()).await.unwrap();
    // It came with the edition.
    let answer = service.withdraw("w-1", "x1").await;
    let text = message(&answer);
    let details = refused(answer, ErrorReason::UnknownDecision, &text);
    assert_eq!(details.error_info().unwrap().metadata["decision"], "x1");
    refused(
        service.withdraw("w-1", "stor").await,
        ErrorReason::UnknownDecision,
        "no decision \"stor\" was added to the edition (nearest known: storm); what came with an \
         edition stays until its next release",
    );
    let empty = WithdrawDecisionRequest {
        decision: "storm".to_owned(),
        request_id: "w-1".to_owned(),
        ..WithdrawDecisionRequest::default()
    };
    let answer = service.decisions().withdraw_decision(empty).await;
    let text = message(&answer);
    let details = refused(answer, ErrorReason::InvalidRequest, &text);
    let told: Vec<_> = fields(&details).iter().map(|it| it.0).collect();
    assert_eq!(told, ["author", "reason"]);
    let nothing = WithdrawDecisionRequest::default();
    let answer = service.decisions().withdraw_decision(nothing).await;
    let text = message(&answer);
    let details = refused(answer, ErrorReason::InvalidRequest, &text);
    let told: Vec<_> = fields(&details).iter().map(|it| it.0).collect();
    assert_eq!(told, ["request_id", "decision"]);
    assert_eq!(service.newest().await, 4);
}
