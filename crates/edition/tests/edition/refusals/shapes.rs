//! Files of another shape, and inspections that do not fit.

use super::{edition_problems, inspection_problems, told};

#[test]
fn files_of_another_shape() {
    let cases = [
        ("a slip of the pen", "sources.toml", "id =", "id"),
        (
            "a key nobody knows",
            "measures.toml",
            "id = \"calls\"",
            "id = \"calls\"\ncolour = \"red\"",
        ),
        (
            "a key that is missing",
            "caveats.toml",
            "text = \"Six files were read.\"\n",
            "",
        ),
        (
            "a number for a text",
            "report.toml",
            "title = \"Lighthouses 2031\"",
            "title = 2031",
        ),
        (
            "a list of another kind",
            "caveats.toml",
            "indicators = \"inspection\"",
            "indicators = 3",
        ),
        (
            "another header",
            "forces.csv",
            "id,code,name",
            "id,name,code",
        ),
        (
            "a row cut short",
            "forces.csv",
            ",Canals,out-of-scope,",
            ",Canals",
        ),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}

#[test]
fn inspections_that_do_not_fit_their_edition() {
    const FILE: &str = "inspections/northshire.toml";
    let cases = [
        (
            "another edition",
            FILE,
            "\"made-up-edition\"",
            "\"made-up\"",
        ),
        (
            "another force than the file's",
            FILE,
            "force = \"northshire\"",
            "force = \"southshire\"",
        ),
        (
            "a grade nobody gives",
            FILE,
            "previous = \"dim\"",
            "previous = \"dimmer\"",
        ),
        (
            "a question nobody asks",
            FILE,
            "question = \"keeping\"\nsummary",
            "question = \"keeper\"\nsummary",
        ),
        (
            "a question judged twice",
            FILE,
            "question = \"keeping\"\nsummary",
            "question = \"lighting\"\nsummary",
        ),
        (
            "a grade where none is given",
            FILE,
            "grade = \"ungraded\"",
            "grade = \"dim\"",
        ),
        (
            "a sub-question of another question",
            FILE,
            "sub_question = \"lamp\"",
            "sub_question = \"keeper\"",
        ),
        ("a finding twice", FILE, "id = \"f10\"", "id = \"f2\""),
        (
            "a kind of finding",
            FILE,
            "\"cause-of-concern\"",
            "\"concern\"",
        ),
        ("a state of a finding", FILE, "\"enduring\"", "\"open\""),
        (
            "evidence that does not exist",
            FILE,
            "[\"theft-share\"]",
            "[\"thefts\"]",
        ),
        (
            "a history that runs backwards",
            FILE,
            "year = 2030",
            "year = 2032",
        ),
        (
            "a state of the inspection",
            FILE,
            "\"published\"",
            "\"done\"",
        ),
    ];
    insta::assert_snapshot!(told(&cases, inspection_problems));
}

#[test]
fn numbers_by_reference_to_what_there_is_not() {
    let told_of = |text: &str| format!("\"{text}\"");
    let cases = [
        ("a summary", "\"Mostly.\"", told_of("Mostly {theft-shore}.")),
        (
            "a reason",
            "reason = \"Not graded.\"",
            "reason = \"At {offence-rat:rank}.\"".to_owned(),
        ),
        (
            "an assessment",
            "\"There is a lamp.\"",
            told_of("{thefts} lamps."),
        ),
        (
            "a finding",
            "\"There is little oil.\"",
            told_of("{oil} of oil."),
        ),
        (
            "another form",
            "\"The keeper is awake.\"",
            told_of("{theft-share:england}."),
        ),
    ];
    let cases: Vec<_> = cases
        .iter()
        .map(|(what, from, to)| (*what, "inspections/northshire.toml", *from, to.as_str()))
        .collect();
    insta::assert_snapshot!(told(&cases, inspection_problems));
}

#[test]
fn numbers_by_reference_to_what_there_is_stay_in_the_text() {
    let written = "Of thefts {theft-share}, {theft-share:england-and-wales}, {theft-share:rank}.";
    let made_up = crate::made_up::MadeUp::new().with(
        "inspections/northshire.toml",
        "\"There is little oil.\"",
        &format!("\"{written} {{ So }} it is.\""),
    );
    let edition = made_up.edition().unwrap();
    let inspections = peel_edition::read_inspections(&made_up.folder(), &edition).unwrap();
    let mut findings = inspections.iter().flat_map(|one| &one.findings);
    assert!(findings.any(|finding| finding.text == format!("{written} {{ So }} it is.")));
}
