//! Names that are unknown or occur twice.

use super::{edition_problems, told};

#[test]
fn names_that_are_not_known() {
    let cases = [
        (
            "a force in a peer group",
            "peer-groups.toml",
            "\"southshire\"",
            "\"soutshire\"",
        ),
        (
            "a force that is not inspected in a peer group",
            "peer-groups.toml",
            "\"southshire\"",
            "\"canal-police\"",
        ),
        (
            "a source of a measure",
            "measures.toml",
            "id = \"frauds\"\ntitle = \"Frauds\"\nunit = \"offences\"\nkind = \"count\"\nsource = \"harbour-office\"",
            "id = \"frauds\"\ntitle = \"Frauds\"\nunit = \"offences\"\nkind = \"count\"\nsource = \"harbor-office\"",
        ),
        (
            "a part of a sum",
            "measures.toml",
            "[\"thefts\", \"frauds\"]",
            "[\"thefts\", \"fraud\"]",
        ),
        (
            "a measure of an indicator",
            "indicators.toml",
            "numerator = \"offences\"\ndenominator = \"population\"",
            "numerator = \"ofences\"\ndenominator = \"populaton\"",
        ),
        (
            "a change to be counted",
            "indicators.toml",
            "of = \"offence-change\"",
            "of = \"offence-chang\"",
        ),
        (
            "an indicator, a force and a period of an exclusion",
            "exclusions.toml",
            "forces = [\"port-city\"]\nindicators = [\"theft-share\"]\nperiods = [\"12m-to-2031-06\"]",
            "forces = [\"portcity\"]\nindicators = [\"theft-shares\"]\nperiods = [\"2031\"]",
        ),
        (
            "an indicator of a caveat",
            "caveats.toml",
            "\"theft-share\", \"offence-rate\"",
            "\"theft-share\", \"offenses\"",
        ),
        (
            "an indicator and a question of the report",
            "report.toml",
            "question = \"lighting\"\nshape = \"line\"\nindicators = [\"offence-rate\"]",
            "question = \"lightning\"\nshape = \"line\"\nindicators = [\"rate\"]",
        ),
        (
            "a grade and a force of the published grades",
            "facts/published-grades.csv",
            "Z00000003,dim,harbour-office",
            "Z00000004,dimm,harbour",
        ),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}

#[test]
fn words_out_of_closed_sets() {
    let cases = [
        (
            "a polarity",
            "indicators.toml",
            "\"lower-is-better\"",
            "\"lower\"",
        ),
        (
            "a comparator",
            "indicators.toml",
            "\"mean-of-rates\"",
            "\"mean\"",
        ),
        (
            "a kind of ratio",
            "indicators.toml",
            "\"proportion\"",
            "\"percentage\"",
        ),
        (
            "a kind of change",
            "indicators.toml",
            "\"counts\"",
            "\"count\"",
        ),
        (
            "a denominator's time",
            "indicators.toml",
            "\"mid-year\"",
            "\"midyear\"",
        ),
        (
            "a kind of measure",
            "measures.toml",
            "\"stock\"",
            "\"printed\"",
        ),
        (
            "a treatment",
            "exclusions.toml",
            "\"out-of-scope\"",
            "\"excluded\"",
        ),
        (
            "a scope",
            "exclusions.toml",
            "indicators = \"all\"",
            "indicators = \"every\"",
        ),
        ("a shape", "report.toml", "\"table\"", "\"pie\""),
        (
            "a force's scope",
            "forces.csv",
            "Canals,out-of-scope",
            "Canals,abroad",
        ),
        ("an area code", "forces.csv", "Z00000009", "Z9"),
        (
            "an identifier",
            "sources.toml",
            "\"harbour-office\"",
            "\"Harbour Office\"",
        ),
        ("a method", "edition.toml", "\"2031.1\"", "\"latest\""),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}

#[test]
fn things_that_occur_twice() {
    let cases = [
        (
            "a measure",
            "measures.toml",
            "id = \"calls\"",
            "id = \"thefts\"",
        ),
        (
            "an indicator",
            "indicators.toml",
            "id = \"call-rate\"",
            "id = \"offence-rate\"",
        ),
        (
            "a force",
            "forces.csv",
            "canal-police,Z00000009",
            "port-city,Z00000003",
        ),
        (
            "a spelling of two forces",
            "forces.csv",
            "North Shire",
            "north shire;The Port",
        ),
        (
            "a part of a sum",
            "measures.toml",
            "\"thefts\", \"frauds\"",
            "\"thefts\", \"thefts\"",
        ),
        (
            "a sub-question",
            "edition.toml",
            "id = \"keeper\"",
            "id = \"lamp\"",
        ),
        (
            "a figure's number",
            "report.toml",
            "number = 2",
            "number = 1",
        ),
        (
            "a force of an exclusion",
            "exclusions.toml",
            "forces = [\"port-city\"]",
            "forces = [\"port-city\", \"port-city\"]",
        ),
        (
            "a published grade",
            "facts/published-grades.csv",
            "Z00000003,dim",
            "Z00000001,dim",
        ),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}
