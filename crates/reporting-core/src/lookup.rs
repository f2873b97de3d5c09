//! Finds numbers and remembers which indicators the report used.

use std::collections::BTreeSet;

use peel_model::{
    Area, ComparatorKind, Comparison, ENGLAND_AND_WALES, Edition, Force, ForceId, Formula,
    Indicator, IndicatorId, Inspection, Period, PrintedValue, Reconciliation, Revision,
    UnitComparison,
};

use crate::footnotes::Footnotes;
use crate::input::Comparisons;
use crate::number::{DASH, NumberFormat};
use crate::traced::{Basis, Origin, Quantity, Subject, TracedNumber};
use crate::wording::{absent_words, capitalised, sentence};

/// What numbers, figures and annexes are made from, whomever they are about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence<'a> {
    /// The edition.
    pub(crate) edition: &'a Edition,
    /// The inspection that the report is about, if one is recorded.
    pub(crate) inspection: Option<&'a Inspection>,
    /// Comparisons, each with all its units.
    pub(crate) comparisons: &'a Comparisons,
    /// Printed figures.
    pub(crate) printed: &'a [PrintedValue],
    /// Printed figures held against computed ones.
    pub(crate) reconciliations: &'a [Reconciliation],
    /// The revision the data was read at.
    pub(crate) revision: Option<Revision>,
}

/// A report being composed.
pub(crate) struct Composer<'a> {
    /// What it is made from.
    pub(crate) input: Evidence<'a>,
    /// The force it is about; `None` when it is about all of them.
    pub(crate) force: Option<&'a Force>,
    /// Indicators and periods that its numbers used.
    pub(crate) used: BTreeSet<(IndicatorId, Period)>,
    /// Numbers that texts took by reference, in the order in which they were met.
    pub(crate) referenced: Vec<TracedNumber>,
    /// Its footnotes so far.
    pub(crate) footnotes: Footnotes,
}

