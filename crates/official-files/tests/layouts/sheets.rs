//! How a table is found in a workbook.

use crate::bench::Bench;
use crate::workbooks::{merge, write, xlsx};

const RECIPE: &str = r#"
[facts.from.sheet]
name = "Table 1"
header = ["Area", "Thefts"]
ends_before = "Source:"

[facts.from.reader.area-columns]
name_column = "Area"
columns = [{ column = "Thefts", measure = "thefts", period = "12m-to-2016-03" }]
"#;

const ROWS: [&[&str]; 4] = [
    &["Area", "Thefts", "Rate"],
    &["Northland", "5", "1"],
    &["Coast and Dale", "6", "2"],
    &["Source: nobody"],
];

fn made(from: &str, to: &str, first_row: u32, rows: &[&[&str]]) -> Bench {
    assert_eq!(RECIPE.matches(from).count(), 1, "{from:?}");
    let workbook = xlsx(|sheet| write(sheet, first_row, rows));
    Bench::new("thefts.xlsx", &RECIPE.replace(from, to)).with("thefts.xlsx", workbook)
}

const EXPECTED: [&str; 2] = [
    "E99000001,thefts,12m-to-2016-03,5,normal",
    "E99000002,thefts,12m-to-2016-03,6,normal",
];

#[test]
fn a_header_is_found_by_its_labels_wherever_it_is() {
    for first_row in [1, 7, 200] {
        let made = made("Table 1", "Table 1", first_row, &ROWS).make().unwrap();
        assert_eq!(made.facts(), EXPECTED);
    }
    // Spaces around the sheet's name do not matter on either side.
    assert_eq!(
        made("Table 1", " Table 1", 1, &ROWS)
            .make()
            .unwrap()
            .facts(),
        EXPECTED
    );
}

#[test]
fn a_label_that_is_merged_over_two_rows_counts_in_both() {
    let workbook = xlsx(|sheet| {
        merge(sheet, (0, 1), (1, 1), "Thefts");
        write(
            sheet,
            2,
            &[
                &["Area"],
                &["Northland", "5"],
                &["Coast and Dale", "6"],
                &["Source:"],
            ],
        );
    });
    let made = Bench::new("thefts.xlsx", RECIPE)
        .with("thefts.xlsx", workbook)
        .make();
    assert_eq!(made.unwrap().facts(), EXPECTED);
}

#[test]
fn what_is_not_found_is_told() {
    let check = |from, to, rows: &[&[&str]], expected: &str| {
        assert_eq!(made(from, to, 1, rows).refusal(), expected);
    };
    check(
        "Table 1",
        "Table 2",
        &ROWS,
        "thefts.xlsx: there is no sheet \"Table 2\" (nearest known: Table 1)",
    );
    check(
        "header = [\"Area\", \"Thefts\"]",
        "header = [\"Area\", \"Theft\"]",
        &ROWS,
        "thefts.xlsx: sheet \"Table 1\" has no row that holds all of the labels \"Area\", \
         \"Theft\"; correct the recipe's \"header\"",
    );
    check(
        "Source:",
        "Sources:",
        &ROWS,
        "thefts.xlsx: sheet \"Table 1\" has no row below the header that begins with \
         \"Sources:\"; correct the recipe's \"ends_before\"",
    );
    check(
        "Table 1",
        "Table 1",
        &[
            &["Area", "Thefts", "Thefts"],
            &["Northland", "5", "6"],
            &["Source:"],
        ],
        "thefts.xlsx: sheet \"Table 1\" has the column \"Thefts\" twice, at B1 and C1; read more \
         header rows, or name it by its letter",
    );
    check(
        "Table 1",
        "Table 1",
        &[
            &["Area", "Thefts"],
            &["Northland", "5"],
            &["Northland", "6"],
            &["Source:"],
        ],
        "thefts.xlsx, Table 1, row 3: thefts of E99000001 for 12m-to-2016-03 is given a second \
         time; it was first given on line 2",
    );
}

#[test]
fn a_column_can_be_named_by_its_letter() {
    let rows: [&[&str]; 3] = [
        &["Area", "Thefts", "Thefts"],
        &["Northland", "5", "6"],
        &["Source:"],
    ];
    let made = made("column = \"Thefts\"", "column = \"column C\"", 1, &rows)
        .make()
        .unwrap();
    assert_eq!(made.facts(), ["E99000001,thefts,12m-to-2016-03,6,normal"]);
}

#[test]
fn a_cell_that_holds_no_number_is_refused_whatever_it_is() {
    for (cell, shown) in [
        ("5.5", "5.5"),
        ("#REF!", "#REF!"),
        ("n/a", "n/a"),
        ("1e300", ""),
    ] {
        let rows: [&[&str]; 3] = [&["Area", "Thefts"], &["Northland", cell], &["Source:"]];
        let refusal = made("Table 1", "Table 1", 1, &rows).refusal();
        let place = "thefts.xlsx, Table 1!B2: column \"Thefts\" holds \"";
        assert!(refusal.starts_with(&format!("{place}{shown}")), "{refusal}");
    }
}
