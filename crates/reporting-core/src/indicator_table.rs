//! Tables with a row per indicator: the force beside what it is compared with.

use peel_model::{Indicator, Period, UnitComparison};

use crate::lookup::{Composer, look_of};
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::text::Text;
use crate::wording::{band_words, capitalised, flag_words, no_band_words, position_words};

/// A row to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndicatorRow<'a> {
    /// The indicator.
    pub(crate) indicator: &'a Indicator,
    /// Its period.
    pub(crate) period: Period,
}

/// What a table's rows share.
#[derive(Debug, Clone, Copy)]
struct Shape {
    one_period: bool,
    one_unit: bool,
    columns: usize,
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
            Column::numbers(whole.clone()),
        ]);
        let placed = rows
            .iter()
            .any(|row| self.own_unit(&row.indicator.id, row.period).is_some());
        if placed {
            columns.extend([
                Column::numbers("Rank"),
                Column::words("Among forces"),
                Column::words(format!("Against {whole}, allowing for chance")),
            ]);
        }
        let caption = match rows.first() {
            Some(row) if one_period => format!("{caption}, {}", row.period.in_words()),
            _ => caption.to_owned(),
        };
        // A unit that every row shares is said once.
        let one_unit = rows.len() > 1
            && rows.windows(2).all(|pair| {
                matches!(pair, [first, second] if first.indicator.unit == second.indicator.unit)
            });
        let caption = match rows.first() {
            Some(row) if one_unit => format!("{caption}, {}", row.indicator.unit),
            _ => caption,
        };
        let shape = Shape {
            one_period,
            one_unit,
            columns: columns.len(),
        };
        let rows = rows
            .iter()
            .map(|row| self.indicator_row(*row, shape))
            .collect();
        DataTable {
            caption,
            columns,
            rows,
        }
    }

    fn indicator_row(&mut self, row: IndicatorRow<'_>, shape: Shape) -> TableRow {
        let IndicatorRow { indicator, period } = row;
        let (format, unit) = look_of(indicator, None);
        let force = self.force_number(indicator, period, &format);
        let comparator = self.comparator_number(indicator, period, &format);
        let mut cells = Vec::with_capacity(6);
        if !shape.one_period {
            cells.push(Cell::Words(capitalised(&period.in_words())));
        }
        cells.extend([Cell::Number(force), Cell::Number(comparator)]);
        if let Some((comparison, own)) = self.own_unit(&indicator.id, period) {
            let position = own
                .funnel
                .map_or("", |funnel| without_with(position_words(funnel.position)));
            cells.extend([
                Cell::Text(self.rank_text(comparison, own)),
                Cell::Words(band_cell(own, period)),
                Cell::Words(capitalised(position)),
            ]);
        }
        // Rows without a place among the forces have nothing to say in the last columns.
        cells.resize(shape.columns - 1, Cell::Words(String::new()));
        let header = if unit.is_empty() || shape.one_unit {
            indicator.title.clone()
        } else {
            format!("{} ({unit})", indicator.title)
        };
        TableRow::new(header, cells)
    }

    /// Which of the indicators put the force among the highest or lowest, in two sentences at
    /// most.
    pub(crate) fn extremes(&self, rows: &[IndicatorRow<'_>]) -> Vec<Text> {
        let whole = rows
            .first()
            .and_then(|row| self.comparison(&row.indicator.id, row.period));
        let whole = self.comparator_subject(whole).name;
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
                    "{} is {} in {whole} on: {}.",
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

/// The band, or why there is none, with what limits the value.
fn band_cell(own: &UnitComparison, period: Period) -> String {
    let band = match own.band {
        Ok(band) => capitalised(without_with(band_words(band))),
        Err(reason) => format!("No band: {}", no_band_words(reason)),
    };
    let flags = own.flags.iter().map(|flag| flag_words(flag, period));
    std::iter::once(band)
        .chain(flags)
        .collect::<Vec<_>>()
        .join("; ")
}

/// "in line with" where nothing follows.
fn without_with(words: &'static str) -> &'static str {
    words.strip_suffix(" with").unwrap_or(words)
}
