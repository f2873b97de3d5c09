//! What callers are refused, and how they are told.

use peel_kit::settings::NeighbourSettings;
use peel_kit::{Neighbour, Tls};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::reporting::v1::report_service_client::ReportServiceClient;
use peel_proto::reporting::v1::{FigureFormat, GetFigureRequest, GetReportRequest, ReportFormat};

use crate::support::{FORCE, Service, data, fields, figure, refused, report, reporting};

#[tokio::test]
async fn everything_wrong_with_a_request_is_told_at_once() {
    let service = Service::start().await;
    let asked = GetReportRequest {
        as_of: u64::MAX,
        format: 7,
        known_sha256: "0123".to_owned(),
        ..GetReportRequest::default()
    };
    let details = refused(
        service.reports().get_report(asked).await,
        ErrorReason::InvalidRequest,
        "the request has 4 invalid fields; force: is required; ListForces tells those there are; \
         as_of: no revision has a number above 9223372036854775807; format: is none that this \
         version makes; ask for HTML, PDF, CSV, XLSX or JSON; known_sha256: is no SHA-256 of \
         64 hexadecimal digits",
    );
    assert_eq!(
        fields(&details),
        ["force", "as_of", "format", "known_sha256"]
    );
    let asked = GetFigureRequest {
        as_of: u64::MAX,
        format: -1,
        ..GetFigureRequest::default()
    };
    let details = refused(
        service.reports().get_figure(asked).await,
        ErrorReason::InvalidRequest,
        "the request has 4 invalid fields; force: is required; ListForces tells those there are; \
         as_of: no revision has a number above 9223372036854775807; figure: is required; \
         ListFigures tells those there are; format: is none that this version makes; ask for SVG, \
         PNG, CSV or JSON",
    );
    assert_eq!(fields(&details), ["force", "as_of", "figure", "format"]);
}

#[tokio::test]
async fn what_is_not_known_is_told_by_both_methods() {
    let service = Service::start().await;
    let check = async |force: &str,
                       edition: &str,
                       as_of: u64,
                       reason: ErrorReason,
                       kind: &str,
                       message: &str| {
        let asked = GetReportRequest {
            edition: edition.to_owned(),
            as_of,
            ..report(force, ReportFormat::Html)
        };
        let details = refused(service.reports().get_report(asked).await, reason, message);
        assert_eq!(details.resource_info().unwrap().resource_type, kind);
        let asked = GetFigureRequest {
            force: force.to_owned(),
            edition: edition.to_owned(),
            as_of,
            ..figure("figure-1", FigureFormat::Svg)
        };
        refused(service.reports().get_figure(asked).await, reason, message);
    };
    check(
        "kend",
        "",
        0,
        ErrorReason::UnknownForce,
        "force",
        "force \"kend\" is not known; did you mean \"kent\"?",
    )
    .await;
    check(
        "british-transport-police",
        "",
        0,
        ErrorReason::UnknownForce,
        "force",
        "force \"british-transport-police\" is not known",
    )
    .await;
    check(
        FORCE,
        "2017-effectiveness",
        0,
        ErrorReason::UnknownEdition,
        "edition",
        "edition \"2017-effectiveness\" is not known; did you mean \"2016-effectiveness\"?",
    )
    .await;
    check(
        FORCE,
        "",
        8,
        ErrorReason::UnknownRevision,
        "revision",
        "revision 8 does not exist yet: the newest is 7; leave the revision out to read the newest",
    )
    .await;
}

#[tokio::test]
async fn a_figure_that_is_not_in_the_layout_is_told_with_the_nearest() {
    let service = Service::start().await;
    let details = refused(
        service
            .reports()
            .get_figure(figure("figure-11", FigureFormat::Svg))
            .await,
        ErrorReason::UnknownFigure,
        "figure \"figure-11\" is not known; did you mean \"figure-1\" or \"figure-10\" or \
         \"figure-2\"?",
    );
    let metadata = &details.error_info().unwrap().metadata;
    assert_eq!(metadata["figure"], "figure-11");
}

#[tokio::test]
async fn a_neighbour_that_cannot_be_reached_is_named() {
    // Port 1 belongs to a service of 1988 that nobody runs.
    let nobody = |name| {
        let settings = NeighbourSettings {
            address: "http://127.0.0.1:1".to_owned(),
            ..NeighbourSettings::local(0)
        };
        Neighbour::remote(name, &settings, &Tls::off()).unwrap()
    };
    let data = data().await;
    let beside = || Neighbour::in_process(&data);
    for (name, data, scoring) in [
        ("data", nobody("data"), nobody("scoring")),
        ("scoring", beside(), nobody("scoring")),
    ] {
        let server = reporting(data, scoring).await;
        let mut reports = ReportServiceClient::new(Neighbour::in_process(&server));
        let message =
            format!("the {name} service at http://127.0.0.1:1 cannot be reached; repeat later");
        let reason = ErrorReason::NeighbourUnreachable;
        let answer = reports.get_report(report(FORCE, ReportFormat::Html)).await;
        let details = refused(answer, reason, &message);
        assert_eq!(details.error_info().unwrap().metadata["service"], name);
        assert!(details.retry_info().unwrap().retry_delay.is_some());
        let answer = reports
            .get_figure(figure("figure-1", FigureFormat::Svg))
            .await;
        refused(answer, reason, &message);
    }
}
