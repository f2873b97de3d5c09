//! What a document shows beside its words: its figures' drawings, and its date.

use std::collections::BTreeMap;

use peel_reporting_core::{Figure, OverviewDocument, PlacedNumber, ReportDocument};
use serde::Serialize;

use super::pictures::in_own_fonts;
use crate::chart::{drawing_svg, strip_svg};

/// A day before any that a document could be about, for one without a number.
const NO_DAY: (i16, i8, i8) = (1970, 1, 1);

/// A document's drawings.
#[derive(Serialize)]
pub(super) struct DrawingsJson<'d> {
    /// The document's date: the last day that its numbers tell of. A clock's would make other
    /// bytes of the same report.
    date: (i16, i8, i8),
    /// For each figure that is drawn its drawing as SVG.
    figures: BTreeMap<&'d str, String>,
    /// For each group of numbers at a glance, and each number in it, where every unit lies, as SVG.
    strips: Vec<Vec<Option<String>>>,
}

impl<'d> DrawingsJson<'d> {
    /// The drawings of a report.
    pub(super) fn of_report(document: &'d ReportDocument) -> Self {
        let in_chapters = document
            .chapters
            .iter()
            .flat_map(|chapter| &chapter.figures);
        let figures = document.force_in_numbers.figures.iter().chain(in_chapters);
        let groups = document.force_in_numbers.groups.iter();
        let strips = groups.map(|group| {
            let strips = group.tiles.iter().map(|tile| tile.strip.as_ref());
            strips.map(|strip| strip.map(strip_svg)).collect()
        });
        Self {
            date: last_day(&document.numbers()),
            figures: drawn(figures),
            strips: strips.collect(),
        }
    }

    /// The drawings of an overview.
    pub(super) fn of_overview(document: &'d OverviewDocument) -> Self {
        let in_chapters = document
            .chapters
            .iter()
            .flat_map(|chapter| &chapter.figures);
        Self {
            date: last_day(&document.numbers()),
            figures: drawn(document.grades.map.iter().chain(in_chapters)),
            strips: Vec::new(),
        }
    }
}

fn last_day(numbers: &[PlacedNumber<'_>]) -> (i16, i8, i8) {
    let days = numbers
        .iter()
        .map(|placed| placed.number.origin.period.last_day());
    days.max().unwrap_or(NO_DAY)
}

fn drawn<'d>(figures: impl Iterator<Item = &'d Figure>) -> BTreeMap<&'d str, String> {
    figures
        .filter_map(|figure| Some((figure.id.as_str(), in_own_fonts(&drawing_svg(figure)?))))
        .collect()
}
