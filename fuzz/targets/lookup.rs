//! Whatever a lookup of authorities holds, an import by it ends with an answer or an error.

#![no_main]

use std::env;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::process;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use peel_fuzz::RULES;
use peel_official_files::{ImportOptions, import_from};

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = env::temp_dir().join(format!("peel-fuzz-lookup-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder
});

const PEOPLE: &str = "code,year,people\nA1,2018,10\nA2,2018,20\nA9,2018,40\n";

fuzz_target!(|bytes: &[u8]| {
    fs::write(FOLDER.join("authorities.csv"), bytes).expect("a file in the folder");
    let options = ImportOptions {
        lookups: Some(FOLDER.clone()),
        ..ImportOptions::default()
    };
    let contents = Cursor::new(PEOPLE.as_bytes());
    if let Ok(imported) = import_from("people.csv", contents, &RULES, &options) {
        assert_eq!(imported.report.lines.read, 3);
        let people = imported.observations.iter();
        let people: f64 = people.filter_map(|one| one.reading.value()).sum();
        assert!(people <= 70.0, "nobody is counted twice: {people}");
    }
});
