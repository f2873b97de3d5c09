//! Model values as columns and back.

use peel_model::{MissingReason, Period, Reading, Revision, Standing};

use crate::trouble::{Tried, Trouble};

/// A revision's number as databases count. Revisions are never above what fits.
pub(crate) fn number(revision: Revision) -> i64 {
    i64::try_from(revision.number()).unwrap_or(i64::MAX)
}

/// A number read from the database.
pub(crate) fn revision(number: i64) -> Tried<Revision> {
    u64::try_from(number)
        .ok()
        .and_then(Revision::new)
        .ok_or_else(|| Trouble::senseless(format!("{number} is not a revision")))
}

/// Parses what was text in the database.
pub(crate) fn parsed<T: std::str::FromStr>(text: &str) -> Tried<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse()
        .map_err(|error: T::Err| Trouble::senseless(error))
}

/// A value of a closed set that was its name in the database.
pub(crate) fn named<T>(name: &str, from_name: fn(&str) -> Option<T>) -> Tried<T> {
    from_name(name).ok_or_else(|| Trouble::senseless(format!("\"{name}\" is not a known name")))
}

/// Whole numbers that the database holds as signed ones.
pub(crate) fn unsigned<T: TryFrom<i64>>(number: i64) -> Tried<T> {
    T::try_from(number)
        .map_err(|_| Trouble::senseless(format!("{number} is out of its column's bounds")))
}

/// A period as one number that sorts as periods do: its last day as `YYYYMMDD`, then its months
/// in four digits. `201606300012` is the 12 months to 30 June 2016, `201607010000` a day.
pub(crate) fn period_number(period: Period) -> i64 {
    let (year, month, day) = period.last_day();
    let date = i64::from(year) * 10_000 + i64::from(month) * 100 + i64::from(day);
    date * 10_000 + i64::from(period.months().unwrap_or(0))
}

/// The period of a number.
pub(crate) fn period(number: i64) -> Tried<Period> {
    let part = |divisor: i64, modulus: i64| number / divisor % modulus;
    let decoded = || {
        let year = i16::try_from(number / 100_000_000).ok()?;
        let month = i8::try_from(part(1_000_000, 100)).ok()?;
        let day = i8::try_from(part(10_000, 100)).ok()?;
        let months = u16::try_from(part(1, 10_000)).ok()?;
        let period = match months {
            0 => Period::day(year, month, day),
            months => Period::months_to(months, year, month),
        };
        // Refuses what would not be written again: a span that ends within a month.
        period
            .ok()
            .filter(|period| period_number(*period) == number)
    };
    decoded().ok_or_else(|| Trouble::senseless(format!("{number} is not a period")))
}

/// The letter of a reading's status in the SDMX code list `CL_OBS_STATUS`.
pub(crate) fn status_letter(reading: Reading) -> &'static str {
    match reading {
        Reading::Present { standing, .. } => standing_letter(standing),
        Reading::Missing(reason) => reason_letter(reason),
    }
}

/// The reading of a value and a letter.
pub(crate) fn reading(value: Option<f64>, letter: &str) -> Tried<Reading> {
    let standing = Standing::ALL
        .iter()
        .find(|it| standing_letter(**it) == letter);
    let reason = MissingReason::ALL
        .iter()
        .find(|it| reason_letter(**it) == letter);
    let status = standing.map(|it| it.name()).or(reason.map(|it| it.name()));
    let status =
        status.ok_or_else(|| Trouble::senseless(format!("\"{letter}\" is not a status")))?;
    Reading::new(value, status).map_err(Trouble::senseless)
}

fn standing_letter(standing: Standing) -> &'static str {
    match standing {
        Standing::Normal => "A",
        Standing::Provisional => "P",
        Standing::Estimated => "E",
        Standing::Revised => "R",
        Standing::Partial => "K",
        Standing::Break => "B",
    }
}

fn reason_letter(reason: MissingReason) -> &'static str {
    match reason {
        MissingReason::NotSupplied => "L",
        MissingReason::NotApplicable => "M",
        MissingReason::Missing => "O",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_periods_number_can_be_read_by_a_person() {
        let check = |text: &str, number: i64| {
            let it: Period = text.parse().unwrap();
            assert_eq!(period_number(it), number, "{text}");
            assert_eq!(period(number).unwrap(), it, "{text}");
        };
        check("12m-to-2016-06", 201606300012);
        check("3m-to-2016-02", 201602290003);
        check("at-2016-07-01", 201607010000);
    }

    #[test]
    fn numbers_that_were_never_written_are_refused() {
        for number in [0, -1, 201606290012, 201613010000, 201606309999, i64::MAX] {
            assert!(period(number).is_err(), "{number}");
        }
    }

    #[test]
    fn every_status_has_a_letter_of_its_own() {
        let present = Standing::ALL.iter().map(|it| (Some(1.0), it.name()));
        let missing = MissingReason::ALL.iter().map(|it| (None, it.name()));
        for (value, status) in present.chain(missing) {
            let written = Reading::new(value, status).unwrap();
            assert_eq!(
                reading(value, status_letter(written)).unwrap(),
                written,
                "{status}"
            );
        }
        assert!(reading(Some(1.0), "?").is_err());
        assert!(reading(None, "A").is_err());
    }

    proptest! {
        #[test]
        fn numbers_sort_as_periods_do(
            a in (1u16..=1200, 1800i16..=2200, 1i8..=12),
            b in (1u16..=1200, 1800i16..=2200, 1i8..=12),
        ) {
            let [a, b] = [a, b].map(|(n, year, month)| Period::months_to(n, year, month).unwrap());
            prop_assert_eq!(period_number(a).cmp(&period_number(b)), a.cmp(&b));
        }
    }
}
