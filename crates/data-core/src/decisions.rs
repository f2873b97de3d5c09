//! Exclusions and caveats decided after an edition was published.

use std::collections::BTreeSet;

use peel_edition::{DECISIONS_FOLDER, Folder};
use peel_model::{Caveat, EditionId, Exclusion, Revision, nearest_names};

use crate::writing::{CollectionError, Once, astray, check_author, check_text};
use crate::{
    Appended, Cause, Checksum, Collection, Contents, Decisions, DocumentFile, LONGEST_TITLE,
    NewRevision, ReadEditionError, Rejected, RequestId, StoreError, StoredEdition,
};

/// How often a decision is checked anew because somebody else decided meanwhile.
const ATTEMPTS: usize = 4;

/// A decision on its way to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// Who decides.
    pub author: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    /// What is decided; when and by whom is told by the revision.
    pub subject: DecisionSubject,
}

/// What can be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionSubject {
    /// How forces are counted.
    Exclusion(Exclusion),
    /// A warning that travels with figures.
    Caveat(Caveat),
}

/// A decision that is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// Who decides.
    pub author: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    /// The exclusion's or caveat's identifier.
    pub decision: String,
    /// Why.
    pub reason: String,
}

impl DecisionSubject {
    fn id(&self) -> &str {
        match self {
            Self::Exclusion(exclusion) => exclusion.id.as_str(),
            Self::Caveat(caveat) => caveat.id.as_str(),
        }
    }

    fn document(&self, author: &str) -> Result<String, StoreError> {
        let (exclusions, caveats) = match self {
            Self::Exclusion(exclusion) => (std::slice::from_ref(exclusion), [].as_slice()),
            Self::Caveat(caveat) => ([].as_slice(), std::slice::from_ref(caveat)),
        };
        let text = peel_edition::decision_document(author, exclusions, caveats);
        text.map_err(astray)
    }
}

impl Collection {
    /// Adds an exclusion or a caveat to an edition, from the revision on that it makes.
    ///
    /// It is held against the whole edition by the rules of the edition's own files. Of two that
    /// take the same identifier at the same moment, one is refused as if it had come later.
    ///
    /// # Errors
    /// [`CollectionError::Rejected`] with all that does not fit: unknown names, an identifier
    /// that is taken, a merge without a name; [`CollectionError::Edition`];
    /// [`CollectionError::Store`].
    pub async fn decide(
        &self,
        edition: &EditionId,
        decision: NewDecision,
    ) -> Result<Once<Revision>, CollectionError> {
        let mut rejected = Rejected::default();
        check_author(&decision.author, &mut rejected);
        rejected.none_or_err()?;
        let text = decision.subject.document(&decision.author)?;
        let id = decision.subject.id().to_owned();
        let file = DocumentFile {
            path: format!("{id}.toml"),
            bytes: text.into_bytes(),
        };
        let new = NewRevision {
            title: format!("decision {id} about {edition}"),
            author: decision.author,
            recorded_at: decision.at,
            checksum: Checksum::of(&file.bytes),
            request_id: decision.request_id,
            contents: Contents::Decision(Decisions {
                edition: edition.clone(),
                files: vec![file.clone()],
            }),
        };
        let next = self.store().newest().await?;
        let next = next.map_or(Revision::FIRST, Revision::next);
        let check = |mut stored: StoredEdition| {
            check_free(&stored, &id, &file.path)?;
            stored.add_decision(next, &file.path, file.bytes.clone());
            check_edition(&stored)
        };
        self.record_where_it_stands(edition, new, check).await
    }

