//! Whatever bytes come, an import ends with an account of every line or with an error, in bounds.
//!
//! `cargo +nightly fuzz run import fuzz/corpus/import fuzz/seeds/import -- -max_total_time=20`, in this crate's folder.

#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use peel_official_files::{ImportOptions, ImportRules, import_from};

static RULES: LazyLock<ImportRules> = LazyLock::new(|| {
    ImportRules::parse(
        include_str!("../../tests/fixtures/made-up-edition/facts/recipes.toml"),
        "",
        include_str!("../../tests/fixtures/made-up-edition/forces.csv"),
    )
    .expect("the made-up edition's rules")
});

fuzz_target!(|bytes: &[u8]| {
    let contents = Cursor::new(bytes.to_vec());
    let imported = import_from("fuzz.csv", contents, &RULES, &ImportOptions::default());
    if let Ok(imported) = imported {
        let lines = imported.report.lines;
        let parts = lines.used + lines.left_out + lines.empty + lines.repeated + lines.refused;
        assert_eq!(parts, lines.read);
        assert!(imported.report.refused_lines.len() <= 1000);
    }
});
