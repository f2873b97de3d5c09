//! Every method that writes, by the table of rules: whoever calls it is in the log.

use std::fs;

use peel_kit::Neighbour;
use peel_proto::data::v1::audit_service_client::AuditServiceClient;
use peel_proto::data::v1::{AuditEntry, ListAuditEntriesRequest};
use peel_proto::rules::RULES;
use tonic::{Code, Request};

use crate::readme::{buf, calls};
use crate::roles::{believing, called};
use crate::support::certificates::Certificates;
use crate::support::launch::{DATA, Launch, Running, SCORING, WHOLE};

/// The methods that write, by their paths.
fn writing() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let writing = RULES.iter().filter(|(.., writes)| *writes);
    writing.map(|(path, allowed, _)| (*path, *allowed))
}

/// The whole log, as an administrator reads it.
async fn log(data: Neighbour, token: Option<&str>) -> Vec<AuditEntry> {
    let mut client = AuditServiceClient::new(data);
    let mut entries = Vec::new();
    let mut page_token = String::new();
    loop {
        let mut request = Request::new(ListAuditEntriesRequest {
            page_size: 10,
            page_token,
            ..ListAuditEntriesRequest::default()
        });
        if let Some(token) = token {
            let header = format!("Bearer {token}").parse().unwrap();
            request.metadata_mut().insert("authorization", header);
        }
        let page = client.list_audit_entries(request).await.unwrap();
        let page = page.into_inner();
        entries.extend(page.entries);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let numbers = entries.iter().map(|entry| entry.number);
    assert!(numbers.eq(1..=entries.len() as u64), "there is no gap");
    entries
}

/// Makes a call as the pages show it, in somebody's name.
async fn typed(url: &str, method: &str, message: &str, token: &str) {
    let header = format!("authorization: Bearer {token}");
    let options = "curl --http2-prior-knowledge --protocol grpc";
    let call = Launch::new(&buf()).arguments(options.split(' '));
    let url = format!("{url}/{method}");
    let call = call.arguments([
        "--reflect-header",
        &header,
        "-H",
        &header,
        "-d",
        message,
        &url,
    ]);
    let finished = call.finish().await;
    let shown_refused = message.contains("\"moderate\"");
    assert_eq!(
        finished.code != Some(0),
        shown_refused,
        "{method}: {finished:?}"
    );
}

#[tokio::test]
async fn every_call_that_writes_has_an_entry() {
    let (launch, issuer, _keys) = believing(WHOLE.launch());
    let whole = launch.with("limits.default_deadline_ms", "120000");
    let whole = whole.start(WHOLE).await;
    let roles = "analyst inspector moderator publisher administrator service";
    let staff = issuer.token("Ada", &roles.split(' ').collect::<Vec<_>>(), None);
    let force = issuer.token("A. Statistician", &["force"], Some("west-midlands"));
    for call in calls() {
        let path = format!("/{}", call.method);
        let Some((_, allowed)) = writing().find(|(writes, _)| *writes == path) else {
            continue;
        };
        let token = if allowed == ["force"] { &force } else { &staff };
        let message = call.message.as_deref().unwrap_or("{}");
        typed(&whole.url(), &call.method, message, token).await;
    }
    let entries = log(whole.neighbour(None), Some(&staff)).await;
    for (path, allowed) in writing() {
        let of_it = entries.iter().find(|entry| entry.method == path);
        let entry = of_it.unwrap_or_else(|| panic!("no entry of {path}: {entries:#?}"));
        let caller = if allowed == ["force"] {
            "A. Statistician"
        } else {
            "Ada"
        };
        assert_eq!((entry.caller.as_str(), entry.code.as_str()), (caller, "OK"));
        assert_eq!(entry.known_by, "token", "{entry:?}");
        assert_eq!(entry.identity, caller, "{entry:?}");
        assert!(entry.at_milliseconds > 1_480_000_000_000, "{entry:?}");
        assert_ne!(entry.request_id, "", "{entry:?}");
        let records_runs = path.contains("Run");
        assert_eq!(entry.revision == 0, records_runs, "{entry:?}");
        let handed_on = path.starts_with("/peel.scoring");
        assert_eq!(entry.through == "this process", handed_on, "{entry:?}");
    }
    let refused = entries.iter().filter(|entry| entry.code != "OK");
    let refused: Vec<_> = refused.map(|it| (&*it.object, &*it.code)).collect();
    assert_eq!(refused, [("move \"moderate\"", "FAILED_PRECONDITION")]);
    let answered = entries
        .iter()
        .find(|it| it.method.ends_with("/AnswerQuery"));
    assert_eq!(answered.unwrap().force, "west-midlands");
}

/// Lines of the log of a program about calls that write, of one method and caller.
fn lines(running: &Running, path: &str, caller: &str) -> Vec<String> {
    let log = running.log();
    let method = format!("method=\"{path}\"");
    let caller = format!("caller=\"{caller}\"");
    let lines = log.lines().filter(|line| {
        line.contains("a call that writes ended")
            && line.contains(&method)
            && line.contains(&caller)
    });
    lines.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_refused_attempt_is_known_of_in_the_store_or_in_the_programs_log() {
    let (launch, issuer, _keys) = believing(WHOLE.launch());
    let whole = launch.start(WHOLE).await;
    let channel = whole.channel().await;
    let mallory = issuer.token("Mallory", &["reader"], None);
    for (path, allowed) in writing() {
        // Whoever has no right to write must not make the store grow: access writes a line.
        let refused = called(&channel, path, Some(&mallory)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{path}");
        let told = lines(&whole, path, "Mallory");
        let [line] = told.as_slice() else {
            panic!("{path}: {told:?}");
        };
        assert!(line.contains("code=\"PERMISSION_DENIED\""), "{line}");
        assert!(line.contains("identity=\"token Mallory\""), "{line}");

        // A run of the nation needs nothing to be said, so that it is not refused.
        if path.ends_with("/RunNational") {
            continue;
        }
        let force = (allowed[0] == "force").then_some("west-midlands");
        let ada = issuer.token("Ada", &allowed[..1], force);
        called(&channel, path, Some(&ada)).await.unwrap_err();
        let told = lines(&whole, path, "Ada");
        assert_eq!(told.len(), 1, "{path}: {told:?}");
    }
    let administrator = issuer.token("Bea", &["administrator"], None);
    let entries = log(whole.neighbour(None), Some(&administrator)).await;
    let mut known: Vec<_> = entries.iter().map(|it| it.method.as_str()).collect();
    known.sort_unstable();
    // What scoring refuses never reaches the store.
    let data = writing().filter(|(path, _)| path.starts_with("/peel.data"));
    let mut expected: Vec<_> = data.map(|(path, _)| path).collect();
    expected.sort_unstable();
    assert_eq!(known, expected);
    for entry in entries {
        assert_eq!((&*entry.caller, &*entry.code), ("Ada", "INVALID_ARGUMENT"));
        assert_eq!(entry.reason, "INVALID_REQUEST", "{entry:?}");
    }
    let refused = called(
        &channel,
        "/peel.data.v1.AuditService/ListAuditEntries",
        Some(&mallory),
    );
    assert_eq!(refused.await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn where_nobody_is_asked_who_they_are_the_log_says_so() {
    let whole = WHOLE.start().await;
    let channel = whole.channel().await;
    let path = "/peel.data.v1.ReturnService/FreezeEdition";
    called(&channel, path, None).await.unwrap_err();
    let entries = log(whole.neighbour(None), None).await;
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!(entry.known_by, "nobody is asked who they are");
    assert_eq!((&*entry.caller, &*entry.roles), ("", ""));
}

/// A program as somebody with a certificate reaches it.
fn reached(running: &Running, certificates: &Certificates, name: &str) -> Neighbour {
    certificates.issue(name);
    running.neighbour(Some(&certificates.client(name)))
}

#[tokio::test]
async fn a_run_is_recorded_for_whoever_asked_for_it_and_cancelled_for_whoever_did() {
    let certificates = Certificates::new();
    let callers = certificates.path("callers.toml");
    let caller = |name: &str, role: &str| {
        format!("[[caller]]\ncertificate = \"{name}\"\nroles = [\"{role}\"]\n")
    };
    let known = [
        caller("peel-scoring", "service"),
        caller("ada", "analyst"),
        caller("bob", "inspector"),
        caller("cleo", "administrator"),
    ];
    fs::write(&callers, known.concat()).unwrap();
    let data = certificates
        .secure(DATA)
        .with("access.callers_file", &callers);
    let data = data.start(DATA).await;
    let scoring = certificates.secure(SCORING);
    let scoring = scoring.with("access.callers_file", &callers);
    let scoring = scoring
        .with("data.address", data.url())
        .start(SCORING)
        .await;

    use peel_proto::scoring::v1 as wire;
    use peel_proto::scoring::v1::inspection_run_service_client::InspectionRunServiceClient;
    let run = "0123456789abcdef0123456789abcdef".to_owned();
    let ada = reached(&scoring, &certificates, "ada");
    let request = wire::RunInspectionRequest {
        force: "kent".to_owned(),
        run: run.clone(),
        ..wire::RunInspectionRequest::default()
    };
    let mut client = InspectionRunServiceClient::new(ada);
    let events = client.run_inspection(request).await;
    let mut events = events.unwrap().into_inner();
    while events.message().await.unwrap().is_some() {}
    let bob = reached(&scoring, &certificates, "bob");
    let request = wire::CancelRunRequest {
        run: run.clone(),
        ..wire::CancelRunRequest::default()
    };
    let mut client = InspectionRunServiceClient::new(bob);
    client.cancel_run(request).await.unwrap();

    let entries = log(reached(&data, &certificates, "cleo"), None).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            assert_eq!((&*entry.known_by, &*entry.force), ("certificate", "kent"));
            assert_eq!(entry.request_id, run);
            let method = entry.method.rsplit('/').next().unwrap();
            [&*entry.caller, &*entry.roles, &*entry.through, method]
        })
        .collect();
    let expected = [
        ["ada", "analyst", "peel-scoring", "RunInspection"],
        ["bob", "inspector", "peel-scoring", "CancelRun"],
    ];
    assert_eq!(told, expected);
    assert!(!entries[0].repeated && entries[1].repeated, "{entries:?}");
}
