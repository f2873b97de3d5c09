//! Figures beside those of the report.

use peel_model::{
    Absent, FigureShape, IndicatorScope, Series, SeriesPoint, SeriesValue, Treatment,
};

use super::outline;
use crate::made_up::{MadeUp, inspection};
use crate::{Drawing, Figure, figure_list, force_figure, series_of_figure, trend_figure};

fn figure(made_up: &MadeUp, id: &str) -> Figure {
    force_figure(&made_up.input(), &id.parse().unwrap()).unwrap()
}

fn drawn(figure: &Figure) -> String {
    let mut out = String::new();
    outline::figure(&mut out, figure);
    out
}

/// A made-up series of the made-up crime rate over its five years.
fn series(made_up: &MadeUp) -> Series {
    let indicator = made_up.edition.indicator(&"crime-rate".parse().unwrap());
    let indicator = indicator.unwrap();
    let of_this = made_up.comparisons.iter();
    let points = of_this.filter(|((id, _), _)| *id == indicator.id);
    let points = points.map(|((_, period), comparison)| SeriesPoint {
        period: *period,
        value: comparison
            .unit_of(&made_up.force)
            .map(|unit| SeriesValue {
                unit: unit.unit.clone(),
                value: unit.value,
                numerator: unit.numerator,
                denominator: unit.denominator,
                interval: unit.interval,
                rank: unit.rank,
                of: 12,
                flags: unit.flags.clone(),
            })
            .ok_or(Absent::NotRecorded),
        comparator: comparison.comparator.value,
        revision: comparison.revision,
    });
    Series {
        edition: made_up.edition.id.clone(),
        indicator: indicator.id.clone(),
        force: made_up.force.clone(),
        method: made_up.method.clone(),
        comparator: peel_model::ComparatorKind::EnglandAndWales,
        revision: peel_model::Revision::new(5),
        points: points.collect(),
        changes: Vec::new(),
        trend: Ok(peel_model::SeriesTrend {
            direction: peel_model::SeriesDirection::Falling,
            statistic: 12.0,
            p_value: 0.0005,
            first: "12m-to-1995-06".parse().unwrap(),
            last: "12m-to-1999-06".parse().unwrap(),
            periods: 5,
        }),
        comparator_trend: Err(peel_model::NoTrend::Break),
        chart: Err(peel_model::NoChart::OnlyWholeSpans),
    }
}

#[test]
fn figures_that_every_edition_has_read_like_this() {
    let made_up = MadeUp::report();
    for id in [
        "all-indicators",
        "bars-satisfaction",
        "funnel-burglary-rate",
        "map-burglary-rate",
        "map-group-rate",
    ] {
        insta::assert_snapshot!(id, drawn(&figure(&made_up, id)));
    }
    let id = "trend-crime-rate".parse().unwrap();
    let trend = trend_figure(&made_up.input(), &id, &series(&made_up)).unwrap();
    insta::assert_snapshot!("trend-crime-rate", drawn(&trend));
}

#[test]
fn every_figure_that_is_listed_can_be_had_and_no_other() {
    let made_up = MadeUp::report();
    for listed in figure_list(&made_up.edition) {
        let id = listed.id.parse().unwrap();
        let figure = match series_of_figure(&made_up.edition, &id) {
            Some(_) => trend_figure(&made_up.input(), &id, &series(&made_up)).unwrap(),
            None => force_figure(&made_up.input(), &id).unwrap(),
        };
        assert_eq!(figure.title, listed.title);
        assert_eq!(figure.number > 0, listed.in_report);
        assert!(figure.marks.is_empty() && !figure.table.is_empty(), "{id}");
        let said = !figure.description.is_empty() || matches!(figure.drawing, Drawing::Table);
        assert!(said, "{id}");
    }
    for unknown in [
        "funnel",
        "funnel-",
        "pie-crime-rate",
        "map-crime-rat",
        "figure-33",
    ] {
        if let Ok(id) = unknown.parse() {
            assert!(force_figure(&made_up.input(), &id).is_err(), "{unknown}");
        }
    }
}

