//! Tables of one line for each area, in sheets and in CSV files.

use crate::bench::Bench;
use crate::workbooks::{merge, ods, ods_row, write, xlsx};

/// A sheet with every quirk: a header of two rows with merged cells, footnotes stuck to labels and
/// names, a region that goes by a force's name, units, notes, and marks for missing numbers.
fn quirky() -> Vec<u8> {
    xlsx(|sheet| {
        write(sheet, 1, &[&["Table 1: Thefts and rates"]]);
        merge(sheet, (3, 2), (3, 3), "Year to March '163");
        merge(sheet, (3, 4), (3, 5), "Year to March '173, 4");
        let labels = [
            "Area  Code",
            "Area Name",
            "Thefts",
            "Rate2",
            "Thefts",
            "Rate2",
        ];
        write(
            sheet,
            5,
            &[
                &labels,
                &["", "", "number", "per 1,000", "number", "per 1,000"],
            ],
        );
        write(
            sheet,
            7,
            &[
                &[
                    "K99000001",
                    "ALL AREAS5",
                    "160",
                    "1.25",
                    "150",
                    "1.1718750000000002",
                ],
                &[],
                &["R99000001", "Northland ", "100", "1.5", "90", "1.4"],
                &["E99000001", "Northland8", "100", "1.5", "90", "1.4"],
                &["E99000002", "Coast & Dale 4,8", "60", "+", "", "+"],
                &["", "Canal Police", "..", "..", "7", ".."],
                &["Source: nobody"],
                &["1. A note."],
            ],
        );
    })
}

const QUIRKY: &str = r#"
leave_out = [
  { lines = { "Area Code" = ["R99000001"], "Area Name" = ["Northland"], "sheet row" = ["9"] }, reason = "The region." },
  { lines = { "Year to March '16 / Thefts" = ["number"] }, reason = "The unit." },
]

[facts.from.sheet]
name = "Table 1"
header = ["Area Code", "Area Name"]
header_rows = 2
ends_before = "Source:"
footnotes = 8

[facts.from.reader.area-columns]
code_column = "Area Code"
name_column = "Area Name"
footnotes = 8
columns = [
  { column = "Year to March '16 / Thefts", measure = "thefts", period = "12m-to-2016-03" },
  { column = "Year to March '17 / Thefts", measure = "thefts", period = "12m-to-2017-03" },
  { column = "Year to March '17 / Rate", measure = "thefts-rate", period = "12m-to-2017-03", numbers = "decimal" },
]
missing = [
  { text = "..", status = "not-supplied", reason = "Not asked for." },
  { text = "+", status = "not-applicable", reason = "Too few people." },
]
"#;

#[test]
fn a_sheet_with_every_quirk_is_read() {
    let made = Bench::new("quirky.xlsx", QUIRKY)
        .with("quirky.xlsx", quirky())
        .make();
    let made = made.unwrap();
    assert_eq!(
        made.facts(),
        [
            "E99000001,thefts,12m-to-2016-03,100,normal",
            "E99000002,thefts,12m-to-2016-03,60,normal",
            "K99000001,thefts,12m-to-2016-03,160,normal",
            "X99000003,thefts,12m-to-2016-03,,not-supplied",
            "E99000001,thefts,12m-to-2017-03,90,normal",
            "K99000001,thefts,12m-to-2017-03,150,normal",
            "X99000003,thefts,12m-to-2017-03,7,normal",
            "E99000001,thefts-rate,12m-to-2017-03,1.4,normal",
            "E99000002,thefts-rate,12m-to-2017-03,,not-applicable",
            "K99000001,thefts-rate,12m-to-2017-03,1.171875,normal",
            "X99000003,thefts-rate,12m-to-2017-03,,not-supplied",
        ]
    );
    let account = made.account();
    assert_eq!(account.lines, 6);
    let corrected: Vec<String> = account
        .corrected
        .iter()
        .map(|mark| format!("{}: {} is {}", mark.column, mark.from, mark.to))
        .collect();
    assert_eq!(
        corrected,
        [
            "Table 1!C5: Year to March '163 / Thefts is Year to March '16 / Thefts",
            "Table 1!F5: Year to March '173, 4 / Rate2 is Year to March '17 / Rate",
            "Table 1!E5: Year to March '173, 4 / Thefts is Year to March '17 / Thefts",
            "Area Name: Coast & Dale 4,8 is Coast & Dale",
            "Area Name: Northland8 is Northland",
        ]
    );
    let absent: Vec<String> = account
        .absent
        .iter()
        .map(|absent| format!("{} {}: {}", absent.values, absent.status, absent.reason))
        .collect();
    assert_eq!(
        absent,
        [
            "2 not-supplied: \"..\": Not asked for.",
            "1 not-applicable: \"+\": Too few people.",
        ]
    );
}

