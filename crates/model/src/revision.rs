//! Revisions: the numbered steps by which what is recorded grows.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use crate::MeasureId;

/// One accepted import or submission. Numbers begin at 1 and have no gaps.
///
/// It is not an integer: revisions are compared and quoted, never added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(NonZeroU64);

impl Revision {
    /// The first revision.
    pub const FIRST: Self = Self(NonZeroU64::MIN);

    /// The revision with this number; `None` for 0, which stands for "nothing recorded yet".
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        // Databases count in signed 64-bit numbers.
        if number > i64::MAX as u64 {
            None
        } else {
            NonZeroU64::new(number).map(Self)
        }
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0.get()
    }

    /// The one after this.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Revision {
    type Err = InvalidRevision;
    fn from_str(text: &str) -> Result<Self, InvalidRevision> {
        text.parse().ok().and_then(Self::new).ok_or(InvalidRevision)
    }
}

/// Why a text is not a revision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a revision is a whole number from 1")]
pub struct InvalidRevision;

/// What is known of one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRecord {
    /// Its number.
    pub revision: Revision,
    /// What came with it.
    pub kind: RevisionKind,
    /// What it was, in a few words: the name of a facts file, an edition, a force's return.
    pub title: String,
    /// Who brought it.
    pub author: String,
    /// When it was accepted, seconds since 1970-01-01 00:00 UTC.
    pub recorded_at: i64,
    /// SHA-256 of what was brought, in hexadecimal.
    pub checksum: String,
    /// Observations it added.
    pub observations: u64,
    /// Measures it touched, in order of identifier.
    pub measures: Vec<MeasureId>,
    /// Whether an edition reads differently from it on: it brought one, a decision about one, or a
    /// step in an inspection.
    pub changes_edition: bool,
}

named! {
    /// What came with a revision.
    RevisionKind {
        /// An edition: its questions, indicators, rules and inspections.
        Edition = "edition",
        /// Observations from published facts.
        Import = "import",
        /// Observations from a force's return.
        Submission = "submission",
        /// Exclusions or caveats decided after the edition was published.
        Decision = "decision",
        /// A query raised by an analyst, or a step in its conversation.
        Query = "query",
        /// A force's word that its data are final.
        SignOff = "sign-off",
        /// The choice of the revision that an edition's reports cite.
        Freeze = "freeze",
        /// A step in a force's inspection.
        Inspection = "inspection",
    }
}

impl RevisionKind {
    /// Whether figures, or what may be said of them, can be others from it on.
    ///
    /// An inspection changes none: it is what is said of them.
    #[must_use]
    pub const fn changes_figures(self) -> bool {
        matches!(
            self,
            Self::Edition | Self::Import | Self::Submission | Self::Decision
        )
    }
}
