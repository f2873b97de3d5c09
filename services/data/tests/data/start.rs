use std::sync::Arc;

use peel_data::{
    DataService, DataSettings, EditionsSettings, OpenError, StoreSettings, bundled_editions,
};
use peel_data_core::{ObservationQuery, Store as _};
use peel_edition::{Folder, read_edition, read_facts};
use peel_kit::{Exit, Neighbour, ProcessError, TelemetryHandle};
use peel_model::Revision;
use peel_proto::data::v1::collection_service_client::CollectionServiceClient;
use peel_proto::data::v1::import_observations_request::Part;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::{
    GetForceRequest, ImportObservationsRequest, ListForcesRequest, WatchRevisionsRequest,
};
use peel_store_sql::{SqliteSettings, SqliteStore};
use tempfile::TempDir;

use crate::support::{
    EDITION, another, chunk, clock, header, made_up, made_up_path, made_up_with, thefts,
};

#[tokio::test]
async fn a_second_start_adds_nothing() {
    let folder = TempDir::new().unwrap();
    let settings = SqliteSettings::file(folder.path().join("peel.db"));
    let seed = async || {
        let store = SqliteStore::open(&settings).await.unwrap();
        let (_, seeded) = DataService::over(Arc::new(store.clone()), &[made_up()], clock())
            .await
            .unwrap();
        store.close().await;
        seeded.to_string()
    };
    assert_eq!(
        seed().await,
        "recorded 3 revisions (1 to 3) with 6 observations"
    );
    assert_eq!(seed().await, "up to date at revision 3");
}

/// Why a service does not start with these editions; nothing of them is recorded then.
async fn refusal(editions: &[Folder]) -> ProcessError {
    let store = SqliteStore::open(&SqliteSettings::memory()).await.unwrap();
    let opened = DataService::over(Arc::new(store.clone()), editions, clock()).await;
    let error = ProcessError::from(OpenError::from(opened.unwrap_err()));
    assert_eq!(error.exit(), Exit::Data, "{error}");
    assert_eq!(store.newest().await.unwrap(), None);
    error
}

#[tokio::test]
async fn a_damaged_edition_is_refused_whole() {
    let check = async |file: &str, from: &str, to: &str, expected: &str| {
        let error = refusal(&[another(), made_up_with(file, from, to)]).await;
        assert!(error.to_string().contains(expected), "{error}");
    };
    check(
        "measures.toml",
        "thefts",
        "thieves",
        "unknown measure \"thefts\"",
    )
    .await;
    check(
        "facts/offences.csv",
        "120",
        "121",
        "was changed after it was made",
    )
    .await;
    check(
        "inspections/northshire.toml",
        "bright",
        "brigth",
        "unknown grade \"brigth\"",
    )
    .await;
}

#[tokio::test]
async fn an_edition_stands_in_one_folder() {
    let error = refusal(&[made_up(), made_up_with("caveats.toml", "Fog", "Mist")]).await;
    assert!(error.to_string().contains("is in two folders"), "{error}");
}

