//! Reading what stands behind an inspection.

use peel_model::{
    AnswerKind, EarlierFinding, Edition, FindingAnswer, FindingKind, InspectionBackground,
    Recommendation, SubQuestionGrade,
};

use crate::edition::KnownNames;
use crate::reader::{Names, Reader};
use crate::written::{InspectionFile, WrittenEarlierFinding};

pub(crate) struct Background<'c, 'r> {
    pub(crate) edition: &'c Edition,
    pub(crate) names: KnownNames<'c>,
    pub(crate) reader: Reader<'r>,
}

impl Background<'_, '_> {
    pub(crate) fn read(&mut self, written: &InspectionFile) -> InspectionBackground {
        let earlier = &written.earlier;
        self.reader
            .unique("earlier finding", earlier.iter().map(|finding| &finding.id));
        let findings = written.finding.iter().map(|finding| finding.id.as_str());
        let findings = Names::new("finding", findings);
        let earlier = earlier.iter();
        InspectionBackground {
            earlier: earlier
                .filter_map(|finding| self.earlier(finding, &findings))
                .collect(),
            sub_question_grades: self.grades(written),
        }
    }

    fn earlier(
        &mut self,
        written: &WrittenEarlierFinding,
        findings: &Names<'_>,
    ) -> Option<EarlierFinding> {
        let id = self.reader.parsed(&written.id);
        let (all, name) = (FindingKind::ALL, FindingKind::name);
        let kind = self.reader.one_of(&written.kind, "kind", all, name);
        let question = self.reader.known(&written.question, &self.names.questions);
        let answer = written.answer.as_ref().and_then(|word| {
            let (all, name) = (AnswerKind::ALL, AnswerKind::name);
            self.reader.one_of(word, "answer", all, name)
        });
        let carried_by = self.reader.known_once(&written.carried_by, findings);
        if let (None, Some(first)) = (&written.answer, written.carried_by.first()) {
            let message = "a finding that carries it on is an answer; say which in `answer`";
            self.reader.report(first, message);
        }
        let recommendations = written.recommendation.iter();
        let recommendations = recommendations.map(|one| Recommendation {
            text: self.reader.text(&one.text),
            owner: self.reader.optional(one.owner.as_ref()),
            due: self.reader.optional(one.due.as_ref()),
        });
        let recommendations = recommendations.collect();
        Some(EarlierFinding {
            year: *written.year,
            title: self.reader.text(&written.title),
            text: self.reader.text(&written.text),
            recommendations,
            answer: answer.map(|kind| FindingAnswer { kind, carried_by }),
            id: id?,
            kind: kind?,
            question: question?,
        })
    }

    fn grades(&mut self, written: &InspectionFile) -> Vec<SubQuestionGrade> {
        let parts = self.edition.questions.iter();
        let parts = parts.flat_map(|question| &question.sub_questions);
        let parts = Names::new("sub-question", parts.map(|part| part.id.as_str()));
        let assessments = written.question.iter().flat_map(|one| &one.assessment);
        let mut grades = Vec::new();
        for assessment in assessments {
            let Some(grade) = &assessment.grade else {
                continue;
            };
            let grade = self.reader.known(grade, &self.names.grades);
            // Whether it is one of the question's is told with the inspection.
            let known = parts.declares(assessment.sub_question.as_str());
            let sub_question = known.then(|| assessment.sub_question.parse().ok());
            if let (Some(grade), Some(Some(sub_question))) = (grade, sub_question) {
                grades.push(SubQuestionGrade {
                    sub_question,
                    grade,
                });
            }
        }
        grades.sort_by(|one, other| one.sub_question.cmp(&other.sub_question));
        grades
    }
}
