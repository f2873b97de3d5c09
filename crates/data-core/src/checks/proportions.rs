//! Proportions above one.

use std::collections::BTreeSet;

use peel_model::{Formula, MeasureId, Period, RatioKind, Severity};

use super::returned::Returned;
use super::wholes::exceeds;
use super::words::{exact, of_period};
use super::{Check, Found};

pub(super) static PROPORTION_OVER_100: Check = Check {
    id: "proportion-over-100",
    title: "A proportion over 100%",
    rule: "The numerator of each of the edition's proportions is not above its denominator, read \
           for the period that the indicator reads it for, where both are known. Values declared \
           missing, estimated or partial take no part.",
    severity: Severity::Error,
    find: proportion_over_100,
};

fn proportion_over_100(returned: &Returned<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    // Indicators that share numerator and denominator say it once.
    let mut said = BTreeSet::new();
    for indicator in &returned.edition().indicators {
        let Formula::Ratio {
            numerator,
            denominator,
            denominator_period,
            kind: RatioKind::Proportion,
        } = &indicator.formula
        else {
            continue;
        };
        for period in returned.periods(numerator) {
            let base = denominator_period.for_numerator(period);
            if said.insert((numerator, period, denominator, base)) {
                found.extend(over(returned, (numerator, period), (denominator, base)));
            }
        }
    }
    found
}

fn over(
    returned: &Returned<'_>,
    part: (&MeasureId, Period),
    whole: (&MeasureId, Period),
) -> Option<Found> {
    let place = [part, whole]
        .into_iter()
        .find_map(|(measure, period)| returned.place(measure, period))?;
    let numerator = returned.value(part.0, part.1).known()?;
    let denominator = returned.value(whole.0, whole.1).known()?;
    exceeds(numerator, denominator).then(|| Found {
        place,
        message: format!(
            "{}: {}, which is more than all of {}: {}; correct one of them",
            of_period(returned.title(part.0), part.1),
            exact(numerator),
            of_period(returned.title(whole.0), whole.1),
            exact(denominator)
        ),
    })
}
