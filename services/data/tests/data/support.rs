//! A service over a store in memory, with a small made-up edition.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::TryStreamExt as _;
use peel_data::DataService;
use peel_data_core::Seeded;
use peel_edition::Folder;
use peel_kit::settings::LimitSettings;
use peel_kit::{Clock, Neighbour, ServerService, TelemetryHandle};
use peel_proto::data::v1::collection_service_client::CollectionServiceClient;
use peel_proto::data::v1::import_observations_request::Part;
use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::inspection_work_service_client::InspectionWorkServiceClient;
use peel_proto::data::v1::observation_service_client::ObservationServiceClient;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::{
    ImportHeader, ImportObservationsRequest, ImportObservationsResponse, Observation,
    ObservationChunk, ReadObservationsRequest,
};
use peel_proto::errors::v1::ErrorReason;
use peel_store_sql::{SqliteSettings, SqliteStore};
use tonic::{Code, Response, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

pub(crate) const EDITION: &str = "made-up-edition";

/// Where the made-up edition lies: four bodies, five measures, six indicators, one inspection,
/// and two files of facts, which make the revisions 2 and 3 after the edition itself.
pub(crate) fn made_up_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../crates/edition/tests/fixtures")
        .join(EDITION)
}

pub(crate) fn made_up() -> Folder {
    Folder::read(&made_up_path()).unwrap()
}

/// The made-up edition with one text in one file replaced.
pub(crate) fn made_up_with(file: &str, from: &str, to: &str) -> Folder {
    let folder = made_up();
    let files = folder.files().map(|(path, bytes)| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let is_meant = path == file;
        assert!(!is_meant || text.contains(from), "{from:?} in {file}");
        let text = if is_meant {
            text.replace(from, to)
        } else {
            text
        };
        (path.to_owned(), text.into_bytes())
    });
    Folder::from_files("made-up", files.collect::<Vec<_>>()).unwrap()
}

/// The made-up edition under another name, without inspections.
pub(crate) fn another() -> Folder {
    let folder = made_up_with("edition.toml", EDITION, "made-up-edition-2");
    let files = folder
        .files()
        .filter(|(path, _)| !path.starts_with("inspections/"));
    let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    Folder::from_files("another", files.collect::<Vec<_>>()).unwrap()
}

pub(crate) fn clock() -> Clock {
    Clock::fixed("2031-09-01T09:00:00Z".parse().unwrap())
}

/// A service that tests call.
pub(crate) struct Service {
    pub(crate) server: ServerService,
    pub(crate) store: SqliteStore,
    pub(crate) clock: Clock,
}

impl Service {
    /// With the made-up edition.
    pub(crate) async fn start() -> Self {
        Self::with(&[made_up()]).await
    }

    pub(crate) async fn with(editions: &[Folder]) -> Self {
        let store = SqliteStore::open(&SqliteSettings::memory()).await.unwrap();
        let clock = clock();
        let opened = DataService::over(Arc::new(store.clone()), editions, clock.clone()).await;
        let (service, _) = opened.unwrap();
        let limits = LimitSettings::default();
        let server = service
            .assemble(&limits, TelemetryHandle::off())
            .await
            .unwrap();
        Self {
            server,
            store,
            clock,
        }
    }

    /// Records another edition beside what the service records.
    pub(crate) async fn bring(&self, edition: Folder) -> Seeded {
        let store = Arc::new(self.store.clone());
        DataService::over(store, &[edition], self.clock.clone())
            .await
            .unwrap()
            .1
    }

    pub(crate) fn neighbour(&self) -> Neighbour {
        Neighbour::in_process(&self.server)
    }

    pub(crate) fn reference(&self) -> ReferenceServiceClient<Neighbour> {
        ReferenceServiceClient::new(self.neighbour())
    }

    pub(crate) fn revisions(&self) -> RevisionServiceClient<Neighbour> {
        RevisionServiceClient::new(self.neighbour())
    }

    pub(crate) fn observations(&self) -> ObservationServiceClient<Neighbour> {
        ObservationServiceClient::new(self.neighbour())
    }

    pub(crate) fn inspections(&self) -> InspectionServiceClient<Neighbour> {
        InspectionServiceClient::new(self.neighbour())
    }

    pub(crate) fn inspection_work(&self) -> InspectionWorkServiceClient<Neighbour> {
        InspectionWorkServiceClient::new(self.neighbour())
    }

    pub(crate) fn collection(&self) -> CollectionServiceClient<Neighbour> {
        CollectionServiceClient::new(self.neighbour())
    }

    /// Imports observations in chunks as large as may be.
    pub(crate) async fn import(
        &self,
        header: ImportHeader,
        observations: &[Observation],
    ) -> Result<ImportObservationsResponse, Status> {
        let chunks = observations.chunks(1_000).map(chunk);
        self.send([Part::Header(header)].into_iter().chain(chunks))
            .await
    }

