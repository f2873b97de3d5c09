//! Files that are damaged as a whole, are something else, or mean harm: refused with the place, and
//! nothing half imported.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use peel_official_files::{ImportOptions, import_from};
use proptest::prelude::*;

use crate::bench::{INCIDENTS, OUTCOMES, ROLLING, imported, rules, try_import, values};

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    try_import(bytes).unwrap_err().to_string()
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_packed_file_is_told_by_how_it_begins_and_refused_when_cut_short() {
    let lines: Vec<String> = (2003..2150)
        .map(|year| {
            format!(
                "31-12-{year},Northland,North,Theft,{}\n",
                year * 7919 % 1000
            )
        })
        .collect();
    let bytes = packed(&format!("{ROLLING}{}", lines.concat()));
    assert_eq!(values(&imported(&bytes)).len(), 147);
    for kept in [bytes.len() - 1, bytes.len() - 9, bytes.len() / 2, 12] {
        let refusal = refusal(&bytes[..kept]);
        assert!(refusal.starts_with("made-up.csv"), "{kept}: {refusal}");
        assert!(refusal.contains("is the file whole?"), "{kept}: {refusal}");
    }
    let mut flipped = bytes.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x55;
    refusal(flipped);
}

#[test]
fn a_line_without_end_is_refused_in_bounded_memory() {
    let check = |beginning: &str, line: u64| {
        let endless = io::Cursor::new(beginning.as_bytes().to_vec()).chain(io::repeat(b'x'));
        let error = import_from("made-up.csv", endless, &rules(), &ImportOptions::default());
        let error = error.unwrap_err().to_string();
        let place = format!("made-up.csv, line {line}: a line is longer than 1048576 bytes");
        assert!(error.starts_with(&place), "{error}");
    };
    check("", 1);
    check(&format!("{ROLLING}31-12-2016,Northland,"), 2);
    check(&format!("{ROLLING}31-12-2016,\"Northland,"), 2);
}

#[test]
fn what_is_no_table_of_text_is_told() {
    let check = |bytes: &[u8], expected: &str| {
        let refusal = refusal(bytes);
        assert!(refusal.contains(expected), "{refusal}");
    };
    check(b"", "the file is empty");
    check(b"\n\n", "the file is empty");
    check(b"\xff\xfea\0,\0b\0", "UTF-16");
    check(b"%PDF-1.7", "PDF");
    check(
        b"PFA,\xe4\n1,2\n",
        "line 1: the cell under \"column 2\" is not text",
    );
}

#[test]
fn a_file_that_no_recipe_fits_is_refused_with_its_columns() {
    let check = |header: &str, expected: &[&str]| {
        let refusal = refusal(header);
        for part in expected {
            assert!(refusal.contains(part), "{part:?} in {refusal}");
        }
    };
    check(
        "a,b\n",
        &["no recipe of the edition fits", "its columns are: a, b"],
    );
    let lacking = ROLLING.replace("Offence,", "Crime,");
    check(
        &lacking,
        &["the nearest recipe, crime, lacks \"Offence\"", "Crime"],
    );
    let twice = ROLLING.replace("Region", "PFA");
    check(&twice, &["the column \"PFA\" is there twice"]);
}

#[test]
fn a_recipe_can_be_asked_for() {
    let import = |recipe: &str, text: &str| {
        let options = ImportOptions {
            recipe: Some(recipe.to_owned()),
            ..ImportOptions::default()
        };
        let contents = io::Cursor::new(text.to_owned());
        import_from("made-up.csv", contents, &rules(), &options)
    };
    let text = format!("{INCIDENTS}E99000001,Northland,2016/17,10,\n");
    assert_eq!(import("incidents", &text).unwrap().report.observations, 1);
    let error = import("incident", &text).unwrap_err().to_string();
    assert!(error.contains("nearest known: incidents"), "{error}");
    let error = import("crime", &text).unwrap_err().to_string();
    assert!(
        error.contains("there is no column \"12 months ending\""),
        "{error}"
    );
}

proptest! {
    #[test]
    fn no_bytes_break_an_import(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = try_import(bytes);
    }

    #[test]
    fn no_lines_break_an_import(
        header in prop::sample::select(vec![ROLLING, OUTCOMES, INCIDENTS]),
        lines in prop::collection::vec(
            prop::sample::select(vec![
                "31-12-2016", "2017/18", "3", "1", "0", "Northland", "Theft", "Charged", "NA", "..",
                "-5", "E99000001", "K99000001", "\"", "\n", "\r\n", ",", ",", ",", ",", "é", " ",
            ]),
            0..80,
        ),
        flipped in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let mut bytes = format!("{header}{}", lines.concat()).into_bytes();
        let at = flipped.index(bytes.len());
        bytes[at] = to;
        if let Ok(imported) = try_import(bytes) {
            let lines = imported.report.lines;
            let parts = lines.used + lines.left_out + lines.empty + lines.repeated + lines.refused;
            prop_assert_eq!(parts, lines.read);
        }
    }
}
