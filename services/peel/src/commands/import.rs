//! `peel import FILE`

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use peel_kit::{Exit, ProcessError, one_line};
use peel_model::Observation;
use peel_official_files::{
    ImportOptions, ImportReport, ImportRules, Imported, OfficialFileError, import as read_file,
    tables,
};
use peel_proto::convert::observation_to_wire;
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::import_observations_request::Part;
use serde::Serialize;

use crate::collecting::Import;
use crate::commands::collecting::{repeated_note, request_id};
use crate::failure::told;
use crate::progress::Progress;
use crate::session::{Done, Session};

/// How many observations are sent at once.
const CHUNK: usize = 1_000;

/// The longest title of a revision, in characters.
const LONGEST_TITLE: usize = 200;

/// What became of a file, for programs.
#[derive(Serialize)]
struct Answer<'a> {
    /// One for the file, or one for each of a workbook's tables.
    reports: Vec<&'a ImportReport>,
    /// The revision that it made; none when nothing was recorded.
    revision: Option<u64>,
    repeated_request: bool,
}

pub(crate) async fn import(session: &Session<'_>, asked: &Import) -> Done {
    let document = document(session).await?;
    let imported = read(session, asked, &document)?;
    let reports: Vec<&ImportReport> = imported.iter().map(|table| &table.report).collect();
    let values: usize = imported.iter().map(|table| table.observations.len()).sum();
    if values == 0 && !asked.check_only {
        tell(session, &reports)?;
        let message = "nothing in the file could be imported; see the report above";
        return Err(ProcessError::new(Exit::Data, message));
    }
    let recorded = if asked.check_only {
        None
    } else {
        let edition = document.edition.clone();
        Some(record(session, asked, edition, &imported).await?)
    };
    if session.output.is_json() {
        let answer = Answer {
            reports,
            revision: recorded.as_ref().map(|recorded| recorded.0),
            repeated_request: recorded.as_ref().is_some_and(|recorded| recorded.1),
        };
        let answer = serde_json::to_string(&answer);
        return session
            .output
            .line(answer.map_err(|error| ProcessError::from_error(Exit::Software, &error))?);
    }
    tell(session, &reports)?;
    session.output.line(match recorded {
        None => "checked    nothing was recorded".to_owned(),
        Some((revision, repeated)) => format!(
            "recorded   {values} values as revision {revision}{}",
            repeated_note(repeated)
        ),
    })
}

/// Prints the reports for people.
fn tell(session: &Session<'_>, reports: &[&ImportReport]) -> Done {
    for report in reports {
        session.output.line(report)?;
    }
    Ok(())
}

/// The edition's files, among them the recipes by which published files are read.
async fn document(session: &Session<'_>) -> Result<wire::GetEditionDocumentResponse, ProcessError> {
    let request = wire::GetEditionDocumentRequest {
        edition: session.shared.edition.clone(),
        as_of: 0,
    };
    let request = session.services.context().request(request);
    let answer = session
        .services
        .reference()
        .get_edition_document(request)
        .await;
    Ok(answer.map_err(|status| told(&status))?.into_inner())
}

/// What comes out of a file: of a workbook, one table by each recipe that it has.
fn read(
    session: &Session<'_>,
    asked: &Import,
    document: &wire::GetEditionDocumentResponse,
) -> Result<Vec<Imported>, ProcessError> {
    let rules = rules(document)?;
    let mut recipes: Vec<Option<String>> = match &asked.recipe {
        Some(recipe) => vec![Some(recipe.clone())],
        None => {
            let tables = tables(&asked.file, &rules).map_err(|error| refused(&error))?;
            tables.into_iter().map(Some).collect()
        }
    };
    let several = recipes.len() > 1;
    if recipes.is_empty() {
        // Told by the file's columns.
        recipes.push(None);
    }
    let read = recipes.into_iter().map(|recipe| {
        let table = recipe.as_deref().filter(|_| several);
        let options = ImportOptions {
            refused: Some(refused_lines(asked, table)),
            recipe: recipe.clone(),
            lookups: asked.lookups.clone(),
        };
        read_by(session, asked, &rules, &options)
    });
    read.collect()
}

