//! The end of a collection: a force sees its data, signs them off, and an edition is frozen.

use peel_model::{Edition, ForceId, Freeze, Query, QueryState, Revision, SignOff};

use crate::returns::return_of;
use crate::writing::{CollectionError, LONGEST_TEXT, Once, astray, check_author, check_text};
use crate::{
    Appended, Checksum, Collection, Contents, NewFreeze, NewRevision, NewSignOff, Page,
    QueryFilter, Rejected, RequestId, StoreError, SubmissionQuery,
};

/// A force's word that its data are final, as it gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// The force.
    pub force: ForceId,
    /// The revision that the force has looked at.
    pub as_at: Revision,
    /// Who signs.
    pub author: String,
    /// What they say about it; may be empty.
    pub note: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
}

/// The choice of the revision that an edition's reports cite, as somebody makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freezing {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// The revision; the newest when `None`.
    pub as_at: Option<Revision>,
    /// Who decides.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
}

/// Where somebody is waited for.
const PENDING: [QueryState; 2] = [QueryState::Open, QueryState::Answered];

impl Collection {
    /// Records that a force's data as at a revision are final.
    ///
    /// Nothing of the force may be newer than what it looked at, and no query of it pending. It
    /// can still correct values later; such a submission is marked.
    ///
    /// # Errors
    /// [`CollectionError::NotReadyToSignOff`]; [`CollectionError::NoReturn`];
    /// [`CollectionError::Rejected`] when a text is too long; [`CollectionError::Store`], also for
    /// a revision that does not exist.
    pub async fn sign_off(
        &self,
        edition: &Edition,
        signing: Signing,
    ) -> Result<Once<SignOff>, CollectionError> {
        return_of(edition)?;
        let mut rejected = Rejected::default();
        check_author(&signing.author, &mut rejected);
        check_text("note", &signing.note, (0, LONGEST_TEXT), &mut rejected);
        rejected.none_or_err()?;
        let signed = NewSignOff {
            edition: edition.id.clone(),
            force: signing.force.clone(),
            as_at: signing.as_at,
            note: signing.note.clone(),
        };
        let text = format!(
            "{},{},{}\n{}",
            signed.edition, signed.force, signed.as_at, signed.note
        );
        let new = NewRevision {
            title: format!("sign-off of {} for {}", signed.force, signed.edition),
            author: signing.author.clone(),
            recorded_at: signing.at,
            checksum: Checksum::of(text.as_bytes()),
            request_id: signing.request_id.clone(),
            contents: Contents::SignOff(signed),
        };
        let Appended { record, repeated } = match self.repeated(&new).await? {
            Some(record) => Appended {
                record,
                repeated: true,
            },
            None => {
                self.check_exists(signing.as_at).await?;
                self.check_ready(edition, &signing).await?;
                self.record(new).await?
            }
        };
        Ok(Once {
            answer: SignOff {
                edition: edition.id.clone(),
                force: signing.force,
                as_at: signing.as_at,
                author: record.author,
                note: signing.note,
                at: record.recorded_at,
                revision: record.revision,
            },
            repeated,
        })
    }

    /// Settles the revision that an edition's reports cite from now on.
    ///
    /// # Errors
    /// [`CollectionError::Rejected`] when a text is empty or too long; [`CollectionError::Store`],
    /// also for a revision that does not exist.
    pub async fn freeze(
        &self,
        edition: &Edition,
        freezing: Freezing,
    ) -> Result<Once<Freeze>, CollectionError> {
        let mut rejected = Rejected::default();
        check_author(&freezing.author, &mut rejected);
        check_text("reason", &freezing.reason, (1, LONGEST_TEXT), &mut rejected);
        rejected.none_or_err()?;
        let asked = freezing.as_at.map_or(0, Revision::number);
        let text = format!("{},{asked}\n{}", edition.id, freezing.reason);
        let newest = self.store().newest().await?;
        let as_at = freezing.as_at.or(newest).unwrap_or(Revision::FIRST);
        let new = NewRevision {
            title: format!("freeze of {}", edition.id),
            author: freezing.author.clone(),
            recorded_at: freezing.at,
            checksum: Checksum::of(text.as_bytes()),
            request_id: freezing.request_id.clone(),
            contents: Contents::Freeze(NewFreeze {
                edition: edition.id.clone(),
                as_at,
                reason: freezing.reason,
            }),
        };
        let Appended { record, repeated } = match self.repeated(&new).await? {
            Some(record) => Appended {
                record,
                repeated: true,
            },
            None => {
                self.check_exists(as_at).await?;
                self.record(new).await?
            }
        };
        // As it was recorded: a repeat gets the first answer, whatever was frozen since.
        let frozen = self
            .store()
            .freeze(edition.id.clone(), Some(record.revision))
            .await?;
        let answer = frozen.ok_or_else(|| astray("it recorded a freeze and does not find it"))?;
        Ok(Once { answer, repeated })
    }

    async fn check_exists(&self, revision: Revision) -> Result<(), StoreError> {
        let newest = self.store().newest().await?;
        if newest < Some(revision) {
            return Err(StoreError::FutureRevision {
                asked: revision,
                newest,
            });
        }
        Ok(())
    }

    async fn check_ready(
        &self,
        edition: &Edition,
        signing: &Signing,
    ) -> Result<(), CollectionError> {
        let since = SubmissionQuery {
            force: Some(signing.force.clone()),
            edition: Some(edition.id.clone()),
            page: Page::largest(Some(signing.as_at)),
        };
        let newer = self.store().submissions(since).await?;
        let pending = self.pending(edition, &signing.force).await?;
        if newer.is_empty() && pending.is_empty() {
            return Ok(());
        }
        Err(CollectionError::NotReadyToSignOff {
            force: signing.force.clone(),
            pending: pending.iter().map(|query| query.id).collect(),
            newer: newer.last().map(|newest| newest.revision),
        })
    }

    /// The queries of a force that waited for somebody at a revision, as they stood then.
    pub(crate) async fn pending_at(
        &self,
        edition: &Edition,
        force: &ForceId,
        as_of: Revision,
    ) -> Result<Vec<Query>, StoreError> {
        let all = self.queries_about(&edition.id, force).await?.into_iter();
        let raised = all.filter(|query| query.id.revision() <= as_of);
        let then = raised.map(|mut query| {
            query.moves.retain(|step| step.revision <= as_of);
            query
        });
        let waits = |query: &Query| PENDING.contains(&query.state());
        Ok(then.filter(waits).collect())
    }

    /// The queries of a force that wait for somebody, at most a page of them.
    pub(crate) async fn pending(
        &self,
        edition: &Edition,
        force: &ForceId,
    ) -> Result<Vec<Query>, StoreError> {
        let filter = QueryFilter {
            edition: Some(edition.id.clone()),
            force: Some(force.clone()),
            states: PENDING.into(),
            ..QueryFilter::all(Page::largest(None))
        };
        self.store().queries(filter).await
    }
}
