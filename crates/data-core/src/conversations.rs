//! Queries as conversations: who may do what, and that nobody talks past another.

use peel_model::{
    Area, Edition, ForceId, MeasureId, Period, Query, QueryAction, QueryId, QuerySubject,
};

use crate::returns::return_of;
use crate::writing::{CollectionError, LONGEST_TEXT, Once, astray, check_author, check_text};
use crate::{
    Appended, Checksum, Collection, Contents, NewRevision, ObservationQuery, QueryStep, Rejected,
    RequestId,
};

/// A question of an analyst.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuery {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// Whose value it is about.
    pub force: ForceId,
    /// Of which measure of the return.
    pub measure: MeasureId,
    /// In which period.
    pub period: Period,
    /// The question.
    pub question: String,
    /// Who asks.
    pub author: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
}

/// A step in a query's conversation, as somebody takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenStep {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// The query.
    pub query: QueryId,
    /// What is done. A correction is a submission, so it cannot be done here.
    pub action: QueryAction,
    /// Why, or the explanation.
    pub text: String,
    /// Who does it.
    pub author: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
}

impl Collection {
    /// Raises a query about a value that is recorded, beside what the checks ask.
    ///
    /// # Errors
    /// [`CollectionError::Rejected`] when texts are empty or too long, the return does not ask
    /// for the value, or nothing is recorded to ask about; [`CollectionError::NoReturn`];
    /// [`CollectionError::Store`].
    pub async fn raise_query(
        &self,
        edition: &Edition,
        asked: AskedQuery,
    ) -> Result<Once<Query>, CollectionError> {
        asked.check(edition)?;
        let cell = format!("{},{},{}", asked.force, asked.measure, asked.period);
        let mut new = NewRevision {
            title: format!("query about {} of {}", asked.measure, asked.force),
            author: asked.author.clone(),
            recorded_at: asked.at,
            checksum: Checksum::of(format!("{},{cell}\n{}", edition.id, asked.question).as_bytes()),
            request_id: asked.request_id.clone(),
            contents: Contents::Query(QuerySubject {
                edition: edition.id.clone(),
                force: asked.force.clone(),
                measure: asked.measure.clone(),
                period: asked.period,
                reading: peel_model::Reading::Missing(peel_model::MissingReason::Missing),
                check: None,
                question: asked.question.clone(),
            }),
        };
        let Appended { record, repeated } = match self.repeated(&new).await? {
            Some(record) => Appended {
                record,
                repeated: true,
            },
            None => {
                let reading = self.reading_asked_about(&asked).await?;
                if let Contents::Query(subject) = &mut new.contents {
                    subject.reading = reading;
                }
                self.record(new).await?
            }
        };
        let id = QueryId::new(record.revision, 1).ok_or_else(|| astray("a query has no place"))?;
        Ok(Once {
            answer: self.known_query(id).await?,
            repeated,
        })
    }

    /// Takes a step in a query's conversation: the force confirms, the inspectorate accepts, asks
    /// again or withdraws.
    ///
    /// # Errors
    /// [`CollectionError::UnknownQuery`]; [`CollectionError::QueryStands`] when it cannot be done
    /// where the query stands; [`QueryMoved`](crate::StoreError::QueryMoved) when somebody else was
    /// faster; [`CollectionError::Rejected`] when a text is empty or too long.
    pub async fn move_query(&self, step: TakenStep) -> Result<Once<Query>, CollectionError> {
        step.check()?;
        let query = self.known_query(step.query).await?;
        let new = NewRevision {
            title: format!("{} {}", step.action, step.query),
            author: step.author.clone(),
            recorded_at: step.at,
            checksum: Checksum::of(
                format!("{},{}\n{}", step.query, step.action, step.text).as_bytes(),
            ),
            request_id: step.request_id,
            contents: Contents::QueryStep(QueryStep {
                query: step.query,
                after: u32::try_from(query.moves.len()).unwrap_or(u32::MAX),
                action: step.action,
                text: step.text,
            }),
        };
        let mut repeated = self.repeated(&new).await?.is_some();
        if !repeated {
            if step.action.begins_in() != query.state() {
                return Err(CollectionError::QueryStands {
                    query: query.id,
                    state: query.state(),
                    action: step.action,
                });
            }
            repeated = self.record(new).await?.repeated;
        }
        Ok(Once {
            answer: self.known_query(step.query).await?,
            repeated,
        })
    }

    async fn known_query(&self, id: QueryId) -> Result<Query, CollectionError> {
        let found = self.store().query(id).await?;
        found.ok_or(CollectionError::UnknownQuery { query: id })
    }

    async fn reading_asked_about(
        &self,
        asked: &AskedQuery,
    ) -> Result<peel_model::Reading, CollectionError> {
        let query = ObservationQuery::new(
            [asked.measure.clone()],
            [Area::Force(asked.force.clone())],
            [asked.period],
        );
        let query = query.map_err(|invalid| Rejected::of("measure", invalid.to_string()))?;
        let read = self.store().observations(query, None).await?.all().await?;
        let AskedQuery {
            force,
            measure,
            period,
            ..
        } = asked;
        match read.first() {
            Some(recorded) => Ok(recorded.observation.reading),
            None => Err(Rejected::of(
                "period",
                format!("nothing is recorded of {measure} for {force} in {period} to ask about"),
            )
            .into()),
        }
    }
}

impl AskedQuery {
    fn check(&self, edition: &Edition) -> Result<(), CollectionError> {
        let definition = return_of(edition)?;
        let mut rejected = Rejected::default();
        check_author(&self.author, &mut rejected);
        check_text("question", &self.question, (1, LONGEST_TEXT), &mut rejected);
        match definition.entry(&self.measure) {
            None => rejected.add(
                || "measure".to_owned(),
                format!(
                    "the return of {} does not ask for {}",
                    edition.id, self.measure
                ),
            ),
            Some(entry) if !entry.periods.contains(&self.period) => rejected.add(
                || "period".to_owned(),
                format!(
                    "the return does not ask for {} in {}",
                    self.measure, self.period
                ),
            ),
            Some(_) => {}
        }
        Ok(rejected.none_or_err()?)
    }
}

impl TakenStep {
    fn check(&self) -> Result<(), Rejected> {
        let mut rejected = Rejected::default();
        check_author(&self.author, &mut rejected);
        check_text("text", &self.text, (1, LONGEST_TEXT), &mut rejected);
        if self.action == QueryAction::Correct {
            let message = "to correct a value, submit it: that answers the query".to_owned();
            rejected.add(|| "action".to_owned(), message);
        }
        rejected.none_or_err()
    }
}
