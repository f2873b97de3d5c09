//! Tables with a row per indicator: the force beside what it is compared with.

use peel_model::{Band, Formula, Indicator, Period, UnitComparison};

use crate::lookup::{Composer, look_of};
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::text::Text;
use crate::traced::TracedNumber;
use crate::wording::{band_words, capitalised, flag_words, no_band_words, position_words};

/// A row to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndicatorRow<'a> {
    /// The indicator.
    pub(crate) indicator: &'a Indicator,
    /// Its period.
    pub(crate) period: Period,
}

/// What a row shows, before it is known which columns the table needs.
struct Line {
    force: TracedNumber,
    whole: Cell,
    /// Rank, band and place in the funnel; `None` when the force is not compared.
    place: Option<[Cell; 3]>,
    /// What limits the row; empty when nothing does.
    remark: String,
}

impl Composer<'_> {
    /// The table of these rows. Columns that no row needs are left out; a unit or period that all
    /// rows share is said once, in the caption.
    pub(crate) fn indicator_table(
        &mut self,
        caption: &str,
        rows: &[IndicatorRow<'_>],
    ) -> DataTable {
        let lines: Vec<Line> = rows.iter().map(|row| self.line_of_row(*row)).collect();
        let whole = self.whole_of(rows);
        let one_period = all_same(rows.iter().map(|row| row.period));
        let one_unit = rows.len() > 1 && all_same(rows.iter().map(|row| &row.indicator.unit));
        let placed = lines.iter().any(|line| line.place.is_some());
        let remarked = lines.iter().any(|line| !line.remark.is_empty());

        let period = one_period.then(|| rows.first().map(|row| row.period.in_words()));
        let unit = one_unit.then(|| rows.first().map(|row| row.indicator.unit.clone()));
        let shared = [period, unit].into_iter().flatten().flatten();
        let caption: Vec<String> = std::iter::once(caption.to_owned())
            .chain(shared)
            .filter(|part| !part.is_empty())
            .collect();

        let mut columns = vec![Column::words("Indicator")];
        columns.push(Column::numbers(self.force_name()));
        columns.push(Column::numbers(whole.clone()));
        if placed {
            columns.push(Column::numbers("Rank"));
            columns.push(Column::words("Among forces"));
            columns.push(Column::words(format!("Against {whole}")));
        }
        columns.extend(remarked.then(|| Column::words("Remark")));

        let rows = rows.iter().zip(lines).map(|(row, line)| {
            let mut cells = Vec::with_capacity(columns.len());
            cells.extend([Cell::Number(line.force), line.whole]);
            if placed {
                let nothing = || [(); 3].map(|()| Cell::Words(String::new()));
                cells.extend(line.place.unwrap_or_else(nothing));
            }
            if remarked {
                cells.push(Cell::Words(line.remark));
            }
            TableRow {
                detail: detail_of(*row, one_unit, one_period),
                ..TableRow::new(row.indicator.title.clone(), cells)
            }
        });
        DataTable {
            caption: capitalised(&caption.join(", ")),
            rows: rows.collect(),
            columns,
        }
    }

    fn line_of_row(&mut self, row: IndicatorRow<'_>) -> Line {
        let IndicatorRow { indicator, period } = row;
        let (format, _) = look_of(indicator, None);
        let force = self.force_number(indicator, period, &format);
        let whole = self.comparator_number(indicator, period, &format);
        let own = self.own_unit(&indicator.id, period);
        let remark = match own {
            Some((_, own)) => limits_of(own, period),
            None => absences(&force, &whole),
        };
        let tally = matches!(indicator.formula, Formula::Tally { .. });
        let counted = tally
            .then(|| self.comparison(&indicator.id, period))
            .flatten();
        Line {
            force,
            whole: match counted {
                Some(comparison) => Cell::Text(
                    Text::default()
                        .number(whole)
                        .then(" of ")
                        .number(self.units_number(comparison)),
                ),
                None => Cell::Number(whole),
            },
            place: own.map(|(comparison, own)| {
                let band = own.band.map_or("", |band| without_with(band_words(band)));
                let position = own
                    .funnel
                    .map_or("", |funnel| without_with(position_words(funnel.position)));
                [
                    Cell::Text(self.rank_text(comparison, own)),
                    Cell::Words(capitalised(band)),
                    Cell::Words(capitalised(position)),
                ]
            }),
            remark,
        }
    }

    /// The name of what the rows' first comparison compares with.
    fn whole_of(&self, rows: &[IndicatorRow<'_>]) -> String {
        let first = rows
            .first()
            .and_then(|row| self.comparison(&row.indicator.id, row.period));
        self.comparator_subject(first).name
    }

    /// Which of the indicators put the force among the highest or lowest, in two sentences at
    /// most.
    pub(crate) fn extremes(&self, rows: &[IndicatorRow<'_>]) -> Vec<Text> {
        let whole = self.whole_of(rows);
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
                    self.force_name(),
                    band_words(band),
                    titles.join("; ")
                ))
            })
        };
        [Band::Highest, Band::Lowest]
            .into_iter()
            .filter_map(named)
            .collect()
    }
}

fn all_same<T: PartialEq>(mut items: impl Iterator<Item = T>) -> bool {
    let first = items.next();
    items.all(|item| Some(&item) == first.as_ref())
}

/// Unit and period, as far as neither title, caption nor number says them.
fn detail_of(row: IndicatorRow<'_>, one_unit: bool, one_period: bool) -> String {
    let (_, unit) = look_of(row.indicator, None);
    let title = row.indicator.title.to_lowercase();
    let unit = (!one_unit && !title.contains(&unit.to_lowercase())).then_some(unit);
    let period = (!one_period).then(|| row.period.in_words());
    unit.into_iter()
        .chain(period)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why there is no band, and what else limits a value.
fn limits_of(own: &UnitComparison, period: Period) -> String {
    let no_band = own
        .band
        .err()
        .map(|reason| format!("no band: {}", no_band_words(reason)));
    let flags = own.flags.iter().map(|flag| flag_words(flag, period));
    let limits: Vec<String> = no_band.into_iter().chain(flags).collect();
    capitalised(&limits.join("; "))
}

/// Why numbers of a row that is not compared are missing.
fn absences(force: &TracedNumber, whole: &TracedNumber) -> String {
    match (force.is_absent(), whole.is_absent()) {
        (true, _) => force.basis.reason().to_owned(),
        (false, true) => format!("{}: not printed", whole.origin.subject.name),
        (false, false) => String::new(),
    }
}

/// "in line with" where nothing follows.
fn without_with(words: &'static str) -> &'static str {
    words.strip_suffix(" with").unwrap_or(words)
}
