//! A change that is unlike the force's own past.

use peel_model::{Observation, Period, Reading, Severity, Standing};

use super::chance::beyond_chance;
use super::first_time::is_first_zero;
use super::returned::{Returned, comparable};
use super::robust::Usual;
use super::words::{change, counted, exact, subject};
use super::{Check, Found};

/// How many years before a span are looked at.
const YEARS: i32 = 6;
/// From how many earlier yearly changes on they tell what is usual.
const FEWEST_CHANGES: usize = 3;
/// The smallest ratio of two years worth a question, the other way round for a fall: a rise by a
/// half, or a fall by a third.
const SMALLEST_RATIO: f64 = 1.5;

pub(super) static UNLIKE_OWN_PAST: Check = Check {
    id: "unlike-own-past",
    title: "Notably different from the force's own past",
    rule: "A value is held against the same span one year earlier. It speaks when all of these \
           hold. (1) Chance: the two differ by more than Poisson counts do in 99.8% of cases, \
           with Anscombe's square root for small counts (Anscombe 1948, Biometrika 35:246-254; \
           Huffman 1984, Applied Statistics 33:224-226). (2) Size: it rose by a half or more, \
           or fell by a third or more. (3) Habit: where the 6 years before give at least 3 \
           yearly changes, this one is further from their median than 3.5 times 1.4826 times \
           their median absolute deviation (Iglewicz and Hoaglin 1993), on the logarithm of the \
           ratio with half an event added to each count, so that 0 has one. Spans longer than a \
           year are held against the one before. Years whose value is missing, declared \
           estimated or partial, or a negative correction, are passed over, as is all before a \
           break in the series. A first zero is asked about by first-zero alone.",
    severity: Severity::Warning,
    find: unlike_own_past,
};

fn unlike_own_past(returned: &Returned<'_>) -> Vec<Found> {
    returned
        .values()
        .filter(|(_, row, value)| !is_first_zero(returned, row, *value))
        .filter_map(|(place, row, value)| {
            let years = earlier_years(returned, row);
            let before = years.first().copied().flatten()?;
            let changes = changes(&years);
            is_unlike(value, before, &changes).then(|| Found {
                place,
                message: question(returned, row, value, before, &changes),
            })
        })
        .collect()
}

fn is_unlike(now: f64, before: f64, changes: &[f64]) -> bool {
    let sizeable = now >= before * SMALLEST_RATIO || before >= now * SMALLEST_RATIO;
    let usual = Usual::of(changes).filter(|_| changes.len() >= FEWEST_CHANGES);
    sizeable
        && beyond_chance(now, before)
        && usual.is_none_or(|usual| usual.is_outlying(ratio(now, before).ln()))
}

/// Half an event more on both sides, so that a count of zero has a logarithm.
fn ratio(now: f64, before: f64) -> f64 {
    (now + 0.5) / (before + 0.5)
}

/// The logarithms of the ratios of years next to each other.
fn changes(years: &[Option<f64>]) -> Vec<f64> {
    let years_apart = years.windows(2);
    years_apart
        .filter_map(|pair| match pair {
            [Some(later), Some(earlier)] => Some(ratio(*later, *earlier).ln()),
            _ => None,
        })
        .collect()
}

/// The same span in earlier years, the latest first, back to a break in the series.
fn earlier_years(returned: &Returned<'_>, row: &Observation) -> Vec<Option<f64>> {
    let mut years = Vec::new();
    if is_break(row.reading) {
        return years;
    }
    for year in 1..=YEARS {
        let reading =
            earlier(row.period, year).and_then(|period| returned.reading(&row.measure, period));
        let value = reading.and_then(comparable);
        years.push(value.filter(|value| *value >= 0.0));
        if reading.is_some_and(is_break) {
            break;
        }
    }
    years
}

/// The span that lies `times` years earlier, or for a span longer than a year so many whole years
/// that the two do not overlap.
pub(super) fn earlier(period: Period, times: i32) -> Option<Period> {
    let months = i32::from(period.months().unwrap_or(1));
    let years_apart = (months + 11) / 12;
    period.earlier(12 * years_apart * times)
}

pub(super) fn is_break(reading: Reading) -> bool {
    matches!(
        reading,
        Reading::Present {
            standing: Standing::Break,
            ..
        }
    )
}

fn in_brackets(period: Option<Period>) -> String {
    period.map_or_else(String::new, |period| format!(" ({})", period.in_words()))
}

fn question(
    returned: &Returned<'_>,
    row: &Observation,
    now: f64,
    before: f64,
    changes: &[f64],
) -> String {
    let begin = format!(
        "{}: {}, after {}{}",
        subject(returned, row),
        counted(now, returned.unit(&row.measure)),
        exact(before),
        in_brackets(earlier(row.period, 1)),
    );
    let by = if before > 0.0 {
        format!(", a change of {}", change(now / before))
    } else {
        String::new()
    };
    let least = changes.iter().copied().min_by(f64::total_cmp);
    let most = changes.iter().copied().max_by(f64::total_cmp);
    let habit = match (least, most) {
        (Some(least), Some(most)) if changes.len() >= FEWEST_CHANGES => format!(
            ". In {} earlier years it changed by {} to {}",
            changes.len(),
            change(least.exp()),
            change(most.exp())
        ),
        _ => String::new(),
    };
    format!("{begin}{by}{habit}. What happened?")
}
