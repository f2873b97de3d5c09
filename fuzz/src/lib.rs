//! What fuzz targets share: the rules by which they read, and inputs made of several files.
//!
//! A reader of packed files learns nothing from damaged packages, of which all but a few break
//! before they are unpacked. So an input may spell out the files of a package or folder, each
//! behind a line `--- its/path`, and the fuzzer damages what is in them.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use peel_official_files::ImportRules;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The folder of lookups that [`RULES`] name.
pub const LOOKUPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/lookups");

/// A recipe for every layout of official files.
pub static RULES: LazyLock<ImportRules> = LazyLock::new(|| {
    ImportRules::parse(
        include_str!(
            "../../crates/official-files/tests/fixtures/made-up-edition/facts/recipes.toml"
        ),
        include_str!("../rules/imports.toml"),
        include_str!("../../crates/official-files/tests/fixtures/made-up-edition/forces.csv"),
    )
    .expect("the rules of the fuzz targets")
});

/// How a file begins in an input of several.
const BEGINS: &[u8] = b"--- ";

/// The files that an input spells out, by path.
pub fn files(input: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        if let Some(path) = line.strip_prefix(BEGINS) {
            let path = String::from_utf8_lossy(path.trim_ascii()).into_owned();
            files.push((path, Vec::new()));
        } else if let Some((_, content)) = files.last_mut() {
            content.extend_from_slice(line);
        }
    }
    files
}

/// A workbook: the input itself where it is a package, a package of its files otherwise.
pub fn workbook(input: &[u8]) -> Vec<u8> {
    if input.starts_with(b"PK") {
        return input.to_vec();
    }
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (path, content) in files(input) {
        // A path that is there already, or longer than a package allows, is left out.
        if package.start_file(path, stored).is_ok() {
            package.write_all(&content).expect("memory takes it");
        }
    }
    package.finish().expect("memory takes it").into_inner()
}
