//! Rankings and series come back as they went; workings and mismatches say all there is.

use peel_model::{
    Absent, Area, Breakdown, BreakdownMismatch, ChartRule, ChartSignal, ChartStep, ChartedPoint,
    ComparatorKind, ComparatorMethod, ComparatorValue, Flag, Formula, Indicator, Intervals, Limits,
    MethodVersion, NamedNumber, NoChart, NoTrend, Polarity, RankedUnit, Ranking, ReadObservation,
    Reading, Revision, Series, SeriesChange, SeriesChart, SeriesDirection, SeriesPoint,
    SeriesTrend, SeriesValue, Unit, Working, WorkingKind, WorkingStep,
};
use peel_proto::convert::{
    ComparisonLabels, mismatch_to_wire, ranking_from_wire, ranking_to_wire, series_from_wire,
    series_to_wire, working_to_wire,
};
use peel_proto::scoring::v1 as wire;

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn method() -> MethodVersion {
    MethodVersion::new("2016.1").unwrap()
}

fn ranking() -> Ranking {
    Ranking {
        edition: id("made-up-edition"),
        indicator: id("made-up-rate"),
        period: id("12m-to-2016-06"),
        revision: Revision::new(3),
        method: method(),
        draws: 1_000,
        seed: 7,
        units: Ok(vec![RankedUnit {
            unit: id("made-up-north"),
            value: 1.5,
            rank: 7,
            tied: 2,
            best: 4,
            worst: 11,
            mean: 7.25,
        }]),
    }
}

fn series() -> Series {
    let limits = Limits {
        lower: 1.0,
        upper: 2.0,
    };
    let value = SeriesValue {
        unit: Unit {
            id: id("made-up-north"),
            name: "Made-up North".to_owned(),
            forces: vec![id("made-up-north")],
        },
        value: 1.5,
        numerator: 3.0,
        denominator: 2_000.0,
        interval: Ok(Intervals {
            at_95: limits,
            at_99_8: limits,
        }),
        rank: 2,
        of: 9,
        flags: vec![Flag::Break, Flag::Partial { months: 9 }],
    };
    let first = SeriesPoint {
        period: id("12m-to-2015-06"),
        value: Err(Absent::Excluded),
        comparator: Err(Absent::NoUnits),
        revision: None,
    };
    let second = SeriesPoint {
        period: id("12m-to-2016-06"),
        value: Ok(value),
        comparator: Ok(ComparatorValue {
            value: 1.2,
            numerator: 6.0,
            denominator: 5_000.0,
        }),
        revision: Revision::new(3),
    };
    let change = SeriesChange {
        from: id("12m-to-2014-06"),
        to: id("12m-to-2016-06"),
        consecutive: false,
        difference: -0.5,
        relative: Ok(-0.25),
    };
    Series {
        edition: id("made-up-edition"),
        indicator: id("made-up-rate"),
        force: id("made-up-north"),
        method: method(),
        comparator: ComparatorKind::Peers(id("made-up-peers")),
        revision: Revision::new(3),
        points: vec![first, second],
        changes: vec![
            change,
            SeriesChange {
                relative: Err(Absent::ZeroDenominator),
                ..change
            },
        ],
        trend: Ok(SeriesTrend {
            direction: SeriesDirection::Falling,
            statistic: 9.5,
            p_value: 0.002,
            first: id("12m-to-2011-06"),
            last: id("12m-to-2016-06"),
            periods: 6,
        }),
        comparator_trend: Err(NoTrend::Break),
        chart: Ok(SeriesChart {
            months: 3,
            centre: 1.4,
            limits,
            points: vec![ChartedPoint {
                period: id("3m-to-2016-06"),
                value: 2.5,
            }],
            signals: vec![ChartSignal {
                rule: ChartRule::Run,
                above: true,
                first: id("3m-to-2014-06"),
                last: id("3m-to-2016-06"),
            }],
            steps: vec![ChartStep {
                period: id("3m-to-2014-06"),
                before: 1.1,
                after: 1.9,
            }],
        }),
    }
}

fn on_the_wire(series: &Series) -> wire::Series {
    let indicator = Indicator {
        id: id("made-up-rate"),
        title: "Made-up rate".to_owned(),
        question: None,
        formula: Formula::PublishedOnly {
            reason: "made up".to_owned(),
        },
        period: id("12m-to-2016-06"),
        multiplier: 1000.0,
        unit: "per 1,000".to_owned(),
        decimals: 1,
        polarity: Polarity::Neither,
        comparator: ComparatorMethod::Pooled,
        note: String::new(),
        printed_at: String::new(),
        known_difference: String::new(),
    };
    let labels = ComparisonLabels {
        indicator: &indicator,
        caveats: vec![],
    };
    series_to_wire(series, &labels)
}

#[test]
fn a_ranking_comes_back_as_it_went() {
    let message = ranking_to_wire(&ranking());
    assert_eq!(message.level, 0.95);
    assert_eq!((message.units[0].low, message.units[0].high), (4, 11));
    assert_eq!(ranking_from_wire(message), Ok(ranking()));
    let without = Ranking {
        units: Err(Absent::NotApplicable),
        ..ranking()
    };
    assert_eq!(ranking_from_wire(ranking_to_wire(&without)), Ok(without));
}

