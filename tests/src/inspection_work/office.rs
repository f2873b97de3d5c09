//! What inspectors, a moderator and an approver do, as calls.

use std::fs;
use std::path::Path;

use futures::TryStreamExt as _;
use peel_proto::data::v1 as data;
use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::inspection_work_service_client::InspectionWorkServiceClient;
use peel_proto::data::v1::return_service_client::ReturnServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::reporting::v1::get_report_response::Part;
use peel_proto::reporting::v1::report_service_client::ReportServiceClient;
use peel_proto::reporting::v1::{GetReportRequest, ReportFormat, ReportHeader};
use peel_proto::scoring::v1 as scoring;
use peel_proto::scoring::v1::evidence_service_client::EvidenceServiceClient;
use peel_proto::scoring::v1::inspection_run_service_client::InspectionRunServiceClient;
use peel_proto::scoring::v1::run_inspection_response::Event;
use tempfile::TempDir;
use tonic::transport::Channel;
use tonic::{Response, Status};
use tonic_types::StatusExt as _;

use crate::support::launch::{Running, WHOLE};

const FORCE: &str = "northmarch";
const HARBOURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/editions/2031-harbours");
const RULES: &str = include_str!("inspection-rules.toml");
const BEFORE: &str = include_str!("northmarch-2030.toml");

/// The harbours' edition with rules for inspections, and that of the year before, in which one
/// harbour's inspection is published. Both are about the year that facts come with.
fn editions() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for year in ["2030", "2031"] {
        let into = folder.path().join(format!("{year}-harbours"));
        copy(Path::new(HARBOURS), &into, &|text: String| {
            text.replace("2031-harbours", &format!("{year}-harbours"))
                .replace("period = \"12m-to-2031-06\"", "period = \"12m-to-2030-06\"")
                .replace("periods = [\"12m-to-2031-06\"]\nsource = \"Harbour", {
                    "periods = [\"12m-to-2030-06\"]\nsource = \"Harbour"
                })
        });
        fs::write(into.join("inspection-rules.toml"), RULES).unwrap();
    }
    let before = folder.path().join("2030-harbours/inspections");
    fs::create_dir(&before).unwrap();
    fs::write(before.join("northmarch.toml"), BEFORE).unwrap();
    folder
}

/// Copies a folder; facts as they are, since they are known by their checksums.
fn copy(from: &Path, into: &Path, change: &dyn Fn(String) -> String) {
    fs::create_dir_all(into).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let into = into.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &into, &|text| text);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(into, change(text)).unwrap();
        }
    }
}

/// Everybody who works on the inspection. Every request has an identifier of its own.
pub(super) struct Office {
    pub(super) running: Running,
    pub(super) work: InspectionWorkServiceClient<Channel>,
    inspections: InspectionServiceClient<Channel>,
    evidence: EvidenceServiceClient<Channel>,
    runs: InspectionRunServiceClient<Channel>,
    requests: u32,
    _editions: TempDir,
}

impl Office {
    pub(super) async fn open() -> Self {
        let editions = editions();
        let launch = WHOLE.launch().with("editions.folder", editions.path());
        let running = launch.start(WHOLE).await;
        let channel = running.channel().await;
        Self {
            work: InspectionWorkServiceClient::new(channel.clone()),
            inspections: InspectionServiceClient::new(channel.clone()),
            evidence: EvidenceServiceClient::new(channel.clone()),
            runs: InspectionRunServiceClient::new(channel),
            running,
            requests: 0,
            _editions: editions,
        }
    }

    /// An entry "inspector Ada".
    pub(super) fn by(&mut self, who: &str) -> Option<data::InspectionEntry> {
        let (role, author) = who.split_once(' ').unwrap();
        self.requests += 1;
        Some(data::InspectionEntry {
            request_id: format!("step-{}", self.requests),
            force: FORCE.to_owned(),
            edition: "2031-harbours".to_owned(),
            author: author.to_owned(),
            role: role.to_owned(),
            reason: "it is time".to_owned(),
            expected_revision: 0,
        })
    }

