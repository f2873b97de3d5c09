//! One command, four programs, one trace.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::collector::{Collector, Received, Span};
use crate::support::launch::{DATA, REPORTING, SCORING, peel};
use crate::support::neighbourhood::Neighbourhood;
use crate::support::redis_server::RedisServer;

const PROGRAMS: [&str; 4] = ["peel", DATA.name, REPORTING.name, SCORING.name];

fn programs(spans: &[&Span]) -> BTreeSet<String> {
    spans.iter().map(|span| span.program.clone()).collect()
}

/// The calls that another program's span is the parent of: where the trace crossed the network.
fn crossings(spans: &[&Span]) -> BTreeSet<(String, String)> {
    let crossing = |span: &&Span| {
        let parent = spans.iter().find(|parent| parent.id == span.parent)?;
        let programs = (parent.program.clone(), span.program.clone());
        (parent.program != span.program).then_some(programs)
    };
    spans.iter().filter_map(crossing).collect()
}

#[track_caller]
fn check_attribute(span: &Span, name: &str, expected: &Value) {
    let expected = match expected {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    assert_eq!(
        span.attributes.get(name),
        Some(&expected),
        "{name} of {span:?}"
    );
}

fn check_run(run: &Value, received: &Received) {
    let spans: Vec<&Span> = received
        .spans
        .iter()
        .filter(|span| run["traceId"] == span.trace.as_str())
        .collect();
    assert_eq!(programs(&spans), PROGRAMS.map(str::to_owned).into());
    let crossings = crossings(&spans);
    for (from, to) in [
        ("peel", SCORING.name),
        ("peel", REPORTING.name),
        (REPORTING.name, SCORING.name),
        (REPORTING.name, DATA.name),
        (SCORING.name, DATA.name),
    ] {
        let crossing = (from.to_owned(), to.to_owned());
        assert!(
            crossings.contains(&crossing),
            "{from} to {to}: {crossings:?}"
        );
    }

    let roots: Vec<_> = spans.iter().filter(|span| span.parent.is_empty()).collect();
    assert_eq!(roots.len(), 1, "{roots:?}");
    assert_eq!(roots[0].name, "peel inspect");
    check_attribute(roots[0], "peel.force", &run["force"]);

    let of_run = spans
        .iter()
        .find(|span| span.name == "inspection run")
        .expect("a span of the run");
    assert_eq!(of_run.program, SCORING.name);
    for (attribute, field) in [
        ("peel.run", "id"),
        ("peel.force", "force"),
        ("peel.edition", "edition"),
        ("peel.revision", "revision"),
        ("peel.method", "method"),
        ("peel.outcome", "outcome"),
        ("peel.comparisons", "comparisons"),
        ("peel.cache.memory_hits", "memoryHits"),
        ("peel.cache.redis_hits", "redisHits"),
        ("peel.cache.misses", "computed"),
    ] {
        check_attribute(of_run, attribute, &run[field]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_one_trace_through_every_program_that_worked_for_it() {
    let redis = RedisServer::start();
    let collector = Collector::start();
    let told = |launch: crate::support::launch::Launch| {
        launch.with("telemetry.otlp_endpoint", collector.url())
    };
    let services = Neighbourhood::start(&redis, told).await;
    let inspect = peel(["inspect", "west-midlands", "--json"]).arguments(services.servers());
    let run = told(inspect).finish().await.printed();
    let run: Value = serde_json::from_str(&run).expect("a run as JSON");

    let runs = peel(["runs", "--json"]).arguments(services.servers());
    let runs: Value = serde_json::from_str(&runs.finish().await.printed()).expect("runs as JSON");
    // A list leaves out what the checks raised and which comparisons were used.
    let mut listed = run.clone();
    for long in ["checks", "used"] {
        let of_run = listed[long].take();
        assert!(!of_run.as_array().expect("a list").is_empty(), "{long}");
        listed[long] = Value::Array(Vec::new());
    }
    assert_eq!(
        runs["runs"],
        Value::from(vec![listed]),
        "the run as it was recorded"
    );

    // Each sends what is left before it ends.
    for program in [services.reporting, services.scoring, services.data] {
        assert_eq!(program.terminate().await, Some(0));
    }
    let received = collector.received();
    check_run(&run, &received);
    for program in [DATA.name, SCORING.name, REPORTING.name] {
        let metrics = &received.metrics[program];
        assert!(
            metrics.contains("rpc.server.duration"),
            "{program}: {metrics:?}"
        );
        let lines = &received.logs[program];
        assert!(
            lines.iter().any(|line| line == "listening"),
            "{program}: {lines:?}"
        );
    }
    let metrics = &received.metrics[SCORING.name];
    assert!(
        metrics.contains("peel.inspection_run.duration"),
        "{metrics:?}"
    );
}
