//! The report on West Midlands of 2016, restated with its contradictions, raises those of its 26
//! that a machine can find.

use std::fmt::Write as _;
use std::sync::LazyLock;

use peel_model::Inconsistency;

use crate::support::{FORCE, World, edition_2016};

const INSPECTION: &str = "inspections/west-midlands.toml";
const REPORT: &str = "report.toml";
const DECISIONS: &str = "exclusions.toml";

/// What the report says, in our own words, where the edition's own copy says it in a way that does
/// not contradict itself: the number of the contradiction, the file, the text and what replaces it.
const AS_PRINTED: &[(u8, &str, &str, &str)] = &[
    (
        1,
        INSPECTION,
        "The summary of the chapter says that much of this is effective and that overall the force requires improvement in this field; the printed grade is good. The report does not resolve the contradiction.",
        "Much of this is effective; overall the force requires improvement in this field.",
    ),
    (
        5,
        INSPECTION,
        "Either depends on the mix of crime.",
        "Either depends on the mix of crime. The police choose among 21 types of outcome.",
    ),
    (
        7,
        INSPECTION,
        "Better at pursuing suspects of domestic abuse;",
        "In the year to June 2016 domestic abuse made up 11 percent of recorded crime, and 11 percent in England and Wales. Better at pursuing suspects of domestic abuse;",
    ),
    (
        9,
        INSPECTION,
        "and sergeants do not attend enough repeat incidents.",
        "and sergeants do not attend enough repeat incidents. There were 52 arrests for domestic abuse for every 100 offences. The domestic abuse arrest rate of 52.4 percent is in line with the 51.4 percent of England and Wales.",
    ),
    (
        10,
        INSPECTION,
        "Orders that protect victims are still used inconsistently.",
        "Orders that protect victims are still used inconsistently. The outcomes of domestic abuse offences are in line with those of England and Wales.",
    ),
    (
        14,
        INSPECTION,
        "Standards of 2015 have been kept:",
        "As can be seen below, the force does better than others where victims do not support action. Standards of 2015 have been kept:",
    ),
    (
        16,
        INSPECTION,
        "Good overall. Responsible officers lead",
        "The force referred 79 human trafficking cases, one of the highest referral rates. Responsible officers lead",
    ),
    (
        17,
        INSPECTION,
        "suggests that satisfaction with local policing has fallen.",
        "suggests that satisfaction with local policing has fallen by 4 percent.",
    ),
    (
        18,
        INSPECTION,
        " (In 2015 this was asked of frontline staff.)",
        "",
    ),
    (
        18,
        INSPECTION,
        "The risk to children who go missing is not assessed correctly in every case. Some were classed as absent who should have been classed as missing, or were graded too low, although signs of risk, of sexual exploitation among them, were in police records. In 2016 a small number of such cases was found; the printed concern repeats the findings of 2015.",
        "The risk to children who go missing was not assessed correctly in some cases. Some were classed as absent who should have been classed as missing, or were graded too low, although signs of risk, of sexual exploitation among them, were in police records.",
    ),
    (
        19,
        INSPECTION,
        "about 600 suspects are outstanding, a number that has kept steady.",
        "about 600 suspects are outstanding, after 750 in 2015, a number that has been stable.",
    ),
    (
        20,
        DECISIONS,
        "periods = [\"12m-to-2015-03\", \"12m-to-2016-03\"]\ntreatment = \"revised\"\nreason = \"Bedfordshire",
        "periods = [\"12m-to-2016-06\"]\ntreatment = \"revised\"\nreason = \"Bedfordshire",
    ),
    (
        24,
        REPORT,
        "label = \"Charged or summonsed\"",
        "label = \"Charged or summoned\"",
    ),
    (
        26,
        INSPECTION,
        "mapping of groups is incomplete, as the force acknowledges.",
        "mapping of groups is incomplete, as the force acknowledges. The number of organised crime groups is low, particularly beside other urban forces.",
    ),
];

static PRINTED: LazyLock<World> = LazyLock::new(|| {
    let changes: Vec<(&str, &str, &str)> = AS_PRINTED
        .iter()
        .map(|(_, file, from, to)| (*file, *from, *to))
        .collect();
    World::read(&edition_2016(&changes), FORCE)
});

static OWN: LazyLock<World> = LazyLock::new(|| World::read(&edition_2016(&[]), FORCE));

