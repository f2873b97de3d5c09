//! Whatever comes, reading a filled template ends with an answer or with problems, in bounds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use peel_fuzz::workbook;
use peel_return_files::{MOST_PROBLEMS, ReturnFormat, read};

fuzz_target!(|bytes: &[u8]| {
    let packed;
    let file = if bytes.starts_with(b"--- ") {
        packed = workbook(bytes);
        &packed
    } else {
        bytes
    };
    if let Err(problems) = read(file, ReturnFormat::of_content(file)) {
        assert!((1..=MOST_PROBLEMS).contains(&problems.told().len()));
    }
});