impl<'a> Composer<'a> {
    /// The comparison of an indicator in a period, if it was made.
    pub(crate) fn comparison(&self, id: &IndicatorId, period: Period) -> Option<&'a Comparison> {
        self.input
            .comparisons
            .get(&(id.clone(), period))
            .map(AsRef::as_ref)
    }

    /// The force's own place in a comparison, if it is included.
    pub(crate) fn own_unit(
        &self,
        id: &IndicatorId,
        period: Period,
    ) -> Option<(&'a Comparison, &'a UnitComparison)> {
        let comparison = self.comparison(id, period)?;
        Some((comparison, comparison.unit_of(&self.force?.id)?))
    }

    /// The force's value: computed, or as printed, or absent with the reason.
    pub(crate) fn force_number(
        &mut self,
        indicator: &Indicator,
        period: Period,
        format: &NumberFormat,
    ) -> TracedNumber {
        self.used.insert((indicator.id.clone(), period));
        if let Some((comparison, own)) = self.own_unit(&indicator.id, period) {
            return number_of(
                format,
                own.value,
                Basis::Computed,
                Origin {
                    indicator: indicator.id.clone(),
                    period,
                    subject: subject_of(own),
                    quantity: Quantity::Value,
                    revision: comparison.revision,
                },
            );
        }
        let origin = Origin {
            indicator: indicator.id.clone(),
            period,
            subject: self.own_subject(),
            quantity: Quantity::Value,
            revision: self.input.revision,
        };
        let own = self.own_area();
        match own.and_then(|own| self.printed(indicator, period, &own)) {
            Some(printed) => number_of(format, printed, Basis::AsPrinted, origin),
            None => absent_number(&self.why_force_is_absent(indicator, period), origin),
        }
    }

    /// The comparator's value: computed, or as printed, or absent with the reason.
    pub(crate) fn comparator_number(
        &mut self,
        indicator: &Indicator,
        period: Period,
        format: &NumberFormat,
    ) -> TracedNumber {
        self.used.insert((indicator.id.clone(), period));
        let comparison = self.comparison(&indicator.id, period);
        let origin = Origin {
            indicator: indicator.id.clone(),
            period,
            subject: self.comparator_subject(comparison),
            quantity: Quantity::Value,
            revision: comparison.map_or(self.input.revision, |found| found.revision),
        };
        if let Some((value, quantity)) = comparison.and_then(|found| national(indicator, found)) {
            let origin = Origin { quantity, ..origin };
            return number_of(format, value, Basis::Computed, origin);
        }
        match self.printed(indicator, period, &Area::EnglandAndWales) {
            Some(printed) => number_of(format, printed, Basis::AsPrinted, origin),
            None => absent_number(&why_comparator_is_absent(indicator, comparison), origin),
        }
    }

    /// A number about the comparison as a whole or the force's place in it.
    pub(crate) fn counted_number(
        &mut self,
        comparison: &Comparison,
        subject: Subject,
        quantity: Quantity,
        count: u32,
    ) -> TracedNumber {
        let (indicator, period) = (comparison.indicator.clone(), comparison.period);
        self.used.insert((indicator.clone(), period));
        let origin = Origin {
            indicator,
            period,
            subject,
            quantity,
            revision: comparison.revision,
        };
        number_of(
            &NumberFormat::whole(),
            f64::from(count),
            Basis::Computed,
            origin,
        )
    }

    /// The figure as printed, if it is.
    pub(crate) fn printed(
        &self,
        indicator: &Indicator,
        period: Period,
        area: &Area,
    ) -> Option<f64> {
        peel_model::printed_for(self.input.printed, &indicator.id)
            .find(|printed| printed.period == period && printed.area == *area)
            .map(|printed| printed.value)
    }

    /// The force as the subject of a number.
    pub(crate) fn own_subject(&self) -> Subject {
        self.force.map_or_else(
            || self.comparator_subject(None),
            |force| Subject {
                id: force.id.to_string(),
                name: force.name.clone(),
            },
        )
    }

    /// The area that the report is about; `None` when it is about all of them.
    pub(crate) fn own_area(&self) -> Option<Area> {
        self.force.map(|force| Area::Force(force.id.clone()))
    }

    /// The full name of the force that the report is about; empty when it is about all of them.
    pub(crate) fn force_name(&self) -> String {
        self.force
            .map(|force| force.full_name.clone())
            .unwrap_or_default()
    }

    /// Whether the force that the report is about is one of these.
    pub(crate) fn is_among(&self, forces: &[ForceId]) -> bool {
        self.force.is_some_and(|force| forces.contains(&force.id))
    }

    /// What the force is compared with, as the subject of a number.
    pub(crate) fn comparator_subject(&self, comparison: Option<&Comparison>) -> Subject {
        match comparison.map(|found| &found.comparator.kind) {
            Some(ComparatorKind::Peers(group)) => Subject {
                id: group.to_string(),
                name: self
                    .input
                    .edition
                    .peer_groups
                    .iter()
                    .find(|known| known.id == *group)
                    .map_or_else(|| group.to_string(), |known| known.title.clone()),
            },
            Some(ComparatorKind::EnglandAndWales) | None => Subject {
                id: ENGLAND_AND_WALES.to_owned(),
                name: "England and Wales".to_owned(),
            },
        }
    }

    /// Why there is no value of the force.
    fn why_force_is_absent(&self, indicator: &Indicator, period: Period) -> String {
        match &indicator.formula {
            Formula::PublishedOnly { reason } => {
                return format!("{} No figure is printed for this force.", sentence(reason));
            }
            Formula::Tally { .. } => {
                return "it is counted over all forces, so no single force has a value.".to_owned();
            }
            Formula::Ratio { .. } | Formula::Change { .. } => {}
        }
        let Some(comparison) = self.comparison(&indicator.id, period) else {
            return "the comparison was not made.".to_owned();
        };
        match self.force.and_then(|own| comparison.left_out(&own.id)) {
            Some(left_out) => {
                let decision = left_out.exclusion.as_ref().and_then(|id| {
                    let edition = self.input.edition;
                    edition.exclusions.iter().find(|known| known.id == *id)
                });
                let more = decision.map_or(left_out.note.as_str(), |known| &known.reason);
                let reason = sentence(absent_words(left_out.because));
                format!("{reason} {}", sentence(more)).trim_end().to_owned()
            }
            None => sentence(absent_words(peel_model::Absent::NotRecorded)),
        }
    }
}

