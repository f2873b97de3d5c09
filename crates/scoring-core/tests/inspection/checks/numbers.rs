//! Numbers in texts against figures.

use peel_model::OperationalFact;

use super::{check, says};
use crate::support::World;

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
