//! The funnel: units by size, with the limits around the comparator.

use peel_model::{Comparison, Formula, Indicator, Period, UnitComparison};

use super::{point_of, unit_title};
use crate::axis::{axis_around, axis_for};
use crate::figure::{Drawing, Point, Role};
use crate::figures::Drawn;
use crate::lookup::{Composer, look_of, unit_number};
use crate::number::NumberFormat;
use crate::plots::{FunnelLimits, FunnelPlot, FunnelUnit};
use crate::statements::left_out_note;
use crate::strip::usual_range;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::traced::{Quantity, TracedNumber};
use crate::wording::{capitalised, counted, in_period, list_of, position_words};

impl Composer<'_> {
    /// Units by size within limits; `None` when no unit has limits.
    pub(crate) fn funnel(&mut self, indicator: &Indicator, period: Period) -> Option<Drawn> {
        let comparison = self.comparison(&indicator.id, period)?;
        let (format, unit) = look_of(indicator, None);
        let whole = self.comparator_number(indicator, period, &format);
        let units = by_size(comparison);
        let limits: Vec<FunnelLimits> = units.iter().filter_map(|unit| limits_of(unit)).collect();
        if limits.is_empty() {
            return None;
        }
        // One force far beyond all others would press them together.
        let usual = usual_range(units.iter().map(|unit| unit.value));
        let is_usual = |value: f64| usual.is_none_or(|(low, high)| (low..=high).contains(&value));
        let values = units
            .iter()
            .map(|unit| unit.value)
            .filter(|value| is_usual(*value));
        let ends = limits
            .iter()
            .flat_map(|limits| [limits.outer.0, limits.outer.1]);
        let chart = FunnelPlot {
            unit: unit_title(&unit, &format),
            size: self.size_of(indicator),
            axis: axis_around(values.chain(ends), &format),
            sizes: axis_for(
                units.iter().map(|unit| unit.denominator),
                &NumberFormat::whole(),
            ),
            comparator: (whole.origin.subject.name.clone(), point_of(&whole)?),
            units: units
                .iter()
                .map(|unit| FunnelUnit {
                    beyond: !is_usual(unit.value),
                    ..self.funnel_unit(comparison, unit, &format)
                })
                .collect(),
            limits,
        };
        let beyond: Vec<String> = chart
            .units
            .iter()
            .filter(|unit| unit.beyond)
            .map(|unit| format!("{} ({})", unit.name, unit.value.label))
            .collect();
        let beyond = (!beyond.is_empty()).then(|| {
            format!(
                "Far beyond all others, and drawn at the edge: {}.",
                list_of(&beyond)
            )
        });
        let notes = left_out_note(comparison)
            .map(|note| capitalised(&note))
            .into_iter()
            .chain(beyond)
            .chain(std::iter::once(LIMITS_NOTE.to_owned()));
        Some(Drawn {
            description: description(indicator, period, &chart),
            table: self.funnel_table(indicator, comparison, &units, &format, whole),
            statements: vec![self.said_of(indicator, comparison)],
            notes: notes.collect(),
            drawing: Drawing::Funnel(chart),
        })
    }

    fn funnel_unit(
        &self,
        comparison: &Comparison,
        unit: &UnitComparison,
        format: &NumberFormat,
    ) -> FunnelUnit {
        let own = self.is_among(&unit.unit.forces);
        FunnelUnit {
            name: unit.unit.name.clone(),
            role: if own { Role::Force } else { Role::Other },
            size: unit.denominator,
            value: Point {
                value: unit.value,
                label: unit_number(format, comparison, unit, Quantity::Value).shown,
            },
            beyond: false,
            outside: unit.funnel.is_ok_and(|funnel| {
                use peel_model::FunnelPosition::{AboveOuter, BelowOuter};
                matches!(funnel.position, AboveOuter | BelowOuter)
            }),
        }
    }

    /// What the denominator counts.
    fn size_of(&self, indicator: &Indicator) -> String {
        let Formula::Ratio { denominator, .. } = &indicator.formula else {
            return "Size".to_owned();
        };
        let measure = self.input.edition.measure(denominator);
        measure.map_or_else(|| denominator.to_string(), |known| known.title.clone())
    }

    fn funnel_table(
        &mut self,
        indicator: &Indicator,
        comparison: &Comparison,
        units: &[&UnitComparison],
        format: &NumberFormat,
        whole: TracedNumber,
    ) -> DataTable {
        let whole_name = whole.origin.subject.name.clone();
        let size = |unit: &UnitComparison| TracedNumber {
            shown: NumberFormat::whole().show(unit.denominator),
            exact: Some(unit.denominator),
            ..unit_number(format, comparison, unit, Quantity::Denominator)
        };
        let mut rows: Vec<TableRow> = units
            .iter()
            .map(|unit| {
                let position = unit
                    .funnel
                    .map_or("", |funnel| position_words(funnel.position));
                TableRow {
                    emphasised: self.is_among(&unit.unit.forces),
                    ..TableRow::new(
                        unit.unit.name.clone(),
                        vec![
                            Cell::Number(size(unit)),
                            Cell::Number(unit_number(format, comparison, unit, Quantity::Value)),
                            Cell::Words(capitalised(position.trim_end_matches(" with"))),
                        ],
                    )
                }
            })
            .collect();
        rows.push(TableRow::new(
            whole_name.clone(),
            vec![
                Cell::Words(String::new()),
                Cell::Number(whole),
                Cell::Words(String::new()),
            ],
        ));
        DataTable {
            caption: format!(
                "{} by force, {}, smallest first",
                indicator.title,
                comparison.period.in_words()
            ),
            columns: vec![
                Column::words("Force"),
                Column::numbers(self.size_of(indicator)),
                Column::numbers(capitalised(&unit_title(
                    &look_of(indicator, None).1,
                    format,
                ))),
                Column::words(format!("Against {whole_name}")),
            ],
            rows,
        }
    }
}

