//! Services that are reached over a network: by TLS, with certificates on both sides, or not at all.

use std::path::{Path, PathBuf};

use tonic::Code;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use peel_proto::data::v1::ListForcesRequest;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;

use crate::support::certificates::Certificates;
use crate::support::launch::{DATA, Launch, REPORTING, SCORING, WHOLE, peel};
use crate::support::redis_server::free_port;

fn on_every_address(launch: Launch) -> Launch {
    launch.with("listen.address", "0.0.0.0:0")
}

#[tokio::test]
async fn nothing_is_open_to_the_network_unless_callers_are_known_or_it_is_said_in_plain_words() {
    let certificates = Certificates::new();
    for program in [DATA, SCORING, REPORTING, WHOLE] {
        let name = program.name;
        let refused = on_every_address(program.launch()).finish().await;
        let expected = format!(
            "{name}: 0.0.0.0:0 is open to other machines, and callers would not be known: set \
             tls.certificate_file, tls.key_file and tls.authority_file, or listen.unprotected = \
             \"anybody who reaches it may read and write\""
        );
        assert_eq!(refused.refused(78), expected);

        let meant = on_every_address(program.launch()).with("listen.unprotected", "true");
        let told = meant.finish().await;
        let said = told.refused(78);
        let words = "write \"anybody who reaches it may read and write\" if that is what you want";
        assert!(said.contains(words), "{said}");

        // A certificate alone does not say who calls.
        let certified = on_every_address(certificates.secure(program));
        let optional = certified.with("tls.client_certificates", "optional");
        assert_eq!(optional.finish().await.refused(78), expected);

        let words = "anybody who reaches it may read and write";
        let open = on_every_address(program.launch()).with("listen.unprotected", words);
        open.start(program).await;
        on_every_address(certificates.secure(program))
            .start(program)
            .await;
    }
}

/// How a command of peel ends that asks these services.
async fn forces(server: &str, files: &[(&str, PathBuf)]) -> (Option<i32>, String) {
    let mut command = peel(["--server", server, "forces"]);
    for (option, file) in files {
        command = command.arguments([Path::new(option), file]);
    }
    let finished = command.finish().await;
    (finished.code, finished.stdout + &finished.stderr)
}

#[tokio::test]
async fn services_and_commands_know_each_other_by_their_certificates() {
    let certificates = Certificates::new();
    let data = certificates.secure(DATA).start(DATA).await;
    let scoring = certificates.secure(SCORING);
    let scoring = scoring
        .with("data.address", data.url())
        .start(SCORING)
        .await;
    let reporting = certificates.secure(REPORTING);
    let reporting = reporting
        .with("data.address", data.url())
        .with("scoring.address", scoring.url());
    let reporting = reporting.start(REPORTING).await;
    assert!(data.url().starts_with("https://"), "{}", data.url());

    certificates.issue("inspector");
    let known = [
        ("--tls-ca", certificates.path("authority.pem")),
        ("--tls-certificate", certificates.path("inspector.pem")),
        ("--tls-key", certificates.path("inspector.key")),
    ];
    // Through all three: what reporting shows it asks of both others.
    let figure = peel(["figure", "3", "west-midlands", "--output", "figure.svg"])
        .arguments([format!("--server=data={}", data.url())])
        .arguments([format!("--server=scoring={}", scoring.url())])
        .arguments([format!("--server=reporting={}", reporting.url())])
        .arguments(
            known
                .iter()
                .flat_map(|(option, file)| [Path::new(option), file]),
        );
    assert_eq!(figure.finish().await.code, Some(0));

    let check = async |files: &[(&str, PathBuf)], cause: &str| {
        let (code, told) = forces(&data.url(), files).await;
        assert_eq!(code, Some(69), "{told}");
        assert!(told.contains(cause), "{told}");
    };
    let asked = "it asks for a certificate, and there is none to show";
    check(&known[..1], asked).await;
    let stranger = Certificates::new();
    stranger.issue("stranger");
    let unknown = [
        ("--tls-ca", certificates.path("authority.pem")),
        ("--tls-certificate", stranger.path("stranger.pem")),
        ("--tls-key", stranger.path("stranger.key")),
    ];
    check(
        &unknown,
        "it does not accept the certificate that it is shown",
    )
    .await;
    let deceived = [("--tls-ca", stranger.path("authority.pem"))];
    let untrusted = "nobody that is trusted here vouches for its certificate";
    check(&deceived, untrusted).await;
    let (code, told) = forces(&data.url().replace("https", "http"), &[]).await;
    assert_eq!(code, Some(69), "{told}");
}

#[tokio::test]
async fn a_service_with_certificates_asks_no_neighbour_in_the_clear() {
    let certificates = Certificates::new();
    let scoring = certificates.secure(SCORING);
    let refused = scoring
        .with("data.address", "http://peel-data:7701")
        .finish()
        .await;
    assert_eq!(
        refused.refused(78),
        "peel-scoring: the address http://peel-data:7701 of the data service is not encrypted \
         though [tls] is set; write https:// and give that service a certificate"
    );
}

#[tokio::test]
async fn health_is_told_to_probes_without_certificates_and_nothing_else_is() {
    let certificates = Certificates::new();
    let free = format!("127.0.0.1:{}", free_port());
    let data = certificates.secure(DATA);
    let data = data.with("listen.health_address", &free).start(DATA).await;
    let probed = Endpoint::from_shared(format!("http://{free}")).unwrap();
    let channel = probed.connect().await.unwrap();
    let asked = HealthCheckRequest::default();
    let health = HealthClient::new(channel.clone())
        .check(asked)
        .await
        .unwrap();
    assert_eq!(health.into_inner().status(), ServingStatus::Serving);

    let asked = ListForcesRequest::default();
    let refused = ReferenceServiceClient::new(channel)
        .list_forces(asked)
        .await;
    assert_eq!(refused.unwrap_err().code(), Code::Unimplemented);
    assert_eq!(data.terminate().await, Some(0));
}
