//! Whatever a recipe does not foresee is refused, with file, line and what to do.

use std::fs;

use proptest::prelude::*;

use crate::example::Example;

/// Changes one text of one file and expects the making to fail with this message.
fn check(file: &str, from: &str, to: &str, expected: &str) {
    let example = Example::new();
    example.change(file, from, to);
    let error = example.make().unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn names_that_are_not_known_are_answered_with_the_nearest_that_are() {
    check(
        "raw/rolling.csv",
        "30-12-2016,Northland",
        "30-12-2016,Nothland",
        "rolling.csv, line 10: the force \"Nothland\" is not known (nearest known: Northland, \
         Northland Police); if the file is right, add it to forces.csv",
    );
    check(
        "raw/rolling.csv",
        "30-06-2016,Northland,North,Theft",
        "30-06-2016,Northland,North,Thefts",
        "rolling.csv, line 2: the offence group \"Thefts\" is not known (nearest known: Theft); \
         if the file is right, add it to its recipe",
    );
    check(
        "raw/population.csv",
        "E99000002",
        "E99000009",
        "population.csv, line 4: the area code \"E99000009\" is not known (nearest known: \
         E99000001, E99000002, K99000001); if the file is right, add it to forces.csv",
    );
    check(
        "raw/outcomes.csv",
        "3,Northland,1,Not yet assigned,0",
        "3,Northland,1,Not yet assigned,99",
        "outcomes.csv, line 2: the outcome type \"99\" is not known; if the file is right, add \
         it to its recipe",
    );
    check(
        "raw/grades.csv",
        "Not good",
        "Not god",
        "grades.csv, line 3: the grade \"Not god\" is not known (nearest known: Not good); if \
         the file is right, add it to its recipe",
    );
    check(
        "raw/printed.csv",
        "Text,Satisfied,2016",
        "Text,Satisfied,2017",
        "printed.csv, line 4: the printed figure \"Text; Satisfied; 2017\" is not known (nearest known: Text; Satisfied; 2016); if the file is right, add it to its recipe",
    );
}

#[test]
fn cells_must_hold_what_their_columns_promise() {
    check(
        "raw/rolling.csv",
        "Northland,North,Theft,110",
        "Northland,North,Theft,1.5",
        "rolling.csv, line 10: column \"Rolling year total number of offences\" holds \"1.5\", \
         which is not a whole number",
    );
    check(
        "raw/rolling.csv",
        "30-06-2016",
        "29-06-2016",
        "rolling.csv, line 2: column \"12 months ending\" holds \"29-06-2016\", which is not the \
         last day of a month, written DD-MM-YYYY",
    );
    check(
        "raw/incidents.csv",
        "Northland,2015/16",
        "Northland,2015/17",
        "incidents.csv, line 6: column \"financial_year\" holds \"2015/17\", which is not a \
         financial year",
    );
    check(
        "raw/outcomes.csv",
        "2017/18,3,Northland,1,Charged",
        "2017/18,5,Northland,1,Charged",
        "outcomes.csv, line 3: column \"financial_quarter\" holds \"5\", which is not a quarter \
         from 1 to 4",
    );
    check(
        "raw/printed.csv",
        "11.0",
        "about 11",
        "printed.csv, line 3: column \"northland\" holds \"about 11\", which is not a number",
    );
    check(
        "edition/transcribed/report-values.csv",
        "\"page 3, line 4\"",
        "",
        "transcribed/report-values.csv, line 2: column \"printed_at\" holds \"\", which is not a place \
         in the report",
    );
}

#[test]
fn columns_must_be_there() {
    check(
        "raw/rolling.csv",
        "Region,Offence",
        "Region,Offense",
        "rolling.csv, line 1: there is no column \"Offence\" (nearest known: Offense)",
    );
    check(
        "edition/facts/recipes.toml",
        "area_name = [\"All",
        "area_nam = [\"All",
        "incidents.csv, line 1: there is no column \"area_nam\" (nearest known: area_name, \
         area_code)",
    );
}

#[test]
fn nothing_is_said_twice() {
    check(
        "raw/rolling.csv",
        "30-12-2016,Canal Police,Canal Police,Theft,6\n",
        "30-12-2016,Canal Police,Canal Police,Theft,6\n\
         31-12-2016,Canal Police,Canal Police,Theft,6\n",
        "rolling.csv, line 13: theft of X99000003 for 12m-to-2016-12 is given a second time; it \
         was first given on line 12",
    );
    check(
        "edition/transcribed/report-values.csv",
        "groups,E99000001,at-2016-07-01",
        "satisfaction,E99000001,12m-to-2016-12",
        "transcribed/report-values.csv, line 2: printed-satisfaction of E99000001 for 12m-to-2016-12 is \
         given a second time; it was first given on line 4 of another file",
    );
    check(
        "raw/grades.csv",
        "E99000002",
        "E99000001",
        "grades.csv, line 3: the grade of E99000001 is given a second time; it was first given \
         on line 2",
    );
}

#[test]
fn gaps_that_no_rule_explains_are_refused() {
    check(
        "raw/rolling.csv",
        "30-12-2016,Canal Police,Canal Police,Theft,6\n",
        "",
        "rolling.csv: the file lacks 1 of the values that its recipe promises, first theft of X99000003 for 12m-to-2016-12; if it rightly does, say so in the recipe under \"absent\"",
    );
    check(
        "raw/incidents.csv",
        "Coast and Dale,2016/17,50",
        "Coast and Dale,2016/17,",
        "incidents.csv: the file lacks 1 of the values that its recipe promises, first incidents of E99000002 for \
         12m-to-2017-03; if it rightly does, say so in the recipe under \"absent\"",
    );
    check(
        "raw/grades.csv",
        "E99000002,Coast and Dale,Not good\n",
        "",
        "grades.csv: the file lacks 1 of the values that its recipe promises, first the grade of E99000002; if it rightly does, say so in the recipe under \"absent\"",
    );
    check(
        "raw/outcomes.csv",
        "2017/18,4,Coast and Dale,2,Charged,1,2,1\n",
        "",
        "outcomes.csv: E99000002 for 3m-to-2018-03 has 2 lines where the recipe promises 3; is \
         the file whole?",
    );
}

#[test]
fn what_a_code_stands_for_must_not_drift() {
    check(
        "raw/outcomes.csv",
        "3,Northland,1,Charged",
        "3,Northland,1,Cautioned",
        "outcomes.csv, line 3: outcome type 1 is described as \"Cautioned\", but the recipe knows \
         it as \"Charged\"",
    );
    check(
        "raw/outcomes.csv",
        "3,Northland,2,Charged,1,6,-1",
        "3,Northland,2,Charged,1,6,NA",
        "outcomes.csv, line 4: outcome type 1 of E99000001 for 3m-to-2017-12 is given for some \
         offences and not available for others",
    );
}

#[test]
fn rules_that_concern_nothing_are_refused() {
    check(
        "raw/rolling.csv",
        "30-09-2016,Card Fraud Bureau,Fraud,Card Fraud,9000\n",
        "",
        "rolling.csv: the recipe's rule leave_out PFA: Card Fraud Bureau concerns nothing in \
         this file; remove or correct it",
    );
    check(
        "edition/facts/recipes.toml",
        "reason = \"December has 31 days.\" },",
        "reason = \"December has 31 days.\" },\n\
         { column = \"PFA\", from = \"Northlnd\", to = \"Northland\", reason = \"A slip.\" },",
        "rolling.csv: the recipe's rule correct \"Northlnd\" concerns nothing in this file; remove \
         or correct it",
    );
    check(
        "edition/facts/recipes.toml",
        "areas = [\"E99000001\"], periods = [\"12m-to-2017-03\"]",
        "areas = [\"E99000001\"], periods = [\"12m-to-2016-03\"]",
        "incidents.csv: the recipe's rule mark partial: Eleven months. concerns nothing in this \
         file; remove or correct it",
    );
    check(
        "edition/facts/recipes.toml",
        "reason = \"No longer recorded by forces.\" },",
        "reason = \"No longer recorded by forces.\" },\n\
         { measures = [\"theft\"], status = \"missing\", reason = \"A guess.\" },",
        "rolling.csv: the recipe's rule absent theft concerns nothing in this file; remove or \
         correct it",
    );
    check(
        "raw/printed.csv",
        "Text,Satisfied,2016,47,,percent\n",
        "",
        "printed.csv: the recipe's rule lines: Text; Satisfied; 2016 concerns nothing in this \
         file; remove or correct it",
    );
}

#[test]
fn lists_of_forces_must_name_each_once() {
    check(
        "edition/forces.csv",
        "X99000003,Canal Police,Canal Police",
        "E99000001,Canal Police,Canal Police",
        "forces.csv, line 4: column \"code\" holds \"E99000001\", which is not a code or name \
         that no other force has",
    );
    check(
        "edition/forces.csv",
        "Canal Police,Canal Police",
        "Northland,Canal Police",
        "forces.csv, line 4: column \"name\" holds \"Northland\", which is not a code or name \
         that no other force has",
    );
    check(
        "edition/forces.csv",
        "X99000003",
        "canal",
        "forces.csv, line 4: column \"code\" holds \"canal\", which is not an area code",
    );
}

#[test]
fn recipes_are_refused_where_they_cannot_be_followed() {
    let check = |from, to, expected: &str| {
        let example = Example::new();
        example.change("edition/facts/recipes.toml", from, to);
        let error = example.make().unwrap_err().to_string();
        assert!(error.starts_with("recipes.toml: "), "{error}");
        assert!(error.contains(expected), "{error}");
    };
    check(
        "file = \"rolling.csv\"",
        "file = \"../rolling.csv\"",
        "leads out of its folder",
    );
    check(
        "file = \"rolling.csv\"",
        "file = \"/rolling.csv\"",
        "leads out of its folder",
    );
    check(
        "file = \"crime.csv\"",
        "file = \"../crime.csv\"",
        "not the name of a facts file",
    );
    check(
        "file = \"crime.csv\"",
        "file = \"population.csv\"",
        "\"population.csv\" has two recipes",
    );
    check(
        "to = \"12m-to-2016-12\", every_months = 3",
        "to = \"12m-to-2016-12\", every_months = 2",
        "not a series in steps of 2 months",
    );
    check(
        "to = \"12m-to-2016-12\", every_months = 3",
        "to = \"12m-to-2016-12\", every_months = 0",
        "not a series in steps of 0 months",
    );
    check(
        "periods = { from = \"at-2015-06-30\", to = \"at-2015-06-30\", every_months = 12 }\n",
        "",
        "\"population.csv\" is to be complete, but no periods are given",
    );
    check(
        "\"Theft\" = \"theft\"",
        "\"Theft\" = \"Theft\"",
        "\"Theft\" is not an identifier",
    );
    check(
        "status = \"partial\"",
        "status = \"normal\"",
        "the status is unknown",
    );
    check(
        "status = \"not-supplied\"",
        "status = \"none\"",
        "the status is unknown",
    );
    check(
        "folder = \"edition\"",
        "folder = \"home\"",
        "unknown variant `home`",
    );
    check(
        "obtained = \"made up\"\nreader.listed-values = {}",
        "reader.listed-values = {}",
        "missing field `obtained`",
    );
    check(
        "reader.listed-values = {}",
        "reader.listed-values = { guess = true }",
        "unknown field `guess`",
    );
    check(
        "reader.listed-values = {}",
        "reader.crystal-ball = {}",
        "unknown variant `crystal-ball`",
    );
    check(
        "reader.listed-values = {}",
        "[facts.from.reader.grades]\ncode_column = \"a\"\ngrade_column = \"b\"\ngrades = {}",
        "mixes observations and grades",
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let example = Example::new();
    fs::remove_file(example.raw().join("population.csv")).unwrap();
    let error = example.make().unwrap_err().to_string();
    assert!(error.ends_with("population.csv cannot be read; check that it exists and may be read"));

    let example = Example::new();
    fs::write(example.raw().join("population.csv"), b"area_code,\xff\n").unwrap();
    let error = example.make().unwrap_err().to_string();
    assert!(
        error.starts_with("population.csv, line 1: the file cannot be read as CSV: "),
        "{error}"
    );

    check(
        "raw/population.csv",
        "Northland,2015,1000000",
        "Northland,2015",
        "population.csv, line 3: the file cannot be read as CSV: CSV error: record 2 (line: 3, \
         byte: 72): found record with 3 fields, but the previous record has 4 fields",
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// A damaged file is read or refused under its own name; it never brings the reader down.
    #[test]
    fn damaged_files_are_refused_by_name(
        file in prop::sample::select(vec!["rolling.csv", "incidents.csv", "outcomes.csv", "printed.csv", "grades.csv"]),
        at in any::<prop::sample::Index>(),
        damage in prop::collection::vec(any::<u8>(), 1..12),
    ) {
        let example = Example::new();
        let path = example.raw().join(file);
        let mut bytes = fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        let end = bytes.len().min(at + damage.len());
        bytes.splice(at..end, damage);
        fs::write(&path, bytes).unwrap();
        if let Err(error) = example.make() {
            prop_assert!(error.to_string().starts_with(file), "{}", error);
        }
    }
}
