//! Steps in inspections, recorded: each one revision, with the inspection's file written anew.

use peel_edition::Folder;
use peel_model::{Edition, EditionId, Inspection, InspectionMove, InspectionState, Revision, Run};

use super::carried::year_of;
use super::opening::opened;
use super::{
    CarryFrom, InspectionChange, InspectionEntry, InspectionMoving, InspectionOpened,
    InspectionOpening, InspectionRefusal, InspectionWork,
};
use crate::writing::{CollectionError, Once, astray, check_author, check_text};
use crate::{
    Appended, Collection, Contents, DocumentFile, LONGEST_TITLE, NewRevision, ReadEditionError,
    RecordedEdition, Rejected, StoreError, WrittenInspection,
};

/// How often a step is checked anew because somebody else took one meanwhile.
const ATTEMPTS: usize = 4;

/// The largest inspection's file, in bytes: 64 KiB, twice that of the longest printed one.
///
/// An edition travels as one message with all its inspections, and 43 of this size fit into 4 MiB.
pub const LARGEST_INSPECTION: usize = 64 << 10;

/// What a step makes of an inspection.
struct Taken {
    work: InspectionWork,
    figures_as_at: Option<Revision>,
}

impl Collection {
    /// Opens the inspection of a force, with what an earlier one left open.
    ///
    /// # Errors
    /// [`CollectionError::Rejected`] with all that does not fit; [`CollectionError::Inspection`]
    /// when it is open already, or this is not for the role to do; [`CollectionError::Edition`];
    /// [`CollectionError::Store`].
    pub async fn open_inspection(
        &self,
        entry: InspectionEntry,
        opening: InspectionOpening,
    ) -> Result<Once<InspectionOpened>, CollectionError> {
        let action = InspectionMove::Open;
        entry.check_may("\"open\"", InspectionState::Draft, Some(action.role()))?;
        let before = self.before(&entry, &opening.carry_from).await?;
        let opened = self.take_step(&entry, "opening", |edition, work| {
            if let Some(work) = work {
                return Err(InspectionRefusal::Open {
                    force: entry.force.clone(),
                    edition: entry.edition.clone(),
                    state: work.inspection.state,
                }
                .into());
            }
            let work = opened(edition, &entry, &opening, before.as_ref())?;
            let figures_as_at = None;
            Ok(Taken {
                work,
                figures_as_at,
            })
        });
        let Once { answer, repeated } = opened.await?;
        // As it was opened: a repeat gets the first answer, whatever was written since.
        let recorded = self.edition(&entry.edition, Some(answer)).await?;
        let work = recorded.of(&entry)?;
        Ok(Once {
            answer: InspectionOpened {
                revision: answer,
                earlier: work.background.earlier,
            },
            repeated,
        })
    }

    /// Writes something into an inspection.
    ///
    /// # Errors
    /// [`CollectionError::Rejected`] with all that does not fit; [`CollectionError::Inspection`]
    /// when there is none, or it stands where this is not possible, or this is not for the role to
    /// do; [`CollectionError::Edition`]; [`CollectionError::Store`], also when it has changed since
    /// it was read.
    pub async fn change_inspection(
        &self,
        entry: InspectionEntry,
        change: InspectionChange,
    ) -> Result<Once<Revision>, CollectionError> {
        self.take_step(&entry, &change.what(), |edition, work| {
            let mut work = work.ok_or_else(|| entry.unknown())?;
            change.write(edition, &entry, &mut work)?;
            let figures_as_at = None;
            Ok(Taken {
                work,
                figures_as_at,
            })
        })
        .await
    }

    /// Takes an inspection from one state to another.
    ///
    /// # Errors
    /// As [`Self::change_inspection`]; [`InspectionRefusal::NotReady`] with everything that is
    /// missing; [`StoreError::FiguresMoved`] when figures have changed since the run.
    pub async fn move_inspection(
        &self,
        entry: InspectionEntry,
        moving: InspectionMoving,
    ) -> Result<Once<Revision>, CollectionError> {
        let run = self.run_of(&entry, &moving).await?;
        let newest = self.store().newest().await?;
        let what = moving.action.name();
        self.take_step(&entry, what, |edition, work| {
            let mut work = work.ok_or_else(|| entry.unknown())?;
            // Another run counts when somebody else moved it meanwhile: then none is at hand.
            let counts = moving.run(&work.inspection).map(str::to_owned);
            let run = run.as_ref().filter(|run| counts.as_ref() == Some(&run.id));
            let figures_as_at = moving.take(edition, &entry, &mut work, run, newest)?;
            Ok(Taken {
                work,
                figures_as_at,
            })
        })
        .await
    }

