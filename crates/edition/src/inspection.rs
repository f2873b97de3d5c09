//! Reading inspections: `inspections/<force>.toml`.

use std::collections::BTreeSet;

use peel_model::{
    Assessment, Edition, Finding, FindingKind, FindingState, FindingStep, ForceId, Inspection,
    InspectionBackground, InspectionState, Judgment, OperationalFact, Question, QuestionId,
    QuestionJudgment, Recommendation,
};

use crate::background::Background;
use crate::document::{At, document};
use crate::edition::KnownNames;
use crate::inspection_steps::steps;
use crate::problem::Problems;
use crate::prose::prose;
use crate::reader::{Names, Reader};
use crate::written::{
    InspectionFile, WrittenFact, WrittenFinding, WrittenJudgment, WrittenQuestionJudgment,
};
use crate::{EditionProblems, Folder};

/// Reads and checks the inspection of one force.
///
/// # Errors
/// [`EditionProblems`] when there is none, or with every problem found in it: unknown names with
/// the nearest known ones, questions without a judgment, sub-questions of another question,
/// findings that occur twice.
pub fn read_inspection(
    folder: &Folder,
    edition: &Edition,
    force: &ForceId,
) -> Result<Inspection, EditionProblems> {
    let mut problems = Problems::default();
    let whole = read(folder, edition, force.as_str(), &mut problems);
    problems.or(whole.map(|(inspection, _)| inspection))
}

/// Reads and checks every inspection in the folder, by force.
///
/// # Errors
/// [`EditionProblems`] with every problem found, as for one.
pub fn read_inspections(
    folder: &Folder,
    edition: &Edition,
) -> Result<Vec<Inspection>, EditionProblems> {
    let whole = read_whole_inspections(folder, edition)?.into_iter();
    Ok(whole.map(|(inspection, _)| inspection).collect())
}

/// Reads and checks every inspection in the folder, by force, each with what stands behind it.
///
/// # Errors
/// [`EditionProblems`] with every problem found, as for one.
pub fn read_whole_inspections(
    folder: &Folder,
    edition: &Edition,
) -> Result<Vec<(Inspection, InspectionBackground)>, EditionProblems> {
    let mut problems = Problems::default();
    let forces = folder
        .files()
        .filter_map(|(path, _)| path.strip_prefix("inspections/")?.strip_suffix(".toml"));
    let whole = forces
        .filter_map(|force| read(folder, edition, force, &mut problems))
        .collect();
    problems.or(Some(whole))
}

/// Reads and checks what stands behind the inspection of one force: findings taken over from
/// earlier inspections, and the grades of sub-questions. It is written in the inspection's file.
///
/// # Errors
/// [`EditionProblems`] when there is no inspection, or with every problem found: unknown names with
/// the nearest known ones, findings that occur twice.
pub fn read_inspection_background(
    folder: &Folder,
    edition: &Edition,
    force: &ForceId,
) -> Result<InspectionBackground, EditionProblems> {
    let mut problems = Problems::default();
    let path = format!("inspections/{force}.toml");
    let background = document::<InspectionFile>(folder, &path, &mut problems).map(|document| {
        let mut background = Background {
            edition,
            names: KnownNames::of_edition(edition),
            reader: document.reader(folder, &mut problems),
        };
        background.read(&document.written)
    });
    problems.or(background)
}

fn read(
    folder: &Folder,
    edition: &Edition,
    force: &str,
    problems: &mut Problems,
) -> Option<(Inspection, InspectionBackground)> {
    let path = format!("inspections/{force}.toml");
    let document = document::<InspectionFile>(folder, &path, problems)?;
    let mut check = Check {
        edition,
        names: KnownNames::of_edition(edition),
        reader: document.reader(folder, problems),
    };
    let inspection = check.inspection(&document.written, force);
    // A mistake in what stands behind it is told with the inspection.
    let mut background = Background {
        edition,
        names: KnownNames::of_edition(edition),
        reader: document.reader(folder, problems),
    };
    let background = background.read(&document.written);
    Some((inspection?, background))
}

struct Check<'c, 'r> {
    edition: &'c Edition,
    names: KnownNames<'c>,
    reader: Reader<'r>,
}

