//! Values of local authorities, summed to forces by a lookup.

use crate::bench::Bench;

const LINES: &str = "\
code,name,year,people
A1,Abbey,2018,10
A2,Bridge,2018,20
A9,Castle,2018,40
A1,Abbey,2019,11
A2,Bridge,2019,21
A9,Castle,2019,41
Z1,Elsewhere,2019,99
";

const LOOKUP: &str = "\u{feff}\
LADCD,LADNM,PFACD
A1,Abbey,E99000001
A2,Bridge,E99000002
A3,Croft,E99000002
";

const RECIPE: &str = r#"
leave_out = [{ lines = { code = ["Z1"] }, reason = "In another country." }]

[facts.from.reader.authority-by-year]
authority_column = "code"
year_column = "year"
value_column = "people"
measure = "population"

[facts.from.reader.authority-by-year.lookup]
file = "lookup.csv"
part_column = "LADCD"
area_column = "PFACD"
add = [{ parts = { A9 = "E99000001" }, reason = "Made in 2019." }]
retired = [{ parts = ["A3"], reason = "Merged in 2019." }]
"#;

fn bench(recipe: &str, lines: &str, lookup: &str) -> Bench {
    let bench = Bench::new("people.csv", recipe);
    bench.with("people.csv", lines).with("lookup.csv", lookup)
}

#[test]
fn authorities_are_summed_to_forces() {
    let made = bench(RECIPE, LINES, LOOKUP).make().unwrap();
    assert_eq!(
        made.facts(),
        [
            "E99000001,population,at-2018-06-30,50,normal",
            "E99000002,population,at-2018-06-30,20,normal",
            "E99000001,population,at-2019-06-30,52,normal",
            "E99000002,population,at-2019-06-30,21,normal",
        ]
    );
    let lookup = made.account().lookup.as_ref().unwrap();
    assert_eq!((lookup.name.as_str(), lookup.lines), ("lookup.csv", 3));
    assert_eq!(lookup.changes[0].added, ["A9"]);
    assert_eq!(lookup.changes[1].retired, ["A3"]);
}

#[test]
fn authorities_that_do_not_match_are_told_all_at_once() {
    let check = |recipe: &str, lines: &str, expected: &str| {
        assert_eq!(bench(recipe, lines, LOOKUP).refusal(), expected);
    };
    let next = "; account for them in the recipe's lookup, or leave their lines out";
    check(
        &RECIPE.replace(
            "{ parts = { A9 = \"E99000001\" }, reason = \"Made in 2019.\" }",
            "",
        ),
        &LINES.replace("A2,Bridge,2018", "A8,Bridge,2018"),
        &format!("people.csv: codes of this file that are not in the lookup (2): A8, A9{next}"),
    );
    check(
        &RECIPE.replace("{ parts = [\"A3\"], reason = \"Merged in 2019.\" }", ""),
        LINES,
        &format!(
            "people.csv: codes of the lookup that have no value for at-2018-06-30 in this file (1): A3{next}"
        ),
    );
    // One authority lacks a year: its force's sum would be too small.
    check(
        RECIPE,
        &LINES.replace("A9,Castle,2019,41\n", ""),
        &format!(
            "people.csv: codes of the lookup that have no value for at-2019-06-30 in this file (1): A9{next}"
        ),
    );
}

#[test]
fn a_lookup_that_is_not_right_is_refused() {
    let check = |recipe: &str, lookup: &str, expected: &str| {
        assert_eq!(bench(recipe, LINES, lookup).refusal(), expected);
    };
    check(
        RECIPE,
        &LOOKUP.replace("A2,Bridge", "A1,Bridge"),
        "lookup.csv, line 3: column \"LADCD\" holds \"A1\", which is not a code that no other \
         line has",
    );
    check(
        RECIPE,
        &LOOKUP.replace("Croft,E99000002", "Croft,E99000009"),
        "lookup.csv, line 4: the area code \"E99000009\" is not known (nearest known: E99000001, \
         E99000002, K99000001); if the file is right, add it to forces.csv",
    );
    check(
        RECIPE,
        &LOOKUP.replace("PFACD", "PFA"),
        "lookup.csv, line 1: there is no column \"PFACD\" (nearest known: PFA)",
    );
    check(
        &RECIPE.replace("\"A3\"", "\"A4\""),
        LOOKUP,
        "lookup.csv: the recipe's rule retired \"A4\" concerns nothing in this file; remove or \
         correct it",
    );
    check(
        &RECIPE.replace("A9 = ", "A1 = "),
        LOOKUP,
        "lookup.csv: column \"add\" holds \"A1\", which is not a code that no other line has",
    );
    let outside = RECIPE.replace("lookup.csv", "../lookup.csv");
    let refusal = bench(&outside, LINES, LOOKUP).refusal();
    assert!(refusal.contains("leads out of its folder"), "{refusal}");
}
