//! Last year's value once more.

use peel_model::{MeasureKind, Severity};

use super::own_past::earlier;
use super::returned::{Returned, comparable};
use super::words::{counted, subject};
use super::{Check, Found};

/// Below this many, the same count twice is no surprise.
const FEWEST_EVENTS: f64 = 100.0;

pub(super) static REPEATS_LAST_YEAR: Check = Check {
    id: "repeats-last-year",
    title: "Exactly last year's value",
    rule: "A count of at least 100 that is exactly that of the same span one year earlier. Two \
           Poisson counts of mean m are the same in about 1 of 2√(πm) cases: 1 in 35 at 100, 1 \
           in 350 at 10,000, and counts that differ by more than chance less often. Levels are \
           not asked about: they may be rounded, or stand still.",
    severity: Severity::Warning,
    find: repeats_last_year,
};

fn repeats_last_year(returned: &Returned<'_>) -> Vec<Found> {
    returned
        .values()
        .filter(|(_, row, value)| {
            *value >= FEWEST_EVENTS && returned.kind(&row.measure) == Some(MeasureKind::Count)
        })
        .filter_map(|(place, row, value)| {
            let period = earlier(row.period, 1)?;
            let before = returned
                .reading(&row.measure, period)
                .and_then(comparable)?;
            before.total_cmp(&value).is_eq().then(|| Found {
                place,
                message: format!(
                    "{}: {}, exactly the same as for {}. Was the earlier value sent again?",
                    subject(returned, row),
                    counted(value, returned.unit(&row.measure)),
                    period.in_words()
                ),
            })
        })
        .collect()
}
