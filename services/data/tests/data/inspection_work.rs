//! The work on an inspection, from its opening to its publication.

use peel_edition::Folder;
use peel_proto::data::v1::{
    Acknowledgement, AnswerEarlierFindingRequest, AssessSubQuestionRequest, EarlierFinding,
    Finding, GetInspectionRequest, GetInspectionResponse, GetRevisionRequest, InspectionEntry,
    ListInspectionsRequest, MoveInspectionRequest, MoveInspectionResponse, OpenInspectionRequest,
    OpenInspectionResponse, RaisedCheck, Recommendation, RecordEarlierFindingRequest,
    RecordFindingRequest, RecordJudgmentRequest, RecordRunRequest, RecordSummaryRequest,
    RemoveFindingRequest, RevisionKind, Run,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::{Response, Status};

use crate::support::{Service, fields, header, made_up, message, refused, thefts};

const LIGHTS: &str = "2032-lights";

/// The made-up edition under another name; its inspection of Northshire is published.
fn edition(id: &str, inspected: bool) -> Folder {
    let folder = made_up();
    let files = folder
        .files()
        .filter(|(path, _)| inspected || !path.starts_with("inspections/"));
    let files = files.map(|(path, bytes)| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let text = text.replace("made-up-edition", id);
        (path.to_owned(), text.into_bytes())
    });
    Folder::from_files(id, files.collect::<Vec<_>>()).unwrap()
}

async fn start() -> Service {
    Service::with(&[edition("2031-lights", true), edition(LIGHTS, false)]).await
}

/// An entry "inspector Ada" under a request id.
fn by(request_id: &str, who: &str) -> Option<InspectionEntry> {
    let (role, author) = who.split_once(' ').unwrap();
    Some(InspectionEntry {
        request_id: request_id.to_owned(),
        force: "northshire".to_owned(),
        author: author.to_owned(),
        role: role.to_owned(),
        reason: "it is time".to_owned(),
        ..InspectionEntry::default()
    })
}

fn opening(request_id: &str, who: &str) -> OpenInspectionRequest {
    OpenInspectionRequest {
        entry: by(request_id, who),
        inspected: "spring".to_owned(),
        source: "Lighthouses 2032 (made up)".to_owned(),
        carry_from: String::new(),
    }
}

fn assessment(request_id: &str, sub_question: &str, text: &str) -> AssessSubQuestionRequest {
    AssessSubQuestionRequest {
        entry: by(request_id, "inspector Ada"),
        sub_question: sub_question.to_owned(),
        text: text.to_owned(),
        grade: String::new(),
    }
}

fn finding(id: &str, kind: &str) -> Finding {
    Finding {
        id: id.to_owned(),
        kind: kind.to_owned(),
        question: "lighting".to_owned(),
        title: "Oil".to_owned(),
        text: "There is little oil.".to_owned(),
        state: "enduring".to_owned(),
        listed: true,
        recommendations: vec![Recommendation {
            text: "Buy oil.".to_owned(),
            owner: "Northshire Police".to_owned(),
            due: "immediately".to_owned(),
        }],
        evidence: vec!["theft-share".to_owned()],
        documents: vec!["The keeper's diary, 2032".to_owned()],
        ..Finding::default()
    }
}

fn judgment(request_id: &str, question: &str) -> RecordJudgmentRequest {
    RecordJudgmentRequest {
        entry: by(request_id, "inspector Ada"),
        question: question.to_owned(),
        grade: "dim".to_owned(),
        previous_grade: "bright".to_owned(),
        grounds: "There is little oil.".to_owned(),
    }
}

impl Service {
    async fn open(&self) -> OpenInspectionResponse {
        let request = opening("open", "inspector Ada");
        let opened = self.inspection_work().open_inspection(request).await;
        opened.unwrap().into_inner()
    }

