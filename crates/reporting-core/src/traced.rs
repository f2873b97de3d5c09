//! Numbers that carry where they come from.

use peel_model::{IndicatorId, Period, Revision};

/// A number as a reader sees it, with what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct TracedNumber {
    /// Rounded and worded: "66.7", "+6.2%", or a dash.
    pub shown: String,
    /// Unrounded; `None` exactly when there is no value.
    pub exact: Option<f64>,
    /// Whether it was computed here, is repeated as printed, or is absent and why.
    pub basis: Basis,
    /// Where it comes from.
    pub origin: Origin,
}

/// How a number came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Computed from recorded observations.
    Computed,
    /// Repeated as the published report prints it; nothing can be computed.
    AsPrinted,
    /// There is no number.
    Absent {
        /// Why, in words that can stand alone.
        reason: String,
    },
}

impl Basis {
    /// Its name, as data tables spell it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::AsPrinted => "as-printed",
            Self::Absent { .. } => "absent",
        }
    }

    /// Why there is no number; empty when there is one.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Absent { reason } => reason,
            Self::Computed | Self::AsPrinted => "",
        }
    }
}

/// Where a number comes from: enough to ask the same question again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: Period,
    /// Whose number it is.
    pub subject: Subject,
    /// What about the subject it says.
    pub quantity: Quantity,
    /// The newest revision of the data behind it; `None` when nothing was recorded.
    pub revision: Option<Revision>,
}

/// Whose number it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The unit's identifier, or `england-and-wales`, or the peer group's.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What a number says about its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// The indicator's value.
    Value,
    /// The rank: 1 for the highest value.
    Rank,
    /// How many units are compared.
    Units,
    /// How many units rose.
    Rising,
    /// Computed less printed.
    Difference,
    /// What the indicator's value was divided by.
    Denominator,
}

impl Quantity {
    /// Its name, as data tables spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Rank => "rank",
            Self::Units => "units",
            Self::Rising => "rising",
            Self::Difference => "difference",
            Self::Denominator => "denominator",
        }
    }
}

impl TracedNumber {
    /// Whether there is no value.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.exact.is_none()
    }

    /// Whether it is repeated as printed.
    #[must_use]
    pub fn is_as_printed(&self) -> bool {
        self.basis == Basis::AsPrinted
    }

    /// How it came about, in words: what a reader sees who asks a number where it comes from.
    #[must_use]
    pub fn account(&self) -> String {
        let Origin {
            indicator,
            period,
            subject,
            quantity,
            revision,
        } = &self.origin;
        let of_what = match quantity {
            Quantity::Value => String::new(),
            other => format!("{} on ", other.name()),
        };
        let question = format!(
            "{of_what}{indicator}, {}, {}",
            period.in_words(),
            subject.name
        );
        match (&self.basis, revision) {
            (Basis::Absent { reason }, _) => format!("No value ({question}): {reason}"),
            (Basis::AsPrinted, _) => format!("As printed in the published report: {question}"),
            (Basis::Computed, Some(revision)) => {
                format!("Computed: {question}, data revision {revision}")
            }
            (Basis::Computed, None) => format!("Computed: {question}"),
        }
    }
}
