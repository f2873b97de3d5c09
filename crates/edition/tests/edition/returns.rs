//! `return.toml`: what forces are asked to send, and what is told when that makes no sense.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use peel_model::{MeasureId, MeasureKind, Relation};

use crate::made_up::MadeUp;
use crate::real;

const RETURN: &str = r#"source = "harbour-office"

[[section]]
title = "Offences"
note = "Count an offence when it was recorded."

[[section.entry]]
measure = "thefts"
periods = ["3m-to-2031-06", "12m-to-2031-06"]
per = "population"
note = "By day and by night."

[[section.entry]]
measure = "frauds"
periods = ["12m-to-2031-06"]

[[section]]
title = "Places"

[[section.entry]]
measure = "thefts-at-sea"
periods = ["12m-to-2031-06"]

[[section.entry]]
measure = "lighthouses"
periods = ["at-2031-06-30"]

[[sum]]
whole = "thefts"
parts = ["frauds", "thefts-at-sea"]

[[within]]
whole = "thefts"
part = "thefts-at-sea"
"#;

fn asking(text: &str) -> MadeUp {
    MadeUp::new()
        .with(
            "measures.toml",
            "[[measure]]\nid = \"frauds\"",
            "[[measure]]\nid = \"thefts-at-sea\"\ntitle = \"Thefts at sea\"\nunit = \"offences\"\n\
             kind = \"count\"\n\n[[measure]]\nid = \"lighthouses\"\ntitle = \"Lighthouses\"\n\
             unit = \"towers\"\nkind = \"stock\"\n\n[[measure]]\nid = \"frauds\"",
        )
        .and("return.toml", text)
}

#[test]
fn an_edition_asks_for_what_its_return_says_and_for_nothing_without_one() {
    assert_eq!(MadeUp::new().edition().unwrap().return_definition, None);

    let definition = asking(RETURN).edition().unwrap().return_definition.unwrap();
    assert_eq!(definition.source.as_str(), "harbour-office");
    let sections = definition.sections.iter();
    let sections: Vec<_> = sections
        .map(|section| (section.title.as_str(), section.note.as_str()))
        .collect();
    let note = "Count an offence when it was recorded.";
    assert_eq!(sections, [("Offences", note), ("Places", "")]);
    let asked: Vec<String> = definition
        .entries()
        .map(|entry| {
            let periods = entry.periods.iter().map(ToString::to_string);
            let periods = periods.collect::<Vec<_>>().join(" ");
            let per = entry.per.as_ref().map_or("nothing", MeasureId::as_str);
            format!("{} {periods} per {per}: {}", entry.measure, entry.note)
        })
        .collect();
    assert_eq!(
        asked,
        [
            "thefts 3m-to-2031-06 12m-to-2031-06 per population: By day and by night.",
            "frauds 12m-to-2031-06 per nothing: ",
            "thefts-at-sea 12m-to-2031-06 per nothing: ",
            "lighthouses at-2031-06-30 per nothing: ",
        ]
    );
    let measure = |id: &str| MeasureId::new(id).unwrap();
    assert_eq!(
        definition.relations,
        [
            Relation::Sum {
                whole: measure("thefts"),
                parts: vec![measure("frauds"), measure("thefts-at-sea")],
            },
            Relation::Within {
                whole: measure("thefts"),
                part: measure("thefts-at-sea"),
            },
        ]
    );
}

fn told(cases: &[(&str, &str, &str)]) -> String {
    let mut told = String::new();
    for (what, from, to) in cases {
        assert_eq!(RETURN.matches(from).count(), 1, "{from}");
        let problems = asking(&RETURN.replace(from, to)).edition().unwrap_err();
        writeln!(told, "{what}").unwrap();
        for problem in problems.told() {
            writeln!(told, "    {problem}").unwrap();
        }
    }
    told
}

