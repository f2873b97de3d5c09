//! Editions' documents, and the decisions made about them since.

use std::collections::BTreeMap;

use peel_data_core::{
    Decisions, DocumentFile, EditionDocument, EditionEntry, StoreError, StoredEdition,
    WrittenInspection,
};
use peel_model::{EditionId, Revision, RevisionKind};

use crate::database::Connection;
use crate::statement::{Insert, Statement, Value};
use crate::trouble::{Tried, Trouble};
use crate::{codec, revisions};

pub(crate) async fn write<'d>(
    writing: &mut Connection<'_>,
    revision: Revision,
    document: &'d EditionDocument,
) -> Tried<()> {
    let revision = codec::number(revision);
    let statement = Statement::new(
        "INSERT INTO edition_document (revision, edition, definition_hash) VALUES ($1, $2, $3)",
    )
    .bind(revision)
    .bind(document.edition.as_str())
    .bind(document.definition_hash.as_str());
    writing.execute(statement).await?;
    let row = |file: &'d DocumentFile| -> [Value<'d>; 3] {
        [
            revision.into(),
            file.path.as_str().into(),
            file.bytes.as_slice().into(),
        ]
    };
    let files = Insert {
        into: "edition_file (revision, path, content)",
        rows: document.files.iter().map(row).collect(),
        then: "",
    };
    writing.insert(files).await
}

pub(crate) async fn write_decisions(
    writing: &mut Connection<'_>,
    revision: Revision,
    edition: &EditionId,
    files: &[DocumentFile],
) -> Tried<()> {
    // Of two files at one path the later counts.
    let files: BTreeMap<&str, &[u8]> = files
        .iter()
        .map(|file| (file.path.as_str(), file.bytes.as_slice()))
        .collect();
    let revision = codec::number(revision);
    let files = Insert {
        into: "decision_file (edition, path, revision, content)",
        rows: files
            .into_iter()
            .map(|(path, bytes)| {
                [
                    edition.as_str().into(),
                    path.into(),
                    revision.into(),
                    bytes.into(),
                ]
            })
            .collect(),
        then: "",
    };
    writing.insert(files).await
}

pub(crate) async fn list(
    connection: &mut Connection<'_>,
    as_of: Option<Revision>,
) -> Tried<Vec<EditionEntry>> {
    let until = revisions::until(connection, as_of).await?;
    let statement = Statement::new(
        "SELECT d.edition, max(d.revision), \
         (SELECT max(f.revision) FROM decision_file f \
          WHERE f.edition = d.edition AND f.revision <= $1) \
         FROM edition_document d WHERE d.revision <= $1 GROUP BY d.edition ORDER BY d.edition",
    )
    .bind(until);
    let rows = connection.rows(statement).await?;
    rows.iter()
        .map(|row| {
            let (recorded, decided): (i64, Option<i64>) = (row.get(1)?, row.get(2)?);
            Ok(EditionEntry {
                edition: codec::parsed(row.get(0)?)?,
                revision: codec::revision(decided.map_or(recorded, |it| it.max(recorded)))?,
            })
        })
        .collect()
}

pub(crate) async fn document(
    connection: &mut Connection<'_>,
    edition: EditionId,
    as_of: Option<Revision>,
) -> Tried<Option<StoredEdition>> {
    // What follows is read until that revision only, so it is of one moment.
    let until = revisions::until(connection, as_of).await?;
    let statement = Statement::new(
        "SELECT revision, definition_hash FROM edition_document \
         WHERE edition = $1 AND revision <= $2 ORDER BY revision DESC LIMIT 1",
    )
    .bind(edition.as_str())
    .bind(until);
    let Some(newest) = connection.row(statement).await? else {
        return Ok(None);
    };
    let number = newest.get(0)?;
    let decisions = decisions(connection, &edition, until).await?;
    let mut stored = StoredEdition {
        revision: codec::revision(number)?,
        document: EditionDocument {
            edition,
            definition_hash: newest.get(1)?,
            files: files(connection, number).await?,
        },
        inspected: BTreeMap::new(),
    };
    for (revision, file) in decisions {
        stored.add_decision(revision, &file.path, file.bytes);
    }
    Ok(Some(stored))
}

