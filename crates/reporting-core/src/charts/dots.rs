//! Every indicator as a line of its own, with a mark for each unit.

use peel_model::{Indicator, Period};

use crate::document::Strip;
use crate::figure::Drawing;
use crate::figures::{Drawn, indicator_rows, titled};
use crate::lookup::{Composer, look_of};
use crate::plots::{DotLine, DotPlot};
use crate::strip::{middle, strip};
use crate::wording::{band_words, capitalised, counted};

impl Composer<'_> {
    /// A line for each indicator in which the force is compared; `None` when there is none.
    pub(crate) fn dots(&mut self, title: &str, shown: &[(&Indicator, Period)]) -> Option<Drawn> {
        let placed: Vec<(&Indicator, Period, Strip)> = shown
            .iter()
            .filter_map(|(indicator, period)| {
                let (comparison, own) = self.own_unit(&indicator.id, *period)?;
                Some((*indicator, *period, strip(comparison, own)?))
            })
            .collect();
        let drawn: Vec<(&Indicator, Period)> = placed
            .iter()
            .map(|(indicator, period, _)| (*indicator, *period))
            .collect();
        let lines: Vec<DotLine> = placed
            .into_iter()
            .map(|(indicator, period, strip)| self.dot_line(indicator, period, strip))
            .collect();
        if lines.is_empty() {
            return None;
        }
        let plot = DotPlot {
            force: self.force_name(),
            comparator: self.comparator_subject(None).name,
            lines,
        };
        let rows = indicator_rows(&drawn);
        let left_out = shown.len() - drawn.len();
        let notes = (left_out > 0).then(|| {
            format!(
                "{} of the edition not drawn: the force is not compared on them.",
                counted(left_out, "indicator", "indicators")
            )
        });
        Some(Drawn {
            description: description(title, &plot),
            table: titled(self.indicator_table("", &rows), title),
            statements: self.extremes(&rows),
            notes: notes.into_iter().chain([HOW_TO_READ.to_owned()]).collect(),
            drawing: Drawing::Dots(plot),
        })
    }

    fn dot_line(&mut self, indicator: &Indicator, period: Period, strip: Strip) -> DotLine {
        let (format, unit) = look_of(indicator, None);
        let own = self.own_unit(&indicator.id, period);
        let band = own.and_then(|(_, own)| own.band.ok());
        let period_words = period.in_words();
        let detail = if unit.is_empty() {
            period_words
        } else {
            format!("{unit}, {period_words}")
        };
        DotLine {
            name: indicator.title.clone(),
            detail,
            force: self.force_number(indicator, period, &format).shown,
            comparator: self.comparator_number(indicator, period, &format).shown,
            middle: own.and_then(|(comparison, _)| middle(comparison)),
            band: band.map_or(String::new(), |band| {
                capitalised(band_words(band).trim_end_matches(" with"))
            }),
            strip,
        }
    }
}

/// What must be known to read the plot.
const HOW_TO_READ: &str = "Each line runs from the lowest force to the highest of its own \
                           indicator, so lengths on different lines are not to be compared. Forces \
                           far beyond all others stand at the end of the line. Right is a higher \
                           value, not a better one.";

fn description(title: &str, plot: &DotPlot) -> String {
    let lines: Vec<String> = plot
        .lines
        .iter()
        .map(|line| {
            let band = if line.band.is_empty() {
                String::new()
            } else {
                format!(" {}.", line.band)
            };
            format!(
                "{} ({}): {}, {} {}.{band}",
                line.name, line.detail, line.force, plot.comparator, line.comparator
            )
        })
        .collect();
    format!("Dot plot: {title}. {}", lines.join(" "))
}
