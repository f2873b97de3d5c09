//! Which sheets the workbook of an overview has.

use peel_reporting_core::{Figure, OverviewDocument, OverviewTable};

use super::cells::Content;
use super::front::Front;
use super::sheets::{Sheet, Words, annex, data, figure, notes};
use crate::sections::Made;

/// What leads into the workbook of an overview.
pub(super) fn front(document: &OverviewDocument) -> Front<'_> {
    Front {
        cover: &document.cover,
        remarks: Vec::new(),
        made: Made::overview(&document.provenance),
    }
}

/// Every table of an overview that has a row, in the overview's order.
pub(super) fn sheets(document: &OverviewDocument) -> Vec<Sheet> {
    let chapters = || document.chapters.iter();
    let grades = &document.grades;
    let mut sheets = vec![
        notes(chapters().flat_map(|chapter| &chapter.footnotes)),
        words(document),
        data("Grades counted", &grades.tally.caption, &grades.tally),
    ];
    sheets.push(match &grades.map {
        Some(map) => figure("Grades", map),
        None => data("Grades", &grades.list.caption, &grades.list),
    });
    let figures = chapters().flat_map(|chapter| &chapter.figures);
    let numbered = (1_usize..).zip(figures);
    sheets.extend(numbered.map(|(number, one): (_, &Figure)| figure(&number.to_string(), one)));
    sheets.push(not_computed(document));
    let section = |name, title, one: &OverviewTable| data(name, title, &one.table);
    sheets.extend([
        section("Themes", "What findings have in common", &document.themes),
        section(
            "Data quality",
            "Who did not supply what",
            &document.data_quality,
        ),
        section("Changes", "Since the edition before", &document.changes),
        section(
            "Changes in values",
            "Since the edition before: England and Wales",
            &document.changes_in_values,
        ),
    ]);
    sheets.extend(annex(&document.annex));
    sheets.retain(|sheet| !sheet.rows.is_empty());
    sheets
}

fn words(document: &OverviewDocument) -> Sheet {
    let mut words = Words::default();
    let grades = &document.grades;
    words.add("Grades", "Question", [&grades.question]);
    words.add("Grades", "", [&grades.remark]);
    for chapter in &document.chapters {
        words.add(&chapter.title, "Question", [&chapter.question]);
    }
    words.add("Themes", "", &document.themes.remarks);
    words.add("Data quality", "", &document.data_quality.remarks);
    words.add("Changes", "", &document.changes.remarks);
    words.add("Changes", "Values", &document.changes_in_values.remarks);
    words.add("Annex: About the data", "Method", &document.annex.method);
    words.sheet()
}

fn not_computed(document: &OverviewDocument) -> Sheet {
    let rows = document.chapters.iter().flat_map(|chapter| {
        let missing = chapter.missing.iter();
        missing.map(|(indicator, reason)| {
            [&chapter.title, indicator, reason]
                .map(Content::text)
                .to_vec()
        })
    });
    let title = "What could not be computed, and why";
    let columns = ["Question", "Indicator", "Why"];
    Sheet::new("Not computed", title, columns, rows.collect())
}