#[test]
fn an_interval_that_does_not_hold_its_rank_is_refused() {
    let check = |low, high| {
        let mut message = ranking_to_wire(&ranking());
        (message.units[0].low, message.units[0].high) = (low, high);
        let error = ranking_from_wire(message).unwrap_err();
        assert_eq!(
            error.to_string(),
            "units.low: does not hold the rank itself"
        );
    };
    check(0, 11);
    check(8, 11);
    check(4, 6);
}

#[test]
fn a_series_comes_back_as_it_went() {
    assert_eq!(series_from_wire(on_the_wire(&series())), Ok(series()));
    let without = Series {
        comparator: ComparatorKind::EnglandAndWales,
        trend: Err(NoTrend::TooFewPeriods),
        chart: Err(NoChart::OnlyWholeSpans),
        ..series()
    };
    assert_eq!(series_from_wire(on_the_wire(&without)), Ok(without));
}

#[test]
fn what_breaks_the_contract_of_a_series_is_told_by_field() {
    let check = |break_it: fn(&mut wire::Series), expected: &str| {
        let mut message = on_the_wire(&series());
        break_it(&mut message);
        let error = series_from_wire(message).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    check(
        |message| message.trend = None,
        "no_trend_because: is missing",
    );
    check(
        |message| message.points[1].value = None,
        "points.absent_because: is missing",
    );
    check(
        |message| message.chart.as_mut().unwrap().months = 70_000,
        "chart.months: 70000 is too large",
    );
    check(
        |message| message.trend.as_mut().unwrap().direction = "up".to_owned(),
        "trend.direction: \"up\" is not known",
    );
    check(
        |message| message.points[0].period.clear(),
        "points.period: ",
    );
}

#[test]
fn a_working_says_what_was_read_and_what_came_of_it() {
    let read = |reading| ReadObservation {
        area: Area::Force(id("made-up-north")),
        measure: id("made-up-events"),
        period: id("12m-to-2016-06"),
        reading,
        revision: Revision::new(2),
    };
    let step = WorkingStep {
        kind: WorkingKind::Numerator,
        formula: "made-up events".to_owned(),
        observations: vec![
            read(Some(Reading::new(Some(3.0), "estimated").unwrap())),
            read(Some(Reading::new(None, "missing").unwrap())),
            ReadObservation {
                revision: None,
                ..read(None)
            },
        ],
        inputs: vec![],
        results: vec![NamedNumber {
            name: "numerator".to_owned(),
            value: 3.0,
        }],
        note: "a note".to_owned(),
    };
    let message = working_to_wire(&Working {
        edition: id("made-up-edition"),
        indicator: id("made-up-rate"),
        period: id("12m-to-2016-06"),
        force: id("made-up-north"),
        comparator: ComparatorKind::EnglandAndWales,
        revision: Revision::new(3),
        method: method(),
        steps: vec![step],
    });
    assert_eq!((message.revision, message.peer_group.as_str()), (3, ""));
    let [step] = message.steps.as_slice() else {
        panic!("one step went out: {:?}", message.steps);
    };
    assert_eq!(
        (step.kind.as_str(), step.results[0].value),
        ("numerator", 3.0)
    );
    let read = step.observations.iter();
    let read: Vec<_> = read
        .map(|one| (one.value, one.status.as_str(), one.revision))
        .collect();
    assert_eq!(
        read,
        [
            (Some(3.0), "estimated", 2),
            (None, "missing", 2),
            (None, "", 0)
        ]
    );
}

#[test]
fn what_does_not_add_up_is_named_whole_and_parts() {
    let check = |breakdown, expected: (&str, &str, &[&str])| {
        let message = mismatch_to_wire(&BreakdownMismatch {
            breakdown,
            area: Area::EnglandAndWales,
            period: id("12m-to-2016-06"),
            sum: 99.0,
            whole: 100.0,
            tolerance: 0.5,
        });
        let parts: Vec<&str> = message.parts.iter().map(String::as_str).collect();
        assert_eq!(
            (message.kind.as_str(), message.whole.as_str(), &parts[..]),
            expected
        );
        assert_eq!(message.area, "england-and-wales");
        assert_eq!(
            (message.sum, message.expected, message.tolerance),
            (99.0, 100.0, 0.5)
        );
    };
    let recorded = Breakdown::Recorded {
        whole: id("offences"),
        parts: vec![id("thefts"), id("frauds")],
    };
    check(recorded, ("recorded", "offences", &["thefts", "frauds"]));
    let printed = Breakdown::Printed {
        whole: id("cautions"),
        parts: vec![id("adult"), id("youth")],
    };
    check(printed, ("printed", "cautions", &["adult", "youth"]));
    let shares = Breakdown::PrintedShares {
        of: id("offences"),
        parts: vec![id("charged"), id("not-charged")],
    };
    check(
        shares,
        ("printed-shares", "offences", &["charged", "not-charged"]),
    );
}