#[tokio::test]
async fn editions_may_come_from_a_folder() {
    let settings = DataSettings {
        store: StoreSettings::memory(),
        editions: EditionsSettings {
            folder: made_up_path().parent().map(Into::into),
        },
        ..DataSettings::default()
    };
    let data = DataService::open(&settings, clock()).await.unwrap();
    let server = data
        .assemble(&settings.limits, TelemetryHandle::off())
        .await
        .unwrap();
    let request = GetForceRequest {
        force: "port-city".to_owned(),
        edition: EDITION.to_owned(),
    };
    let mut reference = ReferenceServiceClient::new(Neighbour::in_process(&server));
    reference.get_force(request).await.unwrap();
    data.close().await;
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_start_is_told_with_its_exit_code() {
    let folder = TempDir::new().unwrap();
    let other = folder.path().join("notes.txt");
    std::fs::write(
        &other,
        "not a database, but long enough to be looked at as one".repeat(99),
    )
    .unwrap();
    let check = async |store: &str, editions: Option<&str>, exit: Exit, expected: &str| {
        let settings = DataSettings {
            store: StoreSettings::file(store),
            editions: EditionsSettings {
                folder: editions.map(Into::into),
            },
            ..DataSettings::default()
        };
        let opened = DataService::open(&settings, clock()).await;
        let error = ProcessError::from(opened.unwrap_err());
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(error.exit(), exit, "{error}");
    };
    let at = |name: &str| folder.path().join(name).display().to_string();
    let made_up = made_up_path().parent().unwrap().display().to_string();
    let editions = Some(made_up.as_str());
    check(
        &at("absent/peel.db"),
        editions,
        Exit::CannotCreate,
        "cannot be opened for writing",
    )
    .await;
    check(
        &at("notes.txt"),
        editions,
        Exit::Data,
        "is damaged or not a database",
    )
    .await;
    check(
        ":memory:",
        Some(&at("absent")),
        Exit::NoInput,
        "cannot be read",
    )
    .await;
    check(
        ":memory:",
        Some(&at("")),
        Exit::NoInput,
        "has no folder with a file edition.toml",
    )
    .await;
}

#[tokio::test]
async fn the_editions_in_the_program_are_served_as_they_were_written() {
    let folders = bundled_editions().unwrap();
    assert!(!folders.is_empty());
    let store = Arc::new(SqliteStore::open(&SqliteSettings::memory()).await.unwrap());
    let (data, seeded) = DataService::over(store.clone(), &folders, clock())
        .await
        .unwrap();

    let mut written = 0;
    let mut server_forces = 0;
    let limits = DataSettings::default().limits;
    let server = data
        .assemble(&limits, TelemetryHandle::off())
        .await
        .unwrap();
    let mut reference = ReferenceServiceClient::new(Neighbour::in_process(&server));
    for folder in &folders {
        let edition = read_edition(folder).unwrap();
        let facts = read_facts(folder, &edition).unwrap();
        written += facts
            .iter()
            .map(|file| file.observations.len())
            .sum::<usize>();
        let request = ListForcesRequest {
            edition: edition.id.to_string(),
            ..ListForcesRequest::default()
        };
        let forces = reference
            .list_forces(request)
            .await
            .unwrap()
            .into_inner()
            .forces;
        assert_eq!(forces.len(), edition.inspected_forces().count());
        server_forces += forces.len();
    }
    assert!(server_forces > 0);
    let as_of = seeded.newest;
    assert!(as_of > Some(Revision::FIRST));
    let read = store
        .observations(ObservationQuery::default(), as_of)
        .await
        .unwrap();
    assert_eq!(read.all().await.unwrap().len(), written);
}

/// Two processes on one store: what one records, the other tells those who watch it.
#[tokio::test]
async fn what_another_process_records_is_told_too() {
    let folder = TempDir::new().unwrap();
    let settings = DataSettings {
        store: StoreSettings::file(folder.path().join("peel.db").display().to_string()),
        editions: EditionsSettings {
            folder: made_up_path().parent().map(Into::into),
        },
        ..DataSettings::default()
    };
    let open = async || DataService::open(&settings, clock()).await.unwrap();
    let (one, other) = (open().await, open().await);
    let server = one.assemble(&settings.limits, TelemetryHandle::off());
    let server = server.await.unwrap();
    let request = WatchRevisionsRequest { after: 3 };
    let watch = RevisionServiceClient::new(Neighbour::in_process(&server))
        .watch_revisions(request)
        .await;
    let mut watch = watch.unwrap().into_inner();

    let server = other.assemble(&settings.limits, TelemetryHandle::off());
    let header = Part::Header(header("from-the-other"));
    let parts = [header, chunk(&[thefts(121.0)])];
    let parts = parts.map(|part| ImportObservationsRequest { part: Some(part) });
    CollectionServiceClient::new(Neighbour::in_process(&server.await.unwrap()))
        .import_observations(futures::stream::iter(parts))
        .await
        .unwrap();
    let told = watch.message().await.unwrap().unwrap();
    assert_eq!(told.revision.unwrap().number, 4);
    one.close().await;
    other.close().await;
}