/// How the edition says that published files are read.
fn rules(document: &wire::GetEditionDocumentResponse) -> Result<ImportRules, ProcessError> {
    let text = |path: &str| {
        let file = document.files.iter().find(|file| file.path == path);
        file.map(|file| file.content.as_str())
    };
    let Some(recipes) = text("facts/recipes.toml") else {
        let message = format!(
            "the edition {} has no recipes for published files: nothing says what their labels mean",
            document.edition
        );
        return Err(ProcessError::new(Exit::Data, message));
    };
    let imports = text("facts/imports.toml").unwrap_or_default();
    let forces = text("forces.csv").unwrap_or_default();
    ImportRules::parse(recipes, imports, forces).map_err(|error| refused(&error))
}

fn read_by(
    session: &Session<'_>,
    asked: &Import,
    rules: &ImportRules,
    options: &ImportOptions,
) -> Result<Imported, ProcessError> {
    let mut progress = Progress::new("reading", session.shared.quiet);
    let name = asked.file.display().to_string();
    // Nothing else is to be done meanwhile, but the services' own work goes on beside it.
    let imported = tokio::task::block_in_place(|| {
        read_file(&asked.file, rules, options, |bytes, size| {
            progress.done(bytes, size, &name);
        })
    });
    progress.end();
    imported.map_err(|error| refused(&error))
}

/// Where lines that cannot be understood are kept: beside where the command is typed, each of
/// several tables in a file of its own.
fn refused_lines(asked: &Import, table: Option<&str>) -> PathBuf {
    let place = asked.refused.clone().unwrap_or_else(|| {
        let name = asked.file.file_name().map(Path::new);
        let name = name.unwrap_or(&asked.file).display();
        PathBuf::from(format!("{name}.refused.csv"))
    });
    match table {
        None => place,
        Some(table) => {
            let stem = place.file_stem().map(Path::new);
            let stem = stem.unwrap_or(&place).display();
            place.with_file_name(format!("{stem}.{table}.csv"))
        }
    }
}

async fn record(
    session: &Session<'_>,
    asked: &Import,
    edition: String,
    imported: &[Imported],
) -> Result<(u64, bool), ProcessError> {
    let titles: Vec<&str> = imported
        .iter()
        .map(|table| table.report.title.as_str())
        .collect();
    let file = imported.first().map(|table| table.report.file.as_str());
    let title = format!("{}: {}", file.unwrap_or_default(), titles.join("; "));
    let observations: Vec<&Observation> = imported
        .iter()
        .flat_map(|table| &table.observations)
        .collect();
    let values = fingerprint(&observations);
    let header = wire::ImportHeader {
        request_id: request_id(
            &asked.recording,
            "import",
            &[edition.as_bytes(), values.as_bytes()],
        ),
        edition,
        title: title.chars().take(LONGEST_TITLE).collect(),
        author: asked.recording.author.clone(),
    };
    let chunks = observations.chunks(CHUNK).map(|observations| {
        Part::Chunk(wire::ObservationChunk {
            observations: observations
                .iter()
                .map(|observation| observation_to_wire(observation, None))
                .collect(),
        })
    });
    let parts: Vec<_> = [Part::Header(header)]
        .into_iter()
        .chain(chunks)
        .map(|part| wire::ImportObservationsRequest { part: Some(part) })
        .collect();
    let request = session
        .services
        .context()
        .request(futures::stream::iter(parts));
    let mut collection = session.services.collection();
    let answer = collection.import_observations(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let revision = answer.revision.unwrap_or_default().number;
    Ok((revision, answer.repeated_request))
}

/// What the file says: the same file imported again is the same request.
fn fingerprint(observations: &[&Observation]) -> String {
    let mut text = String::new();
    for observation in observations {
        let Observation {
            area,
            measure,
            period,
            reading,
            source,
        } = observation;
        let value = reading.value().map(|value| value.to_string());
        let value = value.unwrap_or_default();
        let status = reading.status();
        text.push_str(&format!(
            "{area},{measure},{period},{value},{status},{source}\n"
        ));
    }
    text
}

fn refused(error: &OfficialFileError) -> ProcessError {
    let exit = match error {
        OfficialFileError::Unreadable { .. } | OfficialFileError::NoLookup { .. } => Exit::NoInput,
        OfficialFileError::Unwritable { source, .. } if source.kind() == ErrorKind::StorageFull => {
            Exit::Io
        }
        OfficialFileError::Unwritable { .. } => Exit::CannotCreate,
        _ => Exit::Data,
    };
    ProcessError::new(exit, one_line(error))
}
