//! Periods: spans of whole months, and single days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// When something was counted: a span of whole months, or one day.
///
/// Its text form can be typed by hand: `12m-to-2016-06` is the 12 months to 30 June 2016,
/// `at-2016-07-01` is the day 1 July 2016.
///
/// ```
/// use peel_model::Period;
/// let year: Period = "12m-to-2016-06".parse().unwrap();
/// assert_eq!(year.in_words(), "12 months to 30 June 2016");
/// assert_eq!(year.to_string(), "12m-to-2016-06");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    // The last day first: periods sort by when they end, then by length.
    last_day: Date,
    months: u16,
}

/// Seconds in a day of UTC.
const SECONDS_A_DAY: i64 = 86_400;

/// The longest span accepted, in months: a century.
pub const LONGEST_SPAN: u16 = 1200;

/// Why a text or pair of values is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{text}\" is not a period: write a span as 12m-to-2016-06 (1 to {LONGEST_SPAN} months to \
     the end of a month) or a day as at-2016-07-01, between the years 1800 and 2200"
)]
pub struct InvalidPeriod {
    /// What was given, cut to its first 60 characters.
    pub text: String,
}

impl Period {
    /// The span of `months` whole months that ends with the given month.
    ///
    /// # Errors
    /// [`InvalidPeriod`] when the month does not exist or the span is empty or too long.
    pub fn months_to(months: u16, year: i16, month: i8) -> Result<Self, InvalidPeriod> {
        let invalid = || InvalidPeriod {
            text: format!("{months}m-to-{year:04}-{month:02}"),
        };
        if !(1..=LONGEST_SPAN).contains(&months) || !(1800..=2200).contains(&year) {
            return Err(invalid());
        }
        let first = Date::new(year, month, 1).map_err(|_| invalid())?;
        Ok(Self {
            last_day: first.last_of_month(),
            months,
        })
    }

    /// One day.
    ///
    /// # Errors
    /// [`InvalidPeriod`] when the day does not exist.
    pub fn day(year: i16, month: i8, day: i8) -> Result<Self, InvalidPeriod> {
        let invalid = || InvalidPeriod {
            text: format!("at-{year:04}-{month:02}-{day:02}"),
        };
        if !(1800..=2200).contains(&year) {
            return Err(invalid());
        }
        let last_day = Date::new(year, month, day).map_err(|_| invalid())?;
        Ok(Self {
            last_day,
            months: 0,
        })
    }

    /// The day of a moment, in UTC; `None` outside the accepted years.
    ///
    /// `at` is in seconds since 1970-01-01 00:00 UTC.
    ///
    /// ```
    /// use peel_model::Period;
    /// assert_eq!(Period::day_of(1_900_000_000).unwrap().in_words(), "17 March 2030");
    /// ```
    #[must_use]
    pub fn day_of(at: i64) -> Option<Self> {
        let days = i32::try_from(at.div_euclid(SECONDS_A_DAY)).ok()?;
        let first = Date::new(1970, 1, 1).ok()?;
        let day = first.checked_add(Span::new().try_days(days).ok()?).ok()?;
        Self::day(day.year(), day.month(), day.day()).ok()
    }

    /// Its length in whole months, or `None` for a day.
    #[must_use]
    pub fn months(self) -> Option<u16> {
        (self.months > 0).then_some(self.months)
    }

    /// Its last day: (year, month, day).
    #[must_use]
    pub fn last_day(self) -> (i16, i8, i8) {
        (
            self.last_day.year(),
            self.last_day.month(),
            self.last_day.day(),
        )
    }

    /// The consecutive spans of `months` months that make up this span, oldest first.
    ///
    /// `None` for a day, or when the length is not a whole multiple of `months`.
    ///
    /// ```
    /// use peel_model::Period;
    /// let year: Period = "12m-to-2018-03".parse().unwrap();
    /// let quarters: Vec<_> = year.parts(3).unwrap().iter().map(Period::to_string).collect();
    /// assert_eq!(quarters, ["3m-to-2017-06", "3m-to-2017-09", "3m-to-2017-12", "3m-to-2018-03"]);
    /// ```
    #[must_use]
    pub fn parts(self, months: u16) -> Option<Vec<Self>> {
        if months == 0 || self.months == 0 || !self.months.is_multiple_of(months) {
            return None;
        }
        let count = self.months / months;
        (0..count)
            .rev()
            .map(|back| {
                self.earlier(i32::from(back) * i32::from(months))
                    .map(|p| p.lasting(months))
            })
            .collect()
    }

