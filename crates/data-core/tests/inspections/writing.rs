//! What is written into an inspection, and by whom.

use peel_data_core::InspectionChange;
use peel_model::{EarlierFinding, Finding, FindingKind, InspectionMove, Recommendation};

use crate::desk::{
    Desk, LIGHTS, answer, assessment, finding, found, judgment, missing, refused, rejected,
    summary, uninspected,
};

fn earlier(id: &str) -> EarlierFinding {
    EarlierFinding {
        id: id.parse().unwrap(),
        year: 2_019,
        kind: FindingKind::AreaForImprovement,
        question: "lighting".parse().unwrap(),
        title: "Wicks".to_owned(),
        text: "Wicks were short.".to_owned(),
        recommendations: Vec::new(),
        answer: None,
    }
}

/// One of every kind.
fn changes() -> [InspectionChange; 7] {
    [
        assessment("lamp", "There is a lamp."),
        finding("f1", "cause-of-concern"),
        finding("f1", "strength"),
        InspectionChange::EarlierFinding(earlier("e9")),
        answer("e1", "alleviated", &[]),
        judgment("lighting", "dim"),
        summary("keeping", &["Somebody is there.", "Mostly."]),
    ]
}

#[tokio::test]
async fn every_step_is_a_revision_and_reads_as_it_was() {
    let desk = Desk::opened().await;
    let mut known = vec![(desk.newest().await, desk.work(None).await)];
    for change in changes() {
        let written = desk.change("inspector Ada", change).await.unwrap();
        let work = desk.work(None).await;
        assert_eq!(work.changed, Some(written.answer));
        let before = &known.last().unwrap().1;
        assert!(work.inspection != before.inspection || work.background != before.background);
        known.push((written.answer, work));
    }
    for (revision, work) in known {
        assert_eq!(desk.work(Some(revision)).await, work, "{revision}");
    }
}

#[tokio::test]
async fn what_was_written_can_be_read() {
    let desk = Desk::opened().await;
    for change in changes() {
        desk.change("inspector Ada", change).await.unwrap();
    }
    let work = desk.work(None).await;
    let [lighting, keeping] = work.inspection.questions.as_slice() else {
        panic!("two questions: {work:?}");
    };
    assert_eq!(lighting.assessments[0].text, "There is a lamp.");
    let judged = lighting.judgment.as_ref().unwrap();
    assert_eq!((judged.author.as_str(), judged.moderated), ("Ada", false));
    assert_eq!(keeping.summary, ["Somebody is there.", "Mostly."]);
    // The second under its identifier stands in place of the first.
    assert_eq!(work.inspection.findings, [found("f1", "strength")]);
    let [first, second] = work.background.earlier.as_slice() else {
        panic!("two earlier findings: {work:?}");
    };
    assert!(first.answer.is_some());
    assert_eq!(*second, earlier("e9"));
}

#[tokio::test]
async fn everything_that_does_not_fit_is_told_with_its_place() {
    let desk = Desk::complete().await;
    let check = async |change, told: &[&str]| {
        let before = desk.newest().await;
        assert_eq!(rejected(desk.change("inspector Ada", change).await), told);
        assert_eq!(desk.newest().await, before);
    };
    check(
        assessment("lam", " "),
        &[
            "text: the text has 1 to 5000 characters without control characters, not 1",
            "sub_question: there is no sub-question \"lam\" (nearest known: lamp)",
        ],
    )
    .await;
    let graded = InspectionChange::Assessment {
        sub_question: "lamp".parse().unwrap(),
        text: "It is lit.".to_owned(),
        grade: Some("dim".parse().unwrap()),
    };
    check(
        graded,
        &["grade: this edition does not grade sub-questions"],
    )
    .await;
    let wrong = Finding {
        question: "lightning".parse().unwrap(),
        title: String::new(),
        recommendations: Vec::new(),
        evidence: vec![
            "theft-share".parse().unwrap(),
            "theft-share".parse().unwrap(),
        ],
        documents: vec!["Diary".to_owned(), String::new()],
        ..found("f3", "cause-of-concern")
    };
    check(
        InspectionChange::Finding(wrong),
        &[
            "finding.question: there is no question \"lightning\" (nearest known: lighting)",
            "finding.title: the finding.title has 1 to 200 characters without control characters, \
             not 0",
            "finding.recommendations: a cause of concern says what the force should do",
            "finding.evidence[1]: \"theft-share\" stands here twice",
            "finding.documents[1]: the finding.documents[1] has 1 to 200 characters without control \
             characters, not 0",
        ],
    )
    .await;
    let unknown = Finding {
        evidence: vec!["theft-shares".parse().unwrap()],
        recommendations: vec![Recommendation {
            text: String::new(),
            owner: "\u{7}".to_owned(),
            due: String::new(),
        }],
        ..found("f3", "recommendation")
    };
    check(
        InspectionChange::Finding(unknown),
        &[
            "finding.recommendations[0].text: the finding.recommendations[0].text has 1 to 5000 \
             characters without control characters, not 0",
            "finding.recommendations[0].owner: the finding.recommendations[0].owner has 0 to 200 \
             characters without control characters, not 1",
            "finding.evidence[0]: there is no indicator \"theft-shares\" (nearest known: \
             theft-share, theft-rate-change)",
        ],
    )
    .await;
    check(
        judgment("lighting", "ungraded"),
        &["grade: \"ungraded\" is not given here; give one of: bright, dim"],
    )
    .await;
    check(
        judgment("keeping", "dim"),
        &["grade: \"dim\" is not given here; give one of: ungraded"],
    )
    .await;
    check(
        judgment("", "dimm"),
        &["grade: there is no grade \"dimm\" (nearest known: dim)"],
    )
    .await;
    check(
        summary("lightin", &["", "Lit."]),
        &[
            "paragraphs[0]: the paragraphs[0] has 1 to 5000 characters without control characters, \
             not 0",
            "question: there is no question \"lightin\" (nearest known: lighting)",
        ],
    )
    .await;
    let taken = EarlierFinding {
        kind: FindingKind::Strength,
        ..earlier("e1")
    };
    check(
        InspectionChange::EarlierFinding(taken),
        &[
            "finding.kind: nobody has to answer a strength",
            "finding.id: \"e1\" is taken; give it another",
        ],
    )
    .await;
}

