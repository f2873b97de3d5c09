//! Scoring over a data service in memory.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use peel_data::{DataService, bundled_editions};
use peel_data_core::MemoryStore;
use peel_edition::Folder;
use peel_kit::settings::LimitSettings;
use peel_kit::{Clock, Neighbour, ServerService, ServerStack, TelemetryHandle};
use peel_proto::data::v1::collection_service_client::CollectionServiceClient;
use peel_proto::data::v1::import_observations_request::Part;
use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::{
    ImportHeader, ImportObservationsRequest, Observation, ObservationChunk,
};
use peel_proto::descriptors;
use peel_proto::errors::v1::ErrorReason;
use peel_proto::rules::RULES;
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::evidence_service_client::EvidenceServiceClient;
use peel_proto::scoring::v1::inspection_run_service_client::InspectionRunServiceClient;
use peel_proto::scoring::v1::series_service_client::SeriesServiceClient;
use peel_proto::scoring::v1::{CompareRequest, CompareResponse};
use peel_scoring::{MemorySettings, ScoringService, ScoringSettings};
use tonic::service::Routes;
use tonic::{Code, Response, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::traffic::Traffic;

pub(crate) const EDITION: &str = "2016-effectiveness";
pub(crate) const FORCE: &str = "west-midlands";
pub(crate) const CRIME: &str = "recorded-crime-rate";

/// What no wait in a test comes near, so that one that goes wrong ends.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) type Comparisons = ComparisonServiceClient<Neighbour>;

/// Scoring and its neighbour.
pub(crate) struct Service {
    pub(crate) scoring: ScoringService,
    pub(crate) server: ServerService,
    pub(crate) data: ServerService,
    pub(crate) traffic: Traffic,
}

/// Deadlines that a machine under load keeps, too: what is tested here is what is answered.
fn patient() -> LimitSettings {
    LimitSettings {
        default_deadline_ms: LimitSettings::default().max_deadline_ms,
        ..LimitSettings::default()
    }
}

pub(crate) fn clock() -> Clock {
    Clock::fixed("2031-09-01T09:00:00Z".parse().unwrap())
}

/// A data service in memory with these editions, and the traffic to it.
pub(crate) async fn data(editions: &[Folder]) -> (ServerService, Traffic) {
    let store = Arc::new(MemoryStore::new());
    let (data, _) = DataService::over(store, editions, clock()).await.unwrap();
    let limits = patient();
    let traffic = Traffic::new();
    let mut routes = data.add_to(Routes::default(), &limits);
    let router = std::mem::take(routes.axum_router_mut());
    *routes.axum_router_mut() = router.layer(traffic.clone());
    let stack = ServerStack::new("data", &[descriptors::DATA], RULES, &limits)
        .unwrap()
        .long_lived(&DataService::LONG_LIVED)
        .unwrap();
    (stack.assemble(routes).await.unwrap(), traffic)
}

pub(crate) fn bundled() -> Vec<Folder> {
    bundled_editions().unwrap()
}

/// A small edition in which two forces are one unit of an indicator that can be computed.
pub(crate) fn merging() -> Folder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../crates/edition/tests/fixtures/made-up-edition");
    let changes = [
        ("edition.toml", "\"2031.1\"", "\"2016.1\""),
        ("exclusions.toml", "[\"call-rate\"]", "[\"theft-share\"]"),
    ];
    changed(&folder, &changes)
}

/// A small edition with twelve forces in two regions, and six years of facts, with some words
/// changed: in a file, from, to.
pub(crate) fn harbours(changes: &[(&str, &str, &str)]) -> Folder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/editions/2031-harbours");
    changed(&folder, changes)
}

fn changed(folder: &Path, changes: &[(&str, &str, &str)]) -> Folder {
    let folder = Folder::read(folder).unwrap();
    let files = folder.files().map(|(path, bytes)| {
        let mut text = String::from_utf8(bytes.to_vec()).unwrap();
        for (file, from, to) in changes {
            if *file == path {
                assert!(text.contains(from), "{from} in {file}");
                text = text.replace(from, to);
            }
        }
        (path.to_owned(), text.into_bytes())
    });
    Folder::from_files("changed", files.collect::<Vec<_>>()).unwrap()
}

/// Scoring over this neighbour. It reads when it is asked, so that reads can be counted.
pub(crate) async fn scoring(data: Neighbour) -> (ScoringService, ServerService) {
    scoring_that(false, data).await
}

