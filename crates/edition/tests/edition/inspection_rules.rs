//! `inspection-rules.toml` and what stands behind an inspection.

use peel_edition::{read_inspection_background, read_inspections};
use peel_model::{AnswerKind, Beginning, Claim, Combination, FindingKind};

use crate::made_up::MadeUp;

/// Five grades, given to sub-questions, of which the middle one counts: another rule than that of
/// 2016, by data alone.
const RULES: &str = r#"changes_of_shares = ["theft-share"]

[grading]
ungraded = "ungraded"
sub_questions = "median"
overall = "worst"
context = ["keeper"]

[[grading.raise]]
to = "bright"
strengths = 2
without = ["cause-of-concern"]

[[grading.limit]]
at_most = "dim"
finding = "cause-of-concern"
count = 1

[[grading.overall_limit]]
at_most = "dim"
questions_at = "dim"
count = 2

[phrases]
steady_within = 0.2
earlier = ["in 2030"]

[[phrases.claim]]
claim = "well-above"
phrases = ["far brighter than"]

[[subject]]
phrases = ["thefts of lamps"]
indicators = ["theft-share"]

[[related]]
first = "theft-share"
second = "offence-rate"
expected = "opposite"
reason = "Nobody can steal in the light."
"#;

#[test]
fn an_edition_may_state_its_own_rules_of_inspection() {
    assert_eq!(MadeUp::new().edition().unwrap().inspection_rules, None);
    let edition = MadeUp::new().and("inspection-rules.toml", RULES).edition();
    let rules = edition.unwrap().inspection_rules.unwrap();
    let median = Beginning::FromSubQuestions(Combination::Median);
    assert_eq!(rules.grading.begin, median);
    assert_eq!(rules.grading.overall, Combination::Worst);
    assert_eq!(rules.grading.limits[0].finding, FindingKind::CauseOfConcern);
    assert_eq!(rules.phrases.claims[0].0, Claim::WellAbove);
    assert_eq!(
        (rules.phrases.steady_within, rules.phrases.in_line_within),
        (0.2, 2.0)
    );
    assert_eq!(rules.related[0].first.as_str(), "theft-share");
}

#[test]
fn rules_that_say_what_nobody_knows_are_told_with_their_line() {
    let check = |from: &str, to: &str, told: &str| {
        assert_eq!(RULES.matches(from).count(), 1, "{from}");
        let changed = RULES.replace(from, to);
        let problems = MadeUp::new().and("inspection-rules.toml", &changed);
        let problems = problems.edition().unwrap_err().to_string();
        assert!(problems.contains(told), "{problems}");
    };
    const FILE: &str = "made-up/inspection-rules.toml";
    check(
        "to = \"bright\"",
        "to = \"brigth\"",
        &format!("{FILE}:10: unknown grade with an order \"brigth\" (nearest known: bright)"),
    );
    check(
        "\"bright\"",
        "\"ungraded\"",
        &format!("{FILE}:10: unknown grade with an order \"ungraded\""),
    );
    check(
        "\"median\"",
        "\"mean\"",
        &format!("{FILE}:5: unknown combination \"mean\""),
    );
    check(
        "context = [\"keeper\"]",
        "context = [\"keepers\"]",
        &format!("{FILE}:7: unknown sub-question \"keepers\" (nearest known: keeper)"),
    );
    check(
        "strengths = 2",
        "strengths = 0",
        &format!("{FILE}:11: the number is at least 1"),
    );
    check(
        "steady_within = 0.2",
        "steady_within = 0.0",
        &format!("{FILE}:25: the number is above 0"),
    );
    check(
        "\"in 2030\"",
        "\"--\"",
        &format!("{FILE}:26: a phrase has at least one word"),
    );
    check(
        "\"well-above\"",
        "\"far-above\"",
        &format!("{FILE}:29: unknown claim \"far-above\""),
    );
    check(
        "second = \"offence-rate\"",
        "second = \"theft-share\"",
        &format!("{FILE}:38: \"theft-share\" is held against itself"),
    );
    check(
        "sub_questions = \"median\"",
        "",
        &format!("{FILE}:4: say what a proposal begins with"),
    );
    check(
        "sub_questions = \"median\"",
        "sub_questions = \"median\"\nbegin = \"dim\"",
        &format!("{FILE}:5: a proposal begins with `begin` or with `sub_questions`, not both"),
    );
}

const EARLIER: &str = r#"
[[earlier]]
id = "e1"
year = 2030
kind = "cause-of-concern"
question = "lighting"
title = "Oil"
text = "There was little oil."
answer = "not-alleviated"
carried_by = ["f2"]

[[earlier.recommendation]]
text = "Buy oil."
"#;

const INSPECTION: &str = "inspections/northshire.toml";

fn with_earlier(earlier: &str) -> MadeUp {
    let last = "value = \"3\"\n";
    let graded = "text = \"There is a lamp.\"";
    MadeUp::new()
        .with(INSPECTION, last, &format!("{last}{earlier}"))
        .with(INSPECTION, graded, &format!("{graded}\ngrade = \"dim\""))
}

#[test]
fn an_inspection_takes_over_what_was_open() {
    let made_up = with_earlier(EARLIER);
    let edition = made_up.edition().unwrap();
    let force = "northshire".parse().unwrap();
    let background = read_inspection_background(&made_up.folder(), &edition, &force).unwrap();
    let [earlier] = &background.earlier[..] else {
        panic!("one earlier finding: {background:?}");
    };
    let answer = earlier.answer.as_ref().unwrap();
    assert_eq!(answer.kind, AnswerKind::NotAlleviated);
    assert_eq!(answer.carried_by[0].as_str(), "f2");
    assert_eq!(earlier.recommendations[0].text, "Buy oil.");
    let graded = &background.sub_question_grades[0];
    assert_eq!(
        (graded.sub_question.as_str(), graded.grade.as_str()),
        ("lamp", "dim")
    );
}

#[test]
fn a_mistake_in_what_was_open_is_told_with_the_inspection() {
    let check = |from: &str, to: &str, told: &str| {
        let made_up = with_earlier(&EARLIER.replace(from, to));
        let edition = made_up.edition().unwrap();
        let problems = read_inspections(&made_up.folder(), &edition).unwrap_err();
        assert!(problems.to_string().contains(told), "{problems}");
    };
    check(
        "\"f2\"",
        "\"f3\"",
        "inspections/northshire.toml:87: unknown finding \"f3\"",
    );
    check("\"not-alleviated\"", "\"open\"", "unknown answer \"open\"");
    check(
        "answer = \"not-alleviated\"\n",
        "",
        "a finding that carries it on is an answer; say which in `answer`",
    );
}
