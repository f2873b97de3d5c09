//! Puts the overview of an edition together: what the reports hold, over all forces at once.

mod data_quality;
mod document;
mod grades;
mod themes;
mod values;

use std::collections::BTreeSet;

use peel_model::{
    Edition, Formula, Indicator, Inspection, MethodVersion, Period, PrintedValue, Revision,
};

pub use document::*;

use crate::charts::NOT_TO_SCALE;
use crate::document::{ContentsEntry, Cover};
use crate::figure::{Drawing, Figure};
use crate::footnotes::Footnotes;
use crate::front::chapter_anchor;
use crate::input::Comparisons;
use crate::lookup::{Composer, Evidence};
use crate::wording::{absent_words, capitalised, sentence};

/// Everything an overview is made from. There is no clock: the same input gives the same document.
#[derive(Debug, Clone, Copy)]
pub struct OverviewInput<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The edition before it; `None` when it is the first.
    pub earlier: Option<EarlierEdition<'a>>,
    /// The published inspections in it, by force.
    pub inspections: &'a [Inspection],
    /// How many inspections are not published yet.
    pub under_way: usize,
    /// Comparisons, each with all its units: those of [`Edition::shown_comparisons`], as far as
    /// they could be made.
    pub comparisons: &'a Comparisons,
    /// Printed figures.
    pub printed: &'a [PrintedValue],
    /// The revision the data was read at; `None` when nothing is recorded.
    pub revision: Option<Revision>,
    /// The method that comparisons followed.
    pub method: &'a MethodVersion,
    /// The software's name and version, for example `peel 0.1.0`.
    pub software: &'a str,
}

/// The edition before, to tell what changed since.
#[derive(Debug, Clone, Copy)]
pub struct EarlierEdition<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Its comparisons, each with all its units, as far as they could be made.
    pub comparisons: &'a Comparisons,
}

/// An overview of an edition: worded, rounded, every number of a comparison with its origin.
#[must_use]
pub fn overview(input: &OverviewInput<'_>) -> OverviewDocument {
    let edition = input.edition;
    let mut composer = Composer::over_all(Evidence {
        edition,
        inspection: None,
        comparisons: input.comparisons,
        printed: input.printed,
        reconciliations: &[],
        revision: input.revision,
    });
    let grades = composer.national_grades();
    let chapters = composer.overview_chapters();
    let changes_in_values = values::values(&mut composer, input.earlier.as_ref());
    let annex = composer.annex();
    let mut document = OverviewDocument {
        provenance: OverviewProvenance {
            edition: edition.id.clone(),
            definition_hash: edition.definition_hash.clone(),
            revision: input.revision,
            method: input.method.clone(),
            software: input.software.to_owned(),
        },
        cover: cover(edition),
        contents: Vec::new(),
        grades,
        chapters,
        themes: themes::themes(edition, input.inspections, input.under_way),
        data_quality: data_quality::data_quality(edition, input.comparisons),
        changes: grades::changes(edition, input.earlier.map(|earlier| earlier.edition)),
        changes_in_values,
        annex,
    };
    document.contents = contents(&document);
    document
}

fn cover(edition: &Edition) -> Cover {
    Cover {
        title: format!("PEEL: {} (revisited)", edition.layout.title),
        subtitle: "All forces at a glance".to_owned(),
        force: String::new(),
        region: "England and Wales".to_owned(),
        inspected: String::new(),
        notice: format!(
            "Made by software from published sources. This is not an official publication. {}",
            sentence(&capitalised(&edition.publisher))
        ),
    }
}

fn contents(document: &OverviewDocument) -> Vec<ContentsEntry> {
    let entry = |anchor: &str, title: &str| ContentsEntry {
        anchor: anchor.to_owned(),
        title: title.to_owned(),
        parts: Vec::new(),
    };
    let chapters = document.chapters.iter().map(|chapter| {
        let figures = chapter.figures.iter();
        let parts = figures.map(|figure| entry(figure.id.as_str(), &figure.title));
        ContentsEntry {
            parts: parts.collect(),
            ..entry(&chapter.anchor, &chapter.title)
        }
    });
    std::iter::once(entry("grades", "Grades"))
        .chain(chapters)
        .chain([
            entry("themes", "What findings have in common"),
            entry("data-quality", "Who did not supply what"),
            entry("changes", "Since the edition before"),
            entry("annex", "Annex: About the data"),
        ])
        .collect()
}

