//! Each check by itself, on the 2016 edition with an inspection that says nothing else.

use std::sync::LazyLock;

use peel_model::{
    AnswerKind, Area, Breakdown, BreakdownMismatch, ComparatorKind, FindingAnswer, FindingKind,
    FindingState, Formula, FunnelPosition, OperationalFact,
};
use peel_scoring_core::CHECKS;
use proptest::prelude::*;

use crate::support::{FORCE, World, edition_2016};

static QUIET: LazyLock<World> = LazyLock::new(|| {
    let mut world = World::read(&edition_2016(&[]), FORCE);
    let inspection = &mut world.inspection;
    inspection.overall.reason = "Nothing to say.".to_owned();
    for question in &mut inspection.questions {
        question.judgment.reason = "Nothing to say.".to_owned();
        question.summary = vec!["Nothing to say.".to_owned()];
        question.assessments.clear();
    }
    inspection.facts.clear();
    for finding in &mut inspection.findings {
        finding.state = FindingState::Alleviated;
        finding.text = "Nothing to say.".to_owned();
        finding.recommendations.clear();
    }
    for earlier in &mut world.background.earlier {
        earlier.answer = Some(FindingAnswer {
            kind: AnswerKind::Alleviated,
            carried_by: Vec::new(),
        });
    }
    world
});

/// Changes the quiet inspection, and holds what one check tells against what is expected: a part of
/// each message, in order.
fn check(check: &str, change: impl Fn(&mut World), expected: &[&str]) {
    let mut world = QUIET.clone();
    change(&mut world);
    let told = world.told_by(check);
    let fits = told
        .iter()
        .zip(expected)
        .all(|(one, part)| one.contains(part));
    assert!(fits && told.len() == expected.len(), "{check}: {told:#?}");
}

/// The summary of the first question says this.
fn says(text: &str) -> impl Fn(&mut World) + use<> {
    let text = text.to_owned();
    move |world| world.inspection.questions[0].summary = vec![text.clone()]
}

fn finding<'w>(world: &'w mut World, id: &str) -> &'w mut peel_model::Finding {
    let mut findings = world.inspection.findings.iter_mut();
    findings.find(|finding| finding.id.as_str() == id).unwrap()
}

fn answer(world: &mut World, id: &str, kind: AnswerKind, carried_by: &[&str]) {
    let mut earlier = world.background.earlier.iter_mut();
    let earlier = earlier.find(|one| one.id.as_str() == id).unwrap();
    earlier.answer = Some(FindingAnswer {
        kind,
        carried_by: carried_by.iter().map(|id| id.parse().unwrap()).collect(),
    });
}

#[test]
fn an_inspection_that_says_nothing_is_told_only_about_its_edition() {
    let texts = [
        "two-labels-for-one",
        "unlike-periods",
        "no-annex-entry",
        "subtotal-without-note",
        "excluded-or-not-supplied",
        "one-label-for-two",
        "unlike-units",
    ];
    for one in QUIET.raised() {
        assert!(texts.contains(&one.check.as_str()), "{one:?}");
    }
    assert_eq!(CHECKS.len(), 28);
}

#[test]
fn grades_in_words() {
    let words = "grade-words";
    check(
        words,
        says("The force requires improvement."),
        &["\"requires improvement\""],
    );
    check(words, says("The force is good at this."), &[]);
    // Words that also mean something else are no grade.
    check(
        words,
        says("Outstanding suspects are pursued with good will."),
        &[],
    );
    check(words, says("In 2015 it was graded as inadequate."), &[]);
    let overall = |text: &'static str| {
        move |world: &mut World| text.clone_into(&mut world.inspection.overall.reason)
    };
    check(
        words,
        overall("Overall it requires improvement."),
        &["overall judgment: "],
    );
    check(words, overall("One question requires improvement."), &[]);
}

#[test]
fn grades_above_the_limit_of_open_findings() {
    let open = |world: &mut World| finding(world, "f1").state = FindingState::Enduring;
    check("grade-above-limit", open, &[]);
    let better = |world: &mut World| {
        open(world);
        world.inspection.questions[2].judgment.grade = "good".parse().unwrap();
    };
    check(
        "grade-above-limit",
        better,
        &["good with 1 open cause of concern (f1)"],
    );
    let inadequate = |world: &mut World| {
        world.inspection.questions[2].judgment.grade = "inadequate".parse().unwrap();
    };
    check("grade-above-limit", inadequate, &["overall judgment: "]);
}

