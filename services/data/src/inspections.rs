//! Findings, judgments, and the record of runs.

use std::sync::Arc;

use peel_data_core::{Collection, MOST_RUNS, Page, RunKey, RunQuery};
use peel_kit::paging::{List, Paging};
use peel_kit::{Failure, FailureKind, Violations};
use peel_model::{EditionId, ForceId, Inspection, InspectionBackground, Revision};
use peel_proto::convert::{
    earlier_finding_to_wire, inspection_to_wire, run_from_wire, run_to_wire,
    sub_question_grade_to_wire,
};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::inspection_service_server::InspectionService;
use peel_proto::errors::v1::ErrorReason;
use tonic::{Request, Response, Status, async_trait};

use crate::audit::Attempt;
use crate::concerns::Concerns as _;
use crate::failures;
use crate::service::Shared;

/// Handlers of `peel.data.v1.InspectionService`.
pub(crate) struct Inspections(pub(crate) Arc<Shared>);

#[async_trait]
impl InspectionService for Inspections {
    async fn get_inspection(
        &self,
        request: Request<wire::GetInspectionRequest>,
    ) -> Result<Response<wire::GetInspectionResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &request.force, "ListForces");
        let as_of = failures::as_of("as_of", request.as_of, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, as_of).await?;
        let force = &known.force(&request.force)?.id;
        let mut works = known.inspections.iter();
        let work = works.find(|work| work.inspection.force == *force);
        let work = work.ok_or_else(|| no_inspection(force, &known.edition.id))?;
        let InspectionBackground {
            earlier,
            sub_question_grades,
        } = &work.background;
        let moves = work.inspection.state.moves();
        Ok(Response::new(wire::GetInspectionResponse {
            inspection: Some(inspection_to_wire(&work.inspection)),
            revision: known.revision.number(),
            earlier_findings: earlier.iter().map(earlier_finding_to_wire).collect(),
            sub_question_grades: sub_question_grades
                .iter()
                .map(sub_question_grade_to_wire)
                .collect(),
            changed_in: work.changed.map_or(0, Revision::number),
            moves: moves.map(|action| action.name().to_owned()).collect(),
        }))
    }

    async fn list_inspections(
        &self,
        request: Request<wire::ListInspectionsRequest>,
    ) -> Result<Response<wire::ListInspectionsResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, None).await?;
        let list = List::of("ListInspections", &[known.edition.id.as_str()]);
        let (inspections, next_page_token) = paging.page(&list, &known.inspections, |work| {
            work.inspection.force.as_str()
        })?;
        let inspections = inspections.into_iter();
        let inspections = inspections.map(|work| in_list(&work.inspection));
        Ok(Response::new(wire::ListInspectionsResponse {
            inspections: inspections.collect(),
            next_page_token,
        }))
    }

    async fn list_published_grades(
        &self,
        request: Request<wire::ListPublishedGradesRequest>,
    ) -> Result<Response<wire::ListPublishedGradesResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, None).await?;
        let mut grades: Vec<_> = known.edition.published_grades.iter().collect();
        grades.sort_by(|one, other| one.force.cmp(&other.force));
        let list = List::of("ListPublishedGrades", &[known.edition.id.as_str()]);
        let (grades, next_page_token) =
            paging.page(&list, grades, |published| published.force.as_str())?;
        let grades = grades.into_iter().map(|published| wire::PublishedGrade {
            force: published.force.to_string(),
            grade: published.grade.to_string(),
        });
        Ok(Response::new(wire::ListPublishedGradesResponse {
            grades: grades.collect(),
            next_page_token,
        }))
    }

    async fn record_run(
        &self,
        request: Request<wire::RecordRunRequest>,
    ) -> Result<Response<wire::RecordRunResponse>, Status> {
        let attempt = Attempt::of(&request)?;
        attempt.concerns(request.get_ref().concern());
        let run = request.into_inner().run;
        let run = run.ok_or_else(|| Failure::invalid_field("run", "is required"))?;
        let run = run_from_wire(run).map_err(|malformed| {
            Failure::invalid_field(format!("run.{}", malformed.field), malformed.problem)
        })?;
        let known = self.0.editions.find(run.edition.as_str(), None).await?;
        known.force(run.force.as_str())?;
        let recorded = self.0.write(&attempt, async move |collection: Collection| {
            let recorded = collection.record_run(run).await;
            let reason = ErrorReason::InvalidRequest;
            recorded.map_err(|error| failures::recording(error, reason, "run."))
        });
        recorded.await?;
        Ok(Response::new(wire::RecordRunResponse {}))
    }

    async fn record_runs(
        &self,
        request: Request<wire::RecordRunsRequest>,
    ) -> Result<Response<wire::RecordRunsResponse>, Status> {
        let attempt = Attempt::of(&request)?;
        attempt.concerns(request.get_ref().concern());
        let asked = request.into_inner().runs;
        if asked.len() > MOST_RUNS {
            let problem = format!("takes 1 to {MOST_RUNS} runs, not {}", asked.len());
            return Err(Failure::invalid_field("runs", problem).into());
        }
        let mut violations = Violations::default();
        let mut runs = Vec::with_capacity(asked.len());
        for (place, run) in asked.into_iter().enumerate() {
            match run_from_wire(run) {
                Ok(run) => runs.push(run),
                Err(malformed) => {
                    let field = format!("runs[{place}].{}", malformed.field);
                    violations.add(field, malformed.problem);
                }
            }
        }
        violations.check()?;
        for run in &runs {
            let known = self.0.editions.find(run.edition.as_str(), None).await?;
            known.force(run.force.as_str())?;
        }
        let recorded = self.0.write(&attempt, async move |collection: Collection| {
            let recorded = collection.record_runs(runs).await;
            let reason = ErrorReason::InvalidRequest;
            recorded.map_err(|error| failures::recording(error, reason, ""))
        });
        let recorded = recorded.await?;
        Ok(Response::new(wire::RecordRunsResponse {
            runs: recorded.iter().map(run_to_wire).collect(),
        }))
    }

    async fn get_run(
        &self,
        request: Request<wire::GetRunRequest>,
    ) -> Result<Response<wire::GetRunResponse>, Status> {
        let id = request.into_inner().run;
        if !is_run_id(&id) {
            let rule = "must be 32 lower-case hexadecimal digits";
            return Err(Failure::invalid_field("run", rule).into());
        }
        let run = self
            .0
            .collection
            .store()
            .run(id.clone())
            .await
            .map_err(failures::store)?;
        let run = run.ok_or_else(|| failures::unknown(ErrorReason::UnknownRun, "run", &id, []))?;
        Ok(Response::new(wire::GetRunResponse {
            run: Some(run_to_wire(&run)),
        }))
    }

    async fn list_runs(
        &self,
        request: Request<wire::ListRunsRequest>,
    ) -> Result<Response<wire::ListRunsResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        violations.check()?;
        let wanted = self.0.editions.wanted(&request.force, &request.edition);
        let (force, edition) = wanted.await?;
        let list = List::of("ListRuns", &[&request.force, &request.edition]);
        let query = |after, size| {
            let page = Page::new(after, size).map_err(Failure::internal)?;
            let (force, edition) = (force.clone(), edition.clone());
            Ok::<_, Failure>(RunQuery {
                force,
                edition,
                page,
            })
        };
        let store = self.0.collection.store();
        let first = query(paging.after(&list, run_key)?, paging.size())?;
        let runs = store.runs(first).await.map_err(failures::store)?;
        let mut next_page_token = String::new();
        if let Some(last) = runs.last().filter(|_| runs.len() == paging.size()) {
            let more = query(Some(RunKey::of(last)), 1)?;
            if !store.runs(more).await.map_err(failures::store)?.is_empty() {
                next_page_token = list.token(&run_key_text(&RunKey::of(last)));
            }
        }
        Ok(Response::new(wire::ListRunsResponse {
            runs: runs.iter().map(run_to_wire).collect(),
            next_page_token,
        }))
    }
}

