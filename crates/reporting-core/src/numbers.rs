//! Every number of a report with its place, for data tables.

use std::collections::BTreeSet;

use peel_model::{IndicatorId, Period};

use crate::document::ReportDocument;
use crate::figure::Figure;
use crate::overview::OverviewDocument;
use crate::table::DataTable;
use crate::text::Text;
use crate::traced::{Quantity, TracedNumber};

/// The place of figures that are held against printed ones.
const REPRODUCTION: &str = "What could be reproduced";

/// The place of figures of two editions.
const CHANGES: &str = "Since the edition before";

/// A number and where the report shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedNumber<'d> {
    /// The section or figure: "Force in numbers", a figure's title.
    pub place: &'d str,
    /// The line in it.
    pub item: &'d str,
    /// The number.
    pub number: &'d TracedNumber,
}

/// What tells numbers apart: the same question has the same answer everywhere.
type Asked<'d> = (&'d IndicatorId, Period, &'d str, Quantity);

/// Numbers found so far.
#[derive(Default)]
struct Found<'d> {
    numbers: Vec<PlacedNumber<'d>>,
    asked: BTreeSet<Asked<'d>>,
}

impl ReportDocument {
    /// The numbers of every tile and table in the document's order, then those that only
    /// sentences hold.
    #[must_use]
    pub fn numbers(&self) -> Vec<PlacedNumber<'_>> {
        let mut found = Found::default();
        let tiles = self
            .force_in_numbers
            .groups
            .iter()
            .flat_map(|group| &group.tiles);
        for tile in tiles {
            let standing = tile.standing.numbers();
            for number in [&tile.force, &tile.comparator].into_iter().chain(standing) {
                found.add("Force in numbers", &tile.label, number);
            }
        }
        for figure in &self.force_in_numbers.figures {
            found.table(&figure.title, &figure.table);
        }
        for chapter in &self.chapters {
            for figure in &chapter.figures {
                found.table(&figure.title, &figure.table);
            }
            found.table(&chapter.title, &chapter.indicators);
        }
        found.table(REPRODUCTION, &self.reproduction.compared);
        for table in &self.reproduction.printed_only {
            found.table(REPRODUCTION, table);
        }
        found.table("Annex: About the data", &self.annex.referenced);
        self.add_sentences(&mut found);
        found.numbers
    }

    fn add_sentences<'d>(&'d self, found: &mut Found<'d>) {
        let figures = self.chapters.iter().flat_map(|chapter| &chapter.figures);
        for figure in self.force_in_numbers.figures.iter().chain(figures) {
            found.sentences(&figure.title, &figure.statements);
        }
        let groups = self.chapters.iter().flat_map(|chapter| &chapter.findings);
        for finding in groups.flat_map(|group| &group.findings) {
            found.sentences(&finding.title, &finding.evidence);
        }
    }
}

impl OverviewDocument {
    /// The numbers of every table in the document's order, then those that only sentences hold.
    #[must_use]
    pub fn numbers(&self) -> Vec<PlacedNumber<'_>> {
        let mut found = Found::default();
        let figures = || self.chapters.iter().flat_map(|chapter| &chapter.figures);
        for figure in figures() {
            found.table(&figure.title, &figure.table);
        }
        for figure in figures() {
            found.sentences(&figure.title, &figure.statements);
        }
        found.table(CHANGES, &self.changes_in_values.table);
        found.numbers
    }
}

impl Figure {
    /// The numbers of the figure's table, row by row, then those that only its sentences hold.
    #[must_use]
    pub fn numbers(&self) -> Vec<PlacedNumber<'_>> {
        let mut found = Found::default();
        found.table(&self.title, &self.table);
        found.sentences(&self.title, &self.statements);
        found.numbers
    }
}

impl<'d> Found<'d> {
    fn add(&mut self, place: &'d str, item: &'d str, number: &'d TracedNumber) {
        let origin = &number.origin;
        self.asked.insert((
            &origin.indicator,
            origin.period,
            &origin.subject.id,
            origin.quantity,
        ));
        self.numbers.push(PlacedNumber {
            place,
            item,
            number,
        });
    }

    fn table(&mut self, place: &'d str, table: &'d DataTable) {
        for row in &table.rows {
            for number in row.numbers() {
                self.add(place, &row.header, number);
            }
        }
    }

    fn sentences(&mut self, place: &'d str, sentences: &'d [Text]) {
        for number in sentences.iter().flat_map(Text::numbers) {
            let origin = &number.origin;
            let asked = (
                &origin.indicator,
                origin.period,
                origin.subject.id.as_str(),
                origin.quantity,
            );
            if !self.asked.contains(&asked) {
                self.add(place, "in words", number);
            }
        }
    }
}
