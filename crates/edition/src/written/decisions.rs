//! `exclusions.toml`, `caveats.toml` and the files in `decisions/`.

use std::fmt;

use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, de};

use crate::document::At;

/// The names of treatments.
pub(crate) const TREATMENTS: [&str; 9] = [
    "exclude",
    "not-supplied",
    "out-of-scope",
    "merge",
    "partial",
    "estimated",
    "revised",
    "flag",
    "note",
];

/// Decisions about how forces are counted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ExclusionsFile {
    /// The decisions.
    pub(crate) exclusion: Vec<WrittenExclusion>,
}

/// A decision about how one or more forces are counted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenExclusion {
    /// Its identifier.
    pub(crate) id: At<String>,
    /// The forces it is about, at least one.
    pub(crate) forces: At<Vec<At<String>>>,
    /// The indicators it is about, `all` of them, or only the `inspection` itself.
    pub(crate) indicators: At<WrittenScope>,
    /// The periods it is about; left out for all.
    #[serde(default)]
    pub(crate) periods: Vec<At<String>>,
    /// What is done.
    #[cfg_attr(test, schemars(extend("enum" = TREATMENTS)))]
    pub(crate) treatment: At<String>,
    /// For `merge`: the identifier of the unit that stands for the forces.
    pub(crate) unit: Option<At<String>>,
    /// For `merge`: the unit's name.
    pub(crate) name: Option<At<String>>,
    /// For `partial`: how many months of the period are covered.
    pub(crate) months: Option<At<u16>>,
    /// Why, as a report's annex can say it, in our own words.
    pub(crate) reason: At<String>,
    /// Where the decision was published.
    pub(crate) source: At<String>,
}

/// Warnings that travel with figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CaveatsFile {
    /// The warnings.
    pub(crate) caveat: Vec<WrittenCaveat>,
}

/// A warning that travels with figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenCaveat {
    /// Its identifier.
    pub(crate) id: At<String>,
    /// Its heading.
    pub(crate) title: At<String>,
    /// The warning, in our own words.
    pub(crate) text: At<String>,
    /// The indicators it is about, `all` of them, or only the `inspection` itself.
    pub(crate) indicators: At<WrittenScope>,
    /// Where it was published.
    pub(crate) source: At<String>,
}

/// Decisions and warnings that were added to an edition after it was recorded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct DecisionsFile {
    /// Who decided.
    pub(crate) author: At<String>,
    /// Decisions about how forces are counted.
    #[serde(default)]
    pub(crate) exclusion: Vec<WrittenExclusion>,
    /// Warnings that travel with figures.
    #[serde(default)]
    pub(crate) caveat: Vec<WrittenCaveat>,
}

/// Which indicators are meant.
#[derive(Debug)]
pub(crate) enum WrittenScope {
    /// `all` or `inspection`.
    Word(String),
    /// These.
    These(Vec<At<String>>),
}

impl<'de> Deserialize<'de> for WrittenScope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By hand, because an untagged enumeration would lose the places.
        struct Scope;
        impl<'de> Visitor<'de> for Scope {
            type Value = WrittenScope;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of indicators, \"all\" or \"inspection\"")
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<WrittenScope, E> {
                Ok(WrittenScope::Word(word.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<WrittenScope, A::Error> {
                let mut these = Vec::new();
                while let Some(one) = list.next_element()? {
                    these.push(one);
                }
                Ok(WrittenScope::These(these))
            }
        }
        deserializer.deserialize_any(Scope)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for WrittenScope {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scope".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "oneOf": [
                {"type": "string", "enum": ["all", "inspection"]},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        })
    }
}
