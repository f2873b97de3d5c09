//! What `peel compare --explain` adds: the whole working.

use peel_proto::scoring::v1 as wire;

/// Every step with its formula, what was read, and the numbers that go in and come out, unrounded.
pub(crate) fn working_lines(working: &wire::Working) -> Vec<String> {
    let mut lines = vec![String::new(), "How it came about".to_owned()];
    for (number, step) in (1..).zip(&working.steps) {
        lines.push(format!("{number:>3}. {}: {}", step.kind, step.formula));
        for read in &step.observations {
            lines.push(format!("       {}", read_words(read)));
        }
        for (sign, numbers) in [(' ', &step.inputs), ('=', &step.results)] {
            for number in numbers {
                lines.push(format!("     {sign} {} {}", number.name, number.value));
            }
        }
        if !step.note.is_empty() {
            lines.push(format!("       {}", step.note));
        }
    }
    lines
}

fn read_words(read: &wire::ReadObservation) -> String {
    let what = format!("{} {} {}", read.area, read.measure, read.period);
    match (read.status.as_str(), read.value) {
        ("", _) => format!("{what}: not recorded"),
        (status, Some(value)) => format!("{what}: {value} ({status}, revision {})", read.revision),
        (status, None) => format!("{what}: none ({status}, revision {})", read.revision),
    }
}