#[test]
fn earlier_findings_are_answered() {
    let unanswered = |world: &mut World| world.background.earlier[2].answer = None;
    check("unanswered-finding", unanswered, &["earlier finding e3"]);
    let against = "answer-against-findings";
    check(
        against,
        |world| answer(world, "e2", AnswerKind::NotAlleviated, &["f3"]),
        &["no open"],
    );
    check(
        against,
        |world| answer(world, "e2", AnswerKind::Split, &["f3"]),
        &["fewer than two"],
    );
    check(
        against,
        |world| answer(world, "e2", AnswerKind::Superseded, &[]),
        &["no open"],
    );
    let open = |kind: AnswerKind| {
        move |world: &mut World| {
            finding(world, "f3").state = FindingState::Enduring;
            answer(world, "e2", kind, &["f3"]);
        }
    };
    check(against, open(AnswerKind::NotAlleviated), &[]);
    check(against, open(AnswerKind::Superseded), &[]);
    check(
        against,
        open(AnswerKind::Alleviated),
        &["an open finding carries it on"],
    );
    let progress = |world: &mut World| finding(world, "f3").state = FindingState::Progress;
    check("closure-not-stated", progress, &["finding f3"]);
}

#[test]
fn findings_told_are_listed_and_recorded() {
    let unlisted = |state: FindingState| {
        move |world: &mut World| {
            finding(world, "f3").state = state;
            finding(world, "f3").listed = false;
        }
    };
    check(
        "unlisted-finding",
        unlisted(FindingState::Overdue),
        &["finding f3"],
    );
    check("unlisted-finding", unlisted(FindingState::Alleviated), &[]);
    let words = "words-without-finding";
    check(
        words,
        says("This is a cause of concern."),
        &["names a cause-of-concern"],
    );
    check(words, says("This is an area for improvement."), &[]);
    check(words, says("In 2015 it was a cause of concern."), &[]);
}

#[test]
fn recommendations_keep_their_words() {
    let asked = |text: &'static str| {
        move |world: &mut World| {
            answer(world, "e7", AnswerKind::NotAlleviated, &["f12"]);
            let finding = finding(world, "f12");
            finding.state = FindingState::Enduring;
            finding.recommendations = vec![peel_model::Recommendation {
                text: text.to_owned(),
                owner: String::new(),
                due: String::new(),
            }];
        }
    };
    let drift = "recommendation-drift";
    check(drift, asked("Eradicate the backlog."), &[]);
    check(drift, asked("ERADICATE THE BACKLOG"), &[]);
    check(
        drift,
        asked("Reduce the backlog."),
        &["\"reduce\" instead of \"eradicate\""],
    );
    check(drift, asked("Train more people."), &["asked no more"]);
    let repeated = |extra: &'static str| {
        move |world: &mut World| {
            answer(world, "e2", AnswerKind::NotAlleviated, &["f3"]);
            let text = format!("{}{extra}", world.background.earlier[1].text);
            let finding = finding(world, "f3");
            finding.state = FindingState::Enduring;
            finding.text = text;
        }
    };
    check("repeated-text", repeated(""), &["finding f3"]);
    let more = " This year call takers asked better questions, audits showed fewer mistakes, and \
                supervisors checked every decision within an hour of its being made.";
    check("repeated-text", repeated(more), &[]);
}

#[test]
fn numbers_are_borne_out() {
    let number = "unsupported-number";
    check(number, says("The rate of sexual offences is 1.6."), &[]);
    check(
        number,
        says("The rate of sexual offences is 1.7."),
        &["1.7 is no value of"],
    );
    check(
        number,
        says("The rate of sexual offences is 2 per 1,000 people."),
        &[],
    );
    // Of an unknown subject, any indicator will do; a bare number may count anything.
    check(number, says("It is 66.7 here."), &[]);
    check(
        number,
        says("It is 98.76 here, or 3 percent of all."),
        &["98.76 is no"],
    );
    check(number, says("98 officers went there."), &[]);
    // Dates and durations are no figures.
    check(
        number,
        says("The rate of sexual offences in the 12 months to 30 June 2016."),
        &[],
    );
    let fact = |world: &mut World| {
        says("It takes 98.76 percent.")(world);
        world.inspection.facts.push(OperationalFact {
            question: world.inspection.questions[0].question.clone(),
            title: "Made up".to_owned(),
            value: "98.76 percent".to_owned(),
        });
    };
    check(number, fact, &[]);
}

