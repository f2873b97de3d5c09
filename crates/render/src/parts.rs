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
    /// A table.
    TablePart(table, DataTable) = "parts/table.html";
    /// A grade.
    BadgePart(badge, GradeBadge) = "parts/badge.html";
    /// A figure.
    FigurePart(figure, Figure) = "parts/figure.html";
}

impl TablePart<'_> {
    /// Whether its rows become blocks on narrow screens.
    fn stacks(&self) -> bool {
        self.it.columns.len() > FITS_A_PHONE
    }

    /// The heading of the column in which a row's cell stands.
    fn heading(&self, cell: &usize) -> &str {
        self.it
            .columns
            .get(cell + 1)
            .map_or("", |column| &column.title)
    }

    /// Whether a row's cell stands in a column of numbers.
    fn numeric(&self, cell: &usize) -> bool {
        self.it
            .columns
            .get(cell + 1)
            .is_some_and(|column| column.numeric)
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
            Drawing::Line(_) | Drawing::Bars(_) | Drawing::Table => None,
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
