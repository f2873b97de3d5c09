//! Lines of enquiry: what the figures ask inspectors to look at. Never a grade.

use crate::{ComparatorKind, Comparison, IndicatorId, MethodVersion, Period, Revision, Series};

/// Something in the figures that is worth asking about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineOfEnquiry {
    /// What kind of thing it is.
    pub kind: EnquiryKind,
    /// The indicator it is about; of two, the first.
    pub indicator: IndicatorId,
    /// Why it is worth asking, in words.
    pub reason: String,
    /// Whether the indicator's polarity makes it better or worse; `None` where it makes it
    /// neither.
    pub merit: Option<Merit>,
    /// The data behind it; at least one.
    pub based_on: Vec<ComparisonReference>,
}

named! {
    /// What kind of thing in the figures asks for a look.
    EnquiryKind {
        /// One of the highest or lowest.
        Band = "band",
        /// Outside the corrected funnel limits.
        Significance = "significance",
        /// Rising or falling, more than chance explains.
        Trend = "trend",
        /// A lasting change of level.
        StepChange = "step-change",
        /// Two related indicators do not tell the same story.
        Disagreement = "disagreement",
    }
}

named! {
    /// What an indicator's polarity makes of a difference.
    Merit {
        /// The better side.
        Better = "better",
        /// The worse side.
        Worse = "worse",
    }
}

/// Which comparison or series something rests on: enough to ask for it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComparisonReference {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period; of a series, the last.
    pub period: Period,
    /// Whom units are compared with.
    pub comparator: ComparatorKind,
    /// The newest revision of any measure involved.
    pub revision: Option<Revision>,
    /// The method followed.
    pub method: MethodVersion,
}

impl From<&Comparison> for ComparisonReference {
    fn from(comparison: &Comparison) -> Self {
        Self {
            indicator: comparison.indicator.clone(),
            period: comparison.period,
            comparator: comparison.comparator.kind.clone(),
            revision: comparison.revision,
            method: comparison.method.clone(),
        }
    }
}

impl ComparisonReference {
    /// A series' reference, by its last point; `None` for a series without points.
    #[must_use]
    pub fn of_series(series: &Series) -> Option<Self> {
        let last = series.points.last()?;
        Some(Self {
            indicator: series.indicator.clone(),
            period: last.period,
            comparator: series.comparator.clone(),
            revision: series.revision,
            method: series.method.clone(),
        })
    }
}