    /// The same length, `months` earlier. `None` outside the accepted years.
    #[must_use]
    pub fn earlier(self, months: i32) -> Option<Self> {
        let back: Span = months.months();
        let moved = self.last_day.checked_sub(back).ok()?;
        if !(1800..=2200).contains(&moved.year()) {
            return None;
        }
        let last_day = if self.months > 0 {
            moved.last_of_month()
        } else {
            moved
        };
        Some(Self {
            last_day,
            months: self.months,
        })
    }

    /// The last 30 June at or before this span's midpoint: the mid-year estimate of population
    /// that stands for the span. For a day, the last 30 June at or before it.
    ///
    /// ```
    /// use peel_model::Period;
    /// let check = |period: &str, mid_year: &str| {
    ///     assert_eq!(period.parse::<Period>().unwrap().mid_year().to_string(), mid_year);
    /// };
    /// check("12m-to-2016-06", "at-2015-06-30");
    /// check("12m-to-2016-03", "at-2015-06-30");
    /// check("12m-to-2016-12", "at-2016-06-30");
    /// check("at-2016-07-01", "at-2016-06-30");
    /// ```
    #[must_use]
    pub fn mid_year(self) -> Self {
        let half = i32::from(self.months / 2);
        let midpoint = self.earlier(half).unwrap_or(self).last_day;
        let june = jiff::civil::date(midpoint.year(), 6, 30);
        let year = if midpoint >= june {
            midpoint.year()
        } else {
            midpoint.year() - 1
        };
        Self {
            last_day: jiff::civil::date(year, 6, 30),
            months: 0,
        }
    }

    fn lasting(self, months: u16) -> Self {
        Self { months, ..self }
    }

    /// The period in words, as a report says it: "12 months to 30 June 2016", "1 July 2016".
    #[must_use]
    pub fn in_words(self) -> String {
        let day = self.last_day.strftime("%-d %B %Y");
        match self.months {
            0 => day.to_string(),
            1 => format!("1 month to {day}"),
            n => format!("{n} months to {day}"),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.last_day();
        match self.months {
            0 => write!(f, "at-{year:04}-{month:02}-{day:02}"),
            n => write!(f, "{n}m-to-{year:04}-{month:02}"),
        }
    }
}

impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        parse(text).ok_or_else(|| InvalidPeriod {
            text: text.chars().take(60).collect(),
        })
    }
}

fn parse(text: &str) -> Option<Period> {
    if let Some(day) = text.strip_prefix("at-") {
        let [year, month, day] = numbers(day)?;
        return Period::day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    }
    let (months, end) = text.split_once("m-to-")?;
    let [months] = numbers(months)?;
    let [year, month] = numbers(end)?;
    Period::months_to(u16::try_from(months).ok()?, year, i8::try_from(month).ok()?).ok()
}

fn numbers<const N: usize>(text: &str) -> Option<[i16; N]> {
    let mut found = [0; N];
    let mut parts = text.split('-');
    for slot in &mut found {
        let part = parts.next()?;
        if part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *slot = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_that_is_not_a_period_is_refused() {
        for text in [
            "",
            "2016",
            "12m-to-2016-13",
            "0m-to-2016-06",
            "1201m-to-2016-06",
            "12m-to-1700-06",
            "at-2015-02-29",
            "at-2016-07",
            "12m-to-2016-06-30",
            "12m-to-+016-06",
            "am-to-2016-06",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn words_are_those_of_the_report() {
        let check = |text: &str, words: &str| {
            assert_eq!(text.parse::<Period>().unwrap().in_words(), words);
        };
        check("12m-to-2016-06", "12 months to 30 June 2016");
        check("1m-to-2016-02", "1 month to 29 February 2016");
        check("at-2016-07-01", "1 July 2016");
    }

    #[test]
    fn a_period_has_parts_only_of_a_length_that_divides_it() {
        let year: Period = "12m-to-2016-06".parse().unwrap();
        assert_eq!(year.parts(5), None);
        assert_eq!(year.parts(0), None);
        assert_eq!("at-2016-06-30".parse::<Period>().unwrap().parts(1), None);
        assert_eq!(year.earlier(12).unwrap().to_string(), "12m-to-2015-06");
        let february: Period = "3m-to-2016-05".parse().unwrap();
        assert_eq!(february.earlier(3).unwrap().to_string(), "3m-to-2016-02");
    }

    proptest! {
        #[test]
        fn text_and_period_are_the_same_thing(months in 1u16..=1200, year in 1800i16..=2200, month in 1i8..=12) {
            let period = Period::months_to(months, year, month).unwrap();
            prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
        }

        #[test]
        fn no_text_makes_the_parser_fail_badly(text in ".{0,40}") {
            let _ = text.parse::<Period>();
        }
    }
}
