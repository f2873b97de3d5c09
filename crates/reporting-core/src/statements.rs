//! Sentences about comparisons, put together by rule.

use peel_model::{Absent, Band, Comparison, Formula, Indicator, Period, UnitComparison};

use crate::lookup::{Composer, look_of, subject_of, unit_number};
use crate::number::NumberFormat;
use crate::text::Text;
use crate::traced::{Basis, Quantity, TracedNumber};
use crate::wording::{
    Movement, absent_words, flag_words, in_period, list_of, merit_words, movement, no_band_words,
    position_words, the_period,
};

impl Composer<'_> {
    /// What an indicator says of the force in a period.
    pub(crate) fn statement(&mut self, indicator: &Indicator, period: Period) -> Text {
        let (format, unit) = look_of(indicator, None);
        let force = self.force_number(indicator, period, &format);
        let comparator = self.comparator_number(indicator, period, &format);
        let opening = match indicator.formula {
            Formula::Change { months_back, .. } => {
                change_sentence(indicator, period, months_back, &force, &comparator)
            }
            Formula::Tally { .. } => return self.tally_sentence(indicator, period, comparator),
            Formula::Ratio { .. } | Formula::PublishedOnly { .. } => {
                level_sentence(indicator, period, &unit, &force, &comparator)
            }
        };
        let text = match self.own_unit(&indicator.id, period) {
            Some((comparison, own)) => {
                opening.append(self.place_sentences(indicator, comparison, own))
            }
            None => opening,
        };
        if force.is_as_printed() {
            text.then(" These are the figures as printed; without the data behind them the force has no rank and no band.")
        } else {
            text
        }
    }

    /// Where the force stands among the units and against the comparator, and what limits that.
    fn place_sentences(
        &mut self,
        indicator: &Indicator,
        comparison: &Comparison,
        own: &UnitComparison,
    ) -> Text {
        let mut text = Text::words(" ").append(self.band_sentence(comparison, own));
        let whole = self.comparator_subject(Some(comparison)).name;
        if let Ok(funnel) = own.funnel {
            let position = position_words(funnel.position);
            text = text.then(format!(
                " Allowing for chance and for the variation usual between forces, it is \
                 {position} the {whole} value."
            ));
            if let Some(merit) = merit_words(indicator.polarity, funnel.position) {
                let direction = match indicator.polarity {
                    peel_model::Polarity::LowerIsBetter => "lower",
                    _ => "higher",
                };
                text = text.then(format!(
                    " On this indicator {direction} is better, so the force does {merit} than \
                     {whole} as a whole."
                ));
            }
        }
        if let Some(rising) = comparison.rising {
            let (rising, units) = (
                self.counted_number(
                    comparison,
                    self.comparator_subject(Some(comparison)),
                    Quantity::Rising,
                    rising,
                ),
                self.units_number(comparison),
            );
            text = text
                .then(" It rose in ")
                .number(rising)
                .then(" of the ")
                .number(units)
                .then(" forces compared.");
        }
        let flags: Vec<String> = own
            .flags
            .iter()
            .map(|flag| flag_words(flag, comparison.period))
            .collect();
        if flags.is_empty() {
            text
        } else {
            text.then(format!(" To be read with care: {}.", list_of(&flags)))
        }
    }

    /// The band with the rank, or why there is no band.
    fn band_sentence(&mut self, comparison: &Comparison, own: &UnitComparison) -> Text {
        let whole = self.comparator_subject(Some(comparison)).name;
        let opening = match own.band {
            Ok(Band::Highest) => format!("That is one of the highest values in {whole}"),
            Ok(Band::Lowest) => format!("That is one of the lowest values in {whole}"),
            Ok(Band::InLine) => format!("That is broadly in line with other forces in {whole}"),
            Err(reason) => {
                return Text::words(format!("No band is given: {}.", no_band_words(reason)));
            }
        };
        Text::words(format!("{opening} (rank "))
            .append(self.rank_text(comparison, own))
            .then(", where 1 is the highest).")
    }

    /// "20 of 43", with the ties said.
    pub(crate) fn rank_text(&mut self, comparison: &Comparison, own: &UnitComparison) -> Text {
        let rank = self.counted_number(comparison, subject_of(own), Quantity::Rank, own.rank);
        let equal = if own.tied > 1 { " equal" } else { "" };
        Text::default()
            .number(rank)
            .then(format!("{equal} of "))
            .number(self.units_number(comparison))
    }

    /// How many units are compared.
    pub(crate) fn units_number(&mut self, comparison: &Comparison) -> TracedNumber {
        let subject = self.comparator_subject(Some(comparison));
        let listed = u32::try_from(comparison.units.len()).unwrap_or(u32::MAX);
        // A tally lists no units; what it counts is counted out of its denominator.
        let units = match (comparison.rising, &comparison.comparator.value) {
            (Some(_), Ok(known)) if listed == 0 => known.denominator as u32,
            _ => listed,
        };
        self.counted_number(comparison, subject, Quantity::Units, units)
    }

    fn tally_sentence(
        &mut self,
        indicator: &Indicator,
        period: Period,
        rising: TracedNumber,
    ) -> Text {
        let opening = Text::words(format!("{}: ", indicator.title)).number(rising);
        let opening = match self.comparison(&indicator.id, period) {
            Some(comparison) => opening.then(" of ").number(self.units_number(comparison)),
            None => opening,
        };
        opening.then(format!(" {}.", in_period(period)))
    }

    /// What a series says: where it began, where it ended and which way it moved.
    pub(crate) fn series_statement(
        &mut self,
        indicator: &Indicator,
        periods: &[Period],
    ) -> Option<Text> {
        let (first, last) = (*periods.first()?, *periods.last()?);
        let (format, unit) = look_of(indicator, None);
        let from_to = |composer: &mut Self, own: bool| {
            let mut number = |period| {
                if own {
                    composer.force_number(indicator, period, &format)
                } else {
                    composer.comparator_number(indicator, period, &format)
                }
            };
            (number(first), number(last))
        };
        let force = from_to(self, true);
        let whole = from_to(self, false);
        if first == last || force.0.is_absent() || force.1.is_absent() {
            return None;
        }
        let name = whole.1.origin.subject.name.clone();
        let text = Text::words(format!(
            "{}, from {} to {}: ",
            indicator.title,
            the_period(first),
            the_period(last)
        ));
        let text = text
            .append(move_phrase(force, &format))
            .then(unit_words(&unit));
        Some(if whole.0.is_absent() || whole.1.is_absent() {
            text.then(".")
        } else {
            text.then(format!("; {name} "))
                .append(move_phrase(whole, &format))
                .then(".")
        })
    }
}

