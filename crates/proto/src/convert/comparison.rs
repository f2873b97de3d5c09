use peel_model::{
    Absent, Band, CaveatId, Comparator, ComparatorKind, ComparatorMethod, ComparatorValue,
    Comparison, Flag, Funnel, FunnelPosition, Indicator, Intervals, LeftOut, Limits, MethodVersion,
    NoBand, OverDispersionEstimate, Revision, Unit, UnitComparison,
};

use super::{Malformed, named, parse, required, small};
use crate::scoring::v1 as wire;

/// What an answer says of its indicator beside the numbers.
#[derive(Debug, Clone)]
pub struct ComparisonLabels<'e> {
    /// The indicator's definition.
    pub indicator: &'e Indicator,
    /// The warnings that travel with it.
    pub caveats: Vec<&'e CaveatId>,
}

/// A comparison with those of its units that `wanted` picks, by rank, and without what does not
/// add up: that is [`super::mismatch_to_wire`]'s.
#[must_use]
pub fn comparison_to_wire(
    comparison: &Comparison,
    labels: &ComparisonLabels<'_>,
    wanted: impl Fn(&Unit) -> bool,
) -> wire::Comparison {
    let mut units: Vec<&UnitComparison> = comparison
        .units
        .iter()
        .filter(|unit| wanted(&unit.unit))
        .collect();
    units.sort_by_key(|unit| unit.rank);
    let left_out = comparison
        .left_out
        .iter()
        .filter(|left_out| wanted(&left_out.unit));
    let (band_size, no_bands_because) = either(comparison.bands, NoBand::name);
    wire::Comparison {
        edition: comparison.edition.to_string(),
        indicator: comparison.indicator.to_string(),
        period: comparison.period.to_string(),
        revision: comparison.revision.map_or(0, Revision::number),
        method: comparison.method.to_string(),
        comparator: Some(comparator_to_wire(&comparison.comparator)),
        units: units.into_iter().map(unit_comparison_to_wire).collect(),
        left_out: left_out.map(left_out_to_wire).collect(),
        included_units: u32::try_from(comparison.units.len()).unwrap_or(u32::MAX),
        band_size: band_size.unwrap_or_default(),
        no_bands_because,
        over_dispersion: comparison
            .over_dispersion
            .map(|estimate| wire::OverDispersion {
                phi: estimate.phi,
                tau_squared: estimate.tau_squared,
                applies: estimate.applies,
            }),
        rising: comparison.rising,
        formula: comparison.formula.clone(),
        caveats: labels.caveats.iter().map(ToString::to_string).collect(),
        title: labels.indicator.title.clone(),
        unit: labels.indicator.unit.clone(),
        decimals: labels.indicator.decimals.into(),
        mismatches: Vec::new(),
    }
}

/// A comparison as received; its units by identifier again.
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn comparison_from_wire(message: wire::Comparison) -> Result<Comparison, Malformed> {
    let mut units = message
        .units
        .into_iter()
        .map(unit_comparison_from_wire)
        .collect::<Result<Vec<_>, _>>()?;
    units.sort_by(|a, b| a.unit.id.cmp(&b.unit.id));
    let left_out = message
        .left_out
        .into_iter()
        .map(left_out_from_wire)
        .collect::<Result<_, _>>()?;
    Ok(Comparison {
        edition: parse("edition", &message.edition)?,
        indicator: parse("indicator", &message.indicator)?,
        period: parse("period", &message.period)?,
        revision: Revision::new(message.revision),
        method: MethodVersion::new(&message.method)
            .map_err(|problem| Malformed::new("method", problem))?,
        comparator: comparator_from_wire(required("comparator", message.comparator)?)?,
        units,
        left_out,
        bands: result(
            Some(message.band_size),
            "no_bands_because",
            &message.no_bands_because,
            NoBand::from_name,
        )?,
        over_dispersion: message
            .over_dispersion
            .map(|estimate| OverDispersionEstimate {
                phi: estimate.phi,
                tau_squared: estimate.tau_squared,
                applies: estimate.applies,
            }),
        rising: message.rising,
        formula: message.formula,
    })
}

