//! An error and everything behind it, in one line.

use std::error::Error;

/// `error` and its chain of causes, joined by colons, on one line. A cause whose text the line
/// already holds is not repeated.
///
/// ```
/// let cause = std::io::Error::other("disk\n is full");
/// assert_eq!(peel_kit::one_line(&cause), "disk is full");
/// ```
pub fn one_line(error: &(dyn Error + 'static)) -> String {
    let mut line = flat(&error.to_string());
    let mut source = error.source();
    while let Some(cause) = source {
        let text = flat(&cause.to_string());
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        source = cause.source();
    }
    line
}

/// `text` with every run of white space around a line break as one space.
pub(crate) fn flat(text: &str) -> String {
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}
