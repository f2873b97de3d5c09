//! Every number of a report as a table for other programs.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use peel_reporting_core::{Figure, OverviewDocument, PlacedNumber, Provenance, ReportDocument};

use crate::shorthand::NOT_AVAILABLE;

/// The columns, in order.
const COLUMNS: [&str; 17] = [
    "edition",
    "force",
    "place",
    "item",
    "indicator",
    "period",
    "subject",
    "subject_name",
    "quantity",
    "value",
    "shown",
    "basis",
    "reason",
    "revision",
    "method",
    "software",
    "report_version",
];

/// Every number of the report's tiles and tables, one a line, with its origin, as comma-separated
/// values: UTF-8, a header line, line feeds.
///
/// `value` is unrounded and empty when there is none; `shown` is what the report shows, or `[x]`
/// where a number is not available. A text
/// that a spreadsheet would run as a formula is preceded by an apostrophe; `value` is a plain
/// number and never is.
#[must_use]
pub fn tidy_csv(document: &ReportDocument) -> String {
    table(&Head::of(&document.provenance), document.numbers())
}

/// Every number of an overview's tables, in the form of [`tidy_csv`]; `force` is empty, because it
/// is about all of them.
#[must_use]
pub fn tidy_overview_csv(document: &OverviewDocument) -> String {
    let provenance = &document.provenance;
    let head = Head {
        edition: provenance.edition.to_string(),
        force: String::new(),
        method: provenance.method.to_string(),
        software: &provenance.software,
        version: None,
    };
    table(&head, document.numbers())
}

/// Every number of one figure's table, in the form of [`tidy_csv`].
#[must_use]
pub fn tidy_figure_csv(provenance: &Provenance, figure: &Figure) -> String {
    table(&Head::of(provenance), figure.numbers())
}

/// What every line of a table repeats.
struct Head<'p> {
    edition: String,
    force: String,
    method: String,
    software: &'p str,
    version: Option<u16>,
}

impl<'p> Head<'p> {
    fn of(provenance: &'p Provenance) -> Self {
        Self {
            edition: provenance.edition.to_string(),
            force: provenance.force.to_string(),
            method: provenance.method.to_string(),
            software: &provenance.software,
            version: provenance.version,
        }
    }
}

fn table(head: &Head<'_>, numbers: Vec<PlacedNumber<'_>>) -> String {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    // Writing to memory fails for no content: columns are fixed, and memory has no disk to fill.
    let _ = writer.write_record(COLUMNS);
    for placed in numbers {
        let _ = writer.write_record(record(head, placed));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn record(head: &Head<'_>, placed: PlacedNumber<'_>) -> [String; 17] {
    let PlacedNumber {
        place,
        item,
        number,
    } = placed;
    let origin = &number.origin;
    [
        head.edition.clone(),
        head.force.clone(),
        harmless(place),
        harmless(item),
        origin.indicator.to_string(),
        origin.period.to_string(),
        harmless(&origin.subject.id),
        harmless(&origin.subject.name),
        origin.quantity.name().to_owned(),
        number
            .exact
            .map(|value| value.to_string())
            .unwrap_or_default(),
        if number.is_absent() {
            NOT_AVAILABLE.to_owned()
        } else {
            harmless(&number.shown)
        },
        number.basis.name().to_owned(),
        harmless(number.basis.reason()),
        origin
            .revision
            .map(|revision| revision.to_string())
            .unwrap_or_default(),
        head.method.clone(),
        harmless(head.software),
        head.version
            .map(|version| version.to_string())
            .unwrap_or_default(),
    ]
}

/// A text that no spreadsheet takes for a formula.
///
/// OWASP, "CSV Injection": cells that begin with these characters are run.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_taken_for_a_formula() {
        let check = |text: &str, expected: &str| assert_eq!(harmless(text), expected);
        check("=1+1", "'=1+1");
        check("+6.2%", "'+6.2%");
        check("-2", "'-2");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("−10.8%", "−10.8%");
        check("Recorded crime", "Recorded crime");
        check("", "");
    }
}
