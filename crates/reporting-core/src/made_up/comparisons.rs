//! Comparisons of the made-up edition. Ranks and bands follow the rules; funnels are invented.

use std::sync::Arc;

use peel_model::{
    Absent, Band, Comparator, ComparatorKind, ComparatorValue, Comparison, Edition, ExclusionId,
    Flag, Formula, Funnel, FunnelPosition, Indicator, Intervals, LeftOut, Limits, NoBand, Period,
    Revision, Unit, UnitComparison,
};

use super::edition::{FORCES, slug_of};
use super::id;
use crate::input::Comparisons;

/// Values of the twelve made-up forces, in order of identifier.
const CRIME: [f64; 12] = [
    82.31, 59.04, 61.77, 48.2, 71.5, 66.65, 55.9, 90.06, 64.4, 77.72, 52.18, 66.65,
];
const CHANGE: [f64; 12] = [
    -12.4, 3.6, -0.3, 8.05, -27.4, -8.0, -6.5, -1.9, 0.2, -14.6, -9.9, -10.99,
];
const SATISFIED: [f64; 12] = [
    83.1, 79.9, 88.4, 81.25, 76.3, 84.0, 85.5, 80.0, 86.6, 82.2, 78.8, 91.9,
];

/// Every comparison of the made-up edition that could be made.
#[must_use]
pub fn comparisons(edition: &Edition) -> Comparisons {
    let known = |slug: &str| {
        edition
            .indicator(&id(slug))
            .cloned()
            .expect("it is in the edition")
    };
    let mut made = Comparisons::new();
    let mut add = |comparison: Comparison| {
        let key = (comparison.indicator.clone(), comparison.period);
        made.insert(key, Arc::new(comparison));
    };
    for (year, level) in [
        (1995, 1.2),
        (1996, 1.12),
        (1997, 1.03),
        (1998, 0.94),
        (1999, 1.0),
    ] {
        let period = Period::months_to(12, year, 6).unwrap();
        let values: Vec<f64> = CRIME.iter().map(|value| value * level).collect();
        add(comparison(
            &known("crime-rate"),
            period,
            &values,
            68.2 * level,
        ));
    }
    let burglary = known("burglary-rate");
    let values: Vec<f64> = CRIME.iter().map(|value| value / 6.0).collect();
    let mut burgled = comparison(&burglary, burglary.period, &values, 11.4);
    leave_out(&mut burgled, "dunmere", "x1");
    add(burgled);
    let change = known("incident-change");
    let mut changed = comparison(&change, change.period, &CHANGE, -7.93);
    changed.rising = Some(3);
    for unit in &mut changed.units {
        if unit.unit.id.as_str() == "fenwold" {
            unit.flags.push(Flag::Estimated);
        }
    }
    add(changed);
    let tally = known("forces-rising");
    let mut tallied = comparison(&tally, tally.period, &[], 3.0);
    tallied.comparator.value = Ok(ComparatorValue {
        value: 3.0,
        numerator: 3.0,
        denominator: 12.0,
    });
    tallied.rising = Some(3);
    add(tallied);
    let satisfied = known("satisfaction");
    add(comparison(&satisfied, satisfied.period, &SATISFIED, 83.3));
    let empty = known("empty-rate");
    let mut missing = comparison(&empty, empty.period, &[], 0.0);
    missing.comparator.value = Err(Absent::NoUnits);
    missing.left_out = FORCES
        .iter()
        .take(12)
        .map(|name| LeftOut {
            unit: unit(name),
            because: Absent::NotSupplied,
            exclusion: None,
            note: String::new(),
        })
        .collect();
    add(missing);
    let groups = known("group-rate");
    let values: Vec<f64> = CRIME.iter().take(3).map(|value| value / 2.0).collect();
    add(comparison(&groups, groups.period, &values, 35.0));
    made
}

fn unit(name: &str) -> Unit {
    Unit {
        id: id(&slug_of(name)),
        name: name.to_owned(),
        forces: vec![id(&slug_of(name))],
    }
}

