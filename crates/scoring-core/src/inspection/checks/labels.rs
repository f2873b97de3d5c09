//! Labels of figures, and texts that point to them.

use peel_model::{IndicatorId, InspectionPlace, Severity};

use super::super::text::words;
use super::{Found, Held, InspectionCheck};

/// Labels that share at least this part of their words are almost the same.
const ALMOST_THE_SAME: f64 = 0.75;

/// Labels of one figure that share at least this part of their words are meant to be the same.
const MEANT_TO_BE_THE_SAME: f64 = 0.5;

pub(super) static POINTING_WORDS: InspectionCheck = InspectionCheck {
    id: "pointing-words",
    title: "Pointing to a place on the page",
    rule: "A sentence with an edition's phrase for \"below\" or \"above\" on the page: where a \
           figure comes to stand is not the text's to know. Name its number.",
    severity: Severity::Warning,
    find: pointing_words,
};

fn pointing_words(held: &Held<'_>) -> Vec<Found> {
    let pointing = &held.evidence.rules.phrases.pointing;
    let passages = held.passages.iter();
    passages
        .filter_map(|passage| {
            let mut phrases = pointing.iter();
            let phrase = phrases.find(|phrase| passage.sentence.holds(phrase))?;
            let message = format!("\"{phrase}\" points to a place on the page; name the figure.");
            Some(Found::at(&passage.place, message))
        })
        .collect()
}

/// A label of an indicator in a report.
struct Label<'e> {
    indicator: &'e IndicatorId,
    text: &'e str,
    /// Labels of one place are read together, and may differ by a word.
    place: String,
    /// Sorted, with repetitions, without words that make no difference.
    words: Vec<String>,
}

/// The labels of "Force in numbers" and of figures that show one indicator.
fn labels<'e>(held: &Held<'e>) -> Vec<Label<'e>> {
    let filling: Vec<String> = held
        .evidence
        .rules
        .phrases
        .label_filling
        .iter()
        .flat_map(|phrase| words(phrase))
        .collect();
    let label = |indicator: &'e IndicatorId, text: &'e str, place: String| {
        let mut words = words(text);
        words.retain(|word| !filling.contains(word));
        words.sort();
        Label {
            indicator,
            text,
            place,
            words,
        }
    };
    let layout = &held.evidence.edition.layout;
    let mut labels = Vec::new();
    for group in &layout.force_in_numbers {
        for entry in &group.entries {
            labels.push(label(&entry.indicator, &entry.label, group.title.clone()));
        }
    }
    for figure in &layout.figures {
        if let [indicator] = &figure.indicators[..] {
            labels.push(label(indicator, &figure.title, figure.id.to_string()));
        }
    }
    labels
}

pub(super) static ONE_LABEL_FOR_TWO: InspectionCheck = InspectionCheck {
    id: "one-label-for-two",
    title: "Two figures under almost one label",
    rule: "Labels of different indicators, in different places of the report (a group of \"Force in \
           numbers\", the title of a figure that shows one indicator), of which one has all the \
           words of the other, and at most a third more. Words that the edition calls filling do \
           not count.",
    severity: Severity::Warning,
    find: one_label_for_two,
};

fn one_label_for_two(held: &Held<'_>) -> Vec<Found> {
    let labels = labels(held);
    let mut found = Vec::new();
    for (at, one) in labels.iter().enumerate() {
        for other in labels.iter().skip(at + 1) {
            let (shared, all) = overlap(&one.words, &other.words);
            let contained = shared == one.words.len().min(other.words.len()) && shared > 0;
            let alike = contained && shared as f64 >= ALMOST_THE_SAME * all as f64;
            if one.indicator != other.indicator && one.place != other.place && alike {
                let message = format!(
                    "\"{}\" ({}) and \"{}\" ({}) are different figures: {} and {}.",
                    one.text, one.place, other.text, other.place, one.indicator, other.indicator
                );
                let place = InspectionPlace::Indicator(other.indicator.clone());
                found.push(Found::at(&place, message));
            }
        }
    }
    found
}

pub(super) static TWO_LABELS_FOR_ONE: InspectionCheck = InspectionCheck {
    id: "two-labels-for-one",
    title: "One figure under labels that differ by a slip",
    rule: "Two labels of one indicator, or a label and its title, that share at least half of the \
           words of both together, while each has a word that the other lacks. A label that only \
           shortens another is no slip.",
    severity: Severity::Warning,
    find: two_labels_for_one,
};

fn two_labels_for_one(held: &Held<'_>) -> Vec<Found> {
    let labels = labels(held);
    let mut found = Vec::new();
    for indicator in &held.evidence.edition.indicators {
        let own = labels
            .iter()
            .filter(|label| label.indicator == &indicator.id);
        let mut told: Vec<(&str, Vec<String>)> =
            own.map(|label| (label.text, label.words.clone())).collect();
        let mut title = words(&indicator.title);
        title.sort();
        told.push((&indicator.title, title));
        for (at, (one, one_words)) in told.iter().enumerate() {
            for (other, other_words) in told.iter().skip(at + 1) {
                let (shared, all) = overlap(one_words, other_words);
                let each_its_own = shared < one_words.len() && shared < other_words.len();
                if each_its_own && shared as f64 >= MEANT_TO_BE_THE_SAME * all as f64 {
                    let message = format!("\"{one}\" and \"{other}\" are one figure.");
                    let place = InspectionPlace::Indicator(indicator.id.clone());
                    found.push(Found::at(&place, message));
                }
            }
        }
    }
    found
}

/// How many words two labels share, and how many they have together, repetitions counted. Both are
/// sorted.
fn overlap(one: &[String], other: &[String]) -> (usize, usize) {
    let mut left: Vec<&String> = other.iter().collect();
    let shared = one
        .iter()
        .filter(|word| {
            let at = left.iter().position(|other| other == word);
            at.map(|at| left.remove(at)).is_some()
        })
        .count();
    (shared, one.len() + other.len() - shared)
}