/// What must be known to read the limits.
const LIMITS_NOTE: &str = "The limits are widened because forces vary by more than chance alone \
                           (Spiegelhalter 2005): 95 in 100 forces would lie within the inner \
                           pair, 998 in 1,000 within the outer, if all were alike but for that.";

/// The units, smallest first; equal ones by name.
fn by_size(comparison: &Comparison) -> Vec<&UnitComparison> {
    let mut units: Vec<&UnitComparison> = comparison
        .units
        .iter()
        .filter(|unit| unit.funnel.is_ok() && unit.denominator > 0.0)
        .collect();
    units.sort_by(|one, other| {
        one.denominator
            .total_cmp(&other.denominator)
            .then_with(|| one.unit.name.cmp(&other.unit.name))
    });
    units
}

fn limits_of(unit: &UnitComparison) -> Option<FunnelLimits> {
    let corrected = unit.funnel.ok()?.corrected;
    Some(FunnelLimits {
        size: unit.denominator,
        inner: (corrected.at_95.lower, corrected.at_95.upper),
        outer: (corrected.at_99_8.lower, corrected.at_99_8.upper),
    })
}

fn description(indicator: &Indicator, period: Period, chart: &FunnelPlot) -> String {
    let outside: Vec<String> = chart
        .units
        .iter()
        .filter(|unit| unit.outside)
        .map(|unit| format!("{} ({})", unit.name, unit.value.label))
        .collect();
    let outside = if outside.is_empty() {
        "No force lies outside the outer limits.".to_owned()
    } else {
        format!("Outside the outer limits: {}.", list_of(&outside))
    };
    let own = chart.units.iter().find(|unit| unit.role == Role::Force);
    let own = own.map_or_else(String::new, |unit| {
        format!(" {} is at {}.", unit.name, unit.value.label)
    });
    let (name, point) = &chart.comparator;
    format!(
        "Funnel plot of {} ({}) {} against {} for {}. {name} is at {}.{own} {outside}",
        indicator.title,
        chart.unit,
        in_period(period),
        chart.size.to_lowercase(),
        counted(chart.units.len(), "force", "forces"),
        point.label,
    )
}
