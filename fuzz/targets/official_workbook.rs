//! Whatever a workbook holds, its import ends with an account of every line or with an error.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use peel_fuzz::{RULES, workbook};
use peel_official_files::{ImportOptions, import_from};

fuzz_target!(|bytes: &[u8]| {
    let workbook = workbook(bytes);
    for recipe in ["sheet", "sheet-of-two-header-rows"] {
        let options = ImportOptions {
            recipe: Some(recipe.to_owned()),
            ..ImportOptions::default()
        };
        let contents = Cursor::new(workbook.clone());
        if let Ok(imported) = import_from("fuzz.xlsx", contents, &RULES, &options) {
            let lines = imported.report.lines;
            let parts = lines.used + lines.left_out + lines.empty + lines.repeated + lines.refused;
            assert_eq!(parts, lines.read);
        }
    }
});