impl<'a> Composer<'a> {
    /// Of what is about all forces.
    fn over_all(input: Evidence<'a>) -> Self {
        Self {
            input,
            force: None,
            used: BTreeSet::new(),
            referenced: Vec::new(),
            footnotes: Footnotes::default(),
        }
    }

    /// The context, then every question.
    fn overview_chapters(&mut self) -> Vec<OverviewChapter> {
        let edition = self.input.edition;
        let of = |question: Option<&peel_model::QuestionId>| -> Vec<&Indicator> {
            let indicators = edition.indicators.iter();
            let asked = indicators.filter(|one| one.question.as_ref() == question);
            asked
                .filter(|one| !matches!(one.formula, Formula::Tally { .. }))
                .collect()
        };
        let context = self.overview_chapter("context", "Context", "", &of(None));
        let mut chapters = vec![context];
        for question in &edition.questions {
            chapters.push(self.overview_chapter(
                &chapter_anchor(question.number),
                &question.title,
                &question.text,
                &of(Some(&question.id)),
            ));
        }
        chapters.retain(|chapter| !chapter.figures.is_empty() || !chapter.missing.is_empty());
        chapters
    }

    fn overview_chapter(
        &mut self,
        anchor: &str,
        title: &str,
        question: &str,
        indicators: &[&Indicator],
    ) -> OverviewChapter {
        let mut figures = Vec::new();
        let mut missing = Vec::new();
        for indicator in indicators {
            match self.overview_figure(indicator) {
                Some(figure) => figures.push(figure),
                None => missing.push((indicator.title.clone(), self.why_missing(indicator))),
            }
        }
        OverviewChapter {
            anchor: anchor.to_owned(),
            title: title.to_owned(),
            question: question.to_owned(),
            figures,
            missing,
            footnotes: self.footnotes.take_fresh(),
        }
    }

    /// The map of an indicator with its ranked table; `None` when nothing could be computed.
    fn overview_figure(&mut self, indicator: &Indicator) -> Option<Figure> {
        let period = self.shown_period(indicator);
        let map = self.map(indicator, period);
        let drawn = map.or_else(|| self.bars(indicator, period))?;
        let kind = if matches!(drawn.drawing, Drawing::Map(_)) {
            "map"
        } else {
            "bars"
        };
        let shown = [(indicator, period)];
        let other = self.other_period_note(indicator, period);
        Some(Figure {
            id: format!("{kind}-{}", indicator.id).parse().ok()?,
            number: 0,
            title: indicator.title.clone(),
            marks: self.footnotes.cite_all(self.input.edition, &shown),
            drawing: drawn.drawing,
            description: drawn.description,
            table: drawn.table,
            statements: drawn.statements,
            // Said once, of the map of grades.
            notes: other
                .into_iter()
                .chain(drawn.notes.into_iter().filter(|note| note != NOT_TO_SCALE))
                .collect(),
            source: self.publishers(&shown),
        })
    }

    /// The indicator's own period, or the latest shown for which anything could be computed.
    pub(crate) fn shown_period(&self, indicator: &Indicator) -> Period {
        let computed = |period: &Period| {
            let comparison = self.comparison(&indicator.id, *period);
            comparison.is_some_and(|found| !found.units.is_empty())
        };
        if computed(&indicator.period) {
            return indicator.period;
        }
        let made = self.input.comparisons.keys();
        made.filter(|(id, _)| *id == indicator.id)
            .map(|(_, period)| *period)
            .filter(computed)
            .max()
            .unwrap_or(indicator.period)
    }

    /// That a figure is of another period than the indicator's own, if it is.
    pub(crate) fn other_period_note(
        &self,
        indicator: &Indicator,
        period: Period,
    ) -> Option<String> {
        (period != indicator.period).then(|| {
            format!(
                "Another period than the edition's, the {}, for which nothing could be computed.",
                indicator.period.in_words()
            )
        })
    }

    fn why_missing(&self, indicator: &Indicator) -> String {
        match (
            &indicator.formula,
            self.comparison(&indicator.id, indicator.period),
        ) {
            (Formula::PublishedOnly { reason }, _) => sentence(reason),
            (_, Some(comparison)) => match comparison.comparator.value {
                Err(absent) => sentence(&capitalised(absent_words(absent))),
                Ok(_) => "No force has a value.".to_owned(),
            },
            (_, None) => "The comparison was not made.".to_owned(),
        }
    }
}
