//! What `docs/api.md` says of refusals, and its client in Python, against running services.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use bytes::Bytes;
use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::{GetRevisionRequest, ListRunsRequest, WatchRevisionsRequest};
use peel_proto::descriptors;
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MessageDescriptor, MethodDescriptor};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tonic::transport::Channel;

use crate::foreign_client::python;
use crate::readme::{Call, calls};
use crate::roles::{reason, sent};
use crate::support::launch::{Launch, WHOLE};
use crate::support::workspace;

/// A force of which there is no inspection, and an indicator that needs a period before the one asked for.
const NOT_INSPECTED: &str = "cumbria";
const CHANGE: &str = "recorded-crime-change-one-year";

/// What only other editions than the one that comes with the program give: it has rules for inspections.
const ELSEWHERE: (&str, &str) = (
    "peel.scoring.v1.EvidenceService/ListLinesOfEnquiry",
    "UNKNOWN_INSPECTION",
);

/// A value of each field that names something, of which there is none.
fn nowhere() -> [(&'static str, Value); 20] {
    [
        ("edition", json!("1066-nothing")),
        ("force", json!("nowhereshire")),
        ("force", json!("")),
        ("force", json!(NOT_INSPECTED)),
        ("area", json!("nowhereshire")),
        ("areas", json!(["nowhereshire"])),
        ("indicator", json!("no-such-rate")),
        ("measure", json!("no-such-measure")),
        ("measures", json!(["no-such-measure"])),
        ("peer_group", json!("no-such-group")),
        ("figure", json!("no-such-figure")),
        ("query", json!("q999999-1")),
        ("decision", json!("x99999")),
        ("run", json!("ffffffffffffffffffffffffffffffff")),
        ("period", json!("12m-to-1800-06")),
        ("as_of", json!(999_999)),
        ("as_at", json!(999_999)),
        ("number", json!(999_999)),
        ("after", json!(999_999)),
        ("page_token", json!("bm90aGluZw")),
    ]
}

/// What the page says of refusals: those of every method, and those of each.
struct Manual {
    everywhere: BTreeSet<String>,
    of: BTreeMap<String, BTreeSet<String>>,
    codes: BTreeMap<String, String>,
    /// Methods that are said to read only.
    reads: BTreeSet<String>,
}

impl Manual {
    fn read() -> Self {
        let page = fs::read_to_string(workspace().join("docs/api.md")).unwrap();
        let quoted = |text: &str| -> Vec<String> {
            let parts = text.split('`').skip(1).step_by(2);
            parts.map(str::to_owned).collect()
        };
        let mut manual = Self {
            everywhere: BTreeSet::new(),
            of: BTreeMap::new(),
            codes: BTreeMap::new(),
            reads: BTreeSet::new(),
        };
        let (mut service, mut method) = ("", "");
        for line in page.lines() {
            if let Some(name) = line.strip_prefix("### ") {
                service = name;
            } else if let Some(name) = line.strip_prefix("#### ") {
                method = name;
            } else if line == "- again: safe: it only reads" {
                manual.reads.insert(format!("{service}/{method}"));
            } else if let Some(told) = line.strip_prefix("- refused as: ") {
                let reasons = quoted(told).into_iter().collect();
                manual.of.insert(format!("{service}/{method}"), reasons);
            } else if let [reason, code, ..] = &quoted(line)[..]
                && line.ends_with(" method |") | line.ends_with(" method says |")
            {
                manual.codes.insert(reason.clone(), code.clone());
                if line.ends_with("every method |") {
                    manual.everywhere.insert(reason.clone());
                }
            }
        }
        manual
    }
}

/// The places of fields called `name` in a message, or in one that it is wrapped in.
fn places(message: &MessageDescriptor, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for field in message.fields() {
        if field.name() == name && !matches!(field.kind(), Kind::Message(_)) {
            found.push(format!("/{name}"));
        }
        if let Kind::Message(within) = field.kind() {
            let wrapped = match field.name() {
                "header" | "entry" | "run" => "",
                "choices" | "runs" => "/0",
                _ => continue,
            };
            let inner = places(&within, name).into_iter();
            found.extend(inner.map(|place| format!("/{}{wrapped}{place}", field.name())));
        }
    }
    found
}

/// The example with `value` in a place; none where the place's surroundings are not in the example.
fn with(example: &Value, place: &str, value: &Value) -> Option<Value> {
    let (around, name) = place.rsplit_once('/')?;
    let mut changed = example.clone();
    let object = changed.pointer_mut(around)?.as_object_mut()?;
    object.insert(name.to_owned(), value.clone());
    if name == "period"
        && let Some(indicator) = object.get_mut("indicator")
    {
        *indicator = json!(CHANGE);
    }
    Some(changed)
}

/// The first call that is shown of every method.
fn examples() -> BTreeMap<String, Call> {
    let mut first = BTreeMap::new();
    for call in calls() {
        first.entry(call.method.clone()).or_insert(call);
    }
    first
}

/// A method as the contract has it.
fn described(method: &str) -> MethodDescriptor {
    let pool = DescriptorPool::decode(descriptors::ALL).unwrap();
    let (service, name) = method.split_once('/').unwrap();
    let service = pool.get_service_by_name(service).unwrap();
    service.methods().find(|it| it.name() == name).unwrap()
}

fn encoded(method: &str, message: &Value) -> Bytes {
    let message = DynamicMessage::deserialize(described(method).input(), message).unwrap();
    message.encode_to_vec().into()
}

/// The messages of a call, as JSON.
fn messages(call: &Call) -> Vec<Value> {
    let text = call.message.as_deref().unwrap_or("{}");
    let messages = serde_json::Deserializer::from_str(text).into_iter();
    messages.collect::<Result<_, _>>().unwrap()
}

/// What a method says to its example with one thing changed into something that there is not.
async fn refusals(channel: &Channel, method: &str, messages: &[Value]) -> Vec<(String, String)> {
    let input = described(method).input();
    let mut told = Vec::new();
    for (name, value) in nowhere() {
        // One that is opened has an inspection from then on.
        if value == NOT_INSPECTED && method.ends_with("/OpenInspection") {
            continue;
        }
        for place in places(&input, name) {
            let Some(changed) = with(&messages[0], &place, &value) else {
                continue;
            };
            let all = [&changed].into_iter().chain(&messages[1..]);
            let all = all.map(|message| encoded(method, message)).collect();
            if let Err(refused) = sent(channel, &format!("/{method}"), None, all).await {
                let reason = reason(&refused).unwrap_or_else(|| panic!("{method}: {refused:?}"));
                told.push((reason, format!("{:?}", refused.code())));
            }
        }
    }
    told
}

#[tokio::test]
async fn every_method_refuses_what_there_is_not_for_the_reasons_that_the_manual_gives() {
    let manual = Manual::read();
    let whole = WHOLE.start().await;
    let channel = whole.channel().await;
    let mut wrong = Vec::new();
    for (method, call) in examples() {
        // What watches or waits for a revision to come is not refused.
        if method.ends_with("/WatchRevisions") {
            continue;
        }
        let told = refusals(&channel, &method, &messages(&call)).await;
        for (reason, code) in &told {
            let code = tonic_name(code);
            if manual.codes.get(reason) != Some(&code) {
                wrong.push(format!("{method} gives {reason} with {code}"));
            }
        }
        let told: BTreeSet<_> = told.into_iter().map(|(reason, _)| reason).collect();
        let said = &manual.of[&method];
        for reason in told.difference(said) {
            if !manual.everywhere.contains(reason) {
                wrong.push(format!("{method} gives {reason}, which is not said"));
            }
        }
        for reason in said.difference(&told) {
            let asked = reason.starts_with("UNKNOWN_") || reason == "INVALID_PAGE_TOKEN";
            if asked && (method.as_str(), reason.as_str()) != ELSEWHERE {
                wrong.push(format!("{method} does not give {reason}, which is said"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_said_to_read_only_records_nothing() {
    let manual = Manual::read();
    assert!(manual.reads.len() > 30, "{:?}", manual.reads);
    let whole = WHOLE.start().await;
    let channel = whole.channel().await;
    let mut revisions = RevisionServiceClient::new(channel.clone());
    let mut runs = InspectionServiceClient::new(channel.clone());
    let mut recorded = async || {
        let newest = revisions.get_revision(GetRevisionRequest::default()).await;
        let listed = runs.list_runs(ListRunsRequest::default()).await.unwrap();
        let newest = newest.unwrap().into_inner().revision.unwrap().number;
        (newest, listed.into_inner().runs.len())
    };
    let before = recorded().await;
    for (method, call) in examples() {
        // What is asked for may not be there on a store as it comes; nothing is recorded by asking.
        if manual.reads.contains(&method) && !method.ends_with("/WatchRevisions") {
            let all = messages(&call)
                .iter()
                .map(|it| encoded(&method, it))
                .collect();
            let _ = sent(&channel, &format!("/{method}"), None, all).await;
            assert_eq!(recorded().await, before, "{method}");
        }
    }
}

/// `NotFound` as the contract writes it.
fn tonic_name(code: &str) -> String {
    let mut name = String::new();
    for letter in code.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

fn client(address: &str, force: &str) -> Launch {
    Launch::new(&python())
        .arguments([workspace().join("docs/examples/client.py")])
        .arguments([address, force, "recorded-crime-rate"])
}

#[tokio::test]
async fn the_client_in_python_waits_for_a_busy_service_and_says_why_it_is_refused() {
    let whole = WHOLE.launch().with("limits.max_concurrent_calls", "1");
    let whole = whole.start(WHOLE).await;
    let address = whole.socket_address().to_string();

    // A watch is the one call that is served, until the client has been turned away.
    let mut watcher = RevisionServiceClient::new(whole.channel().await);
    let watching = watcher.watch_revisions(WatchRevisionsRequest::default());
    let watching = watching.await.unwrap();
    let (mut asking, _folder) = client(&address, "west-midlands").spawn_heard();
    let mut said = BufReader::new(asking.stderr.take().unwrap()).lines();
    let first = said.next_line().await.unwrap().unwrap();
    assert!(first.contains("TOO_MANY_CALLS, again in 0.1"), "{first}");
    drop(watching);
    let finished = asking.wait_with_output().await.unwrap();
    let printed = String::from_utf8(finished.stdout).unwrap();
    let lines: Vec<_> = printed.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "43 forces",
            "West Midlands: 66.6 per 1,000 population, rank 15 of 43, broadly-in-line"
        ],
        "{printed}"
    );
    assert!(lines[2].starts_with("run completed, "), "{printed}");

    let refused = client(&address, "west-midland").finish().await;
    assert_eq!(refused.code, Some(1));
    let expected = "UNKNOWN_FORCE: force \"west-midland\" is not known; did you mean";
    assert!(refused.stderr.contains(expected), "{}", refused.stderr);
}
