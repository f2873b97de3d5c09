//! Programs as an operator meets them: how they start, what they say, and how they end.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;

use futures::stream;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::{ListRevisionsRequest, Revision};
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{CompareRequest, Comparison};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::time::timeout;
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use crate::support::PATIENCE;
use crate::support::edition_copy::{EDITION, EditionCopy};
use crate::support::launch::{DATA, Program, REPORTING, Running, SCORING, WHOLE, peel};
use crate::support::relay::Relay;

const PROGRAMS: [Program; 4] = [DATA, SCORING, REPORTING, WHOLE];

async fn check_health(program: Program, channel: Channel) {
    let mut client = HealthClient::new(channel);
    for service in [""].iter().chain(program.services) {
        let request = HealthCheckRequest {
            service: (*service).to_owned(),
        };
        let answer = client.check(request).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
    }
}

/// The services listed by one version of reflection.
macro_rules! listed_by {
    ($version:ident, $channel:expr) => {{
        use tonic_reflection::pb::$version::ServerReflectionRequest;
        use tonic_reflection::pb::$version::server_reflection_client::ServerReflectionClient;
        use tonic_reflection::pb::$version::server_reflection_request::MessageRequest;
        use tonic_reflection::pb::$version::server_reflection_response::MessageResponse;

        let request = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut client = ServerReflectionClient::new($channel);
        let answers = client.server_reflection_info(stream::iter([request])).await;
        let answer = answers.unwrap().into_inner().message().await.unwrap();
        let Some(MessageResponse::ListServicesResponse(list)) = answer.unwrap().message_response
        else {
            panic!("no list of services");
        };
        list.service
            .into_iter()
            .map(|service| service.name)
            .collect::<BTreeSet<_>>()
    }};
}

async fn check_reflection(program: Program, channel: Channel) {
    let expected = |version: &str| {
        let own = program.services.iter().map(|service| (*service).to_owned());
        let reflection = format!("grpc.reflection.{version}.ServerReflection");
        own.chain(["grpc.health.v1.Health".to_owned(), reflection])
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        listed_by!(v1, channel.clone()),
        expected("v1"),
        "{}",
        program.name
    );
    assert_eq!(
        listed_by!(v1alpha, channel),
        expected("v1alpha"),
        "{}",
        program.name
    );
}

#[tokio::test]
async fn each_says_that_it_serves_what_it_serves_and_stops_when_asked() {
    for program in PROGRAMS {
        let running = program.start().await;
        let channel = running.channel().await;
        check_health(program, channel.clone()).await;
        check_reflection(program, channel).await;
        assert_eq!(running.terminate().await, Some(0), "{}", program.name);
    }
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    for program in PROGRAMS {
        let launch = program.launch().with("listen.address", &address);
        let finished = launch.finish().await;
        let expected = format!(
            "{}: {address} is in use; stop what listens there or choose another port in \
             listen.address",
            program.name
        );
        assert_eq!(finished.refused(69), expected);
        assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
    }
}

#[tokio::test]
async fn a_wrong_configuration_is_named_by_file_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let misspelt = folder.path().join("misspelt.toml");
    fs::write(&misspelt, "[limits]\ndrain_mss = 1\n").unwrap();
    let out_of_range = folder.path().join("out-of-range.toml");
    fs::write(&out_of_range, "[telemetry]\nsampling_ratio = 2.0\n").unwrap();
    let absent = folder.path().join("absent.toml");
    for program in PROGRAMS {
        let name = program.name;
        let check = async |file: &Path, expected: String| {
            let launch = program
                .launch()
                .arguments(["--config".as_ref(), file.as_os_str()]);
            let finished = launch.finish().await;
            assert_eq!(finished.refused(78), format!("{name}: {expected}"));
            assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
        };
        let key = "unknown key \"limits.drain_mss\"; did you mean \"limits.drain_ms\"?";
        check(&misspelt, format!("{}: {key}", misspelt.display())).await;
        let range = "key \"telemetry.sampling_ratio\": 2 is not between 0 and 1";
        check(
            &out_of_range,
            format!("{}: {range}", out_of_range.display()),
        )
        .await;
        let unread = format!(
            "cannot read the configuration file {}: No such file or directory (os error 2)",
            absent.display()
        );
        check(&absent, unread).await;

        let variable = program
            .launch()
            .with("limits.drain_mss", "1")
            .finish()
            .await;
        let expected = "the environment: unknown key \"PEEL__LIMITS__DRAIN_MSS\"; did you mean \
                        \"PEEL__LIMITS__DRAIN_MS\"?";
        assert_eq!(variable.refused(78), format!("{name}: {expected}"));
    }
}

