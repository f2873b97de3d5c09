//! The facts committed with each edition are what the official files make of its recipes.

use std::env;
use std::path::{Path, PathBuf};

use peel_official_files::{FACTS_FOLDER, check_facts, check_manifest};

/// The folder of official files, where there is one. They are not part of the repository.
const OFFICIAL_FILES: &str = "PEEL_OFFICIAL_FILES";

fn edition() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/2016-effectiveness")
}

/// With the official files every byte is made again; without them the manifest vouches.
#[test]
fn committed_facts_are_those_that_the_official_files_make() {
    assert_eq!(check_manifest(&edition().join(FACTS_FOLDER)).unwrap(), []);
    if let Some(raw) = env::var_os(OFFICIAL_FILES) {
        let raw = PathBuf::from(raw);
        assert_eq!(check_facts(&edition(), &raw, |_| ()).unwrap(), []);
    }
}
