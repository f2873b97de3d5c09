//! Folders of facts: written whole, and checked with and without the official files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::example::Example;
use peel_official_files::{
    Difference, DifferenceKind, OfficialFileError, check_facts, check_manifest,
};

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn written() -> Example {
    let example = Example::new();
    example
        .make()
        .unwrap()
        .write_into(&example.facts())
        .unwrap();
    example
}

fn differences(found: &[Difference]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_written_is_what_was_made_and_other_files_are_left_alone() {
    let example = written();
    let contents = contents(&example.facts());
    for file in example.make().unwrap().files {
        assert_eq!(contents[&file.name], file.bytes);
    }
    assert!(contents.contains_key("recipes.toml"));
    assert!(!example.edition().join("facts.being-made").exists());
}

#[test]
fn a_folder_that_is_not_there_is_made() {
    let example = Example::new();
    let elsewhere = example.edition().join("new/facts");
    example.make().unwrap().write_into(&elsewhere).unwrap();
    assert_eq!(contents(&elsewhere).len(), 7);
}

#[test]
fn two_runs_never_write_the_same_facts_at_once() {
    let example = written();
    let before = contents(&example.facts());
    let being_made = example.edition().join("facts.being-made");
    fs::create_dir(&being_made).unwrap();
    example.change("raw/rolling.csv", "Theft,110", "Theft,111");
    let error = example
        .make()
        .unwrap()
        .write_into(&example.facts())
        .unwrap_err();
    assert!(
        matches!(error, OfficialFileError::BeingMade { .. }),
        "{error}"
    );
    assert_eq!(contents(&example.facts()), before);
    assert!(being_made.exists(), "it belongs to the other run");
}

#[test]
fn an_official_file_that_changed_shows_in_the_facts_and_in_the_manifest() {
    let example = written();
    let check = || check_facts(&example.edition(), &example.raw(), |_| ()).unwrap();
    assert_eq!(check(), []);
    example.change("raw/rolling.csv", "Theft,110", "Theft,111");
    assert_eq!(
        differences(&check()),
        [
            "crime.csv differs from line 11 on",
            "manifest.toml differs from line 8 on"
        ]
    );
    fs::remove_file(example.facts().join("grades.csv")).unwrap();
    assert!(differences(&check()).contains(&"grades.csv is not there".to_owned()));
}

#[test]
fn a_manifest_vouches_for_its_files_without_the_official_ones() {
    let example = written();
    fs::remove_dir_all(example.raw()).unwrap();
    let check = || check_manifest(&example.facts()).unwrap();
    assert_eq!(check(), []);
    example.change("edition/facts/crime.csv", ",110,", ",111,");
    assert_eq!(
        differences(&check()),
        ["crime.csv has changed since the manifest was made"]
    );
    let grades = example.facts().join("grades.csv");
    let text = fs::read_to_string(&grades).unwrap();
    fs::write(&grades, text + "E99000001,good,made-up-grades\n").unwrap();
    fs::remove_file(example.facts().join("printed.csv")).unwrap();
    example.change(
        "edition/facts/recipes.toml",
        "Eleven months.",
        "Ten months.",
    );
    let found = check();
    assert_eq!(
        differences(&found),
        [
            "recipes.toml has changed since the manifest was made",
            "crime.csv has changed since the manifest was made",
            "printed.csv is not there",
            "grades.csv has changed since the manifest was made",
            "grades.csv has 3 rows, the manifest says 2",
        ]
    );
    assert_eq!(found[2].kind, DifferenceKind::Missing);
}

#[test]
fn a_manifest_that_is_not_one_is_refused() {
    let example = written();
    fs::write(example.facts().join("manifest.toml"), "recipes = 3").unwrap();
    let error = check_manifest(&example.facts()).unwrap_err();
    assert!(
        matches!(error, OfficialFileError::Manifest { .. }),
        "{error}"
    );
}
