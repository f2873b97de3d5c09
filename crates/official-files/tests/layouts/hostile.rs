//! Workbooks that are damaged, or made to do harm: refused with a clear sentence, at once, and
//! never with a crash.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::bench::Bench;
use crate::workbooks::{ods, ods_row, ods_with_content, package, parts, with_part, write, xlsx};

const SHEET: &str = "xl/worksheets/sheet2.xml";

fn recipe(sheet: &str) -> String {
    format!(
        "
[facts.from.sheet]
name = \"{sheet}\"
header = [\"Area\", \"Thefts\"]
ends_before = \"Source:\"

[facts.from.reader.area-columns]
name_column = \"Area\"
columns = [{{ column = \"Thefts\", measure = \"thefts\", period = \"12m-to-2016-03\" }}]
"
    )
}

const ROWS: [&[&str]; 3] = [&["Area", "Thefts"], &["Northland", "5"], &["Source:"]];

fn sound() -> Vec<u8> {
    xlsx(|sheet| write(sheet, 1, &ROWS))
}

fn sound_ods() -> Vec<u8> {
    ods(&ROWS.map(ods_row).concat())
}

fn of_xlsx(bytes: &[u8]) -> Bench {
    Bench::new("x.xlsx", &recipe("Table 1")).with("x.xlsx", bytes)
}

fn of_ods(bytes: &[u8]) -> Bench {
    Bench::new("x.ods", &recipe("Table_1")).with("x.ods", bytes)
}

#[test]
fn the_sound_ones_are_read() {
    let expected = ["E99000001,thefts,12m-to-2016-03,5,normal"];
    assert_eq!(of_xlsx(&sound()).make().unwrap().facts(), expected);
    assert_eq!(of_ods(&sound_ods()).make().unwrap().facts(), expected);
}

/// A package with a part of zeros.
fn bomb(zeros: usize) -> Vec<u8> {
    let mut parts = parts(&sound());
    parts.push(("xl/media/image1.bin".to_owned(), vec![0; zeros]));
    package(&parts)
}

#[test]
fn a_zip_bomb_is_refused_by_what_its_directory_says() {
    let refusal = of_xlsx(&bomb(3_000_000)).refusal();
    assert!(
        refusal.starts_with("x.xlsx: its part xl/media/image1.bin unpacks to more than "),
        "{refusal}"
    );
    assert!(
        refusal.ends_with("as a zip bomb does; it is refused unread"),
        "{refusal}"
    );
}

#[test]
fn a_zip_bomb_whose_directory_lies_is_refused_by_what_it_unpacks_to() {
    let size = 3_000_000_u32;
    let mut bytes = bomb(size as usize);
    let told = size.to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|at| bytes[*at..at + 4] == told)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let refusal = of_xlsx(&bytes).refusal();
    assert!(
        refusal.starts_with("x.xlsx: its part xl/media/image1.bin "),
        "{refusal}"
    );
}

#[test]
fn many_parts_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("[Content_Types].xml", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(b"<Types/>").unwrap();
    for at in 0..2000 {
        writer
            .start_file(format!("{at}"), SimpleFileOptions::default())
            .unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(
        of_xlsx(&bytes).refusal(),
        "x.xlsx: it has 2001 parts, more than 2000; is it the right file?"
    );
}

#[test]
fn a_workbook_that_breaks_off_is_refused() {
    for (bytes, bench) in [
        (sound(), of_xlsx as fn(&[u8]) -> Bench),
        (sound_ods(), of_ods),
    ] {
        for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
            let refusal = bench(&bytes[..length]).refusal();
            let expected = "check that it is whole and saved as .xlsx or .ods";
            assert!(refusal.ends_with(expected), "{length}: {refusal}");
        }
    }
}

#[test]
fn what_is_no_workbook_is_told() {
    let check = |bytes: &[u8], expected: &str| assert_eq!(of_xlsx(bytes).refusal(), expected);
    check(
        &package(&[("readme.txt".to_owned(), b"Hello".to_vec())]),
        "x.xlsx: it is a zip package, but not a workbook of .xlsx or .ods",
    );
    let mut damaged = sound();
    let parts = parts(&damaged);
    let name = SHEET.as_bytes();
    let at = damaged
        .windows(name.len())
        .position(|bytes| bytes == name)
        .unwrap();
    assert!(parts.iter().any(|(part, _)| part == SHEET));
    damaged[at + name.len() + 20] ^= 0xff;
    let refusal = of_xlsx(&damaged).refusal();
    assert!(
        refusal.starts_with(&format!("x.xlsx: its part {SHEET} is damaged (")),
        "{refusal}"
    );
}

#[test]
fn entities_of_its_own_are_refused() {
    let declare = |bytes: &mut Vec<u8>| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let entities = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
        let (declaration, rest) = text.split_once("?>").unwrap();
        *bytes = format!("{declaration}?>{entities}{rest}").into_bytes();
    };
    let refusal = of_xlsx(&with_part(&sound(), "xl/sharedStrings.xml", declare)).refusal();
    let problem = "it declares a document type";
    let part = "x.xlsx: its part xl/sharedStrings.xml is not XML as workbooks use it, at byte ";
    assert!(
        refusal.starts_with(part) && refusal.ends_with(problem),
        "{refusal}"
    );
    let refusal = of_ods(&with_part(&sound_ods(), "content.xml", declare)).refusal();
    assert!(refusal.ends_with(problem), "{refusal}");
}

#[test]
fn xml_that_promises_more_than_it_holds_is_refused() {
    let announce = |bytes: &mut Vec<u8>| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let many = "uniqueCount=\"99999999999999\"";
        *bytes = text.replacen("uniqueCount=\"4\"", many, 1).into_bytes();
        assert!(String::from_utf8_lossy(bytes).contains(many), "{text}");
    };
    let refusal = of_xlsx(&with_part(&sound(), "xl/sharedStrings.xml", announce)).refusal();
    assert!(
        refusal.ends_with("it announces more strings than it can hold"),
        "{refusal}"
    );
}

#[test]
fn cells_that_unfold_without_end_are_refused() {
    let full = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                table:number-columns-repeated=\"16384\" office:value-type=\"float\" \
                office:value=\"1\"/></table:table-row>";
    let empty = "<table:table-row><table:table-cell table:number-columns-repeated=\"16000\"/>\
                 <table:table-cell/></table:table-row>"
        .repeat(300);
    let far = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell/>\
               </table:table-row><table:table-row><table:table-cell \
               table:number-columns-repeated=\"1000\"/><table:table-cell \
               office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    let sheets = "<table:table-row table:number-rows-repeated=\"300000\"><table:table-cell \
                  office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>\
                  <table:table table:name=\"again\">"
        .repeat(20);
    for rows in [full, &empty, far, &sheets] {
        let refusal = of_ods(&ods(rows)).refusal();
        assert!(
            refusal.contains("unfold to more than 4000000 cells"),
            "{refusal}"
        );
    }
    let far = xlsx(|sheet| {
        write(sheet, 1, &ROWS[..2]);
        sheet.write_string(0, 16_383, "far").unwrap();
        (2..400).for_each(|row| {
            sheet.write_string(row, 0, "Northland").unwrap();
        });
        sheet.write_string(400, 0, "Source:").unwrap();
    });
    assert_eq!(
        of_xlsx(&far).refusal(),
        "x.xlsx: sheet \"Table 1\" holds more than 4000000 cells; is it the right sheet?"
    );
}

#[test]
fn content_that_breaks_off_is_refused() {
    let whole = parts(&sound_ods()).remove(2).1;
    for length in (0..whole.len()).step_by(13) {
        let refusal = of_ods(&ods_with_content(&whole[..length])).refusal();
        let part = "x.ods: its part content.xml is not XML as workbooks use it, at byte ";
        assert!(refusal.starts_with(part), "{length}: {refusal}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_package_with_changed_bytes_is_read_or_refused(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        open_document in any::<bool>(),
    ) {
        let mut bytes = if open_document { sound_ods() } else { sound() };
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = if open_document { of_ods(&bytes) } else { of_xlsx(&bytes) }.make();
    }

    #[test]
    fn a_part_with_changed_bytes_is_read_or_refused(
        part in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        put in "[<>/\"&;=a-zA-Z0-9 ]{0,6}",
        gone in 0..8_usize,
        open_document in any::<bool>(),
    ) {
        let mut parts = parts(&if open_document { sound_ods() } else { sound() });
        let part = part.index(parts.len());
        let bytes = &mut parts[part].1;
        let from = at.index(bytes.len());
        let to = (from + gone).min(bytes.len());
        bytes.splice(from..to, put.bytes());
        let bytes = package(&parts);
        let _ = if open_document { of_ods(&bytes) } else { of_xlsx(&bytes) }.make();
    }
}
