//! Words chosen by rule. Position is never called merit: only an indicator's polarity does that.

use peel_model::{
    Absent, Band, ExclusionId, FindingKind, FindingState, Flag, FunnelPosition, NoBand, Period,
    Polarity, ReconciliationStatus, Treatment,
};

use crate::number::rounded;

/// A band, so that "It is … in England and Wales" reads on.
#[must_use]
pub fn band_words(band: Band) -> &'static str {
    match band {
        Band::Highest => "one of the highest",
        Band::InLine => "broadly in line with",
        Band::Lowest => "one of the lowest",
    }
}

/// Why there is no band.
#[must_use]
pub fn no_band_words(reason: NoBand) -> &'static str {
    match reason {
        NoBand::TooFewUnits => "fewer than eight units are compared",
        NoBand::Ties => "ties make it one of the highest and one of the lowest at once",
    }
}

/// A place in the funnel, so that "It is … the England and Wales value" reads on.
#[must_use]
pub fn position_words(position: FunnelPosition) -> &'static str {
    match position {
        FunnelPosition::BelowOuter => "well below",
        FunnelPosition::BelowInner => "below",
        FunnelPosition::Within => "in line with",
        FunnelPosition::AboveInner => "above",
        FunnelPosition::AboveOuter => "well above",
    }
}

/// "better" or "worse" than the comparator; `None` where the indicator has no polarity or the
/// difference is within the funnel.
#[must_use]
pub fn merit_words(polarity: Polarity, position: FunnelPosition) -> Option<&'static str> {
    let above = match position {
        FunnelPosition::Within => return None,
        FunnelPosition::AboveInner | FunnelPosition::AboveOuter => true,
        FunnelPosition::BelowInner | FunnelPosition::BelowOuter => false,
    };
    match polarity {
        Polarity::Neither => None,
        Polarity::HigherIsBetter if above => Some("better"),
        Polarity::LowerIsBetter if !above => Some("better"),
        Polarity::HigherIsBetter | Polarity::LowerIsBetter => Some("worse"),
    }
}

/// What a value that changed did, at the decimals at which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// It rose.
    Rose,
    /// It fell.
    Fell,
    /// It is the same as far as the decimals show.
    Unchanged,
}

/// What a change did. What rounds to nothing is no change.
#[must_use]
pub fn movement(change: f64, decimals: u8) -> Movement {
    let shows_zero = !rounded(change, decimals)
        .bytes()
        .any(|digit| (b'1'..=b'9').contains(&digit));
    if shows_zero {
        Movement::Unchanged
    } else if change > 0.0 {
        Movement::Rose
    } else {
        Movement::Fell
    }
}

/// Why something is absent, so that "There is no value: …" reads on.
#[must_use]
pub fn absent_words(reason: Absent) -> &'static str {
    match reason {
        Absent::NotSupplied => "not supplied",
        Absent::Excluded => "supplied, but left out by decision",
        Absent::OutOfScope => "never part of a comparison",
        Absent::ZeroDenominator => "there is nothing to divide by",
        Absent::NegativeCount => "corrections outweigh what was counted",
        Absent::PartExceedsWhole => "a part is larger than its whole",
        Absent::NoUnits => "no force could be included",
        Absent::PublishedOnly => "known only as printed",
        Absent::NotApplicable => "does not apply to this kind of figure",
        Absent::NotRecorded => "not recorded for this period",
        Absent::OwnComparator => "the force would be compared with itself",
    }
}

/// What a reader must know of a value, in a few words.
#[must_use]
pub fn flag_words(flag: &Flag, period: Period) -> String {
    match flag {
        Flag::Partial { months } => match period.months() {
            Some(all) => format!(
                "covers {months} of {}",
                counted(all.into(), "month", "months")
            ),
            None => format!("covers {}", counted((*months).into(), "month", "months")),
        },
        Flag::Estimated => "estimated".to_owned(),
        Flag::Provisional => "provisional".to_owned(),
        Flag::Revised => "revised".to_owned(),
        Flag::Break => "not comparable with earlier values".to_owned(),
        Flag::Merged => "forces counted as one".to_owned(),
        Flag::Flagged(decision) => flagged_words(decision),
        Flag::SmallNumber => "fewer than five events".to_owned(),
    }
}

fn flagged_words(decision: &ExclusionId) -> String {
    format!("see decision {decision} in the annex")
}

/// What a decision does with a force's value, in a few words.
#[must_use]
pub fn treatment_words(treatment: &Treatment) -> String {
    match treatment {
        Treatment::Exclude => "left out by decision, although supplied".to_owned(),
        Treatment::NotSupplied => "left out, because nothing was supplied".to_owned(),
        Treatment::OutOfScope => "never part of a comparison".to_owned(),
        Treatment::Merge { name, .. } => format!("counted as one, named {name}"),
        Treatment::Partial { months } => {
            format!(
                "kept, covering {}",
                counted((*months).into(), "month", "months")
            )
        }
        Treatment::Estimated => "kept, as an estimate".to_owned(),
        Treatment::Revised => "kept, as revised".to_owned(),
        Treatment::Flag => "kept, with a warning".to_owned(),
        Treatment::Note => "noted".to_owned(),
    }
}

/// The kind of one finding or of several.
#[must_use]
pub fn kind_words(kind: FindingKind, how_many: usize) -> &'static str {
    match (kind, how_many == 1) {
        (FindingKind::CauseOfConcern, true) => "Cause of concern",
        (FindingKind::CauseOfConcern, false) => "Causes of concern",
        (FindingKind::Recommendation, true) => "Recommendation",
        (FindingKind::Recommendation, false) => "Recommendations",
        (FindingKind::AreaForImprovement, true) => "Area for improvement",
        (FindingKind::AreaForImprovement, false) => "Areas for improvement",
        (FindingKind::Strength, true) => "Strength",
        (FindingKind::Strength, false) => "Strengths",
    }
}

