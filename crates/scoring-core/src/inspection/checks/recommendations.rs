//! Wording that changed from year to year, or did not.

use std::collections::BTreeSet;

use peel_model::{InspectionPlace, Severity};

use super::super::passages::texts;
use super::super::text::words;
use super::findings::carriers;
use super::{Found, Held, InspectionCheck};

/// Two texts that share at least this part of their words are about the same thing.
const SAME_MATTER: f64 = 0.5;

/// Two texts that share at least this part of their words say the same.
const SAME_WORDS: f64 = 0.75;

/// A text of fewer words than this says too little to be a repetition.
const FEWEST_WORDS: usize = 15;

pub(super) static RECOMMENDATION_DRIFT: InspectionCheck = InspectionCheck {
    id: "recommendation-drift",
    title: "A recommendation worded anew",
    rule: "A recommendation of an earlier finding that stands, whose nearest counterpart in the \
           findings that carry it on shares at least half of the words of both together, but not \
           all; or that has no such counterpart, although every part of the finding is still open. \
           Of a part that is alleviated nothing is asked any more.",
    severity: Severity::Warning,
    find: recommendation_drift,
};

fn recommendation_drift(held: &Held<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for earlier in &held.evidence.background.earlier {
        let carriers = carriers(held, earlier);
        let open = carriers.iter().filter(|finding| finding.state.is_open());
        let now: Vec<(InspectionPlace, BTreeSet<String>)> = open
            .clone()
            .flat_map(|finding| {
                (1..).zip(&finding.recommendations).map(|(number, one)| {
                    let finding = finding.id.clone();
                    let place = InspectionPlace::Recommendation { finding, number };
                    (place, word_set(&one.text))
                })
            })
            .collect();
        let all_open = open.count() == carriers.len() && !carriers.is_empty();
        for before in &earlier.recommendations {
            let asked = word_set(&before.text);
            let nearest = now.iter().max_by(|one, other| {
                likeness(&asked, &one.1).total_cmp(&likeness(&asked, &other.1))
            });
            let nearest = nearest.filter(|(_, words)| likeness(&asked, words) >= SAME_MATTER);
            match nearest {
                Some((_, words)) if *words == asked => {}
                Some((place, _)) => {
                    let message = format!(
                        "Worded otherwise than in {}: {}.",
                        earlier.year,
                        changes(&before.text, now_text(held, place))
                    );
                    found.push(Found::at(place, message));
                }
                None if all_open => {
                    let place = InspectionPlace::EarlierFinding(earlier.id.clone());
                    let message = format!(
                        "\"{}\" was asked in {}, stands, and is asked no more in words like these.",
                        before.text, earlier.year
                    );
                    found.push(Found::at(&place, message));
                }
                None => {}
            }
        }
    }
    found
}

pub(super) static REPEATED_TEXT: InspectionCheck = InspectionCheck {
    id: "repeated-text",
    title: "An enduring finding in last year's words",
    rule: "An open finding whose text shares at least three quarters of its words with that of the \
           earlier finding that it carries on, both being of at least 15 different words: it may \
           tell what was found then rather than now.",
    severity: Severity::Warning,
    find: repeated_text,
};

fn repeated_text(held: &Held<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for earlier in &held.evidence.background.earlier {
        let before = word_set(&earlier.text);
        for finding in carriers(held, earlier) {
            let now = word_set(&finding.text);
            let long = before.len().min(now.len()) >= FEWEST_WORDS;
            if finding.state.is_open() && long && likeness(&before, &now) >= SAME_WORDS {
                let message = format!(
                    "Told almost in the words of {}; say what was found this time.",
                    earlier.year
                );
                found.push(Found::at(
                    &InspectionPlace::Finding(finding.id.clone()),
                    message,
                ));
            }
        }
    }
    found
}

fn word_set(text: &str) -> BTreeSet<String> {
    words(text).into_iter().collect()
}

/// The part of the words of both together that both have (Jaccard 1901); 0 for two empty texts.
fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let all = one.union(other).count();
    if all == 0 {
        return 0.0;
    }
    one.intersection(other).count() as f64 / all as f64
}

/// Which words went and which came, in the order of the texts.
fn changes(before: &str, now: &str) -> String {
    let only = |one: &str, other: &str| {
        let other = word_set(other);
        let mut only = words(one);
        only.retain(|word| !other.contains(word));
        only.join(" ")
    };
    let (gone, new) = (only(before, now), only(now, before));
    match (gone.as_str(), new.as_str()) {
        (gone, "") => format!("without \"{gone}\""),
        ("", new) => format!("with \"{new}\" added"),
        (gone, new) => format!("\"{new}\" instead of \"{gone}\""),
    }
}

/// The text of a recommendation of this inspection.
fn now_text<'e>(held: &Held<'e>, place: &InspectionPlace) -> &'e str {
    let texts = texts(held.evidence).into_iter();
    let mut same = texts.filter(|(other, _, _)| other == place);
    same.next().map_or("", |(_, _, text)| text)
}