impl Check<'_, '_> {
    fn inspection(&mut self, written: &InspectionFile, file_name: &str) -> Option<Inspection> {
        let editions = Names::new("edition", [self.edition.id.as_str()]);
        let edition = self.reader.known(&written.edition, &editions);
        let force: Option<ForceId> = self
            .reader
            .known(&written.force, &self.names.inspected_forces);
        if force
            .as_ref()
            .is_some_and(|force| force.as_str() != file_name)
        {
            let message = format!("the file is named for \"{file_name}\"; rename one of them");
            self.reader.report(&written.force, message);
        }
        let states = InspectionState::ALL;
        let state = &written.state;
        let state = self
            .reader
            .one_of(state, "state", states, InspectionState::name);
        let overall = self.judgment_if(written.overall.as_ref());
        let questions = self.questions(written);
        self.complete(written, state);
        let facts = written.fact.iter();
        Some(Inspection {
            inspected: self.reader.optional(written.inspected.as_ref()),
            findings: self.findings(&written.finding),
            facts: facts.filter_map(|fact| self.fact(fact)).collect(),
            source: self.reader.text(&written.source),
            steps: steps(&mut self.reader, &written.step, state),
            edition: edition?,
            force: force?,
            state: state?,
            overall: overall?,
            questions,
        })
    }

    /// Only a draft may leave out what is to be judged.
    fn complete(&mut self, written: &InspectionFile, state: Option<InspectionState>) {
        if !state.is_some_and(InspectionState::is_complete) {
            return;
        }
        let missing = "the judgment is missing, which only a draft may leave out; add it";
        if written.overall.is_none() {
            self.reader.report_line(None, format!("overall: {missing}"));
        }
        for one in &written.question {
            let graded = asked(self.edition, one.question.as_str()).is_some_and(|it| it.graded);
            if graded && one.judgment.is_none() {
                self.reader.report(&one.question, missing);
            }
        }
    }

    /// A judgment that may be left out: `None` only when it is there and wrong.
    fn judgment_if(&mut self, written: Option<&WrittenJudgment>) -> Option<Option<Judgment>> {
        written.map_or(Some(None), |written| self.judgment(written).map(Some))
    }

    fn judgment(&mut self, written: &WrittenJudgment) -> Option<Judgment> {
        let grade = self.reader.known(&written.grade, &self.names.grades);
        let previous = written.previous.as_ref();
        let previous = self.reader.known_if(previous, &self.names.grades);
        Some(Judgment {
            author: self.reader.text(&written.author),
            moderated: written.moderated,
            reason: self.prose(&written.reason),
            grade: grade?,
            previous: previous?,
        })
    }

    /// A text in which numbers may stand by reference.
    fn prose(&mut self, written: &At<String>) -> String {
        prose(written, self.edition, &mut self.reader)
    }

    fn questions(&mut self, written: &InspectionFile) -> Vec<QuestionJudgment> {
        let all = &written.question;
        self.reader
            .unique("the judgment on", all.iter().map(|one| &one.question));
        let mut judgments: Vec<QuestionJudgment> =
            all.iter().filter_map(|one| self.question(one)).collect();
        let judged: BTreeSet<&str> = all.iter().map(|one| one.question.as_str()).collect();
        let place = |id: &QuestionId| {
            let questions = self.edition.questions.iter();
            questions
                .map(|question| &question.id)
                .position(|known| known == id)
        };
        judgments.sort_by_key(|judgment| place(&judgment.question));
        for question in &self.edition.questions {
            if !judged.contains(question.id.as_str()) {
                let message = format!("there is no judgment on \"{}\"; add one", question.id);
                self.reader.report_line(None, message);
            }
        }
        judgments
    }

