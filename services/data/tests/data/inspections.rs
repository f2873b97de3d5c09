use peel_proto::data::v1::{
    GetInspectionRequest, ListInspectionsRequest, ListPublishedGradesRequest,
};
use peel_proto::errors::v1::ErrorReason;

use crate::support::{EDITION, Service, fields, refused};

fn inspection_of(force: &str, as_of: u64) -> GetInspectionRequest {
    GetInspectionRequest {
        force: force.to_owned(),
        edition: String::new(),
        as_of,
    }
}

#[tokio::test]
async fn an_inspection_is_told_whole() {
    let service = Service::start().await;
    let answer = service
        .inspections()
        .get_inspection(inspection_of("northshire", 2))
        .await;
    let answer = answer.unwrap().into_inner();
    assert_eq!(answer.revision, 1);
    let inspection = answer.inspection.unwrap();
    assert_eq!(
        (inspection.edition.as_str(), inspection.force.as_str()),
        (EDITION, "northshire")
    );
    assert_eq!(inspection.state, "published");
    let overall = inspection.overall.unwrap();
    assert_eq!(
        (overall.grade.as_str(), overall.previous_grade.as_str()),
        ("bright", "dim")
    );
    let questions: Vec<_> = inspection
        .questions
        .iter()
        .map(|it| it.question.as_str())
        .collect();
    assert_eq!(questions, ["lighting", "keeping"]);
    assert_eq!(inspection.questions[0].summary, ["It is lit.", "Mostly."]);
    assert_eq!(inspection.questions[0].assessments[0].sub_question, "lamp");
    let findings = inspection.findings.iter();
    let oil = findings.clone().find(|it| it.id == "f2").unwrap();
    assert_eq!(
        (oil.kind.as_str(), oil.state.as_str()),
        ("cause-of-concern", "enduring")
    );
    assert_eq!(
        oil.chain.iter().map(|step| step.year).collect::<Vec<_>>(),
        [2030, 2031]
    );
    assert_eq!(oil.recommendations[0].text, "Buy oil.");
    assert_eq!(oil.evidence, ["theft-share"]);
    assert_eq!(inspection.facts[0].value, "3");
}

#[tokio::test]
async fn inspections_are_listed_without_their_texts() {
    let service = Service::start().await;
    let request = ListInspectionsRequest::default();
    let answer = service
        .inspections()
        .list_inspections(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.next_page_token, "");
    let [inspection] = answer.inspections.as_slice() else {
        panic!("the edition has one inspection");
    };
    assert_eq!(inspection.force, "northshire");
    assert_eq!((inspection.findings.len(), inspection.facts.len()), (0, 0));
    let overall = inspection.overall.as_ref().unwrap();
    assert_eq!(
        (overall.grade.as_str(), overall.reason.as_str()),
        ("bright", "")
    );
    assert_eq!(inspection.questions.len(), 2);
    for question in &inspection.questions {
        assert!(question.summary.is_empty() && question.assessments.is_empty());
        assert_eq!(question.judgment.as_ref().unwrap().reason, "");
    }
}

#[tokio::test]
async fn published_grades_come_page_by_page_by_force() {
    let service = Service::start().await;
    let mut inspections = service.inspections();
    let mut page = async |page_token| {
        let request = ListPublishedGradesRequest {
            page_size: 1,
            page_token,
            edition: String::new(),
        };
        let answer = inspections
            .list_published_grades(request)
            .await
            .unwrap()
            .into_inner();
        let [published] = answer.grades.as_slice() else {
            panic!("a page of one has one grade");
        };
        (
            format!("{} {}", published.force, published.grade),
            answer.next_page_token,
        )
    };
    let (first, token) = page(String::new()).await;
    let (second, end) = page(token).await;
    assert_eq!([first, second], ["northshire bright", "port-city dim"]);
    assert_eq!(end, "");
}

#[tokio::test]
async fn inspections_that_do_not_exist_are_refused() {
    let service = Service::start().await;
    let mut inspections = service.inspections();
    let details = refused(
        inspections
            .get_inspection(inspection_of("port-city", 0))
            .await,
        ErrorReason::UnknownInspection,
        "port-city has no inspection in made-up-edition; ListInspections names those that have",
    );
    let resource = details.resource_info().unwrap();
    assert_eq!(resource.resource_name, "made-up-edition/port-city");
    refused(
        inspections
            .get_inspection(inspection_of("portcity", 0))
            .await,
        ErrorReason::UnknownForce,
        "force \"portcity\" is not known; did you mean \"port-city\"?",
    );
    refused(
        inspections
            .get_inspection(inspection_of("northshire", 9))
            .await,
        ErrorReason::UnknownRevision,
        "revision 9 does not exist yet: the newest is 3; leave the revision out to read the newest",
    );
    let details = refused(
        inspections
            .get_inspection(inspection_of("", u64::MAX))
            .await,
        ErrorReason::InvalidRequest,
        "the request has 2 invalid fields; force: is required; ListForces tells those there are; \
         as_of: \
         no revision has a number above 9223372036854775807",
    );
    assert_eq!(fields(&details).len(), 2);
    let request = ListInspectionsRequest {
        edition: "other".to_owned(),
        ..Default::default()
    };
    refused(
        inspections.list_inspections(request).await,
        ErrorReason::UnknownEdition,
        "edition \"other\" is not known",
    );
}