/// A result as the wire has it: the value, or the name of why there is none.
pub(super) fn either<T, E>(
    result: Result<T, E>,
    name: impl Fn(E) -> &'static str,
) -> (Option<T>, String) {
    match result {
        Ok(value) => (Some(value), String::new()),
        Err(reason) => (None, name(reason).to_owned()),
    }
}

/// The other way: a value unless a reason is named.
pub(super) fn result<T, E>(
    value: Option<T>,
    field: &str,
    reason: &str,
    from_name: impl Fn(&str) -> Option<E>,
) -> Result<Result<T, E>, Malformed> {
    match (value, reason) {
        (Some(value), "") => Ok(Ok(value)),
        (None, "") => Err(Malformed::new(
            field,
            "is missing although there is no value",
        )),
        (_, reason) => Ok(Err(named(field, reason, from_name(reason))?)),
    }
}

/// The comparator's group; empty for England and Wales.
pub(super) fn group_to_wire(comparator: &ComparatorKind) -> String {
    match comparator {
        ComparatorKind::EnglandAndWales => String::new(),
        ComparatorKind::Peers(group) => group.to_string(),
    }
}

pub(super) fn group_from_wire(field: &str, group: &str) -> Result<ComparatorKind, Malformed> {
    Ok(match group {
        "" => ComparatorKind::EnglandAndWales,
        group => ComparatorKind::Peers(parse(field, group)?),
    })
}

fn comparator_to_wire(comparator: &Comparator) -> wire::Comparator {
    let (value, absent_because) = either(comparator.value, Absent::name);
    wire::Comparator {
        peer_group: group_to_wire(&comparator.kind),
        method: comparator.method.name().to_owned(),
        value: value.map(|value| value.value),
        numerator: value.map(|value| value.numerator),
        denominator: value.map(|value| value.denominator),
        absent_because,
    }
}

fn comparator_from_wire(message: wire::Comparator) -> Result<Comparator, Malformed> {
    let value = match (message.value, message.numerator, message.denominator) {
        (Some(value), Some(numerator), Some(denominator)) => Some(ComparatorValue {
            value,
            numerator,
            denominator,
        }),
        _ => None,
    };
    Ok(Comparator {
        kind: group_from_wire("comparator.peer_group", &message.peer_group)?,
        method: named(
            "comparator.method",
            &message.method,
            ComparatorMethod::from_name(&message.method),
        )?,
        value: result(
            value,
            "comparator.absent_because",
            &message.absent_because,
            Absent::from_name,
        )?,
    })
}

fn unit_comparison_to_wire(unit: &UnitComparison) -> wire::UnitComparison {
    let (interval, no_interval_because) = either(unit.interval, Absent::name);
    let (band, no_band_because) = either(unit.band, NoBand::name);
    let (funnel, no_funnel_because) = either(unit.funnel, Absent::name);
    wire::UnitComparison {
        unit: Some(unit_to_wire(&unit.unit)),
        value: unit.value,
        numerator: unit.numerator,
        denominator: unit.denominator,
        interval: interval.map(intervals_to_wire),
        no_interval_because,
        rank: unit.rank,
        tied: unit.tied,
        band: band.map(|band| band.name().to_owned()).unwrap_or_default(),
        no_band_because,
        funnel: funnel.map(|funnel| wire::Funnel {
            plain: Some(intervals_to_wire(funnel.plain)),
            corrected: Some(intervals_to_wire(funnel.corrected)),
            plain_position: funnel.plain_position.name().to_owned(),
            position: funnel.position.name().to_owned(),
        }),
        no_funnel_because,
        flags: unit.flags.iter().map(flag_to_wire).collect(),
    }
}

fn unit_comparison_from_wire(message: wire::UnitComparison) -> Result<UnitComparison, Malformed> {
    let interval = message.interval.map(intervals_from_wire).transpose()?;
    let funnel = message.funnel.map(funnel_from_wire).transpose()?;
    Ok(UnitComparison {
        unit: unit_from_wire(required("unit", message.unit)?)?,
        value: message.value,
        numerator: message.numerator,
        denominator: message.denominator,
        interval: result(
            interval,
            "no_interval_because",
            &message.no_interval_because,
            Absent::from_name,
        )?,
        rank: message.rank,
        tied: message.tied,
        band: result(
            Band::from_name(&message.band),
            "no_band_because",
            &message.no_band_because,
            NoBand::from_name,
        )?,
        funnel: result(
            funnel,
            "no_funnel_because",
            &message.no_funnel_because,
            Absent::from_name,
        )?,
        flags: message
            .flags
            .into_iter()
            .map(flag_from_wire)
            .collect::<Result<_, _>>()?,
    })
}

