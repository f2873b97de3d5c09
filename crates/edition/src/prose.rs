//! Texts in which numbers may stand by reference.

use peel_model::{Edition, ReferenceForm, TextPart, text_parts};

use crate::document::At;
use crate::reader::{Reader, unknown};

/// The text as it is written; its references are to indicators of the edition.
pub(crate) fn prose(written: &At<String>, edition: &Edition, reader: &mut Reader<'_>) -> String {
    let names = || edition.indicators.iter().map(|known| known.id.as_str());
    for part in text_parts(written) {
        let TextPart::Number(reference) = part else {
            continue;
        };
        if !names().any(|known| known == reference.indicator) {
            let message = unknown("indicator", reference.indicator, names());
            reader.report(written, message);
        }
        let form = reference.form;
        if !form.is_empty() && ReferenceForm::from_name(form).is_none() {
            let known = ReferenceForm::ALL.iter().map(|form| form.name());
            let message = unknown("form of a number", form, known);
            reader.report(written, message);
        }
    }
    reader.text(written)
}
