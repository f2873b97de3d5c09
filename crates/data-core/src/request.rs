//! What is handed to a store to be recorded.

use std::fmt;
use std::str::FromStr;

use peel_model::{
    Declaration, EditionId, ForceId, Observation, QueryAction, QueryId, QuerySubject, Revision,
    RevisionKind, RevisionRecord,
};
use sha2::{Digest, Sha256};

use crate::{DocumentFile, EditionDocument, INSPECTIONS_FOLDER};

/// Something accepted, to be recorded as the next revision.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRevision {
    /// What it is, in a few words: the name of a facts file, an edition, a force's return.
    pub title: String,
    /// Who brought it.
    pub author: String,
    /// When it was accepted, seconds since 1970-01-01 00:00 UTC.
    pub recorded_at: i64,
    /// Of what was brought.
    pub checksum: Checksum,
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// What was brought.
    pub contents: Contents,
}

impl NewRevision {
    /// Whether this is the request that made the record, sent again: the same contents under the
    /// same heading by the same author. When it was sent does not count.
    #[must_use]
    pub fn repeats(&self, record: &RevisionRecord) -> bool {
        self.contents.kind() == record.kind
            && self.checksum.as_str() == record.checksum
            && self.title == record.title
            && self.author == record.author
    }
}

/// What a revision brings.
#[derive(Debug, Clone, PartialEq)]
pub enum Contents {
    /// An edition's definition and inspections.
    Edition(EditionDocument),
    /// Observations from published facts.
    Import(Vec<Observation>),
    /// Part or all of a force's return.
    Submission(Submission),
    /// Exclusions or caveats decided after the edition was published.
    Decision(Decisions),
    /// A question of an analyst.
    Query(QuerySubject),
    /// A step in a query's conversation.
    QueryStep(QueryStep),
    /// A force's word that its data are final.
    SignOff(NewSignOff),
    /// The choice of the revision that an edition's reports cite.
    Freeze(NewFreeze),
    /// A step in a force's inspection.
    Inspection(WrittenInspection),
}

/// Part or all of a force's return, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The edition whose return it is part of.
    pub edition: EditionId,
    /// Whose it is.
    pub force: ForceId,
    /// What the force says about it; may be empty.
    pub note: String,
    /// The revision that the checks compared it with.
    pub checked_against: Revision,
    /// The values, each of this force, no cell twice.
    pub observations: Vec<Observation>,
    /// What the force says about single values, in order of measure and period.
    pub declarations: Vec<Declaration>,
    /// What the declarations mean for comparisons.
    pub decisions: Vec<DocumentFile>,
    /// The queries that its checks raise; the first has place 1.
    pub raised: Vec<QuerySubject>,
    /// The queries that it answers with another value.
    pub corrected: Vec<QueryStep>,
}

/// Files that an edition's document has from some revision on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisions {
    /// The edition.
    pub edition: EditionId,
    /// The files. A path that is there already gets this content; empty content takes it away.
    pub files: Vec<DocumentFile>,
}

/// An inspection's file, written anew by a step in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenInspection {
    /// The edition.
    pub edition: EditionId,
    /// The file that the edition's document has from now on, at
    /// [`path_of`](Self::path_of) its force.
    pub file: DocumentFile,
    /// The step that it was read as at; `None` as the edition brought it, or not at all. Another
    /// when it is recorded means that somebody else was faster:
    /// [`StoreError::InspectionMoved`](crate::StoreError::InspectionMoved).
    pub after: Option<Revision>,
    /// The revision of the figures that it was held against, where that counts. A later one that
    /// [changes figures](peel_model::RevisionKind::changes_figures) is
    /// [`StoreError::FiguresMoved`](crate::StoreError::FiguresMoved).
    pub figures_as_at: Option<Revision>,
}

impl WrittenInspection {
    /// Where a force's inspection lies in its edition's document.
    #[must_use]
    pub fn path_of(force: &ForceId) -> String {
        format!("{INSPECTIONS_FOLDER}/{force}.toml")
    }
}

/// A step in a query's conversation, on its way to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryStep {
    /// The query.
    pub query: QueryId,
    /// How many steps it had when this one was decided. Another number when it is recorded means
    /// that somebody else was faster: [`StoreError::QueryMoved`](crate::StoreError::QueryMoved).
    pub after: u32,
    /// What is done.
    pub action: QueryAction,
    /// Why, or the explanation.
    pub text: String,
}

