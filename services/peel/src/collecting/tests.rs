//! What can be typed, and what is told of what cannot.

use clap::Parser;

use super::*;
use crate::arguments::{Arguments, Command};

/// The command typed, or what is wrong with it.
fn typed(line: &[&str]) -> Result<Collecting, String> {
    let words = ["peel"].iter().chain(line);
    let arguments = Arguments::try_parse_from(words).map_err(|error| error.to_string())?;
    match arguments.command {
        Some(Command::Collecting(command)) => Ok(command),
        other => Err(format!("{other:?} is another command")),
    }
}

#[test]
fn what_records_something_is_known_before_it_is_done() {
    let check = |line: &str, records: bool| {
        let words: Vec<_> = line.split(' ').collect();
        assert_eq!(typed(&words).unwrap().records(), records, "{line}");
    };
    check("template west -o west.xlsx", false);
    check("template west --format xlsx", false);
    check("submit west.csv --force west --author Ada", true);
    check(
        "submit west.csv --force west --author Ada --check-only",
        false,
    );
    check(
        "queries --force west --state open,answered --check first-zero",
        false,
    );
    check("queries --older-than-days 14 --json", false);
    check("query q12-3", false);
    check("ask west thefts 12m-to-2031-06 Why? --author Bea", true);
    check("answer q12-3 So. --author Ada --request-id a-1", true);
    check("review q12-3 ask-again Why? --author Bea", true);
    check("final west --as-of 7", false);
    check("returns --edition 2031", false);
    check("submissions west", false);
    check("sign-off west --as-at 7 --author Ada", true);
    check("freeze --as-at 7 --author Bea --reason Print.", true);
    check("history west thefts 12m-to-2031-06", false);
    check("checks", false);
    let decision = "--author Bea --source Minutes";
    check(
        &format!("exclude x9 west east --indicator rate --reason Lost. {decision}"),
        true,
    );
    check(
        &format!("caveat c9 Fog Unseen. --all-indicators {decision}"),
        true,
    );
    check("withdraw x9 --reason Found. --author Bea", true);
}

#[test]
fn what_is_missing_is_told() {
    let check = |line: &str, expected: &str| {
        let words: Vec<_> = line.split(' ').collect();
        let error = typed(&words).unwrap_err();
        assert!(error.contains(expected), "{line}: {error}");
    };
    check("submit west.csv --force west", "--author");
    check("submit west.csv --author Ada", "--force");
    check("sign-off west --author Ada", "--as-at");
    check("freeze --as-at 7 --author Bea", "--reason");
    check(
        "review q12-3 confirm So. --author Bea",
        "accept, ask-again, withdraw",
    );
    check(
        "queries --state closed",
        "open, answered, accepted, withdrawn",
    );
    let about = "caveat c9 Fog Unseen. --author Bea --source Minutes";
    check(about, "--all-indicators");
    check(
        &format!("{about} --all-indicators --inspection"),
        "cannot be used",
    );
}
