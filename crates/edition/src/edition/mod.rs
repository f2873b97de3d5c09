//! Reading an edition: every file's shape first, then every word against what the files declare.

mod decision_files;
mod decisions;
mod forces;
mod indicators;
mod inspection_rules;
mod layout;
mod measures;
mod method;
mod programme;
mod returned;

use peel_model::{Edition, Force, InspectionRules, PublishedGrade, SourceId};

use self::decision_files::add_decisions;
use self::decisions::Decisions;
use self::inspection_rules::RuleNames;
use crate::document::{At, Document, document};
use crate::problem::Problems;
use crate::reader::Names;
use crate::table::Table;
use crate::written::{
    CaveatsFile, EditionFile, ExclusionsFile, IndicatorsFile, InspectionRulesFile, MeasuresFile,
    MethodFile, PeerGroupsFile, ReportFile, ReturnFile, SourcesFile,
};
use crate::{EditionProblems, Folder};

/// Reads and checks an edition.
///
/// Facts and inspections are read apart ([`crate::read_facts`], [`crate::read_inspections`]), but
/// for the published grades, which belong to the edition and may be missing.
///
/// Every indicator brings a measure of its own for its printed values
/// ([`peel_model::printed_measure`]); those measures are added at the end of the edition's.
///
/// # Errors
/// [`EditionProblems`] with every problem found: what cannot be parsed, unknown names with the
/// nearest known ones, names that occur twice, sums that contain themselves, formulas whose
/// measures do not fit, decisions and warnings about nothing, returns that ask for what nobody can
/// send.
pub fn read_edition(folder: &Folder) -> Result<Edition, EditionProblems> {
    let mut problems = Problems::default();
    let files = Files::read(folder, &mut problems);
    let names = KnownNames::of(&files);
    let edition = files.edition(folder, &names, &mut problems);
    problems.or(edition)
}

/// What forces are asked to send; an edition that collects nothing has no such file.
const RETURN: &str = "return.toml";

struct Files {
    programme: Option<Document<EditionFile>>,
    forces: Option<Table<7>>,
    peers: Option<Document<PeerGroupsFile>>,
    sources: Option<Document<SourcesFile>>,
    measures: Option<Document<MeasuresFile>>,
    indicators: Option<Document<IndicatorsFile>>,
    exclusions: Option<Document<ExclusionsFile>>,
    caveats: Option<Document<CaveatsFile>>,
    report: Option<Document<ReportFile>>,
    returned: Option<Document<ReturnFile>>,
    method: Option<Document<MethodFile>>,
    inspection_rules: Option<Document<InspectionRulesFile>>,
}

/// What the files of an edition declare, for references to be held against.
pub(crate) struct KnownNames<'f> {
    pub(crate) questions: Names<'f>,
    pub(crate) grades: Names<'f>,
    pub(crate) forces: Names<'f>,
    pub(crate) inspected_forces: Names<'f>,
    pub(crate) sources: Names<'f>,
    pub(crate) measures: Names<'f>,
    pub(crate) indicators: Names<'f>,
}

impl Files {
    fn read(folder: &Folder, problems: &mut Problems) -> Self {
        Self {
            programme: document(folder, "edition.toml", problems),
            forces: Table::read(folder, forces::PATH, &forces::HEADER, problems),
            peers: document(folder, "peer-groups.toml", problems),
            sources: document(folder, "sources.toml", problems),
            measures: document(folder, "measures.toml", problems),
            indicators: document(folder, "indicators.toml", problems),
            exclusions: document(folder, "exclusions.toml", problems),
            caveats: document(folder, "caveats.toml", problems),
            report: document(folder, "report.toml", problems),
            returned: folder
                .file(RETURN)
                .and_then(|_| document(folder, RETURN, problems)),
            method: folder
                .file(method::PATH)
                .and_then(|_| document(folder, method::PATH, problems)),
            inspection_rules: folder
                .file(inspection_rules::PATH)
                .and_then(|_| document(folder, inspection_rules::PATH, problems)),
        }
    }