    /// Sends these parts of an import.
    pub(crate) async fn send(
        &self,
        parts: impl IntoIterator<Item = Part>,
    ) -> Result<ImportObservationsResponse, Status> {
        let requests = parts
            .into_iter()
            .map(|part| ImportObservationsRequest { part: Some(part) });
        let requests = futures::stream::iter(requests.collect::<Vec<_>>());
        self.collection()
            .import_observations(requests)
            .await
            .map(Response::into_inner)
    }

    /// The observations read as of a revision, and that revision.
    pub(crate) async fn read(
        &self,
        request: ReadObservationsRequest,
    ) -> Result<(Vec<Observation>, u64), Status> {
        let answer = self
            .observations()
            .read_observations(request)
            .await?
            .into_inner();
        let parts: Vec<_> = answer.try_collect().await?;
        let as_of = parts.first().expect("the first part always comes").as_of;
        for part in &parts {
            assert_eq!(part.as_of, as_of);
            assert!(part.observations.len() <= 1_000);
        }
        Ok((
            parts
                .into_iter()
                .flat_map(|part| part.observations)
                .collect(),
            as_of,
        ))
    }
}

pub(crate) fn header(request_id: &str) -> ImportHeader {
    ImportHeader {
        request_id: request_id.to_owned(),
        edition: EDITION.to_owned(),
        title: "Thefts counted again".to_owned(),
        author: "Harbour office".to_owned(),
    }
}

pub(crate) fn chunk(observations: &[Observation]) -> Part {
    Part::Chunk(ObservationChunk {
        observations: observations.to_vec(),
    })
}

pub(crate) fn observation(area: &str, measure: &str, period: &str, value: f64) -> Observation {
    Observation {
        area: area.to_owned(),
        measure: measure.to_owned(),
        period: period.to_owned(),
        value: Some(value),
        status: "normal".to_owned(),
        source: "harbour-office".to_owned(),
        ..Observation::default()
    }
}

/// Thefts in Northshire in the year that the edition is about, where it has 120.
pub(crate) fn thefts(value: f64) -> Observation {
    observation("northshire", "thefts", "12m-to-2031-06", value)
}

/// Checks that a call was refused as the contract says, and gives the details.
#[track_caller]
pub(crate) fn refused<T>(
    answer: Result<T, Status>,
    reason: ErrorReason,
    message: &str,
) -> ErrorDetails {
    let Err(status) = answer else {
        panic!("answered, but should be refused: {message}");
    };
    assert_eq!(status.message(), message);
    assert_eq!(status.code(), code(reason), "{message}");
    let details = status.get_error_details();
    let info = details
        .error_info()
        .expect("every failed call carries an ErrorInfo");
    assert_eq!(info.reason, reason.reason(), "{message}");
    assert_eq!(info.domain, "peel");
    details
}

/// The message of a refused call.
#[track_caller]
pub(crate) fn message<T>(answer: &Result<T, Status>) -> String {
    let Err(status) = answer else {
        panic!("answered, but should be refused");
    };
    status.message().to_owned()
}

/// The fields at fault.
pub(crate) fn fields(details: &ErrorDetails) -> Vec<(&str, &str)> {
    let violations = details
        .bad_request()
        .map(|request| request.field_violations.as_slice());
    let violations = violations.unwrap_or_default().iter();
    violations
        .map(|one| (one.field.as_str(), one.description.as_str()))
        .collect()
}

/// The code that the contract promises for a reason.
fn code(reason: ErrorReason) -> Code {
    match reason {
        ErrorReason::InvalidRequest | ErrorReason::InvalidPageToken => Code::InvalidArgument,
        ErrorReason::ImportRefused
        | ErrorReason::SubmissionRefused
        | ErrorReason::DecisionRefused
        | ErrorReason::InspectionRefused => Code::InvalidArgument,
        ErrorReason::NoReturn
        | ErrorReason::QueryMoved
        | ErrorReason::NotReadyToSignOff
        | ErrorReason::InspectionMoved
        | ErrorReason::InspectionNotReady => Code::FailedPrecondition,
        ErrorReason::RoleRefused => Code::PermissionDenied,
        ErrorReason::RequestIdReused => Code::AlreadyExists,
        ErrorReason::TooLarge => Code::ResourceExhausted,
        ErrorReason::StoreUnavailable | ErrorReason::ServerDraining => Code::Unavailable,
        ErrorReason::UnknownForce
        | ErrorReason::UnknownEdition
        | ErrorReason::UnknownIndicator
        | ErrorReason::UnknownMeasure
        | ErrorReason::UnknownRevision
        | ErrorReason::UnknownPeriod
        | ErrorReason::UnknownInspection
        | ErrorReason::UnknownQuery
        | ErrorReason::UnknownDecision
        | ErrorReason::UnknownRun => Code::NotFound,
        other => panic!("the data service never answers {other:?}"),
    }
}
