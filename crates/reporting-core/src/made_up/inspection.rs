//! The made-up inspection and the figures as the made-up report prints them.

use peel_model::{
    Area, Assessment, Finding, FindingKind, FindingState, FindingStep, Inspection, InspectionState,
    Judgment, OperationalFact, PrintedValue, QuestionJudgment, Recommendation, Reconciliation,
    ReconciliationStatus,
};

use super::id;

/// The inspection of the made-up force.
#[must_use]
pub fn inspection() -> Inspection {
    Inspection {
        edition: id("1999-made-up"),
        force: id("northmarch"),
        state: InspectionState::Published,
        inspected: "in September 1999".to_owned(),
        overall: Some(judgment("good", Some("good"))),
        questions: vec![
            answered("preventing", judgment("outstanding", Some("good"))),
            answered("protecting", judgment("requires-improvement", Some("good"))),
            answered("specialist", judgment("ungraded", None)),
        ],
        findings: findings(),
        facts: vec![OperationalFact {
            question: id("preventing"),
            title: "Made-up patrols a week".to_owned(),
            value: "120".to_owned(),
        }],
        source: "Made-up report, March 2000".to_owned(),
        steps: Vec::new(),
    }
}

fn judgment(grade: &str, previous: Option<&str>) -> Judgment {
    Judgment {
        grade: id(grade),
        previous: previous.map(id),
        author: "the Made-up Inspectorate".to_owned(),
        moderated: true,
        reason: format!(
            "The made-up evidence bears the grade {}.",
            grade.replace('-', " ")
        ),
    }
}

fn answered(question: &str, judgment: Judgment) -> QuestionJudgment {
    QuestionJudgment {
        question: id(question),
        judgment: Some(judgment),
        summary: vec![
            "The force knows its area well and acts on what it knows. Its officers work with \
             others, and most of what they begin they finish."
                .to_owned(),
            "Where it falls short, it has a plan.".to_owned(),
        ],
        assessments: vec![Assessment {
            sub_question: id(&format!("{question}-part")),
            text: "Made-up officers could say what they do and why.".to_owned(),
        }],
    }
}

fn findings() -> Vec<Finding> {
    let finding = |slug: &str, kind, question: &str, title: &str, state| Finding {
        id: id(slug),
        kind,
        question: id(question),
        title: title.to_owned(),
        text: "What was found is told here in a made-up sentence.".to_owned(),
        state,
        listed: true,
        chain: Vec::new(),
        recommendations: Vec::new(),
        evidence: Vec::new(),
        documents: Vec::new(),
        source: "made-up report, page 9".to_owned(),
    };
    let step = |year, text: &str| FindingStep {
        year,
        inspection: "made-up inspection".to_owned(),
        text: text.to_owned(),
    };
    vec![
        Finding {
            chain: vec![
                step(1998, "Found for the first time"),
                step(1999, "Still not settled"),
            ],
            recommendations: vec![Recommendation {
                text: "Check every made-up risk assessment.".to_owned(),
                owner: "the chief constable".to_owned(),
                due: "immediately".to_owned(),
            }],
            evidence: vec![id("satisfaction")],
            ..finding(
                "f1",
                FindingKind::CauseOfConcern,
                "protecting",
                "Risk is not assessed",
                FindingState::Enduring,
            )
        },
        finding(
            "f2",
            FindingKind::AreaForImprovement,
            "protecting",
            "Records are late",
            FindingState::New,
        ),
        Finding {
            listed: false,
            chain: vec![step(1997, "Asked for"), step(1999, "Past its date")],
            ..finding(
                "f3",
                FindingKind::AreaForImprovement,
                "protecting",
                "Learning is not shared",
                FindingState::Overdue,
            )
        },
        finding(
            "f4",
            FindingKind::Strength,
            "preventing",
            "Knows its neighbourhoods",
            FindingState::New,
        ),
    ]
}

/// Figures as the made-up report prints them.
#[must_use]
pub fn printed() -> Vec<PrintedValue> {
    [
        ("crime-rate", "northmarch", 66.7),
        ("crime-rate", "england-and-wales", 68.4),
        ("assault-rate", "northmarch", 7.5),
        ("assault-rate", "england-and-wales", 7.0),
        ("vulnerable-share", "northmarch", 29.9),
        ("vulnerable-share", "england-and-wales", 14.3),
    ]
    .map(|(indicator, area, value)| PrintedValue {
        indicator: id(indicator),
        area: id::<Area>(area),
        period: id("12m-to-1999-06"),
        value,
    })
    .into()
}

/// The printed figures held against the computed ones.
#[must_use]
pub fn reconciliations() -> Vec<Reconciliation> {
    printed()
        .into_iter()
        .map(|printed| {
            let (computed, status, cause) = match (printed.indicator.as_str(), &printed.area) {
                ("crime-rate", Area::Force(_)) => {
                    (Some(66.65), ReconciliationStatus::Reproduced, "")
                }
                ("crime-rate", Area::EnglandAndWales) => (
                    Some(68.2),
                    ReconciliationStatus::Differs,
                    "later revisions of the counts",
                ),
                _ => (
                    None,
                    ReconciliationStatus::PublishedOnly,
                    "the returns were never published",
                ),
            };
            Reconciliation {
                difference: computed.map(|computed| computed - printed.value),
                computed,
                status,
                cause: cause.to_owned(),
                printed,
            }
        })
        .collect()
}
