//! Returns: what a force sends is checked, and recorded whole or not at all.

use peel_model::{
    Edition, EditionId, ForceId, Observation, Query, QueryAction, QueryId, QueryState,
    QuerySubject, ReturnDefinition, Revision, Severity, SubmissionRecord,
};

use crate::checks::{Evidence, RecordedValues, Remark, check, observations_needed};
use crate::declared::declared_decisions;
use crate::writing::{CollectionError, astray};
use crate::{
    Appended, Collection, Contents, LARGEST_PAGE, Page, QueryFilter, QueryStep, Rejected,
    SentReturn, StoreError, Submission, SubmissionQuery,
};

/// How often a submission is checked anew because a query it answers moved meanwhile.
const ATTEMPTS: usize = 4;

/// What would become of a return that no check refuses.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedReturn {
    /// The revision that it was compared with.
    pub checked_against: Revision,
    /// The queries that it would raise.
    pub raised: Vec<QuerySubject>,
    /// The queries that it would answer with another value.
    pub corrected: Vec<QueryId>,
}

/// An accepted return.
#[derive(Debug, Clone, PartialEq)]
pub struct SubmittedReturn {
    /// What is known of it.
    pub submission: SubmissionRecord,
    /// Whether the same request had been accepted before.
    pub repeated: bool,
    /// The queries that it raised.
    pub raised: Vec<Query>,
    /// The queries that it answered with another value.
    pub corrected: Vec<QueryId>,
}

impl Collection {
    /// Holds a return against every check, and records nothing.
    ///
    /// # Errors
    /// As of [`submit`](Self::submit).
    pub async fn check_return(
        &self,
        edition: &Edition,
        sent: &SentReturn,
    ) -> Result<CheckedReturn, CollectionError> {
        let submission = self.checked(edition, sent).await?;
        Ok(CheckedReturn {
            checked_against: submission.checked_against,
            raised: submission.raised,
            corrected: submission.corrected.iter().map(|step| step.query).collect(),
        })
    }