#[test]
fn what_a_sheet_gets_wrong_is_told_with_its_cell() {
    let check = |from: &str, to: &str, expected: &str| {
        assert_eq!(QUIRKY.matches(from).count(), 1, "{from:?}");
        let recipe = QUIRKY.replace(from, to);
        let bench = Bench::new("quirky.xlsx", &recipe).with("quirky.xlsx", quirky());
        assert_eq!(bench.refusal(), expected);
    };
    check(
        "{ text = \"..\", status = \"not-supplied\", reason = \"Not asked for.\" },",
        "",
        "quirky.xlsx, Table 1!C12: column \"Year to March '16 / Thefts\" holds \"..\", which is \
         not a whole number",
    );
    check(
        "footnotes = 8\ncolumns",
        "footnotes = 7\ncolumns",
        "quirky.xlsx, Table 1!B10: the force \"Northland8\" is not known (nearest known: \
         Northland, Northland Police); if the file is right, add it to forces.csv",
    );
    check(
        "\"sheet row\" = [\"9\"]",
        "\"sheet row\" = [\"8\"]",
        "quirky.xlsx, Table 1!A9: the area code \"R99000001\" is not known (nearest known: \
         E99000001, K99000001, E99000002); if the file is right, add it to forces.csv",
    );
    check(
        "{ text = \"+\",",
        "{ text = \"-\",",
        "quirky.xlsx, Table 1!F11: column \"Year to March '17 / Rate\" holds \"+\", which is not \
         a number",
    );
    check(
        "{ text = \"..\",",
        "{ text = \":\", status = \"missing\", reason = \"Never used.\" },\n  { text = \"..\",",
        "quirky.xlsx: the recipe's rule missing \":\" concerns nothing in this file; remove or \
         correct it",
    );
    check(
        "column = \"Year to March '16 / Thefts\"",
        "column = \"Year to March '15 / Thefts\"",
        "quirky.xlsx, Table 1, row 5: there is no column \"Year to March '15 / Thefts\" (nearest \
         known: Year to March '16 / Thefts, Year to March '17 / Thefts, Year to March '17 / Rate)",
    );
}

#[test]
fn a_code_and_a_name_must_be_of_one_force() {
    let recipe = r#"
[facts.from.reader.area-columns]
code_column = "code"
name_column = "name"
columns = [{ column = "people", measure = "population", period = "at-2018-06-30" }]
"#;
    let check = |lines: &str, expected: &str| {
        let text = format!("code,name,people\n{lines}");
        let bench = Bench::new("people.csv", recipe).with("people.csv", text);
        assert_eq!(bench.refusal(), expected);
    };
    check(
        "E99000001,Coast and Dale,5\n",
        "people.csv, line 2: column \"name\" holds \"Coast and Dale\", which is not a name of \
         the area with this line's code",
    );
    // A line that somebody made up.
    check(
        "E99000001,Northland,5\n,North and Coast,9\n",
        "people.csv, line 3: the force \"North and Coast\" is not known (nearest known: \
         Northland, Northland Police); if the file is right, add it to forces.csv",
    );
    check(
        "E99000001,Northland,5\n,Northland,6\n",
        "people.csv, line 3: population of E99000001 for at-2018-06-30 is given a second time; \
         it was first given on line 2",
    );
}

#[test]
fn a_spreadsheet_of_open_document_is_read() {
    let date = "<table:table-cell office:value-type=\"date\" \
                office:date-value=\"2016-09-30T00:00:00\"><text:p>Sep-16</text:p>\
                </table:table-cell>";
    let header = format!("<table:table-row><table:table-cell/>{date}</table:table-row>");
    let rows = [
        ods_row(&["Table 1: Officers"]),
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell \
         table:number-columns-repeated=\"1024\"/></table:table-row>"
            .to_owned(),
        header,
        ods_row(&["Northland", "5709.289999999999"]),
        ods_row(&["Coast and Dale1", "253"]),
        ods_row(&["Total 2 forces", "5962.29"]),
        ods_row(&["", "", "Source: nobody"]),
        "<table:table-row table:number-rows-repeated=\"1048500\"><table:table-cell \
         table:number-columns-repeated=\"16384\"/></table:table-row>"
            .to_owned(),
    ];
    let recipe = r#"
[facts.from.sheet]
name = "Table_1"
header = ["2016-09-30"]
ends_before = "Source:"

[facts.from.reader.area-columns]
name_column = "column A"
names = { "Total 2 forces" = "K99000001" }
footnotes = 3
columns = [{ column = "2016-09-30", measure = "officers", period = "at-2016-09-30", numbers = "decimal" }]
"#;
    let made = Bench::new("officers.ods", recipe)
        .with("officers.ods", ods(&rows.concat()))
        .make();
    assert_eq!(
        made.unwrap().facts(),
        [
            "E99000001,officers,at-2016-09-30,5709.29,normal",
            "E99000002,officers,at-2016-09-30,253,normal",
            "K99000001,officers,at-2016-09-30,5962.29,normal",
        ]
    );
}
