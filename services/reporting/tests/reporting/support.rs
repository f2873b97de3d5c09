//! Reporting over data in memory and scoring.

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt as _;
use peel_data::{DataService, bundled_editions};
use peel_data_core::MemoryStore;
use peel_edition::Folder;
use peel_kit::settings::LimitSettings;
use peel_kit::{Clock, Neighbour, ServerService, TelemetryHandle};
use peel_proto::data::v1::collection_service_client::CollectionServiceClient;
use peel_proto::data::v1::import_observations_request::Part;
use peel_proto::data::v1::{
    ImportHeader, ImportObservationsRequest, Observation, ObservationChunk,
};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::reporting::v1::get_report_response::Part as ReportPart;
use peel_proto::reporting::v1::report_service_client::ReportServiceClient;
use peel_proto::reporting::v1::{
    FigureFormat, GetFigureRequest, GetReportRequest, ReportFormat, ReportHeader,
};
use peel_reporting::ReportingSettings;
use peel_scoring::{ScoringService, ScoringSettings};
use tonic::{Code, Request, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

pub(crate) const EDITION: &str = "2016-effectiveness";
pub(crate) const FORCE: &str = "west-midlands";

pub(crate) type Reports = ReportServiceClient<Neighbour>;

/// Reporting and its neighbours.
pub(crate) struct Service {
    server: ServerService,
    data: ServerService,
    _scoring: ScoringService,
}

/// Reporting over these neighbours.
pub(crate) async fn reporting(data: Neighbour, scoring: Neighbour) -> ServerService {
    let settings = ReportingSettings::default();
    peel_reporting::assemble(&settings, data, scoring, TelemetryHandle::off())
        .await
        .unwrap()
}

pub(crate) async fn data() -> ServerService {
    data_of(bundled_editions().unwrap()).await
}

async fn data_of(editions: Vec<Folder>) -> ServerService {
    let clock = Clock::fixed("2031-09-01T09:00:00Z".parse().unwrap());
    let store = Arc::new(MemoryStore::new());
    let (data, _) = DataService::over(store, &editions, clock).await.unwrap();
    data.assemble(&LimitSettings::default(), TelemetryHandle::off())
        .await
        .unwrap()
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::over(data().await).await
    }

    /// The same with other words in a file of the edition.
    pub(crate) async fn with(path: &str, from: &str, to: &str) -> Self {
        let editions = bundled_editions().unwrap();
        let changed = editions.iter().map(|edition| {
            let files = edition.files().map(|(name, content)| {
                let mut content = String::from_utf8(content.to_vec()).unwrap();
                if name == path {
                    assert!(content.contains(from), "{from} in {path}");
                    content = content.replace(from, to);
                }
                (name.to_owned(), content.into_bytes())
            });
            Folder::from_files(edition.name().to_owned(), files).unwrap()
        });
        Self::over(data_of(changed.collect()).await).await
    }

    async fn over(data: ServerService) -> Self {
        let beside = Neighbour::in_process(&data);
        let (scoring, served) = peel_scoring::assemble(
            &ScoringSettings::default(),
            beside.clone(),
            Clock::system(),
            TelemetryHandle::off(),
        )
        .await
        .unwrap();
        Self {
            server: reporting(beside, Neighbour::in_process(&served)).await,
            data,
            _scoring: scoring,
        }
    }

    pub(crate) fn reports(&self) -> Reports {
        ReportServiceClient::new(Neighbour::in_process(&self.server))
    }

    /// A report's header and content, checked to come as the contract says.
    pub(crate) async fn report(&self, asked: GetReportRequest) -> (ReportHeader, Vec<u8>) {
        let parts = self.reports().get_report(unhurried(asked)).await.unwrap();
        let parts: Vec<_> = parts.into_inner().try_collect().await.unwrap();
        let mut parts = parts.into_iter().map(|message| message.part.unwrap());
        let Some(ReportPart::Header(header)) = parts.next() else {
            panic!("the header comes first");
        };
        let chunks: Vec<_> = parts
            .map(|part| match part {
                ReportPart::Chunk(chunk) => chunk,
                ReportPart::Header(_) => panic!("one header is enough"),
            })
            .collect();
        let (last, whole) = chunks.split_last().expect("a report has content");
        assert!(whole.iter().all(|chunk| chunk.len() == 64 * 1024));
        assert!((1..=64 * 1024).contains(&last.len()));
        (header, chunks.concat())
    }

    /// Imports another count of an offence group behind recorded crime.
    pub(crate) async fn correct(&self) -> u64 {
        let header = ImportHeader {
            request_id: "a-correction".to_owned(),
            edition: EDITION.to_owned(),
            title: "A corrected count".to_owned(),
            author: "The force".to_owned(),
        };
        let chunk = ObservationChunk {
            observations: vec![Observation {
                area: FORCE.to_owned(),
                measure: "domestic-burglary".to_owned(),
                period: "12m-to-2016-06".to_owned(),
                value: Some(23_000.0),
                status: "revised".to_owned(),
                source: "ons-recorded-crime".to_owned(),
                ..Observation::default()
            }],
        };
        let parts = [Part::Header(header), Part::Chunk(chunk)];
        let requests = parts.map(|part| ImportObservationsRequest { part: Some(part) });
        let mut collection = CollectionServiceClient::new(Neighbour::in_process(&self.data));
        let answer = collection
            .import_observations(futures::stream::iter(requests))
            .await;
        answer.unwrap().into_inner().revision.unwrap().number
    }
}

/// A request with time for pages, which take seconds where nothing is optimised.
pub(crate) fn unhurried<T>(asked: T) -> Request<T> {
    let mut request = Request::new(asked);
    request.set_timeout(Duration::from_mins(1));
    request
}

pub(crate) fn report(force: &str, format: ReportFormat) -> GetReportRequest {
    GetReportRequest {
        force: force.to_owned(),
        format: format.into(),
        ..GetReportRequest::default()
    }
}

pub(crate) fn figure(figure: &str, format: FigureFormat) -> GetFigureRequest {
    GetFigureRequest {
        force: FORCE.to_owned(),
        figure: figure.to_owned(),
        format: format.into(),
        ..GetFigureRequest::default()
    }
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
    let code = match reason {
        ErrorReason::InvalidRequest => Code::InvalidArgument,
        ErrorReason::NeighbourUnreachable => Code::Unavailable,
        ErrorReason::UnknownForce
        | ErrorReason::UnknownEdition
        | ErrorReason::UnknownFigure
        | ErrorReason::UnknownRevision => Code::NotFound,
        other => panic!("the reporting service never answers {other:?}"),
    };
    assert_eq!(status.code(), code, "{message}");
    let details = status.get_error_details();
    let info = details
        .error_info()
        .expect("every failed call carries an ErrorInfo");
    assert_eq!(info.reason, reason.reason(), "{message}");
    assert_eq!(info.domain, "peel");
    details
}

/// The fields at fault.
pub(crate) fn fields(details: &ErrorDetails) -> Vec<&str> {
    let violations = details
        .bad_request()
        .map(|request| request.field_violations.as_slice());
    let violations = violations.unwrap_or_default().iter();
    violations.map(|one| one.field.as_str()).collect()
}
