//! What is told of facts with something wrong in them.

use std::fmt::Write as _;

use peel_edition::read_facts;

use crate::made_up::MadeUp;

fn problems(broken: &MadeUp) -> String {
    let edition = broken.edition().unwrap();
    read_facts(&broken.folder(), &edition)
        .unwrap_err()
        .to_string()
}

#[test]
fn rows_that_say_nothing_true() {
    const ROW: &str = "Z00000002,thefts,12m-to-2031-06,-3,revised,harbour-office";
    let cases = [
        (
            "an unknown force",
            "Z00000012,thefts,12m-to-2031-06,-3,revised,harbour-office",
        ),
        (
            "an unknown measure",
            "Z00000002,theft,12m-to-2031-06,-3,revised,harbour-office",
        ),
        (
            "a sum",
            "Z00000002,offences,12m-to-2031-06,-3,revised,harbour-office",
        ),
        (
            "no period",
            "Z00000002,thefts,2031,-3,revised,harbour-office",
        ),
        (
            "a count of a day",
            "Z00000002,thefts,at-2031-06-30,-3,revised,harbour-office",
        ),
        (
            "a stock over a span",
            "Z00000002,population,12m-to-2031-06,3,normal,harbour-office",
        ),
        (
            "no number",
            "Z00000002,thefts,12m-to-2031-06,many,normal,harbour-office",
        ),
        (
            "not a number",
            "Z00000002,thefts,12m-to-2031-06,NaN,normal,harbour-office",
        ),
        (
            "no value",
            "Z00000002,thefts,12m-to-2031-06,,normal,harbour-office",
        ),
        (
            "a value that is missing",
            "Z00000002,thefts,12m-to-2031-06,0,missing,harbour-office",
        ),
        (
            "an unknown status",
            "Z00000002,thefts,12m-to-2031-06,3,fine,harbour-office",
        ),
        (
            "an unknown source",
            "Z00000002,thefts,12m-to-2031-06,3,normal,harbor",
        ),
        ("a row cut short", "Z00000002,thefts,12m-to-2031-06,3"),
        (
            "a row too long",
            "Z00000002,thefts,12m-to-2031-06,3,normal,harbour-office,x",
        ),
        (
            "an observation twice",
            "Z00000001,thefts,12m-to-2031-06,9,normal,harbour-office",
        ),
    ];
    let mut told = String::new();
    for (what, row) in cases {
        let broken = MadeUp::new().with("facts/offences.csv", ROW, row);
        let problems = problems(&broken.with_manifest_made_again());
        writeln!(told, "{what}\n    {}", problems.replace('\n', "\n    ")).unwrap();
    }
    insta::assert_snapshot!(told);
}

#[test]
fn an_unknown_name_is_told_once_however_many_rows_hold_it() {
    let broken = MadeUp::new().without("facts/published-grades.csv");
    let rows: String = (1..500)
        .map(|n| format!("Z00000001,theft,{n}m-to-2031-06,1,normal,harbour-office\n"))
        .collect();
    let header = "force_code,measure,period,value,status,source\n";
    let broken = broken.and("facts/offences.csv", &format!("{header}{rows}"));
    insta::assert_snapshot!(
        problems(&broken.with_manifest_made_again()),
        @r#"made-up/facts/offences.csv:2: unknown measure "theft" (nearest known: thefts)"#
    );
}

#[test]
fn an_observation_occurs_once_also_across_files() {
    let made_up = MadeUp::new();
    let again = "force_code,measure,period,value,status,source\n\
                 Z00000001,thefts,12m-to-2031-06,121,normal,harbour-office\n";
    let broken = made_up
        .and("facts/thefts.csv", again)
        .with_manifest_made_again();
    insta::assert_snapshot!(
        problems(&broken),
        @"made-up/facts/thefts.csv:2: thefts of northshire in 12m-to-2031-06 occurs twice"
    );
}

#[test]
fn facts_count_only_as_they_were_made() {
    let mut told = String::new();
    let mut tell = |what: &str, broken: &MadeUp| {
        let problems = problems(broken).replace('\n', "\n    ");
        writeln!(told, "{what}\n    {problems}").unwrap();
    };
    let made_up = MadeUp::new;
    tell(
        "a value changed by hand",
        &made_up().with("facts/population.csv", "1000", "1001"),
    );
    tell("a file removed", &made_up().without("facts/population.csv"));
    tell(
        "a file added",
        &made_up().and("facts/more.csv", "force_code\n"),
    );
    tell("no manifest", &made_up().without("facts/manifest.toml"));
    tell(
        "another number of rows",
        &made_up().with("facts/manifest.toml", "rows = 4", "rows = 5"),
    );
    tell(
        "another header",
        &made_up()
            .with("facts/population.csv", "force_code,", "force,")
            .with_manifest_made_again(),
    );
    insta::assert_snapshot!(told);
}
