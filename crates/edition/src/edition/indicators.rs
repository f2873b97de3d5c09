//! `indicators.toml`.

use std::collections::BTreeMap;

use peel_model::{
    ChangeOf, ComparatorMethod, DenominatorPeriod, Formula, Indicator, Measure, MeasureKind,
    Period, Polarity, RatioKind, printed_measure,
};

use super::KnownNames;
use crate::document::At;
use crate::reader::Reader;
use crate::written::{IndicatorsFile, WrittenChange, WrittenIndicator, WrittenRatio, WrittenTally};

/// More decimals than any count of offences bears.
const MOST_DECIMALS: u8 = 6;

pub(super) fn indicators(
    written: &IndicatorsFile,
    measures: &[Measure],
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Vec<Indicator> {
    let all = &written.indicator;
    reader.unique("indicator", all.iter().map(|indicator| &indicator.id));
    // Of two measures of one name, which is told elsewhere, the first counts.
    let measures = measures.iter().rev();
    let measures = measures.map(|one| (one.id.as_str(), one)).collect();
    let mut check = Check {
        measures,
        all,
        names,
        reader,
    };
    all.iter().filter_map(|one| check.indicator(one)).collect()
}

struct Check<'c, 'r> {
    measures: BTreeMap<&'c str, &'c Measure>,
    all: &'c [WrittenIndicator],
    names: &'c KnownNames<'c>,
    reader: &'c mut Reader<'r>,
}

impl Check<'_, '_> {
    fn indicator(&mut self, written: &WrittenIndicator) -> Option<Indicator> {
        let id = self.reader.parsed(&written.id);
        if id.as_ref().is_some_and(|id| printed_measure(id).is_none()) {
            let message = "the identifier is too long: printed-… must fit as well; shorten it";
            self.reader.report(&written.id, message);
        }
        let period = self.reader.parsed(&written.period);
        let formula = self.formula(written, period);
        if !(*written.multiplier > 0.0 && written.multiplier.is_finite()) {
            let message = "the multiplier must be above zero: 1, 100, 1000 or 1000000";
            self.reader.report_at(&written.multiplier, message);
        }
        decimals(&written.decimals, self.reader);
        let question = written.question.as_ref();
        let question = self.reader.known_if(question, &self.names.questions);
        let polarity = &written.polarity;
        let polarity = self
            .reader
            .one_of(polarity, "polarity", Polarity::ALL, Polarity::name);
        let comparator = self.reader.one_of(
            &written.comparator,
            "comparator",
            ComparatorMethod::ALL,
            ComparatorMethod::name,
        );
        Some(Indicator {
            title: self.reader.text(&written.title),
            unit: self.reader.text(&written.unit),
            note: self.reader.optional(written.note.as_ref()),
            printed_at: self.reader.text(&written.printed_at),
            known_difference: self.reader.optional(written.known_difference.as_ref()),
            multiplier: *written.multiplier,
            decimals: *written.decimals,
            question: question?,
            id: id?,
            period: period?,
            formula: formula?,
            polarity: polarity?,
            comparator: comparator?,
        })
    }

    fn formula(&mut self, written: &WrittenIndicator, period: Option<Period>) -> Option<Formula> {
        match (
            &written.ratio,
            &written.change,
            &written.tally,
            &written.published_only,
        ) {
            (Some(ratio), None, None, None) => self.ratio(ratio, period),
            (None, Some(change), None, None) => self.change(change, period),
            (None, None, Some(tally), None) => self.tally(tally),
            (None, None, None, Some(published)) => Some(Formula::PublishedOnly {
                reason: self.reader.text(&published.reason),
            }),
            _ => {
                let message =
                    "an indicator has one formula: ratio, change, tally or published_only";
                self.reader.report(&written.id, message);
                None
            }
        }
    }

    fn ratio(&mut self, written: &WrittenRatio, period: Option<Period>) -> Option<Formula> {
        let kinds = RatioKind::ALL;
        let kind = self
            .reader
            .one_of(&written.kind, "kind of ratio", kinds, RatioKind::name);
        self.fits_period(&written.numerator, period);
        let denominator_period =
            self.denominator(&written.denominator, &written.denominator_period, period);
        if kind == Some(RatioKind::Proportion) {
            self.is_part(&written.numerator, &written.denominator);
        }
        let numerator = self.reader.known(&written.numerator, &self.names.measures);
        let denominator = self
            .reader
            .known(&written.denominator, &self.names.measures);
        Some(Formula::Ratio {
            numerator: numerator?,
            denominator: denominator?,
            denominator_period: denominator_period?,
            kind: kind?,
        })
    }

    fn change(&mut self, written: &WrittenChange, period: Option<Period>) -> Option<Formula> {
        let base = written.base.as_ref().unwrap_or(&written.numerator);
        self.fits_period(&written.numerator, period);
        if let Some(base) = &written.base {
            self.same_unit(&written.numerator, base, "a change compares like with like");
        }
        let back = i32::from(*written.months_back);
        if back == 0 || period.is_some_and(|period| period.earlier(back).is_none()) {
            let message = "the base period must end at least a month earlier, after the year 1800";
            self.reader.report_at(&written.months_back, message);
        }
        let of = self.change_of(written, period);
        let numerator = self.reader.known(&written.numerator, &self.names.measures);
        let base = self.reader.known(base, &self.names.measures);
        Some(Formula::Change {
            numerator: numerator?,
            base: base?,
            months_back: *written.months_back,
            of: of?,
        })
    }

    fn change_of(&mut self, written: &WrittenChange, period: Option<Period>) -> Option<ChangeOf> {
        let of = ["counts", "rates"];
        let of = self
            .reader
            .one_of(&written.of, "kind of change", &of, |name| name)?;
        match (of, &written.denominator, &written.denominator_period) {
            ("counts", None, None) => Some(ChangeOf::Counts),
            ("rates", Some(denominator), Some(when)) => {
                let denominator_period = self.denominator(denominator, when, period);
                let denominator = self.reader.known(denominator, &self.names.measures);
                Some(ChangeOf::Rates {
                    denominator: denominator?,
                    denominator_period: denominator_period?,
                })
            }
            _ => {
                let message = "a change of rates has a denominator and denominator_period; a \
                               change of counts has neither";
                self.reader.report(&written.of, message);
                None
            }
        }
    }

    fn tally(&mut self, written: &WrittenTally) -> Option<Formula> {
        let counted = self
            .all
            .iter()
            .find(|indicator| *indicator.id == *written.of);
        if counted.is_some_and(|indicator| indicator.change.is_none()) {
            let of = written.of.as_str();
            let message = format!("\"{of}\" is not a change: only what changes can rise");
            self.reader.report(&written.of, message);
            return None;
        }
        let of = self.reader.known(&written.of, &self.names.indicators)?;
        Some(Formula::Tally { of })
    }

    fn measure(&self, id: &At<String>) -> Option<&Measure> {
        self.measures.get(id.as_str()).copied()
    }

    /// Counts are read for spans, stocks for days.
    fn fits_period(&mut self, measure: &At<String>, period: Option<Period>) {
        let (Some(found), Some(period)) = (self.measure(measure), period) else {
            return;
        };
        let wanted = match (found.kind, period.months()) {
            (MeasureKind::Count, None) => "is counted over a span, such as 12m-to-2016-06",
            (MeasureKind::Stock, Some(_)) => "is a level on a day, such as at-2016-07-01",
            _ => return,
        };
        let message = format!(
            "\"{}\" {wanted}; the indicator's period is {period}",
            found.id
        );
        self.reader.report(measure, message);
    }

    /// When a denominator is read, if that fits what it is.
    fn denominator(
        &mut self,
        denominator: &At<String>,
        when: &At<String>,
        period: Option<Period>,
    ) -> Option<DenominatorPeriod> {
        let parsed = match when.as_str() {
            "same" => DenominatorPeriod::Same,
            "mid-year" => DenominatorPeriod::MidYear,
            text => match text.parse() {
                Ok(period) => DenominatorPeriod::Fixed(period),
                Err(_) => {
                    let message = "write same, mid-year, or a period such as at-2015-06-30";
                    self.reader
                        .report(when, format!("\"{text}\" is no such time: {message}"));
                    return None;
                }
            },
        };
        let read_at = match parsed {
            DenominatorPeriod::Fixed(fixed) => Some(fixed),
            _ => period.map(|period| parsed.for_numerator(period)),
        };
        let found = self.measure(denominator);
        if let (Some(found), Some(read_at)) = (found, read_at) {
            let wanted = match (found.kind, read_at.months()) {
                (MeasureKind::Count, None) => "is counted over a span: use same",
                (MeasureKind::Stock, Some(_)) => "is a level on a day: use mid-year or a day",
                _ => return Some(parsed),
            };
            let message = format!("\"{}\" {wanted}", found.id);
            self.reader.report(when, message);
        }
        Some(parsed)
    }

    fn is_part(&mut self, numerator: &At<String>, denominator: &At<String>) {
        let reason = "a proportion's numerator is part of its denominator; otherwise it is a rate";
        self.same_unit(numerator, denominator, reason);
    }

    fn same_unit(&mut self, one: &At<String>, other: &At<String>, reason: &str) {
        let (Some(first), Some(second)) = (self.measure(one), self.measure(other)) else {
            return;
        };
        if first.kind != second.kind || first.unit != second.unit {
            let message = format!(
                "\"{}\" is in {} and \"{}\" in {}: {reason}",
                first.id, first.unit, second.id, second.unit
            );
            self.reader.report(one, message);
        }
    }
}

pub(super) fn decimals(decimals: &At<u8>, reader: &mut Reader<'_>) {
    if **decimals > MOST_DECIMALS {
        reader.report_at(
            decimals,
            format!("at most {MOST_DECIMALS} decimals are shown"),
        );
    }
}
