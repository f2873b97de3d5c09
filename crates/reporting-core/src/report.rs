//! Puts a force's report together.

use std::collections::BTreeSet;

use peel_model::{Edition, FigureId, Force, Scope, nearest};

use crate::corrections::{corrections, version};
use crate::document::{ContentsEntry, Provenance, ReportDocument};
use crate::draft::draft_notice;
use crate::figure::Figure;
use crate::footnotes::Footnotes;
use crate::input::{ForceReportInput, ReportError};
use crate::lookup::{Composer, Evidence};
use crate::standard::{figure_list, standard_figure};

/// A force's report as a document: worded, rounded, every number with its origin.
///
/// A force without an inspection has a report too: it holds the data and says that nothing was
/// judged. Whatever is missing shows as a dash with the reason.
///
/// # Errors
/// [`ReportError`] when the force is unknown or out of scope, or the inspection is not of this
/// force and edition.
pub fn force_report(input: &ForceReportInput<'_>) -> Result<ReportDocument, ReportError> {
    let force = known_force(input)?;
    let mut composer = composer(input)?;
    let cover = composer.cover(force);
    let force_in_numbers = composer.force_in_numbers();
    let overall = composer.overall();
    let chapters = composer.chapters();
    let reproduction = composer.reproduction();
    let progress = composer.progress();
    let annex = composer.annex();
    let layout = &input.edition.layout;
    let mut document = ReportDocument {
        provenance: provenance(input),
        draft: draft_notice(input),
        corrections: input.inspection.and_then(corrections),
        cover,
        contents: Vec::new(),
        introduction: layout.introduction.clone(),
        force_in_numbers,
        overall,
        chapters,
        next_steps: layout.next_steps.clone(),
        reproduction,
        progress,
        annex,
    };
    document.contents = contents(&document);
    Ok(document)
}

/// One figure about a force, from its report or of those that every edition has
/// ([`crate::figure_list`]); one that needs a series is made by [`crate::trend_figure`].
///
/// # Errors
/// [`ReportError`] as for [`force_report`], and when there is no such figure.
pub fn force_figure(
    input: &ForceReportInput<'_>,
    figure: &FigureId,
) -> Result<Figure, ReportError> {
    let mut composer = composer(input)?;
    let figures = &input.edition.layout.figures;
    let Some(layout) = figures.iter().find(|known| known.id == *figure) else {
        return standard_figure(&mut composer, figure)
            .ok_or_else(|| unknown_figure(input.edition, figure));
    };
    let made = composer.figure(layout);
    Ok(alone(&mut composer, made))
}

pub(crate) fn unknown_figure(edition: &Edition, figure: &FigureId) -> ReportError {
    let known = figure_list(edition);
    let known = known.iter().map(|listed| listed.id.as_str());
    ReportError::UnknownFigure {
        edition: edition.id.to_string(),
        figure: figure.to_string(),
        suggestion: nearest::suggestion(&peel_model::nearest_names(figure.as_str(), known)),
    }
}

/// A figure outside its report: it says in notes what the report says in footnotes.
pub(crate) fn alone(composer: &mut Composer<'_>, mut made: Figure) -> Figure {
    for row in &mut made.table.rows {
        row.marks.clear();
    }
    let footnotes = composer.footnotes.take_fresh();
    Figure {
        marks: Vec::new(),
        notes: made
            .notes
            .iter()
            .cloned()
            .chain(footnotes.into_iter().map(|footnote| footnote.text))
            .collect(),
        ..made
    }
}

pub(crate) fn composer<'a>(input: &ForceReportInput<'a>) -> Result<Composer<'a>, ReportError> {
    let force = known_force(input)?;
    if let Some(inspection) = input.inspection
        && (inspection.force != *input.force || inspection.edition != input.edition.id)
    {
        return Err(ReportError::ForeignInspection {
            asked: format!("{} in {}", input.force, input.edition.id),
            found: format!("{} in {}", inspection.force, inspection.edition),
        });
    }
    Ok(Composer {
        input: Evidence {
            edition: input.edition,
            inspection: input.inspection,
            comparisons: input.comparisons,
            printed: input.printed,
            reconciliations: input.reconciliations,
            revision: input.revision,
        },
        force: Some(force),
        used: BTreeSet::new(),
        referenced: Vec::new(),
        footnotes: Footnotes::default(),
    })
}

fn known_force<'a>(input: &ForceReportInput<'a>) -> Result<&'a Force, ReportError> {
    let edition = input.edition;
    let force = edition.force(input.force).ok_or_else(|| {
        let known = edition.inspected_forces().map(|force| force.id.as_str());
        ReportError::UnknownForce {
            edition: edition.id.to_string(),
            force: input.force.to_string(),
            suggestion: nearest::suggestion(&peel_model::nearest_names(
                input.force.as_str(),
                known,
            )),
        }
    })?;
    match force.scope {
        Scope::Inspected => Ok(force),
        Scope::OutOfScope => Err(ReportError::OutOfScope {
            edition: edition.id.to_string(),
            force: input.force.to_string(),
        }),
    }
}

/// What a report or a figure made from this input is of, and made by.
#[must_use]
pub fn provenance(input: &ForceReportInput<'_>) -> Provenance {
    Provenance {
        edition: input.edition.id.clone(),
        definition_hash: input.edition.definition_hash.clone(),
        force: input.force.clone(),
        version: input.inspection.map(version),
        revision: input.revision,
        method: input.method.clone(),
        software: input.software.to_owned(),
    }
}

fn contents(document: &ReportDocument) -> Vec<ContentsEntry> {
    let entry = |anchor: &str, title: &str| ContentsEntry {
        anchor: anchor.to_owned(),
        title: title.to_owned(),
        parts: Vec::new(),
    };
    let mut entries = Vec::new();
    if document.draft.is_some() {
        entries.push(entry("draft", "Not published: failed checks"));
    }
    if document.corrections.is_some() {
        entries.push(entry("corrections", "What was corrected"));
    }
    if !document.introduction.is_empty() {
        entries.push(entry("introduction", "Introduction"));
    }
    entries.push(entry("force-in-numbers", "Force in numbers"));
    entries.push(entry("overall", "Overview"));
    entries.extend(document.chapters.iter().map(|chapter| {
        ContentsEntry {
            parts: chapter
                .parts
                .iter()
                .map(|part| entry(&part.anchor, &format!("{} {}", part.number, part.question)))
                .collect(),
            ..entry(&chapter.anchor, &chapter.question)
        }
    }));
    if !document.next_steps.is_empty() {
        entries.push(entry("next-steps", "Next steps"));
    }
    entries.push(entry("reproduction", "What could be reproduced"));
    entries.push(entry("progress", "Progress of findings"));
    entries.push(entry("annex", "Annex: About the data"));
    entries
}