    pub(super) async fn summarise(&mut self, text: &str) -> u64 {
        let request = data::RecordSummaryRequest {
            entry: self.by("inspector Ada"),
            question: "watch".to_owned(),
            paragraphs: vec![text.to_owned()],
        };
        let written = self.work.record_summary(request).await.unwrap();
        written.into_inner().revision
    }

    pub(super) async fn find(&mut self, id: &str, kind: &str, title: &str, text: &str) -> u64 {
        let request = data::RecordFindingRequest {
            entry: self.by("inspector Ada"),
            finding: Some(data::Finding {
                id: id.to_owned(),
                kind: kind.to_owned(),
                question: "watch".to_owned(),
                title: title.to_owned(),
                text: text.to_owned(),
                state: "enduring".to_owned(),
                listed: true,
                recommendations: vec![data::Recommendation {
                    text: "Man the watch house at night.".to_owned(),
                    owner: "Northmarch Harbour Police".to_owned(),
                    due: "immediately".to_owned(),
                }],
                evidence: vec!["offence-rate".to_owned()],
                documents: vec!["The pier's log, spring 2031".to_owned()],
                ..data::Finding::default()
            }),
        };
        let recorded = self.work.record_finding(request).await.unwrap();
        recorded.into_inner().revision
    }

    pub(super) async fn answer(&mut self, id: &str, answer: &str, carried_by: &[&str]) -> u64 {
        let request = data::AnswerEarlierFindingRequest {
            entry: self.by("inspector Ada"),
            finding: id.to_owned(),
            answer: answer.to_owned(),
            carried_by: carried_by.iter().map(|&id| id.to_owned()).collect(),
        };
        let answered = self.work.answer_earlier_finding(request).await.unwrap();
        answered.into_inner().revision
    }

    /// Judges a question, or overall where that is empty.
    pub(super) async fn judge(&mut self, question: &str, grade: &str, grounds: &str) -> u64 {
        let request = data::RecordJudgmentRequest {
            entry: self.by("inspector Ada"),
            question: question.to_owned(),
            grade: grade.to_owned(),
            previous_grade: "poor".to_owned(),
            grounds: grounds.to_owned(),
        };
        let judged = self.work.record_judgment(request).await.unwrap();
        judged.into_inner().revision
    }

    pub(super) async fn go(&mut self, who: &str, to: &str, run: &str) -> Result<u64, Status> {
        let request = data::MoveInspectionRequest {
            entry: self.by(who),
            r#move: to.to_owned(),
            run: run.to_owned(),
            acknowledged: Vec::new(),
        };
        let moved = self.work.move_inspection(request).await;
        moved.map(|moved| moved.into_inner().revision)
    }

    /// Begins a correction of what is published.
    pub(super) async fn correct(&mut self, who: &str, why: &str) -> Result<u64, Status> {
        let mut entry = self.by(who).unwrap();
        entry.reason = why.to_owned();
        let request = data::MoveInspectionRequest {
            entry: Some(entry),
            r#move: "correct".to_owned(),
            ..data::MoveInspectionRequest::default()
        };
        let moved = self.work.move_inspection(request).await;
        moved.map(|moved| moved.into_inner().revision)
    }

    /// Freezes the figures as they are, and gives the revision of the freeze.
    pub(super) async fn freeze(&self) -> u64 {
        let request = data::FreezeEditionRequest {
            request_id: "freeze".to_owned(),
            edition: "2031-harbours".to_owned(),
            as_at: 0,
            author: "An Analyst".to_owned(),
            reason: "the inspection begins".to_owned(),
        };
        let mut returns = ReturnServiceClient::new(self.running.channel().await);
        let frozen = returns.freeze_edition(request).await.unwrap();
        frozen.into_inner().freeze.unwrap().revision
    }

