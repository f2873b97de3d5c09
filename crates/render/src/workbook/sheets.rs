//! What the sheets of a workbook hold, whatever it is about.

use peel_reporting_core::{
    Annex, AnnexEntry, DataTable, Drawing, Figure, Footnote, TableRow, Text,
};

use super::cells::{Content, cited, remarks};

/// A sheet with one table.
#[derive(Debug, PartialEq)]
pub(super) struct Sheet {
    /// Its name; at most 31 characters, and no other's.
    pub(super) name: String,
    /// Its title.
    pub(super) title: String,
    /// What is to be known before the table is read.
    pub(super) about: Vec<String>,
    /// The headings.
    pub(super) columns: Vec<String>,
    /// The rows; at least one, each with a cell for every column.
    pub(super) rows: Vec<Vec<Content>>,
}

/// The column that says what is to be known of a row.
pub(super) const REMARKS: &str = "Remarks";

impl Sheet {
    /// A sheet with nothing to be known before it is read.
    pub(super) fn new<const N: usize>(
        name: &str,
        title: &str,
        columns: [&str; N],
        rows: Vec<Vec<Content>>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            about: Vec::new(),
            columns: columns.map(str::to_owned).to_vec(),
            rows,
        }
    }
}

/// The footnotes.
pub(super) fn notes<'d>(notes: impl Iterator<Item = &'d Footnote>) -> Sheet {
    let row = |note: &Footnote| {
        let number = format!("[note {}]", note.number);
        [number.as_str(), &note.text].map(Content::text).to_vec()
    };
    let title = "Notes that the other sheets cite";
    let columns = ["Note", "What it says"];
    Sheet::new("Notes", title, columns, notes.map(row).collect())
}

/// A figure with its table; where it has none, with what is said instead.
pub(super) fn figure(name: &str, figure: &Figure) -> Sheet {
    let numbered = match figure.number {
        0 => figure.title.clone(),
        number => format!("Figure {number}: {}", figure.title),
    };
    let title = format!("{numbered} {}", cited(&figure.marks));
    let title = title.trim_end();
    let mut sheet = if figure.table.is_empty() {
        let row = [&figure.title, &figure.description].map(Content::text);
        Sheet::new(name, title, ["Figure", "What it is"], vec![row.to_vec()])
    } else {
        data(name, title, &figure.table)
    };
    if let Drawing::NotDrawn { reason } = &figure.drawing {
        sheet.about.push(reason.clone());
    }
    let source = format!("Source: {}", figure.source);
    let source = Some(source).filter(|_| !figure.source.is_empty());
    let said = std::iter::once(figure.description.clone())
        .chain(figure.statements.iter().map(Text::plain))
        .chain(figure.notes.iter().cloned())
        .chain(source);
    sheet.about.extend(said.filter(|line| !line.is_empty()));
    sheet
}

/// A table of numbers.
pub(super) fn data(name: &str, title: &str, table: &DataTable) -> Sheet {
    let columns = table.columns.iter().enumerate().map(|(index, column)| {
        if index == 0 && column.title.is_empty() {
            "Row".to_owned()
        } else {
            column.title.clone()
        }
    });
    let mut columns: Vec<String> = columns.collect();
    let has_details = table.rows.iter().any(|row| !row.detail.is_empty());
    if has_details {
        columns.insert(1.min(columns.len()), "Detail".to_owned());
    }
    columns.push(REMARKS.to_owned());
    let width = columns.len();
    let row = |row: &TableRow| {
        let detail = has_details.then(|| Content::text(&row.detail));
        let mut cells = vec![Content::text(&row.header)];
        cells.extend(detail);
        cells.extend(row.cells.iter().map(Content::cell));
        cells.resize(width - 1, Content::text(""));
        cells.push(remarks(row.numbers(), &row.marks));
        cells
    };
    Sheet {
        name: name.to_owned(),
        title: title.to_owned(),
        about: vec![table.caption.clone()],
        rows: table.rows.iter().map(row).collect(),
        columns,
    }
}

/// Headings with what is said under them.
pub(super) fn entries(name: &str, title: &str, entries: &[AnnexEntry]) -> Sheet {
    let row = |entry: &AnnexEntry| {
        [&entry.title, &entry.text, &entry.source]
            .map(Content::text)
            .to_vec()
    };
    let columns = ["About", "What is said", "Source"];
    Sheet::new(name, title, columns, entries.iter().map(row).collect())
}

/// Running text, a paragraph a row.
#[derive(Default)]
pub(super) struct Words(Vec<Vec<Content>>);

impl Words {
    /// Adds paragraphs of a part of a section; empty ones are left out.
    pub(super) fn add<'d>(
        &mut self,
        section: &str,
        part: &str,
        paragraphs: impl IntoIterator<Item = &'d String>,
    ) {
        let said = paragraphs.into_iter().filter(|text| !text.is_empty());
        self.0
            .extend(said.map(|text| [section, part, text].map(Content::text).to_vec()));
    }

    pub(super) fn sheet(self) -> Sheet {
        let columns = ["Section", "Part", "What it says"];
        Sheet::new("Words", "What is said in words", columns, self.0)
    }
}

/// About the data, but for its method, which is words.
pub(super) fn annex(annex: &Annex) -> Vec<Sheet> {
    let title = "Numbers that the text takes by reference";
    vec![
        data("Indicators", "The indicators used", &annex.indicators),
        data("Numbers in the text", title, &annex.referenced),
        entries("Decisions", "Decisions about forces", &annex.exclusions),
        entries("Cautions", "To be read with care", &annex.caveats),
        entries("Sources", "The sources used", &annex.sources),
        entries("The inspection", "The inspection itself", &annex.inspection),
    ]
}