/// Refuses a decision where one stands, and taking one back where none does.
pub(crate) async fn check_decisions(
    writing: &mut Connection<'_>,
    decisions: &Decisions,
) -> Tried<()> {
    for file in &decisions.files {
        // Only one writer is here at a time: what is read stays until it is written.
        let statement = Statement::new(
            "SELECT length(content) > 0 FROM decision_file WHERE edition = $1 AND path = $2 \
             ORDER BY revision DESC LIMIT 1",
        )
        .bind(decisions.edition.as_str())
        .bind(file.path.as_str());
        let newest = writing.row(statement).await?;
        let stands: Option<bool> = newest.map(|row| row.get(0)).transpose()?;
        if stands.unwrap_or(false) != file.bytes.is_empty() {
            return Err(Trouble::Refused(StoreError::DecisionMoved {
                edition: decisions.edition.clone(),
                path: file.path.clone(),
            }));
        }
    }
    Ok(())
}

/// Refuses an inspection that was written after another step than its last, and one that was held
/// against figures that have changed.
pub(crate) async fn check_inspection(
    writing: &mut Connection<'_>,
    written: &WrittenInspection,
) -> Tried<()> {
    // Only one writer is here at a time: what is read stays until it is written.
    let statement =
        Statement::new("SELECT max(revision) FROM decision_file WHERE edition = $1 AND path = $2")
            .bind(written.edition.as_str())
            .bind(written.file.path.as_str());
    let last = writing.row(statement).await?;
    let last: Option<i64> = last.map(|row| row.get(0)).transpose()?.flatten();
    if last != written.after.map(codec::number) {
        return Err(Trouble::Refused(StoreError::InspectionMoved {
            edition: written.edition.clone(),
            path: written.file.path.clone(),
        }));
    }
    let Some(as_at) = written.figures_as_at else {
        return Ok(());
    };
    let mut statement =
        Statement::new("SELECT max(number) FROM revision WHERE number > $1 AND kind IN ")
            .bind(codec::number(as_at));
    let kinds = RevisionKind::ALL.iter().copied();
    statement.push_list(
        kinds
            .filter(|it| it.changes_figures())
            .map(RevisionKind::name),
    );
    let newer = writing.row(statement).await?;
    match newer.map(|row| row.get(0)).transpose()?.flatten() {
        Some(by) => Err(Trouble::Refused(StoreError::FiguresMoved {
            by: codec::revision(by)?,
        })),
        None => Ok(()),
    }
}

async fn files(connection: &mut Connection<'_>, revision: i64) -> Tried<Vec<DocumentFile>> {
    let statement =
        Statement::new("SELECT path, content FROM edition_file WHERE revision = $1 ORDER BY path")
            .bind(revision);
    let rows = connection.rows(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(DocumentFile {
                path: row.get(0)?,
                bytes: row.get(1)?,
            })
        })
        .collect()
}

/// The newest file at every path, with the revision that decided it.
async fn decisions(
    connection: &mut Connection<'_>,
    edition: &EditionId,
    until: i64,
) -> Tried<Vec<(Revision, DocumentFile)>> {
    let statement = Statement::new(
        "SELECT f.revision, f.path, f.content FROM decision_file f \
         JOIN (SELECT path, max(revision) AS newest FROM decision_file \
               WHERE edition = $1 AND revision <= $2 GROUP BY path) n \
         ON n.path = f.path AND n.newest = f.revision \
         WHERE f.edition = $1 ORDER BY f.path",
    )
    .bind(edition.as_str())
    .bind(until);
    let rows = connection.rows(statement).await?;
    rows.iter()
        .map(|row| {
            let file = DocumentFile {
                path: row.get(1)?,
                bytes: row.get(2)?,
            };
            Ok((codec::revision(row.get(0)?)?, file))
        })
        .collect()
}
