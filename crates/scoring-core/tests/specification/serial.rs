//! Series: changes, trends, control charts.

use peel_model::{
    Absent, ChartRule, ComparatorKind, Indicator, NoChart, NoTrend, Series, SeriesDirection,
    Treatment,
};
use peel_scoring_core::compare_series;

use crate::support::*;

fn series(world: &World, indicator: &Indicator, force: &str) -> Series {
    let national = ComparatorKind::EnglandAndWales;
    let observations = world.observations();
    let last = indicator.period;
    compare_series(
        &world.edition,
        indicator,
        last,
        &national,
        &id(force),
        &observations,
    )
    .unwrap()
}

/// Crimes of two forces, year by year to June; the second force is steady.
fn yearly(crimes: &[(i32, f64)]) -> World {
    let mut world = World::of(&["east", "fen"]);
    for (year, count) in crimes {
        let period = format!("12m-to-{year}-06");
        let people = format!("at-{}-06-30", year - 1);
        world = world
            .record("crimes", &period, &[("east", *count), ("fen", 5_000.0)])
            .record(
                "people",
                &people,
                &[("east", 100_000.0), ("fen", 100_000.0)],
            );
    }
    world
}

/// Thefts and crimes of one force, month by month from January 2010.
fn monthly(thefts: impl IntoIterator<Item = f64>) -> World {
    let mut world = World::of(&["east"]);
    for (month, count) in (0_i32..).zip(thefts) {
        let period = format!("1m-to-{}-{:02}", 2010 + month / 12, month % 12 + 1);
        world = world.record("thefts", &period, &[("east", count)]).record(
            "crimes",
            &period,
            &[("east", 1_000.0)],
        );
    }
    world
}

fn periods(series: &Series) -> Vec<String> {
    let points = series.points.iter();
    points.map(|point| point.period.to_string()).collect()
}

#[test]
fn a_series_has_every_period_like_the_indicators_own() {
    let world = yearly(&[(2013, 900.0), (2014, 950.0), (2016, 990.0)])
        .record("crimes", "12m-to-2016-03", &[("east", 970.0)])
        .record("crimes", "3m-to-2016-06", &[("east", 250.0)]);
    let series = series(&world, &crime_rate(), "east");
    let expected = ["12m-to-2013-06", "12m-to-2014-06", "12m-to-2016-06"];
    assert_eq!(periods(&series), expected);
    let values: Vec<f64> = series
        .points
        .iter()
        .map(|point| point.value.as_ref().unwrap().value)
        .collect();
    assert_eq!(values, [9.0, 9.5, 9.9]);
    assert_close(series.points[0].comparator.unwrap().value, 29.5);

    let [first, second] = series.changes.as_slice() else {
        panic!("{:?}", series.changes)
    };
    assert!(first.consecutive && !second.consecutive);
    assert_close(first.difference, 0.5);
    assert_close(first.relative.unwrap(), 0.5 / 9.0);
    assert_eq!(second.from.to_string(), "12m-to-2014-06");
    assert_eq!(series.trend, Err(NoTrend::TooFewPeriods));
    assert_eq!(series.chart, Err(NoChart::TooFewPeriods));
}

#[test]
fn a_trend_has_a_direction_in_plain_words_only_beyond_chance() {
    let check = |crimes: [f64; 5], expected: SeriesDirection| {
        let crimes: Vec<(i32, f64)> = (2012..).zip(crimes).collect();
        let series = series(&yearly(&crimes), &crime_rate(), "east");
        let trend = series.trend.unwrap();
        assert_eq!(trend.direction, expected, "{trend:?}");
        assert_eq!(trend.periods, 5);
        assert_eq!(trend.first.to_string(), "12m-to-2012-06");
    };
    check(
        [1_000.0, 1_050.0, 1_100.0, 1_150.0, 1_200.0],
        SeriesDirection::Rising,
    );
    check(
        [1_200.0, 1_150.0, 1_100.0, 1_050.0, 1_000.0],
        SeriesDirection::Falling,
    );
    check(
        [1_000.0, 1_010.0, 990.0, 1_005.0, 1_002.0],
        SeriesDirection::Steady,
    );
}

