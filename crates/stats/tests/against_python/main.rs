//! Holds every formula, on thousands of random inputs, against SciPy and statsmodels.
//!
//! `recompute.py` does the other side, in the Python that `PEEL_PYTHON` names, which has to have
//! the packages of `requirements.txt` beside it.

#[cfg(test)]
mod cases;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use cases::Cases;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");

#[test]
fn every_formula_agrees_with_scipy_and_statsmodels() {
    let python = std::env::var_os("PEEL_PYTHON").unwrap_or_else(|| {
        panic!(
            "set PEEL_PYTHON to a Python with the packages of crates/stats/tests/requirements.txt: \
             python3 -m venv .venv && .venv/bin/pip install -r crates/stats/tests/requirements.txt, \
             then PEEL_PYTHON=$PWD/.venv/bin/python"
        )
    });
    let mut python = Command::new(python)
        .arg("recompute.py")
        .current_dir(FOLDER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let cases = Cases::of_every_formula();
    let mut input = python.stdin.take().unwrap();
    // Python reads every case before it prints, so that neither waits for the other. Where it ends
    // early, what it says is more use than that it no longer reads.
    let sent = input.write_all(cases.lines.as_bytes());
    drop(input);
    let output = python.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    sent.unwrap();
    let agreed: BTreeMap<String, usize> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let (method, number) = line.split_once(' ').unwrap();
            (method.to_owned(), number.parse().unwrap())
        })
        .collect();
    assert_eq!(agreed, cases.sent);
    assert!(agreed.values().sum::<usize>() > 5_000, "{agreed:?}");
}