pub(super) fn unit_to_wire(unit: &Unit) -> wire::Unit {
    wire::Unit {
        id: unit.id.to_string(),
        name: unit.name.clone(),
        forces: unit.forces.iter().map(ToString::to_string).collect(),
    }
}

pub(super) fn unit_from_wire(message: wire::Unit) -> Result<Unit, Malformed> {
    let forces = message
        .forces
        .iter()
        .map(|force| parse("unit.forces", force));
    Ok(Unit {
        id: parse("unit.id", &message.id)?,
        forces: forces.collect::<Result<_, _>>()?,
        name: message.name,
    })
}

fn left_out_to_wire(left_out: &LeftOut) -> wire::LeftOut {
    wire::LeftOut {
        unit: Some(unit_to_wire(&left_out.unit)),
        because: left_out.because.name().to_owned(),
        exclusion: left_out
            .exclusion
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        note: left_out.note.clone(),
    }
}

fn left_out_from_wire(message: wire::LeftOut) -> Result<LeftOut, Malformed> {
    let exclusion = match message.exclusion.as_str() {
        "" => None,
        exclusion => Some(parse("left_out.exclusion", exclusion)?),
    };
    Ok(LeftOut {
        unit: unit_from_wire(required("left_out.unit", message.unit)?)?,
        because: named(
            "left_out.because",
            &message.because,
            Absent::from_name(&message.because),
        )?,
        exclusion,
        note: message.note,
    })
}

pub(super) fn limits_to_wire(limits: Limits) -> wire::Limits {
    wire::Limits {
        lower: limits.lower,
        upper: limits.upper,
    }
}

pub(super) fn limits_from_wire(message: wire::Limits) -> Limits {
    Limits {
        lower: message.lower,
        upper: message.upper,
    }
}

pub(super) fn intervals_to_wire(intervals: Intervals) -> wire::Intervals {
    wire::Intervals {
        at_95: Some(limits_to_wire(intervals.at_95)),
        at_99_8: Some(limits_to_wire(intervals.at_99_8)),
    }
}

pub(super) fn intervals_from_wire(message: wire::Intervals) -> Result<Intervals, Malformed> {
    Ok(Intervals {
        at_95: limits_from_wire(required("at_95", message.at_95)?),
        at_99_8: limits_from_wire(required("at_99_8", message.at_99_8)?),
    })
}

fn funnel_from_wire(message: wire::Funnel) -> Result<Funnel, Malformed> {
    let position = |field, name: &str| named(field, name, FunnelPosition::from_name(name));
    Ok(Funnel {
        plain: intervals_from_wire(required("funnel.plain", message.plain)?)?,
        corrected: intervals_from_wire(required("funnel.corrected", message.corrected)?)?,
        plain_position: position("funnel.plain_position", &message.plain_position)?,
        position: position("funnel.position", &message.position)?,
    })
}

pub(super) fn flag_to_wire(flag: &Flag) -> wire::Flag {
    let mut message = wire::Flag {
        name: flag.name().to_owned(),
        ..wire::Flag::default()
    };
    match flag {
        Flag::Partial { months } => message.months = u32::from(*months),
        Flag::Flagged(exclusion) => message.exclusion = exclusion.to_string(),
        _ => {}
    }
    message
}

pub(super) fn flag_from_wire(message: wire::Flag) -> Result<Flag, Malformed> {
    Ok(match message.name.as_str() {
        "partial" => Flag::Partial {
            months: small("flags.months", message.months)?,
        },
        "estimated" => Flag::Estimated,
        "provisional" => Flag::Provisional,
        "revised" => Flag::Revised,
        "break" => Flag::Break,
        "merged" => Flag::Merged,
        "flagged" => Flag::Flagged(parse("flags.exclusion", &message.exclusion)?),
        "small-number" => Flag::SmallNumber,
        name => return named("flags.name", name, None),
    })
}
