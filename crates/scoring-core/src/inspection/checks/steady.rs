//! Numbers that are called steady.

use peel_model::Severity;

use super::super::passages::texts;
use super::super::text::{Number, sentences};
use super::{Found, Held, InspectionCheck};

pub(super) static STEADY_WORDS: InspectionCheck = InspectionCheck {
    id: "steady-words",
    title: "Called steady, and not steady",
    rule: "A sentence with an edition's phrase for \"steady\" and two numbers of which one is \
           larger than the other by more than the edition allows. Years, and numbers that are dates \
           or durations, do not count. Sentences that speak of earlier years count here, because \
           they hold what the number is compared with.",
    severity: Severity::Warning,
    find: steady_words,
};

fn steady_words(held: &Held<'_>) -> Vec<Found> {
    let phrases = &held.evidence.rules.phrases;
    let mut found = Vec::new();
    for (place, _, text) in texts(held.evidence) {
        for sentence in sentences(text) {
            if !sentence.holds_any(&phrases.steady) {
                continue;
            }
            let numbers = sentence.numbers().filter(|(at, number)| {
                !number.is_like_a_year()
                    && !sentence.precedes(*at, &phrases.no_figure)
                    && !sentence.follows(*at, &phrases.no_figure)
            });
            let numbers: Vec<&Number> = numbers.map(|(_, number)| number).collect();
            let least = numbers
                .iter()
                .min_by(|one, other| one.value.total_cmp(&other.value));
            let most = numbers
                .iter()
                .max_by(|one, other| one.value.total_cmp(&other.value));
            if let (Some(least), Some(most)) = (least, most)
                && most.value > least.value * (1.0 + phrases.steady_within)
            {
                let message = format!("Called steady, between {} and {}.", least.text, most.text);
                found.push(Found::at(&place, message));
            }
        }
    }
    found
}
