//! What findings and figures say of an inspection.

use std::collections::BTreeSet;

use peel_model::Severity;
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::{
    CheckInspectionRequest, CheckInspectionResponse, ListInspectionChecksRequest,
    ListLinesOfEnquiryRequest, ListLinesOfEnquiryResponse, ProposeGradesRequest,
    ProposeGradesResponse,
};
use tonic::{Response, Status};

use crate::support::{EDITION, FORCE, Service, burglaries, fields, harbours, refused};
use crate::traffic::OBSERVATIONS;

fn enquiries(force: &str, page_size: u32, page_token: &str) -> ListLinesOfEnquiryRequest {
    ListLinesOfEnquiryRequest {
        force: force.to_owned(),
        page_size,
        page_token: page_token.to_owned(),
        ..ListLinesOfEnquiryRequest::default()
    }
}

impl Service {
    async fn propose(&self, force: &str) -> Result<ProposeGradesResponse, Status> {
        let asked = ProposeGradesRequest {
            force: force.to_owned(),
            ..ProposeGradesRequest::default()
        };
        let answer = self.evidence().propose_grades(asked).await;
        answer.map(Response::into_inner)
    }

    async fn enquire(
        &self,
        asked: ListLinesOfEnquiryRequest,
    ) -> Result<ListLinesOfEnquiryResponse, Status> {
        let answer = self.evidence().list_lines_of_enquiry(asked).await;
        answer.map(Response::into_inner)
    }

    async fn check(&self, force: &str, as_of: u64) -> Result<CheckInspectionResponse, Status> {
        let asked = CheckInspectionRequest {
            force: force.to_owned(),
            as_of,
            ..CheckInspectionRequest::default()
        };
        let answer = self.evidence().check_inspection(asked).await;
        answer.map(Response::into_inner)
    }
}

#[tokio::test]
async fn the_editions_rule_gives_the_printed_grades_from_the_recorded_findings() {
    let service = Service::start().await;
    let answer = service.propose(FORCE).await.unwrap();
    assert_eq!((answer.edition.as_str(), answer.as_of), (EDITION, 7));
    let overall = answer.overall.unwrap();
    let questions = answer.questions.iter();
    let all = questions.map(|one| one.grade.as_ref().unwrap());
    let proposed: Vec<&str> = all
        .chain([&overall])
        .map(|one| {
            let proposal = one.proposal.as_ref().unwrap();
            assert!(!proposal.reasons.is_empty(), "{one:?}");
            assert_eq!((&proposal.grade, one.differs), (&one.recorded, false));
            proposal.grade.as_str()
        })
        .collect();
    let printed = [
        "good",
        "good",
        "requires-improvement",
        "good",
        "ungraded",
        "good",
    ];
    assert_eq!(proposed, printed);
    // Figures take no part.
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), 0);
}

#[tokio::test]
async fn figures_ask_of_every_force_whether_or_not_it_has_an_inspection() {
    let service = Service::start().await;
    for (force, reads) in [(FORCE, 3), ("kent", 4)] {
        let answer = service.enquire(enquiries(force, 0, "")).await.unwrap();
        // Once for comparisons, printed figures, and series; only these are of each force.
        assert_eq!(service.traffic.calls(OBSERVATIONS).len(), reads, "{force}");
        assert_eq!((answer.edition.as_str(), answer.as_of), (EDITION, 7));
        assert!(answer.lines_of_enquiry.len() > 5, "{force}");
        for line in answer.lines_of_enquiry {
            assert!(
                !line.reason.is_empty() && !line.based_on.is_empty(),
                "{line:?}"
            );
            let is_own = |based: &&_| based_on_indicator(based, &line.indicator);
            assert!(line.based_on.iter().any(|based| is_own(&based)), "{line:?}");
        }
    }
}

fn based_on_indicator(
    based: &peel_proto::scoring::v1::ComparisonReference,
    indicator: &str,
) -> bool {
    assert_eq!(based.method, "2016.1");
    assert!((1..=7).contains(&based.revision), "{based:?}");
    based.indicator == indicator
}

#[tokio::test]
async fn lines_of_enquiry_are_paged_as_at_the_firsts_revision() {
    let service = Service::start().await;
    let all = service.enquire(enquiries(FORCE, 0, "")).await.unwrap();
    assert_eq!(all.next_page_token, "");
    let first = service.enquire(enquiries(FORCE, 2, "")).await.unwrap();
    // A correction that would make the force one of the highest.
    assert_eq!(service.import(EDITION, &[burglaries(99_999.0)]).await, 8);
    let mut pages = first.lines_of_enquiry;
    let mut token = first.next_page_token;
    while !token.is_empty() {
        let page = service.enquire(enquiries(FORCE, 3, &token)).await.unwrap();
        assert_eq!(page.as_of, 7);
        assert!((1..=3).contains(&page.lines_of_enquiry.len()));
        pages.extend(page.lines_of_enquiry);
        token = page.next_page_token;
    }
    assert_eq!(pages, all.lines_of_enquiry);

    let corrected = ListLinesOfEnquiryRequest {
        as_of: 8,
        ..enquiries(FORCE, 0, "")
    };
    let corrected = service.enquire(corrected).await.unwrap();
    assert_ne!(corrected.lines_of_enquiry, all.lines_of_enquiry);

    let foreign = service.enquire(enquiries(FORCE, 2, "")).await.unwrap();
    let answer = service
        .enquire(enquiries("kent", 2, &foreign.next_page_token))
        .await;
    let message = "the request has 1 invalid field; page_token: is not the next_page_token of this \
                   list; ask for the first page again";
    refused(answer, ErrorReason::InvalidPageToken, message);
}