    /// Records a return as one revision, with the queries that its checks raise, the answers it
    /// gives to earlier ones, and what its declarations mean for comparisons.
    ///
    /// `edition` is the edition as at the newest revision. A warning about a value that was asked
    /// about before and has not changed raises no second query.
    ///
    /// # Errors
    /// [`CollectionError::Rejected`] with everything that its shape and the checks refuse;
    /// [`CollectionError::NoReturn`]; [`CollectionError::Store`].
    pub async fn submit(
        &self,
        edition: &Edition,
        sent: SentReturn,
    ) -> Result<SubmittedReturn, CollectionError> {
        let mut attempt = 1;
        loop {
            // Without what the checks add: a repeat is the same whatever has been recorded since.
            let mut new = sent.revision();
            if let Some(first) = self.repeated(&new).await? {
                return self.submitted(first.revision, true).await;
            }
            let mut submission = self.checked(edition, &sent).await?;
            submission.decisions = declared_decisions(edition, &sent);
            new.contents = Contents::Submission(submission);
            match self.record(new).await {
                Ok(Appended { record, repeated }) => {
                    return self.submitted(record.revision, repeated).await;
                }
                Err(StoreError::QueryMoved { .. }) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn checked(
        &self,
        edition: &Edition,
        sent: &SentReturn,
    ) -> Result<Submission, CollectionError> {
        let definition = return_of(edition)?;
        sent.check_shape()?;
        let newest = self
            .store()
            .newest()
            .await?
            .ok_or_else(|| no_return(edition))?;
        let observations = sent.observations(definition);
        let recorded = self
            .recorded_values(edition, definition, sent, &observations, newest)
            .await?;
        let declarations = sent.declarations();
        let evidence = Evidence {
            edition,
            definition,
            force: &sent.force,
            submitted: &observations,
            declarations: &declarations,
            recorded: &recorded,
        };
        let remarks = check(&evidence);
        refuse_errors(&remarks)?;
        let earlier = self.queries_about(&edition.id, &sent.force).await?;
        Ok(Submission {
            edition: edition.id.clone(),
            force: sent.force.clone(),
            note: sent.note.clone(),
            checked_against: newest,
            declarations,
            decisions: Vec::new(),
            raised: raised(&remarks, &observations, sent, &earlier),
            corrected: corrected(&observations, sent, &earlier),
            observations,
        })
    }

    async fn recorded_values(
        &self,
        edition: &Edition,
        definition: &ReturnDefinition,
        sent: &SentReturn,
        observations: &[Observation],
        as_of: Revision,
    ) -> Result<RecordedValues, CollectionError> {
        let needed = observations_needed(edition, definition, &sent.force, observations);
        let needed = needed.map_err(|invalid| Rejected::of("values", invalid.to_string()))?;
        let mut recorded = RecordedValues::default();
        for query in needed {
            let read = self.store().observations(query, Some(as_of)).await?;
            let read = read.all().await?;
            recorded.extend(read.into_iter().map(|recorded| recorded.observation));
        }
        Ok(recorded)
    }

    /// Every query of a force in an edition.
    pub(crate) async fn queries_about(
        &self,
        edition: &EditionId,
        force: &ForceId,
    ) -> Result<Vec<Query>, StoreError> {
        let filter = QueryFilter {
            edition: Some(edition.clone()),
            force: Some(force.clone()),
            ..QueryFilter::all(Page::largest(None))
        };
        self.every_query(filter).await
    }

    /// Every query that a filter wants from its page on, however many pages they fill.
    pub(crate) async fn every_query(
        &self,
        mut filter: QueryFilter,
    ) -> Result<Vec<Query>, StoreError> {
        let mut all: Vec<Query> = Vec::new();
        loop {
            let page = self.store().queries(filter.clone()).await?;
            let is_last = page.len() < LARGEST_PAGE;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
            filter.page = Page::largest(all.last().map(|query| query.id));
        }
    }

    async fn submitted(
        &self,
        revision: Revision,
        repeated: bool,
    ) -> Result<SubmittedReturn, CollectionError> {
        let submission = self.submission(revision).await?;
        let about = self.queries_about(&submission.edition, &submission.force);
        let mut raised = Vec::new();
        let mut corrected = Vec::new();
        for query in about.await? {
            if query.moves.iter().any(|step| step.revision == revision) {
                corrected.push(query.id);
            }
            if query.id.revision() == revision {
                raised.push(query);
            }
        }
        Ok(SubmittedReturn {
            submission,
            repeated,
            raised,
            corrected,
        })
    }

    async fn submission(&self, revision: Revision) -> Result<SubmissionRecord, StoreError> {
        let before = Revision::new(revision.number() - 1);
        let query = SubmissionQuery {
            force: None,
            edition: None,
            page: Page::first(before),
        };
        let mut found = self.store().submissions(query).await?;
        let found = found.pop().filter(|found| found.revision == revision);
        found.ok_or_else(|| {
            astray(format!(
                "it recorded submission {revision} and does not find it"
            ))
        })
    }
}

/// What an edition asks forces to send.
pub(crate) fn return_of(edition: &Edition) -> Result<&ReturnDefinition, CollectionError> {
    let definition = edition.return_definition.as_ref();
    definition.ok_or_else(|| no_return(edition))
}

fn no_return(edition: &Edition) -> CollectionError {
    CollectionError::NoReturn {
        edition: edition.id.clone(),
    }
}

fn refuse_errors(remarks: &[Remark]) -> Result<(), Rejected> {
    let mut rejected = Rejected::default();
    for remark in remarks {
        if remark.check.severity == Severity::Error {
            rejected.add(
                || format!("values[{}]", remark.place),
                format!("{}: {}", remark.check.id, remark.message),
            );
        }
    }
    rejected.none_or_err()
}

/// The queries that warnings raise, but for those that were asked about the same value before.
fn raised(
    remarks: &[Remark],
    observations: &[Observation],
    sent: &SentReturn,
    earlier: &[Query],
) -> Vec<QuerySubject> {
    let subject = |remark: &Remark| {
        let observation = observations.get(remark.place)?;
        let subject = QuerySubject {
            edition: sent.edition.clone(),
            force: sent.force.clone(),
            measure: remark.measure.clone(),
            period: remark.period,
            reading: observation.reading,
            check: remark.check.check_id(),
            question: remark.message.clone(),
        };
        let was_asked = earlier.iter().any(|query| {
            query.state() != QueryState::Withdrawn
                && query.subject.check == subject.check
                && query.subject.measure == subject.measure
                && query.subject.period == subject.period
                && query.subject.reading == subject.reading
        });
        (!was_asked).then_some(subject)
    };
    let warnings = remarks
        .iter()
        .filter(|remark| remark.check.severity == Severity::Warning);
    warnings.filter_map(subject).collect()
}

/// The open queries that get another value than the one they ask about.
fn corrected(observations: &[Observation], sent: &SentReturn, earlier: &[Query]) -> Vec<QueryStep> {
    let step = |query: &Query| {
        let observation = observations.iter().find(|observation| {
            observation.measure == query.subject.measure
                && observation.period == query.subject.period
        })?;
        if query.state() != QueryState::Open || observation.reading == query.subject.reading {
            return None;
        }
        let said = [sent.said_about(observation), sent.note.as_str()];
        let said = said.into_iter().find(|said| !said.trim().is_empty());
        Some(QueryStep {
            query: query.id,
            after: u32::try_from(query.moves.len()).ok()?,
            action: QueryAction::Correct,
            text: said.unwrap_or("another value was submitted").to_owned(),
        })
    };
    earlier.iter().filter_map(step).collect()
}
