//! Another edition has another rule, by data alone: five grades, given to sub-questions.

use std::path::Path;

use peel_edition::{Folder, read_edition, read_inspection, read_inspection_background};
use peel_model::{GradeProposals, NoProposal};
use peel_scoring_core::{InspectionEvidence, propose_grades};

fn proposed(changes: &[(&str, &str)]) -> GradeProposals {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspection/five-grades");
    let folder = Folder::read(&path).unwrap();
    let files = folder.files().map(|(path, content)| {
        let mut text = String::from_utf8(content.to_vec()).unwrap();
        if path == "inspections/harbourshire.toml" {
            for (from, to) in changes {
                assert_eq!(text.matches(from).count(), 1, "{from}");
                text = text.replace(from, to);
            }
        }
        (path.to_owned(), text.into_bytes())
    });
    let files: Vec<_> = files.collect();
    let folder = Folder::from_files("five-grades", files).unwrap();
    let edition = read_edition(&folder).unwrap();
    let force = "harbourshire".parse().unwrap();
    propose_grades(&InspectionEvidence {
        edition: &edition,
        rules: edition.inspection_rules.as_ref().unwrap(),
        inspection: &read_inspection(&folder, &edition, &force).unwrap(),
        background: &read_inspection_background(&folder, &edition, &force).unwrap(),
        comparisons: &[],
        series: &[],
        printed: &[],
        mismatches: &[],
    })
}

#[test]
fn five_grades_of_sub_questions_become_those_of_questions() {
    let check = |changes: &[(&str, &str)], questions: [&str; 2], overall: &str| {
        let proposals = proposed(changes);
        let grades: Vec<&str> = proposals
            .questions
            .iter()
            .map(|one| one.proposal.as_ref().unwrap().grade.as_str())
            .collect();
        assert_eq!(grades, questions);
        let all = proposals.overall.as_ref().unwrap();
        assert_eq!(all.grade.as_str(), overall);
    };
    // Of good, adequate and inadequate the middle one; the whole is the worst of the questions.
    check(&[], ["adequate", "good"], "adequate");
    check(
        &[("grade = \"inadequate\" # pilots", "grade = \"good\"")],
        ["good", "good"],
        "good",
    );
    // An open cause of concern limits the question it belongs to.
    check(
        &[("state = \"alleviated\"", "state = \"enduring\"")],
        ["adequate", "requires-improvement"],
        "requires-improvement",
    );
}

#[test]
fn a_part_without_a_grade_leaves_its_question_without_a_proposal() {
    let proposals = proposed(&[("grade = \"inadequate\" # pilots", "")]);
    let part = "pilots".parse().unwrap();
    let expected = Err(NoProposal::NotAssessed(vec![part]));
    assert_eq!(proposals.questions[0].proposal, expected);
}
