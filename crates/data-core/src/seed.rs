//! The editions that a program brings along, recorded when it starts.

use std::collections::BTreeSet;
use std::fmt;

use peel_edition::{EditionProblems, FactsFile, Folder};
use peel_model::{EditionId, Revision, RevisionRecord};

use crate::{
    Checksum, Collection, Contents, EditionDocument, InvalidChecksum, NewRevision, Rejected,
    RequestId, StoreError, Vocabulary,
};

/// Who stands as author of what a program brings along.
pub const SEED_AUTHOR: &str = "bundled edition";

/// What seeding did.
///
/// Prints as a line for the log: "recorded 7 revisions (1 to 7) with 44950 observations" or
/// "up to date at revision 7".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeded {
    /// The revisions added, in order; empty when everything was there.
    pub added: Vec<RevisionRecord>,
    /// The newest revision now.
    pub newest: Option<Revision>,
}

/// Why nothing was seeded.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// An edition is not valid.
    #[error("the edition in {folder} is not valid; nothing was recorded")]
    Edition {
        /// Its folder.
        folder: String,
        /// What is wrong.
        #[source]
        cause: EditionProblems,
    },
    /// Two folders hold the same edition.
    #[error("the edition \"{edition}\" is in two folders, {first} and {second}; remove one")]
    Twice {
        /// The edition.
        edition: EditionId,
        /// One folder.
        first: String,
        /// The other.
        second: String,
    },
    /// A file of facts breaks rules of collection.
    #[error("the facts in {folder}/facts/{file} cannot be recorded; nothing was recorded")]
    Facts {
        /// The edition's folder.
        folder: String,
        /// The file.
        file: String,
        /// What is wrong.
        #[source]
        cause: Rejected,
    },
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Collection {
    /// Records each edition and each of its files of facts that is not recorded yet, all or
    /// nothing; the same folders a second time add nothing.
    ///
    /// An edition's definition and inspections are one revision, each file of facts is another.
    /// They are known again by their bytes: contents once recorded are never recorded again, so an
    /// older program does not undo what a newer one brought.
    ///
    /// # Errors
    /// [`SeedError`]; everything is checked before anything is written.
    pub async fn seed(&self, folders: &[Folder], recorded_at: i64) -> Result<Seeded, SeedError> {
        let brought = read_all(folders, recorded_at)?;
        let checksums = brought.iter().map(|new| new.checksum.clone()).collect();
        let recorded = self.store().recorded(checksums).await?;
        let mut seen: BTreeSet<Checksum> = recorded.into_keys().collect();
        let new: Vec<_> = brought
            .into_iter()
            .filter(|new| seen.insert(new.checksum.clone()))
            .collect();
        let added = if new.is_empty() {
            Vec::new()
        } else {
            let appended = self.store().append(new).await?.into_iter();
            // Another program that starts at the same moment may have been faster.
            let new = appended.filter(|one| !one.repeated);
            new.map(|one| one.record).collect()
        };
        let newest = self.store().newest().await?;
        Ok(Seeded { added, newest })
    }
}

fn read_all(folders: &[Folder], recorded_at: i64) -> Result<Vec<NewRevision>, SeedError> {
    let mut brought = Vec::new();
    let mut editions: Vec<(EditionId, &str)> = Vec::new();
    for folder in folders {
        let invalid = |cause| SeedError::Edition {
            folder: folder.name().to_owned(),
            cause,
        };
        let edition = peel_edition::read_edition(folder).map_err(invalid)?;
        if let Some((_, first)) = editions.iter().find(|(id, _)| *id == edition.id) {
            return Err(SeedError::Twice {
                edition: edition.id,
                first: (*first).to_owned(),
                second: folder.name().to_owned(),
            });
        }
        // Read for what may be wrong in them; they are recorded as files.
        peel_edition::read_inspections(folder, &edition).map_err(invalid)?;
        let facts = peel_edition::read_facts(folder, &edition).map_err(invalid)?;
        let vocabulary = Vocabulary::of(&edition);
        let document = EditionDocument::of(folder, &edition, &facts);
        brought.push(seeded(
            edition.title.clone(),
            document.checksum(),
            Contents::Edition(document),
            recorded_at,
        ));
        for file in facts {
            let checksum = check_facts(folder, &file, &vocabulary)?;
            brought.push(seeded(
                format!("{} of {}", file.name, edition.id),
                checksum,
                Contents::Import(file.observations),
                recorded_at,
            ));
        }
        editions.push((edition.id, folder.name()));
    }
    Ok(brought)
}

fn check_facts(
    folder: &Folder,
    file: &FactsFile,
    names: &Vocabulary,
) -> Result<Checksum, SeedError> {
    let refused = |cause| SeedError::Facts {
        folder: folder.name().to_owned(),
        file: file.name.clone(),
        cause,
    };
    names
        .check_observations(&file.observations)
        .map_err(refused)?;
    file.sha256
        .parse()
        .map_err(|invalid: InvalidChecksum| refused(Rejected::of("sha256", invalid.to_string())))
}

fn seeded(title: String, checksum: Checksum, contents: Contents, recorded_at: i64) -> NewRevision {
    NewRevision {
        title,
        author: SEED_AUTHOR.to_owned(),
        recorded_at,
        // Two programs that start at once bring the same under the same identifier.
        request_id: RequestId::of_contents(contents.kind(), &checksum),
        checksum,
        contents,
    }
}

impl fmt::Display for Seeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.added.as_slice(), self.newest) {
            ([first, .., last], _) => {
                let observations: u64 = self.added.iter().map(|record| record.observations).sum();
                write!(
                    f,
                    "recorded {} revisions ({} to {}) with {observations} observations",
                    self.added.len(),
                    first.revision,
                    last.revision
                )
            }
            ([only], _) => write!(
                f,
                "recorded revision {} with {} observations",
                only.revision, only.observations
            ),
            ([], Some(newest)) => write!(f, "up to date at revision {newest}"),
            ([], None) => f.write_str("nothing to record"),
        }
    }
}
