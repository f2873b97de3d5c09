//! About the data: the sources, decisions and warnings that this very report rests on.

use std::collections::BTreeSet;

use peel_model::{
    ChangeOf, ComparatorMethod, DenominatorPeriod, ExclusionId, Formula, Indicator, IndicatorScope,
    MeasureDefinition, MeasureId, Period, SourceId,
};

use crate::document::{Annex, AnnexEntry};
use crate::footnotes::exclusion_title;
use crate::lookup::Composer;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::wording::{list_of, sentence};

/// Sums within sums deeper than this are not followed; editions have two levels.
const DEEPEST_SUM: u8 = 8;

impl Composer<'_> {
    /// The annex. Built last: it holds what the numbers made before it used, and nothing else.
    pub(crate) fn annex(&self) -> Annex {
        let used: Vec<(&Indicator, Period)> = self
            .input
            .edition
            .indicators
            .iter()
            .flat_map(|indicator| {
                let of_this = self.used.iter().filter(move |(id, _)| *id == indicator.id);
                of_this.map(move |(_, period)| (indicator, *period))
            })
            .collect();
        Annex {
            method: self.method(&used),
            indicators: self.formulas(&used),
            sources: self.sources(&used),
            exclusions: self.exclusions(&used),
            caveats: self.caveats(&used),
            referenced: self.referenced_table(),
            inspection: self.about_the_inspection(),
        }
    }

    fn method(&self, used: &[(&Indicator, Period)]) -> Vec<String> {
        let compared: Vec<_> = used
            .iter()
            .filter_map(|(indicator, period)| self.comparison(&indicator.id, *period))
            .filter(|comparison| !comparison.units.is_empty())
            .collect();
        let mut words = Vec::new();
        if !compared.is_empty() {
            words.push(
                "The value for England and Wales is worked out from the forces compared: the sum \
                 of their numerators over the sum of their denominators. A force that is left out \
                 is left out of both sums, of the chart and of the ranks."
                    .to_owned(),
            );
            words.push(
                "Rank 1 is the highest value; equal values share a rank. \u{201c}One of the \
                 highest\u{201d} means that fewer than a quarter of the forces compared are \
                 strictly higher, \u{201c}one of the lowest\u{201d} that fewer than a quarter are \
                 strictly lower; everything else is \u{201c}broadly in line\u{201d}. Highest is a \
                 position, not a merit."
                    .to_owned(),
            );
        }
        let means: Vec<&str> = compared
            .iter()
            .filter(|comparison| comparison.comparator.method == ComparatorMethod::MeanOfRates)
            .filter_map(|comparison| self.input.edition.indicator(&comparison.indicator))
            .map(|indicator| indicator.title.as_str())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        if !means.is_empty() {
            words.push(format!(
                "For these the value for England and Wales is the plain mean of the forces' \
                 values: {}.",
                list_of(&means)
            ));
        }
        if compared
            .iter()
            .any(|comparison| comparison.units.iter().any(|unit| unit.funnel.is_ok()))
        {
            words.push(
                "Where a sentence allows for chance, and in the column \u{201c}Against England and \
                 Wales\u{201d}, a force is placed in a funnel around the value for England and Wales, widened because forces vary by more than chance alone \
                 (Spiegelhalter 2005). Within the 95% limits it is in line with England and Wales; \
                 outside them above or below; outside the 99.8% limits well above or well below."
                    .to_owned(),
            );
        }
        words.push(
            "Numbers are rounded once, for print, with halves away from zero; changes, ranks and \
             bands are worked out before rounding. Printed and computed figures are never mixed: a \
             figure that is repeated as printed has no rank and no band. No statistic decides a \
             grade."
                .to_owned(),
        );
        words
    }

    /// Each indicator used with its formula and periods.
    fn formulas(&self, used: &[(&Indicator, Period)]) -> DataTable {
        let mut rows: Vec<TableRow> = Vec::new();
        let mut last: Option<&Indicator> = None;
        for (indicator, _) in used {
            if last.is_some_and(|last| last.id == indicator.id) {
                continue;
            }
            last = Some(indicator);
            let periods: Vec<String> = used
                .iter()
                .filter(|(other, _)| other.id == indicator.id)
                .map(|(_, period)| period.in_words())
                .collect();
            rows.push(TableRow::new(
                indicator.title.clone(),
                vec![
                    Cell::Words(self.formula_words(indicator)),
                    Cell::Words(indicator.unit.clone()),
                    Cell::Words(periods.join("; ")),
                ],
            ));
        }
        DataTable {
            caption: "How the indicators of this report are worked out".to_owned(),
            columns: ["Indicator", "Formula", "Unit", "Periods"]
                .map(Column::words)
                .into(),
            rows,
        }
    }

    fn formula_words(&self, indicator: &Indicator) -> String {
        if let Formula::PublishedOnly { reason } = &indicator.formula {
            return format!("As printed only. {}", sentence(reason));
        }
        match self.comparison(&indicator.id, indicator.period) {
            Some(comparison) if !comparison.formula.is_empty() => comparison.formula.clone(),
            _ => self.formula_by_title(&indicator.formula),
        }
    }

    fn formula_by_title(&self, formula: &Formula) -> String {
        let title = |id: &MeasureId| {
            let known = self.input.edition.measure(id);
            known.map_or_else(|| id.to_string(), |measure| measure.title.clone())
        };
        match formula {
            Formula::Ratio {
                numerator,
                denominator,
                ..
            } => format!("{} over {}", title(numerator), title(denominator)),
            Formula::Change {
                numerator,
                base,
                months_back,
                ..
            } => format!(
                "{} against {} {months_back} months earlier",
                title(numerator),
                title(base)
            ),
            Formula::Tally { of } => {
                let indicator = self.input.edition.indicator(of);
                let title = indicator.map_or(of.as_str(), |indicator| &indicator.title);
                format!("The number of forces that rose on: {title}")
            }
            Formula::PublishedOnly { reason } => sentence(reason),
        }
    }

    fn sources(&self, used: &[(&Indicator, Period)]) -> Vec<AnnexEntry> {
        let ids = self.source_ids(used);
        let sources = &self.input.edition.sources;
        sources
            .iter()
            .filter(|source| ids.contains(&source.id))
            .map(|source| AnnexEntry {
                title: source.title.clone(),
                text: sentence(&source.note),
                source: [&source.publisher, &source.licence]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .map(|part| sentence(part))
                    .collect::<Vec<_>>()
                    .join(" "),
            })
            .collect()
    }

    /// The sources of every measure behind the indicators that were computed.
    pub(crate) fn source_ids(&self, used: &[(&Indicator, Period)]) -> BTreeSet<SourceId> {
        let mut ids = BTreeSet::new();
        for (indicator, period) in used {
            if self.comparison(&indicator.id, *period).is_some() {
                for measure in measures_of(indicator) {
                    self.sources_of(measure, DEEPEST_SUM, &mut ids);
                }
            }
        }
        ids
    }

    fn sources_of(&self, measure: &MeasureId, depth: u8, found: &mut BTreeSet<SourceId>) {
        let measure = self.input.edition.measure(measure);
        match measure.map(|measure| &measure.definition) {
            Some(MeasureDefinition::Recorded {
                source: Some(source),
            }) => {
                found.insert(source.clone());
            }
            Some(MeasureDefinition::Sum { parts }) if depth > 0 => {
                for part in parts {
                    self.sources_of(part, depth - 1, found);
                }
            }
            _ => {}
        }
    }

    fn exclusions(&self, used: &[(&Indicator, Period)]) -> Vec<AnnexEntry> {
        let edition = self.input.edition;
        let touching: BTreeSet<&ExclusionId> = used
            .iter()
            .flat_map(|(indicator, period)| edition.exclusions_of(&indicator.id, period))
            .map(|exclusion| &exclusion.id)
            .collect();
        edition
            .exclusions
            .iter()
            .filter(|exclusion| touching.contains(&exclusion.id))
            .map(|exclusion| AnnexEntry {
                title: format!("{}: {}", exclusion.id, exclusion_title(edition, exclusion)),
                text: sentence(&exclusion.reason),
                source: exclusion.source.clone(),
            })
            .collect()
    }

    fn caveats(&self, used: &[(&Indicator, Period)]) -> Vec<AnnexEntry> {
        let caveats = &self.input.edition.caveats;
        let about = |scope: &IndicatorScope| {
            used.iter()
                .any(|(indicator, _)| scope.covers(&indicator.id))
        };
        caveats
            .iter()
            .filter(|caveat| about(&caveat.applies_to))
            .map(|caveat| AnnexEntry {
                title: caveat.title.clone(),
                text: sentence(&caveat.text),
                source: caveat.source.clone(),
            })
            .collect()
    }

    /// Warnings about the inspection, and decisions about this force in it.
    fn about_the_inspection(&self) -> Vec<AnnexEntry> {
        let edition = self.input.edition;
        let Some(inspection) = self.input.inspection else {
            return Vec::new();
        };
        let decisions = edition
            .exclusions
            .iter()
            .filter(|exclusion| exclusion.applies_to == IndicatorScope::Inspection)
            .filter(|exclusion| self.is_among(&exclusion.forces))
            .map(|exclusion| AnnexEntry {
                title: exclusion_title(edition, exclusion),
                text: sentence(&exclusion.reason),
                source: exclusion.source.clone(),
            });
        let caveats = edition
            .caveats
            .iter()
            .filter(|caveat| caveat.applies_to == IndicatorScope::Inspection)
            .map(|caveat| AnnexEntry {
                title: caveat.title.clone(),
                text: sentence(&caveat.text),
                source: caveat.source.clone(),
            });
        let source = (!inspection.source.is_empty()).then(|| AnnexEntry {
            title: "Where the inspection was published".to_owned(),
            text: sentence(&inspection.source),
            source: String::new(),
        });
        source.into_iter().chain(decisions).chain(caveats).collect()
    }
}

/// The measures that an indicator is worked out from.
fn measures_of(indicator: &Indicator) -> Vec<&MeasureId> {
    match &indicator.formula {
        Formula::Ratio {
            numerator,
            denominator,
            denominator_period:
                DenominatorPeriod::Same | DenominatorPeriod::MidYear | DenominatorPeriod::Fixed(_),
            ..
        } => vec![numerator, denominator],
        Formula::Change {
            numerator,
            base,
            of: ChangeOf::Counts,
            ..
        } => vec![numerator, base],
        Formula::Change {
            numerator,
            base,
            of: ChangeOf::Rates { denominator, .. },
            ..
        } => vec![numerator, base, denominator],
        Formula::Tally { .. } | Formula::PublishedOnly { .. } => Vec::new(),
    }
}
