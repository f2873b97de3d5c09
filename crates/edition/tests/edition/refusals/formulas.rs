//! Formulas, sums and decisions that mean nothing.

use super::{edition_problems, told};

#[test]
fn formulas_whose_measures_do_not_fit() {
    let cases = [
        (
            "no formula",
            "indicators.toml",
            "[indicator.published_only]\nreason = \"Calls were never published.\"",
            "",
        ),
        (
            "two formulas",
            "indicators.toml",
            "[indicator.tally]",
            "[indicator.published_only]\nreason = \"Unknown.\"\n\n[indicator.tally]",
        ),
        (
            "a multiplier of zero",
            "indicators.toml",
            "multiplier = 1\n",
            "multiplier = 0\n",
        ),
        (
            "a negative multiplier",
            "indicators.toml",
            "multiplier = 1\n",
            "multiplier = -100\n",
        ),
        (
            "too many decimals",
            "indicators.toml",
            "decimals = 1\npolarity = \"lower",
            "decimals = 7\npolarity = \"lower",
        ),
        (
            "a proportion of what is no part",
            "indicators.toml",
            "kind = \"rate\"",
            "kind = \"proportion\"",
        ),
        (
            "a stock read over a span",
            "indicators.toml",
            "denominator_period = \"mid-year\"",
            "denominator_period = \"same\"",
        ),
        (
            "a count read on a day",
            "indicators.toml",
            "denominator_period = \"same\"",
            "denominator_period = \"at-2031-06-30\"",
        ),
        (
            "a count of a day",
            "indicators.toml",
            "id = \"offence-rate\"\ntitle = \"Offences\"\nquestion = \"lighting\"\nperiod = \"12m-to-2031-06\"",
            "id = \"offence-rate\"\ntitle = \"Offences\"\nquestion = \"lighting\"\nperiod = \"at-2031-06-30\"",
        ),
        (
            "a change to itself",
            "indicators.toml",
            "months_back = 12\nof = \"counts\"",
            "months_back = 0\nof = \"counts\"",
        ),
        (
            "a change to another thing",
            "indicators.toml",
            "base = \"thefts\"",
            "base = \"calls\"",
        ),
        (
            "rates without a denominator",
            "indicators.toml",
            "denominator_period = \"at-2030-06-30\"",
            "",
        ),
        (
            "a tally of what does not change",
            "indicators.toml",
            "of = \"offence-change\"",
            "of = \"rising-forces\"",
        ),
        (
            "an identifier too long for its printed values",
            "indicators.toml",
            "id = \"rising-forces\"",
            "id = \"number-of-many-many-many-many-many-many-many-many-many-many-many-many-many-many-many-many-forces\"",
        ),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}

#[test]
fn sums_that_do_not_add_up() {
    let cases = [
        (
            "a sum of itself",
            "measures.toml",
            "[\"thefts\", \"frauds\"]",
            "[\"thefts\", \"offences\"]",
        ),
        (
            "a circle",
            "measures.toml",
            "id = \"calls\"\ntitle = \"Calls\"\nunit = \"calls\"\nkind = \"count\"",
            "id = \"calls\"\ntitle = \"Calls\"\nunit = \"offences\"\nkind = \"count\"\nsum = [\"thefts\", \"more\"]\n\n[[measure]]\nid = \"more\"\ntitle = \"More\"\nunit = \"offences\"\nkind = \"count\"\nsum = [\"frauds\", \"calls\"]",
        ),
        (
            "a part of another kind",
            "measures.toml",
            "[\"thefts\", \"frauds\"]",
            "[\"thefts\", \"population\"]",
        ),
        (
            "one part",
            "measures.toml",
            "[\"thefts\", \"frauds\"]",
            "[\"thefts\"]",
        ),
        (
            "a sum with a source",
            "measures.toml",
            "sum = [",
            "source = \"harbour-office\"\nsum = [",
        ),
        (
            "a measure named like a printed one",
            "measures.toml",
            "id = \"calls\"",
            "id = \"printed-calls\"",
        ),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}

#[test]
fn decisions_and_figures_about_nothing() {
    let cases = [
        (
            "no force",
            "exclusions.toml",
            "forces = [\"port-city\"]",
            "forces = []",
        ),
        (
            "no indicator",
            "exclusions.toml",
            "indicators = [\"theft-share\"]",
            "indicators = []",
        ),
        (
            "a caveat about nothing",
            "caveats.toml",
            "[\"theft-share\", \"offence-rate\"]",
            "[]",
        ),
        (
            "a whole year as a part",
            "exclusions.toml",
            "months = 9",
            "months = 12",
        ),
        (
            "a part without months",
            "exclusions.toml",
            "months = 9\n",
            "",
        ),
        (
            "months of what is whole",
            "exclusions.toml",
            "\"out-of-scope\"",
            "\"flag\"\nmonths = 3",
        ),
        (
            "a merge without a name",
            "exclusions.toml",
            "name = \"The south coast\"\n",
            "",
        ),
        (
            "a merge of one",
            "exclusions.toml",
            "forces = [\"southshire\", \"port-city\"]",
            "forces = [\"southshire\"]",
        ),
        (
            "a unit that is a force",
            "exclusions.toml",
            "\"south-coast\"",
            "\"southshire\"",
        ),
        (
            "a chart of two",
            "report.toml",
            "indicators = [\"offence-rate\"]",
            "indicators = [\"offence-rate\", \"theft-share\"]",
        ),
        (
            "a series that runs backwards",
            "report.toml",
            "[\"12m-to-2030-06\", \"12m-to-2031-06\"]",
            "[\"12m-to-2031-06\", \"12m-to-2030-06\"]",
        ),
        (
            "grades out of order",
            "edition.toml",
            "title = \"Bright\"\norder = 1",
            "title = \"Bright\"\norder = 3",
        ),
        (
            "a text that says nothing",
            "caveats.toml",
            "\"Fog\"",
            "\" \"",
        ),
    ];
    insta::assert_snapshot!(told(&cases, edition_problems));
}

#[test]
fn a_map_on_which_a_force_has_no_place_of_its_own() {
    let map = |tiles: &str| format!("next_steps = [\"Light it.\"]\nmap = [\n{tiles}]\n");
    let tile = |force: &str, column: u8, label: &str| {
        format!("  {{ force = \"{force}\", column = {column}, row = 1, label = \"{label}\" }},\n")
    };
    let north = tile("northshire", 1, "North");
    let south = tile("southshire", 2, "South");
    let port = tile("port-city", 3, "Port City");
    let long = "A name that no tile has room for";
    let whole = format!("{north}{south}{port}");
    let broken = [
        ("a force without a tile", format!("{north}{south}")),
        (
            "a force with two",
            format!("{whole}{}", tile("port-city", 4, "Port")),
        ),
        (
            "two forces in one place",
            format!("{north}{port}{}", tile("southshire", 3, "South")),
        ),
        (
            "a force out of scope",
            format!("{whole}{}", tile("canal-police", 4, "Canals")),
        ),
        (
            "an unknown force",
            format!("{whole}{}", tile("northshore", 4, "North")),
        ),
        (
            "a column there is not",
            format!("{north}{south}{}", tile("port-city", 13, "Port")),
        ),
        (
            "a label without room",
            format!("{north}{south}{}", tile("port-city", 3, long)),
        ),
        (
            "an empty label",
            format!("{north}{south}{}", tile("port-city", 3, " ")),
        ),
    ]
    .map(|(what, tiles)| (what, map(&tiles)));
    let unplaced = "next_steps = [\"Light it.\"]\n";
    let cases: Vec<_> = broken
        .iter()
        .map(|(what, written)| (*what, "report.toml", unplaced, written.as_str()))
        .collect();
    insta::assert_snapshot!(told(&cases, edition_problems));
    let placed = crate::made_up::MadeUp::new().with("report.toml", unplaced, &map(&whole));
    let places: Vec<_> = placed.edition().unwrap().layout.map;
    let places: Vec<_> = places
        .iter()
        .map(|tile| (tile.force.as_str(), tile.row, tile.column))
        .collect();
    assert_eq!(
        places,
        [
            ("northshire", 1, 1),
            ("southshire", 1, 2),
            ("port-city", 1, 3)
        ]
    );
}
