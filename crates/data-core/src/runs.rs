//! Which records of runs make sense.

use std::collections::BTreeSet;

use peel_model::{RaisedCheck, Run};

use crate::Rejected;

/// The most runs that are recorded in one step.
pub const MOST_RUNS: usize = 100;
/// The longest reason for a run's failure, in characters.
pub const LONGEST_FAILURE: usize = 2_000;
/// The most checks that a run may have raised.
pub const MOST_RAISED: usize = 1_000;
/// The most comparisons that a run may have used.
pub const MOST_USED: usize = 1_000;
/// The longest place of a raised check, in characters.
pub const LONGEST_PLACE: usize = 200;
/// The longest message of a raised check, in characters.
pub const LONGEST_MESSAGE: usize = 2_000;

/// Refuses runs that make no sense, by the fields of one run.
pub(crate) fn check_run(run: &Run) -> Result<(), Rejected> {
    let mut rejected = Rejected::default();
    check_parts(run, "", &mut rejected);
    rejected.none_or_err()
}

/// Refuses runs that make no sense alone or together, by `runs[7].id`.
pub(crate) fn check_runs(runs: &[Run]) -> Result<(), Rejected> {
    let mut rejected = Rejected::default();
    if !(1..=MOST_RUNS).contains(&runs.len()) {
        let message = format!("takes 1 to {MOST_RUNS} runs, not {}", runs.len());
        return Err(Rejected::of("runs", message));
    }
    let mut ids = BTreeSet::new();
    for (place, run) in runs.iter().enumerate() {
        let field = format!("runs[{place}].");
        check_parts(run, &field, &mut rejected);
        if !ids.insert(run.id.as_str()) {
            let message = "another run of the same call has this id".to_owned();
            rejected.add(|| format!("{field}id"), message);
        }
    }
    rejected.none_or_err()
}

fn check_parts(run: &Run, field: &str, rejected: &mut Rejected) {
    let mut refuse = |name: &str, message: String| {
        rejected.add(|| format!("{field}{name}"), message);
    };
    if !identifies(&run.id) {
        refuse(
            "id",
            "a run's id is 32 lower-case hexadecimal digits".to_owned(),
        );
    }
    if !(run.trace_id.is_empty() || identifies(&run.trace_id)) {
        refuse(
            "trace_id",
            "a trace's id is 32 lower-case hexadecimal digits, or empty".to_owned(),
        );
    }
    if run.failure.chars().count() > LONGEST_FAILURE {
        refuse(
            "failure",
            format!("the reason for a failure has at most {LONGEST_FAILURE} characters"),
        );
    }
    if i64::try_from(run.duration_microseconds).is_err() {
        refuse("duration_microseconds", "no run takes that long".to_owned());
    }
    for (name, length, most) in [
        ("checks", run.checks.len(), MOST_RAISED),
        ("used", run.used.len(), MOST_USED),
    ] {
        if length > most {
            refuse(name, format!("has at most {most} entries, not {length}"));
        }
    }
    if !(run.checked || run.checks.is_empty()) {
        refuse(
            "checks",
            "nothing was raised where nothing was checked".to_owned(),
        );
    }
    for (place, raised) in run.checks.iter().take(MOST_RAISED).enumerate() {
        if let Some((part, most)) = too_long(raised) {
            let message = format!("has at most {most} characters");
            refuse(&format!("checks[{place}].{part}"), message);
        }
    }
}

fn too_long(raised: &RaisedCheck) -> Option<(&'static str, usize)> {
    let parts = [
        ("place", &raised.place, LONGEST_PLACE),
        ("message", &raised.message, LONGEST_MESSAGE),
    ];
    let mut long = parts
        .into_iter()
        .filter(|(_, text, most)| text.chars().count() > *most);
    long.next().map(|(part, _, most)| (part, most))
}

fn identifies(text: &str) -> bool {
    let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 32 && text.bytes().all(lower)
}