#[test]
fn a_trend_that_cannot_be_told_says_why() {
    let five: Vec<(i32, f64)> = (2012..2017).zip([9.0, 8.0, 7.0, 6.0, 5.0]).collect();
    let none: Vec<(i32, f64)> = (2012..2017).map(|year| (year, 0.0)).collect();
    let trend = |world: &World, indicator: &Indicator| series(world, indicator, "east").trend;
    assert!(trend(&yearly(&five), &crime_rate()).is_ok());
    assert_eq!(
        trend(&yearly(&five[1..]), &crime_rate()),
        Err(NoTrend::TooFewPeriods)
    );
    assert_eq!(
        trend(&yearly(&none), &crime_rate()),
        Err(NoTrend::NoVariation)
    );
    assert_eq!(
        trend(&yearly(&five), &crime_change()),
        Err(NoTrend::NotApplicable)
    );

    let breaking = yearly(&five[..3])
        .record_status("crimes", "12m-to-2015-06", "east", Some(6.0), "break")
        .record("people", "at-2014-06-30", &[("east", 100_000.0)])
        .record("crimes", "12m-to-2016-06", &[("east", 5.0)])
        .record("people", "at-2015-06-30", &[("east", 100_000.0)]);
    assert_eq!(trend(&breaking, &crime_rate()), Err(NoTrend::Break));

    let merge = Treatment::Merge {
        unit: id("both"),
        name: "Both".to_owned(),
    };
    let merged = yearly(&five).decide_for("x1", &["east", "fen"], merge, &["12m-to-2014-06"]);
    assert_eq!(trend(&merged, &crime_rate()), Err(NoTrend::NotComparable));
}

#[test]
fn a_period_without_a_value_says_why_and_is_no_part_of_a_change() {
    let crimes: Vec<(i32, f64)> = (2012..2017).map(|year| (year, 100.0)).collect();
    let world =
        yearly(&crimes).decide_for("x1", &["east"], Treatment::Exclude, &["12m-to-2014-06"]);
    let series = series(&world, &crime_rate(), "east");
    assert_eq!(series.points.len(), 5);
    assert_eq!(series.points[2].value, Err(Absent::Excluded));
    assert_close(series.points[2].comparator.unwrap().value, 50.0);
    assert_eq!(series.changes.len(), 3);
    assert!(!series.changes[1].consecutive);
}

#[test]
fn months_make_a_chart_with_its_steps() {
    let wave = |level: f64| (0_u32..18).map(move |month| level + f64::from(month % 3));
    let world = monthly(wave(200.0).chain(wave(150.0)));
    let chart = series(&world, &theft_share(), "east").chart.unwrap();
    assert_eq!((chart.months, chart.points.len()), (1, 36));
    assert_eq!(chart.points[0].period.to_string(), "1m-to-2010-01");
    let [step] = chart.steps.as_slice() else {
        panic!("{:?}", chart.steps)
    };
    assert_eq!(step.period.to_string(), "1m-to-2011-07");
    assert_close(step.before, 20.1);
    assert_close(step.after, 15.1);
    let runs: Vec<(bool, String, String)> = chart
        .signals
        .iter()
        .filter(|signal| signal.rule == ChartRule::Run)
        .map(|run| (run.above, run.first.to_string(), run.last.to_string()))
        .collect();
    let run = |above, first: &str, last: &str| (above, first.to_owned(), last.to_owned());
    assert_eq!(
        runs,
        [
            run(true, "1m-to-2010-01", "1m-to-2011-06"),
            run(false, "1m-to-2011-07", "1m-to-2012-12"),
        ]
    );
}

#[test]
fn a_chart_needs_months_or_quarters_in_a_row() {
    let chart = |world: &World| series(world, &theft_share(), "east").chart;
    let eleven = monthly((0..11).map(f64::from));
    assert_eq!(chart(&eleven), Err(NoChart::TooFewPeriods));
    assert_eq!(chart(&World::of(&["east"])), Err(NoChart::OnlyWholeSpans));
    let change = series(&eleven, &crime_change(), "east").chart;
    assert_eq!(change, Err(NoChart::NotApplicable));
    let mut gap = monthly((0..30).map(f64::from));
    gap.recorded
        .retain(|row| row.observation.period != period("1m-to-2011-03"));
    let points = chart(&gap).unwrap().points;
    assert_eq!(points[0].period.to_string(), "1m-to-2011-04");
    assert_eq!(points.len(), 15);
}

#[test]
fn a_force_without_data_has_a_series_without_values() {
    let world = yearly(&[(2016, 5.0)]).force("glen", peel_model::Scope::Inspected);
    let series = series(&world, &crime_rate(), "glen");
    assert_eq!(series.points[0].value, Err(Absent::NotRecorded));
    assert_eq!(series.changes, []);
}