/// The check that finds a contradiction, with the place where; or why none can.
enum Verdict {
    Found(&'static [(&'static str, &'static str)]),
    Not(&'static str),
}
use Verdict::{Found, Not};

/// The 26 contradictions of the report.
const CONTRADICTIONS: [(u8, &str, Verdict); 26] = [
    (
        1,
        "organised crime is good, and requires improvement",
        Found(&[(
            "grade-words",
            "summary of serious-and-organised-crime, paragraph 4",
        )]),
    ),
    (
        2,
        "open findings that the lists leave out",
        Found(&[
            ("unlisted-finding", "finding f5"),
            ("unlisted-finding", "finding f13"),
            ("unlisted-finding", "finding f14"),
        ]),
    ),
    (
        3,
        "two values of evidential difficulties under almost one label",
        Found(&[(
            "one-label-for-two",
            "indicator outcome-victim-does-not-support",
        )]),
    ),
    (
        4,
        "outcome groups that add up only within rounding",
        Found(&[
            (
                "subtotal-without-note",
                "indicator outcome-out-of-court-formal",
            ),
            (
                "subtotal-without-note",
                "indicator outcome-out-of-court-informal",
            ),
        ]),
    ),
    (
        5,
        "21 types of outcome, of which the figure shows fewer",
        Not("the list of types is the Home Office's and not part of the inspection"),
    ),
    (
        6,
        "a note that says the category holds what it does not",
        Not("it takes knowing what the category means"),
    ),
    (
        7,
        "10.5 and 11.1 percent, both told as 11",
        Found(&[("hidden-difference", "assessment of improvement-since-2015")]),
    ),
    (
        8,
        "a comparison with a year that ends 15 months before",
        Found(&[("unlike-periods", "indicator domestic-abuse-share")]),
    ),
    (
        9,
        "52 of 100, then 52.4 percent",
        Found(&[
            (
                "other-precision",
                "assessment of initial-response-to-vulnerable-victims",
            ),
            (
                "other-unit",
                "assessment of initial-response-to-vulnerable-victims",
            ),
        ]),
    ),
    (
        10,
        "all outcomes in line, of which one is 3.4 against 1.4",
        Found(&[(
            "claim-against-figures",
            "assessment of investigation-and-partners",
        )]),
    ),
    (
        11,
        "unable to submit, and excluded by choice",
        Found(&[("excluded-or-not-supplied", "decision x3")]),
    ),
    (
        12,
        "City of London in one figure on organised crime, unsaid in the other",
        Found(&[("unlike-units", "indicator organised-crime-groups-by-type")]),
    ),
    (
        13,
        "two definitions of vulnerability",
        Not("it takes knowing that two wordings define one thing"),
    ),
    (
        14,
        "\"below\" for a figure that comes before",
        Found(&[("pointing-words", "assessment of subsequent-investigation")]),
    ),
    (
        15,
        "nine indicators without annex entry, of which the edition warns about one",
        Found(&[
            (
                "no-annex-entry",
                "indicator neighbourhood-policing-spend-per-head",
            ),
            (
                "no-annex-entry",
                "indicator neighbourhood-policing-spend-change",
            ),
            (
                "no-annex-entry",
                "indicator anti-social-behaviour-powers-rate",
            ),
            ("no-annex-entry", "indicator civil-injunctions-rate"),
            ("no-annex-entry", "indicator wanted-persons-rate"),
            (
                "no-annex-entry",
                "indicator re-offending-under-integrated-management",
            ),
            ("no-annex-entry", "indicator mental-health-flag-share"),
            ("no-annex-entry", "indicator ballistic-items-referred"),
            ("no-annex-entry", "indicator human-trafficking-referrals"),
        ]),
    ),
    (
        16,
        "one of the highest rates, and a bare count",
        Found(&[(
            "claim-without-figures",
            "assessment of responding-to-organised-crime",
        )]),
    ),
    (
        17,
        "a 4 percent decrease of a percentage",
        Found(&[(
            "percent-or-points",
            "summary of preventing-crime, paragraph 2",
        )]),
    ),
    (
        18,
        "a recommendation worded anew, and a concern told in old words",
        Found(&[
            ("recommendation-drift", "finding f3, recommendation 1"),
            ("recommendation-drift", "finding f3, recommendation 2"),
            ("repeated-text", "finding f3"),
        ]),
    ),
    (
        19,
        "from 750 to 600, called stable",
        Found(&[("steady-words", "finding f2")]),
    ),
    (
        20,
        "a correction of a year for which the figure is not reported",
        Found(&[("another-period", "decision x16")]),
    ),
    (
        21,
        "a summary that grades another question than was asked",
        Not("it takes understanding which question a sentence answers"),
    ),
    (
        22,
        "one executive board asked for, another looked for",
        Not("it takes knowing that two bodies are meant to be one"),
    ),
    (
        23,
        "two names for the same panels",
        Not("it takes knowing that two names mean one thing"),
    ),
    (
        24,
        "slips of the pen: of these, labels that vary",
        Found(&[("two-labels-for-one", "indicator outcome-charged")]),
    ),
    (
        25,
        "a heading in the plural over one item",
        Not("headings are made from the number of items, so it cannot arise"),
    ),
    (
        26,
        "low beside other urban forces, without their figure",
        Found(&[(
            "peers-without-figures",
            "assessment of understanding-organised-crime",
        )]),
    ),
];

#[test]
fn each_of_the_26_contradictions_is_found_or_says_why_not() {
    let raised = PRINTED.raised();
    let is_at = |one: &Inconsistency, check: &str, place: &str| {
        one.check.as_str() == check && one.place.to_string() == place
    };
    for ((number, what, verdict), expected) in CONTRADICTIONS.iter().zip(1..) {
        assert_eq!(*number, expected);
        match verdict {
            Found(places) => {
                for (check, place) in *places {
                    let found = raised.iter().any(|one| is_at(one, check, place));
                    assert!(found, "{number}. {what}: {check} at {place}");
                }
            }
            Not(reason) => assert!(!reason.is_empty(), "{number}. {what}"),
        }
    }
    let found = CONTRADICTIONS.iter();
    let found = found.filter(|(_, _, verdict)| matches!(verdict, Found(_)));
    assert_eq!(found.count(), 19);
}

#[test]
fn the_whole_list_as_printed() {
    insta::assert_snapshot!(listed(&PRINTED.raised()));
}

#[test]
fn the_whole_list_of_the_editions_own_copy() {
    insta::assert_snapshot!(listed(&OWN.raised()));
}

#[test]
fn the_order_of_comparisons_and_figures_does_not_count() {
    let mut reversed = PRINTED.clone();
    reversed.comparisons.reverse();
    reversed.printed.reverse();
    reversed.series.reverse();
    assert_eq!(reversed.raised(), PRINTED.raised());
}

fn listed(raised: &[Inconsistency]) -> String {
    let mut list = String::new();
    for one in raised {
        let (check, severity, place) = (&one.check, one.severity, &one.place);
        writeln!(list, "{check} ({severity}) {place}\n    {}", one.message).unwrap();
    }
    list
}