    /// Everything that a moderator needs, as the revisions 9 to 15 after the opening.
    async fn write_all(&self) {
        let mut work = self.inspection_work();
        for (part, text) in [("lamp", "There is a lamp."), ("keeper", "He is awake.")] {
            let request = assessment(part, part, text);
            work.assess_sub_question(request).await.unwrap();
        }
        let request = RecordFindingRequest {
            entry: by("f1", "inspector Ada"),
            finding: Some(finding("f1", "cause-of-concern")),
        };
        work.record_finding(request).await.unwrap();
        let request = AnswerEarlierFindingRequest {
            entry: by("e1", "inspector Ada"),
            finding: "e1".to_owned(),
            answer: "not-alleviated".to_owned(),
            carried_by: vec!["f1".to_owned()],
        };
        work.answer_earlier_finding(request).await.unwrap();
        let request = RecordSummaryRequest {
            entry: by("summary", "inspector Ada"),
            question: "lighting".to_owned(),
            paragraphs: vec!["It is dim.".to_owned()],
        };
        work.record_summary(request).await.unwrap();
        for (request_id, question) in [("overall", ""), ("lighting", "lighting")] {
            work.record_judgment(judgment(request_id, question))
                .await
                .unwrap();
        }
    }

    async fn go(
        &self,
        request_id: &str,
        who: &str,
        to: &str,
        run: &str,
    ) -> Result<MoveInspectionResponse, Status> {
        let request = MoveInspectionRequest {
            entry: by(request_id, who),
            r#move: to.to_owned(),
            run: run.to_owned(),
            acknowledged: Vec::new(),
        };
        let moved = self.inspection_work().move_inspection(request).await;
        moved.map(Response::into_inner)
    }

    async fn as_at(&self, as_of: u64) -> Result<GetInspectionResponse, Status> {
        let request = GetInspectionRequest {
            force: "northshire".to_owned(),
            edition: LIGHTS.to_owned(),
            as_of,
        };
        let answer = self.inspections().get_inspection(request).await;
        answer.map(Response::into_inner)
    }

    /// Records a run as at the newest revision that raised these errors.
    async fn ran(&self, number: u8, checks: &[(&str, &str)]) -> String {
        let run = Run {
            id: format!("{number:032x}"),
            force: "northshire".to_owned(),
            edition: LIGHTS.to_owned(),
            revision: self.newest().await,
            method: "2031.1".to_owned(),
            outcome: "completed".to_owned(),
            checked: true,
            checks: checks
                .iter()
                .map(|(check, place)| RaisedCheck {
                    check: (*check).to_owned(),
                    severity: "error".to_owned(),
                    place: (*place).to_owned(),
                    message: "Two things cannot both be so.".to_owned(),
                })
                .collect(),
            ..Run::default()
        };
        let id = run.id.clone();
        let request = RecordRunRequest { run: Some(run) };
        self.inspections().record_run(request).await.unwrap();
        id
    }
}

#[tokio::test]
async fn it_goes_from_its_opening_to_its_publication() {
    let service = start().await;
    let before = service.newest().await;
    let opened = service.open().await;
    assert_eq!(
        (opened.revision, opened.repeated_request),
        (before + 1, false)
    );
    let [earlier] = opened.earlier_findings.as_slice() else {
        panic!("f2 of 2031 is open: {opened:?}");
    };
    assert_eq!(
        (earlier.id.as_str(), earlier.year, earlier.answer.as_str()),
        ("e1", 2031, "")
    );
    service.write_all().await;
    let moderated = service.go("moderate", "moderator Mo", "moderate", "").await;
    let run = service.ran(1, &[]).await;
    let finalised = service.go("final", "approver Pat", "finalise", &run).await;
    let published = service.go("publish", "approver Pat", "publish", "").await;
    let published = published.unwrap();
    assert_eq!(published.state, "published");

    let answer = service.as_at(0).await.unwrap();
    assert_eq!(
        (answer.changed_in, answer.moves.as_slice()),
        (published.revision, &["correct".to_owned()][..])
    );
    let [earlier] = answer.earlier_findings.as_slice() else {
        panic!("one earlier finding: {answer:?}");
    };
    assert_eq!(earlier.answer, "not-alleviated");
    assert_eq!(earlier.carried_by, ["f1"]);
    let inspection = answer.inspection.unwrap();
    assert_eq!(inspection.findings, [finding("f1", "cause-of-concern")]);
    assert!(inspection.overall.unwrap().moderated);
    let steps = inspection.steps.iter();
    let steps: Vec<_> = steps
        .map(|it| {
            format!(
                "{} {} {} {} {}",
                it.r#move, it.role, it.author, it.at, it.run
            )
        })
        .collect();
    let at = service.clock.now().as_second();
    assert_eq!(
        steps,
        [
            format!("open inspector Ada {at} "),
            format!("moderate moderator Mo {at} "),
            format!("finalise approver Pat {at} {run}"),
            format!("publish approver Pat {at} "),
        ]
    );

    // As at each step it reads as it was then.
    let state = async |as_of| {
        let answer = service.as_at(as_of).await.unwrap();
        (answer.inspection.unwrap().state, answer.moves)
    };
    let moves = |all: &[&str]| all.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
    let draft = ("draft".to_owned(), moves(&["moderate"]));
    assert_eq!(state(opened.revision).await, draft);
    let moderated = state(moderated.unwrap().revision).await;
    assert_eq!(
        moderated,
        ("moderated".to_owned(), moves(&["send-back", "finalise"]))
    );
    let finalised = state(finalised.unwrap().revision).await;
    assert_eq!(
        finalised,
        ("final".to_owned(), moves(&["reopen", "publish"]))
    );
    refused(
        service.as_at(before).await,
        ErrorReason::UnknownInspection,
        "northshire has no inspection in 2032-lights; ListInspections names those that have",
    );
}

