//! Draws charts: what is where, under which label.

mod dots;
mod funnel;
mod map;
mod pairs;
mod trend;

pub(crate) use map::{NOT_TO_SCALE, description as map_description};

use peel_model::{Comparison, Indicator, Period, UnitComparison};

use crate::axis::axis_for;
use crate::figure::{Bar, BarChart, Drawing, LineChart, Point, Role, Series};
use crate::figures::Drawn;
use crate::lookup::{Composer, look_of, unit_number};
use crate::number::NumberFormat;
use crate::statements::{flagged_value, left_out_note};
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::traced::{Quantity, TracedNumber};
use crate::wording::{capitalised, counted, in_period};

impl Composer<'_> {
    /// A line over periods; `None` when no period has a value.
    pub(crate) fn line(&mut self, indicator: &Indicator, periods: &[Period]) -> Option<Drawn> {
        let (format, unit) = look_of(indicator, None);
        let force: Vec<TracedNumber> = periods
            .iter()
            .map(|period| self.force_number(indicator, *period, &format))
            .collect();
        let whole: Vec<TracedNumber> = periods
            .iter()
            .map(|period| self.comparator_number(indicator, *period, &format))
            .collect();
        let drawn = |number: &TracedNumber| !number.is_absent();
        if !force.iter().chain(&whole).any(drawn) {
            return None;
        }
        let names = [
            (self.force_name(), Role::Force, &force),
            (
                self.whole_name(indicator, periods),
                Role::Comparator,
                &whole,
            ),
        ];
        let chart = line_chart(unit_title(&unit, &format), &format, periods, &names);
        let statements = self
            .series_statement(indicator, periods)
            .into_iter()
            .chain(periods.last().map(|last| self.statement(indicator, *last)))
            .collect();
        let notes = periods
            .last()
            .and_then(|last| self.comparison(&indicator.id, *last))
            .and_then(left_out_note)
            .map(|note| capitalised(&note));
        Some(Drawn {
            description: line_description(indicator, &chart),
            table: line_table(indicator, periods, &names),
            drawing: Drawing::Line(chart),
            statements,
            notes: notes.into_iter().collect(),
        })
    }

    /// A bar for every unit, highest first; `None` when nothing was computed.
    pub(crate) fn bars(&mut self, indicator: &Indicator, period: Period) -> Option<Drawn> {
        let comparison = self.comparison(&indicator.id, period)?;
        if comparison.units.is_empty() {
            return None;
        }
        let (format, unit) = look_of(indicator, None);
        let ranked = by_rank(comparison);
        let whole = self.comparator_number(indicator, period, &format);
        let whole = point_of(&whole).map(|point| (whole.origin.subject.name.clone(), point));
        let values = ranked.iter().map(|unit| unit.value);
        let chart = BarChart {
            unit: unit_title(&unit, &format),
            axis: axis_for(
                values.chain(whole.iter().map(|(_, point)| point.value)),
                &format,
            ),
            bars: ranked
                .iter()
                .map(|unit| self.bar(comparison, unit, &format))
                .collect(),
            comparator: whole,
        };
        let flagged = chart.bars.iter().any(|bar| bar.flagged);
        let notes = left_out_note(comparison)
            .into_iter()
            .chain(flagged.then(|| "* To be read with care; the data table says why.".to_owned()));
        Some(Drawn {
            description: bars_description(indicator, period, &chart, self.force.is_some()),
            table: self.bars_table(indicator, comparison, &ranked, &format),
            statements: vec![self.said_of(indicator, comparison)],
            notes: notes.collect(),
            drawing: Drawing::Bars(chart),
        })
    }

    fn bar(&self, comparison: &Comparison, unit: &UnitComparison, format: &NumberFormat) -> Bar {
        let number = unit_number(format, comparison, unit, Quantity::Value);
        Bar {
            name: unit.unit.name.clone(),
            role: if self.is_among(&unit.unit.forces) {
                Role::Force
            } else {
                Role::Other
            },
            end: Point {
                value: unit.value,
                label: number.shown,
            },
            flagged: !unit.flags.is_empty(),
        }
    }

    fn whole_name(&self, indicator: &Indicator, periods: &[Period]) -> String {
        let comparison = periods
            .last()
            .and_then(|last| self.comparison(&indicator.id, *last));
        self.comparator_subject(comparison).name
    }

    fn bars_table(
        &mut self,
        indicator: &Indicator,
        comparison: &Comparison,
        ranked: &[&UnitComparison],
        format: &NumberFormat,
    ) -> DataTable {
        let mut rows: Vec<TableRow> = ranked
            .iter()
            .map(|unit| {
                let (value, flags) = flagged_value(format, comparison, unit);
                let rank = unit_number(format, comparison, unit, Quantity::Rank);
                TableRow {
                    emphasised: self.is_among(&unit.unit.forces),
                    ..TableRow::new(
                        unit.unit.name.clone(),
                        vec![Cell::Number(value), Cell::Number(rank), Cell::Words(flags)],
                    )
                }
            })
            .collect();
        let whole = self.comparator_number(indicator, comparison.period, format);
        rows.push(TableRow::new(
            whole.origin.subject.name.clone(),
            vec![
                Cell::Number(whole),
                Cell::Words(String::new()),
                Cell::Words(String::new()),
            ],
        ));
        DataTable {
            caption: format!(
                "{} by force, {}, highest first",
                indicator.title,
                comparison.period.in_words()
            ),
            columns: vec![
                Column::words("Force"),
                Column::numbers(capitalised(&unit_title(
                    &look_of(indicator, None).1,
                    format,
                ))),
                Column::numbers("Rank"),
                Column::words("To be read with care"),
            ],
            rows,
        }
    }
}

