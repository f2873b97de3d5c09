//! Findings told, listed and answered.

use peel_model::{
    AnswerKind, EarlierFinding, Finding, FindingKind, FindingState, InspectionPlace, Severity,
};

use super::{Found, Held, InspectionCheck};

pub(super) static UNANSWERED_FINDING: InspectionCheck = InspectionCheck {
    id: "unanswered-finding",
    title: "An earlier finding without an answer",
    rule: "A finding that was open when the inspection began, and of which the inspection does not \
           say whether it is alleviated, not alleviated, split or superseded.",
    severity: Severity::Error,
    find: unanswered_finding,
};

fn unanswered_finding(held: &Held<'_>) -> Vec<Found> {
    let earlier = held.evidence.background.earlier.iter();
    earlier
        .filter(|finding| finding.answer.is_none())
        .map(|finding| {
            let message = format!(
                "\"{}\" of {} was open and has no answer: alleviated, not alleviated, split or \
                 superseded.",
                finding.title, finding.year
            );
            Found::at(
                &InspectionPlace::EarlierFinding(finding.id.clone()),
                message,
            )
        })
        .collect()
}

pub(super) static ANSWER_AGAINST_FINDINGS: InspectionCheck = InspectionCheck {
    id: "answer-against-findings",
    title: "An answer that the findings do not bear out",
    rule: "A finding said to be alleviated that an open finding carries on; one that stands or was \
           superseded without an open finding that carries it on; one that was split into fewer \
           than two.",
    severity: Severity::Error,
    find: answer_against_findings,
};

fn answer_against_findings(held: &Held<'_>) -> Vec<Found> {
    let earlier = held.evidence.background.earlier.iter();
    earlier
        .filter_map(|earlier| {
            let answer = earlier.answer.as_ref()?;
            let carriers = carriers(held, earlier);
            let open = carriers.iter().filter(|one| one.state.is_open()).count();
            let wrong = match answer.kind {
                AnswerKind::Alleviated if open > 0 => "an open finding carries it on",
                AnswerKind::NotAlleviated | AnswerKind::Superseded if open == 0 => {
                    "no open finding carries it on"
                }
                AnswerKind::Split if carriers.len() < 2 => "fewer than two findings carry it on",
                _ => return None,
            };
            let message = format!(
                "\"{}\" is said to be {}, but {wrong}.",
                earlier.title, answer.kind
            );
            let place = InspectionPlace::EarlierFinding(earlier.id.clone());
            Some(Found::at(&place, message))
        })
        .collect()
}

/// The findings of this inspection that carry an earlier one on.
pub(super) fn carriers<'e>(held: &Held<'e>, earlier: &EarlierFinding) -> Vec<&'e Finding> {
    let Some(answer) = &earlier.answer else {
        return Vec::new();
    };
    let findings = held.evidence.inspection.findings.iter();
    findings
        .filter(|finding| answer.carried_by.contains(&finding.id))
        .collect()
}

pub(super) static CLOSURE_NOT_STATED: InspectionCheck = InspectionCheck {
    id: "closure-not-stated",
    title: "Progress without a word on closure",
    rule: "A finding in the state \"progress\": better, and whether it is settled was not said.",
    severity: Severity::Warning,
    find: closure_not_stated,
};

fn closure_not_stated(held: &Held<'_>) -> Vec<Found> {
    let findings = held.evidence.inspection.findings.iter();
    findings
        .filter(|finding| finding.state == FindingState::Progress)
        .map(|finding| {
            let message = format!(
                "\"{}\" made progress; say whether it is closed.",
                finding.title
            );
            Found::at(&InspectionPlace::Finding(finding.id.clone()), message)
        })
        .collect()
}

pub(super) static UNLISTED_FINDING: InspectionCheck = InspectionCheck {
    id: "unlisted-finding",
    title: "An open finding that is not listed",
    rule: "A cause of concern, recommendation or area for improvement that is new, enduring or \
           overdue, and that the list at the end of its chapter leaves out.",
    severity: Severity::Warning,
    find: unlisted_finding,
};

fn unlisted_finding(held: &Held<'_>) -> Vec<Found> {
    let findings = held.evidence.inspection.findings.iter();
    findings
        .filter(|finding| {
            let told = finding.kind != FindingKind::Strength && !finding.listed;
            told && finding.state.is_open() && finding.state != FindingState::Progress
        })
        .map(|finding| {
            let message = format!(
                "\"{}\" ({}, {}) is told in the chapter but not listed at its end.",
                finding.title, finding.kind, finding.state
            );
            Found::at(&InspectionPlace::Finding(finding.id.clone()), message)
        })
        .collect()
}

pub(super) static WORDS_WITHOUT_FINDING: InspectionCheck = InspectionCheck {
    id: "words-without-finding",
    title: "A kind of finding named, and none recorded",
    rule: "A sentence of a summary or assessment with an edition's phrase for a kind of finding, in \
           a question that has no finding of that kind, open or settled.",
    severity: Severity::Warning,
    find: words_without_finding,
};

fn words_without_finding(held: &Held<'_>) -> Vec<Found> {
    let evidence = held.evidence;
    let mut found = Vec::new();
    for passage in &held.passages {
        let told_in = matches!(
            passage.place,
            InspectionPlace::Summary { .. } | InspectionPlace::Assessment(_)
        );
        let Some(question) = passage.question.filter(|_| told_in) else {
            continue;
        };
        for (kind, phrases) in &evidence.rules.phrases.findings {
            let mut findings = evidence.inspection.findings.iter();
            let recorded = findings.any(|one| one.kind == *kind && one.question == *question);
            if !recorded && passage.sentence.holds_any(phrases) {
                let message = format!("The text names a {kind}, and none is recorded.");
                found.push(Found::at(&passage.place, message));
            }
        }
    }
    found
}
