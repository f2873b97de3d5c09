//! Every official file that a recipe is for is imported, and every line of it accounted for.

use crate::whole::{OfficialFiles, Whole, official_files};

/// Observations of a workforce table: forces, the transport police and the total, at three days.
const WORKFORCE: u64 = 45 * 3;

/// Lines read, used, left out and refused; observations; values withheld.
fn account(whole: &Whole) -> [u64; 6] {
    let report = whole.report();
    let lines = report.lines;
    [
        lines.read,
        lines.used,
        lines.left_out,
        lines.refused,
        report.observations,
        report.values_withheld,
    ]
}

fn check(files: &OfficialFiles, file: &str, recipe: &str, expected: [u64; 6]) {
    let whole = files.import(file);
    assert_eq!(whole.report().recipe, recipe, "{file}");
    assert_eq!(account(&whole), expected, "{file}: {}", whole.report());
}

#[test]
fn files_are_imported_by_the_recipe_that_their_columns_tell() {
    let Some(files) = official_files() else {
        return;
    };
    check(
        &files,
        "home-office-outcomes/outcomes-pfa-2017-18.csv.gz",
        "outcomes",
        [450_913, 450_912, 1, 0, 7392, 0],
    );
    check(
        &files,
        "home-office-outcomes/outcomes-pfa-2018-19.csv.gz",
        "outcomes-2018-19",
        [132_529, 132_529, 0, 0, 7264, 8],
    );
    check(
        &files,
        "ons-recorded-crime-pfa-rolling/rec-crime-pfa.csv",
        "recorded-crime",
        [46_469, 46_376, 93, 0, 46_376, 0],
    );
    check(
        &files,
        "home-office-prc-pfa-2017-18/prc-pfa-mar2013-onwards-tables201718.csv",
        "offences-by-code",
        // 44 bodies, 4 quarters, 21 groups of offences.
        [23_068, 23_056, 12, 0, 44 * 4 * 21, 0],
    );
    check(
        &files,
        "ons-pfa-tables/tidy-asb-incidents-2007-08-to-2017-18.csv",
        "anti-social-behaviour",
        [616, 484, 132, 0, 484, 0],
    );
    for (file, recipe) in [("population", "population"), ("households", "households")] {
        let file = format!("ons-pfa-tables/tidy-{file}-mid-2002-to-2016.csv");
        check(&files, &file, recipe, [825, 660, 165, 0, 660, 0]);
    }
    check(
        &files,
        "ons-population/lad-mid-year-population-2001-2019.csv.gz",
        "population-by-authority",
        // 382 authorities, 43 of them in Scotland and Northern Ireland; 19 years.
        [7258, 6441, 817, 0, 43 * 19, 0],
    );
    check(
        &files,
        "ons-population/pfa-population-2018-households-2017.csv",
        "population-and-households-2018",
        [56, 44, 12, 0, 2 * 44, 0],
    );
    for (year, records) in [(2016, 27_176), (2017, 28_537), (2018, 31_635)] {
        let file =
            format!("police-uk-street-west-yorkshire/{year}-07-west-yorkshire-street.csv.gz");
        let expected = [records, records, 0, 0, 14, 0];
        check(&files, &file, "street-level-crime", expected);
    }
}

#[test]
fn workbooks_are_imported_table_by_table() {
    let Some(files) = official_files() else {
        return;
    };
    let check = |file: &str, expected: &[(&str, u64)]| {
        let tables = files.tables(file);
        let found: Vec<(String, u64)> = tables
            .into_iter()
            .map(|recipe| {
                let whole = files.table(file, &recipe);
                let [read, used, left_out, refused, observations, withheld] = account(&whole);
                assert_eq!(used + left_out, read, "{recipe}: {}", whole.report());
                assert_eq!([refused, withheld], [0, 0], "{recipe}: {}", whole.report());
                (recipe, observations)
            })
            .collect();
        let expected: Vec<(String, u64)> = expected
            .iter()
            .map(|(recipe, observations)| ((*recipe).to_owned(), *observations))
            .collect();
        assert_eq!(found, expected, "{file}");
    };
    check(
        "ons-pfa-tables/policeforceareatablesyearendingmarch2018v2.xlsx",
        &[
            ("area-tables-2018-03-recorded-crime", 45 * 19),
            ("area-tables-2018-03-anti-social-behaviour", 45 * 11),
            ("area-tables-2018-03-population", 44 * 15),
            ("area-tables-2018-03-households", 44 * 15),
        ],
    );
    check(
        "ons-pfa-tables/policeforceareadatatablesyearendingjune2018corrected.xlsx",
        &[("area-tables-2018-06-recorded-crime", 45 * 19)],
    );
    check(
        "ons-pfa-tables/policeforceareatablesyeendingmarch2019.xlsx",
        &[
            ("area-tables-2019-03-recorded-crime", 45 * 19),
            ("area-tables-2019-03-anti-social-behaviour", 45 * 12),
        ],
    );
    check(
        "ons-pfa-tables/policeforceareatablesyearendingjune2019.xlsx",
        &[
            ("area-tables-2019-06-recorded-crime", 45 * 19),
            ("area-tables-2019-06-population-and-households", 44 * 2),
        ],
    );
    for year in ["2016", "2015"] {
        let file = match year {
            "2016" => "home-office-workforce/police-workforce-tables-sep16.ods",
            _ => "home-office-workforce/police-workforce-tabs-30sep15.ods",
        };
        let tables: Vec<String> = [
            "police-officers",
            "police-staff",
            "police-community-support-officers",
            "designated-officers",
            "special-constables",
        ]
        .into_iter()
        .map(|kind| format!("workforce-{year}-09-{kind}"))
        .collect();
        let tables: Vec<(&str, u64)> = tables
            .iter()
            .map(|name| (name.as_str(), WORKFORCE))
            .collect();
        check(file, &tables);
    }
}

#[test]
fn a_file_that_is_no_workbook_has_no_tables() {
    let Some(files) = official_files() else {
        return;
    };
    let file = "ons-recorded-crime-pfa-rolling/rec-crime-pfa.csv";
    assert_eq!(files.tables(file), [""; 0]);
}
