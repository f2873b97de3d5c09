//! Quirks of published files that are read knowingly, each in a small file made up for it.

use crate::bench::{INCIDENTS, OUTCOMES, ROLLING, imported, refused, values};

const THEFT: &str = "theft northland 12m-to-2016-12 120 normal";

#[test]
fn line_ends_marks_and_separators_are_the_publishers_affair() {
    let check = |text: &str| {
        let imported = imported(text);
        assert_eq!(values(&imported), [THEFT], "{text:?}");
        assert_eq!(imported.report.recipe, "crime");
    };
    let line = "31-12-2016,Northland,North,Theft,120";
    check(&format!("{ROLLING}{line}\n"));
    check(&format!("{ROLLING}{line}"));
    check(
        &format!("{ROLLING}{line}\r\n")
            .replace('\n', "\r\n")
            .replace("\r\r", "\r"),
    );
    // Carriage returns alone, as some spreadsheets wrote them.
    check(&format!("{ROLLING}{line}\n").replace('\n', "\r"));
    // The byte order mark that others begin a file with.
    check(&format!("\u{feff}{ROLLING}{line}\n"));
    // Semicolons, where a comma is the decimal point; tabs.
    check(&format!("{ROLLING}{line}\n").replace(',', ";"));
    check(&format!("{ROLLING}{line}\n").replace(',', "\t"));
    // A line break within quotation marks, in a column that nothing needs.
    check(&format!(
        "{ROLLING}{}\n",
        line.replace("North,", "\"No\nrth\",")
    ));
    // Lines that hold nothing.
    check(&format!("{ROLLING}\n{line}\n,,,,\n\n"));
    // Columns in another order, with spaces around their names, and one more.
    check(
        "Offence, PFA ,Note,Rolling year total number of offences,12 months ending\n\
         Theft,Northland,odd,120,31-12-2016\n",
    );
}

#[test]
fn names_are_read_by_aliases_and_without_footnotes() {
    let text = format!(
        "{ROLLING}31-12-2016,Northland8,North,Theft,1\n\
         30-09-2016,\"Northland 8,9\",North,Theft,2\n\
         31-12-2016,\"Dale, Coast and\",South,Theft,3\n\
         30-09-2016,COAST & DALE,South,Theft2,4\n"
    );
    let imported = imported(text);
    assert_eq!(
        values(&imported),
        [
            "theft northland 12m-to-2016-09 2 normal",
            "theft coast-and-dale 12m-to-2016-09 4 normal",
            "theft northland 12m-to-2016-12 1 normal",
            "theft coast-and-dale 12m-to-2016-12 3 normal",
        ]
    );
    let read_as = imported.report.read_as.iter();
    let read_as: Vec<_> = read_as
        .map(|read| (read.name.as_str(), read.code.as_str(), read.first_line))
        .collect();
    // An alias is a name like any other, and nothing to report.
    assert_eq!(
        read_as,
        [
            ("COAST & DALE", "E99000002", 5),
            ("Northland 8,9", "E99000001", 3),
            ("Northland8", "E99000001", 2),
        ]
    );
    assert_eq!(imported.report.footnotes_taken_off, 1);
}

#[test]
fn a_region_of_the_same_name_as_a_force_is_told_by_its_code() {
    // Areas are joined on codes where a file has them; the region is no force, whatever its name.
    let text = format!(
        "{INCIDENTS}E12999999,Northland,2016/17,999,\nE99000001,Northland,2016/17,10,\n\
         K99000001,All (inc. canals),2016/17,31,\nK99000001,All,2016/17,30,\n"
    );
    let imported = imported(text);
    assert_eq!(
        values(&imported),
        [
            "incidents northland 12m-to-2017-03 10 partial",
            "incidents england-and-wales 12m-to-2017-03 30 normal",
        ]
    );
    assert_eq!(refused(&imported), [(2, "unknown-name")]);
    assert_eq!(imported.report.left_out[0].lines, 1);
    assert_eq!(imported.report.marked[0].values, 1);
}

