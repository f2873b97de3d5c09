//! What is made of official files, and that it is always the same.

use std::fs::{self, File};
use std::io::Write;

use crate::example::Example;
use flate2::Compression;
use flate2::write::GzEncoder;
use peel_official_files::{Progress, make_facts};

#[test]
fn facts_are_made_as_the_recipes_say() {
    let mut made = String::new();
    for file in Example::new().make().unwrap().files {
        let text = String::from_utf8(file.bytes).unwrap();
        made += &format!("=== {}\n{text}\n", file.name);
    }
    insta::assert_snapshot!(made);
}

#[test]
fn the_same_files_give_the_same_bytes() {
    assert_eq!(
        Example::new().make().unwrap(),
        Example::new().make().unwrap()
    );
}

#[test]
fn the_order_of_lines_does_not_matter() {
    let (plain, turned) = (Example::new(), Example::new());
    for file in ["rolling.csv", "incidents.csv", "outcomes.csv", "grades.csv"] {
        let path = turned.raw().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (header, lines) = text.split_once('\n').unwrap();
        let lines: Vec<&str> = lines.lines().rev().collect();
        fs::write(&path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    }
    let facts = |example: &Example| {
        let mut files = example.make().unwrap().files;
        // The manifest fingerprints the official files, which are others now.
        files.pop();
        files
    };
    assert_eq!(facts(&plain), facts(&turned));
}

#[test]
fn packed_files_windows_line_ends_and_byte_order_marks_change_nothing() {
    let (plain, odd) = (Example::new(), Example::new());
    let outcomes = fs::read(odd.raw().join("outcomes.csv")).unwrap();
    let packed = File::create(odd.raw().join("outcomes.csv.gz")).unwrap();
    let mut packed = GzEncoder::new(packed, Compression::default());
    packed.write_all(&outcomes).unwrap();
    packed.finish().unwrap();
    odd.change(
        "edition/facts/recipes.toml",
        "[[facts.from]]\nfile = \"outcomes.csv\"",
        "[[facts.from]]\nfile = \"outcomes.csv.gz\"",
    );
    let incidents = fs::read_to_string(odd.raw().join("incidents.csv")).unwrap();
    let incidents = format!("\u{feff}{}", incidents.replace('\n', "\r\n"));
    fs::write(odd.raw().join("incidents.csv"), incidents).unwrap();

    let (plain, odd) = (plain.make().unwrap(), odd.make().unwrap());
    for (one, other) in plain.files.iter().zip(&odd.files) {
        if one.name != "manifest.toml" {
            assert_eq!(one, other);
        }
    }
    let fingerprint = |made: &peel_official_files::MadeFacts| {
        let outcomes = made
            .manifest
            .files
            .iter()
            .find(|file| file.file == "outcomes.csv");
        outcomes.unwrap().made_from[0].sha256.clone()
    };
    // What is fingerprinted is the file as it lies on disk.
    assert_ne!(fingerprint(&plain), fingerprint(&odd));
}

#[test]
fn progress_ends_with_every_byte_read_and_every_file_made() {
    let example = Example::new();
    let (mut read, mut made) = (0, Vec::new());
    make_facts(
        &example.edition(),
        &example.raw(),
        |progress| match progress {
            Progress::Reading { bytes, of, .. } => {
                assert_eq!(
                    bytes, of,
                    "these files are too small to be reported half read"
                );
                read += bytes;
            }
            Progress::Made { file, rows } => made.push((file.to_owned(), rows)),
        },
    )
    .unwrap();
    let transcribed = example.edition().join("transcribed/report-values.csv");
    let inputs: u64 = fs::read_dir(example.raw())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .chain([transcribed])
        .map(|path| fs::metadata(path).unwrap().len())
        .sum();
    assert_eq!(read, inputs);
    assert_eq!(made.len(), 6);
    assert_eq!(made[0], ("crime.csv".to_owned(), 12));
}