/// The value for the whole and what kind of number it is: for a tally, the units that rose.
fn national(indicator: &Indicator, comparison: &Comparison) -> Option<(f64, Quantity)> {
    let tally = matches!(indicator.formula, Formula::Tally { .. });
    match (tally, comparison.rising, &comparison.comparator.value) {
        (true, Some(rising), _) => Some((f64::from(rising), Quantity::Rising)),
        (_, _, Ok(known)) => Some((known.value, Quantity::Value)),
        (_, _, Err(_)) => None,
    }
}

fn why_comparator_is_absent(indicator: &Indicator, comparison: Option<&Comparison>) -> String {
    match (&indicator.formula, comparison) {
        (Formula::PublishedOnly { reason }, _) => {
            format!("{} No figure is printed for the whole.", sentence(reason))
        }
        (_, None) => "the comparison was not made.".to_owned(),
        (_, Some(comparison)) => match comparison.comparator.value {
            Err(reason) => sentence(absent_words(reason)),
            Ok(_) => sentence(absent_words(peel_model::Absent::NotRecorded)),
        },
    }
}

/// A unit as the subject of a number.
pub(crate) fn subject_of(unit: &UnitComparison) -> Subject {
    Subject {
        id: unit.unit.id.to_string(),
        name: unit.unit.name.clone(),
    }
}

/// A number that exists.
pub(crate) fn number_of(
    format: &NumberFormat,
    value: f64,
    basis: Basis,
    origin: Origin,
) -> TracedNumber {
    TracedNumber {
        shown: format.show(value),
        exact: Some(value),
        basis,
        origin,
    }
}

/// A dash with the reason, as a sentence.
pub(crate) fn absent_number(reason: &str, origin: Origin) -> TracedNumber {
    TracedNumber {
        shown: DASH.to_owned(),
        exact: None,
        basis: Basis::Absent {
            reason: capitalised(reason),
        },
        origin,
    }
}

/// The number of one unit in a comparison.
pub(crate) fn unit_number(
    format: &NumberFormat,
    comparison: &Comparison,
    unit: &UnitComparison,
    quantity: Quantity,
) -> TracedNumber {
    let (format, value) = match quantity {
        Quantity::Rank => (&NumberFormat::whole(), f64::from(unit.rank)),
        _ => (format, unit.value),
    };
    let origin = Origin {
        indicator: comparison.indicator.clone(),
        period: comparison.period,
        subject: subject_of(unit),
        quantity,
        revision: comparison.revision,
    };
    number_of(format, value, Basis::Computed, origin)
}

/// How an indicator's values look and the words of its unit that the look leaves over.
pub(crate) fn look_of(indicator: &Indicator, decimals: Option<u8>) -> (NumberFormat, String) {
    let unit = indicator.unit.trim();
    let mut format = NumberFormat {
        decimals: decimals.unwrap_or(indicator.decimals),
        signed: matches!(indicator.formula, Formula::Change { .. }),
        ..NumberFormat::default()
    };
    for percent in ["percent", "per cent", "%"] {
        if let Some(rest) = unit.strip_prefix(percent)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            "%".clone_into(&mut format.suffix);
            return (format, rest.trim_start().to_owned());
        }
    }
    for pounds in ["pounds", "£"] {
        if let Some(rest) = unit.strip_prefix(pounds) {
            "£".clone_into(&mut format.prefix);
            return (format, rest.trim_start().to_owned());
        }
    }
    (format, unit.to_owned())
}
