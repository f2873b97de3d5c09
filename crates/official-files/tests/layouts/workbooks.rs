//! Workbooks made in the tests.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A workbook of one sheet, called "Table 1 " with a space at its end.
pub(crate) fn xlsx(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Notes").unwrap();
    let sheet = workbook.add_worksheet().set_name("Table 1 ").unwrap();
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

/// Writes rows of texts, numbers as numbers, from a row of the sheet on, counted from 1.
pub(crate) fn write(sheet: &mut Worksheet, from: u32, rows: &[&[&str]]) {
    for (row, cells) in (from - 1..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            if let Ok(number) = text.parse::<f64>() {
                sheet.write_number(row, column, number).unwrap();
            } else if !text.is_empty() {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    }
}

/// Merges cells from the first to the last, each a row and column counted from 0.
pub(crate) fn merge(
    sheet: &mut Worksheet,
    (top, left): (u32, u16),
    (bottom, right): (u32, u16),
    text: &str,
) {
    sheet
        .merge_range(top, left, bottom, right, text, &Format::new())
        .unwrap();
}

/// A spreadsheet of OpenDocument with these rows, written as XML.
pub(crate) fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"Table_1\">{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    );
    ods_with_content(content.as_bytes())
}

/// A spreadsheet of OpenDocument with this content.
pub(crate) fn ods_with_content(content: &[u8]) -> Vec<u8> {
    let mimetype = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    package(&[
        ("mimetype".to_owned(), mimetype),
        ("META-INF/manifest.xml".to_owned(), b"<manifest/>".to_vec()),
        ("content.xml".to_owned(), content.to_vec()),
    ])
}

/// A row of OpenDocument: texts, and numbers as numbers.
pub(crate) fn ods_row(cells: &[&str]) -> String {
    let cells = cells.iter().map(|text| match text.parse::<f64>() {
        Ok(number) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\">\
             <text:p>shown</text:p></table:table-cell>"
        ),
        Err(_) if text.is_empty() => "<table:table-cell/>".to_owned(),
        Err(_) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p>\
             </table:table-cell>"
        ),
    });
    format!(
        "<table:table-row>{}</table:table-row>",
        cells.collect::<String>()
    )
}

/// A zip package of these parts.
pub(crate) fn package(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of a zip package.
pub(crate) fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// The same package with one part changed.
pub(crate) fn with_part(bytes: &[u8], name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut parts = parts(bytes);
    let part = parts.iter_mut().find(|(part, _)| part == name);
    change(&mut part.unwrap().1);
    package(&parts)
}
