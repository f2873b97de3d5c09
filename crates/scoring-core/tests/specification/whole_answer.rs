//! A whole comparison, as it is served.

use std::fmt::Write;

use peel_model::{Absent, Comparison, Intervals, Limits, Scope, Treatment, UnitComparison};

use crate::support::*;

#[test]
fn a_comparison_says_everything_that_is_known_of_it() {
    let forces = [
        "east", "fen", "glen", "hill", "isle", "lake", "moor", "north", "south", "west",
    ];
    let crimes = [
        120.0, 80.0, 300.0, 4.0, 95.0, 60.0, 110.0, 90.0, 40.0, 160.0,
    ];
    let people = [
        1_500.0, 1_000.0, 2_000.0, 90.0, 1_000.0, 1_200.0, 1_100.0, 900.0, 1_000.0, 1_600.0,
    ];
    let merge = Treatment::Merge {
        unit: id("fen-and-glen"),
        name: "Fen and Glen".to_owned(),
    };
    let pair = |values: [f64; 10]| -> Vec<(&str, f64)> { forces.into_iter().zip(values).collect() };
    let world = World::of(&forces)
        .force("sea", Scope::Inspected)
        .force("trains", Scope::OutOfScope)
        .record("crimes", YEAR, &pair(crimes))
        .record("people", MID_YEAR, &pair(people))
        .record("crimes", YEAR, &[("trains", 77.0)])
        .record_status("crimes", YEAR, "sea", None, "not-supplied")
        .decide("x1", &["west"], Treatment::Exclude)
        .decide("x2", &["fen", "glen"], merge)
        .decide("x3", &["south"], Treatment::Partial { months: 6 })
        .decide("x4", &["moor"], Treatment::Flag);
    insta::assert_snapshot!(text(&world.compare(&crime_rate())));
}

/// Everything in a comparison. Six decimals, since the last digits of exponentials and logarithms
/// differ between platforms.
fn text(comparison: &Comparison) -> String {
    let Comparison {
        edition,
        indicator,
        period,
        revision,
        method,
        comparator,
        units,
        left_out,
        bands,
        over_dispersion,
        rising,
        formula,
    } = comparison;
    let value = comparator.value.unwrap();
    let dispersion = over_dispersion.unwrap();
    let mut text = format!(
        "{indicator} of {edition}, {period}, revision {}, method {method}\n{formula}\n\
         {:?}, {}: {:.6} = {} / {}\nbands {bands:?}, rising {rising:?}\n\
         phi {:.6}, tau squared {:.6e}, applies {}\n",
        revision.unwrap(),
        comparator.kind,
        comparator.method,
        value.value,
        value.numerator,
        value.denominator,
        dispersion.phi,
        dispersion.tau_squared,
        dispersion.applies,
    );
    for unit in units {
        unit_text(&mut text, unit);
    }
    for left_out in left_out {
        writeln!(
            text,
            "\n{} left out: {}, {:?}, {:?}",
            left_out.unit.id, left_out.because, left_out.exclusion, left_out.note
        )
        .unwrap();
    }
    text
}

fn unit_text(text: &mut String, unit: &UnitComparison) {
    writeln!(
        text,
        "\n{} {:?} {:?}\n  {:.6} = {} / {:.6}, rank {} shared by {}, {:?}\n  flags {:?}\n  interval {}",
        unit.unit.id,
        unit.unit.name,
        unit.unit.forces,
        unit.value,
        unit.numerator,
        unit.denominator,
        unit.rank,
        unit.tied,
        unit.band,
        unit.flags,
        both(unit.interval),
    )
    .unwrap();
    match unit.funnel {
        Ok(funnel) => writeln!(
            text,
            "  plain {}: {}\n  corrected {}: {}",
            both(Ok(funnel.plain)),
            funnel.plain_position,
            both(Ok(funnel.corrected)),
            funnel.position
        ),
        Err(absent) => writeln!(text, "  no funnel: {absent}"),
    }
    .unwrap();
}

fn both(intervals: Result<Intervals, Absent>) -> String {
    let limits = |limits: Limits| format!("{:.6} to {:.6}", limits.lower, limits.upper);
    match intervals {
        Ok(intervals) => format!(
            "{} ({})",
            limits(intervals.at_95),
            limits(intervals.at_99_8)
        ),
        Err(absent) => absent.to_string(),
    }
}
