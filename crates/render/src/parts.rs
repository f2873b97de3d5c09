//! The small parts that sections are laid out with: numbers, texts, marks, tables, badges.
//!
//! Each is a template of its own, so its text is escaped once, where it is written; that is why
//! it may be put into another template as it stands.

use askama::Template;
use askama::filters::HtmlSafe;
use peel_reporting_core::{
    Cell, DataTable, Drawing, Figure, Footnote, FootnoteMark, GradeBadge, Inline, Strip, Text,
    TracedNumber,
};

use crate::chart::{drawing_svg, strip_svg};
use crate::parts;

/// Columns up to which a table fits a telephone's width.
const FITS_A_PHONE: usize = 4;

macro_rules! parts {
    ($($(#[$about:meta])* $name:ident($maker:ident, $content:ty) = $path:literal;)*) => {$(
        $(#[$about])*
        #[derive(Template)]
        #[template(path = $path)]
        pub(crate) struct $name<'d> {
            it: &'d $content,
        }

        impl HtmlSafe for $name<'_> {}

        $(#[$about])*
        pub(crate) fn $maker(it: &$content) -> $name<'_> {
            $name { it }
        }
    )*};
}

parts! {
    /// A number with its origin.
    NumberPart(number, TracedNumber) = "parts/number.html";
    /// A text with its numbers.
    TextPart(text, Text) = "parts/text.html";
    /// Marks of footnotes.
    MarksPart(marks, [FootnoteMark]) = "parts/marks.html";
    /// Footnotes at the end of a section.
    FootnotesPart(footnotes, [Footnote]) = "parts/footnotes.html";
    /// A grade.
    BadgePart(badge, GradeBadge) = "parts/badge.html";
    /// A figure.
    FigurePart(figure, Figure) = "parts/figure.html";
}

/// A table.
#[derive(Template)]
#[template(path = "parts/table.html")]
pub(crate) struct TablePart<'d> {
    it: &'d DataTable,
    /// For each column after the first whether all its numbers are repeated as printed, so that
    /// its heading says it once.
    as_printed: Vec<bool>,
}

impl HtmlSafe for TablePart<'_> {}

/// A table.
pub(crate) fn table(it: &DataTable) -> TablePart<'_> {
    let columns = it.columns.len().saturating_sub(1);
    let as_printed = (0..columns)
        .map(|column| {
            let cells = it.rows.iter().filter_map(|row| row.cells.get(column));
            let mut numbers = cells.flat_map(Cell::numbers).peekable();
            numbers.peek().is_some() && numbers.all(TracedNumber::is_as_printed)
        })
        .collect();
    TablePart { it, as_printed }
}

impl TablePart<'_> {
    /// Whether its rows become blocks on narrow screens.
    fn stacks(&self) -> bool {
        self.it.columns.len() > FITS_A_PHONE
    }

    /// Whether its rows are so short that they would be torn apart over the whole width.
    fn is_short(&self) -> bool {
        self.it.columns.len() == 2
    }

    /// The heading of the column in which a row's cell stands.
    fn heading(&self, cell: &usize) -> &str {
        self.it
            .columns
            .get(cell + 1)
            .map_or("", |column| &column.title)
    }

    /// Whether a column, the first included, says in its heading that its numbers are as printed.
    fn says_printed(&self, column: &usize) -> bool {
        let after_first = column.checked_sub(1);
        after_first.is_some_and(|cell| self.as_printed.get(cell) == Some(&true))
    }

    /// The classes of a row's cell.
    fn class(&self, cell: &usize) -> &'static str {
        let column = self.it.columns.get(cell + 1);
        let numeric = column.is_some_and(|column| column.numeric);
        match (numeric, self.as_printed.get(*cell) == Some(&true)) {
            (true, true) => "number told",
            (true, false) => "number",
            (false, _) => "",
        }
    }
}

impl BadgePart<'_> {
    /// For each step whether the grade reaches it.
    fn pips(&self) -> impl Iterator<Item = bool> {
        let reached = self.it.steps;
        (1..=self.it.of).map(move |step| step <= reached)
    }
}

impl FigurePart<'_> {
    /// The drawing, when there is one.
    fn svg(&self) -> Option<String> {
        drawing_svg(self.it)
    }

    /// Why nothing is drawn, when something should be.
    fn not_drawn(&self) -> Option<&str> {
        match &self.it.drawing {
            Drawing::NotDrawn { reason } => Some(reason),
            _ => None,
        }
    }
}

/// Where every unit lies, under a number.
pub(crate) fn strip(strip: &Strip) -> String {
    strip_svg(strip)
}

/// Whether a text has anything in it.
pub(crate) fn has_text(text: &Text) -> bool {
    !text.0.is_empty()
}
