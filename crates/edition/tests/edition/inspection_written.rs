//! An inspection that is written is read back as it was.

use peel_edition::{inspection_document, read_inspection, read_inspection_background};
use peel_model::{
    Acknowledgement, AnswerKind, Assessment, EarlierFinding, Finding, FindingAnswer, FindingId,
    FindingKind, FindingState, FindingStep, ForceId, GradeId, Inspection, InspectionBackground,
    InspectionMove, InspectionState, InspectionStep, Judgment, OperationalFact, QuestionId,
    QuestionJudgment, Recommendation, Revision, SubQuestionGrade, TextPart, text_parts,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::made_up::MadeUp;

const FILE: &str = "inspections/northshire.toml";
const QUESTIONS: [&str; 2] = ["lighting", "keeping"];

/// Texts that say something, with everything that has a meaning in TOML.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé\u{1F6A8}\"'\\\\\n\r\t#=\\[\\]{}€ ]{1,40}",
        any::<String>(),
        Just("\"\"\"three quotes\"\"\" and '''three more'''\nline\r\nend".to_owned()),
    ]
    .prop_filter("says something", |text| !text.trim().is_empty())
    .prop_filter("takes no number of an unknown indicator", |text| {
        let parts = text_parts(text);
        !parts.iter().any(|part| matches!(part, TextPart::Number(_)))
    })
}

fn optional() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), text()]
}

fn question() -> impl Strategy<Value = QuestionId> {
    select(&QUESTIONS[..]).prop_map(|id| id.parse().unwrap())
}

fn judgment(grades: &'static [&'static str]) -> impl Strategy<Value = Judgment> {
    let grade = || select(grades).prop_map(|id| id.parse::<GradeId>().unwrap());
    (grade(), option::of(grade()), text(), any::<bool>(), text()).prop_map(
        |(grade, previous, author, moderated, reason)| Judgment {
            grade,
            previous,
            author,
            moderated,
            reason,
        },
    )
}

fn recommendation() -> impl Strategy<Value = Recommendation> {
    (text(), optional(), optional()).prop_map(|(text, owner, due)| Recommendation {
        text,
        owner,
        due,
    })
}

fn judged(
    id: &'static str,
    grades: &'static [&'static str],
    part: &'static str,
) -> impl Strategy<Value = (QuestionJudgment, Option<SubQuestionGrade>)> {
    let grade = option::of(select(&["bright", "dim"][..]));
    let assessed = option::of((text(), grade));
    (vec(text(), 0..3), option::of(judgment(grades)), assessed).prop_map(
        move |(summary, judgment, assessed)| {
            let sub_question = || part.parse().unwrap();
            let grade = assessed.as_ref().and_then(|(_, grade)| *grade);
            let judged = QuestionJudgment {
                question: id.parse().unwrap(),
                judgment,
                summary,
                assessments: assessed
                    .into_iter()
                    .map(|(text, _)| Assessment {
                        sub_question: sub_question(),
                        text,
                    })
                    .collect(),
            };
            let graded = grade.map(|grade| SubQuestionGrade {
                sub_question: sub_question(),
                grade: grade.parse().unwrap(),
            });
            (judged, graded)
        },
    )
}

fn finding(id: FindingId) -> impl Strategy<Value = Finding> {
    let words = (text(), text(), optional());
    let named = (
        select(FindingKind::ALL),
        select(FindingState::ALL),
        question(),
        any::<bool>(),
    );
    let documents = proptest::collection::btree_set(text(), 0..3);
    let chain = vec((2000u16..2031, text(), text()), 0..3);
    let lists = (vec(recommendation(), 0..3), documents, chain);
    (words, named, lists, any::<bool>()).prop_map(
        move |((title, text, source), (kind, state, question, listed), lists, evidence)| {
            let (recommendations, documents, mut chain) = lists;
            chain.sort_by_key(|(year, ..)| *year);
            Finding {
                id: id.clone(),
                kind,
                question,
                title,
                text,
                state,
                listed,
                chain: chain
                    .into_iter()
                    .map(|(year, inspection, text)| FindingStep {
                        year,
                        inspection,
                        text,
                    })
                    .collect(),
                recommendations,
                evidence: evidence
                    .then(|| "theft-share".parse().unwrap())
                    .into_iter()
                    .collect(),
                documents: documents.into_iter().collect(),
                source,
            }
        },
    )
}

