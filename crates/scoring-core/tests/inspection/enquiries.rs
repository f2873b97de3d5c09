//! Lines of enquiry: what the figures ask, and never a grade.

use std::sync::LazyLock;

use peel_model::{
    ChartStep, EnquiryKind, FunnelPosition, LineOfEnquiry, Merit, Polarity, SeriesChart,
    SeriesDirection,
};
use peel_scoring_core::lines_of_enquiry;

use crate::support::{FORCE, World, edition_2016};

static WORLD: LazyLock<World> = LazyLock::new(|| World::read(&edition_2016(&[]), FORCE));

fn asked(world: &World) -> Vec<LineOfEnquiry> {
    lines_of_enquiry(&world.evidence())
}

#[test]
fn what_the_figures_of_2016_ask_of_west_midlands() {
    let mut told = String::new();
    for one in asked(&WORLD) {
        let merit = one.merit.map_or("neither", Merit::name);
        told += &format!(
            "{} {} ({merit})\n    {}\n",
            one.kind, one.indicator, one.reason
        );
        for based in one.based_on {
            let revision = based.revision.map(|revision| revision.to_string());
            told += &format!("    {} {} {revision:?}\n", based.indicator, based.period);
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_order_of_what_is_given_does_not_count() {
    let mut reversed = WORLD.clone();
    reversed.comparisons.reverse();
    reversed.series.reverse();
    assert_eq!(asked(&reversed), asked(&WORLD));
}

#[test]
fn every_line_names_the_data_behind_it() {
    for one in asked(&WORLD) {
        assert!(
            !one.based_on.is_empty() && one.reason.ends_with('.'),
            "{one:?}"
        );
    }
}

/// The lines of one kind about one indicator, after a change.
fn of_kind(kind: EnquiryKind, indicator: &str, change: impl Fn(&mut World)) -> Vec<LineOfEnquiry> {
    let mut world = WORLD.clone();
    change(&mut world);
    let mut asked = asked(&world);
    asked.retain(|one| one.kind == kind && one.indicator.as_str() == indicator);
    asked
}

const CRIME: &str = "recorded-crime-rate";

fn set_position(world: &mut World, indicator: &str, position: FunnelPosition) {
    for comparison in &mut world.comparisons {
        if comparison.indicator.as_str() == indicator {
            for unit in &mut comparison.units {
                unit.funnel.as_mut().unwrap().position = position;
            }
        }
    }
}

#[test]
fn only_what_lies_outside_the_corrected_limits_asks() {
    let at = |position| {
        of_kind(EnquiryKind::Significance, CRIME, |world| {
            set_position(world, CRIME, position);
        })
    };
    assert_eq!(at(FunnelPosition::Within), []);
    assert!(
        at(FunnelPosition::AboveInner)[0]
            .reason
            .contains("above the 95%")
    );
    assert!(
        at(FunnelPosition::BelowOuter)[0]
            .reason
            .contains("below the 99.8%")
    );
}

#[test]
fn merit_comes_from_polarity_alone() {
    let with = |polarity: Polarity| {
        let lines = of_kind(EnquiryKind::Significance, CRIME, |world| {
            set_position(world, CRIME, FunnelPosition::AboveOuter);
            for indicator in &mut world.edition.indicators {
                indicator.polarity = polarity;
            }
        });
        lines[0].merit
    };
    assert_eq!(with(Polarity::Neither), None);
    assert_eq!(with(Polarity::HigherIsBetter), Some(Merit::Better));
    assert_eq!(with(Polarity::LowerIsBetter), Some(Merit::Worse));
}

#[test]
fn related_indicators_on_different_sides_ask() {
    use FunnelPosition::{AboveInner, AboveOuter, BelowInner, Within};
    let at = |first, second| {
        of_kind(EnquiryKind::Disagreement, CRIME, move |world| {
            set_position(world, CRIME, first);
            set_position(world, "anti-social-behaviour-rate", second);
            set_position(world, "victim-based-crime-rate", Within);
        })
    };
    assert_eq!(at(AboveInner, AboveOuter), []);
    assert_eq!(at(AboveInner, Within), []);
    let disagreement = at(AboveInner, BelowInner);
    assert!(disagreement[0].reason.contains("is high and"));
    assert_eq!(disagreement[0].based_on.len(), 2);
}

#[test]
fn a_trend_asks_when_england_and_wales_does_not_share_it() {
    let with = |own: SeriesDirection, all: SeriesDirection| {
        let lines = of_kind(EnquiryKind::Trend, "sexual-offences-rate", |world| {
            for series in &mut world.series {
                if let (Ok(trend), Ok(of_all)) = (&mut series.trend, &mut series.comparator_trend) {
                    trend.direction = own;
                    of_all.direction = all;
                }
            }
        });
        lines.len()
    };
    use SeriesDirection::{Falling, Rising, Steady};
    assert_eq!(with(Rising, Rising), 0);
    assert_eq!(with(Rising, Falling), 1);
    assert_eq!(with(Falling, Steady), 1);
    assert_eq!(with(Steady, Rising), 0);
}

#[test]
fn a_lasting_change_of_level_asks() {
    let period = "3m-to-2016-06".parse().unwrap();
    let lines = of_kind(EnquiryKind::StepChange, CRIME, |world| {
        for series in &mut world.series {
            series.chart = Ok(SeriesChart {
                months: 3,
                centre: 1.0,
                limits: peel_model::Limits {
                    lower: 0.0,
                    upper: 2.0,
                },
                points: Vec::new(),
                signals: Vec::new(),
                steps: vec![ChartStep {
                    period,
                    before: 2.0,
                    after: 1.0,
                }],
            });
        }
    });
    assert!(
        lines[0]
            .reason
            .contains("fell to another level in the 3 months to 30 June 2016")
    );
}
