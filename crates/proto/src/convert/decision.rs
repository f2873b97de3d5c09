//! Decisions about how forces are counted, and warnings that travel with figures.

use peel_model::{Caveat, Decided, Exclusion, IndicatorScope, Treatment};

use super::{Faults, Malformed, parse, small};
use crate::data::v1 as wire;

/// A decision about how forces are counted.
#[must_use]
pub fn exclusion_to_wire(exclusion: &Exclusion) -> wire::Exclusion {
    let (indicators, all_indicators) = scope_to_wire(&exclusion.applies_to);
    let (decided_in, decided_by) = decided_to_wire(exclusion.decided.as_ref());
    let mut message = wire::Exclusion {
        id: exclusion.id.to_string(),
        forces: strings(&exclusion.forces),
        indicators,
        all_indicators,
        periods: strings(&exclusion.periods),
        treatment: exclusion.treatment.name().to_owned(),
        reason: exclusion.reason.clone(),
        source: exclusion.source.clone(),
        decided_in,
        decided_by,
        ..wire::Exclusion::default()
    };
    match &exclusion.treatment {
        Treatment::Merge { unit, name } => {
            message.unit = unit.to_string();
            message.unit_name.clone_from(name);
        }
        Treatment::Partial { months } => message.months = (*months).into(),
        _ => {}
    }
    message
}

/// A decision as received. What the service sets itself, `decided_in` and `decided_by`, is
/// ignored.
///
/// # Errors
/// Everything that is malformed in it. Names are not looked up.
pub fn exclusion_from_wire(message: &wire::Exclusion) -> Result<Exclusion, Vec<Malformed>> {
    let mut faults = Faults::default();
    let id = faults.keep(parse("id", &message.id));
    let forces = faults.list("forces", &message.forces);
    let applies_to = scope_from_wire(&message.indicators, message.all_indicators, &mut faults);
    let periods = faults.list("periods", &message.periods);
    let treatment = treatment_from_wire(message, &mut faults);
    let exclusion = || {
        Some(Exclusion {
            id: id?,
            forces,
            applies_to,
            periods,
            treatment: treatment?,
            reason: message.reason.clone(),
            source: message.source.clone(),
            decided: None,
        })
    };
    faults.none_or(exclusion())
}

/// A warning that travels with figures.
#[must_use]
pub fn caveat_to_wire(caveat: &Caveat) -> wire::Caveat {
    let (indicators, all_indicators) = scope_to_wire(&caveat.applies_to);
    let (decided_in, decided_by) = decided_to_wire(caveat.decided.as_ref());
    wire::Caveat {
        id: caveat.id.to_string(),
        title: caveat.title.clone(),
        text: caveat.text.clone(),
        indicators,
        all_indicators,
        source: caveat.source.clone(),
        decided_in,
        decided_by,
    }
}

/// A warning as received. What the service sets itself is ignored.
///
/// # Errors
/// Everything that is malformed in it. Names are not looked up.
pub fn caveat_from_wire(message: &wire::Caveat) -> Result<Caveat, Vec<Malformed>> {
    let mut faults = Faults::default();
    let id = faults.keep(parse("id", &message.id));
    let applies_to = scope_from_wire(&message.indicators, message.all_indicators, &mut faults);
    let caveat = || {
        Some(Caveat {
            id: id?,
            title: message.title.clone(),
            text: message.text.clone(),
            applies_to,
            source: message.source.clone(),
            decided: None,
        })
    };
    faults.none_or(caveat())
}

fn treatment_from_wire(message: &wire::Exclusion, faults: &mut Faults) -> Option<Treatment> {
    let word = message.treatment.as_str();
    if word != "merge" {
        for (field, text) in [("unit", &message.unit), ("unit_name", &message.unit_name)] {
            if !text.is_empty() {
                faults.add(field, "only a merge has a unit and a name for it");
            }
        }
    }
    if word != "partial" && message.months != 0 {
        faults.add("months", "only a partial value has months");
    }
    match word {
        "exclude" => Some(Treatment::Exclude),
        "not-supplied" => Some(Treatment::NotSupplied),
        "out-of-scope" => Some(Treatment::OutOfScope),
        "estimated" => Some(Treatment::Estimated),
        "revised" => Some(Treatment::Revised),
        "flag" => Some(Treatment::Flag),
        "note" => Some(Treatment::Note),
        "merge" => Some(Treatment::Merge {
            unit: faults.keep(parse("unit", &message.unit))?,
            name: message.unit_name.clone(),
        }),
        "partial" => Some(Treatment::Partial {
            months: faults.keep(small::<u16>("months", message.months))?,
        }),
        _ => {
            faults.add(
                "treatment",
                format_args!(
                    "\"{word}\" is not known: use exclude, not-supplied, out-of-scope, merge, \
                     partial, estimated, revised, flag or note"
                ),
            );
            None
        }
    }
}

fn scope_to_wire(scope: &IndicatorScope) -> (Vec<String>, bool) {
    match scope {
        IndicatorScope::All => (Vec::new(), true),
        IndicatorScope::These(indicators) => (strings(indicators), false),
        IndicatorScope::Inspection => (Vec::new(), false),
    }
}

fn scope_from_wire(indicators: &[String], all: bool, faults: &mut Faults) -> IndicatorScope {
    if all && !indicators.is_empty() {
        faults.add(
            "indicators",
            "names some, and all_indicators says all; send one of both",
        );
    }
    match (all, indicators.is_empty()) {
        (true, _) => IndicatorScope::All,
        (false, true) => IndicatorScope::Inspection,
        (false, false) => IndicatorScope::These(faults.list("indicators", indicators)),
    }
}

fn decided_to_wire(decided: Option<&Decided>) -> (u64, String) {
    decided.map_or_else(Default::default, |decided| {
        (decided.revision.number(), decided.author.clone())
    })
}

fn strings<T: ToString>(of: &[T]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}