fn earlier(id: FindingId) -> impl Strategy<Value = EarlierFinding> {
    let answer = option::of((select(AnswerKind::ALL), any::<bool>()));
    let words = (text(), text(), vec(recommendation(), 0..2));
    let named = (any::<u16>(), select(FindingKind::ALL), question());
    (words, named, answer).prop_map(
        move |((title, text, recommendations), (year, kind, question), answer)| EarlierFinding {
            id: id.clone(),
            year,
            kind,
            question,
            title,
            text,
            recommendations,
            answer: answer.map(|(kind, carried)| FindingAnswer {
                kind,
                carried_by: carried.then(|| "f1".parse().unwrap()).into_iter().collect(),
            }),
        },
    )
}

fn step(action: InspectionMove) -> impl Strategy<Value = InspectionStep> {
    let acknowledged = vec((text(), text(), text()), 0..2);
    (text(), any::<i64>(), optional(), optional(), acknowledged).prop_map(
        move |(author, at, reason, run, acknowledged)| InspectionStep {
            action,
            author,
            at,
            reason,
            run,
            corrects: (action == InspectionMove::Correct).then_some(Revision::FIRST),
            acknowledged: acknowledged
                .into_iter()
                .map(|(check, place, reason)| Acknowledgement {
                    check,
                    place,
                    reason,
                })
                .collect(),
        },
    )
}

fn inspection() -> impl Strategy<Value = (Inspection, InspectionBackground)> {
    const GRADES: &[&str] = &["bright", "dim", "ungraded"];
    let id = |text: &str| text.parse::<FindingId>().unwrap();
    let questions = (
        judged("lighting", GRADES, "lamp"),
        judged("keeping", &["ungraded"], "keeper"),
    );
    let findings = (finding(id("f1")), finding(id("f2")), finding(id("f10")));
    let first = select(&[InspectionMove::Open, InspectionMove::Correct][..]);
    let steps = (first.prop_flat_map(step), any::<bool>());
    let facts = vec((question(), text(), text()), 0..3);
    let told = (optional(), text(), option::of(judgment(GRADES)), facts);
    let earlier = (earlier(id("e1")), earlier(id("e2")));
    (told, questions, findings, earlier, steps).prop_map(
        |((inspected, source, overall, facts), questions, findings, earlier, (step, stepped))| {
            let ((lighting, lamp), (keeping, keeper)) = questions;
            let inspection = Inspection {
                edition: "made-up-edition".parse().unwrap(),
                force: "northshire".parse().unwrap(),
                state: InspectionState::Draft,
                inspected,
                overall,
                questions: vec![lighting, keeping],
                findings: <[_; 3]>::from(findings).into(),
                facts: facts
                    .into_iter()
                    .map(|(question, title, value)| OperationalFact {
                        question,
                        title,
                        value,
                    })
                    .collect(),
                source,
                steps: stepped.then_some(step).into_iter().collect(),
            };
            let background = InspectionBackground {
                earlier: <[_; 2]>::from(earlier).into(),
                // In order of the sub-questions' names.
                sub_question_grades: keeper.into_iter().chain(lamp).collect(),
            };
            (inspection, background)
        },
    )
}

fn read_again(
    inspection: &Inspection,
    background: &InspectionBackground,
) -> (Inspection, InspectionBackground) {
    let written = inspection_document(inspection, background).unwrap();
    let made_up = MadeUp::new().and(FILE, &written);
    let edition = made_up.edition().unwrap();
    let force = ForceId::new("northshire").unwrap();
    let folder = made_up.folder();
    (
        read_inspection(&folder, &edition, &force)
            .unwrap_or_else(|problems| panic!("{problems}\n{written}")),
        read_inspection_background(&folder, &edition, &force).unwrap(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_as_it_was((inspection, background) in inspection()) {
        let (again, behind) = read_again(&inspection, &background);
        prop_assert_eq!(again, inspection);
        prop_assert_eq!(behind, background);
    }
}

#[test]
fn a_published_inspection_of_an_edition_is_written_as_it_was_read() {
    let made_up = MadeUp::new();
    let edition = made_up.edition().unwrap();
    let force = ForceId::new("northshire").unwrap();
    let inspection = read_inspection(&made_up.folder(), &edition, &force).unwrap();
    let background = read_inspection_background(&made_up.folder(), &edition, &force).unwrap();
    let again = read_again(&inspection, &background);
    assert_eq!(again, (inspection, background));
}
