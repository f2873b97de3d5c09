use peel_proto::data::v1::import_observations_request::Part;
use peel_proto::data::v1::{
    GetRevisionRequest, ImportHeader, ImportObservationsRequest, Observation,
    ReadObservationsRequest,
};
use peel_proto::errors::v1::ErrorReason;

use crate::support::{EDITION, Service, chunk, fields, header, observation, refused, thefts};

async fn newest(service: &Service) -> u64 {
    let answer = service
        .revisions()
        .get_revision(GetRevisionRequest::default())
        .await
        .unwrap();
    answer.into_inner().revision.unwrap().number
}

#[tokio::test]
async fn an_import_is_one_revision() {
    let service = Service::start().await;
    service.clock.set("2031-10-01T12:00:00Z".parse().unwrap());
    let frauds = observation("northshire", "frauds", "12m-to-2031-06", 7.0);
    let missing = Observation {
        value: None,
        status: "missing".to_owned(),
        ..observation("port-city", "population", "at-2030-06-30", 0.0)
    };
    let parts = [
        Part::Header(header("return-1")),
        chunk(&[thefts(121.0)]),
        chunk(&[frauds.clone(), missing.clone()]),
    ];
    let answer = service.send(parts).await.unwrap();
    assert!(!answer.repeated_request);
    let revision = answer.revision.unwrap();
    assert_eq!((revision.number, revision.observations), (4, 3));
    assert_eq!(revision.measures, ["frauds", "population", "thefts"]);
    assert_eq!(
        (revision.title.as_str(), revision.author.as_str()),
        ("Thefts counted again", "Harbour office")
    );
    assert_eq!(revision.recorded_at, service.clock.now().as_second());

    let (read, _) = service
        .read(ReadObservationsRequest::default())
        .await
        .unwrap();
    let brought: Vec<_> = read.into_iter().filter(|it| it.revision == 4).collect();
    let recorded = |it: Observation| Observation { revision: 4, ..it };
    assert_eq!(brought, [frauds, missing, thefts(121.0)].map(recorded));
}

#[tokio::test]
async fn the_same_request_again_gives_the_first_answer() {
    let service = Service::start().await;
    let other = observation("southshire", "thefts", "12m-to-2031-06", 1.0);
    let first = service
        .import(header("r-1"), &[thefts(121.0), other.clone()])
        .await
        .unwrap();
    service
        .import(header("r-2"), &[thefts(122.0)])
        .await
        .unwrap();
    // In another order: the same content.
    let again = service
        .import(header("r-1"), &[other, thefts(121.0)])
        .await
        .unwrap();
    assert!(again.repeated_request);
    assert_eq!(again.revision, first.revision);
    assert_eq!(newest(&service).await, 5);
}

#[tokio::test]
async fn of_two_callers_with_one_request_one_is_told_that_it_was_there() {
    let service = Service::start().await;
    let observations = [thefts(121.0)];
    let import = || service.import(header("r-1"), &observations);
    let (one, other) = futures::join!(import(), import());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.revision, other.revision);
    assert_ne!(one.repeated_request, other.repeated_request);
}

#[tokio::test]
async fn a_request_id_stands_for_one_content() {
    let service = Service::start().await;
    service
        .import(header("r-1"), &[thefts(121.0)])
        .await
        .unwrap();
    let message = "the request id \"r-1\" was used before, for revision 4 with other contents; \
                   send new contents under a new request id";
    let details = refused(
        service.import(header("r-1"), &[thefts(122.0)]).await,
        ErrorReason::RequestIdReused,
        message,
    );
    assert_eq!(details.error_info().unwrap().metadata["revision"], "4");
    let other_title = ImportHeader {
        title: "Another".to_owned(),
        ..header("r-1")
    };
    let answer = service.import(other_title, &[thefts(121.0)]).await;
    refused(answer, ErrorReason::RequestIdReused, message);
    assert_eq!(newest(&service).await, 4);
}

/// Each import is refused whole, with these violations.
#[tokio::test]
async fn everything_wrong_with_an_import_is_told_and_nothing_is_recorded() {
    let service = Service::start().await;
    let at = "12m-to-2031-06";
    let check =
        async |header: ImportHeader, observations: &[Observation], expected: &[(&str, &str)]| {
            let Err(status) = service.import(header, observations).await else {
                panic!("recorded, but should be refused: {expected:?}");
            };
            let message = status.message().to_owned();
            let details = refused::<()>(Err(status), ErrorReason::ImportRefused, &message);
            assert_eq!(fields(&details), expected);
            assert_eq!(newest(&service).await, 3);
        };
    let malformed = Observation {
        period: "June".to_owned(),
        status: "A".to_owned(),
        ..observation("North Shire", "", at, 1.0)
    };
    check(
        header("malformed"),
        &[
            thefts(1.0),
            malformed,
            Observation {
                value: None,
                ..thefts(1.0)
            },
        ],
        &[
            (
                "observations[1].area",
                "\"North Shire\" is not an identifier: use 1 to 100 lower-case letters, digits \
                 and single hyphens, beginning and ending with a letter or digit",
            ),
            (
                "observations[1].measure",
                "\"\" is not an identifier: use 1 to 100 lower-case letters, digits and single \
                 hyphens, beginning and ending with a letter or digit",
            ),
            (
                "observations[1].period",
                "\"June\" is not a period: write a span as 12m-to-2016-06 (1 to 1200 months to \
                 the end of a month) or a day as at-2016-07-01, between the years 1800 and 2200",
            ),
            (
                "observations[1].status",
                "the status is unknown: use normal, provisional, estimated, revised, partial, \
                 break, not-supplied, not-applicable or missing",
            ),
            (
                "observations[2].status",
                "the status promises a value, but none is given; use status missing if it is not \
                 known",
            ),
        ],
    )
    .await;
    check(
        header("names"),
        &[
            observation("northshire", "theft", at, 1.0),
            observation("northshire", "offences", at, 1.0),
            observation("eastshire", "thefts", "at-2031-06-30", 1.0),
            Observation {
                source: "harbour".to_owned(),
                ..thefts(1.0)
            },
            thefts(2.0),
        ],
        &[
            (
                "observations[0].measure",
                "unknown measure \"theft\" (nearest known: thefts)",
            ),
            (
                "observations[1].measure",
                "offences is computed from other measures; send those",
            ),
            (
                "observations[2].period",
                "thefts is counted over months; at-2031-06-30 is a day",
            ),
            (
                "observations[2].area",
                "unknown area \"eastshire\" (nearest known: southshire)",
            ),
            (
                "observations[3].source",
                "unknown source \"harbour\" (nearest known: harbour-office)",
            ),
            (
                "observations[4]",
                "thefts of northshire for 12m-to-2031-06 stands at observations[3] too; send one \
                 value",
            ),
        ],
    )
    .await;
    check(
        ImportHeader {
            title: String::new(),
            author: "a".repeat(101),
            ..header("heading")
        },
        &[thefts(1.0)],
        &[
            (
                "title",
                "the title is 1 to 200 characters on one line, not 0",
            ),
            (
                "author",
                "the author is 1 to 100 characters on one line, not 101",
            ),
        ],
    )
    .await;
    check(
        header("empty"),
        &[],
        &[(
            "observations",
            "an import has 1 to 200000 observations, not 0",
        )],
    )
    .await;
}

