//! Numbers that inspectors' texts take by reference, resolved when a report is composed.

use peel_model::{Indicator, ReferenceForm, TextPart, text_parts};

use crate::lookup::{Composer, absent_number, look_of, unit_number};
use crate::number::NumberFormat;
use crate::table::{Cell, Column, DataTable, TableRow};
use crate::traced::{Origin, Quantity, TracedNumber};

impl Composer<'_> {
    /// The text with its numbers. Each is remembered, so that the annex tells where it comes from.
    ///
    /// A reference that the edition does not know, which no inspection that was read has, stays as
    /// it is written.
    pub(crate) fn resolved(&mut self, text: &str) -> String {
        let mut resolved = String::with_capacity(text.len());
        for part in text_parts(text) {
            let reference = match part {
                TextPart::Words(words) => {
                    resolved.push_str(words);
                    continue;
                }
                TextPart::Number(reference) => reference,
            };
            let mut indicators = self.input.edition.indicators.iter();
            let known = indicators.find(|known| known.id.as_str() == reference.indicator);
            let form = ReferenceForm::from_name(reference.form);
            match (known, form, reference.form) {
                (Some(indicator), form, "") | (Some(indicator), form @ Some(_), _) => {
                    let number = self.referenced_number(indicator, form);
                    resolved.push_str(&number.shown);
                    if !self.referenced.contains(&number) {
                        self.referenced.push(number);
                    }
                }
                _ => {
                    let colon = if reference.form.is_empty() { "" } else { ":" };
                    let written = [reference.indicator, colon, reference.form].concat();
                    resolved.push('{');
                    resolved.push_str(&written);
                    resolved.push('}');
                }
            }
        }
        resolved
    }

    fn referenced_number(
        &mut self,
        indicator: &Indicator,
        form: Option<ReferenceForm>,
    ) -> TracedNumber {
        let (format, _) = look_of(indicator, None);
        let period = indicator.period;
        match form {
            None => self.force_number(indicator, period, &format),
            Some(ReferenceForm::EnglandAndWales) => {
                self.comparator_number(indicator, period, &format)
            }
            Some(ReferenceForm::Rank) => {
                // What the force's value says of a missing one, its rank says too.
                let value = self.force_number(indicator, period, &format);
                match self.own_unit(&indicator.id, period) {
                    Some((comparison, own)) => {
                        unit_number(&NumberFormat::whole(), comparison, own, Quantity::Rank)
                    }
                    None => {
                        let reason = match value.basis.reason() {
                            "" => "The figure is known only as printed, so it has no rank.",
                            reason => reason,
                        };
                        let origin = Origin {
                            quantity: Quantity::Rank,
                            ..value.origin.clone()
                        };
                        absent_number(reason, origin)
                    }
                }
            }
        }
    }

    /// The numbers that texts took, in the order in which they were met.
    pub(crate) fn referenced_table(&self) -> DataTable {
        if self.referenced.is_empty() {
            return DataTable::default();
        }
        let rows = self.referenced.iter().map(|number| {
            let origin = &number.origin;
            let title = self.input.edition.indicator(&origin.indicator);
            let title = title.map_or_else(String::new, |indicator| indicator.title.clone());
            let what = match origin.quantity {
                Quantity::Rank => format!("{}, rank", origin.subject.name),
                _ => origin.subject.name.clone(),
            };
            TableRow {
                detail: origin.period.in_words(),
                ..TableRow::new(title, vec![Cell::Words(what), Cell::Number(number.clone())])
            }
        });
        DataTable {
            caption: "Numbers that the text takes from the figures".to_owned(),
            columns: vec![
                Column::words("Indicator"),
                Column::words("Of"),
                Column::numbers("Number"),
            ],
            rows: rows.collect(),
        }
    }
}
