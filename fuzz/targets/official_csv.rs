//! Whatever bytes come, an import ends with an account of every line or with an error, in bounds.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use peel_fuzz::{LOOKUPS, RULES};
use peel_official_files::{ImportOptions, import_from};

fuzz_target!(|bytes: &[u8]| {
    let options = ImportOptions {
        lookups: Some(LOOKUPS.into()),
        ..ImportOptions::default()
    };
    let contents = Cursor::new(bytes.to_vec());
    if let Ok(imported) = import_from("fuzz.csv", contents, &RULES, &options) {
        let lines = imported.report.lines;
        let parts = lines.used + lines.left_out + lines.empty + lines.repeated + lines.refused;
        assert_eq!(parts, lines.read);
        assert!(imported.report.refused_lines.len() <= 1000);
    }
});