    /// Records what a step makes of an inspection, or answers a repeat. Takes the step again on what
    /// somebody else made of it meanwhile, unless its author wants to see that first.
    async fn take_step(
        &self,
        entry: &InspectionEntry,
        what: &str,
        take: impl Fn(&Edition, Option<InspectionWork>) -> Result<Taken, CollectionError>,
    ) -> Result<Once<Revision>, CollectionError> {
        entry.check()?;
        let mut attempt = 1;
        loop {
            let mut new = entry.revision(what);
            if let Some(first) = self.repeated(&new).await? {
                return Ok(Once {
                    answer: first.revision,
                    repeated: true,
                });
            }
            let recorded = self.edition(&entry.edition, None).await?;
            entry.check_inspected(&recorded.edition)?;
            let work = recorded.of(entry).ok();
            let after = work.as_ref().and_then(|work| work.changed);
            if entry.expected.is_some() && entry.expected != after {
                return Err(entry.moved().into());
            }
            let taken = take(&recorded.edition, work)?;
            new.contents = Contents::Inspection(WrittenInspection {
                edition: entry.edition.clone(),
                file: written(&recorded.edition, &taken.work)?,
                after,
                figures_as_at: taken.figures_as_at,
            });
            match self.record(new).await {
                Ok(Appended { record, repeated }) => {
                    let answer = record.revision;
                    return Ok(Once { answer, repeated });
                }
                Err(StoreError::InspectionMoved { .. })
                    if attempt < ATTEMPTS && entry.expected.is_none() =>
                {
                    attempt += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The published inspection that findings are carried forward from, and its year.
    async fn before(
        &self,
        entry: &InspectionEntry,
        carry_from: &CarryFrom,
    ) -> Result<Option<(u16, Inspection)>, CollectionError> {
        let as_at = async |edition: &EditionId, as_at| -> Result<_, CollectionError> {
            let recorded = self.edition(edition, as_at).await?;
            let mut works = recorded.inspections.into_iter();
            let work = works.find(|work| work.inspection.force == entry.force);
            Ok(work.map(|work| work.inspection))
        };
        let published = async |edition: &EditionId, year| -> Result<_, CollectionError> {
            let mut inspection = as_at(edition, None).await?;
            // What is being corrected counts as it was published last.
            if let Some(before) = inspection.as_ref().and_then(Inspection::being_corrected) {
                inspection = as_at(edition, Some(before)).await?;
            }
            let published = |it: &Inspection| it.state == InspectionState::Published;
            Ok(inspection.filter(published).map(|it| (year, it)))
        };
        match carry_from {
            CarryFrom::Nothing => Ok(None),
            CarryFrom::Edition(edition) => {
                let refused = |message| Rejected::of("carry_from", message);
                let year = year_of(edition).ok_or_else(|| {
                    refused(format!("\"{edition}\" does not begin with its year"))
                })?;
                let found = published(edition, year).await?;
                let nothing = || {
                    refused(format!(
                        "{edition} has no published inspection of {}",
                        entry.force
                    ))
                };
                Ok(Some(found.ok_or_else(nothing)?))
            }
            CarryFrom::Newest => {
                let this = year_of(&entry.edition);
                let editions = self.store().editions(None).await?.into_iter();
                let years = editions.filter_map(|it| Some((year_of(&it.edition)?, it.edition)));
                let mut earlier: Vec<_> = years.filter(|(year, _)| Some(*year) < this).collect();
                earlier.sort();
                for (year, edition) in earlier.into_iter().rev() {
                    if let Some(found) = published(&edition, year).await? {
                        return Ok(Some(found));
                    }
                }
                Ok(None)
            }
        }
    }

    /// The run that counts for a move; `None` where none is named.
    async fn run_of(
        &self,
        entry: &InspectionEntry,
        moving: &InspectionMoving,
    ) -> Result<Option<Run>, CollectionError> {
        let recorded = self.edition(&entry.edition, None).await?;
        let Ok(work) = recorded.of(entry) else {
            return Ok(None);
        };
        let Some(id) = moving.run(&work.inspection) else {
            return Ok(None);
        };
        let unknown = || InspectionRefusal::UnknownRun { run: id.to_owned() };
        let run = self.store().run(id.to_owned()).await?;
        Ok(Some(run.ok_or_else(unknown)?))
    }
}

impl RecordedEdition {
    /// The inspection that a step is about.
    fn of(&self, entry: &InspectionEntry) -> Result<InspectionWork, InspectionRefusal> {
        let mut works = self.inspections.iter();
        let work = works.find(|work| work.inspection.force == entry.force);
        work.cloned().ok_or_else(|| entry.unknown())
    }
}

impl InspectionEntry {
    fn check(&self) -> Result<(), Rejected> {
        let mut rejected = Rejected::default();
        check_author(&self.author, &mut rejected);
        check_text("reason", &self.reason, (0, LONGEST_TITLE), &mut rejected);
        rejected.none_or_err()
    }

    fn check_inspected(&self, edition: &Edition) -> Result<(), Rejected> {
        if edition
            .inspected_forces()
            .any(|force| force.id == self.force)
        {
            return Ok(());
        }
        let message = format!("{} is not inspected in {}", self.force, self.edition);
        Err(Rejected::of("force", message))
    }

    /// The revision of a step, before it is known what it makes of the inspection.
    fn revision(&self, what: &str) -> NewRevision {
        let mut title = format!("inspection of {} as {}: {what}", self.force, self.role);
        if !self.reason.is_empty() {
            title.push_str(", because ");
            title.push_str(&self.reason);
        }
        NewRevision {
            title,
            author: self.author.clone(),
            recorded_at: self.at,
            checksum: self.checksum.clone(),
            request_id: self.request_id.clone(),
            contents: Contents::Inspection(WrittenInspection {
                edition: self.edition.clone(),
                file: DocumentFile {
                    path: WrittenInspection::path_of(&self.force),
                    bytes: Vec::new(),
                },
                after: None,
                figures_as_at: None,
            }),
        }
    }

    fn unknown(&self) -> InspectionRefusal {
        InspectionRefusal::Unknown {
            force: self.force.clone(),
            edition: self.edition.clone(),
        }
    }

    fn moved(&self) -> StoreError {
        StoreError::InspectionMoved {
            edition: self.edition.clone(),
            path: WrittenInspection::path_of(&self.force),
        }
    }
}

/// The inspection's file. It is read again, so that nothing is recorded that cannot be read.
fn written(edition: &Edition, work: &InspectionWork) -> Result<DocumentFile, CollectionError> {
    let InspectionWork {
        inspection,
        background,
        ..
    } = work;
    let text = peel_edition::inspection_document(inspection, background).map_err(astray)?;
    let file = DocumentFile {
        path: WrittenInspection::path_of(&inspection.force),
        bytes: text.into_bytes(),
    };
    let bytes = file.bytes.len();
    if bytes > LARGEST_INSPECTION {
        let message = format!(
            "the inspection would have {bytes} bytes, and has at most {LARGEST_INSPECTION}; say it \
             in fewer words"
        );
        return Err(Rejected::of("entry", message).into());
    }
    let files = [(file.path.clone(), file.bytes.clone())];
    let unreadable = |cause: crate::Cause| ReadEditionError::Unreadable {
        edition: edition.id.clone(),
        revision: work.changed.unwrap_or(Revision::FIRST),
        cause,
    };
    let folder = Folder::from_files(edition.id.to_string(), files);
    let folder = folder.map_err(|error| unreadable(error.into()))?;
    let read = peel_edition::read_inspection(&folder, edition, &inspection.force);
    let Err(problems) = read else {
        return Ok(file);
    };
    let mut rejected = Rejected::default();
    for problem in problems.told() {
        rejected.add(|| "entry".to_owned(), problem.message.clone());
    }
    Err(rejected.into())
}
