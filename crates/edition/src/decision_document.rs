//! Writes decisions as the files that an edition's document has them in.

use peel_model::{Caveat, Exclusion, ForceId, IndicatorId, IndicatorScope, Treatment};
use serde::Serialize;

/// A decision file's text, as [`read_edition`](crate::read_edition) reads it.
///
/// The revision is not in it: it is the name of the folder that the file comes to lie in.
///
/// # Errors
/// [`toml::ser::Error`] never in practice: every part has a written form.
pub fn decision_document(
    author: &str,
    exclusions: &[Exclusion],
    caveats: &[Caveat],
) -> Result<String, toml::ser::Error> {
    toml::to_string(&Document {
        author,
        exclusion: exclusions.iter().map(WrittenExclusion::of).collect(),
        caveat: caveats.iter().map(WrittenCaveat::of).collect(),
    })
}

#[derive(Serialize)]
struct Document<'d> {
    author: &'d str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclusion: Vec<WrittenExclusion<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    caveat: Vec<WrittenCaveat<'d>>,
}

#[derive(Serialize)]
struct WrittenExclusion<'d> {
    id: &'d str,
    forces: Vec<&'d str>,
    indicators: WrittenScope<'d>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    periods: Vec<String>,
    treatment: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<u16>,
    reason: &'d str,
    source: &'d str,
}

#[derive(Serialize)]
struct WrittenCaveat<'d> {
    id: &'d str,
    title: &'d str,
    text: &'d str,
    indicators: WrittenScope<'d>,
    source: &'d str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum WrittenScope<'d> {
    Word(&'static str),
    These(Vec<&'d str>),
}

impl<'d> WrittenExclusion<'d> {
    fn of(exclusion: &'d Exclusion) -> Self {
        let (unit, name) = match &exclusion.treatment {
            Treatment::Merge { unit, name } => (Some(unit.as_str()), Some(name.as_str())),
            _ => (None, None),
        };
        let months = match exclusion.treatment {
            Treatment::Partial { months } => Some(months),
            _ => None,
        };
        Self {
            id: exclusion.id.as_str(),
            forces: exclusion.forces.iter().map(ForceId::as_str).collect(),
            indicators: WrittenScope::of(&exclusion.applies_to),
            periods: exclusion.periods.iter().map(ToString::to_string).collect(),
            treatment: exclusion.treatment.name(),
            unit,
            name,
            months,
            reason: &exclusion.reason,
            source: &exclusion.source,
        }
    }
}

impl<'d> WrittenCaveat<'d> {
    fn of(caveat: &'d Caveat) -> Self {
        Self {
            id: caveat.id.as_str(),
            title: &caveat.title,
            text: &caveat.text,
            indicators: WrittenScope::of(&caveat.applies_to),
            source: &caveat.source,
        }
    }
}

impl<'d> WrittenScope<'d> {
    fn of(scope: &'d IndicatorScope) -> Self {
        match scope {
            IndicatorScope::All => Self::Word("all"),
            IndicatorScope::Inspection => Self::Word("inspection"),
            IndicatorScope::These(these) => {
                Self::These(these.iter().map(IndicatorId::as_str).collect())
            }
        }
    }
}
