//! Decisions and warnings, as `exclusions.toml`, `caveats.toml` and the files in `decisions/` write
//! them.

use peel_model::{Caveat, Decided, Exclusion, IndicatorScope, Period, Treatment};

use super::KnownNames;
use super::decision_files::Claims;
use crate::document::At;
use crate::reader::{Reader, unknown};
use crate::written::{TREATMENTS, WrittenCaveat, WrittenExclusion, WrittenScope};

/// What has been decided and warned of, and under which identifiers.
#[derive(Default)]
pub(super) struct Decisions {
    pub(super) exclusions: Vec<Exclusion>,
    pub(super) caveats: Vec<Caveat>,
    claims: Claims,
}

impl Decisions {
    /// Adds decisions of one file; `decided` is `None` for the edition's own.
    pub(super) fn add_exclusions(
        &mut self,
        written: &[WrittenExclusion],
        decided: Option<&Decided>,
        names: &KnownNames<'_>,
        reader: &mut Reader<'_>,
    ) {
        for one in written {
            self.claims.claim("exclusion", &one.id, reader);
            if let Some(mut exclusion) = exclusion(one, names, reader) {
                exclusion.decided = decided.cloned();
                self.exclusions.push(exclusion);
            }
        }
    }

    /// Adds warnings of one file; `decided` is `None` for the edition's own.
    pub(super) fn add_caveats(
        &mut self,
        written: &[WrittenCaveat],
        decided: Option<&Decided>,
        names: &KnownNames<'_>,
        reader: &mut Reader<'_>,
    ) {
        for one in written {
            self.claims.claim("caveat", &one.id, reader);
            if let Some(mut caveat) = caveat(one, names, reader) {
                caveat.decided = decided.cloned();
                self.caveats.push(caveat);
            }
        }
    }
}

fn exclusion(
    written: &WrittenExclusion,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<Exclusion> {
    if written.forces.is_empty() {
        let message = "the decision is about no force; name one or remove it";
        reader.report_at(&written.forces, message);
    }
    let periods: Vec<Period> = written
        .periods
        .iter()
        .filter_map(|period| reader.parsed(period))
        .collect();
    reader.unique("period", &written.periods);
    let applies_to = scope(&written.indicators, "the decision", names, reader);
    let treatment = treatment(written, &periods, names, reader);
    let id = reader.parsed(&written.id);
    Some(Exclusion {
        forces: reader.known_once(&written.forces, &names.forces),
        reason: reader.text(&written.reason),
        source: reader.text(&written.source),
        id: id?,
        applies_to: applies_to?,
        periods,
        treatment: treatment?,
        decided: None,
    })
}

fn treatment(
    written: &WrittenExclusion,
    periods: &[Period],
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<Treatment> {
    let word = &written.treatment;
    if word.as_str() != "merge" {
        for belongs_to_merge in [&written.unit, &written.name].into_iter().flatten() {
            reader.report(belongs_to_merge, "only a merge has a unit and a name");
        }
    }
    if let Some(months) = written
        .months
        .as_ref()
        .filter(|_| word.as_str() != "partial")
    {
        reader.report_at(months, "only a partial value has months");
    }
    match word.as_str() {
        "exclude" => Some(Treatment::Exclude),
        "not-supplied" => Some(Treatment::NotSupplied),
        "out-of-scope" => Some(Treatment::OutOfScope),
        "estimated" => Some(Treatment::Estimated),
        "revised" => Some(Treatment::Revised),
        "flag" => Some(Treatment::Flag),
        "note" => Some(Treatment::Note),
        "merge" => merge(written, names, reader),
        "partial" => partial(written, periods, reader),
        other => {
            let message = unknown("treatment", other, TREATMENTS);
            reader.report(word, format!("{message}; use {}", TREATMENTS.join(", ")));
            None
        }
    }
}

fn merge(
    written: &WrittenExclusion,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<Treatment> {
    let (Some(unit), Some(name)) = (&written.unit, &written.name) else {
        reader.report(&written.treatment, "a merge needs a unit and a name for it");
        return None;
    };
    if written.forces.len() < 2 {
        reader.report_at(&written.forces, "a merge needs at least two forces");
    }
    if names.forces.declares(unit) {
        let message = format!(
            "\"{}\" is a force; give the unit a name of its own",
            unit.as_str()
        );
        reader.report(unit, message);
    }
    let name = reader.text(name);
    let unit = reader.parsed(unit)?;
    Some(Treatment::Merge { unit, name })
}

fn partial(
    written: &WrittenExclusion,
    periods: &[Period],
    reader: &mut Reader<'_>,
) -> Option<Treatment> {
    let Some(months) = &written.months else {
        reader.report(
            &written.treatment,
            "a partial value needs the months it covers",
        );
        return None;
    };
    let whole = periods.iter().filter_map(|period| period.months()).min();
    if **months == 0 || whole.is_some_and(|whole| **months >= whole) {
        let message = "a partial value covers at least one month and fewer than its period";
        reader.report_at(months, message);
    }
    Some(Treatment::Partial { months: **months })
}

fn caveat(
    written: &WrittenCaveat,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<Caveat> {
    let applies_to = scope(&written.indicators, "the warning", names, reader);
    let id = reader.parsed(&written.id);
    Some(Caveat {
        title: reader.text(&written.title),
        text: reader.text(&written.text),
        source: reader.text(&written.source),
        id: id?,
        applies_to: applies_to?,
        decided: None,
    })
}

fn scope(
    written: &At<WrittenScope>,
    what: &str,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<IndicatorScope> {
    match &**written {
        WrittenScope::Word(word) if word == "all" => Some(IndicatorScope::All),
        WrittenScope::Word(word) if word == "inspection" => Some(IndicatorScope::Inspection),
        WrittenScope::Word(word) => {
            let message = unknown("scope", word, ["all", "inspection"]);
            reader.report_at(written, format!("{message}; use all, inspection or a list"));
            None
        }
        WrittenScope::These(these) if these.is_empty() => {
            reader.report_at(
                written,
                format!("{what} refers to nothing; name an indicator"),
            );
            None
        }
        WrittenScope::These(these) => {
            let these = reader.known_once(these, &names.indicators);
            Some(IndicatorScope::These(these))
        }
    }
}
