//! The words that explain a template to whoever fills it in.

use peel_model::{MissingReason, Standing};

/// What the notes say, in order: a term with what it means, or a heading with nothing.
pub(crate) fn notes() -> Vec<(&'static str, &'static str)> {
    let mut notes = HOW_TO.to_vec();
    notes.push(("Statuses", ""));
    let standings = Standing::ALL.iter();
    notes.extend(standings.map(|standing| (standing.name(), standing_in_words(*standing))));
    let reasons = MissingReason::ALL.iter();
    notes.extend(reasons.map(|reason| (reason.name(), missing_in_words(*reason))));
    notes.extend(SENDING);
    notes
}

const HOW_TO: [(&str, &str); 7] = [
    ("How to fill in the return", ""),
    (
        "value",
        "A plain number: digits, and a decimal point where one is needed. Zero means that there \
         were none; it does not mean that the number is not known. A formula counts as the number \
         it shows.",
    ),
    (
        "status",
        "Leave it empty for a normal value. Otherwise choose from the list: what each word means \
         is said below.",
    ),
    (
        "months",
        "Only with the status partial: how many of the period's months the value covers.",
    ),
    (
        "reason",
        "Needed with every status other than normal. It is shown beside the value wherever the \
         value is used, so write it for a reader from outside the force.",
    ),
    (
        "last year",
        "What is recorded for the same span a year before, for reference; the note says so where \
         it is for another span, or was not a normal value.",
    ),
    (
        "rows left empty",
        "Count as not answered yet. A return may be sent in several parts, and a value may be \
         sent again to correct it.",
    ),
];

const SENDING: [(&str, &str); 3] = [
    ("Before sending", ""),
    (
        "white cells",
        "Are locked so that they are not changed by accident; there is no password. The file is \
         read by its headings and by the columns measure and period: leave those as they are.",
    ),
    (
        "format",
        "Save as .xlsx without a password, or as CSV in UTF-8.",
    ),
];

const fn standing_in_words(standing: Standing) -> &'static str {
    match standing {
        Standing::Normal => "Nothing special; the same as leaving the status empty.",
        Standing::Provisional => "Will change when more is known.",
        Standing::Estimated => "Worked out from something else than a full count.",
        Standing::Revised => "Replaces a value that was published before.",
        Standing::Partial => "Covers some months of the period only; say how many.",
        Standing::Break => "Counted in another way than before, so not comparable with last year.",
    }
}

const fn missing_in_words(reason: MissingReason) -> &'static str {
    match reason {
        MissingReason::NotSupplied => "It exists, but the force cannot supply it. Give no value.",
        MissingReason::NotApplicable => "It cannot exist in this force. Give no value.",
        MissingReason::Missing => "There is no value, for another reason. Give no value.",
    }
}
