//! Numbers footnotes in the order in which a reader meets them.

use std::collections::BTreeMap;

use peel_model::{Caveat, Edition, Exclusion, Indicator, Period, Treatment};

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

    /// Cites everything a reader must know of indicators in periods, once each: notes on the
    /// choice of data, warnings, decisions about forces.
    pub(crate) fn cite_all(
        &mut self,
        edition: &Edition,
        about: &[(&Indicator, Period)],
    ) -> Vec<FootnoteMark> {
        let mut keys: Vec<String> = Vec::new();
        let mut marks = Vec::new();
        let mut cite = |key: String, text: &dyn Fn() -> String| {
            if !keys.contains(&key) {
                keys.push(key.clone());
                marks.push(self.cite(key, text));
            }
        };
        for (indicator, period) in about {
            if !indicator.note.is_empty() {
                cite(format!("note {}", indicator.id), &|| {
                    format!("{}: {}", indicator.title, sentence(&indicator.note))
                });
            }
            for caveat in edition.caveats_of(&indicator.id) {
                cite(format!("caveat {}", caveat.id), &|| caveat_text(caveat));
            }
            for exclusion in edition.exclusions_of(&indicator.id, period) {
                cite(format!("exclusion {}", exclusion.id), &|| {
                    exclusion_text(edition, exclusion)
                });
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
    let names: Vec<&str> = exclusion
        .forces
        .iter()
        .map(|id| {
            edition
                .force(id)
                .map_or(id.as_str(), |force| force.name.as_str())
        })
        .collect();
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