/// "rose from 70.1 to 72.0", judged by the numbers as they are shown.
fn move_phrase((from, to): (TracedNumber, TracedNumber), format: &NumberFormat) -> Text {
    let change = to.exact.unwrap_or_default() - from.exact.unwrap_or_default();
    let same = from.shown == to.shown || movement(change, format.decimals) == Movement::Unchanged;
    if same {
        return Text::words("stayed at ").number(to);
    }
    let verb = if change > 0.0 { "rose" } else { "fell" };
    Text::words(format!("{verb} from "))
        .number(from)
        .then(" to ")
        .number(to)
}

fn unit_words(unit: &str) -> String {
    if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    }
}

/// A value in a period beside the comparator's.
fn level_sentence(
    indicator: &Indicator,
    period: Period,
    unit: &str,
    force: &TracedNumber,
    comparator: &TracedNumber,
) -> Text {
    let when = in_period(period);
    let unit = unit_words(unit);
    let whole = comparator.origin.subject.name.clone();
    let text = Text::words(format!("{}: ", indicator.title));
    match (&force.basis, comparator.is_absent()) {
        (Basis::Absent { .. }, true) => text.then(format!("no value {when}.")),
        (Basis::Absent { reason }, false) => text
            .then(format!(
                "no value for the force {when} ({}); {whole} ",
                reason.trim_end_matches('.')
            ))
            .number(comparator.clone())
            .then(format!("{unit}.")),
        (_, true) => text.number(force.clone()).then(format!("{unit} {when}.")),
        (_, false) => text
            .number(force.clone())
            .then(format!("{unit} {when}, compared with "))
            .number(comparator.clone())
            .then(format!(" in {whole}.")),
    }
}

/// A change up to a period beside the comparator's.
fn change_sentence(
    indicator: &Indicator,
    period: Period,
    months_back: u16,
    force: &TracedNumber,
    comparator: &TracedNumber,
) -> Text {
    let since = period.earlier(i32::from(months_back)).map_or_else(
        || in_period(period),
        |base| format!("from the {} to the {}", base.in_words(), period.in_words()),
    );
    let whole = comparator.origin.subject.name.clone();
    let text = Text::words(format!("{}: ", indicator.title));
    let text = match &force.basis {
        Basis::Absent { reason } => text.then(format!(
            "no value for the force ({})",
            reason.trim_end_matches('.')
        )),
        Basis::Computed | Basis::AsPrinted => text
            .append(change_phrase(force, indicator.decimals))
            .then(format!(" {since}")),
    };
    if comparator.is_absent() {
        text.then(".")
    } else {
        text.then(", compared with ")
            .append(change_phrase(comparator, indicator.decimals))
            .then(format!(" in {whole}."))
    }
}

/// "a rise of 6.2%": the direction is in the word, so the number carries no sign.
fn change_phrase(number: &TracedNumber, decimals: u8) -> Text {
    let words = match movement(number.exact.unwrap_or_default(), decimals) {
        Movement::Rose => "a rise of ",
        Movement::Fell => "a fall of ",
        Movement::Unchanged => "no change at the decimals shown, ",
    };
    let unsigned = number
        .shown
        .trim_start_matches(['+', '\u{2212}'])
        .to_owned();
    Text::words(words).number(TracedNumber {
        shown: unsigned,
        ..number.clone()
    })
}

/// The note that names the units left out of a comparison, or nothing. Those that are never part
/// of any comparison are told in the annex.
pub(crate) fn left_out_note(comparison: &Comparison) -> Option<String> {
    let left_out: Vec<String> = comparison
        .left_out
        .iter()
        .filter(|left_out| left_out.because != Absent::OutOfScope)
        .map(|left_out| {
            format!(
                "{} ({})",
                left_out.unit.name,
                absent_words(left_out.because)
            )
        })
        .collect();
    (!left_out.is_empty()).then(|| {
        format!(
            "left out of the figure and of the value for the whole: {}.",
            list_of(&left_out)
        )
    })
}

/// The number of a unit with its flags in words; empty words when there are none.
pub(crate) fn flagged_value(
    format: &NumberFormat,
    comparison: &Comparison,
    unit: &UnitComparison,
) -> (TracedNumber, String) {
    let flags: Vec<String> = unit
        .flags
        .iter()
        .map(|flag| flag_words(flag, comparison.period))
        .collect();
    (
        unit_number(format, comparison, unit, Quantity::Value),
        flags.join("; "),
    )
}