#[tokio::test]
async fn an_answer_says_who_carries_on_what_is_left() {
    let desk = Desk::complete().await;
    let check = async |change, told: &[&str]| {
        assert_eq!(rejected(desk.change("inspector Ada", change).await), told);
    };
    check(
        answer("e1", "not-alleviated", &[]),
        &["carried_by: names the finding that carries it on; record that first"],
    )
    .await;
    check(
        answer("e1", "superseded", &[]),
        &["carried_by: names the finding that carries it on; record that first"],
    )
    .await;
    check(
        answer("e1", "split", &["f1"]),
        &["carried_by: names the findings that it was split into, two or more"],
    )
    .await;
    check(
        answer("e2", "split", &["f1", "f9"]),
        &[
            "carried_by[1]: there is no finding \"f9\"",
            "finding: there is no earlier finding \"e2\"",
        ],
    )
    .await;
    for (kind, carried_by) in [
        ("alleviated", &[][..]),
        ("not-alleviated", &["f1"]),
        ("split", &["f1", "f2"]),
        ("superseded", &["f2"]),
    ] {
        let change = answer("e1", kind, carried_by);
        desk.change("inspector Ada", change).await.unwrap();
        let work = desk.work(None).await;
        let answer = work.background.earlier[0].answer.as_ref().unwrap();
        assert_eq!(answer.kind.name(), kind);
        assert_eq!(answer.carried_by.len(), carried_by.len());
    }
}

#[tokio::test]
async fn a_finding_is_removed_with_a_reason_unless_something_rests_on_it() {
    let desk = Desk::complete().await;
    let remove = async |id: &str, reason: &str| {
        let entry = desk.because("inspector Ada", reason);
        let change = InspectionChange::WithoutFinding(id.parse().unwrap());
        desk.collection.change_inspection(entry, change).await
    };
    assert_eq!(
        rejected(remove("f1", "").await),
        [
            "reason: is required where something is taken back",
            "finding: it carries on the earlier finding e1; answer that anew first",
        ]
    );
    let [told] = rejected(remove("f3", "it is not there").await)
        .try_into()
        .unwrap();
    assert!(
        told.starts_with("finding: there is no finding \"f3\""),
        "{told}"
    );
    let removed = remove("f2", "it was dark").await.unwrap();
    let kept = desk.work(None).await.inspection.findings;
    assert_eq!(kept, [found("f1", "cause-of-concern")]);
    let record = desk.collection.store().revision(removed.answer).await;
    assert_eq!(
        record.unwrap().unwrap().title,
        "inspection of northshire as inspector: removal of finding f2, because it was dark"
    );
}

