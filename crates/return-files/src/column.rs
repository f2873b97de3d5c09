//! The columns of a template and the words around them, the same in every format.

/// A column of the template, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Measure,
    Title,
    Unit,
    Period,
    InWords,
    LastYear,
    Value,
    Status,
    Months,
    Reason,
    Note,
}

impl Column {
    pub(crate) const ALL: [Self; 11] = [
        Self::Measure,
        Self::Title,
        Self::Unit,
        Self::Period,
        Self::InWords,
        Self::LastYear,
        Self::Value,
        Self::Status,
        Self::Months,
        Self::Reason,
        Self::Note,
    ];

    /// Without these nothing can be read; the others are for people.
    pub(crate) const READ: [Self; 6] = [
        Self::Measure,
        Self::Period,
        Self::Value,
        Self::Status,
        Self::Months,
        Self::Reason,
    ];

    /// Those that the force fills in.
    pub(crate) const FILLED_IN: [Self; 4] = [Self::Value, Self::Status, Self::Months, Self::Reason];

    /// Its heading.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Title => "title",
            Self::Unit => "unit",
            Self::Period => "period",
            Self::InWords => "period in words",
            Self::LastYear => "last year",
            Self::Value => "value",
            Self::Status => "status",
            Self::Months => "months",
            Self::Reason => "reason",
            Self::Note => "note",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|column| column.name().eq_ignore_ascii_case(name))
    }

    /// Its place from the left, from 0, in a template as written.
    pub(crate) const fn index(self) -> u16 {
        self as u16
    }
}

/// What the row of the edition begins with.
pub(crate) const EDITION: &str = "edition";

/// What the row of the force begins with.
pub(crate) const FORCE: &str = "force";

/// The sheet that is filled in.
pub(crate) const RETURN_SHEET: &str = "Return";

/// The status that a value without one has.
pub(crate) const NORMAL: &str = "normal";
