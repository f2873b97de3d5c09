//! What is said of an inspection goes out whole; parts that do not add up come back as they went.

use peel_model::{
    Area, Breakdown, BreakdownMismatch, ComparatorKind, ComparisonReference, EnquiryKind, GradeId,
    Inconsistency, InspectionPlace, LineOfEnquiry, Merit, MethodVersion, NoProposal, Proposal,
    ProposalReason, Revision, Severity,
};
use peel_proto::convert::{
    inconsistency_to_wire, line_of_enquiry_to_wire, mismatch_from_wire, mismatch_to_wire,
    proposed_grade_to_wire,
};
use peel_proto::scoring::v1 as wire;

fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

fn mismatch(breakdown: Breakdown, area: Area) -> BreakdownMismatch {
    BreakdownMismatch {
        breakdown,
        area,
        period: id("12m-to-2031-06"),
        sum: 3.3,
        whole: 3.2,
        tolerance: 0.05,
    }
}

#[test]
fn parts_that_do_not_add_up_come_back_as_they_went() {
    let check = |breakdown: Breakdown| {
        let force = Area::Force(id("northshire"));
        for area in [Area::EnglandAndWales, force] {
            let went = mismatch(breakdown.clone(), area);
            assert_eq!(mismatch_from_wire(&mismatch_to_wire(&went)), Ok(went));
        }
    };
    check(Breakdown::Recorded {
        whole: id("thefts"),
        parts: vec![id("thefts-by-day"), id("thefts-by-night")],
    });
    check(Breakdown::Printed {
        whole: id("theft-rate"),
        parts: vec![id("day-theft-rate"), id("night-theft-rate")],
    });
    check(Breakdown::PrintedShares {
        of: "thefts".parse().unwrap(),
        parts: vec![id("day-theft-share"), id("night-theft-share")],
    });
}

#[test]
fn what_breaks_the_contract_is_told_by_field() {
    let sound = mismatch_to_wire(&mismatch(
        Breakdown::Recorded {
            whole: id("thefts"),
            parts: vec![id("thefts-by-day")],
        },
        Area::EnglandAndWales,
    ));
    let check = |break_it: fn(&mut wire::BreakdownMismatch), field: &str| {
        let mut message = sound.clone();
        break_it(&mut message);
        assert_eq!(mismatch_from_wire(&message).unwrap_err().field, field);
    };
    check(|message| message.kind = "guessed".to_owned(), "kind");
    check(|message| message.whole = "All thefts".to_owned(), "whole");
    check(|message| message.parts.push(String::new()), "parts");
    check(|message| message.area = "North Shire".to_owned(), "area");
    check(|message| message.period = "June".to_owned(), "period");
    check(|message| message.sum = f64::NAN, "sum");
    check(|message| message.expected = f64::INFINITY, "expected");
    check(|message| message.tolerance = f64::NEG_INFINITY, "tolerance");
}

#[test]
fn a_proposal_stands_beside_the_grade_that_was_given() {
    let proposal = Proposal {
        grade: id("good"),
        reasons: vec![ProposalReason {
            text: "One cause of concern endures.".to_owned(),
            findings: vec![id("f1"), id("f2")],
        }],
    };
    let check = |recorded: Option<&str>, differs: bool| {
        let recorded: Option<GradeId> = recorded.map(id);
        let message = proposed_grade_to_wire(&Ok(proposal.clone()), recorded.as_ref());
        let told = message.proposal.unwrap();
        assert_eq!(told.grade, "good");
        assert_eq!(told.reasons[0].text, "One cause of concern endures.");
        assert_eq!(told.reasons[0].findings, ["f1", "f2"]);
        assert_eq!(message.no_proposal, None);
        let recorded = recorded.map(|grade| grade.to_string());
        assert_eq!(message.recorded, recorded.unwrap_or_default());
        assert_eq!(message.differs, differs);
    };
    check(Some("good"), false);
    check(Some("inadequate"), true);
    check(None, false);
}