/// A comparison of the made-up forces with these values, in order of identifier; fewer values
/// than forces leave the first forces out.
#[must_use]
pub fn comparison(indicator: &Indicator, period: Period, values: &[f64], whole: f64) -> Comparison {
    let names = FORCES.iter().take(12).rev().take(values.len()).rev();
    let units: Vec<UnitComparison> = names
        .zip(values)
        .map(|(name, value)| placed(name, *value, values, whole, indicator))
        .collect();
    Comparison {
        edition: id("1999-made-up"),
        indicator: indicator.id.clone(),
        period,
        revision: Revision::new(5),
        method: id_method(),
        comparator: Comparator {
            kind: ComparatorKind::EnglandAndWales,
            method: indicator.comparator,
            value: Ok(ComparatorValue {
                value: whole,
                numerator: whole * 1000.0,
                denominator: 1_000_000.0,
            }),
        },
        units,
        left_out: Vec::new(),
        bands: if values.len() < 8 {
            Err(NoBand::TooFewUnits)
        } else {
            Ok(3)
        },
        over_dispersion: None,
        rising: None,
        formula: format!("made-up formula of {}", indicator.title.to_lowercase()),
    }
}

fn id_method() -> peel_model::MethodVersion {
    peel_model::MethodVersion::new("1999.1").unwrap()
}

fn placed(
    name: &str,
    value: f64,
    all: &[f64],
    whole: f64,
    indicator: &Indicator,
) -> UnitComparison {
    let count = |wanted: &dyn Fn(f64) -> bool| all.iter().filter(|other| wanted(**other)).count();
    let higher = count(&|other| other > value);
    let lower = count(&|other| other < value);
    let tied = all.len() - higher - lower;
    let band = match (all.len() < 8, higher < 3, lower < 3) {
        (true, _, _) => Err(NoBand::TooFewUnits),
        (_, true, true) => Err(NoBand::Ties),
        (_, true, false) => Ok(Band::Highest),
        (_, false, true) => Ok(Band::Lowest),
        (_, false, false) => Ok(Band::InLine),
    };
    UnitComparison {
        unit: unit(name),
        value,
        numerator: value * 100.0,
        denominator: 100_000.0,
        interval: Err(Absent::NotApplicable),
        rank: u32::try_from(higher + 1).unwrap(),
        tied: u32::try_from(tied).unwrap(),
        band,
        funnel: match indicator.formula {
            Formula::Ratio { .. } => Ok(funnel(value, whole)),
            _ => Err(Absent::NotApplicable),
        },
        flags: Vec::new(),
    }
}

fn funnel(value: f64, whole: f64) -> Funnel {
    let limits = |share: f64| Limits {
        lower: whole * (1.0 - share),
        upper: whole * (1.0 + share),
    };
    let around = Intervals {
        at_95: limits(0.05),
        at_99_8: limits(0.1),
    };
    let position = match value {
        _ if value < around.at_99_8.lower => FunnelPosition::BelowOuter,
        _ if value < around.at_95.lower => FunnelPosition::BelowInner,
        _ if value <= around.at_95.upper => FunnelPosition::Within,
        _ if value <= around.at_99_8.upper => FunnelPosition::AboveInner,
        _ => FunnelPosition::AboveOuter,
    };
    Funnel {
        plain: around,
        corrected: around,
        plain_position: position,
        position,
    }
}

fn leave_out(comparison: &mut Comparison, force: &str, decision: &str) {
    let exclusion: ExclusionId = id(decision);
    let (out, kept) = std::mem::take(&mut comparison.units)
        .into_iter()
        .partition(|unit| unit.unit.id.as_str() == force);
    comparison.units = kept;
    let out: Vec<UnitComparison> = out;
    comparison
        .left_out
        .extend(out.into_iter().map(|unit| LeftOut {
            unit: unit.unit,
            because: Absent::Excluded,
            exclusion: Some(exclusion.clone()),
            note: String::new(),
        }));
}
