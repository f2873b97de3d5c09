//! A force and its comparator from period to period, with what may be said of the trend.

use peel_model::{Indicator, NoTrend, Period, Series, SeriesDirection, SeriesPoint, SeriesTrend};

use super::{line_chart, line_description, line_table, unit_title};
use crate::figure::{Drawing, Role};
use crate::figures::Drawn;
use crate::lookup::{Composer, absent_number, look_of, number_of};
use crate::number::NumberFormat;
use crate::text::Text;
use crate::traced::{Basis, Origin, Quantity, Subject, TracedNumber};
use crate::wording::{absent_words, flag_words, list_of, sentence};

impl Composer<'_> {
    /// The lines of a series; `None` when no period has a value.
    pub(crate) fn trend(&mut self, indicator: &Indicator, series: &Series) -> Option<Drawn> {
        let (format, unit) = look_of(indicator, None);
        let periods: Vec<Period> = series.points.iter().map(|point| point.period).collect();
        let own = self.own_subject();
        let whole = self.comparator_subject(None);
        let force: Vec<TracedNumber> = series
            .points
            .iter()
            .map(|point| own_number(indicator, point, &own, &format))
            .collect();
        let others: Vec<TracedNumber> = series
            .points
            .iter()
            .map(|point| whole_number(indicator, point, &whole, &format))
            .collect();
        if force.iter().chain(&others).all(TracedNumber::is_absent) {
            return None;
        }
        for period in &periods {
            self.used.insert((indicator.id.clone(), *period));
        }
        let names = [
            (self.force_name(), Role::Force, &force),
            (whole.name.clone(), Role::Comparator, &others),
        ];
        let chart = line_chart(unit_title(&unit, &format), &format, &periods, &names);
        let statements = [
            trend_sentence(&self.force_name(), &series.trend),
            trend_sentence(&whole.name, &series.comparator_trend),
        ];
        Some(Drawn {
            description: line_description(indicator, &chart),
            table: line_table(indicator, &periods, &names),
            drawing: Drawing::Line(chart),
            statements: statements.map(Text::words).into(),
            notes: flagged(series),
        })
    }
}

fn own_number(
    indicator: &Indicator,
    point: &SeriesPoint,
    own: &Subject,
    format: &NumberFormat,
) -> TracedNumber {
    let subject = point.value.as_ref().map_or_else(
        |_| own.clone(),
        |value| Subject {
            id: value.unit.id.to_string(),
            name: value.unit.name.clone(),
        },
    );
    let value = point.value.as_ref().map(|value| value.value);
    placed(
        indicator,
        point,
        subject,
        value.map_err(|absent| *absent),
        format,
    )
}

fn whole_number(
    indicator: &Indicator,
    point: &SeriesPoint,
    whole: &Subject,
    format: &NumberFormat,
) -> TracedNumber {
    let value = point.comparator.map(|value| value.value);
    placed(indicator, point, whole.clone(), value, format)
}

fn placed(
    indicator: &Indicator,
    point: &SeriesPoint,
    subject: Subject,
    value: Result<f64, peel_model::Absent>,
    format: &NumberFormat,
) -> TracedNumber {
    let origin = Origin {
        indicator: indicator.id.clone(),
        period: point.period,
        subject,
        quantity: Quantity::Value,
        revision: point.revision,
    };
    match value {
        Ok(value) => number_of(format, value, Basis::Computed, origin),
        Err(absent) => absent_number(&sentence(absent_words(absent)), origin),
    }
}

/// What may be said of a trend, or why nothing may.
fn trend_sentence(name: &str, trend: &Result<SeriesTrend, NoTrend>) -> String {
    match trend {
        Ok(trend) => {
            let direction = match trend.direction {
                SeriesDirection::Rising => "has been rising, by more than chance explains",
                SeriesDirection::Falling => "has been falling, by more than chance explains",
                SeriesDirection::Steady => {
                    "goes up and down without a trend that chance does not explain"
                }
            };
            format!(
                "{name} {direction} (chi-squared for linear trend at 95%, {} periods, {} to {}).",
                trend.periods,
                trend.first.in_words(),
                trend.last.in_words()
            )
        }
        Err(reason) => format!(
            "{name}: no trend is given, because {}.",
            no_trend_words(*reason)
        ),
    }
}

fn no_trend_words(reason: NoTrend) -> &'static str {
    match reason {
        NoTrend::TooFewPeriods => "fewer than five periods have a value",
        NoTrend::Break => {
            "fewer than five periods have a value since figures stopped being comparable with \
             earlier ones"
        }
        NoTrend::NotApplicable => "the indicator is neither a proportion nor a rate",
        NoTrend::NoVariation => "there were no events, or nothing but events",
        NoTrend::NotComparable => {
            "a period covers another number of months than the others, or another unit"
        }
    }
}

/// What a reader must know of single values.
fn flagged(series: &Series) -> Vec<String> {
    series
        .points
        .iter()
        .filter_map(|point| Some((point.period, point.value.as_ref().ok()?)))
        .filter(|(_, value)| !value.flags.is_empty())
        .map(|(period, value)| {
            let flags = value.flags.iter().map(|flag| flag_words(flag, period));
            let flags: Vec<String> = flags.collect();
            format!("{}: {}.", period.in_words(), list_of(&flags))
        })
        .collect()
}