/// A sign-off on its way to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignOff {
    /// The edition.
    pub edition: EditionId,
    /// The force.
    pub force: ForceId,
    /// The data as at this revision are signed off.
    pub as_at: Revision,
    /// What the force says about it; may be empty.
    pub note: String,
}

/// A freeze on its way to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFreeze {
    /// The edition.
    pub edition: EditionId,
    /// Reports read the data as at this revision.
    pub as_at: Revision,
    /// Why.
    pub reason: String,
}

impl Contents {
    /// The kind of revision that it makes.
    #[must_use]
    pub fn kind(&self) -> RevisionKind {
        match self {
            Self::Edition(_) => RevisionKind::Edition,
            Self::Import(_) => RevisionKind::Import,
            Self::Submission(_) => RevisionKind::Submission,
            Self::Decision(_) => RevisionKind::Decision,
            Self::Query(_) | Self::QueryStep(_) => RevisionKind::Query,
            Self::SignOff(_) => RevisionKind::SignOff,
            Self::Freeze(_) => RevisionKind::Freeze,
            Self::Inspection(_) => RevisionKind::Inspection,
        }
    }

    /// Whether an edition reads differently once it is recorded.
    #[must_use]
    pub fn changes_edition(&self) -> bool {
        matches!(self, Self::Edition(_)) || self.decisions().is_some()
    }

    /// The observations in it.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        match self {
            Self::Import(observations) => observations,
            Self::Submission(submission) => &submission.observations,
            _ => &[],
        }
    }

    /// The queries that it raises, in order; the first has place 1.
    #[must_use]
    pub fn raised(&self) -> &[QuerySubject] {
        match self {
            Self::Submission(submission) => &submission.raised,
            Self::Query(subject) => std::slice::from_ref(subject),
            _ => &[],
        }
    }

    /// The steps of queries' conversations in it.
    #[must_use]
    pub fn steps(&self) -> &[QueryStep] {
        match self {
            Self::Submission(submission) => &submission.corrected,
            Self::QueryStep(step) => std::slice::from_ref(step),
            _ => &[],
        }
    }

    /// The files that it gives to an edition's document after the edition was recorded.
    #[must_use]
    pub fn decisions(&self) -> Option<(&EditionId, &[DocumentFile])> {
        match self {
            Self::Submission(submission) => {
                Some((&submission.edition, submission.decisions.as_slice()))
            }
            Self::Decision(decisions) => Some((&decisions.edition, decisions.files.as_slice())),
            Self::Inspection(written) => {
                Some((&written.edition, std::slice::from_ref(&written.file)))
            }
            _ => None,
        }
        .filter(|(_, files)| !files.is_empty())
    }
}

/// A SHA-256 in hexadecimal, lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checksum(String);

impl Checksum {
    /// The checksum of some bytes.
    ///
    /// ```
    /// let empty = peel_data_core::Checksum::of(b"");
    /// assert!(empty.as_str().starts_with("e3b0c44298fc1c14"));
    /// ```
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(
            Sha256::digest(bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// The checksum as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Checksum {
    type Err = InvalidChecksum;
    fn from_str(text: &str) -> Result<Self, InvalidChecksum> {
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(hexadecimal) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidChecksum)
        }
    }
}

/// Why a text is not a checksum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a checksum is a SHA-256 of 64 lower-case hexadecimal digits")]
pub struct InvalidChecksum;

/// What a caller names a write by, so that a repeat is recognised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(String);

/// The longest request identifier accepted, in bytes.
pub const LONGEST_REQUEST_ID: usize = 128;

impl RequestId {
    /// Parses a request identifier. A UUID is a good one.
    ///
    /// # Errors
    /// [`InvalidRequestId`] unless it is 1 to [`LONGEST_REQUEST_ID`] ASCII letters, digits and
    /// the characters `-`, `_`, `.` and `:`.
    pub fn new(text: &str) -> Result<Self, InvalidRequestId> {
        let accepted = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        if (1..=LONGEST_REQUEST_ID).contains(&text.len()) && text.bytes().all(accepted) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidRequestId {
                text: text.chars().take(40).collect(),
            })
        }
    }

    /// The identifier under which contents that name themselves are recorded once, whoever
    /// brings them.
    #[must_use]
    pub fn of_contents(kind: RevisionKind, checksum: &Checksum) -> Self {
        Self(format!("{kind}:{checksum}"))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not a request identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{text}\" is not a request id: use 1 to {LONGEST_REQUEST_ID} letters, digits, '-', '_', \
     '.' or ':'; a UUID is a good one"
)]
pub struct InvalidRequestId {
    /// What was given, cut to its first 40 characters.
    pub text: String,
}
