//! The apostrophe that keeps a text of a CSV file from being taken for a formula.

/// What spreadsheet programs take for the beginning of a formula when they open a CSV file.
const BEGINS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a text is written with an apostrophe before it; one that has some already gets one more,
/// so that reading can take it off again.
pub(crate) fn needs_apostrophe(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(BEGINS_A_FORMULA)
}

/// A text without the apostrophe that it was written with.
pub(crate) fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(bare) if needs_apostrophe(bare) => bare,
        _ => text,
    }
}
