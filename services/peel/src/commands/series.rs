//! `peel series FORCE INDICATOR`

use peel_kit::{Exit, ProcessError};
use peel_model::{
    ChartRule, ChartSignal, NoChart, NoTrend, Series, SeriesChart, SeriesPoint, SeriesTrend,
};
use peel_proto::convert::series_from_wire;
use peel_proto::scoring::v1 as wire;
use peel_reporting_core::wording::{absent_words, flag_words};
use peel_reporting_core::{DASH, NumberFormat};

use crate::arguments::ForceQuestion;
use crate::failure::told;
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn series(session: &Session<'_>, asked: &ForceQuestion) -> Done {
    let request = wire::CompareSeriesRequest {
        force: asked.force.clone(),
        indicator: asked.question.indicator.clone(),
        edition: session.shared.edition.clone(),
        period: asked.question.period.clone(),
        peer_group: asked.question.comparator.clone(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.series().compare_series(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let message = answer.series.clone().unwrap_or_default();
    let series = series_from_wire(message.clone()).map_err(|malformed| {
        let message = format!("the service sent what its contract does not allow: {malformed}");
        ProcessError::new(Exit::Software, message)
    })?;
    let name = "peel.scoring.v1.CompareSeriesResponse";
    session
        .output
        .answer(name, &answer, || text(&message, &series))
}

fn text(message: &wire::Series, series: &Series) -> String {
    let revision = match series.revision {
        Some(revision) => format!("data as at revision {revision}"),
        None => "no data recorded".to_owned(),
    };
    let comparator = match message.peer_group.as_str() {
        "" => "England and Wales",
        group => group,
    };
    let mut lines = vec![
        format!("{}, {}", message.title, message.unit),
        format!(
            "{} beside {comparator}; {revision}, method {}",
            series.force, series.method
        ),
    ];
    if series.points.is_empty() {
        lines.push("There is nothing to show: no period has a value.".to_owned());
        return lines.join("\n");
    }
    let format = format_of(message);
    lines.push(points(&format, comparator, series));
    lines.push(format!("trend       {}", trend(&series.trend)));
    lines.push(format!(
        "comparator  {} ({comparator})",
        trend(&series.comparator_trend)
    ));
    lines.push(format!("chart       {}", chart(&format, &series.chart)));
    if let Ok(chart) = &series.chart {
        lines.extend(chart.signals.iter().map(signal));
        lines.extend(chart.steps.iter().map(|step| {
            format!(
                "            a new level from {}: {} after {}",
                step.period.in_words(),
                format.show(step.after),
                format.show(step.before)
            )
        }));
    }
    lines.join("\n")
}

fn format_of(message: &wire::Series) -> NumberFormat {
    NumberFormat {
        decimals: u8::try_from(message.decimals).unwrap_or(u8::MAX),
        ..NumberFormat::default()
    }
}

fn points(format: &NumberFormat, comparator: &str, series: &Series) -> String {
    let percent = NumberFormat {
        decimals: 1,
        signed: true,
        ..NumberFormat::default()
    };
    let change = |point: &SeriesPoint| {
        let change = series
            .changes
            .iter()
            .find(|change| change.to == point.period);
        match change.map(|change| change.relative) {
            Some(Ok(relative)) => format!("{}%", percent.show(relative * 100.0)),
            _ => DASH.to_owned(),
        }
    };
    let rows = series.points.iter().map(|point| {
        let of_comparator = point.comparator.ok();
        let of_comparator = of_comparator.map_or(DASH.to_owned(), |one| format.show(one.value));
        match &point.value {
            Ok(value) => [
                point.period.in_words(),
                format.show(value.value),
                change(point),
                of_comparator,
                format!("{} of {}", value.rank, value.of),
                flags(point),
            ],
            Err(because) => [
                point.period.in_words(),
                DASH.to_owned(),
                DASH.to_owned(),
                of_comparator,
                DASH.to_owned(),
                absent_words(*because).to_owned(),
            ],
        }
    });
    let heading = ["period", "value", "change", comparator, "rank", "note"];
    table(heading, &[1, 2, 3], rows)
}

fn flags(point: &SeriesPoint) -> String {
    let flags = point.value.iter().flat_map(|value| &value.flags);
    let words: Vec<String> = flags.map(|flag| flag_words(flag, point.period)).collect();
    words.join("; ")
}

fn trend(trend: &Result<SeriesTrend, NoTrend>) -> String {
    match trend {
        Ok(trend) => {
            let probability = NumberFormat {
                decimals: 3,
                ..NumberFormat::default()
            };
            let chance = match probability.show(trend.p_value) {
                none if trend.p_value < 0.0005 => format!("below {}", none.replace("000", "001")),
                chance => chance,
            };
            format!(
                "{} over {} periods; by chance alone with probability {chance}",
                trend.direction, trend.periods
            )
        }
        Err(why) => format!("none: {}", no_trend_words(*why)),
    }
}

fn no_trend_words(why: NoTrend) -> &'static str {
    match why {
        NoTrend::TooFewPeriods => "too few periods have a value",
        NoTrend::Break => "too few periods since figures stopped being comparable",
        NoTrend::NotApplicable => "only proportions and rates have one",
        NoTrend::NoVariation => "there is nothing that could have changed",
        NoTrend::NotComparable => "the periods or units differ",
    }
}

fn chart(format: &NumberFormat, chart: &Result<SeriesChart, NoChart>) -> String {
    match chart {
        Ok(chart) => format!(
            "{} points of {} months around {}, limits {} to {}",
            chart.points.len(),
            chart.months,
            format.show(chart.centre),
            format.show(chart.limits.lower),
            format.show(chart.limits.upper)
        ),
        Err(NoChart::OnlyWholeSpans) => {
            "none: neither months nor quarters were recorded".to_owned()
        }
        Err(NoChart::TooFewPeriods) => "none: too few months or quarters in a row".to_owned(),
        Err(NoChart::NotApplicable) => "none: it does not apply to this kind of figure".to_owned(),
    }
}

fn signal(signal: &ChartSignal) -> String {
    let what = match (signal.rule, signal.above) {
        (ChartRule::Outside, true) => "above the limits",
        (ChartRule::Outside, false) => "below the limits",
        (ChartRule::Run, true) => "a run above the centre",
        (ChartRule::Run, false) => "a run below the centre",
        (ChartRule::Direction, true) => "ever higher",
        (ChartRule::Direction, false) => "ever lower",
    };
    let (first, last) = (signal.first.in_words(), signal.last.in_words());
    if signal.first == signal.last {
        format!("            {what}: {first}")
    } else {
        format!("            {what}: {first} to {last}")
    }
}