    /// Takes back a decision that was added to an edition, from the revision on that it makes.
    ///
    /// # Errors
    /// [`CollectionError::UnknownDecision`] for one that came with the edition, was never made or
    /// is taken back already; [`CollectionError::Rejected`] when a text is empty or too long;
    /// [`CollectionError::Edition`]; [`CollectionError::Store`].
    pub async fn withdraw_decision(
        &self,
        edition: &EditionId,
        withdrawal: Withdrawal,
    ) -> Result<Once<Revision>, CollectionError> {
        let mut rejected = Rejected::default();
        check_author(&withdrawal.author, &mut rejected);
        check_text(
            "reason",
            &withdrawal.reason,
            (1, LONGEST_TITLE),
            &mut rejected,
        );
        rejected.none_or_err()?;
        let id = withdrawal.decision;
        let path = format!("{id}.toml");
        let text = format!("{edition},{id}\n{}", withdrawal.reason);
        let new = NewRevision {
            title: withdrawal.reason,
            author: withdrawal.author,
            recorded_at: withdrawal.at,
            checksum: Checksum::of(text.as_bytes()),
            request_id: withdrawal.request_id,
            contents: Contents::Decision(Decisions {
                edition: edition.clone(),
                files: vec![DocumentFile {
                    path: path.clone(),
                    bytes: Vec::new(),
                }],
            }),
        };
        let check = |stored: StoredEdition| check_made(&stored, &id, &path);
        self.record_where_it_stands(edition, new, check).await
    }

    /// Records a decision that a check of the edition lets pass, or answers a repeat. Checks again when somebody
    /// else was faster, so that who comes second is told what he would have been told later.
    async fn record_where_it_stands(
        &self,
        edition: &EditionId,
        new: NewRevision,
        check: impl Fn(StoredEdition) -> Result<(), CollectionError>,
    ) -> Result<Once<Revision>, CollectionError> {
        let mut attempt = 1;
        loop {
            if let Some(first) = self.repeated(&new).await? {
                return Ok(Once {
                    answer: first.revision,
                    repeated: true,
                });
            }
            check(self.stored_edition(edition).await?)?;
            match self.record(new.clone()).await {
                Ok(Appended { record, repeated }) => {
                    let answer = record.revision;
                    return Ok(Once { answer, repeated });
                }
                Err(StoreError::DecisionMoved { .. }) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn stored_edition(&self, edition: &EditionId) -> Result<StoredEdition, CollectionError> {
        let stored = self.store().edition_document(edition.clone(), None).await?;
        match stored {
            Some(stored) => Ok(stored),
            // Says which editions there are.
            None => match self.edition(edition, None).await {
                Err(error) => Err(error.into()),
                Ok(_) => Err(astray("the edition appeared meanwhile").into()),
            },
        }
    }
}

/// The paths of decisions that were added since, without those that forces' returns declare.
fn made_since(stored: &StoredEdition) -> BTreeSet<&str> {
    let files = stored.document.files.iter();
    files
        .filter_map(|file| {
            let (_revision, path) = file
                .path
                .strip_prefix(DECISIONS_FOLDER)?
                .strip_prefix('/')?
                .split_once('/')?;
            (!path.contains('/')).then_some(path)
        })
        .collect()
}

/// Checks that no decision that was added stands under an identifier.
fn check_free(stored: &StoredEdition, id: &str, path: &str) -> Result<(), Rejected> {
    if made_since(stored).contains(path) {
        return Err(Rejected::of(
            "decision",
            format!(
                "\"{id}\" was decided already; take that back first, or give this another \
                 identifier"
            ),
        ));
    }
    Ok(())
}

/// Checks that a decision was added and stands.
fn check_made(stored: &StoredEdition, id: &str, path: &str) -> Result<(), CollectionError> {
    let made = made_since(stored);
    if made.contains(path) {
        return Ok(());
    }
    let known = made.iter().filter_map(|path| path.strip_suffix(".toml"));
    let nearest = nearest_names(id, known);
    Err(CollectionError::UnknownDecision {
        nearest: nearest.into_iter().map(str::to_owned).collect(),
        id: id.to_owned(),
    })
}

/// Reads the edition with its new decision, so that nothing is recorded that cannot be read.
fn check_edition(stored: &StoredEdition) -> Result<(), CollectionError> {
    let unreadable = |cause: Cause| ReadEditionError::Unreadable {
        edition: stored.document.edition.clone(),
        revision: stored.revision,
        cause,
    };
    let files = stored.document.files.iter();
    let files = files.map(|file| (file.path.clone(), file.bytes.clone()));
    let folder = Folder::from_files(stored.document.edition.to_string(), files);
    let folder = folder.map_err(|error| unreadable(error.into()))?;
    let Err(problems) = peel_edition::read_edition(&folder) else {
        return Ok(());
    };
    let mut rejected = Rejected::default();
    for problem in problems.told() {
        rejected.add(|| "decision".to_owned(), problem.message.clone());
    }
    Err(rejected.into())
}
