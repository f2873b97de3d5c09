//! However long a file is, an import holds little of it at once. Alone in its process, whose most
//! memory is what it measures; where the system does not tell it, there is no such test.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use peel_official_files::{ImportOptions, ImportRules, import_from};

/// What an import may hold, in KiB.
const MOST: u64 = 100 * 1024;

/// More lines than are compared with each other.
const LINES: u64 = 1_000_000;

const HEADER: &str = "financial_year,financial_quarter,force_name,offence_code,\
                      outcome_description,outcome_type,offences,given\n";

/// A file that is longer than memory should ever hold, made as it is read.
struct Lines {
    written: u64,
    ready: Vec<u8>,
    taken: usize,
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.ready.len() && self.written < LINES {
            self.ready.clear();
            self.taken = 0;
            for number in self.written..LINES.min(self.written + 1_000) {
                writeln!(
                    self.ready,
                    "2017/18,3,Northland,code {number},Charged,1,1,1"
                )?;
                self.written += 1;
            }
        }
        let taken = (&self.ready[self.taken..]).read(buffer)?;
        self.taken += taken;
        Ok(taken)
    }
}

/// The most memory that this process has held, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap()
}

#[test]
fn a_million_lines_are_added_up_in_bounded_memory() {
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/made-up-edition");
    let rules = ImportRules::read(&edition).unwrap();
    let lines = Lines {
        written: 0,
        ready: HEADER.as_bytes().to_vec(),
        taken: 0,
    };
    let imported = import_from("outcomes.csv", lines, &rules, &ImportOptions::default());
    let report = imported.unwrap().report;
    assert_eq!(report.lines.used, LINES);
    // What the comparison of lines keeps is full, and that is told.
    assert!(!report.all_lines_compared);
    let peak = peak();
    assert!(peak < MOST, "{peak} KiB");
}
