//! "One of the highest", "in line with" and the like, against the figures.

use std::ops::Range;

use peel_model::{
    Band, Claim, Comparison, ComparisonReference, FunnelPosition, IndicatorId, PeerGroupId,
    Severity, UnitComparison,
};

use super::super::passages::Passage;
use super::{Found, Held, InspectionCheck};

/// One claim of a sentence about one of its subjects.
struct Made<'h> {
    passage: &'h Passage<'h>,
    claim: Claim,
    phrase: &'h str,
    indicator: &'h IndicatorId,
    /// Compared with whom; England and Wales when `None`.
    peers: Option<&'h PeerGroupId>,
}

/// Every claim about a known subject, in the order of the report. Of overlapping phrases the
/// longest counts; what is denied is no claim.
fn made<'h>(held: &'h Held<'h>) -> Vec<Made<'h>> {
    let phrases = &held.evidence.rules.phrases;
    let mut known: Vec<(Claim, &str)> = phrases
        .claims
        .iter()
        .flat_map(|(claim, phrases)| phrases.iter().map(|phrase| (*claim, phrase.as_str())))
        .collect();
    known.sort_by_key(|(claim, phrase)| (std::cmp::Reverse(phrase.len()), *phrase, *claim));
    let mut all = Vec::new();
    for passage in &held.passages {
        let mut taken: Vec<Range<usize>> = Vec::new();
        for (claim, phrase) in &known {
            for place in passage.sentence.places(phrase) {
                let overlaps =
                    |other: &Range<usize>| place.start < other.end && other.start < place.end;
                if taken.iter().any(overlaps)
                    || passage.sentence.precedes(place.start, &phrases.negations)
                {
                    continue;
                }
                taken.push(place);
                let whom: Vec<Option<&PeerGroupId>> = if passage.peers.is_empty() {
                    vec![None]
                } else {
                    passage.peers.iter().map(|group| Some(*group)).collect()
                };
                for peers in whom {
                    all.extend(passage.subjects.iter().map(|indicator| Made {
                        passage,
                        claim: *claim,
                        phrase,
                        indicator,
                        peers,
                    }));
                }
            }
        }
    }
    all
}

impl<'h> Made<'h> {
    /// The comparison that can bear the claim out, with the force's unit in it.
    fn comparison(&self, held: &Held<'h>) -> Option<(&'h Comparison, &'h UnitComparison)> {
        let comparison = held.evidence.comparison(self.indicator, self.peers)?;
        let unit = comparison.unit_of(&held.evidence.inspection.force)?;
        Some((comparison, unit))
    }

    fn told(&self, held: &Held<'_>, against: &str) -> String {
        let title = held.evidence.indicator_title(self.indicator);
        format!("\"{}\" ({title}): {against}.", self.phrase)
    }
}

pub(super) static CLAIM_AGAINST_FIGURES: InspectionCheck = InspectionCheck {
    id: "claim-against-figures",
    title: "A comparison in words that the figures contradict",
    rule: "A sentence about a known subject that says \"one of the highest\" or \"lowest\", \
           \"broadly in line\", \"in line\", \"above\", \"well above\", \"below\" or \"well below\" \
           in an edition's phrases, where the comparison says otherwise: the band for the first \
           three, the corrected funnel limits for the others (95% for above and below, 99.8% for \
           well above and below; without a funnel, the side of the comparator). Where nothing can \
           be computed, printed figures decide the side, and are not in line when one is larger \
           than the other by more than the edition allows.",
    severity: Severity::Error,
    find: claim_against_figures,
};

fn claim_against_figures(held: &Held<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for made in made(held) {
        let (against, based_on) = match made.comparison(held) {
            Some((comparison, unit)) => (
                computed(made.claim, comparison, unit),
                vec![ComparisonReference::from(comparison)],
            ),
            None => (printed(held, &made), Vec::new()),
        };
        if let Some(against) = against {
            found.push(Found {
                based_on,
                ..Found::at(&made.passage.place, made.told(held, &against))
            });
        }
    }
    found
}