#[tokio::test]
async fn violations_beyond_what_fits_are_counted() {
    let service = Service::start().await;
    let bad = Observation {
        status: "A".to_owned(),
        ..thefts(1.0)
    };
    let Err(status) = service.import(header("bad"), &vec![bad; 1_500]).await else {
        panic!("recorded what has no status");
    };
    let message = status.message().to_owned();
    assert!(message.starts_with("the request has 1500 invalid fields; observations[0].status: "));
    let details = refused::<()>(Err(status), ErrorReason::ImportRefused, &message);
    let listed = fields(&details).len() - 1;
    let expected = format!("{} more violations are not listed", 1_500 - listed);
    assert_eq!(fields(&details).last().unwrap(), &("", expected.as_str()));
}

#[tokio::test]
async fn parts_come_in_their_order() {
    let service = Service::start().await;
    let check = async |parts: Vec<Part>, message: &str| {
        refused(
            service.send(parts).await,
            ErrorReason::InvalidRequest,
            message,
        );
        assert_eq!(newest(&service).await, 3);
    };
    let start = || Part::Header(header("r-1"));
    let values = |count| chunk(&vec![thefts(1.0); count]);
    check(
        vec![],
        "the request has 1 invalid field; part: is missing; an import begins with its header",
    )
    .await;
    check(
        vec![values(1)],
        "the request has 1 invalid field; part: is a chunk; the header comes first",
    )
    .await;
    check(
        vec![start(), values(1), start()],
        "the request has 1 invalid field; part: is a second header; an import has one",
    )
    .await;
    check(
        vec![start(), values(0)],
        "the request has 1 invalid field; chunk.observations: has 1 to 1000 observations, not 0",
    )
    .await;
    check(
        vec![start(), values(1_001)],
        "the request has 1 invalid field; chunk.observations: has 1 to 1000 observations, not 1001",
    )
    .await;
    let empty = futures::stream::iter([ImportObservationsRequest { part: None }]);
    refused(
        service.collection().import_observations(empty).await,
        ErrorReason::InvalidRequest,
        "the request has 1 invalid field; part: is neither a header nor a chunk",
    );
}

#[tokio::test]
async fn a_header_is_refused_before_anything_else_is_read() {
    let service = Service::start().await;
    for request_id in ["", "a b", "import:0", "a_b", &"a".repeat(101)] {
        refused(
            service
                .send([Part::Header(header(request_id)), chunk(&[])])
                .await,
            ErrorReason::InvalidRequest,
            "the request has 1 invalid field; header.request_id: must be 1 to 100 letters, digits \
             and hyphens",
        );
    }
    let other = ImportHeader {
        edition: "made-up-editio".to_owned(),
        ..header("r-1")
    };
    refused(
        service.send([Part::Header(other), chunk(&[])]).await,
        ErrorReason::UnknownEdition,
        "edition \"made-up-editio\" is not known; did you mean \"made-up-edition\"?",
    );
    // Without an edition the newest is meant, as everywhere.
    let newest_edition = ImportHeader {
        edition: String::new(),
        ..header("r-1")
    };
    service
        .import(newest_edition, &[thefts(121.0)])
        .await
        .unwrap();
    let named = ImportHeader {
        edition: EDITION.to_owned(),
        ..header("r-1")
    };
    assert!(
        service
            .import(named, &[thefts(121.0)])
            .await
            .unwrap()
            .repeated_request
    );
}

#[tokio::test]
async fn an_import_is_bounded() {
    let service = Service::start().await;
    let chunks = (0..201).map(|_| chunk(&vec![thefts(1.0); 1_000]));
    refused(
        service
            .send([Part::Header(header("large"))].into_iter().chain(chunks))
            .await,
        ErrorReason::TooLarge,
        "an import has at most 200000 observations; make several of it",
    );
    let huge = Observation {
        area: "a".repeat(5 << 20),
        ..thefts(1.0)
    };
    refused(
        service
            .send([Part::Header(header("huge")), chunk(&[huge])])
            .await,
        ErrorReason::TooLarge,
        "a message is larger than this server takes; send smaller chunks",
    );
    assert_eq!(newest(&service).await, 3);
}
