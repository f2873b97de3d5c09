//! Every text of an inspection, sentence by sentence, with its place and what it is about.

use peel_model::{IndicatorId, InspectionPlace, PeerGroupId, QuestionId};

use super::evidence::InspectionEvidence;
use super::text::{Number, Sentence, sentences};

/// One sentence of an inspection.
#[derive(Debug)]
pub(super) struct Passage<'e> {
    pub(super) place: InspectionPlace,
    /// The question it belongs to; `None` for the overall judgment.
    pub(super) question: Option<&'e QuestionId>,
    pub(super) sentence: Sentence,
    /// The indicators that it is about, by the edition's phrases.
    pub(super) subjects: Vec<&'e IndicatorId>,
    /// The groups of forces that it names.
    pub(super) peers: Vec<&'e PeerGroupId>,
}

/// A number in a text that is a figure: neither a date nor a duration.
#[derive(Debug)]
pub(super) struct Figure<'p> {
    pub(super) number: &'p Number,
    /// Whether "percent" follows.
    pub(super) percent: bool,
    /// Whether "percentage points" follows.
    pub(super) points: bool,
}

/// The sentences of an inspection that speak of this year: those of earlier years are held against
/// nothing. In the order of the report.
pub(super) fn passages<'e>(evidence: &InspectionEvidence<'e>) -> Vec<Passage<'e>> {
    let mut found = Vec::new();
    for (place, question, text) in texts(evidence) {
        for sentence in sentences(text) {
            if !sentence.holds_any(&evidence.rules.phrases.earlier) {
                found.push(Passage::of(evidence, place.clone(), question, sentence));
            }
        }
    }
    found
}

/// Every text of an inspection, in the order of the report.
pub(super) fn texts<'e>(
    evidence: &InspectionEvidence<'e>,
) -> Vec<(InspectionPlace, Option<&'e QuestionId>, &'e str)> {
    let inspection = evidence.inspection;
    let overall = inspection.overall.iter();
    let mut texts: Vec<_> = overall
        .map(|judgment| (InspectionPlace::Overall, None, judgment.reason.as_str()))
        .collect();
    for judged in &inspection.questions {
        let question = &judged.question;
        if let Some(judgment) = &judged.judgment {
            let reason = InspectionPlace::Reason(question.clone());
            texts.push((reason, Some(question), judgment.reason.as_str()));
        }
        for (paragraph, text) in (1..).zip(&judged.summary) {
            let place = InspectionPlace::Summary {
                question: question.clone(),
                paragraph,
            };
            texts.push((place, Some(question), text));
        }
        for assessment in &judged.assessments {
            let place = InspectionPlace::Assessment(assessment.sub_question.clone());
            texts.push((place, Some(question), &assessment.text));
        }
    }
    for finding in &inspection.findings {
        let question = Some(&finding.question);
        let place = InspectionPlace::Finding(finding.id.clone());
        texts.push((place, question, &finding.text));
        for (number, recommendation) in (1..).zip(&finding.recommendations) {
            let place = InspectionPlace::Recommendation {
                finding: finding.id.clone(),
                number,
            };
            texts.push((place, question, &recommendation.text));
        }
    }
    texts
}

impl<'e> Passage<'e> {
    fn of(
        evidence: &InspectionEvidence<'e>,
        place: InspectionPlace,
        question: Option<&'e QuestionId>,
        sentence: Sentence,
    ) -> Self {
        let rules = evidence.rules;
        let subjects = rules.subjects.iter();
        let mut subjects: Vec<&IndicatorId> = subjects
            .filter(|subject| sentence.holds_any(&subject.phrases))
            .flat_map(|subject| &subject.indicators)
            .collect();
        subjects.sort();
        subjects.dedup();
        let peers = rules.phrases.peers.iter();
        let peers = peers
            .filter(|(_, phrases)| sentence.holds_any(phrases))
            .map(|(group, _)| group);
        Self {
            peers: peers.collect(),
            place,
            question,
            sentence,
            subjects,
        }
    }

    /// The numbers that are figures. Without a subject, only those with decimals or a word for
    /// percent are: a bare whole number may count anything.
    pub(super) fn figures(&self, evidence: &InspectionEvidence<'_>) -> Vec<Figure<'_>> {
        let phrases = &evidence.rules.phrases;
        let mut figures = Vec::new();
        for (at, number) in self.sentence.numbers() {
            let points = self.sentence.follows(at, &phrases.points);
            let percent = !points && self.sentence.follows(at, &phrases.percent);
            let elsewhere = self.sentence.precedes(at, &phrases.no_figure)
                || self.sentence.follows(at, &phrases.no_figure)
                || self.sentence.precedes(at, &phrases.per);
            let told = percent || points || number.decimals > 0;
            let is_figure =
                !elsewhere && (told || (!self.subjects.is_empty() && !number.is_like_a_year()));
            if is_figure {
                figures.push(Figure {
                    number,
                    percent,
                    points,
                });
            }
        }
        figures
    }
}