#[tokio::test]
async fn a_configuration_is_checked_without_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    for program in PROGRAMS {
        let name = program.name;
        let checked = || program.launch().arguments(["--check-config"]);
        // A port in use is no fault of the configuration.
        let shown = checked().with("listen.address", &address).finish().await;
        assert_eq!(shown.code, Some(0), "{}", shown.stderr);
        let said = format!("# {name} would start with this:\n");
        assert!(shown.stdout.starts_with(&said), "{}", shown.stdout);
        let place = format!("\n[listen]\naddress = \"{address}\"\n");
        assert!(shown.stdout.contains(&place), "{}", shown.stdout);

        let check = async |key: &str, value: &str, expected: &str| {
            let refused = checked().with(key, value).finish().await;
            let expected = format!("{name}: {expected}");
            assert!(refused.refused(78).starts_with(&expected), "{refused:?}");
        };
        let open = "0.0.0.0:7700 is open to other machines, and callers would not be known";
        check("listen.address", "0.0.0.0:7700", open).await;
        check(
            "tls.key_file",
            "none.key",
            "tls.certificate_file is missing",
        )
        .await;
        let unread = "tls.authority_file: none.pem cannot be read: No such file";
        check("tls.authority_file", "none.pem", unread).await;
        let unread = "access.callers_file: none.toml cannot be read: No such file";
        check("access.callers_file", "none.toml", unread).await;
        let unread = "telemetry.otlp_endpoint \"no where\" cannot be used";
        check("telemetry.otlp_endpoint", "no where", unread).await;
        if program.services.contains(&"peel.scoring.v1.SeriesService") {
            fs::write(&secret, "redis://:sesame@127.0.0.1:1\n").unwrap();
            let shown = checked().with("redis.url_file", &secret).finish().await;
            let shown = shown.printed();
            assert!(shown.contains("url = \"(hidden)\""), "{shown}");
            assert!(!shown.contains("sesame"), "{shown}");
        }
    }
    fs::write(&secret, "redis://:sesame@127.0.0.1:1\n").unwrap();
    let check = async |program: Program, key: &str, value: &Path, code: i32, expected: &str| {
        let launch = program.launch().arguments(["--check-config"]);
        let refused = launch.with(key, value).finish().await;
        let refused = refused.refused(code);
        assert!(refused.contains(expected), "{refused}");
        assert!(!refused.contains("sesame"), "{refused}");
    };
    let unread = "the PostgreSQL database cannot be reached: its address cannot be read";
    check(DATA, "store.url_file", &secret, 69, unread).await;
    let none = "has no folder with a file edition.toml; check editions.folder";
    check(DATA, "editions.folder", folder.path(), 66, none).await;
    check(
        SCORING,
        "data.address",
        Path::new("data"),
        78,
        "the address \"data\" of the data service",
    )
    .await;
    check(
        REPORTING,
        "scoring.address",
        Path::new("x"),
        78,
        "the address \"x\" of the scoring service",
    )
    .await;
}

#[tokio::test]
async fn a_place_that_cannot_be_written_to_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    let below = file.join("below");

    let inspect = peel(["inspect", "west-midlands", "--quiet", "--json", "--output"]);
    let finished = inspect.arguments([&below]).finish().await;
    assert_eq!(finished.code, Some(73), "{}", finished.stderr);
    let report = below.join(format!("west-midlands-{EDITION}.html"));
    let expected = format!("peel: cannot write {}: ", report.display());
    assert!(
        finished.stderr.starts_with(&expected),
        "{}",
        finished.stderr
    );
    assert!(
        finished
            .stderr
            .ends_with("; choose another folder with --output\n")
    );

    let data = DATA.launch().with("store.path", &below).finish().await;
    let expected = format!(
        "peel-data: {} cannot be opened for writing; ",
        below.display()
    );
    assert!(data.refused(73).starts_with(&expected), "{}", data.stderr);
}

