//! A chapter for each question.

use std::collections::BTreeSet;

use peel_model::{Finding, FindingKind, FindingState, IndicatorId, Question, QuestionJudgment};

use crate::document::{Chapter, ChapterPart, FindingGroup, FindingView, RecommendationView};
use crate::front::chapter_anchor;
use crate::indicator_table::IndicatorRow;
use crate::lookup::Composer;
use crate::table::DataTable;
use crate::text::Text;
use crate::wording::{kind_words, sentence, state_words};

/// The anchor of a finding.
pub(crate) fn finding_anchor(finding: &Finding) -> String {
    format!("finding-{}", finding.id)
}

impl Composer<'_> {
    pub(crate) fn chapters(&mut self) -> Vec<Chapter> {
        let questions = &self.input.edition.questions;
        questions
            .iter()
            .map(|question| self.chapter(question))
            .collect()
    }

    fn chapter(&mut self, question: &Question) -> Chapter {
        let inspection = self.input.inspection;
        let judged: Option<&QuestionJudgment> = inspection.and_then(|inspection| {
            inspection
                .questions
                .iter()
                .find(|judged| judged.question == question.id)
        });
        let layout = &self.input.edition.layout;
        let figures = layout
            .figures
            .iter()
            .filter(|figure| figure.question.as_ref() == Some(&question.id))
            .map(|figure| self.figure(figure))
            .collect();
        let indicators = self.other_indicators(question);
        let findings: Vec<&Finding> = inspection
            .into_iter()
            .flat_map(|inspection| &inspection.findings)
            .filter(|finding| finding.question == question.id)
            .collect();
        let remark = match (inspection, judged) {
            (None, _) => {
                "No inspection of this force is recorded here: the chapter holds the data \
                          that bear on the question, and no judgment."
            }
            (Some(_), None) => "The inspection recorded here says nothing on this question.",
            (Some(_), Some(judged)) if judged.judgment.is_none() && question.graded => {
                "Not yet judged: the inspection is a draft."
            }
            (Some(_), Some(_)) => "",
        };
        Chapter {
            id: question.id.clone(),
            anchor: chapter_anchor(question.number),
            number: question.number,
            title: question.title.clone(),
            question: question.text.clone(),
            judgment: judged
                .and_then(|judged| judged.judgment.as_ref())
                .map(|judgment| self.judgment(judgment)),
            remark: remark.to_owned(),
            summary: judged
                .into_iter()
                .flat_map(|judged| &judged.summary)
                .map(|paragraph| self.resolved(paragraph))
                .collect(),
            figures,
            indicators,
            parts: self.parts(question, judged),
            facts: inspection
                .into_iter()
                .flat_map(|inspection| &inspection.facts)
                .filter(|fact| fact.question == question.id)
                .map(|fact| (fact.title.clone(), fact.value.clone()))
                .collect(),
            findings: self.finding_groups(&findings),
            footnotes: self.footnotes.take_fresh(),
        }
    }

    /// The question's indicators that stand in no figure.
    fn other_indicators(&mut self, question: &Question) -> DataTable {
        let edition = self.input.edition;
        let in_figures: BTreeSet<&IndicatorId> = edition
            .layout
            .figures
            .iter()
            .flat_map(|figure| &figure.indicators)
            .collect();
        let rows: Vec<IndicatorRow<'_>> = edition
            .indicators
            .iter()
            .filter(|indicator| indicator.question.as_ref() == Some(&question.id))
            .filter(|indicator| !in_figures.contains(&indicator.id))
            .map(|indicator| IndicatorRow {
                indicator,
                period: indicator.period,
            })
            .collect();
        if rows.is_empty() {
            return DataTable::default();
        }
        let mut table = self.indicator_table("Other indicators of this question", &rows);
        for (made, row) in table.rows.iter_mut().zip(&rows) {
            made.marks = self
                .footnotes
                .cite_all(edition, &[(row.indicator, row.period)]);
        }
        table
    }

    fn finding_groups(&mut self, findings: &[&Finding]) -> Vec<FindingGroup> {
        FindingKind::ALL
            .iter()
            .filter_map(|kind| {
                let of_kind: Vec<FindingView> = findings
                    .iter()
                    .filter(|finding| finding.kind == *kind)
                    .map(|finding| self.finding(finding))
                    .collect();
                (!of_kind.is_empty()).then(|| FindingGroup {
                    title: kind_words(*kind, of_kind.len()).to_owned(),
                    serious: *kind == FindingKind::CauseOfConcern,
                    findings: of_kind,
                })
            })
            .collect()
    }

    fn finding(&mut self, finding: &Finding) -> FindingView {
        let edition = self.input.edition;
        let evidence = finding
            .evidence
            .iter()
            .filter_map(|id| edition.indicator(id))
            .map(|indicator| self.statement(indicator, indicator.period));
        let documents = finding.documents.iter();
        let documents =
            documents.map(|title| Text::words(format!("Document: {}", sentence(title))));
        let evidence = evidence.chain(documents).collect();
        let open = !matches!(finding.state, FindingState::Alleviated);
        let listing = if finding.listed || !open || finding.kind == FindingKind::Strength {
            ""
        } else {
            "Told in the published chapter, but missing from the list at its end."
        };
        FindingView {
            anchor: finding_anchor(finding),
            title: finding.title.clone(),
            text: self.resolved(&finding.text),
            state: state_words(finding.state).to_owned(),
            listing: listing.to_owned(),
            recommendations: finding
                .recommendations
                .iter()
                .map(|recommendation| RecommendationView {
                    text: self.resolved(&recommendation.text),
                    terms: terms(&recommendation.owner, &recommendation.due),
                })
                .collect(),
            evidence,
            source: finding.source.clone(),
        }
    }
}

/// Who should do something and by when.
fn terms(owner: &str, due: &str) -> String {
    let parts: Vec<String> = [("Owner", owner), ("Due", due)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{label}: {}", sentence(value)))
        .collect();
    parts.join(" ")
}

impl Composer<'_> {
    fn parts(
        &mut self,
        question: &Question,
        judged: Option<&QuestionJudgment>,
    ) -> Vec<ChapterPart> {
        let parts = question.sub_questions.iter();
        parts
            .map(|part| {
                let assessed: Vec<String> = judged
                    .into_iter()
                    .flat_map(|judged| &judged.assessments)
                    .filter(|assessment| assessment.sub_question == part.id)
                    .map(|assessment| self.resolved(&assessment.text))
                    .collect();
                ChapterPart {
                    anchor: format!("part-{}", part.id),
                    number: part.number.clone(),
                    question: part.text.clone(),
                    aspects: part.aspects.clone(),
                    assessment: assessed.join(" "),
                }
            })
            .collect()
    }
}