#[test]
fn numbers_keep_differences_precision_and_unit() {
    let hidden = "hidden-difference";
    let share = "Domestic abuse made up";
    check(
        hidden,
        says(&format!("{share} 11 percent.")),
        &["10.5 as well as for 11.1"],
    );
    check(hidden, says(&format!("{share} 10.5 percent.")), &[]);
    let twice = |other: &str| says(&format!("{share} 10.5 percent. {share} {other} percent."));
    check("other-precision", twice("10.5"), &[]);
    check(
        "other-precision",
        twice("11"),
        &["11 here, 10.5 in the summary"],
    );
    let arrests = |unit: &str| says(&format!("The domestic abuse arrest rate is 52.4{unit}."));
    check("other-unit", arrests("%"), &["52.4 is given in percent"]);
    check("other-unit", arrests(" per 100 offences"), &[]);
    let fell = |unit: &str| {
        says(&format!(
            "Satisfaction with local policing fell by 4 {unit}."
        ))
    };
    check(
        "percent-or-points",
        fell("percent"),
        &["4 percent of a percentage"],
    );
    check("percent-or-points", fell("percentage points"), &[]);
}

#[test]
fn numbers_called_steady() {
    let steady = "steady-words";
    check(
        steady,
        says("It has been stable, from 750 in 2015 to 600."),
        &["between 600 and 750"],
    );
    check(
        steady,
        says("It has been stable, from 620 in 2015 to 600."),
        &[],
    );
    check(steady, says("It fell from 750 to 600."), &[]);
    check(
        steady,
        says("It has been stable for 12 months, at 600."),
        &[],
    );
}

#[test]
fn claims_hold_against_comparisons() {
    let against = "claim-against-figures";
    let crime = |claim: &str| says(&format!("The rate of recorded crime is {claim}."));
    check(
        against,
        crime("one of the highest"),
        &["the figures say broadly-in-line, place 15 of 43"],
    );
    check(against, crime("broadly in line with others"), &[]);
    check(against, crime("in line with others"), &[]);
    check(
        against,
        crime("well above the rate of others"),
        &["corrected funnel limits it is within"],
    );
    check(against, crime("not one of the highest"), &[]);
    check(against, says("It is one of the highest."), &[]);
    let outside = |claim: &'static str, position: FunnelPosition| {
        move |world: &mut World| {
            crime(claim)(world);
            for comparison in &mut world.comparisons {
                for unit in &mut comparison.units {
                    if let Ok(funnel) = &mut unit.funnel {
                        funnel.position = position;
                    }
                }
            }
        }
    };
    use FunnelPosition::{AboveInner, AboveOuter, BelowInner};
    check(against, outside("higher than elsewhere", AboveInner), &[]);
    check(
        against,
        outside("higher than elsewhere", BelowInner),
        &["below-95"],
    );
    check(
        against,
        outside("in line with others", AboveOuter),
        &["above-99.8"],
    );
    check(
        against,
        outside("much higher than elsewhere", AboveInner),
        &["above-95"],
    );
    check(
        against,
        outside("much higher than elsewhere", AboveOuter),
        &[],
    );
}

#[test]
fn claims_hold_against_printed_figures_where_nothing_is_computed() {
    let against = "claim-against-figures";
    let referrals = |claim: &str| says(&format!("Of ballistic items the force has {claim}."));
    // 14.5 and 5.6 are printed.
    check(against, referrals("more, well above others"), &[]);
    check(
        against,
        referrals("fewer, well below others"),
        &["printed are 14.5 and 5.6"],
    );
    check(
        against,
        referrals("a rate in line with others"),
        &["printed are 14.5 and 5.6"],
    );
    let without = "claim-without-figures";
    check(
        without,
        referrals("one of the highest rates"),
        &["other forces are not known"],
    );
    check(without, referrals("a rate in line with others"), &[]);
    check(
        without,
        says("The trafficking cases are well above others."),
        &["no figure of England"],
    );
    check(
        without,
        says("The rate of recorded crime is one of the highest."),
        &[],
    );
}

#[test]
fn peers_need_figures() {
    let text = "The rate of recorded crime is low beside other urban forces.";
    check(
        "peers-without-figures",
        says(text),
        &["compared with the group metropolitan"],
    );
    let compared = |world: &mut World| {
        says(text)(world);
        let mut comparisons = world.comparisons.iter();
        let crime = comparisons.find(|one| one.indicator.as_str() == "recorded-crime-rate");
        let mut with_peers = crime.unwrap().clone();
        with_peers.comparator.kind = ComparatorKind::Peers("metropolitan".parse().unwrap());
        world.comparisons.push(with_peers);
    };
    check("peers-without-figures", compared, &[]);
    check(
        "pointing-words",
        says("The graph below shows it."),
        &["\"graph below\""],
    );
    check(
        "pointing-words",
        says("Figure 3 shows those below the average."),
        &[],
    );
}