#[test]
fn a_figure_without_what_it_needs_says_why_and_draws_nothing() {
    let check = |change: &dyn Fn(&mut MadeUp), id: &str, expected: &str| {
        let mut made_up = MadeUp::report();
        change(&mut made_up);
        let Drawing::NotDrawn { reason } = figure(&made_up, id).drawing else {
            panic!("{id} is drawn");
        };
        assert!(reason.contains(expected), "{id}: {reason}");
    };
    let as_it_is: &dyn Fn(&mut MadeUp) = &|_| {};
    check(
        as_it_is,
        "map-vulnerable-share",
        "The values known are those",
    );
    check(as_it_is, "bars-empty-rate", "no force could be included");
    check(
        as_it_is,
        "funnel-incident-change",
        "no limits of chance apply",
    );
    let without_a_map: &dyn Fn(&mut MadeUp) = &|made_up| made_up.edition.layout.map.clear();
    check(
        without_a_map,
        "map-burglary-rate",
        "the edition lays out no map",
    );
    let nothing: &dyn Fn(&mut MadeUp) = &|made_up| made_up.comparisons.clear();
    check(nothing, "all-indicators", "The comparison was not made");
}

#[test]
fn bars_by_type_stand_in_pairs_as_far_as_values_are_known() {
    let mut made_up = MadeUp::report();
    let last = made_up.edition.layout.figures.last_mut().unwrap();
    last.shape = FigureShape::BarsByType;
    insta::assert_snapshot!("bars-by-type-without-a-drawing", {
        let mut nothing = made_up.clone();
        nothing.printed.clear();
        drawn(&figure(&nothing, "figure-4"))
    });
    let last = made_up.edition.layout.figures.last_mut().unwrap();
    last.indicators = ["crime-rate", "assault-rate", "empty-rate"]
        .map(|slug| slug.parse().unwrap())
        .into();
    insta::assert_snapshot!("bars-by-type", drawn(&figure(&made_up, "figure-4")));
    let last = made_up.edition.layout.figures.last_mut().unwrap();
    last.indicators = ["crime-rate", "satisfaction"]
        .map(|slug| slug.parse().unwrap())
        .into();
    let Drawing::NotDrawn { reason } = figure(&made_up, "figure-4").drawing else {
        panic!("percent and rates share an axis");
    };
    assert!(reason.contains("different units"), "{reason}");
}

#[test]
fn what_concerns_a_figure_is_told_beside_it_and_nothing_else_is() {
    // Of each kind one decision about the figure's indicator, one about another.
    for treatment in [
        Treatment::Exclude,
        Treatment::NotSupplied,
        Treatment::Partial { months: 8 },
        Treatment::Flag,
        Treatment::Revised,
    ] {
        let mut made_up = MadeUp::report();
        let [about, other] = ["satisfaction", "crime-rate"].map(|indicator| {
            let mut decision = made_up.edition.exclusions[0].clone();
            decision.id = format!("about-{indicator}").parse().unwrap();
            decision.treatment = treatment.clone();
            decision.reason = format!("It is about {indicator}.");
            decision.applies_to = IndicatorScope::These(vec![indicator.parse().unwrap()]);
            decision
        });
        made_up.edition.exclusions = vec![about, other];
        for kind in ["bars", "funnel", "map"] {
            let notes = figure(&made_up, &format!("{kind}-satisfaction"))
                .notes
                .join(" ");
            assert!(
                notes.contains("It is about satisfaction."),
                "{kind}: {notes}"
            );
            assert!(
                !notes.contains("It is about crime-rate."),
                "{kind}: {notes}"
            );
        }
    }
}

#[test]
fn a_figure_does_not_depend_on_the_inspection() {
    let with = MadeUp::report();
    let without = MadeUp {
        inspection: None,
        ..MadeUp::report()
    };
    assert_eq!(with.inspection, Some(inspection()));
    for listed in figure_list(&with.edition) {
        let id = listed.id.parse().unwrap();
        if series_of_figure(&with.edition, &id).is_none() {
            assert_eq!(
                force_figure(&with.input(), &id),
                force_figure(&without.input(), &id)
            );
        }
    }
}
