//! Which tables a workbook has.

use peel_reporting_core::{
    AnnexEntry, DataTable, Figure, Footnote, ReportDocument, TableRow, Tile,
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
const REMARKS: &str = "Remarks";

/// Every table of a report that has a row, in the report's order.
pub(super) fn sheets(document: &ReportDocument) -> Vec<Sheet> {
    let mut sheets = vec![notes(document), glance(document)];
    sheets.extend(document.force_in_numbers.figures.iter().map(figure));
    sheets.push(grades(document));
    for chapter in &document.chapters {
        sheets.extend(chapter.figures.iter().map(figure));
        let title = format!("Other indicators: {}", chapter.title);
        sheets.push(data(
            &format!("Question {}", chapter.number),
            title,
            &chapter.indicators,
        ));
    }
    sheets.push(findings(document));
    sheets.push(data(
        "Reproduced",
        document.reproduction.summary.clone(),
        &document.reproduction.compared,
    ));
    sheets.extend(
        (1_usize..)
            .zip(&document.reproduction.printed_only)
            .map(|(number, table)| {
                data(
                    &format!("Printed only {number}"),
                    table.caption.clone(),
                    table,
                )
            }),
    );
    let annex = &document.annex;
    sheets.push(data(
        "Indicators",
        "The indicators used".to_owned(),
        &annex.indicators,
    ));
    sheets.push(entries(
        "Decisions",
        "Decisions about forces",
        &annex.exclusions,
    ));
    sheets.push(entries("Cautions", "To be read with care", &annex.caveats));
    sheets.push(entries("Sources", "The sources used", &annex.sources));
    sheets.retain(|sheet| !sheet.rows.is_empty());
    sheets
}

fn titles<const N: usize>(titles: [&str; N]) -> Vec<String> {
    titles.map(str::to_owned).to_vec()
}

fn notes(document: &ReportDocument) -> Sheet {
    let in_chapters = document
        .chapters
        .iter()
        .flat_map(|chapter| &chapter.footnotes);
    let notes = document
        .force_in_numbers
        .footnotes
        .iter()
        .chain(in_chapters);
    let row = |note: &Footnote| {
        vec![
            Content::text(format!("[note {}]", note.number)),
            Content::text(&note.text),
        ]
    };
    Sheet {
        name: "Notes".to_owned(),
        title: "Notes that the other sheets cite".to_owned(),
        about: Vec::new(),
        columns: titles(["Note", "What it says"]),
        rows: notes.map(row).collect(),
    }
}

fn glance(document: &ReportDocument) -> Sheet {
    let groups = &document.force_in_numbers.groups;
    let tiles = groups
        .iter()
        .flat_map(|group| group.tiles.iter().map(move |tile| (&group.title, tile)));
    let names = tiles.clone().next().map(|(_, tile)| {
        [&tile.force, &tile.comparator].map(|number| number.origin.subject.name.as_str())
    });
    let [force, comparator] = names.unwrap_or(["Force", "Comparator"]);
    let row = |(group, tile): (&String, &Tile)| {
        let numbers = [&tile.force, &tile.comparator];
        vec![
            Content::text(&tile.label),
            Content::text(group),
            Content::text(&tile.unit),
            Content::text(&tile.period),
            Content::number(&tile.force),
            Content::number(&tile.comparator),
            Content::text(tile.standing.plain()),
            remarks(numbers.into_iter(), &tile.marks),
        ]
    };
    Sheet {
        name: "Force in numbers".to_owned(),
        title: "Force in numbers".to_owned(),
        about: vec![document.force_in_numbers.legend.clone()],
        columns: titles([
            "Number", "Group", "Unit", "Period", force, comparator, "Standing", REMARKS,
        ]),
        rows: tiles.map(row).collect(),
    }
}

fn figure(figure: &Figure) -> Sheet {
    let title = format!(
        "Figure {}: {} {}",
        figure.number,
        figure.title,
        cited(&figure.marks)
    );
    let mut sheet = data(
        &format!("Figure {}", figure.number),
        title.trim_end().to_owned(),
        &figure.table,
    );
    sheet.about.extend(figure.notes.iter().cloned());
    if !figure.source.is_empty() {
        sheet.about.push(format!("Source: {}", figure.source));
    }
    sheet
}

fn data(name: &str, title: String, table: &DataTable) -> Sheet {
    let columns = table.columns.iter().enumerate().map(|(index, column)| {
        if index == 0 && column.title.is_empty() {
            "Row".to_owned()
        } else {
            column.title.clone()
        }
    });
    let mut columns: Vec<String> = columns.collect();
    columns.insert(1.min(columns.len()), "Detail".to_owned());
    columns.push(REMARKS.to_owned());
    let width = columns.len();
    let row = |row: &TableRow| {
        let mut cells = vec![Content::text(&row.header), Content::text(&row.detail)];
        cells.extend(row.cells.iter().map(Content::cell));
        cells.resize(width - 1, Content::text(""));
        cells.push(remarks(row.numbers(), &row.marks));
        cells
    };
    Sheet {
        name: name.to_owned(),
        title,
        about: vec![table.caption.clone()],
        rows: table.rows.iter().map(row).collect(),
        columns,
    }
}

fn grades(document: &ReportDocument) -> Sheet {
    let overall = &document.overall;
    let whole = overall.judgment.as_ref().map(|judgment| {
        [&overall.question, &judgment.badge.title, &judgment.change].map(Content::text)
    });
    let questions = overall.questions.iter().map(|line| {
        let grade = line
            .badge
            .as_ref()
            .map_or("none recorded", |badge| &badge.title);
        [line.question.as_str(), grade, &line.change].map(Content::text)
    });
    Sheet {
        name: "Grades".to_owned(),
        title: "Grades by question".to_owned(),
        about: Vec::new(),
        columns: titles(["Question", "Grade", "A year before"]),
        rows: whole.into_iter().chain(questions).map(Vec::from).collect(),
    }
}

fn findings(document: &ReportDocument) -> Sheet {
    let groups = document.chapters.iter().flat_map(|chapter| {
        chapter
            .findings
            .iter()
            .map(move |group| (&chapter.title, group))
    });
    let rows = groups.flat_map(|(chapter, group)| {
        group.findings.iter().map(move |finding| {
            let recommendations = finding.recommendations.iter().map(|one| {
                if one.terms.is_empty() {
                    one.text.clone()
                } else {
                    format!("{} ({})", one.text, one.terms)
                }
            });
            let recommended: Vec<String> = recommendations.collect();
            vec![
                Content::text(&finding.title),
                Content::text(chapter),
                Content::text(&group.title),
                Content::text(&finding.state),
                Content::text(&finding.text),
                Content::text(recommended.join(" ")),
                Content::text(&finding.source),
            ]
        })
    });
    Sheet {
        name: "Findings".to_owned(),
        title: "Findings".to_owned(),
        about: Vec::new(),
        columns: titles([
            "Finding",
            "Question",
            "Kind",
            "State",
            "What was found",
            "Recommendations",
            "Source",
        ]),
        rows: rows.collect(),
    }
}

fn entries(name: &str, title: &str, entries: &[AnnexEntry]) -> Sheet {
    let row = |entry: &AnnexEntry| {
        [&entry.title, &entry.text, &entry.source]
            .map(Content::text)
            .to_vec()
    };
    Sheet {
        name: name.to_owned(),
        title: title.to_owned(),
        about: Vec::new(),
        columns: titles(["About", "What is said", "Source"]),
        rows: entries.iter().map(row).collect(),
    }
}