/// The revisions in a store, by a program that records `editions` in it.
async fn revisions(store: &Path, editions: &Path) -> Vec<Revision> {
    let launch = DATA.launch().with("store.path", store);
    let data = launch.with("editions.folder", editions).start(DATA).await;
    let mut client = RevisionServiceClient::new(data.channel().await);
    let answer = client.list_revisions(ListRevisionsRequest::default()).await;
    let mut revisions = answer.unwrap().into_inner().revisions;
    for revision in &mut revisions {
        revision.recorded_at = 0;
    }
    revisions
}

#[tokio::test]
async fn of_a_damaged_edition_nothing_is_recorded() {
    let store = tempfile::tempdir().unwrap();
    let store = store.path().join("peel.db");
    let check = async |file: &str, right: &str, wrong: &str, expected: &str| {
        let copy = EditionCopy::new();
        let line = copy.replace(file, right, wrong);
        let launch = DATA.launch().with("store.path", &store);
        let finished = launch.with("editions.folder", copy.path()).finish().await;
        let folder = copy.path().join(EDITION);
        let expected = expected
            .replace("FOLDER", &folder.display().to_string())
            .replace("LINE", &line.to_string());
        let said = finished.refused(65);
        assert!(said.contains(&expected), "{said}\ndoes not say: {expected}");
        let nothing = "is not valid; nothing was recorded: ";
        assert!(said.contains(nothing), "{said}");
    };
    check(
        "indicators.toml",
        "denominator = \"population\"",
        "denominator = \"populaton\"",
        "FOLDER/indicators.toml:LINE: unknown measure \"populaton\" (nearest known: population)",
    )
    .await;
    check(
        "facts/recorded-crime.csv",
        ",normal,",
        ",normla,",
        "FOLDER/facts/manifest.toml:7: \"recorded-crime.csv\" was changed after it was made",
    )
    .await;
    check(
        "indicators.toml",
        "[[indicator]]",
        "[indicator]]",
        "FOLDER/indicators.toml:LINE",
    )
    .await;

    let fresh = tempfile::tempdir().unwrap();
    let good = EditionCopy::new();
    let expected = revisions(&fresh.path().join("peel.db"), good.path()).await;
    assert_eq!(expected.len(), 7);
    // Numbers begin at 1 and have no gaps, so nothing can have been there before.
    assert_eq!(revisions(&store, good.path()).await, expected);
}

#[tokio::test]
async fn a_reader_who_has_seen_enough_is_no_failure() {
    for arguments in [
        ["forces"].as_slice(),
        &["--help"],
        &["completions", "bash"],
        &["rank", "recorded-crime-rate"],
        &["--quiet"],
    ] {
        let (mut child, folder) = peel(arguments).spawn();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
        assert!(first.is_some(), "{arguments:?}");
        drop(lines);
        let ended = timeout(PATIENCE, child.wait()).await.unwrap().unwrap();
        let errors = fs::read_to_string(folder.path().join("stderr")).unwrap();
        assert_eq!(
            (ended.code(), errors.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

async fn compare(scoring: &Running) -> Result<Comparison, Status> {
    let request = CompareRequest {
        force: "west-midlands".to_owned(),
        indicator: "recorded-crime-rate".to_owned(),
        ..CompareRequest::default()
    };
    let mut client = ComparisonServiceClient::new(scoring.channel().await);
    let answer = client.compare(request).await?.into_inner();
    Ok(answer.comparison.unwrap())
}

#[tokio::test]
async fn the_order_in_which_they_start_does_not_matter() {
    let to_data = Relay::start().await;
    let scoring = SCORING.launch().with("data.address", to_data.url());
    let scoring = scoring.start(SCORING).await;
    check_health(SCORING, scoring.channel().await).await;
    let refused = compare(&scoring).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    let info = refused.get_details_error_info().unwrap();
    assert_eq!(info.reason, "NEIGHBOUR_UNREACHABLE");
    assert!(refused.get_details_retry_info().is_some(), "{refused:?}");

    let data = DATA.start().await;
    to_data.lead_to(&data);
    let comparison = compare(&scoring).await.unwrap();
    assert_eq!(comparison.included_units, 43);

    // Data goes, and another takes its place, as when Kubernetes moves it.
    assert_eq!(data.terminate().await, Some(0));
    let data = DATA.start().await;
    to_data.lead_to(&data);
    assert_eq!(compare(&scoring).await.unwrap(), comparison);
}
