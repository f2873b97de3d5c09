//! Inspections that are not finished, and how they came to where they stand.

use peel_edition::{read_inspection, read_inspections};
use peel_model::{ForceId, Inspection, InspectionMove, InspectionState, Revision};

use crate::made_up::MadeUp;

const FILE: &str = "inspections/northshire.toml";

const DRAFT: &str = r#"edition = "made-up-edition"
force = "northshire"
state = "draft"
source = "Made up"

[[question]]
question = "lighting"
summary = []

[[question]]
question = "keeping"
summary = []

[[step]]
action = "open"
author = "The inspector"
at = 1924992000
"#;

/// The whole of it but what is graded.
const JUDGED: &str = r#"
[overall]
grade = "dim"
author = "The inspector"
moderated = false
reason = "It is dark."
"#;

fn read(text: &str) -> Result<Inspection, String> {
    let made_up = MadeUp::new().and(FILE, text);
    let edition = made_up.edition().unwrap();
    let force = ForceId::new("northshire").unwrap();
    let read = read_inspection(&made_up.folder(), &edition, &force);
    read.map_err(|problems| problems.to_string())
}

#[test]
fn a_draft_may_leave_out_what_is_not_judged_yet() {
    let inspection = read(DRAFT).unwrap();
    assert_eq!(inspection.state, InspectionState::Draft);
    assert_eq!(inspection.overall, None);
    assert!(
        inspection
            .questions
            .iter()
            .all(|one| one.judgment.is_none())
    );
    let [step] = &inspection.steps[..] else {
        panic!("one step: {inspection:?}");
    };
    assert_eq!(
        (step.action, step.author.as_str(), step.at),
        (InspectionMove::Open, "The inspector", 1_924_992_000)
    );
    let judged = read(&format!("{DRAFT}{JUDGED}")).unwrap();
    assert_eq!(judged.overall.unwrap().reason, "It is dark.");
}

#[test]
fn what_is_no_draft_is_complete() {
    let moderated = DRAFT.replace("\"draft\"", "\"moderated\"");
    let told = read(&moderated).unwrap_err();
    let missing = "the judgment is missing, which only a draft may leave out; add it";
    assert!(told.contains(&format!("overall: {missing}")), "{told}");
    // The question "keeping" is not graded.
    assert_eq!(told.matches(missing).count(), 2, "{told}");
    assert!(told.contains(&format!("{FILE}:7: {missing}")), "{told}");
}

#[test]
fn steps_follow_each_other_and_lead_to_the_state() {
    let check = |steps: &str, told: &str| {
        let problems = read(&format!("{DRAFT}{steps}")).unwrap_err();
        assert!(problems.contains(told), "{problems}");
    };
    let step = |action: &str| format!("[[step]]\naction = \"{action}\"\nauthor = \"A\"\nat = 1\n");
    check(
        &step("publish"),
        "northshire.toml:19: \"publish\" cannot follow what stands before it",
    );
    check(
        &step("open"),
        "\"open\" cannot follow what stands before it",
    );
    check(
        &step("moderate"),
        "the last step leads to another state than the inspection is in",
    );
    check(&step("shelve"), "unknown step \"shelve\"");
    let corrects = "a correction says which revision it corrects, and no other step does";
    check(&step("correct"), corrects);
    check(&format!("{}corrects = 0\n", step("correct")), corrects);
    check(&format!("{}corrects = 7\n", step("moderate")), corrects);
}

/// An edition may bring an inspection that was begun without any record of it.
#[test]
fn the_first_step_told_need_not_be_the_first_taken() {
    let moderated = DRAFT
        .replace("\"draft\"", "\"moderated\"")
        .replace("\"open\"", "\"moderate\"");
    let judgment = JUDGED.replace("[overall]", "[question.judgment]");
    let judged = "question = \"lighting\"\nsummary = []\n";
    let judged = moderated.replace(judged, &format!("{judged}{judgment}"));
    let inspection = read(&format!("{judged}{JUDGED}")).unwrap();
    assert_eq!(inspection.steps[0].action, InspectionMove::Moderate);
}

#[test]
fn a_correction_of_what_the_edition_brought_published_begins_a_version() {
    let corrected = DRAFT.replace("action = \"open\"", "action = \"correct\"\ncorrects = 7");
    let inspection = read(&corrected).unwrap();
    assert_eq!(inspection.versions().len(), 2);
    assert_eq!(inspection.being_corrected(), Revision::new(7));
}

#[test]
fn inspections_of_earlier_programs_tell_no_steps() {
    let made_up = MadeUp::new();
    let edition = made_up.edition().unwrap();
    let inspections = read_inspections(&made_up.folder(), &edition).unwrap();
    assert_eq!(inspections[0].state, InspectionState::Published);
    assert_eq!(inspections[0].steps, []);
}