#[test]
fn an_impossible_date_is_put_right_by_a_rule_or_refused() {
    let text = format!(
        "{ROLLING}30-12-2016,Northland,North,Theft,120\n31-06-2016,Northland,North,Theft,7\n"
    );
    let imported = imported(text);
    assert_eq!(values(&imported), [THEFT]);
    assert_eq!(refused(&imported), [(3, "not-understood")]);
    assert_eq!(
        imported.report.refused_lines[0].column.as_deref(),
        Some("12 months ending")
    );
    assert_eq!(imported.report.corrected[0].to, "31-12-2016");
    assert_eq!(imported.report.corrected_from_line, [2]);
}

#[test]
fn numbers_are_read_as_publishers_write_them() {
    let check = |text: &str, expected: Option<&str>| {
        let imported = imported(format!(
            "{ROLLING}31-12-2016,Northland,North,Theft,{text}\n"
        ));
        let expected = expected.map(|value| format!("theft northland 12m-to-2016-12 {value}"));
        assert_eq!(values(&imported), Vec::from_iter(expected), "{text:?}");
    };
    check("120", Some("120 normal"));
    check(" 66776 ", Some("66776 normal"));
    check("\"1,234\"", Some("1234 normal"));
    check("-120", Some("-120 normal"));
    for none in ["", "..", ":", "-", "NA", "+", " .. "] {
        check(none, Some("missing"));
    }
    for wrong in [
        "twelve",
        "1.5",
        "\"12,34\"",
        "1e3",
        "0x10",
        "NaN",
        "inf",
        "1234567890123456",
    ] {
        check(wrong, None);
    }
}

#[test]
fn negative_corrections_are_kept_and_counted() {
    let imported = imported(format!(
        "{OUTCOMES}2017/18,3,Northland,1,Charged,1,4,5\n2017/18,3,Northland,2,Charged,1,6,-1\n\
         2017/18,3,Northland,3,Charged,1,-2,0\n"
    ));
    assert_eq!(
        values(&imported),
        [
            "charged-given northland 3m-to-2017-12 4 normal",
            "charged-tracked northland 3m-to-2017-12 8 normal",
        ]
    );
    assert_eq!(imported.report.negative_counts, 2);
}

#[test]
fn financial_quarters_end_with_their_last_month() {
    let check = |quarter: &str, period: &str| {
        let text = format!(
            "{OUTCOMES}2017/18,{quarter},Northland,1,Charged,1,1,1\n\
             2017/18,{quarter},Northland,2,Charged,1,1,1\n\
             2017/18,{quarter},Northland,3,Charged,1,1,1\n"
        );
        let periods = values(&imported(text));
        assert!(
            periods.iter().all(|value| value.contains(period)),
            "{periods:?}"
        );
        assert_eq!(periods.len(), 2);
    };
    check("1", "3m-to-2017-06");
    check("2", "3m-to-2017-09");
    check("3", "3m-to-2017-12");
    check("4", "3m-to-2018-03");
}

#[test]
fn a_line_that_is_there_twice_counts_once() {
    let imported = imported(format!(
        "{ROLLING}31-12-2016,Northland,North,Theft,120\n31-12-2016,Northland,North,Theft,120\n"
    ));
    assert_eq!(values(&imported), [THEFT]);
    assert_eq!(imported.report.lines.repeated, 1);

    let line = "2017/18,3,Northland,1,Charged,1,4,5\n";
    let imported = crate::bench::imported(format!(
        "{OUTCOMES}{line}{line}2017/18,3,Northland,2,Charged,1,1,1\n\
         2017/18,3,Northland,3,Charged,1,1,1\n"
    ));
    assert_eq!(imported.report.lines.repeated, 1);
    assert_eq!(
        values(&imported),
        [
            "charged-given northland 3m-to-2017-12 7 normal",
            "charged-tracked northland 3m-to-2017-12 6 normal",
        ]
    );
}

#[test]
fn the_report_says_what_was_done_in_words() {
    let imported = imported(format!(
        "{ROLLING}30-12-2016,Northland8,North,Theft,-120\n\
         31-12-2016,Card Fraud Bureau,Nowhere,Theft,1\n\
         31-12-2016,Norhtland,North,Theft,5\n\
         31-12-2016,Coast and Dale,South,Theft,..\n"
    ));
    insta::assert_snapshot!(imported.report);
}
