//! A client that is not ours, in another language, which knows nothing but addresses.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::launch::{Launch, Running, WHOLE};
use crate::support::neighbourhood::{Neighbourhood, bytes_of};
use crate::support::redis_server::RedisServer;
use crate::support::workspace;

/// The Python that has the client's packages.
pub(crate) fn python() -> PathBuf {
    let python = std::env::var_os("PEEL_PYTHON").map(PathBuf::from);
    python.unwrap_or_else(|| {
        panic!(
            "set PEEL_PYTHON to a Python with the client's packages: \
             python3 -m venv .venv && .venv/bin/pip install -r tests/foreign/requirements.txt, \
             then PEEL_PYTHON=$PWD/.venv/bin/python"
        )
    })
}

/// What the client was told, and the report it wrote.
struct Told {
    answers: Value,
    report: Vec<u8>,
}

async fn ask(folder: &Path, servers: [&Running; 3]) -> Told {
    let report = folder.join("report");
    let addresses = servers.map(|server| server.socket_address().to_string());
    let client = Launch::new(&python())
        .arguments([workspace().join("tests/foreign/client.py")])
        .arguments(addresses)
        .arguments([&report]);
    let answers = client.finish().await.printed();
    Told {
        answers: serde_json::from_str(&answers).expect("JSON"),
        report: bytes_of(&report),
    }
}

/// Takes from a run what is never the same twice, and what depends on what was asked before.
fn forget_circumstances(answers: &mut Value) {
    let run = answers["run"]["finished"].as_object_mut().expect("a run");
    for field in [
        "id",
        "startedAtMilliseconds",
        "durationMicroseconds",
        "traceId",
        "memoryHits",
        "redisHits",
        "computed",
    ] {
        run.remove(field).unwrap_or_else(|| panic!("no {field}"));
    }
}

#[track_caller]
fn check_refusal(answers: &Value, what: &str, code: &str, reason: &str, told: &str) {
    let refusal = &answers["refused"][what];
    assert_eq!(refusal["code"], code, "{what}: {refusal}");
    assert_eq!(
        refusal["details"][0]["ErrorInfo"]["reason"], reason,
        "{what}: {refusal}"
    );
    assert_eq!(
        refusal["details"][0]["ErrorInfo"]["domain"], "peel",
        "{what}: {refusal}"
    );
    let detail = refusal["details"][1].to_string();
    assert!(detail.contains(told), "{what}: {refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_nothing_but_reflection_gets_the_same_from_three_processes_and_from_one() {
    let redis = RedisServer::start();
    let three = Neighbourhood::start(&redis, |launch| launch).await;
    let folder = tempfile::tempdir().unwrap();
    let mut told = ask(
        folder.path(),
        [&three.data, &three.scoring, &three.reporting],
    )
    .await;
    forget_circumstances(&mut told.answers);
    let answers = &told.answers;

    let forces = answers["forces"]["forces"].as_array().unwrap();
    assert_eq!(forces.len(), 43);
    assert!(forces.iter().any(|force| force["code"] == "E23000014"));
    let unit = &answers["comparison"]["comparison"]["units"][0];
    assert_eq!(unit["unit"]["name"], "West Midlands");
    assert!(
        (unit["value"].as_f64().unwrap() - 66.65).abs() <= 0.005,
        "{unit}"
    );
    let compared = answers["run"]["compared"].as_array().unwrap();
    assert_eq!(answers["run"]["finished"]["comparisons"], compared.len());
    assert!(compared.contains(&json!(["recorded-crime-rate", "12m-to-2016-06"])));
    assert_eq!(answers["run"]["finished"]["outcome"], "completed");
    assert_eq!(answers["report"]["contentType"], "text/html; charset=utf-8");
    assert!(told.report.starts_with(b"<!DOCTYPE html>"));

    let nearest = "did you mean \\\"west-midlands\\\" or \\\"west-mercia\\\"?";
    check_refusal(
        answers,
        "unknown force",
        "NOT_FOUND",
        "UNKNOWN_FORCE",
        nearest,
    );
    check_refusal(
        answers,
        "unknown force of a report",
        "NOT_FOUND",
        "UNKNOWN_FORCE",
        nearest,
    );
    let nearest = "did you mean \\\"recorded-crime-rate\\\"";
    check_refusal(
        answers,
        "unknown indicator",
        "NOT_FOUND",
        "UNKNOWN_INDICATOR",
        nearest,
    );
    let nearest = "did you mean \\\"2016-effectiveness\\\"?";
    check_refusal(
        answers,
        "unknown edition",
        "NOT_FOUND",
        "UNKNOWN_EDITION",
        nearest,
    );
    for field in ["force", "indicator"] {
        let field = format!("\"field\":\"{field}\"");
        check_refusal(
            answers,
            "nothing asked",
            "INVALID_ARGUMENT",
            "INVALID_REQUEST",
            &field,
        );
    }

    let one = WHOLE.start().await;
    let mut same = ask(folder.path(), [&one, &one, &one]).await;
    forget_circumstances(&mut same.answers);
    assert_eq!(told.answers, same.answers);
    assert!(
        told.report == same.report,
        "the reports are not the same bytes"
    );
}
