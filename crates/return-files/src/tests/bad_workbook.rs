//! Workbooks that are damaged, hostile or only strange, and what is said of them.

use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::made_up::filled_lines;
use crate::column::Column;
use crate::layout::Shown;
use crate::written::lines_as_xlsx;
use crate::{ReturnFormat, read};

const NAMESPACE: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

/// The sheet of one answered row whose cells from the value on are given.
fn sheet(cells: &str) -> String {
    let text = |name: &str, text: &str| {
        format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let names = ["measure", "period", "value", "status", "months", "reason"];
    let names = ["A3", "B3", "C3", "D3", "E3", "F3"].into_iter().zip(names);
    let names: String = names.map(|(cell, name)| text(cell, name)).collect();
    format!(
        "<worksheet {NAMESPACE}><sheetData><row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>\
         <row r=\"3\">{names}</row><row r=\"4\">{}{}{cells}</row></sheetData></worksheet>",
        text("A1", "edition"),
        text("B1", "2016-example"),
        text("A2", "force"),
        text("B2", "avonshire"),
        text("A4", "thefts"),
        text("B4", "12m-to-2016-06"),
    )
}

/// A workbook of these parts beside those that every workbook has.
fn workbook(parts: &[(&str, &str)]) -> Vec<u8> {
    let book = format!(
        "<workbook {NAMESPACE} xmlns:r=\"x\"><sheets><sheet name=\"Return\" r:id=\"rId1\"/>\
         </sheets></workbook>"
    );
    let links = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>\
                 </Relationships>";
    let mut all = vec![
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", links),
    ];
    all.retain(|(name, _)| parts.iter().all(|(other, _)| other != name));
    all.extend(parts);
    archive(&all)
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Only what repeats much is packed: packing takes long where nothing is optimised.
    let options = |content: &str| {
        let packed = SimpleFileOptions::default();
        if content.len() > 2_000_000 && content.len() < 4_000_000 {
            packed
        } else {
            packed.compression_method(CompressionMethod::Stored)
        }
    };
    for (name, content) in parts {
        archive.start_file(*name, options(content)).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn told(bytes: &[u8]) -> String {
    match read(bytes, ReturnFormat::Xlsx) {
        Ok(filled) => format!("{:?}", filled.values[0].value.reading.value()),
        Err(problems) => problems.to_string(),
    }
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"d mmm\"/></numFmts>\
                      <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
                      <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"9\"/><xf numFmtId=\"164\"/>\
                      <xf numFmtId=\"15\"/></cellXfs></styleSheet>";

#[test]
fn what_a_cell_holds_is_read_or_refused() {
    let check = |cell: &str, expected: &str| {
        let sheet = sheet(cell);
        let strings = "<sst uniqueCount=\"18446744073709551615\"><si><t>12</t></si>\
                       <si><r><t>3</t></r><r><t>4</t></r><rPh sb=\"0\"><t>9</t></rPh></si></sst>";
        let parts = [
            (SHEET, sheet.as_str()),
            ("xl/styles.xml", STYLES),
            ("xl/sharedStrings.xml", strings),
        ];
        assert_eq!(told(&workbook(&parts)), expected, "{cell}");
    };
    check("<c r=\"C4\"><v>12.5</v></c>", "Some(12.5)");
    check("<c r=\"C4\" t=\"n\"><v>12</v></c>", "Some(12.0)");
    check("<c><v>12</v></c>", "Some(12.0)");
    check("<c r=\"C4\" t=\"s\"><v>0</v></c>", "Some(12.0)");
    check("<c r=\"C4\" t=\"s\"><v>1</v></c>", "Some(34.0)");
    check("<c r=\"C4\"><f>SUM(A1:A2)</f><v>12</v></c>", "Some(12.0)");
    check(
        "<c r=\"C4\" t=\"str\"><f>A1&amp;A2</f><v>&#49;2</v></c>",
        "Some(12.0)",
    );
    check(
        "<c r=\"C4\"><v>12</v></c><c r=\"ZZ4\"><v>7</v></c>",
        "Some(12.0)",
    );
    check(
        "<c r=\"C4\"><f>SUM(A1:A2)</f></c>",
        "Return!C4: the cell's formula was never worked out; open the workbook in a spreadsheet \
         program, save it, and send it again",
    );
    check(
        "<c r=\"C4\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>",
        "Return!C4: the cell's formula failed (\"#DIV/0!\"); type what is meant",
    );
    check(
        "<c r=\"C4\" t=\"b\"><v>1</v></c>",
        "Return!C4: the cell holds true or false, which is no number",
    );
    check(
        "<c r=\"C4\" s=\"1\"><v>0.12</v></c>",
        "Return!C4: the cell shows a percentage; format it as a number and type 12 for 12%",
    );
    for date in ["s=\"2\"", "s=\"3\"", "t=\"d\""] {
        check(
            &format!("<c r=\"C4\" {date}><v>42000</v></c>"),
            "Return!C4: the cell holds a date; format it as a number and type the value again",
        );
    }
    check(
        "<c r=\"C4\" t=\"inlineStr\"><is><t>1,234</t></is></c>",
        "Return!C4: \"1,234\" is not a number: write digits, if need be with a decimal point, such \
         as 1234 or 56.7, with nothing between thousands and no unit",
    );
    check(
        "<c r=\"C4\"><v>1e300</v></c>",
        "Return!C4: the value is not a finite number below a thousand million million million",
    );
    check(
        "<c r=\"C4\"><v>12</v></c><c r=\"D4\" t=\"b\"><v>1</v></c>",
        "Return!D4: the status is not text; type it as text",
    );
}

#[test]
fn a_workbook_that_is_damaged_or_strange_is_refused() {
    let good = sheet("<c r=\"C4\"><v>12</v></c>");
    let check = |parts: &[(&str, &str)], expected: &str| {
        assert_eq!(told(&workbook(parts)), format!("the file: {expected}"));
    };
    check(
        &[],
        "it has no part xl/worksheets/sheet1.xml; open it in a spreadsheet program and save it as \
         .xlsx",
    );
    check(
        &[
            (SHEET, &good),
            (
                "xl/workbook.xml",
                "<workbook><sheet name=\"Data\"/></workbook>",
            ),
        ],
        "it has no sheet \"Return\" (its sheets: \"Data\"); fill in the template itself",
    );
    check(
        &[(SHEET, &good.replace("</row>", "</col>"))],
        "its part xl/worksheets/sheet1.xml is not well formed near byte 212; save it again as \
         .xlsx",
    );
    check(
        &[(SHEET, &format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{good}"))],
        "its part xl/worksheets/sheet1.xml is not well formed near byte 30; save it again as .xlsx",
    );
    let entity = good.replace("thefts", "&lol;");
    assert!(told(&workbook(&[(SHEET, &entity)])).contains("not well formed"));
    check(
        &[(
            SHEET,
            &sheet("<c r=\"C4\"><v>1</v></c><c r=\"C4\"><v>2</v></c>"),
        )],
        "the sheet holds cell C4 twice; save it again in a spreadsheet program",
    );
    check(
        &[(SHEET, &sheet("<c r=\"C20001\"><v>1</v></c>"))],
        "row 20001 lies beyond the 20000 rows that a return may have",
    );
    let reference = sheet("<c r=\"C4\" t=\"s\"><v>7</v></c>");
    assert!(told(&workbook(&[(SHEET, &reference)])).contains("not well formed"));
    let check = |bytes: &[u8], expected: &str| {
        assert_eq!(told(bytes), format!("the file: {expected}"));
    };
    check(
        b"edition,2016-example",
        "it is not an .xlsx workbook; if it is a CSV file, send it as one",
    );
    check(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "it is a workbook of an old format or with a password; save it as .xlsx, without a \
         password",
    );
    check(
        b"PK\x03\x04 and nothing more",
        "it is not a readable workbook; open it in a spreadsheet program and save it as .xlsx",
    );
    check(
        &archive(&[("word/document.xml", "<document/>")]),
        "it has no part xl/workbook.xml; open it in a spreadsheet program and save it as .xlsx",
    );
    let whole = workbook(&[(SHEET, &good)]);
    check(
        &whole[..whole.len() / 2],
        "it is not a readable workbook; open it in a spreadsheet program and save it as .xlsx",
    );
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let check = |parts: &[(&str, &str)], expected: &str| {
        assert_eq!(told(&workbook(parts)), format!("the file: {expected}"));
    };
    check(
        &[(SHEET, &" ".repeat(2 << 20))],
        "its part xl/worksheets/sheet1.xml is packed too tightly for a return; begin again from \
         the template",
    );
    let names: Vec<String> = (0..500)
        .map(|number| format!("xl/media/{number}.png"))
        .collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    check(&parts, "it has 502 parts, more than the 500 of any return");
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(200_001));
    check(
        &[(SHEET, "<worksheet/>"), ("xl/sharedStrings.xml", &texts)],
        "its part xl/sharedStrings.xml has more than 200000 texts; begin again from the template",
    );
    let cells = format!("<worksheet>{}</worksheet>", "<c/>".repeat(400_001));
    check(
        &[(SHEET, &cells)],
        "its part xl/worksheets/sheet1.xml has more than 400000 cells; begin again from the \
         template",
    );
}

/// A workbook whose sheet says, wherever it does, that it unpacks to so many bytes.
fn declared(sheet: &str, size: u32) -> Vec<u8> {
    let mut bytes = workbook(&[(SHEET, sheet)]);
    let honest = u32::try_from(sheet.len()).unwrap().to_le_bytes();
    let windows = bytes.windows(4).enumerate();
    let places = windows.filter(|(_, window)| *window == honest);
    let places: Vec<usize> = places.map(|(at, _)| at).collect();
    assert_eq!(places.len(), 2, "in the directory and before the part");
    for place in places {
        bytes[place..place + 4].copy_from_slice(&size.to_le_bytes());
    }
    bytes
}

#[test]
fn what_a_part_says_of_its_size_is_not_trusted() {
    let large = format!(
        "<worksheet>{}</worksheet>",
        "<c r=\"A1\"/>\n".repeat(1 << 18)
    );
    assert_eq!(
        told(&declared(&large, 33 << 20)),
        "the file: its part xl/worksheets/sheet1.xml would unpack to more than the 32 MiB that a \
         return may have; begin again from the template",
    );
    assert_eq!(
        told(&declared(&large, 100)),
        "the file: its part xl/worksheets/sheet1.xml cannot be unpacked (File is larger than its \
         declared uncompressed size); it was damaged on its way: send it again",
    );
}

#[test]
fn a_long_text_that_every_cell_names_is_kept_once() {
    let text = "x".repeat(1_500_000);
    let texts = format!("<sst><si><t>{text}</t></si></sst>");
    let cells = (5..15_000).map(|row| format!("<c r=\"F{row}\" t=\"s\"><v>0</v></c>"));
    let sheet = sheet(&cells.collect::<String>());
    let bytes = workbook(&[(SHEET, &sheet), ("xl/sharedStrings.xml", &texts)]);
    // Copied into every cell it would be 22 GB.
    let problems = read(&bytes, ReturnFormat::Xlsx).unwrap_err();
    assert!(problems.untold() > 40_000, "{}", problems.untold());
}

#[test]
fn problems_of_a_workbook_are_told_by_cell() {
    let text = |text: &str| Shown::Text(text.to_owned());
    let lines = filled_lines(&[
        (0, Column::Value, Shown::Number(7.0)),
        (0, Column::Reason, text("why not")),
        (1, Column::Status, text("not-supplied")),
        (2, Column::Value, text("many")),
        (3, Column::Value, Shown::Number(7.0)),
        (3, Column::Months, Shown::Number(3.0)),
    ]);
    let problems = read(&lines_as_xlsx("", &lines).unwrap(), ReturnFormat::Xlsx).unwrap_err();
    let places: Vec<&str> = problems
        .told()
        .iter()
        .map(|problem| problem.place.as_str())
        .collect();
    assert_eq!(
        places,
        ["Return!J6", "Return!J7", "Return!G9", "Return!I10"]
    );
}
