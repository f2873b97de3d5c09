//! The committed code, and the manual, are what the contracts generate.

use std::collections::BTreeMap;
use std::path::Path;

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            let within = files(&path);
            found.extend(
                within
                    .into_iter()
                    .map(|(inner, file)| (format!("{name}/{inner}"), file)),
            );
        } else {
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
    found
}

#[test]
fn the_committed_code_is_what_the_contracts_generate() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fresh = tempfile::tempdir().expect("a temporary folder");
    peel_proto_generator::generate(&here.join("../../proto"), fresh.path())
        .expect("the contracts compile");

    let committed = files(&here.join("src/generated"));
    let generated = files(fresh.path());
    let changed: Vec<&String> = committed
        .keys()
        .chain(generated.keys())
        .filter(|name| committed.get(*name) != generated.get(*name))
        .collect();
    assert!(
        changed.is_empty(),
        "{changed:?} no longer match proto/: run `cargo run -p peel-proto-generator`"
    );
}

#[test]
fn the_manual_is_what_the_contracts_say() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(here.join(path)).expect("a page");
    let (words, calls) = (read("generator/words.md"), read("../../docs/calls.md"));
    let manual = peel_proto_generator::manual(&here.join("../../proto"), &words, &calls)
        .expect("every method has a rule, a call, and what it is refused as");
    assert!(
        manual == read("../../docs/api.md"),
        "docs/api.md no longer matches: run `cargo run -p peel-proto-generator`"
    );
}
