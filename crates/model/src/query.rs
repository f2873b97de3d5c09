//! Queries: conversations about one returned value, until both sides agree on it.

use std::fmt;
use std::str::FromStr;

use crate::{CheckId, EditionId, ForceId, MeasureId, Period, Reading, Revision};

/// A query's identifier: the revision that raised it and its place among those it raised.
///
/// It prints as `q12-3`, the third query of revision 12, and sorts in the order of raising.
///
/// ```
/// use peel_model::{QueryId, Revision};
/// let id: QueryId = "q12-3".parse().unwrap();
/// assert_eq!(id, QueryId::new(Revision::new(12).unwrap(), 3).unwrap());
/// assert_eq!(id.to_string(), "q12-3");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryId {
    revision: Revision,
    place: u32,
}

impl QueryId {
    /// The `place`-th query, from 1, that a revision raised; `None` for place 0.
    #[must_use]
    pub fn new(revision: Revision, place: u32) -> Option<Self> {
        (place > 0).then_some(Self { revision, place })
    }

    /// The revision that raised it.
    #[must_use]
    pub fn revision(self) -> Revision {
        self.revision
    }

    /// Its place among the queries of that revision, from 1.
    #[must_use]
    pub fn place(self) -> u32 {
        self.place
    }
}

impl fmt::Display for QueryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "q{}-{}", self.revision, self.place)
    }
}

impl FromStr for QueryId {
    type Err = InvalidQueryId;
    fn from_str(text: &str) -> Result<Self, InvalidQueryId> {
        let parsed = || {
            let (revision, place) = text.strip_prefix('q')?.split_once('-')?;
            Self::new(revision.parse().ok()?, place.parse().ok()?)
        };
        // One spelling each: "q012-+3" is not another name of "q12-3".
        parsed()
            .filter(|id| id.to_string() == text)
            .ok_or(InvalidQueryId)
    }
}

/// Why a text is not a query's identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a query's id is \"q\", the revision that raised it, a hyphen and its place: q12-3")]
pub struct InvalidQueryId;

/// A question about one value of a force's return, and what was said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Its identifier.
    pub id: QueryId,
    /// What it asks, about which value.
    pub subject: QuerySubject,
    /// Who raised it: the author of the submission whose check did, or the analyst.
    pub author: String,
    /// When it was raised, seconds since 1970-01-01 00:00 UTC.
    pub raised_at: i64,
    /// What happened since, oldest first.
    pub moves: Vec<QueryMove>,
}

impl Query {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> QueryState {
        self.moves
            .last()
            .map_or(QueryState::Open, |last| last.action.leads_to())
    }
}

/// What a query asks, about which value.
#[derive(Debug, Clone, PartialEq)]
pub struct QuerySubject {
    /// The edition whose return the value belongs to.
    pub edition: EditionId,
    /// Whose value it is.
    pub force: ForceId,
    /// Of which measure.
    pub measure: MeasureId,
    /// In which period.
    pub period: Period,
    /// The value as it was when the query was raised.
    pub reading: Reading,
    /// Which check raised it; `None` when an analyst did.
    pub check: Option<CheckId>,
    /// The question, in words.
    pub question: String,
}

/// One step of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryMove {
    /// What was done.
    pub action: QueryAction,
    /// Who did it.
    pub author: String,
    /// Why, or the explanation; never empty.
    pub text: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    /// The revision that recorded it; for a correction, the submission's.
    pub revision: Revision,
}

named! {
    /// Where a query stands.
    QueryState {
        /// The force is to answer.
        Open = "open",
        /// The inspectorate is to accept the answer or ask again.
        Answered = "answered",
        /// Settled.
        Accepted = "accepted",
        /// Taken back by the inspectorate.
        Withdrawn = "withdrawn",
    }
}

named! {
    /// Who may move a query.
    Party {
        /// The force whose value it is.
        Force = "force",
        /// Those who collect and check.
        Inspectorate = "inspectorate",
    }
}

named! {
    /// What can be done with a query.
    QueryAction {
        /// The force says that the value is right, and why.
        Confirm = "confirm",
        /// The force sends another value.
        Correct = "correct",
        /// The inspectorate is not satisfied with the answer.
        AskAgain = "ask-again",
        /// The inspectorate takes the answer as it is.
        Accept = "accept",
        /// The inspectorate takes the question back.
        Withdraw = "withdraw",
    }
}

impl QueryAction {
    /// Who may do it.
    #[must_use]
    pub const fn party(self) -> Party {
        match self {
            Self::Confirm | Self::Correct => Party::Force,
            Self::AskAgain | Self::Accept | Self::Withdraw => Party::Inspectorate,
        }
    }

    /// From which state.
    #[must_use]
    pub const fn begins_in(self) -> QueryState {
        match self {
            Self::Confirm | Self::Correct | Self::Withdraw => QueryState::Open,
            Self::AskAgain | Self::Accept => QueryState::Answered,
        }
    }

    /// To which state.
    #[must_use]
    pub const fn leads_to(self) -> QueryState {
        match self {
            Self::Confirm | Self::Correct => QueryState::Answered,
            Self::AskAgain => QueryState::Open,
            Self::Accept => QueryState::Accepted,
            Self::Withdraw => QueryState::Withdrawn,
        }
    }
}

impl QueryState {
    /// Whether it still waits for somebody.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::Answered)
    }

    /// What can be done in it, in the order of declaration.
    pub fn actions(self) -> impl Iterator<Item = QueryAction> {
        QueryAction::ALL
            .iter()
            .copied()
            .filter(move |action| action.begins_in() == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_one_spelling() {
        let check = |text: &str, valid: bool| {
            let parsed = text.parse::<QueryId>();
            assert_eq!(parsed.is_ok(), valid, "{text}");
            if let Ok(id) = parsed {
                assert_eq!(id.to_string(), text);
            }
        };
        check("q1-1", true);
        check("q12-3", true);
        check("q9223372036854775807-4294967295", true);
        for invalid in [
            "", "q", "q0-1", "q1-0", "12-3", "q12", "q12-", "q012-3", "q12-+3", "q1-3 ",
        ] {
            check(invalid, false);
        }
    }

    /// The whole table of moves, so that a change of it is seen.
    #[test]
    fn every_state_has_its_actions_and_each_leads_on() {
        let check = |state: QueryState, expected: &[(QueryAction, Party, QueryState)]| {
            let actions: Vec<_> = state
                .actions()
                .map(|action| (action, action.party(), action.leads_to()))
                .collect();
            assert_eq!(actions, expected, "{state}");
            assert_eq!(state.is_pending(), !expected.is_empty(), "{state}");
        };
        check(
            QueryState::Open,
            &[
                (QueryAction::Confirm, Party::Force, QueryState::Answered),
                (QueryAction::Correct, Party::Force, QueryState::Answered),
                (
                    QueryAction::Withdraw,
                    Party::Inspectorate,
                    QueryState::Withdrawn,
                ),
            ],
        );
        check(
            QueryState::Answered,
            &[
                (QueryAction::AskAgain, Party::Inspectorate, QueryState::Open),
                (
                    QueryAction::Accept,
                    Party::Inspectorate,
                    QueryState::Accepted,
                ),
            ],
        );
        check(QueryState::Accepted, &[]);
        check(QueryState::Withdrawn, &[]);
    }
}