    /// The report as at a revision, 0 where none is asked for.
    pub(super) async fn report(&self, format: ReportFormat, as_of: u64) -> (ReportHeader, Vec<u8>) {
        let mut reports = ReportServiceClient::new(self.running.channel().await);
        let request = GetReportRequest {
            force: FORCE.to_owned(),
            edition: "2031-harbours".to_owned(),
            format: format.into(),
            as_of,
            ..GetReportRequest::default()
        };
        let parts = reports.get_report(request).await.unwrap().into_inner();
        let parts: Vec<_> = parts.try_collect().await.unwrap();
        let (mut header, mut content) = (ReportHeader::default(), Vec::new());
        for part in parts.into_iter().filter_map(|message| message.part) {
            match part {
                Part::Header(first) => header = first,
                Part::Chunk(chunk) => content.extend_from_slice(&chunk),
            }
        }
        (header, content)
    }

    /// A revision, or the newest in place of 0: scoring learns of it when it is named, and by itself
    /// a moment later.
    async fn settled(&self, as_of: u64) -> u64 {
        let mut revisions = RevisionServiceClient::new(self.running.channel().await);
        let request = data::GetRevisionRequest { number: as_of };
        let found = revisions.get_revision(request).await.unwrap();
        found.into_inner().revision.unwrap().number
    }

    /// Runs the inspection as it is.
    pub(super) async fn run(&mut self) -> data::Run {
        let request = scoring::RunInspectionRequest {
            force: FORCE.to_owned(),
            edition: "2031-harbours".to_owned(),
            as_of: self.settled(0).await,
            ..scoring::RunInspectionRequest::default()
        };
        let events = self.runs.run_inspection(request).await.unwrap();
        let mut events = events.into_inner();
        while let Some(message) = events.message().await.unwrap() {
            if let Some(Event::Finished(run)) = message.event {
                return run;
            }
        }
        panic!("the run was cut off");
    }

    pub(super) async fn as_at(
        &mut self,
        as_of: u64,
    ) -> Result<data::GetInspectionResponse, Status> {
        let request = data::GetInspectionRequest {
            force: FORCE.to_owned(),
            edition: "2031-harbours".to_owned(),
            as_of,
        };
        let answer = self.inspections.get_inspection(request).await;
        answer.map(Response::into_inner)
    }

    /// The grade proposed for the watch and the one that was given, or why none is proposed.
    pub(super) async fn proposed(&mut self, as_of: u64) -> (String, String) {
        let request = scoring::ProposeGradesRequest {
            force: FORCE.to_owned(),
            edition: "2031-harbours".to_owned(),
            as_of: self.settled(as_of).await,
        };
        let proposed = self.evidence.propose_grades(request).await.unwrap();
        let questions = proposed.into_inner().questions.into_iter();
        let [grade] = questions
            .filter_map(|it| it.grade)
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        let proposal = grade.proposal.map(|proposal| proposal.grade);
        let proposal = proposal.or_else(|| grade.no_proposal.map(|none| none.reason));
        (proposal.unwrap(), grade.recorded)
    }

    /// The errors that checks raise as at a revision: check and place.
    pub(super) async fn errors(&mut self, as_of: u64) -> Vec<String> {
        let request = scoring::CheckInspectionRequest {
            force: FORCE.to_owned(),
            edition: "2031-harbours".to_owned(),
            as_of: self.settled(as_of).await,
        };
        let checked = self.evidence.check_inspection(request).await.unwrap();
        let raised = checked.into_inner().inconsistencies.into_iter();
        let errors = raised.filter(|raised| raised.severity == "error");
        errors
            .map(|it| format!("{}: {}", it.place.unwrap().words, it.check))
            .collect()
    }
}

/// What is missing, as "place: what", with the check's name only where a check raised it.
#[track_caller]
pub(super) fn missing(refused: &Status) -> Vec<String> {
    let details = refused.get_error_details();
    let reason = details.error_info().unwrap();
    assert_eq!(reason.reason, "INSPECTION_NOT_READY", "{refused:?}");
    let missing = details.precondition_failure().unwrap().violations.iter();
    missing
        .map(|one| {
            let what = one.description.split_once(": ");
            let what = what.map_or(one.description.as_str(), |(check, _)| check);
            format!("{}: {what}", one.subject)
        })
        .collect()
}
