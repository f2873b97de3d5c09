//! The XML of a workbook, walked once before it is interpreted: well formed to the end, without
//! entities of its own, not deeper than any workbook, and not promising more than it holds.
//!
//! A spreadsheet of OpenDocument can repeat a cell or a row millions of times in a few bytes; what
//! its sheets would unfold to is measured here.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::package::Format;
use super::problem::WorkbookProblem;
use super::{MOST_CELLS, MOST_TEXT};
use crate::error::cut;

/// Where OpenDocument keeps the sheets.
pub(super) const OPEN_DOCUMENT_CONTENT: &str = "content.xml";

/// Elements within each other; sheets need about ten.
const DEEPEST: usize = 64;

/// Checks a part, if it is XML that is read later.
pub(super) fn check(part: &str, bytes: &[u8], format: Format) -> Result<(), WorkbookProblem> {
    let read = match format {
        Format::OfficeOpenXml => part.ends_with(".xml") || part.ends_with(".rels"),
        // The manifests of old OpenDocument files have a document type; nobody reads them here.
        Format::OpenDocument => part == OPEN_DOCUMENT_CONTENT,
    };
    if read {
        Walk::new(part, bytes).run()
    } else {
        Ok(())
    }
}

/// One part being walked.
struct Walk<'w> {
    part: &'w str,
    size: usize,
    reader: Reader<&'w [u8]>,
    depth: usize,
    sheet: Unfolding,
}

/// What the sheets of OpenDocument would unfold to.
#[derive(Default)]
struct Unfolding {
    /// Rows of the present sheet so far, repeated ones included.
    rows: usize,
    /// How often the present row is repeated.
    row_repeats: usize,
    /// Columns of the present row so far.
    columns: usize,
    /// Empty columns at the end of the present row so far: nobody keeps them.
    trailing: usize,
    /// How often the present cell is repeated.
    cell_repeats: usize,
    /// Bytes of the present cell; none when it is empty.
    cell_bytes: usize,
    /// The last row and the widest column of the present sheet that hold anything.
    last_row: usize,
    last_column: usize,
    /// Cells that are spelled out in rows, and those of the sheets before this one.
    spelled_out: usize,
    earlier: usize,
    /// Bytes of all cells, repeated ones included.
    bytes: usize,
}

impl<'w> Walk<'w> {
    fn new(part: &'w str, bytes: &'w [u8]) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Self {
            part,
            size: bytes.len(),
            reader,
            depth: 0,
            sheet: Unfolding::default(),
        }
    }

    fn run(mut self) -> Result<(), WorkbookProblem> {
        let mut anything = false;
        loop {
            let event = self.reader.read_event();
            match event.map_err(|problem| self.wrong(problem.to_string()))? {
                Event::DocType(_) => {
                    return Err(self.wrong("it declares a document type"));
                }
                Event::Start(element) => {
                    anything = true;
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(self.wrong(format!("more than {DEEPEST} elements deep")));
                    }
                    self.start(&element)?;
                }
                Event::End(element) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.end(element.name().as_ref())?;
                }
                Event::Text(text) => self.sheet.cell_bytes += text.len(),
                Event::CData(text) => self.sheet.cell_bytes += text.len(),
                Event::GeneralRef(_) => self.sheet.cell_bytes += 1,
                Event::Eof if self.depth > 0 => return Err(self.wrong("it breaks off")),
                Event::Eof if !anything => return Err(self.wrong("it is empty")),
                Event::Eof => return Ok(()),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), WorkbookProblem> {
        match element.name().as_ref() {
            // Whoever reads the strings makes room for as many as are announced.
            "sst" if self.number(element, "uniqueCount", 0)? > self.size => {
                Err(self.wrong("it announces more strings than it can hold"))
            }
            "table:table" => {
                self.sheet.next_sheet();
                Ok(())
            }
            "table:table-row" => {
                self.sheet.row_repeats = self.number(element, "table:number-rows-repeated", 1)?;
                self.sheet.columns = 0;
                self.sheet.trailing = 0;
                Ok(())
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repeats = self.number(element, "table:number-columns-repeated", 1)?;
                self.sheet.cell_repeats = repeats;
                let holds = ["office:value-type", "table:formula"];
                let held = element.attributes().flatten();
                self.sheet.cell_bytes = held
                    .filter(|attribute| holds.contains(&attribute.key.as_ref()))
                    .map(|attribute| attribute.value.len())
                    .sum();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self, element: &str) -> Result<(), WorkbookProblem> {
        match element {
            "table:table-row" => {
                self.sheet.rows = self.sheet.rows.saturating_add(self.sheet.row_repeats);
                Ok(())
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.sheet.end_cell();
                if self.sheet.cells() > MOST_CELLS || self.sheet.bytes > MOST_TEXT {
                    return Err(self.wrong(format!(
                        "its rows and columns unfold to more than {MOST_CELLS} cells or \
                         {MOST_TEXT} bytes"
                    )));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A number among an element's attributes.
    fn number(
        &self,
        element: &BytesStart<'_>,
        attribute: &str,
        otherwise: usize,
    ) -> Result<usize, WorkbookProblem> {
        let found = element
            .try_get_attribute(attribute)
            .map_err(|problem| self.wrong(problem.to_string()))?;
        let Some(found) = found else {
            return Ok(otherwise);
        };
        found.value.parse().map_err(|_| {
            let value = cut(&found.value);
            self.wrong(format!("{attribute} is \"{value}\", which is not a number"))
        })
    }

    fn wrong(&self, problem: impl Into<String>) -> WorkbookProblem {
        WorkbookProblem::Markup {
            part: cut(self.part),
            at: self.reader.buffer_position(),
            problem: problem.into(),
        }
    }
}

impl Unfolding {
    fn next_sheet(&mut self) {
        *self = Self {
            earlier: self.cells(),
            bytes: self.bytes,
            ..Self::default()
        };
    }

    fn end_cell(&mut self) {
        let before = self.columns;
        self.columns = self.columns.saturating_add(self.cell_repeats);
        let mut kept = std::mem::take(&mut self.trailing);
        if self.cell_bytes == 0 {
            self.trailing = self.columns - before;
        } else {
            kept = kept.saturating_add(self.cell_repeats);
            self.last_row = self.rows.saturating_add(self.row_repeats);
            self.last_column = self.last_column.max(self.columns);
            let times = self.cell_repeats.saturating_mul(self.row_repeats);
            let bytes = self.cell_bytes.saturating_mul(times);
            self.bytes = self.bytes.saturating_add(bytes);
        }
        self.spelled_out = self.spelled_out.saturating_add(kept);
        self.cell_bytes = 0;
    }

    fn cells(&self) -> usize {
        let filled = self.last_row.saturating_mul(self.last_column);
        self.earlier.saturating_add(filled.max(self.spelled_out))
    }
}