#[tokio::test]
async fn every_step_is_a_revision_with_author_role_and_reason() {
    let service = start().await;
    let opened = service.open().await;
    let request = GetRevisionRequest {
        number: opened.revision,
    };
    let revision = service.revisions().get_revision(request).await.unwrap();
    let revision = revision.into_inner().revision.unwrap();
    assert_eq!(revision.kind(), RevisionKind::Inspection);
    assert!(revision.changes_edition);
    assert_eq!(revision.author, "Ada");
    assert_eq!(
        revision.title,
        "inspection of northshire as inspector: opening, because it is time"
    );
    // Lists tell who stands where, without texts and steps.
    let request = ListInspectionsRequest::default();
    let listed = service.inspections().list_inspections(request).await;
    let [inspection] = listed.unwrap().into_inner().inspections.try_into().unwrap();
    assert_eq!(
        (inspection.state.as_str(), inspection.steps.len()),
        ("draft", 0)
    );
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_other_words_are_refused() {
    let service = start().await;
    let first = service.open().await;
    let again = service.open().await;
    assert!(again.repeated_request);
    assert_eq!(
        (again.revision, again.earlier_findings),
        (first.revision, first.earlier_findings)
    );
    let assess = async |text: &str| {
        let request = assessment("lamp", "lamp", text);
        let answer = service.inspection_work().assess_sub_question(request).await;
        answer.map(|it| (it.get_ref().revision, it.get_ref().repeated_request))
    };
    let (revision, repeated) = assess("There is a lamp.").await.unwrap();
    assert!(!repeated);
    assert_eq!(assess("There is a lamp.").await.unwrap(), (revision, true));
    let other = assess("There is none.").await;
    let text = message(&other);
    refused(other, ErrorReason::RequestIdReused, &text);
    assert_eq!(service.newest().await, revision);
}

#[tokio::test]
async fn what_is_wrong_with_a_step_is_told_all_at_once() {
    let service = start().await;
    service.open().await;
    let newest = service.newest().await;
    let mut work = service.inspection_work();
    macro_rules! check {
        ($method:ident($request:expr), $reason:ident, $expected:expr) => {{
            let answer = work.$method($request).await;
            let text = message(&answer);
            let details = refused(answer, ErrorReason::$reason, &text);
            let told: Vec<_> = fields(&details).iter().map(|it| it.0).collect();
            assert_eq!(told, $expected, "{text}");
            assert_eq!(service.newest().await, newest);
        }};
    }
    let nobody = Some(InspectionEntry::default());
    check!(
        open_inspection(OpenInspectionRequest::default()),
        InvalidRequest,
        ["entry"]
    );
    check!(
        record_finding(RecordFindingRequest {
            entry: nobody.clone(),
            finding: Some(Finding {
                id: "F 1".to_owned(),
                evidence: vec!["Theft".to_owned()],
                ..Finding::default()
            }),
        }),
        InvalidRequest,
        [
            "finding.id",
            "finding.kind",
            "finding.question",
            "finding.state",
            "finding.evidence[0]",
            "entry.request_id",
            "entry.force",
            "entry.role",
        ]
    );
    check!(
        answer_earlier_finding(AnswerEarlierFindingRequest {
            entry: by("a", "inspector Ada"),
            ..AnswerEarlierFindingRequest::default()
        }),
        InvalidRequest,
        ["finding", "answer"]
    );
    check!(
        move_inspection(MoveInspectionRequest {
            entry: by("m", "moderator Mo"),
            r#move: "open".to_owned(),
            run: "the last one".to_owned(),
            ..MoveInspectionRequest::default()
        }),
        InvalidRequest,
        ["move", "run"]
    );
    check!(
        record_judgment(RecordJudgmentRequest {
            question: "lightning".to_owned(),
            grade: "dimm".to_owned(),
            grounds: String::new(),
            ..judgment("j", "")
        }),
        InspectionRefused,
        ["grounds", "question"]
    );
    check!(
        record_summary(RecordSummaryRequest {
            entry: by("s", "inspector Ada"),
            question: "lighting".to_owned(),
            paragraphs: vec!["It is dim.".to_owned(), String::new()],
        }),
        InspectionRefused,
        ["paragraphs[1]"]
    );
    check!(
        remove_finding(RemoveFindingRequest {
            entry: Some(InspectionEntry {
                reason: String::new(),
                ..by("r", "inspector Ada").unwrap()
            }),
            finding: "f9".to_owned(),
        }),
        InspectionRefused,
        ["entry.reason", "finding"]
    );
    check!(
        record_earlier_finding(RecordEarlierFindingRequest {
            entry: by("e", "inspector Ada"),
            finding: Some(EarlierFinding {
                id: "e1".to_owned(),
                year: 2030,
                kind: "strength".to_owned(),
                question: "lighting".to_owned(),
                title: "Oil".to_owned(),
                text: "There was much.".to_owned(),
                ..EarlierFinding::default()
            }),
        }),
        InspectionRefused,
        ["finding.kind", "finding.id"]
    );
    let elsewhere = InspectionEntry {
        force: "northshir".to_owned(),
        ..by("x", "inspector Ada").unwrap()
    };
    let request = AssessSubQuestionRequest {
        entry: Some(elsewhere),
        ..assessment("x", "lamp", "Lit.")
    };
    let answer = work.assess_sub_question(request).await;
    let text = message(&answer);
    refused(answer, ErrorReason::UnknownForce, &text);
}

#[tokio::test]
async fn who_may_not_is_told_who_may() {
    let service = start().await;
    let request = opening("open", "approver Pat");
    let answer = service.inspection_work().open_inspection(request).await;
    let told = "\"open\" is for the inspector to do, and this was called as approver";
    let details = refused(answer, ErrorReason::RoleRefused, told);
    let metadata = &details.error_info().unwrap().metadata;
    assert_eq!(
        (metadata["role"].as_str(), metadata["neededRole"].as_str()),
        ("approver", "inspector")
    );
}

#[tokio::test]
async fn where_it_stands_otherwise_or_has_moved_on_is_told() {
    let service = start().await;
    let answer = service.go("none", "moderator Mo", "moderate", "").await;
    refused(
        answer,
        ErrorReason::UnknownInspection,
        "northshire has no inspection in 2032-lights; ListInspections names those that have",
    );
    let opened = service.open().await;
    let request = opening("again", "inspector Ada");
    let answer = service.inspection_work().open_inspection(request).await;
    let told = "northshire has an inspection in 2032-lights already, which is draft";
    let details = refused(answer, ErrorReason::InspectionMoved, told);
    assert_eq!(details.error_info().unwrap().metadata["state"], "draft");
    let answer = service.go("early", "approver Pat", "publish", "").await;
    let told = "the inspection of northshire is draft: \"publish\" is not possible; what can be done \
                is: moderate";
    refused(answer, ErrorReason::InspectionMoved, told);

    let assess = async |request_id: &str| {
        let entry = InspectionEntry {
            expected_revision: opened.revision,
            ..by(request_id, "inspector Ada").unwrap()
        };
        let request = AssessSubQuestionRequest {
            entry: Some(entry),
            ..assessment(request_id, "lamp", "Lit.")
        };
        service.inspection_work().assess_sub_question(request).await
    };
    assess("first").await.unwrap();
    let second = assess("second").await;
    let text = message(&second);
    assert!(text.contains("has changed since it was read"), "{text}");
    refused(second, ErrorReason::InspectionMoved, &text);
}

/// What is missing, told as preconditions: place and what it lacks.
#[track_caller]
fn not_ready<T>(answer: Result<T, Status>) -> Vec<String> {
    let text = message(&answer);
    let details = refused(answer, ErrorReason::InspectionNotReady, &text);
    let missing = &details.precondition_failure().unwrap().violations;
    let told = missing.iter();
    told.map(|one| format!("{}: {}", one.subject, one.description))
        .collect()
}

#[tokio::test]
async fn everything_missing_is_told_with_its_place() {
    let service = start().await;
    service.open().await;
    assert_eq!(
        not_ready(service.go("m", "moderator Mo", "moderate", "").await),
        [
            "overall judgment: is missing",
            "judgment on lighting: is missing",
            "assessment of lamp: is missing",
            "assessment of keeper: is missing",
            "earlier finding e1: was open and is not answered",
        ]
    );
    service.write_all().await;
    // Who judged does not moderate; the same request may succeed once another asks.
    let own = not_ready(service.go("own", "moderator Ada", "moderate", "").await);
    assert_eq!(own.len(), 2, "{own:?}");
    service
        .go("m", "moderator Mo", "moderate", "")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_contradiction_is_not_published_unnoticed() {
    let service = start().await;
    service.open().await;
    service.write_all().await;
    service
        .go("m", "moderator Mo", "moderate", "")
        .await
        .unwrap();
    let finalise = async |request_id: &str, run: &str, acknowledged: &[Acknowledgement]| {
        let request = MoveInspectionRequest {
            entry: by(request_id, "approver Pat"),
            r#move: "finalise".to_owned(),
            run: run.to_owned(),
            acknowledged: acknowledged.to_vec(),
        };
        service.inspection_work().move_inspection(request).await
    };
    let none = "f".repeat(32);
    let answer = finalise("none", &none, &[]).await;
    let text = message(&answer);
    refused(answer, ErrorReason::UnknownRun, &text);
    let place = "summary of lighting, paragraph 1";
    let run = service.ran(1, &[("grade-words", place)]).await;
    let [told] = not_ready(finalise("a", &run, &[]).await)
        .try_into()
        .unwrap();
    assert!(
        told.starts_with("summary of lighting, paragraph 1: grade-words: "),
        "{told}"
    );
    let stands = Acknowledgement {
        check: "grade-words".to_owned(),
        place: place.to_owned(),
        reason: "It quotes the keeper.".to_owned(),
    };
    finalise("b", &run, std::slice::from_ref(&stands))
        .await
        .unwrap();
    let inspection = service.as_at(0).await.unwrap().inspection.unwrap();
    let step = inspection.steps.last().unwrap();
    assert_eq!(
        (&step.run, step.acknowledged.as_slice()),
        (&run, &[stands][..])
    );

    // A figure is recorded before it is published: that run has not seen it.
    service
        .import(header_of(LIGHTS), &[thefts(121.0)])
        .await
        .unwrap();
    let [told] = not_ready(service.go("p", "approver Pat", "publish", "").await)
        .try_into()
        .unwrap();
    assert_eq!(told, "run: figures have changed since the run");
    let run = service.ran(2, &[]).await;
    let published = service.go("p", "approver Pat", "publish", &run).await;
    assert_eq!(published.unwrap().state, "published");
}

fn header_of(edition: &str) -> peel_proto::data::v1::ImportHeader {
    peel_proto::data::v1::ImportHeader {
        edition: edition.to_owned(),
        ..header("thefts")
    }
}
