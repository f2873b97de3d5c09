//! Bars in pairs: the force beside what it is compared with, kind by kind.

use peel_model::{Indicator, Period};

use super::{point_of, unit_title};
use crate::axis::axis_for;
use crate::figure::Drawing;
use crate::figures::{Drawn, indicator_rows, titled};
use crate::lookup::{Composer, look_of};
use crate::plots::{Pair, PairChart};
use crate::wording::capitalised;

impl Composer<'_> {
    /// A pair of bars for each indicator, computed or as printed; `None` when there is no value at
    /// all, or units differ and so share no axis.
    pub(crate) fn pairs(&mut self, title: &str, shown: &[(&Indicator, Period)]) -> Option<Drawn> {
        let (first, _) = *shown.first()?;
        if shown.iter().any(|(other, _)| other.unit != first.unit) {
            return None;
        }
        let (format, unit) = look_of(first, None);
        let mut numbers = Vec::with_capacity(shown.len());
        for (indicator, period) in shown {
            let (format, _) = look_of(indicator, None);
            numbers.push((
                self.force_number(indicator, *period, &format),
                self.comparator_number(indicator, *period, &format),
            ));
        }
        let pairs: Vec<Pair> = shown
            .iter()
            .zip(&numbers)
            .map(|((indicator, _), (force, whole))| Pair {
                name: indicator.title.clone(),
                force: point_of(force),
                comparator: point_of(whole),
            })
            .collect();
        let points = pairs
            .iter()
            .flat_map(|pair| pair.force.iter().chain(&pair.comparator));
        let values: Vec<f64> = points.map(|point| point.value).collect();
        if values.is_empty() {
            return None;
        }
        let comparison = self.comparison(&first.id, first.period);
        let chart = PairChart {
            unit: unit_title(&unit, &format),
            axis: axis_for(values, &format),
            force: self.force_name(),
            comparator: self.comparator_subject(comparison).name,
            pairs,
        };
        let rows = indicator_rows(shown);
        let table = titled(self.indicator_table("", &rows), title);
        let notes = if table.has_printed() {
            self.why_printed(shown)
        } else {
            Vec::new()
        };
        Some(Drawn {
            description: description(title, &chart),
            statements: self.extremes(&rows),
            drawing: Drawing::Pairs(chart),
            table,
            notes,
        })
    }
}

fn description(title: &str, chart: &PairChart) -> String {
    let shown = |point: &Option<crate::Point>| {
        let point = point.as_ref();
        point.map_or_else(|| "no value".to_owned(), |point| point.label.clone())
    };
    let pairs: Vec<String> = chart
        .pairs
        .iter()
        .map(|pair| {
            format!(
                "{}: {} {}, {} {}.",
                pair.name,
                chart.force,
                shown(&pair.force),
                chart.comparator,
                shown(&pair.comparator)
            )
        })
        .collect();
    format!(
        "Bars in pairs: {} ({}). {}",
        capitalised(title),
        chart.unit,
        pairs.join(" ")
    )
}
