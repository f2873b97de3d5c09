//! No sum is too small in silence: what a refused line may be missing from is withheld.

use std::fs;
use std::io::Cursor;

use peel_official_files::{ImportOptions, import_from};

use crate::bench::{OUTCOMES, ROLLING, imported, refused, rules, values};

/// Three lines for each of two forces in one quarter, the last of which is the one given.
fn outcomes(last: &str) -> String {
    format!(
        "{OUTCOMES}2017/18,3,Northland,1,Charged,1,4,5\n2017/18,3,Northland,2,Charged,1,6,1\n\
         2017/18,3,Northland,1,Not yet assigned,0,3,NA\n\
         2017/18,3,Coast and Dale,1,Charged,1,7,7\n2017/18,3,Coast and Dale,2,Charged,1,0,0\n\
         {last}\n"
    )
}

const NORTHLAND: [&str; 3] = [
    "charged-given northland 3m-to-2017-12 6 normal",
    "charged-tracked northland 3m-to-2017-12 10 normal",
    "open-given northland 3m-to-2017-12 not-applicable",
];

#[test]
fn a_force_that_lost_a_line_loses_its_sums_and_others_keep_theirs() {
    let check = |last: &str, problem: &'static str| {
        let imported = imported(outcomes(last));
        assert_eq!(refused(&imported), [(7, problem)], "{last}");
        let values = values(&imported);
        for kept in NORTHLAND {
            assert!(values.contains(&kept.to_owned()), "{last}: {values:?}");
        }
        let doubtful = values.iter().any(|value| value.contains("coast-and-dale"));
        assert!(!doubtful, "{last}: {values:?}");
        assert_eq!(imported.report.values_withheld, 2, "{last}");
        assert_eq!(imported.report.withheld[0].area, "E99000002");
    };
    // A number that is none; a force misspelt; a line cut short; a code that means something else.
    check(
        "2017/18,3,Coast and Dale,3,Charged,1,many,1",
        "not-understood",
    );
    check("2017/18,3,Coast and Dael,3,Charged,1,1,1", "unknown-name");
    check("2017/18,3,Coast and Dale,3,Charged,1", "other-cells");
    check("2017/18,3,Coast and Dale,3,Released,1,1,1", "other-meaning");
    check("2017/18,5,Coast and Dale,3,Charged,1,1,1", "not-understood");
    // The same offence with another count: which is right cannot be told.
    check("2017/18,3,Coast and Dale,2,Charged,1,1,1", "contradiction");
}

#[test]
fn a_body_like_no_force_puts_nothing_in_doubt() {
    let text = outcomes("2017/18,3,Coast and Dale,3,Charged,1,1,1");
    let imported = imported(format!("{text}2017/18,3,Zzyzx,1,Charged,1,1,1\n"));
    assert_eq!(refused(&imported), [(8, "unknown-name")]);
    assert_eq!(imported.report.values_withheld, 0);
    assert!(
        values(&imported)
            .contains(&"charged-given coast-and-dale 3m-to-2017-12 8 normal".to_owned())
    );
}

#[test]
fn a_quarter_with_too_few_lines_is_withheld() {
    let imported = imported(format!("{OUTCOMES}2017/18,3,Northland,1,Charged,1,4,5\n"));
    assert_eq!(values(&imported), [""; 0]);
    assert_eq!(imported.report.values_withheld, 2);
    assert!(imported.report.withheld[0].reason.contains("has 1 lines"));
}

#[test]
fn counts_that_are_partly_not_available_are_withheld() {
    let imported = imported(outcomes("2017/18,3,Coast and Dale,3,Charged,1,NA,1"));
    let values = values(&imported);
    assert!(values.contains(&"charged-given coast-and-dale 3m-to-2017-12 8 normal".to_owned()));
    assert!(
        !values
            .iter()
            .any(|value| value.contains("charged-tracked coast-and-dale"))
    );
    assert_eq!(imported.report.values_withheld, 1);
}

#[test]
fn a_value_given_twice_with_different_counts_is_withheld() {
    let imported = imported(format!(
        "{ROLLING}31-12-2016,Northland,North,Theft,120\n31-12-2016,Northland,North,Theft,121\n\
         31-12-2016,Coast and Dale,South,Theft,7\n"
    ));
    assert_eq!(
        values(&imported),
        ["theft coast-and-dale 12m-to-2016-12 7 normal"]
    );
    assert_eq!(refused(&imported), [(3, "contradiction")]);
    assert_eq!(imported.report.withheld[0].line, Some(3));
}

#[test]
fn refused_lines_are_kept_as_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("refused.csv");
    let options = ImportOptions {
        refused: Some(place.clone()),
        ..ImportOptions::default()
    };
    let mut text = format!("{ROLLING}31-12-2016,Norhtland,\" North, \",Theft,5\n").into_bytes();
    text.extend_from_slice(b"31-12-2016,Northl\xe4nd,North,Theft,5\n");
    text.extend_from_slice(b"31-12-2016,Northland,North,Theft,5\n");
    let import = || import_from("made-up.csv", Cursor::new(text.clone()), &rules(), &options);
    let report = import().unwrap().report;
    assert_eq!(report.refused_file, Some(place.clone()));
    assert_eq!(report.lines.refused, 2);
    let kept = fs::read(&place).unwrap();
    let lines: Vec<&[u8]> = kept.split(|byte| *byte == b'\n').collect();
    let begins = b"line,problem,column,reason,12 months ending,PFA,Region,Offence,";
    assert!(lines[0].starts_with(begins));
    assert!(lines[1].starts_with(b"2,unknown-name,PFA,"));
    assert!(lines[1].ends_with(b",31-12-2016,Norhtland,\" North, \",Theft,5"));
    assert!(lines[2].starts_with(b"3,not-text,PFA,"));
    assert!(lines[2].ends_with(b",31-12-2016,Northl\xe4nd,North,Theft,5"));
    // Lines that somebody may be putting right are not written over.
    let error = import().unwrap_err();
    assert!(
        std::error::Error::source(&error)
            .unwrap()
            .to_string()
            .contains("move them away")
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn nothing_is_kept_when_nothing_is_refused_or_the_file_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let options = ImportOptions {
        refused: Some(folder.path().join("refused.csv")),
        ..ImportOptions::default()
    };
    let sound = format!("{ROLLING}31-12-2016,Northland,North,Theft,5\n");
    let import = |text: String| import_from("made-up.csv", Cursor::new(text), &rules(), &options);
    assert_eq!(import(sound).unwrap().report.refused_file, None);
    let damaged = format!(
        "{ROLLING}31-12-2016,Norhtland,,Theft,5\n\"{}",
        "x".repeat(2_000_000)
    );
    import(damaged).unwrap_err();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn however_many_lines_are_refused_the_report_stays_short() {
    let line = "31-12-2016,Nowhere at all,North,Theft,5\n";
    let imported = imported(format!("{ROLLING}{}", line.repeat(5000)));
    assert_eq!(imported.report.lines.refused, 5000);
    assert_eq!(imported.report.refused_lines.len(), 1000);
    assert_eq!(imported.report.refused[0].lines, 5000);
}