pub(crate) fn no_inspection(force: &ForceId, edition: &EditionId) -> Failure {
    Failure::new(
        FailureKind::NotFound,
        ErrorReason::UnknownInspection.reason(),
        format!("{force} has no inspection in {edition}; ListInspections names those that have"),
    )
    .resource(
        "inspection",
        format!("{edition}/{force}"),
        "it is not recorded",
    )
    .metadata("force", force.as_str())
    .metadata("edition", edition.as_str())
}

/// An inspection as it stands in lists: who, how far, which grades.
fn in_list(inspection: &Inspection) -> wire::Inspection {
    let without_text = |judgment: Option<wire::Judgment>| {
        judgment.map(|judgment| wire::Judgment {
            reason: String::new(),
            ..judgment
        })
    };
    let packed = inspection_to_wire(inspection);
    let question = |question: wire::QuestionJudgment| wire::QuestionJudgment {
        question: question.question,
        judgment: without_text(question.judgment),
        summary: Vec::new(),
        assessments: Vec::new(),
    };
    wire::Inspection {
        overall: without_text(packed.overall),
        questions: packed.questions.into_iter().map(question).collect(),
        findings: Vec::new(),
        facts: Vec::new(),
        steps: Vec::new(),
        ..packed
    }
}

pub(crate) fn is_run_id(text: &str) -> bool {
    let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 32 && text.bytes().all(lower)
}

/// A run's place in the list as the key of a page: "1480000000000 0123…".
fn run_key_text(key: &RunKey) -> String {
    format!("{} {}", key.started_at_milliseconds, key.id)
}

fn run_key(text: &str) -> Option<RunKey> {
    let (start, id) = text.split_once(' ')?;
    let started_at_milliseconds = start.parse().ok()?;
    is_run_id(id).then(|| RunKey {
        started_at_milliseconds,
        id: id.to_owned(),
    })
}
