//! How far every force has come with its return.

use std::collections::BTreeMap;

use peel_model::{Edition, ForceId, MeasureId, Period, QueryState, Revision, SignOff};

use crate::returns::return_of;
use crate::writing::CollectionError;
use crate::{Collection, LARGEST_PAGE, Page, QueryFilter, StoreError, SubmissionQuery};

/// How far a force has come with its return.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnProgress {
    /// The force.
    pub force: ForceId,
    /// Values asked for.
    pub asked: u32,
    /// Of these, recorded: a value, or a reason why there is none.
    pub recorded: u32,
    /// Queries that wait for the force.
    pub open: u32,
    /// Queries that wait for the inspectorate.
    pub answered: u32,
    /// Its newest submission.
    pub newest_submission: Option<Revision>,
    /// Its newest sign-off.
    pub signed_off: Option<SignOff>,
    /// Whether something was submitted after that.
    pub corrected_since: bool,
}

impl Collection {
    /// How far every inspected force has come, by force.
    ///
    /// # Errors
    /// [`CollectionError::NoReturn`]; [`CollectionError::Store`].
    pub async fn return_progress(
        &self,
        edition: &Edition,
    ) -> Result<Vec<ReturnProgress>, CollectionError> {
        let definition = return_of(edition)?;
        let recorded = self.asked_for(definition, [], None).await?;
        let mut sign_offs = self.store().sign_offs(edition.id.clone(), None).await?;
        let waiting = self.waiting(edition).await?;
        let submitted = self.newest_submissions(edition).await?;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let asked: Vec<(&MeasureId, Period)> = definition
            .entries()
            .flat_map(|entry| entry.periods.iter().map(|period| (&entry.measure, *period)))
            .collect();
        let mut forces: Vec<&ForceId> = edition.inspected_forces().map(|force| &force.id).collect();
        forces.sort();
        let progress = |force: &ForceId| {
            let signed_off = sign_offs.remove(force);
            let newest_submission = submitted.get(force).copied();
            let in_state = |state| waiting.get(&(force.clone(), state)).copied().unwrap_or(0);
            ReturnProgress {
                asked: count(asked.len()),
                recorded: count(
                    asked
                        .iter()
                        .filter(|(measure, period)| recorded.has(measure, *period, force))
                        .count(),
                ),
                open: in_state(QueryState::Open),
                answered: in_state(QueryState::Answered),
                corrected_since: signed_off
                    .as_ref()
                    .is_some_and(|signed| newest_submission > Some(signed.as_at)),
                newest_submission,
                signed_off,
                force: force.clone(),
            }
        };
        Ok(forces.into_iter().map(progress).collect())
    }

    async fn waiting(
        &self,
        edition: &Edition,
    ) -> Result<BTreeMap<(ForceId, QueryState), u32>, StoreError> {
        let filter = QueryFilter {
            edition: Some(edition.id.clone()),
            states: [QueryState::Open, QueryState::Answered].into(),
            ..QueryFilter::all(Page::largest(None))
        };
        let mut waiting = BTreeMap::new();
        for query in self.every_query(filter).await? {
            let state = query.state();
            *waiting.entry((query.subject.force, state)).or_insert(0) += 1;
        }
        Ok(waiting)
    }

    async fn newest_submissions(
        &self,
        edition: &Edition,
    ) -> Result<BTreeMap<ForceId, Revision>, StoreError> {
        let mut newest = BTreeMap::new();
        let mut after = None;
        loop {
            let query = SubmissionQuery {
                force: None,
                edition: Some(edition.id.clone()),
                page: Page::largest(after),
            };
            let page = self.store().submissions(query).await?;
            after = page.last().map(|submission| submission.revision);
            let is_last = page.len() < LARGEST_PAGE;
            newest.extend(page.into_iter().map(|one| (one.force, one.revision)));
            if is_last {
                return Ok(newest);
            }
        }
    }
}