#[tokio::test]
async fn checks_tell_what_in_an_inspection_contradicts_itself_or_the_figures() {
    let service = Service::start().await;
    let asked = ListInspectionChecksRequest {};
    let checks = service.evidence().list_inspection_checks(asked).await;
    let checks = checks.unwrap().into_inner().checks;
    let names: BTreeSet<&str> = checks.iter().map(|check| check.id.as_str()).collect();
    assert_eq!(names.len(), checks.len(), "each once");
    for check in &checks {
        assert!(
            !check.title.is_empty() && !check.rule.is_empty(),
            "{check:?}"
        );
        assert!(Severity::from_name(&check.severity).is_some(), "{check:?}");
    }

    let answer = service.check(FORCE, 0).await.unwrap();
    assert_eq!((answer.edition.as_str(), answer.as_of), (EDITION, 7));
    let count = |severity: &str| {
        let these = answer.inconsistencies.iter();
        these.filter(|one| one.severity == severity).count() as u32
    };
    assert_eq!(
        (answer.errors, answer.warnings),
        (count("error"), count("warning"))
    );
    for one in &answer.inconsistencies {
        assert!(names.contains(one.check.as_str()), "{one:?}");
        let place = one.place.as_ref().unwrap();
        assert!(!place.part.is_empty() && !place.words.is_empty(), "{one:?}");
        assert!(!one.message.is_empty(), "{one:?}");
    }
    // What was said then is said again, whatever came since.
    service.import(EDITION, &[burglaries(99_999.0)]).await;
    assert_eq!(service.check(FORCE, 7).await.unwrap(), answer);
}

/// Asks all three methods about a force, and gives what each refuses with.
async fn refusals(service: &Service, force: &str) -> [Status; 3] {
    let enquired = service.enquire(enquiries(force, 0, "")).await;
    [
        service.propose(force).await.unwrap_err(),
        service.check(force, 0).await.unwrap_err(),
        enquired.unwrap_err(),
    ]
}

#[tokio::test]
async fn a_force_without_an_inspection_is_told() {
    let service = Service::start().await;
    let message = "kent has no inspection in 2016-effectiveness; ListInspections names those that \
                   have";
    let proposed = service.propose("kent").await.map(drop);
    let checked = service.check("kent", 0).await.map(drop);
    for answer in [proposed, checked] {
        let details = refused(answer, ErrorReason::UnknownInspection, message);
        let resource = details.resource_info().unwrap();
        assert_eq!(resource.resource_name, "2016-effectiveness/kent");
    }
}

#[tokio::test]
async fn an_edition_without_rules_for_inspections_is_told() {
    let service = Service::over(&[harbours(&[])]).await;
    let message = "2031-harbours has no rules for inspections, so nothing is proposed, asked or \
                   checked; add inspection-rules.toml to the edition";
    let answer = service.enquire(enquiries("ashdale", 0, "")).await;
    refused(answer, ErrorReason::UnknownInspection, message);
    // Nothing was computed to find that out.
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), 0);
}

#[tokio::test]
async fn names_and_revisions_that_are_not_known_are_told() {
    let service = Service::start().await;
    for status in refusals(&service, "kend").await {
        let message = "force \"kend\" is not known; did you mean \"kent\"?";
        refused::<()>(Err(status), ErrorReason::UnknownForce, message);
    }
    let message = "revision 8 does not exist yet: the newest is 7; leave the revision out to read \
                   the newest";
    let answer = service.check(FORCE, 8).await;
    refused(answer, ErrorReason::UnknownRevision, message);
}

#[tokio::test]
async fn everything_wrong_with_a_request_is_told_at_once() {
    let service = Service::start().await;
    let required = ("force", "is required; ListForces tells those there are");
    for status in refusals(&service, "").await {
        let message = format!("the request has 1 invalid field; force: {}", required.1);
        let details = refused::<()>(Err(status), ErrorReason::InvalidRequest, &message);
        assert_eq!(fields(&details), [required]);
    }
    let answer = service.enquire(enquiries("", 1_001, "")).await;
    let page_size = ("page_size", "a page has 1 to 1000 entries, not 1001");
    let message = format!(
        "the request has 2 invalid fields; force: {}; page_size: {}",
        required.1, page_size.1
    );
    let details = refused(answer, ErrorReason::InvalidRequest, &message);
    assert_eq!(fields(&details), [required, page_size]);
}
