//! What the README tells people to type works.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::launch::{Launch, WHOLE};
use crate::support::workspace;

/// How many calls the README must show at least: fewer would mean that they are not found.
const CALLS: usize = 5;

/// A call as the README writes it for grpcurl.
#[derive(Debug, PartialEq)]
struct Call {
    /// The message as JSON; none for an empty one.
    message: Option<String>,
    /// `peel.data.v1.ReferenceService/GetForce`.
    method: String,
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
    let mut message = None;
    let mut places = Vec::new();
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "-d" => message = words.next().cloned(),
            "-plaintext" | "-emit-defaults" => {}
            option if option.starts_with('-') => panic!("an option that is not known: {option}"),
            place => places.push(place),
        }
    }
    match places.as_slice() {
        [_, "list" | "describe", ..] => None,
        [_address, method] => Some(Call {
            message,
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
        method: method.to_owned(),
    });
    assert_eq!(calls, expected);
}

/// buf calls by reflection as grpcurl does, and comes as a package.
fn buf() -> PathBuf {
    let buf = std::env::var_os("PEEL_BUF").map_or_else(|| PathBuf::from("buf"), PathBuf::from);
    let found = Command::new(&buf).arg("--version").output();
    assert!(
        found.is_ok_and(|output| output.status.success()),
        "{} cannot be run; npm install @bufbuild/buf, then set PEEL_BUF to node_modules/.bin/buf",
        buf.display()
    );
    buf
}

/// The calls that the README shows.
fn calls() -> Vec<Call> {
    let readme = workspace().join("README.md");
    let page =
        fs::read_to_string(&readme).unwrap_or_else(|cause| panic!("{}: {cause}", readme.display()));
    let calls: Vec<_> = commands(&page)
        .iter()
        .filter_map(|words| call(words))
        .collect();
    assert!(calls.len() >= CALLS, "only {calls:?}");
    calls
}

/// The methods of a package's contracts: `peel.data.v1.ReferenceService/GetForce`.
fn methods(package: &str) -> Vec<String> {
    let folder = workspace().join("proto").join(package.replace('.', "/"));
    let mut methods = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let contract = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut service = "";
        for line in contract.lines() {
            if let Some(opened) = line.strip_prefix("service ") {
                service = opened.trim_end_matches(" {");
            } else if let Some((method, _)) = line
                .trim_start()
                .strip_prefix("rpc ")
                .and_then(|method| method.split_once('('))
            {
                methods.push(format!("{package}.{service}/{method}"));
            }
        }
    }
    methods
}

#[test]
fn the_readme_shows_a_call_of_every_method_of_scoring() {
    let shown = calls();
    let methods = methods("peel.scoring.v1");
    assert!(methods.len() >= 7, "{methods:?}");
    for method in methods {
        let is_shown = shown.iter().any(|call| call.method == method);
        assert!(is_shown, "the README shows no call of {method}");
    }
}

#[tokio::test]
async fn every_call_in_the_readme_works() {
    let calls = calls();
    let buf = buf();
    let server = WHOLE.start().await;
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
        let finished = Launch::new(&buf).arguments(options).arguments([url]);
        let finished = finished.finish().await;
        assert_eq!(finished.code, Some(0), "{call:?}: {}", finished.stderr);
        assert!(
            finished.stdout.starts_with('{'),
            "{call:?}: {}",
            finished.stdout
        );
    }
}