#[test]
fn what_nobody_can_send_is_not_asked_for() {
    const PERIODS: &str = "[\"3m-to-2031-06\", \"12m-to-2031-06\"]";
    let cases = [
        (
            "an unknown source",
            "\"harbour-office\"",
            "\"harbor-office\"",
        ),
        (
            "an unknown measure",
            "measure = \"frauds\"\n",
            "measure = \"fraud\"\n",
        ),
        (
            "a measure twice",
            "\n[[sum]]",
            "\n[[section.entry]]\nmeasure = \"frauds\"\nperiods = [\"12m-to-2030-06\"]\n\n[[sum]]",
        ),
        (
            "a sum",
            "measure = \"lighthouses\"\nperiods = [\"at-2031-06-30\"]",
            "measure = \"offences\"\nperiods = [\"12m-to-2031-06\"]",
        ),
        (
            "a printed figure",
            "measure = \"lighthouses\"",
            "measure = \"printed-call-rate\"",
        ),
        ("no period", PERIODS, "[]"),
        ("no such period", PERIODS, "[\"2031\", \"12m-to-2031-06\"]"),
        (
            "the newest period first",
            PERIODS,
            "[\"12m-to-2031-06\", \"12m-to-2030-06\"]",
        ),
        (
            "a period twice",
            PERIODS,
            "[\"12m-to-2031-06\", \"12m-to-2031-06\"]",
        ),
        (
            "a count of a day",
            PERIODS,
            "[\"at-2031-06-30\", \"12m-to-2031-06\"]",
        ),
        (
            "a stock of a span",
            "[\"at-2031-06-30\"]",
            "[\"12m-to-2031-06\"]",
        ),
        ("per a count", "per = \"population\"", "per = \"calls\""),
        (
            "per something unknown",
            "per = \"population\"",
            "per = \"populaton\"",
        ),
        (
            "a measure per itself",
            "[\"at-2031-06-30\"]",
            "[\"at-2031-06-30\"]\nper = \"lighthouses\"",
        ),
        ("an empty note", "\"By day and by night.\"", "\"\""),
        (
            "an empty section",
            "\n[[section]]\ntitle = \"Places\"",
            "\n[[section]]\ntitle = \"Empty\"\nentry = []\n\n[[section]]\ntitle = \"Places\"",
        ),
        (
            "another word",
            "per = \"population\"",
            "by = \"population\"",
        ),
        (
            "nothing at all",
            RETURN,
            "source = \"harbour-office\"\nsection = []\n",
        ),
    ];
    insta::assert_snapshot!(told(&cases));
}

#[test]
fn relations_that_hold_nothing_together() {
    const PARTS: &str = "[\"frauds\", \"thefts-at-sea\"]";
    let cases = [
        (
            "a whole that is not asked for",
            "whole = \"thefts\"\nparts",
            "whole = \"calls\"\nparts",
        ),
        (
            "a whole that is a sum",
            "whole = \"thefts\"\nparts",
            "whole = \"offences\"\nparts",
        ),
        (
            "a part that is not asked for",
            "[\"frauds\", \"thefts-at-sea\"]",
            "[\"fraud\", \"thefts-at-sea\"]",
        ),
        ("one part", PARTS, "[\"frauds\"]"),
        ("a part twice", PARTS, "[\"frauds\", \"frauds\"]"),
        ("a whole among its parts", PARTS, "[\"thefts\", \"frauds\"]"),
        (
            "a part of another unit",
            PARTS,
            "[\"frauds\", \"lighthouses\"]",
        ),
        (
            "parts of another year",
            "measure = \"frauds\"\nperiods = [\"12m-to-2031-06\"]",
            "measure = \"frauds\"\nperiods = [\"12m-to-2030-06\"]",
        ),
        (
            "within itself",
            "part = \"thefts-at-sea\"",
            "part = \"thefts\"",
        ),
        (
            "within a sum",
            "whole = \"thefts\"\npart =",
            "whole = \"offences\"\npart =",
        ),
        (
            "something unknown within",
            "part = \"thefts-at-sea\"",
            "part = \"thefts-at-see\"",
        ),
        (
            "within another year",
            "measure = \"thefts-at-sea\"\nperiods = [\"12m-to-2031-06\"]",
            "measure = \"thefts-at-sea\"\nperiods = [\"6m-to-2031-06\"]",
        ),
    ];
    insta::assert_snapshot!(told(&cases));
}

#[test]
fn a_file_that_cannot_be_read_causes_no_problems_of_the_return() {
    let broken = asking(RETURN).without("measures.toml");
    let problems = broken.edition().unwrap_err();
    insta::assert_snapshot!(problems, @"made-up/measures.toml: the file is missing");
}

#[test]
fn the_2016_edition_asks_forces_for_published_counts_of_their_own() {
    let edition = real::edition();
    let definition = edition.return_definition.as_ref().unwrap();
    let published: BTreeSet<_> = peel_edition::read_facts(&real::folder(), &edition)
        .unwrap()
        .into_iter()
        .flat_map(|file| file.observations)
        .filter(|found| found.reading.value().is_some())
        .map(|found| (found.measure, found.period))
        .collect();
    assert_eq!(definition.source.as_str(), "force-return");
    for entry in definition.entries() {
        let measure = edition.measure(&entry.measure).unwrap();
        assert_eq!(measure.kind, MeasureKind::Count, "{}", measure.id);
        assert!(entry.per.is_some(), "{}", measure.id);
        for period in &entry.periods {
            let known = published.contains(&(measure.id.clone(), *period));
            assert!(known, "{} was not published for {period}", measure.id);
        }
    }
    let values = definition.entries().map(|entry| entry.periods.len());
    assert_eq!(values.sum::<usize>(), 60);
}
