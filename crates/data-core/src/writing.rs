//! What every write has in common: its heading, and that a repeat gets the first answer.

use peel_model::{EditionId, QueryAction, QueryId, QueryState, Revision, RevisionRecord};

use crate::{Appended, Cause, Collection, LONGEST_AUTHOR, NewRevision, Rejected, StoreError};

/// The longest note, reason, question or explanation, in characters.
pub const LONGEST_TEXT: usize = 1_000;

/// An answer, and whether it had been given to the same request before.
#[derive(Debug, Clone, PartialEq)]
pub struct Once<T> {
    /// The answer.
    pub answer: T,
    /// Whether the request was a repeat, so that nothing was recorded now. Of two that arrive at
    /// the same moment one is recorded, and the other is the repeat.
    pub repeated: bool,
}

/// Why a step of the collection was not taken. Nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    /// It breaks rules.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The edition has no return.
    #[error("the edition \"{edition}\" asks forces for nothing: it has no return.toml")]
    NoReturn {
        /// The edition.
        edition: EditionId,
    },
    /// No query has this identifier.
    #[error("there is no query {query}; list the queries to see which there are")]
    UnknownQuery {
        /// The identifier.
        query: QueryId,
    },
    /// The query stands where this cannot be done.
    #[error("the query {query} is {state}, and \"{action}\" is no step from there{}", possible(*.state))]
    QueryStands {
        /// The query.
        query: QueryId,
        /// Where it stands.
        state: QueryState,
        /// What was to be done.
        action: QueryAction,
    },
    /// Something keeps a force's data from being final.
    #[error("the data of {force} cannot be signed off as at that revision: {}", unfinished(pending, *newer))]
    NotReadyToSignOff {
        /// The force.
        force: peel_model::ForceId,
        /// Its queries that are not settled.
        pending: Vec<QueryId>,
        /// Its newest submission, when that is newer than what was to be signed off.
        newer: Option<Revision>,
    },
    /// No decision that can be taken back has this identifier.
    #[error(
        "no decision \"{id}\" was added to the edition{}; what came with an edition stays until \
         its next release",
        peel_model::nearest::suggestion(&.nearest.iter().map(String::as_str).collect::<Vec<_>>())
    )]
    UnknownDecision {
        /// The identifier.
        id: String,
        /// The decisions most like it.
        nearest: Vec<String>,
    },
    /// An inspection stands where the step cannot be taken.
    #[error(transparent)]
    Inspection(#[from] crate::InspectionRefusal),
    /// The edition cannot be read from the store.
    #[error(transparent)]
    Edition(#[from] crate::ReadEditionError),
    /// The store did not answer or did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn possible(state: QueryState) -> String {
    let actions: Vec<_> = state.actions().map(QueryAction::name).collect();
    if actions.is_empty() {
        "; it is settled, raise another".to_owned()
    } else {
        format!("; possible: {}", actions.join(", "))
    }
}

fn unfinished(pending: &[QueryId], newer: Option<Revision>) -> String {
    let mut reasons = Vec::new();
    if let Some(newer) = newer {
        reasons.push(format!(
            "it submitted values since, in revision {newer}; look at those and sign them off"
        ));
    }
    if !pending.is_empty() {
        let told: Vec<_> = pending.iter().take(10).map(QueryId::to_string).collect();
        let more = match pending.len().saturating_sub(told.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        reasons.push(format!(
            "queries are not settled: {}{more}",
            told.join(", ")
        ));
    }
    reasons.join("; ")
}

impl Collection {
    /// The record of the same request, when it was sent before.
    ///
    /// A step is checked against what is recorded now; a repeat is not, because what it did is
    /// part of what is recorded.
    ///
    /// # Errors
    /// [`StoreError::RequestConflict`] when the identifier was used for something else.
    pub(crate) async fn repeated(
        &self,
        new: &NewRevision,
    ) -> Result<Option<RevisionRecord>, StoreError> {
        match self.store().with_request(new.request_id.clone()).await? {
            Some(first) if !new.repeats(&first) => Err(StoreError::RequestConflict {
                request_id: new.request_id.clone(),
                first: first.revision,
            }),
            Some(first) => {
                self.repeats(first.revision);
                Ok(Some(first))
            }
            None => Ok(None),
        }
    }

    /// Records one revision.
    ///
    /// It may turn out to be a repeat although [`repeated`](Self::repeated) found none, where two
    /// arrive at the same moment.
    pub(crate) async fn record(&self, new: NewRevision) -> Result<Appended, StoreError> {
        let mut records = self.append_audited(vec![new]).await?;
        records
            .pop()
            .ok_or_else(|| astray("it recorded a revision and gave no record of it"))
    }
}

/// A store that does not answer as stores do.
pub(crate) fn astray(cause: impl Into<Cause>) -> StoreError {
    StoreError::Failed {
        place: "the store".to_owned(),
        cause: cause.into(),
    }
}

/// Checks that a text of a request has `least` to `most` characters and can be printed on a line;
/// longer ones may hold line breaks.
pub(crate) fn check_text(
    field: &str,
    text: &str,
    (least, most): (usize, usize),
    rejected: &mut Rejected,
) {
    let length = text.chars().count();
    let unprintable = |c: char| c.is_control() && !(c == '\n' && most >= LONGEST_TEXT);
    let empty = least > 0 && text.trim().is_empty();
    if empty || length > most || text.chars().any(unprintable) {
        rejected.add(
            || field.to_owned(),
            format!(
                "the {field} has {least} to {most} characters without control characters, not \
                 {length}"
            ),
        );
    }
}

/// Checks the name under which somebody writes.
pub(crate) fn check_author(author: &str, rejected: &mut Rejected) {
    check_text("author", author, (1, LONGEST_AUTHOR), rejected);
}