/// Where somebody else writes, or nobody.
#[tokio::test]
async fn who_writes_what_depends_on_how_far_it_has_come() {
    let desk = Desk::complete().await;
    for change in changes() {
        let told = refused(desk.change("moderator Mo", change.clone()).await);
        assert!(
            told.ends_with("is for the inspector to do, and this was called as moderator"),
            "{told}"
        );
        let told = refused(desk.change("approver Pat", change).await);
        assert!(told.contains("is for the inspector to do"), "{told}");
    }
    desk.go("moderator Mo", InspectionMove::Moderate)
        .await
        .unwrap();
    for change in changes() {
        let told = refused(desk.change("inspector Ada", change.clone()).await);
        let expected = if matches!(change, InspectionChange::Judgment { .. }) {
            "judgment on lighting is for the moderator to do, and this was called as inspector"
        } else {
            "is not possible; what can be done is: send-back, finalise"
        };
        assert!(told.ends_with(expected), "{told}");
    }
    let run = desk.run(1, |_| ()).await;
    let entry = desk.by("approver Pat");
    let finalised = desk.move_by(entry, InspectionMove::Finalise, &run).await;
    finalised.unwrap();
    for who in ["inspector Ada", "moderator Mo", "approver Pat"] {
        for change in changes() {
            let told = refused(desk.change(who, change).await);
            let expected = "is not possible; what can be done is: reopen, publish";
            assert!(told.ends_with(expected), "{told}");
        }
    }
}

#[tokio::test]
async fn a_moderator_gives_another_grade_with_a_reason_and_never_their_own() {
    let desk = Desk::moderated().await;
    let judge = async |who: &str, reason: &str, grade: &str| {
        let entry = desk.because(who, reason);
        let change = judgment("lighting", grade);
        desk.collection.change_inspection(entry, change).await
    };
    assert_eq!(
        rejected(judge("moderator Mo", "", "bright").await),
        ["reason: is required where something is taken back"]
    );
    // Capitals and spaces make no other person of the author.
    assert_eq!(
        rejected(judge("moderator ADA ", "others have less", "bright").await),
        ["author: nobody moderates a judgment of their own; another moderator has to"]
    );
    judge("moderator Mo", "others have less", "bright")
        .await
        .unwrap();
    let work = desk.work(None).await;
    let judged = work.inspection.questions[0].judgment.as_ref().unwrap();
    assert_eq!(
        (
            judged.grade.as_str(),
            judged.author.as_str(),
            judged.moderated
        ),
        ("bright", "Mo", true)
    );
}

#[tokio::test]
async fn where_sub_questions_are_graded_each_needs_its_grade() {
    const RULES: &str = "[grading]\nungraded = \"ungraded\"\nsub_questions = \"median\"\n\
                         overall = \"worst\"\n";
    let folder = uninspected(LIGHTS, &[]);
    let files = folder.files();
    let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    let rules = (
        "inspection-rules.toml".to_owned(),
        RULES.as_bytes().to_vec(),
    );
    let files: Vec<_> = files.chain([rules]).collect();
    let folder = peel_edition::Folder::from_files("graded", files).unwrap();
    let desk = Desk::with(&[folder]).await;
    let entry = desk.by("inspector Ada");
    let opened = desk.open(entry, peel_data_core::CarryFrom::Newest).await;
    opened.unwrap();
    let assess = |grade: Option<&str>| InspectionChange::Assessment {
        sub_question: "lamp".parse().unwrap(),
        text: "There is a lamp.".to_owned(),
        grade: grade.map(|grade| grade.parse().unwrap()),
    };
    desk.change("inspector Ada", assess(None)).await.unwrap();
    let told = missing(desk.go("moderator Mo", InspectionMove::Moderate).await);
    assert!(
        told.contains(&"assessment of lamp: has no grade".to_owned()),
        "{told:?}"
    );
    desk.change("inspector Ada", assess(Some("dim")))
        .await
        .unwrap();
    let work = desk.work(None).await;
    let [graded] = work.background.sub_question_grades.as_slice() else {
        panic!("one grade: {work:?}");
    };
    assert_eq!(graded.grade.as_str(), "dim");
    let told = missing(desk.go("moderator Mo", InspectionMove::Moderate).await);
    assert!(
        !told.contains(&"assessment of lamp: has no grade".to_owned()),
        "{told:?}"
    );
}

#[tokio::test]
async fn an_inspection_is_no_longer_than_a_report_can_be() {
    let desk = Desk::opened().await;
    let paragraph = "Lit. ".repeat(900);
    let paragraphs = vec![paragraph.as_str(); 15];
    let newest = desk.newest().await;
    let answer = desk
        .change("inspector Ada", summary("lighting", &paragraphs))
        .await;
    let [told] = rejected(answer).try_into().unwrap();
    assert!(
        told.starts_with("entry: the inspection would have 6") && told.contains("at most 65536"),
        "{told}"
    );
    assert_eq!(desk.newest().await, newest);
    let enough = summary("lighting", &paragraphs[..13]);
    desk.change("inspector Ada", enough).await.unwrap();
}