/// What a comparison says against a claim.
fn computed(claim: Claim, comparison: &Comparison, unit: &UnitComparison) -> Option<String> {
    let wanted = match claim {
        Claim::Highest => Some(Band::Highest),
        Claim::Lowest => Some(Band::Lowest),
        Claim::BroadlyInLine => Some(Band::InLine),
        _ => None,
    };
    if let Some(wanted) = wanted {
        let band = unit.band.as_ref().ok()?;
        let place = format!("place {} of {}", unit.rank, comparison.units.len());
        return (*band != wanted).then(|| format!("the figures say {band}, {place}"));
    }
    let Ok(funnel) = &unit.funnel else {
        let value = comparator(comparison)?;
        return wrong_side(claim, unit.value, value)
            .then(|| "the figures put it on the other side".to_owned());
    };
    use FunnelPosition::{AboveInner, AboveOuter, BelowInner, BelowOuter, Within};
    let bears_out = match claim {
        Claim::InLine => funnel.position == Within,
        Claim::Above => matches!(funnel.position, AboveInner | AboveOuter),
        Claim::WellAbove => funnel.position == AboveOuter,
        Claim::Below => matches!(funnel.position, BelowInner | BelowOuter),
        Claim::WellBelow => funnel.position == BelowOuter,
        Claim::Highest | Claim::Lowest | Claim::BroadlyInLine => true,
    };
    (!bears_out).then(|| format!("by the corrected funnel limits it is {}", funnel.position))
}

fn comparator(comparison: &Comparison) -> Option<f64> {
    let value = comparison.comparator.value.as_ref().ok()?;
    Some(value.value)
}

fn wrong_side(claim: Claim, value: f64, comparator: f64) -> bool {
    match claim {
        Claim::Above | Claim::WellAbove => value <= comparator,
        Claim::Below | Claim::WellBelow => value >= comparator,
        _ => false,
    }
}

/// What printed figures say against a claim.
fn printed(held: &Held<'_>, made: &Made<'_>) -> Option<String> {
    if made.peers.is_some() {
        return None;
    }
    let (Some(force), Some(national)) = held.evidence.printed_pair(made.indicator) else {
        return None;
    };
    let within = held.evidence.rules.phrases.in_line_within;
    let apart = force > national * within || national > force * within;
    let against = match made.claim {
        Claim::InLine | Claim::BroadlyInLine => force >= 0.0 && national >= 0.0 && apart,
        claim => wrong_side(claim, force, national),
    };
    against.then(|| format!("printed are {force} and {national} of England and Wales"))
}

pub(super) static CLAIM_WITHOUT_FIGURES: InspectionCheck = InspectionCheck {
    id: "claim-without-figures",
    title: "A comparison in words without figures",
    rule: "Such a claim about England and Wales where no comparison holds the force: \"one of the \
           highest\" needs the values of every force, and \"above\" at least a printed figure of \
           England and Wales. A claim about a band that the comparison does not have counts too.",
    severity: Severity::Warning,
    find: claim_without_figures,
};

fn claim_without_figures(held: &Held<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for made in made(held) {
        if made.peers.is_some() {
            continue;
        }
        let banded = matches!(made.claim, Claim::Highest | Claim::Lowest);
        let against = match made.comparison(held) {
            Some((_, unit)) => match unit.band {
                Err(reason) if banded => format!("there is no band ({reason})"),
                _ => continue,
            },
            None if banded => "the values of other forces are not known".to_owned(),
            None => match held.evidence.printed_pair(made.indicator) {
                (Some(_), Some(_)) => continue,
                _ => "there is no figure of England and Wales".to_owned(),
            },
        };
        found.push(Found::at(&made.passage.place, made.told(held, &against)));
    }
    found
}

pub(super) static PEERS_WITHOUT_FIGURES: InspectionCheck = InspectionCheck {
    id: "peers-without-figures",
    title: "A comparison with peers that was not made",
    rule: "A sentence about a known subject that names a group of forces in an edition's phrase, \
           where no comparison with that group holds the force.",
    severity: Severity::Warning,
    find: peers_without_figures,
};

fn peers_without_figures(held: &Held<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for passage in &held.passages {
        for group in &passage.peers {
            for indicator in &passage.subjects {
                let comparison = held.evidence.comparison(indicator, Some(group));
                let force = &held.evidence.inspection.force;
                if comparison.and_then(|one| one.unit_of(force)).is_none() {
                    let title = held.evidence.indicator_title(indicator);
                    let message = format!("{title} was not compared with the group {group}.");
                    found.push(Found::at(&passage.place, message));
                }
            }
        }
    }
    found
}
