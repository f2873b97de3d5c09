use peel_edition::{Folder, read_edition, read_inspections};
use peel_proto::data::v1::{
    GetEditionDocumentRequest, GetEditionRequest, GetForceRequest, ListEditionsRequest,
    ListForcesRequest,
};

use crate::support::{EDITION, Service, another, header, made_up, made_up_with, thefts};

#[tokio::test]
async fn forces_come_page_by_page() {
    let service = Service::start().await;
    let mut reference = service.reference();
    let mut pages = Vec::new();
    let mut request = ListForcesRequest {
        page_size: 2,
        ..ListForcesRequest::default()
    };
    loop {
        let answer = reference
            .list_forces(request.clone())
            .await
            .unwrap()
            .into_inner();
        pages.push(
            answer
                .forces
                .into_iter()
                .map(|force| force.id)
                .collect::<Vec<_>>(),
        );
        request.page_token = answer.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    assert_eq!(pages, [vec!["northshire", "port-city"], vec!["southshire"]]);
}

#[tokio::test]
async fn bodies_that_are_not_inspected_are_listed_when_asked_for() {
    let service = Service::start().await;
    let request = ListForcesRequest {
        include_out_of_scope: true,
        ..ListForcesRequest::default()
    };
    let answer = service
        .reference()
        .list_forces(request)
        .await
        .unwrap()
        .into_inner();
    let forces: Vec<_> = answer
        .forces
        .iter()
        .map(|it| (it.id.as_str(), it.inspected))
        .collect();
    assert_eq!(
        forces,
        [
            ("canal-police", false),
            ("northshire", true),
            ("port-city", true),
            ("southshire", true)
        ]
    );
}

#[tokio::test]
async fn a_force_is_told_whole() {
    let service = Service::start().await;
    let request = GetForceRequest {
        force: "port-city".to_owned(),
        edition: EDITION.to_owned(),
    };
    let force = service
        .reference()
        .get_force(request)
        .await
        .unwrap()
        .into_inner()
        .force
        .unwrap();
    assert_eq!(force.code, "Z00000003");
    assert_eq!(
        (force.name.as_str(), force.full_name.as_str()),
        ("Port City", "Port City Police")
    );
    assert_eq!(force.region, "South");
    assert_eq!(force.aliases, ["City, Port", "The Port"]);
}

#[tokio::test]
async fn the_newest_edition_is_the_last_by_name_whatever_was_recorded_last() {
    let service = Service::with(&[another()]).await;
    let corrected = made_up_with("edition.toml", "A made-up edition", "A corrected edition");
    assert_eq!(service.bring(corrected).await.added.len(), 1);

    let mut reference = service.reference();
    let newest = reference
        .get_edition(GetEditionRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(newest.edition.unwrap().id, "made-up-edition-2");
    let all = reference
        .list_editions(ListEditionsRequest::default())
        .await
        .unwrap()
        .into_inner();
    let all: Vec<_> = all
        .editions
        .into_iter()
        .map(|it| (it.id, it.title, it.revision))
        .collect();
    let edition = |id: &str, title: &str, revision| (id.to_owned(), title.to_owned(), revision);
    assert_eq!(
        all,
        [
            edition("made-up-edition-2", "A made-up edition", 1),
            edition("made-up-edition", "A corrected edition", 4),
        ]
    );
}

#[tokio::test]
async fn an_edition_is_told_as_at_a_revision() {
    let service = Service::start().await;
    let corrected = made_up_with("edition.toml", "A made-up edition", "A corrected edition");
    service.bring(corrected).await;

    let mut reference = service.reference();
    let mut edition = async |as_of| {
        let request = GetEditionRequest {
            edition: EDITION.to_owned(),
            as_of,
        };
        reference
            .get_edition(request)
            .await
            .unwrap()
            .into_inner()
            .edition
            .unwrap()
    };
    assert_eq!(edition(3).await.title, "A made-up edition");
    let newest = edition(0).await;
    assert_eq!(
        (newest.title.as_str(), newest.revision),
        ("A corrected edition", 4)
    );
    assert_eq!(newest.indicators, 6);
    assert_eq!(
        newest.questions[0].sub_questions[0].aspects,
        ["oil", "wick"]
    );
    let grades: Vec<_> = newest
        .grades
        .iter()
        .map(|it| (it.id.as_str(), it.order))
        .collect();
    assert_eq!(
        grades,
        [("bright", Some(1)), ("dim", Some(2)), ("ungraded", None)]
    );
    assert_eq!(newest.peer_groups[0].forces, ["southshire", "port-city"]);
}

#[tokio::test]
async fn an_editions_document_is_enough_to_read_it_again() {
    let service = Service::start().await;
    let request = GetEditionDocumentRequest::default();
    let answer = service
        .reference()
        .get_edition_document(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((answer.edition.as_str(), answer.revision), (EDITION, 1));

    let files = answer
        .files
        .into_iter()
        .map(|file| (file.path, file.content.into_bytes()));
    let folder = Folder::from_files("received", files).unwrap();
    let edition = read_edition(&folder).unwrap();
    assert_eq!(edition, read_edition(&made_up()).unwrap());
    assert_eq!(edition.definition_hash, answer.definition_hash);
    assert_eq!(read_inspections(&folder, &edition).unwrap().len(), 1);
    assert!(folder.file("facts/offences.csv").is_none());
}

#[tokio::test]
async fn an_import_does_not_change_what_an_edition_says() {
    let service = Service::start().await;
    let request = GetEditionRequest::default;
    let before = service
        .reference()
        .get_edition(request())
        .await
        .unwrap()
        .into_inner();
    service
        .import(header("once"), &[thefts(121.0)])
        .await
        .unwrap();
    assert_eq!(
        service
            .reference()
            .get_edition(request())
            .await
            .unwrap()
            .into_inner(),
        before
    );
}
