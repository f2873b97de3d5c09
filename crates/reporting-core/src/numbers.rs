//! Every number of a report with its place, for data tables.

use crate::document::ReportDocument;
use crate::figure::Figure;
use crate::table::DataTable;
use crate::traced::TracedNumber;

/// A number and where the report shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedNumber<'d> {
    /// The section or figure: "Force in numbers", "Figure 3".
    pub place: &'d str,
    /// The line in it.
    pub item: &'d str,
    /// The number.
    pub number: &'d TracedNumber,
}

impl ReportDocument {
    /// The numbers of every tile and table, in the document's order. Sentences repeat them.
    #[must_use]
    pub fn numbers(&self) -> Vec<PlacedNumber<'_>> {
        let mut found = Vec::new();
        for tile in self
            .force_in_numbers
            .groups
            .iter()
            .flat_map(|group| &group.tiles)
        {
            let standing = tile.standing.numbers();
            for number in [&tile.force, &tile.comparator].into_iter().chain(standing) {
                found.push(PlacedNumber {
                    place: "Force in numbers",
                    item: &tile.label,
                    number,
                });
            }
        }
        for figure in &self.force_in_numbers.figures {
            of_figure(figure, &mut found);
        }
        for chapter in &self.chapters {
            for figure in &chapter.figures {
                of_figure(figure, &mut found);
            }
            of_table(&chapter.title, &chapter.indicators, &mut found);
        }
        of_table(
            "What could be reproduced",
            &self.reproduction.table,
            &mut found,
        );
        found
    }
}

impl Figure {
    /// The numbers of the figure's table, row by row.
    #[must_use]
    pub fn numbers(&self) -> Vec<PlacedNumber<'_>> {
        let mut found = Vec::new();
        of_figure(self, &mut found);
        found
    }
}

fn of_figure<'d>(figure: &'d Figure, found: &mut Vec<PlacedNumber<'d>>) {
    of_table(&figure.title, &figure.table, found);
}

fn of_table<'d>(place: &'d str, table: &'d DataTable, found: &mut Vec<PlacedNumber<'d>>) {
    for row in &table.rows {
        found.extend(row.numbers().map(|number| PlacedNumber {
            place,
            item: &row.header,
            number,
        }));
    }
}