/// What has become of a finding.
#[must_use]
pub fn state_words(state: FindingState) -> &'static str {
    match state {
        FindingState::New => "New",
        FindingState::Enduring => "Still open",
        FindingState::Alleviated => "Alleviated",
        FindingState::Progress => "Progress, closure not stated",
        FindingState::Overdue => "Overdue",
    }
}

/// Whether a printed figure comes out again.
#[must_use]
pub fn reconciliation_words(status: ReconciliationStatus) -> &'static str {
    match status {
        ReconciliationStatus::Reproduced => "Reproduced",
        ReconciliationStatus::Differs => "Differs",
        ReconciliationStatus::PublishedOnly => "Cannot be computed",
    }
}

/// When, so that a sentence reads on: "in the 12 months to 30 June 2016", "as at 1 July 2016".
#[must_use]
pub fn in_period(period: Period) -> String {
    match period.months() {
        Some(_) => format!("in the {}", period.in_words()),
        None => format!("as at {}", period.in_words()),
    }
}

/// "the 12 months to 30 June 2016", "1 July 2016".
#[must_use]
pub fn the_period(period: Period) -> String {
    match period.months() {
        Some(_) => format!("the {}", period.in_words()),
        None => period.in_words(),
    }
}

/// "1 force", "3 forces".
#[must_use]
pub fn counted(number: usize, singular: &str, plural: &str) -> String {
    if number == 1 {
        format!("1 {singular}")
    } else {
        format!("{number} {plural}")
    }
}

/// "a", "a and b", "a, b and c".
#[must_use]
pub fn list_of<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The text ending as a sentence does.
#[must_use]
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.trim_end_matches([')', '\u{201d}', '"']).chars().last() {
        None => text.to_owned(),
        Some('.' | '!' | '?') => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}

/// The text beginning as a sentence does.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => first.to_uppercase().chain(letters).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_better_or_worse_unless_the_indicator_says_which_way_is() {
        use FunnelPosition::{AboveInner, AboveOuter, BelowInner, BelowOuter, Within};
        let check = |polarity, position, expected| {
            assert_eq!(
                merit_words(polarity, position),
                expected,
                "{polarity} {position}"
            );
        };
        for position in [BelowOuter, BelowInner, Within, AboveInner, AboveOuter] {
            check(Polarity::Neither, position, None);
        }
        check(Polarity::HigherIsBetter, AboveOuter, Some("better"));
        check(Polarity::HigherIsBetter, AboveInner, Some("better"));
        check(Polarity::HigherIsBetter, Within, None);
        check(Polarity::HigherIsBetter, BelowInner, Some("worse"));
        check(Polarity::LowerIsBetter, BelowOuter, Some("better"));
        check(Polarity::LowerIsBetter, AboveInner, Some("worse"));
        check(Polarity::LowerIsBetter, Within, None);
    }

    #[test]
    fn a_change_that_rounds_to_nothing_is_no_change() {
        let check = |change, decimals, expected| {
            assert_eq!(
                movement(change, decimals),
                expected,
                "{change} at {decimals}"
            );
        };
        check(0.05, 1, Movement::Rose);
        check(0.049, 1, Movement::Unchanged);
        check(-0.049, 1, Movement::Unchanged);
        check(-0.05, 1, Movement::Fell);
        check(0.0, 1, Movement::Unchanged);
        check(0.4, 0, Movement::Unchanged);
        check(0.5, 0, Movement::Rose);
    }

    #[test]
    fn numbers_of_things_agree_with_their_nouns() {
        let check = |number, expected: &str| {
            assert_eq!(counted(number, "force", "forces"), expected);
        };
        check(0, "0 forces");
        check(1, "1 force");
        check(2, "2 forces");
        assert_eq!(
            kind_words(FindingKind::AreaForImprovement, 1),
            "Area for improvement"
        );
        assert_eq!(
            kind_words(FindingKind::AreaForImprovement, 2),
            "Areas for improvement"
        );
        assert_eq!(
            kind_words(FindingKind::CauseOfConcern, 3),
            "Causes of concern"
        );
    }

    #[test]
    fn lists_and_sentences_read_as_written_by_hand() {
        let check = |items: &[&str], expected: &str| assert_eq!(list_of(items), expected);
        check(&[], "");
        check(&["a"], "a");
        check(&["a", "b"], "a and b");
        check(&["a", "b", "c"], "a, b and c");
        assert_eq!(sentence("It stays"), "It stays.");
        assert_eq!(sentence("Does it? "), "Does it?");
        assert_eq!(sentence("(It ends.)"), "(It ends.)");
        assert_eq!(sentence("It ends (here)"), "It ends (here).");
        assert_eq!(sentence(" "), "");
        assert_eq!(capitalised("ångström"), "Ångström");
    }

    #[test]
    fn a_value_for_part_of_a_period_says_which_part() {
        let year: Period = "12m-to-2016-06".parse().unwrap();
        let day: Period = "at-2016-07-01".parse().unwrap();
        let partial = Flag::Partial { months: 8 };
        assert_eq!(flag_words(&partial, year), "covers 8 of 12 months");
        assert_eq!(flag_words(&partial, day), "covers 8 months");
        assert_eq!(
            flag_words(&Flag::SmallNumber, year),
            "fewer than five events"
        );
        assert_eq!(in_period(year), "in the 12 months to 30 June 2016");
        assert_eq!(in_period(day), "as at 1 July 2016");
    }
}
