//! What README.md and docs/calls.md tell people to type works.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use peel_proto::descriptors;
use prost_reflect::DescriptorPool;

use crate::support::launch::{Launch, WHOLE};
use crate::support::workspace;

/// How many calls a page must show at least: fewer would mean that they are not found.
const CALLS: usize = 5;

/// A call as the pages write it for grpcurl.
#[derive(Debug, PartialEq)]
pub(crate) struct Call {
    /// The message as JSON; none for an empty one.
    pub(crate) message: Option<String>,
    /// After how many seconds the caller ends it; none for one that ends by itself.
    seconds: Option<String>,
    /// `peel.data.v1.ReferenceService/GetForce`.
    pub(crate) method: String,
}

/// The words of every grpcurl command in the code blocks of a page.
fn commands(page: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let mut inside = false;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
            continue;
        }
        let command = line.trim_start().trim_start_matches("$ ");
        if !inside || !command.starts_with("grpcurl ") {
            continue;
        }
        let mut text = command.to_owned();
        // A message may be written over several lines.
        let words = loop {
            match words(&text) {
                Some(words) => break words,
                None => {
                    let more = lines.next().unwrap_or_else(|| panic!("no end: {text}"));
                    text.push('\n');
                    text.push_str(more);
                }
            }
        };
        commands.push(words);
    }
    commands
}

/// The words that a shell would make of `text`; none if it would wait for another line.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => match characters.next()? {
                '\n' => {}
                escaped => word.get_or_insert_default().push(escaped),
            },
            (None, '|' | '>' | ';' | '#') if word.is_none() => return Some(words),
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (_, other) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// What a command asks; none for one that only looks around, as `list` and `describe` do.
fn call(words: &[String]) -> Option<Call> {
    let (mut message, mut seconds) = (None, None);
    let mut places = Vec::new();
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-d" => message = words.next().cloned(),
            "-max-time" => seconds = words.next().cloned(),
            "-plaintext" | "-emit-defaults" => {}
            option if option.starts_with('-') => panic!("an option that is not known: {option}"),
            place => places.push(place),
        }
    }
    match places.as_slice() {
        [_, "list" | "describe", ..] => None,
        [_address, method] => Some(Call {
            message,
            seconds,
            method: (*method).to_owned(),
        }),
        other => panic!("an address and a method are needed: {other:?}"),
    }
}

#[test]
fn commands_are_read_as_a_shell_reads_them() {
    let page = r#"
grpcurl in the text is no command
```console
$ grpcurl -plaintext localhost:7700 list
$ grpcurl -plaintext -d '{"force": "a b"}' \
    localhost:7700 some.Service/Method | head
{ "answer": "grpcurl" }
```
```sh
grpcurl -plaintext -d "{\"force\": \"a\"}" localhost:7700 some.Service/Other  # a comment
grpcurl -d '{
  "force": "c"
}' localhost:7700 some.Service/Last
```
"#;
    let calls: Vec<_> = commands(page)
        .iter()
        .filter_map(|words| call(words))
        .collect();
    let expected = [
        (r#"{"force": "a b"}"#, "some.Service/Method"),
        (r#"{"force": "a"}"#, "some.Service/Other"),
        ("{\n  \"force\": \"c\"\n}", "some.Service/Last"),
    ];
    let expected = expected.map(|(message, method)| Call {
        message: Some(message.to_owned()),
        seconds: None,
        method: method.to_owned(),
    });
    assert_eq!(calls, expected);
}

/// buf calls by reflection as grpcurl does, and comes as a package.
pub(crate) fn buf() -> PathBuf {
    let buf = std::env::var_os("PEEL_BUF").map_or_else(|| PathBuf::from("buf"), PathBuf::from);
    let found = Command::new(&buf).arg("--version").output();
    assert!(
        found.is_ok_and(|output| output.status.success()),
        "{} cannot be run; npm install @bufbuild/buf, then set PEEL_BUF to node_modules/.bin/buf",
        buf.display()
    );
    buf
}

/// The pages that show calls, in the order in which they are made.
const PAGES: [&str; 2] = ["README.md", "docs/calls.md"];

/// Is shown refused: what is asked for is not there yet, and the answer lists what is missing.
const REFUSED: (&str, &str) = (
    "peel.data.v1.InspectionWorkService/MoveInspection",
    "\"moderate\"",
);

/// The calls that the pages show.
pub(crate) fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    for page in PAGES {
        let path = workspace().join(page);
        let text = fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{page}: {cause}"));
        let before = calls.len();
        calls.extend(commands(&text).iter().filter_map(|words| call(words)));
        assert!(calls.len() >= before + CALLS, "{page} shows hardly any");
    }
    calls
}

#[test]
fn a_call_of_every_method_is_shown() {
    let shown: BTreeSet<String> = calls().into_iter().map(|call| call.method).collect();
    let pool = DescriptorPool::decode(descriptors::ALL).unwrap();
    let methods: BTreeSet<String> = pool
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .map(|method| format!("{}/{}", method.parent_service().full_name(), method.name()))
        .collect();
    assert!(methods.len() > 50, "{methods:?}");
    let missing: Vec<_> = methods.difference(&shown).collect();
    assert!(missing.is_empty(), "add to docs/calls.md: {missing:?}");
    let unknown: Vec<_> = shown.difference(&methods).collect();
    assert!(unknown.is_empty(), "no such methods: {unknown:?}");
}

#[tokio::test]
async fn every_call_that_is_shown_works() {
    let calls = calls();
    let buf = buf();
    // What is tested here is that it works, not how fast a machine under load is.
    let server = WHOLE.launch().with("limits.default_deadline_ms", "120000");
    let server = server.start(WHOLE).await;
    for call in calls {
        let message = call.message.as_deref().unwrap_or("{}");
        let options = [
            "curl",
            "--http2-prior-knowledge",
            "--protocol",
            "grpc",
            "-d",
            message,
        ];
        let url = format!("{}/{}", server.url(), call.method);
        let mut launch = Launch::new(&buf).arguments(options).arguments([url]);
        if let Some(seconds) = &call.seconds {
            launch = launch.arguments([format!("--timeout={seconds}s")]);
        }
        let finished = launch.finish().await;
        if call.method == REFUSED.0 && message.contains(REFUSED.1) {
            assert!(finished.stderr.contains("is missing"), "{finished:?}");
            continue;
        }
        // One that would stay open is ended by its caller.
        if call.seconds.is_none() {
            assert_eq!(finished.code, Some(0), "{call:?}: {}", finished.stderr);
        }
        assert!(
            finished.stdout.starts_with('{'),
            "{call:?}: {} {}",
            finished.stdout,
            finished.stderr
        );
    }
}
