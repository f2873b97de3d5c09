//! What stands in data tables where there is no number.
//!
//! Government Analysis Function, "Symbols in tables, definitions and help": the same signs in every
//! official table, and a table's notes say what they mean.

/// A number that is not available; why stands beside it.
pub(crate) const NOT_AVAILABLE: &str = "[x]";

/// Nothing could stand here.
pub(crate) const NOT_APPLICABLE: &str = "[z]";

/// A number that is not nothing, but is once it is rounded.
pub(crate) const LOW: &str = "[low]";

/// The signs and what they mean.
pub(crate) const SHORTHAND: [(&str, &str); 3] = [
    (
        NOT_AVAILABLE,
        "not available; the column with remarks says why",
    ),
    (NOT_APPLICABLE, "not applicable"),
    (LOW, "rounds to zero, but is not zero"),
];