/// The units by rank; ties by name, so that the order never depends on the input's.
fn by_rank(comparison: &Comparison) -> Vec<&UnitComparison> {
    let mut ranked: Vec<&UnitComparison> = comparison.units.iter().collect();
    ranked.sort_by(|a, b| {
        a.rank
            .cmp(&b.rank)
            .then_with(|| a.unit.name.cmp(&b.unit.name))
    });
    ranked
}

fn point_of(number: &TracedNumber) -> Option<Point> {
    number.exact.map(|value| Point {
        value,
        label: number.shown.clone(),
    })
}

/// What an axis is titled with.
fn unit_title(unit: &str, format: &NumberFormat) -> String {
    let sign = match (format.suffix.as_str(), format.prefix.as_str()) {
        ("%", _) => "percent",
        (_, "£") => "pounds",
        _ => "",
    };
    match (sign, unit) {
        ("", "") => "value".to_owned(),
        ("", unit) => unit.to_owned(),
        (sign, "") => sign.to_owned(),
        (sign, unit) => format!("{sign} {unit}"),
    }
}

/// Periods that differ in the year alone are told apart by the year alone.
fn short_periods(periods: &[Period]) -> (Vec<String>, String) {
    let without_year = |period: &Period| {
        let words = period.in_words();
        let cut = words.rsplit_once(' ').map(|(before, _)| before.to_owned());
        cut.unwrap_or(words)
    };
    let title = periods.first().map(&without_year).unwrap_or_default();
    if periods.iter().all(|period| without_year(period) == title) {
        let years = periods.iter().map(|period| period.last_day().0.to_string());
        (years.collect(), title)
    } else {
        let words = periods.iter().map(|period| period.in_words());
        (words.collect(), "period".to_owned())
    }
}

/// A line for each name, over the same periods.
fn line_chart(
    unit: String,
    format: &NumberFormat,
    periods: &[Period],
    names: &[(String, Role, &Vec<TracedNumber>)],
) -> LineChart {
    let numbers = names.iter().flat_map(|(_, _, numbers)| numbers.iter());
    let (labels, periods_title) = short_periods(periods);
    LineChart {
        unit,
        axis: axis_for(numbers.filter_map(|number| number.exact), format),
        periods: labels,
        periods_title,
        series: names
            .iter()
            .map(|(name, role, numbers)| Series {
                name: name.clone(),
                role: *role,
                points: numbers.iter().map(point_of).collect(),
            })
            .collect(),
    }
}

fn line_table(
    indicator: &Indicator,
    periods: &[Period],
    names: &[(String, Role, &Vec<TracedNumber>)],
) -> DataTable {
    let columns = std::iter::once(Column::words("Period"))
        .chain(
            names
                .iter()
                .map(|(name, _, _)| Column::numbers(name.clone())),
        )
        .collect();
    let rows = periods
        .iter()
        .enumerate()
        .map(|(index, period)| {
            let cells = names
                .iter()
                .filter_map(|(_, _, numbers)| numbers.get(index))
                .map(|number| Cell::Number(number.clone()))
                .collect();
            TableRow::new(capitalised(&period.in_words()), cells)
        })
        .collect();
    DataTable {
        caption: format!("{}, {}", indicator.title, indicator.unit),
        columns,
        rows,
    }
}

fn line_description(indicator: &Indicator, chart: &LineChart) -> String {
    let lines: Vec<String> = chart
        .series
        .iter()
        .map(|series| {
            let points: Vec<String> = series
                .points
                .iter()
                .zip(&chart.periods)
                .map(|(point, period)| {
                    let label = point.as_ref().map_or("no value", |point| &point.label);
                    format!("{period}: {label}")
                })
                .collect();
            format!("{}: {}.", series.name, points.join(", "))
        })
        .collect();
    format!(
        "Line chart of {} ({}) for the {}. {}",
        indicator.title,
        chart.unit,
        chart.periods_title,
        lines.join(" ")
    )
}

fn bars_description(
    indicator: &Indicator,
    period: Period,
    chart: &BarChart,
    about_a_force: bool,
) -> String {
    let mut words = vec![format!(
        "Bar chart of {} ({}) {} for {}, highest first.",
        indicator.title,
        chart.unit,
        in_period(period),
        counted(chart.bars.len(), "force", "forces"),
    )];
    if let (Some(first), Some(last)) = (chart.bars.first(), chart.bars.last()) {
        words.push(format!(
            "The highest is {} with {}, the lowest {} with {}.",
            first.name, first.end.label, last.name, last.end.label
        ));
    }
    let own = chart.bars.iter().position(|bar| bar.role == Role::Force);
    if let Some((place, bar)) = own.and_then(|place| Some((place, chart.bars.get(place)?))) {
        let place = place + 1;
        words.push(format!(
            "{} is bar {place} with {}.",
            bar.name, bar.end.label
        ));
    } else if about_a_force {
        words.push("The force this report is about is not among them.".to_owned());
    }
    if let Some((name, point)) = &chart.comparator {
        words.push(format!("{name} is at {}.", point.label));
    }
    words.join(" ")
}