/// Scoring over this neighbour that reads ahead, or does not.
pub(crate) async fn scoring_that(
    reads_ahead: bool,
    data: Neighbour,
) -> (ScoringService, ServerService) {
    let settings = ScoringSettings {
        limits: patient(),
        cache: MemorySettings {
            read_ahead: reads_ahead,
            ..MemorySettings::default()
        },
        ..ScoringSettings::default()
    };
    peel_scoring::assemble(&settings, data, clock(), TelemetryHandle::off())
        .await
        .unwrap()
}

impl Service {
    /// Over the bundled edition.
    pub(crate) async fn start() -> Self {
        Self::over(&bundled()).await
    }

    pub(crate) async fn over(editions: &[Folder]) -> Self {
        let (data, traffic) = data(editions).await;
        let (scoring, server) = scoring(Neighbour::in_process(&data)).await;
        Self {
            scoring,
            server,
            data,
            traffic,
        }
    }

    pub(crate) fn comparisons(&self) -> Comparisons {
        ComparisonServiceClient::new(Neighbour::in_process(&self.server))
    }

    pub(crate) fn series(&self) -> SeriesServiceClient<Neighbour> {
        SeriesServiceClient::new(Neighbour::in_process(&self.server))
    }

    pub(crate) fn evidence(&self) -> EvidenceServiceClient<Neighbour> {
        EvidenceServiceClient::new(Neighbour::in_process(&self.server))
    }

    pub(crate) fn runs(&self) -> InspectionRunServiceClient<Neighbour> {
        InspectionRunServiceClient::new(Neighbour::in_process(&self.server))
    }

    pub(crate) fn inspections(&self) -> InspectionServiceClient<Neighbour> {
        InspectionServiceClient::new(Neighbour::in_process(&self.data))
    }

    pub(crate) async fn compare(&self, asked: CompareRequest) -> Result<CompareResponse, Status> {
        let answer = self.comparisons().compare(asked).await;
        answer.map(Response::into_inner)
    }

    pub(crate) async fn import(&self, edition: &str, observations: &[Observation]) -> u64 {
        import(&self.data, edition, observations).await
    }
}

/// Imports observations, and gives the revision that they became.
pub(crate) async fn import(
    data: &ServerService,
    edition: &str,
    observations: &[Observation],
) -> u64 {
    let sum: f64 = observations.iter().filter_map(|one| one.value).sum();
    let header = ImportHeader {
        request_id: format!("counts-that-add-up-to-{:x}", sum.to_bits()),
        edition: edition.to_owned(),
        title: "A corrected count".to_owned(),
        author: "The force".to_owned(),
    };
    let chunk = ObservationChunk {
        observations: observations.to_vec(),
    };
    let parts = [Part::Header(header), Part::Chunk(chunk)];
    let requests = parts.map(|part| ImportObservationsRequest { part: Some(part) });
    let mut collection = CollectionServiceClient::new(Neighbour::in_process(data));
    let answer = collection
        .import_observations(futures::stream::iter(requests))
        .await;
    answer.unwrap().into_inner().revision.unwrap().number
}

/// A force on an indicator, in everything else as is usual.
pub(crate) fn compare(force: &str, indicator: &str) -> CompareRequest {
    CompareRequest {
        force: force.to_owned(),
        indicator: indicator.to_owned(),
        ..CompareRequest::default()
    }
}

pub(crate) fn observation(area: &str, measure: &str, period: &str, value: f64) -> Observation {
    Observation {
        area: area.to_owned(),
        measure: measure.to_owned(),
        period: period.to_owned(),
        value: Some(value),
        status: "revised".to_owned(),
        source: String::new(),
        ..Observation::default()
    }
}

/// A count of one of the offence groups behind recorded crime: 12,319 as published.
pub(crate) fn burglaries(value: f64) -> Observation {
    Observation {
        source: "ons-recorded-crime".to_owned(),
        ..observation(FORCE, "domestic-burglary", "12m-to-2016-06", value)
    }
}

/// Waits, but not for ever.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    let waited = tokio::time::timeout(PATIENCE, what).await;
    waited.expect("it happens within two minutes")
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
        ErrorReason::RequestIdReused => Code::AlreadyExists,
        ErrorReason::TooLarge | ErrorReason::TooManyCalls => Code::ResourceExhausted,
        ErrorReason::NeighbourUnreachable => Code::Unavailable,
        ErrorReason::DeadlineExceeded => Code::DeadlineExceeded,
        ErrorReason::Internal => Code::Internal,
        ErrorReason::UnknownForce
        | ErrorReason::UnknownEdition
        | ErrorReason::UnknownIndicator
        | ErrorReason::UnknownInspection
        | ErrorReason::UnknownPeerGroup
        | ErrorReason::UnknownRevision
        | ErrorReason::UnknownRun
        | ErrorReason::UnknownPeriod => Code::NotFound,
        other => panic!("the scoring service never answers {other:?}"),
    }
}
