//! Whatever comes, reading a filled template ends with an answer or with problems, in bounds.
//!
//! `cargo +nightly fuzz run read -- -max_total_time=20`

#![no_main]

use libfuzzer_sys::fuzz_target;
use peel_return_files::{MOST_PROBLEMS, ReturnFormat, read};

fuzz_target!(|bytes: &[u8]| {
    let format = ReturnFormat::of_content(bytes);
    if let Err(problems) = read(bytes, format) {
        assert!((1..=MOST_PROBLEMS).contains(&problems.told().len()));
    }
});