#[test]
fn where_nothing_is_proposed_it_is_said_why() {
    let check = |because: NoProposal, reason: &str, names: &[&str]| {
        let recorded: GradeId = id("good");
        let message = proposed_grade_to_wire(&Err(because), Some(&recorded));
        let told = message.no_proposal.unwrap();
        assert_eq!(
            (told.reason.as_str(), told.names),
            (reason, names_of(names))
        );
        assert_eq!((message.proposal, message.differs), (None, false));
        assert_eq!(message.recorded, "good");
    };
    let parts = vec![id("q1a"), id("q1b")];
    check(
        NoProposal::NotAssessed(parts),
        "not-assessed",
        &["q1a", "q1b"],
    );
    let questions = vec![id("q1")];
    check(
        NoProposal::QuestionsWithout(questions),
        "questions-without-proposal",
        &["q1"],
    );
    check(NoProposal::NothingGraded, "nothing-graded", &[]);
}

fn names_of(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn reference(comparator: ComparatorKind, revision: Option<Revision>) -> ComparisonReference {
    ComparisonReference {
        indicator: id("theft-rate"),
        period: id("12m-to-2031-06"),
        comparator,
        revision,
        method: MethodVersion::new("2031.1").unwrap(),
    }
}

#[test]
fn a_line_of_enquiry_names_what_it_rests_on() {
    let national = reference(ComparatorKind::EnglandAndWales, Revision::new(7));
    let peers = reference(ComparatorKind::Peers(id("harbours")), None);
    let line = LineOfEnquiry {
        kind: EnquiryKind::StepChange,
        indicator: id("theft-rate"),
        reason: "It fell in April.".to_owned(),
        merit: Some(Merit::Better),
        based_on: vec![national, peers],
    };
    let message = line_of_enquiry_to_wire(&line);
    let told = [
        &message.kind,
        &message.indicator,
        &message.reason,
        &message.merit,
    ];
    assert_eq!(
        told,
        ["step-change", "theft-rate", "It fell in April.", "better"]
    );
    let [national, peers] = &message.based_on[..] else {
        panic!("{message:?}");
    };
    assert_eq!((national.peer_group.as_str(), national.revision), ("", 7));
    assert_eq!((peers.peer_group.as_str(), peers.revision), ("harbours", 0));
    assert_eq!(
        (peers.period.as_str(), peers.method.as_str()),
        ("12m-to-2031-06", "2031.1")
    );

    let neither = LineOfEnquiry {
        merit: None,
        ..line
    };
    assert_eq!(line_of_enquiry_to_wire(&neither).merit, "");
}

#[test]
fn an_inconsistency_says_where_it_stands() {
    let check = |place: InspectionPlace, part: &str, name: &str, number: u32| {
        let words = place.to_string();
        let message = inconsistency_to_wire(&Inconsistency {
            check: id("grade-words"),
            severity: Severity::Error,
            place,
            message: "It cannot be both.".to_owned(),
            based_on: vec![reference(ComparatorKind::EnglandAndWales, None)],
        });
        let place = message.place.unwrap();
        let told = (place.part.as_str(), place.id.as_str(), place.number);
        assert_eq!(told, (part, name, number));
        assert_eq!(place.words, words);
        assert_eq!(
            (message.check.as_str(), message.severity.as_str()),
            ("grade-words", "error")
        );
        assert_eq!(
            (message.message.as_str(), message.based_on.len()),
            ("It cannot be both.", 1)
        );
    };
    check(InspectionPlace::Overall, "overall", "", 0);
    check(InspectionPlace::Reason(id("q1")), "judgment", "q1", 0);
    let summary = InspectionPlace::Summary {
        question: id("q1"),
        paragraph: 3,
    };
    check(summary, "summary", "q1", 3);
    check(
        InspectionPlace::Assessment(id("q1a")),
        "assessment",
        "q1a",
        0,
    );
    check(InspectionPlace::Finding(id("f1")), "finding", "f1", 0);
    let recommendation = InspectionPlace::Recommendation {
        finding: id("f1"),
        number: 2,
    };
    check(recommendation, "recommendation", "f1", 2);
    check(
        InspectionPlace::EarlierFinding(id("e1")),
        "earlier-finding",
        "e1",
        0,
    );
    check(
        InspectionPlace::Indicator(id("theft-rate")),
        "indicator",
        "theft-rate",
        0,
    );
    check(InspectionPlace::Decision(id("x1")), "decision", "x1", 0);
}
