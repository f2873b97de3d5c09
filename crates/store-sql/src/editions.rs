//! Reading editions' documents.

use peel_data_core::{DocumentFile, EditionDocument, EditionEntry, StoredEdition};
use peel_model::{EditionId, Revision};

use crate::sqlite::Connection;
use crate::trouble::Tried;
use crate::{codec, revisions};

pub(crate) async fn list(
    connection: &mut Connection,
    as_of: Option<Revision>,
) -> Tried<Vec<EditionEntry>> {
    let until = revisions::until(connection, as_of).await?;
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT edition, revision, definition_hash FROM edition_document WHERE revision IN \
         (SELECT max(revision) FROM edition_document WHERE revision <= $1 GROUP BY edition) \
         ORDER BY edition",
    )
    .bind(until)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(edition, number, definition_hash)| {
            Ok(EditionEntry {
                edition: codec::parsed(&edition)?,
                revision: codec::revision(number)?,
                definition_hash,
            })
        })
        .collect()
}

pub(crate) async fn document(
    connection: &mut Connection,
    edition: EditionId,
    as_of: Option<Revision>,
) -> Tried<Option<StoredEdition>> {
    let until = revisions::until(connection, as_of).await?;
    let newest: Option<(i64, String)> = sqlx::query_as(
        "SELECT revision, definition_hash FROM edition_document \
         WHERE edition = $1 AND revision <= $2 ORDER BY revision DESC LIMIT 1",
    )
    .bind(edition.as_str())
    .bind(until)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((number, definition_hash)) = newest else {
        return Ok(None);
    };
    let files: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT path, content FROM edition_file WHERE revision = $1 ORDER BY path")
            .bind(number)
            .fetch_all(connection)
            .await?;
    let files = files
        .into_iter()
        .map(|(path, bytes)| DocumentFile { path, bytes });
    Ok(Some(StoredEdition {
        revision: codec::revision(number)?,
        document: EditionDocument {
            edition,
            definition_hash,
            files: files.collect(),
        },
    }))
}
