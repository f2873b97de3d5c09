//! `edition.toml`, `peer-groups.toml`, `sources.toml`.

use serde::Deserialize;

use crate::document::At;

/// A year's programme: its questions and grades.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct EditionFile {
    /// Its identifier: the folder's name, for example `2016-effectiveness`.
    pub(crate) id: At<String>,
    /// Its name.
    pub(crate) title: At<String>,
    /// The question of which the others are parts, in our own words.
    pub(crate) headline_question: At<String>,
    /// The inspectorate and the publication that the edition restates.
    pub(crate) publisher: At<String>,
    /// The version of the method that comparisons follow, for example `2016.1`.
    pub(crate) method: At<String>,
    /// Grades, best first; those that are not grades ("ungraded") last.
    pub(crate) grade: Vec<WrittenGrade>,
    /// Questions, in order.
    pub(crate) question: Vec<WrittenQuestion>,
}

/// A grade.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenGrade {
    /// Its identifier.
    pub(crate) id: At<String>,
    /// Its name.
    pub(crate) title: At<String>,
    /// 1 for the best; left out for "ungraded".
    pub(crate) order: Option<At<u8>>,
}

/// A question that every inspection answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenQuestion {
    /// Its identifier.
    pub(crate) id: At<String>,
    /// Its number as printed.
    pub(crate) number: At<u8>,
    /// Its short title.
    pub(crate) title: At<String>,
    /// The question, in our own words.
    pub(crate) text: At<String>,
    /// Whether it is graded.
    pub(crate) graded: bool,
    /// Its parts, in order.
    pub(crate) sub_question: Vec<WrittenSubQuestion>,
}

/// Part of a question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenSubQuestion {
    /// Its identifier, unique in the edition.
    pub(crate) id: At<String>,
    /// Its number as printed: "2.1".
    pub(crate) number: At<String>,
    /// The sub-question, in our own words.
    pub(crate) text: At<String>,
    /// What it looks at, in a few words each.
    #[serde(default)]
    pub(crate) aspects: Vec<At<String>>,
}

/// Named sets of forces that may serve as comparator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PeerGroupsFile {
    /// The groups.
    pub(crate) peer_group: Vec<WrittenPeerGroup>,
}

/// A named set of forces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenPeerGroup {
    /// Its identifier.
    pub(crate) id: At<String>,
    /// Its name.
    pub(crate) title: At<String>,
    /// Who drew it up.
    pub(crate) source: At<String>,
    /// Its members: identifiers of inspected forces.
    pub(crate) forces: At<Vec<At<String>>>,
}

/// Where figures were published.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SourcesFile {
    /// The sources.
    pub(crate) source: Vec<WrittenSource>,
}

/// A published source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WrittenSource {
    /// Its identifier, which facts name.
    pub(crate) id: At<String>,
    /// Its title.
    pub(crate) title: At<String>,
    /// Who published it.
    pub(crate) publisher: At<String>,
    /// Under which licence.
    pub(crate) licence: At<String>,
    /// What a reader should know of it.
    pub(crate) note: Option<At<String>>,
}
