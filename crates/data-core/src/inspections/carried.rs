//! What an earlier inspection left open is carried forward, to be answered.

use peel_model::{EarlierFinding, Edition, EditionId, Finding, FindingId, FindingKind, Inspection};

use super::passages::Brought;

/// From which inspection open findings are carried forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarryFrom {
    /// The newest published one of an earlier year that is recorded; none where none is.
    Newest,
    /// That of this edition, which must be published.
    Edition(EditionId),
    /// None.
    Nothing,
}

/// The year that an edition's identifier begins with.
pub(super) fn year_of(edition: &EditionId) -> Option<u16> {
    let (year, rest) = edition.as_str().split_at_checked(4)?;
    let stands_alone = rest.is_empty() || rest.starts_with('-');
    let year = year.parse().ok().filter(|_| stands_alone)?;
    (year > 999).then_some(year)
}

/// What an inspection left open, as findings to be answered under another edition: `e1`, `e2` and
/// so on, in its order.
///
/// What was told as a strength is nobody's to answer. A finding about a question that is not asked
/// any more is refused: somebody has to say where it belongs now.
pub(super) fn left_open(
    brought: &mut Brought<'_>,
    inspection: &Inspection,
    year: u16,
) -> Vec<EarlierFinding> {
    let open =
        |finding: &&Finding| finding.state.is_open() && finding.kind != FindingKind::Strength;
    let open = inspection.findings.iter().filter(open);
    let carried = open.enumerate().filter_map(|(place, finding)| {
        if !asks(brought.edition, finding) {
            let message = format!(
                "finding {} of {} belongs to the question \"{}\", which is not asked any more; \
                 open with \"none\" and record its findings as earlier ones",
                finding.id, inspection.edition, finding.question
            );
            brought.refuse("carry_from", message);
        }
        Some(EarlierFinding {
            id: FindingId::new(&format!("e{}", place + 1)).ok()?,
            year,
            kind: finding.kind,
            question: finding.question.clone(),
            title: finding.title.clone(),
            text: finding.text.clone(),
            recommendations: finding.recommendations.clone(),
            answer: None,
        })
    });
    carried.collect()
}

fn asks(edition: &Edition, finding: &Finding) -> bool {
    let mut questions = edition.questions.iter();
    questions.any(|question| question.id == finding.question)
}