    fn edition(
        &self,
        folder: &Folder,
        names: &KnownNames<'_>,
        problems: &mut Problems,
    ) -> Option<Edition> {
        macro_rules! checked {
            ($file:ident, $check:path) => {
                self.$file.as_ref().map(|document| {
                    let mut reader = document.reader(folder, problems);
                    $check(&document.written, names, &mut reader)
                })
            };
        }
        let forces = self.forces.as_ref();
        let forces = forces.map(|table| forces::forces(table, folder, problems));
        let peer_groups = checked!(peers, programme::peer_groups);
        let sources = checked!(sources, programme::sources);
        let measures = checked!(measures, measures::measures);
        let indicators = self.indicators.as_ref().map(|document| {
            let mut reader = document.reader(folder, problems);
            let measures = measures.as_deref().unwrap_or_default();
            indicators::indicators(&document.written, measures, names, &mut reader)
        });
        let returned = self.returned.as_ref().map(|document| {
            let mut reader = document.reader(folder, problems);
            let measures = measures.as_deref().unwrap_or_default();
            returned::return_definition(&document.written, measures, names, &mut reader)
        });
        let own_method = checked!(method, method::own_method);
        let inspection_rules = self.inspection_rules(folder, names, problems);
        let decisions = self.decisions(folder, names, problems);
        let layout = checked!(report, layout::layout);
        let grades = published_grades(folder, names, forces.as_deref(), problems);
        let programme = checked!(programme, programme::programme).flatten();

        let indicators = indicators?;
        let mut measures = measures?;
        measures.extend(indicators.iter().filter_map(measures::printed));
        let mut forces = forces?;
        forces.sort_by(|one, other| one.id.cmp(&other.id));
        let programme = programme?;
        Some(Edition {
            id: programme.id,
            title: programme.title,
            headline_question: programme.headline_question,
            publisher: programme.publisher,
            method: programme.method,
            own_method: own_method.flatten(),
            questions: programme.questions,
            grades: programme.grades,
            forces,
            peer_groups: peer_groups?,
            sources: sources?,
            measures,
            indicators,
            exclusions: decisions.exclusions,
            caveats: decisions.caveats,
            published_grades: grades,
            return_definition: returned.flatten(),
            inspection_rules,
            layout: layout?,
            definition_hash: folder.definition_hash(),
        })
    }

    fn inspection_rules(
        &self,
        folder: &Folder,
        names: &KnownNames<'_>,
        problems: &mut Problems,
    ) -> Option<InspectionRules> {
        let document = self.inspection_rules.as_ref()?;
        let mut reader = document.reader(folder, problems);
        let own = self.rule_names();
        inspection_rules::inspection_rules(&document.written, names, &own, &mut reader)
    }

    fn rule_names(&self) -> RuleNames<'_> {
        let programme = self.programme.as_ref();
        RuleNames {
            sub_questions: Names::of("sub-question", programme, |file| {
                let questions = file.written.question.iter();
                let parts = questions.flat_map(|question| &question.sub_question);
                parts.map(|part| part.id.as_str()).collect()
            }),
            peer_groups: Names::of("peer group", self.peers.as_ref(), |file| {
                let groups = file.written.peer_group.iter();
                groups.map(|group| group.id.as_str()).collect()
            }),
            ranked_grades: Names::of("grade with an order", programme, |file| {
                let grades = file.written.grade.iter();
                let ranked = grades.filter(|grade| grade.order.is_some());
                ranked.map(|grade| grade.id.as_str()).collect()
            }),
        }
    }

    /// The edition's own decisions and warnings, then those added since.
    fn decisions(
        &self,
        folder: &Folder,
        names: &KnownNames<'_>,
        problems: &mut Problems,
    ) -> Decisions {
        let mut decisions = Decisions::default();
        if let Some(file) = &self.exclusions {
            let mut reader = file.reader(folder, problems);
            decisions.add_exclusions(&file.written.exclusion, None, names, &mut reader);
        }
        if let Some(file) = &self.caveats {
            let mut reader = file.reader(folder, problems);
            decisions.add_caveats(&file.written.caveat, None, names, &mut reader);
        }
        add_decisions(&mut decisions, folder, names, problems);
        decisions
    }
}