#[test]
fn labels_tell_figures_apart() {
    let entry = |label: &'static str| {
        move |world: &mut World| {
            for group in &mut world.edition.layout.force_in_numbers {
                for entry in &mut group.entries {
                    if entry.indicator.as_str() == "outcome-charged" {
                        label.clone_into(&mut entry.label);
                    }
                }
            }
        }
    };
    let two = "two-labels-for-one";
    check(two, |_| {}, &[]);
    check(
        two,
        entry("Charged or summoned"),
        &["indicator outcome-charged"],
    );
    check(two, entry("Charged"), &[]);
    let one = "one-label-for-two";
    let own = "indicator outcome-victim-does-not-support:";
    check(one, |_| {}, &[own]);
    let arrests = "Arrests per 100 domestic abuse offences";
    check(
        one,
        entry(arrests),
        &["indicator domestic-abuse-arrest-rate", own],
    );
}

#[test]
fn changes_are_between_like_periods() {
    let share = "indicator domestic-abuse-share";
    check("unlike-periods", |_| {}, &[share]);
    let back = |months: u16| {
        move |world: &mut World| {
            let mut indicators = world.edition.indicators.iter_mut();
            let change = indicators.find_map(|indicator| match &mut indicator.formula {
                Formula::Change { months_back, .. } => Some(months_back),
                _ => None,
            });
            *change.unwrap() = months;
        }
    };
    check("unlike-periods", back(24), &[share]);
    check("unlike-periods", back(15), &["15 months before", share]);
    check("unlike-periods", back(9), &["9 months before", share]);
}

#[test]
fn parts_add_up() {
    let mismatch = |area: &'static str| {
        move |world: &mut World| {
            world.mismatches.push(BreakdownMismatch {
                breakdown: Breakdown::Printed {
                    whole: "outcome-assigned".parse().unwrap(),
                    parts: Vec::new(),
                },
                area: area.parse::<Area>().unwrap(),
                period: "12m-to-2016-06".parse().unwrap(),
                sum: 95.100_000_000_000_01,
                whole: 91.0,
                tolerance: 0.1,
            });
        }
    };
    check(
        "subtotal",
        mismatch(FORCE),
        &["the parts make 95.1 and the whole is 91"],
    );
    check(
        "subtotal",
        mismatch("england-and-wales"),
        &["indicator outcome-assigned"],
    );
    check("subtotal", mismatch("kent"), &[]);
    let noted = |world: &mut World| {
        for caveat in &mut world.edition.caveats {
            caveat.applies_to = peel_model::IndicatorScope::All;
        }
    };
    check("subtotal-without-note", noted, &[]);
    check("no-annex-entry", noted, &[]);
}

#[test]
fn decisions_fit_their_figures() {
    let clear = |world: &mut World| world.edition.exclusions.clear();
    check("excluded-or-not-supplied", clear, &[]);
    check("unlike-units", clear, &[]);
    let own = |world: &mut World| {
        for decision in &mut world.edition.exclusions {
            if decision.id.as_str() == "x11" {
                decision.applies_to = peel_model::IndicatorScope::All;
            }
        }
    };
    check("unlike-units", own, &[]);
    let moved = |world: &mut World| {
        for decision in &mut world.edition.exclusions {
            if decision.id.as_str() == "x16" {
                decision.periods = vec!["12m-to-2016-06".parse().unwrap()];
            }
        }
    };
    check("another-period", |_| {}, &[]);
    check("another-period", moved, &["decision x16"]);
}

#[test]
fn strengths_are_no_findings_to_list() {
    let strength = |world: &mut World| {
        let finding = finding(world, "f3");
        finding.kind = FindingKind::Strength;
        finding.state = FindingState::New;
        finding.listed = false;
    };
    check("unlisted-finding", strength, &[]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_makes_a_check_fail_badly(text in "(\\PC{0,12}|one of the highest|The rate of recorded crime is | [0-9]{1,3}[.,]?[0-9]{0,2} |percent|; ){0,8}") {
        let mut world = QUIET.clone();
        says(&text)(&mut world);
        let once = world.raised();
        prop_assert_eq!(world.raised(), once);
    }
}
