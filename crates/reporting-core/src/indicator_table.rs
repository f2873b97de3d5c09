//! Tables with a row per indicator: the force beside what it is compared with.

use peel_model::{Indicator, Period};

use crate::lookup::{Composer, look_of};
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::text::Text;
use crate::traced::Quantity;
use crate::wording::{band_words, capitalised, flag_words, list_of, no_band_words, position_words};

/// A row to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndicatorRow<'a> {
    /// The indicator.
    pub(crate) indicator: &'a Indicator,
    /// Its period.
    pub(crate) period: Period,
}

impl Composer<'_> {
    /// The table of these rows.
    pub(crate) fn indicator_table(
        &mut self,
        caption: &str,
        rows: &[IndicatorRow<'_>],
    ) -> DataTable {
        let one_period = rows
            .windows(2)
            .all(|pair| matches!(pair, [first, second] if first.period == second.period));
        let whole = rows
            .first()
            .and_then(|row| self.comparison(&row.indicator.id, row.period));
        let whole = self.comparator_subject(whole).name;
        let mut columns = vec![Column::words("Indicator")];
        if !one_period {
            columns.push(Column::words("Period"));
        }
        columns.extend([
            Column::numbers(self.force.full_name.clone()),
            Column::numbers(whole),
            Column::numbers("Rank"),
            Column::words("Among forces"),
            Column::words("Allowing for chance"),
        ]);
        let caption = match rows.first() {
            Some(row) if one_period => format!("{caption}, {}", row.period.in_words()),
            _ => caption.to_owned(),
        };
        let rows = rows
            .iter()
            .map(|row| self.indicator_row(*row, one_period))
            .collect();
        DataTable {
            caption,
            columns,
            rows,
        }
    }

    fn indicator_row(&mut self, row: IndicatorRow<'_>, one_period: bool) -> TableRow {
        let IndicatorRow { indicator, period } = row;
        let (format, unit) = look_of(indicator, None);
        let force = self.force_number(indicator, period, &format);
        let comparator = self.comparator_number(indicator, period, &format);
        let mut cells = Vec::with_capacity(6);
        if !one_period {
            cells.push(Cell::Words(capitalised(&period.in_words())));
        }
        cells.extend([Cell::Number(force), Cell::Number(comparator)]);
        match self.own_unit(&indicator.id, period) {
            Some((comparison, own)) => {
                let subject = crate::lookup::subject_of(own);
                let rank = self.counted_number(comparison, subject, Quantity::Rank, own.rank);
                let band = match own.band {
                    Ok(band) => capitalised(match band_words(band) {
                        "broadly in line with" => "broadly in line",
                        other => other,
                    }),
                    Err(reason) => format!("No band: {}", no_band_words(reason)),
                };
                let position = own.funnel.map_or(String::new(), |funnel| {
                    capitalised(position_words(funnel.position))
                });
                let flags: Vec<String> = own
                    .flags
                    .iter()
                    .map(|flag| flag_words(flag, period))
                    .collect();
                let band = if flags.is_empty() {
                    band
                } else {
                    format!("{band}; {}", list_of(&flags))
                };
                cells.extend([Cell::Number(rank), Cell::Words(band), Cell::Words(position)]);
            }
            None => cells.extend(std::iter::repeat_n(Cell::Words(String::new()), 3)),
        }
        let header = if unit.is_empty() {
            indicator.title.clone()
        } else {
            format!("{} ({unit})", indicator.title)
        };
        TableRow {
            marks: Vec::new(),
            emphasised: false,
            header,
            cells,
        }
    }

    /// Which of the indicators put the force among the highest or lowest, in two sentences at
    /// most.
    pub(crate) fn extremes(&mut self, rows: &[IndicatorRow<'_>]) -> Vec<Text> {
        let named = |band| {
            let titles: Vec<&str> = rows
                .iter()
                .filter(|row| {
                    self.own_unit(&row.indicator.id, row.period)
                        .is_some_and(|(_, own)| own.band == Ok(band))
                })
                .map(|row| row.indicator.title.as_str())
                .collect();
            (!titles.is_empty()).then(|| {
                Text::words(format!(
                    "{} is {} in England and Wales on: {}.",
                    self.force.full_name,
                    band_words(band),
                    titles.join("; ")
                ))
            })
        };
        [peel_model::Band::Highest, peel_model::Band::Lowest]
            .into_iter()
            .filter_map(named)
            .collect()
    }
}
