//! Numbers footnotes in the order in which a reader meets them.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{Caveat, Edition, Exclusion, Force, Indicator, Period, Treatment};

use crate::text::{Footnote, FootnoteMark};
use crate::wording::{capitalised, list_of, sentence, treatment_words};

/// Footnotes so far.
#[derive(Debug, Default)]
pub(crate) struct Footnotes {
    /// For each key its number and how often it was cited.
    cited: BTreeMap<String, (u16, u16)>,
    /// Those first cited since the last section ended.
    fresh: Vec<Footnote>,
}

impl Footnotes {
    /// Cites a footnote, numbering it when it is new.
    fn cite(&mut self, key: String, text: impl FnOnce() -> String) -> FootnoteMark {
        let next = u16::try_from(self.cited.len() + 1).unwrap_or(u16::MAX);
        let (number, citations) = self.cited.entry(key).or_insert_with(|| {
            self.fresh.push(Footnote {
                number: next,
                text: text(),
            });
            (next, 0)
        });
        *citations = citations.saturating_add(1);
        FootnoteMark {
            number: *number,
            citation: *citations,
        }
    }

    /// Cites everything a reader must know of an indicator in some periods: the note on the choice
    /// of data, warnings, decisions about forces.
    pub(crate) fn cite_all(
        &mut self,
        edition: &Edition,
        about: &[(&Indicator, Period)],
    ) -> Vec<FootnoteMark> {
        let notes = about.iter().map(|(indicator, _)| About::Note(indicator));
        let cited: Vec<About<'_>> = notes.chain(limits(edition, about)).collect();
        self.cite_each(edition, &cited)
    }

    /// Cites the warnings and decisions about several indicators, once each.
    pub(crate) fn cite_limits(
        &mut self,
        edition: &Edition,
        about: &[(&Indicator, Period)],
    ) -> Vec<FootnoteMark> {
        let cited: Vec<About<'_>> = limits(edition, about).collect();
        self.cite_each(edition, &cited)
    }

    /// Cites the note on the choice of an indicator's data, if there is one.
    pub(crate) fn cite_note(
        &mut self,
        edition: &Edition,
        indicator: &Indicator,
    ) -> Vec<FootnoteMark> {
        self.cite_each(edition, &[About::Note(indicator)])
    }

    /// Cites what a reader must know at a glance: warnings, and decisions that touch the value for
    /// the whole or this force.
    pub(crate) fn cite_at_a_glance(
        &mut self,
        edition: &Edition,
        indicator: &Indicator,
        period: Period,
        force: Option<&Force>,
    ) -> Vec<FootnoteMark> {
        let caveats = edition.caveats_of(&indicator.id).map(About::Caveat);
        let decisions = edition
            .exclusions_of(&indicator.id, &period)
            .filter(|exclusion| {
                let touches_the_whole = matches!(
                    exclusion.treatment,
                    Treatment::Exclude | Treatment::NotSupplied | Treatment::Merge { .. }
                );
                touches_the_whole || force.is_some_and(|force| exclusion.forces.contains(&force.id))
            })
            .map(About::Exclusion);
        let cited: Vec<About<'_>> = caveats.chain(decisions).collect();
        self.cite_each(edition, &cited)
    }

    fn cite_each(&mut self, edition: &Edition, about: &[About<'_>]) -> Vec<FootnoteMark> {
        let mut keys = BTreeSet::new();
        let mut marks = Vec::new();
        for about in about.iter().filter(|about| about.is_told()) {
            let key = about.key();
            if keys.insert(key.clone()) {
                marks.push(self.cite(key, || about.text(edition)));
            }
        }
        marks.sort_by_key(|mark| mark.number);
        marks
    }

    /// The footnotes first cited since this was last asked, in order.
    pub(crate) fn take_fresh(&mut self) -> Vec<Footnote> {
        std::mem::take(&mut self.fresh)
    }
}

/// What a footnote is about.
enum About<'e> {
    Note(&'e Indicator),
    Caveat(&'e Caveat),
    Exclusion(&'e Exclusion),
}

impl About<'_> {
    /// Whether there is something to tell. What is never part of any comparison is told in the
    /// annex alone.
    fn is_told(&self) -> bool {
        match self {
            Self::Note(indicator) => !indicator.note.is_empty(),
            Self::Caveat(_) => true,
            Self::Exclusion(exclusion) => exclusion.treatment != Treatment::OutOfScope,
        }
    }

    /// What tells footnotes apart.
    fn key(&self) -> String {
        match self {
            // Indicators of one family share a note, and so a footnote.
            Self::Note(indicator) => format!("note {}", indicator.note),
            Self::Caveat(caveat) => format!("caveat {}", caveat.id),
            Self::Exclusion(exclusion) => format!("exclusion {}", exclusion.id),
        }
    }

    fn text(&self, edition: &Edition) -> String {
        match self {
            Self::Note(indicator) => sentence(&indicator.note),
            Self::Caveat(caveat) => caveat_text(caveat),
            Self::Exclusion(exclusion) => exclusion_text(edition, exclusion),
        }
    }
}

/// Warnings and decisions about indicators in periods, indicator by indicator.
fn limits<'e>(
    edition: &'e Edition,
    about: &'e [(&'e Indicator, Period)],
) -> impl Iterator<Item = About<'e>> {
    about.iter().flat_map(|(indicator, period)| {
        let caveats = edition.caveats_of(&indicator.id).map(About::Caveat);
        let decisions = edition.exclusions_of(&indicator.id, period);
        caveats.chain(decisions.map(About::Exclusion))
    })
}

fn caveat_text(caveat: &Caveat) -> String {
    let source = source_text(&caveat.source);
    format!("{}: {}{source}", caveat.title, sentence(&caveat.text))
}

fn exclusion_text(edition: &Edition, exclusion: &Exclusion) -> String {
    format!(
        "{}: {}{}",
        exclusion_title(edition, exclusion),
        sentence(&exclusion.reason),
        source_text(&exclusion.source)
    )
}

/// Whom a decision is about and what it does.
pub(crate) fn exclusion_title(edition: &Edition, exclusion: &Exclusion) -> String {
    let names = edition.force_names(&exclusion.forces);
    let treatment = treatment_words(&exclusion.treatment);
    match (names.is_empty(), &exclusion.treatment) {
        (true, _) => capitalised(&treatment),
        (false, Treatment::Note) => list_of(&names),
        (false, _) => format!("{}, {treatment}", list_of(&names)),
    }
}

fn source_text(source: &str) -> String {
    if source.is_empty() {
        String::new()
    } else {
        format!(" Source: {}", sentence(source))
    }
}
