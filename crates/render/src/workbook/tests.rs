//! What a workbook is made of, on a made-up force.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{ReportDocument, force_report};

use super::cells::Content;
use super::report_workbook;
use crate::shorthand::LOW;
use crate::tests::hostile;

fn document(made_up: &MadeUp) -> ReportDocument {
    force_report(&made_up.input()).unwrap()
}

fn read(made_up: &MadeUp) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(report_workbook(&document(made_up)).unwrap())).unwrap()
}

fn rows(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    let range = workbook.worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// The rows of a sheet's table, its headings first: those below the lines that have one cell.
fn table(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    let rows = rows(workbook, sheet);
    let is_line = |row: &&Vec<Data>| row.iter().skip(1).all(|cell| *cell == Data::Empty);
    let lines = rows.iter().take_while(is_line).count();
    rows[lines..].to_vec()
}

#[test]
fn it_leads_in_with_a_cover_contents_and_notes() {
    let mut workbook = read(&MadeUp::report());
    let names = workbook.sheet_names();
    insta::assert_snapshot!("sheets", names.join("\n"));
    let listed: Vec<String> = table(&mut workbook, "Contents")
        .iter()
        .skip(1)
        .map(|row| row[0].to_string())
        .collect();
    assert_eq!(listed, names[2..]);
    let cover: Vec<String> = rows(&mut workbook, "Cover sheet")
        .iter()
        .map(|row| row[0].to_string())
        .collect();
    insta::assert_snapshot!("cover_sheet", cover.join("\n"));
}

#[test]
fn every_sheet_is_one_table_without_empty_cells() {
    for made_up in [MadeUp::report(), MadeUp::of("ashdale"), hostile()] {
        let mut workbook = read(&made_up);
        for name in workbook.sheet_names().into_iter().skip(1) {
            let table = table(&mut workbook, &name);
            assert!(table.len() > 1, "{name}");
            let headings: BTreeSet<String> = table[0]
                .iter()
                .map(|cell| cell.to_string().to_lowercase())
                .collect();
            assert_eq!(headings.len(), table[0].len(), "{name}: {headings:?}");
            for row in &table {
                assert!(
                    row.iter().all(|cell| *cell != Data::Empty),
                    "{name}: {row:?}"
                );
            }
        }
    }
}

#[test]
fn numbers_are_numbers_and_absent_ones_shorthand_with_the_reason() {
    let mut workbook = read(&MadeUp::report());
    let text = |cell: &Data| match cell {
        Data::Float(number) => format!("{number:.3}"),
        other => other.to_string(),
    };
    let shown: Vec<String> = table(&mut workbook, "Force in numbers")
        .iter()
        .map(|row| row.iter().map(text).collect::<Vec<_>>().join(" | "))
        .collect();
    insta::assert_snapshot!("force_in_numbers_sheet", shown.join("\n"));
}

#[test]
fn every_number_of_a_table_is_in_a_sheet() {
    let document = document(&MadeUp::report());
    let mut workbook = read(&MadeUp::report());
    let mut written = Vec::new();
    for name in workbook.sheet_names() {
        for cell in rows(&mut workbook, &name).into_iter().flatten() {
            match cell {
                Data::Float(number) => written.push(number),
                Data::Int(number) => written.push(number as f64),
                _ => {}
            }
        }
    }
    let chapters = document
        .chapters
        .iter()
        .flat_map(|chapter| &chapter.figures);
    for number in chapters
        .flat_map(|figure| &figure.table.rows)
        .flat_map(|row| &row.cells)
    {
        if let peel_reporting_core::Cell::Number(number) = number
            && let Some(exact) = number.exact
            && Content::number(number) != Content::Text(LOW.to_owned())
        {
            assert!(
                written.iter().any(|it| (it - exact).abs() < 1e-9),
                "{number:?}"
            );
        }
    }
}

#[test]
fn no_text_becomes_a_formula() {
    let mut made_up = hostile();
    let entries = made_up.edition.layout.force_in_numbers.iter_mut();
    for entry in entries.flat_map(|group| &mut group.entries) {
        entry.label = "=HYPERLINK(\"http://example.invalid\")".to_owned();
    }
    let bytes = report_workbook(&document(&made_up)).unwrap();
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut sheets = 0;
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let name = part.name().unwrap().to_string();
        if name.starts_with("xl/worksheets/sheet") {
            sheets += 1;
            assert!(!text.contains("<f>") && !text.contains("<f "), "{name}");
        }
        assert!(!text.contains("<script"), "{name}");
        assert!(!name.contains("external") && !name.contains("vba"));
    }
    assert!(sheets > 5);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = document(&MadeUp::report());
    let [one, other] = [0; 2].map(|_| report_workbook(&document).unwrap());
    assert!(one == other);
    let mut package = zip::ZipArchive::new(Cursor::new(one)).unwrap();
    for index in 0..package.len() {
        let part = package.by_index(index).unwrap();
        let made = part.last_modified().unwrap();
        assert_eq!((made.year(), made.month(), made.day()), (1980, 1, 1));
    }
}