    fn question(&mut self, written: &WrittenQuestionJudgment) -> Option<QuestionJudgment> {
        let question: Option<QuestionId> =
            self.reader.known(&written.question, &self.names.questions);
        let asked = asked(self.edition, written.question.as_str());
        if let (Some(asked), Some(judgment)) = (asked, &written.judgment) {
            let grades = self.edition.grades.iter();
            let mut ranked = grades.filter(|grade| grade.order.is_some());
            let grade = &judgment.grade;
            let is_ranked = ranked.any(|ranked| ranked.id.as_str() == grade.as_str());
            if is_ranked && !asked.graded {
                let message = format!("\"{}\" is not graded in this edition", asked.id);
                self.reader.report(grade, message);
            }
        }
        let parts = asked.map(|asked| asked.sub_questions.iter().map(|part| part.id.as_str()));
        let parts = parts.map(|parts| Names::new("sub-question", parts));
        let assessed = written.assessment.iter().map(|one| &one.sub_question);
        self.reader.unique("the assessment of", assessed);
        let mut assessments = Vec::new();
        for one in &written.assessment {
            let text = self.prose(&one.text);
            let sub_question = match &parts {
                Some(parts) => self.reader.known(&one.sub_question, parts),
                None => None,
            };
            if let Some(sub_question) = sub_question {
                assessments.push(Assessment { sub_question, text });
            }
        }
        let judgment = self.judgment_if(written.judgment.as_ref());
        Some(QuestionJudgment {
            summary: written
                .summary
                .iter()
                .map(|paragraph| self.prose(paragraph))
                .collect(),
            assessments,
            question: question?,
            judgment: judgment?,
        })
    }

    fn findings(&mut self, written: &[WrittenFinding]) -> Vec<Finding> {
        self.reader
            .unique("finding", written.iter().map(|finding| &finding.id));
        let findings = written.iter();
        let mut findings: Vec<Finding> = findings
            .filter_map(|finding| self.finding(finding))
            .collect();
        // f2 before f10.
        findings.sort_by(|one, other| {
            let key = |finding: &Finding| (finding.id.as_str().len(), finding.id.clone());
            key(one).cmp(&key(other))
        });
        findings
    }

    fn finding(&mut self, written: &WrittenFinding) -> Option<Finding> {
        let id = self.reader.parsed(&written.id);
        let kind = &written.kind;
        let kind = self
            .reader
            .one_of(kind, "kind", FindingKind::ALL, FindingKind::name);
        let state = &written.state;
        let state = self
            .reader
            .one_of(state, "state", FindingState::ALL, FindingState::name);
        let question = self.reader.known(&written.question, &self.names.questions);
        for (step, next) in written.step.iter().zip(written.step.iter().skip(1)) {
            if *step.year > *next.year {
                let message = "a finding's history stands oldest first";
                self.reader.report_at(&next.year, message);
            }
        }
        Some(Finding {
            title: self.reader.text(&written.title),
            text: self.prose(&written.text),
            listed: written.listed,
            chain: self.chain(written),
            recommendations: self.recommendations(written),
            evidence: self
                .reader
                .known_once(&written.evidence, &self.names.indicators),
            documents: self.documents(written),
            source: self.reader.optional(written.source.as_ref()),
            id: id?,
            kind: kind?,
            question: question?,
            state: state?,
        })
    }

    fn documents(&mut self, written: &WrittenFinding) -> Vec<String> {
        self.reader.unique("document", &written.documents);
        self.reader.texts(&written.documents)
    }

    fn chain(&mut self, written: &WrittenFinding) -> Vec<FindingStep> {
        let steps = written.step.iter();
        let read = steps.map(|step| FindingStep {
            year: *step.year,
            inspection: self.reader.text(&step.inspection),
            text: self.reader.text(&step.text),
        });
        read.collect()
    }

    fn recommendations(&mut self, written: &WrittenFinding) -> Vec<Recommendation> {
        let recommendations = written.recommendation.iter();
        let read = recommendations.map(|one| Recommendation {
            text: self.prose(&one.text),
            owner: self.reader.optional(one.owner.as_ref()),
            due: self.reader.optional(one.due.as_ref()),
        });
        read.collect()
    }

    fn fact(&mut self, written: &WrittenFact) -> Option<OperationalFact> {
        let question = self.reader.known(&written.question, &self.names.questions);
        Some(OperationalFact {
            title: self.reader.text(&written.title),
            value: self.reader.text(&written.value),
            question: question?,
        })
    }
}

/// The edition's question of this name.
fn asked<'e>(edition: &'e Edition, name: &str) -> Option<&'e Question> {
    let mut questions = edition.questions.iter();
    questions.find(|question| question.id.as_str() == name)
}