impl<'f> KnownNames<'f> {
    fn of(files: &'f Files) -> Self {
        fn ids<'i, T>(items: &'i [T], id: impl Fn(&'i T) -> &'i At<String>) -> Vec<&'i str> {
            items.iter().map(|item| id(item).as_str()).collect()
        }
        let programme = files.programme.as_ref();
        let forces = files.forces.as_ref().filter(|table| table.is_whole());
        Self {
            questions: Names::of("question", programme, |file| {
                ids(&file.written.question, |question| &question.id)
            }),
            grades: Names::of("grade", programme, |file| {
                ids(&file.written.grade, |grade| &grade.id)
            }),
            forces: Names::of("force", forces, |table| forces::ids(table, false)),
            inspected_forces: Names::of("inspected force", forces, |table| {
                forces::ids(table, true)
            }),
            sources: Names::of("source", files.sources.as_ref(), |file| {
                ids(&file.written.source, |source| &source.id)
            }),
            measures: Names::of("measure", files.measures.as_ref(), |file| {
                ids(&file.written.measure, |measure| &measure.id)
            }),
            indicators: Names::of("indicator", files.indicators.as_ref(), |file| {
                ids(&file.written.indicator, |indicator| &indicator.id)
            }),
        }
    }

    /// What an edition that was read declares.
    pub(crate) fn of_edition(edition: &'f Edition) -> Self {
        let forces = || edition.forces.iter().map(|force| force.id.as_str());
        let inspected = || edition.inspected_forces().map(|force| force.id.as_str());
        Self {
            questions: Names::new("question", edition.questions.iter().map(|q| q.id.as_str())),
            grades: Names::new("grade", edition.grades.iter().map(|g| g.id.as_str())),
            forces: Names::new("force", forces()),
            inspected_forces: Names::new("inspected force", inspected()),
            sources: Names::new("source", edition.sources.iter().map(|s| s.id.as_str())),
            measures: Names::new("measure", edition.measures.iter().map(|m| m.id.as_str())),
            indicators: Names::new(
                "indicator",
                edition.indicators.iter().map(|i| i.id.as_str()),
            ),
        }
    }
}

/// Where the published grades stand.
pub(crate) const PUBLISHED_GRADES: &str = "facts/published-grades.csv";

fn published_grades(
    folder: &Folder,
    names: &KnownNames<'_>,
    forces: Option<&[Force]>,
    problems: &mut Problems,
) -> Vec<PublishedGrade> {
    const HEADER: [&str; 3] = ["force_code", "grade", "source"];
    if folder.file(PUBLISHED_GRADES).is_none() {
        return Vec::new();
    }
    let (Some(table), Some(forces)) = (
        Table::read(folder, PUBLISHED_GRADES, &HEADER, problems),
        forces,
    ) else {
        return Vec::new();
    };
    let mut reader = table.reader(folder, problems);
    let codes: Vec<_> = table.rows().map(|[code, ..]| code).collect();
    reader.unique("the force code", &codes);
    let mut grades = Vec::new();
    for [code, grade, source] in table.rows() {
        let _: Option<SourceId> = reader.known(&source, &names.sources);
        let grade = reader.known(&grade, &names.grades);
        let force = forces.iter().find(|force| force.code.as_str() == code.text);
        if force.is_none() {
            let codes = forces.iter().map(|force| force.code.as_str());
            reader.unknown(&code, "force code", codes);
        }
        if let (Some(grade), Some(force)) = (grade, force) {
            let force = force.id.clone();
            grades.push(PublishedGrade { force, grade });
        }
    }
    grades.sort_by(|one, other| one.force.cmp(&other.force));
    grades
}
