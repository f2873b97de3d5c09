//! The gRPC service of what findings and figures say of an inspection: unpack, ask, pack.

use std::sync::Arc;

use peel_kit::paging::{List, Paging};
use peel_kit::{CallContext, Violations};
use peel_model::{ForceId, GradeId, GradeProposals, Inspection, Judgment, QuestionId, Severity};
use peel_proto::convert::{inconsistency_to_wire, line_of_enquiry_to_wire, proposed_grade_to_wire};
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::servers::evidence_service_server::EvidenceService;
use peel_scoring_core::{CHECKS, check_inspection, lines_of_enquiry, propose_grades};
use tonic::{Request, Response, Status};

use crate::answers::{Answers, Standpoint};
use crate::failures::{no_inspection, no_inspection_rules};
use crate::held_against::Holding;

/// The most inconsistencies of an answer.
const MOST_TOLD: usize = 1_000;

/// Serves proposals, lines of enquiry and checks.
#[derive(Debug)]
pub(crate) struct AllEvidence {
    pub(crate) answers: Arc<Answers>,
}

#[tonic::async_trait]
impl EvidenceService for AllEvidence {
    async fn propose_grades(
        &self,
        request: Request<wire::ProposeGradesRequest>,
    ) -> Result<Response<wire::ProposeGradesResponse>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &asked.force, "ListForces");
        violations.check()?;
        let standpoint = self.standpoint(&asked.edition, asked.as_of, context);
        let (standpoint, force) = inspected(standpoint.await?, &asked.force)?;
        let holding = Holding::without_figures(&standpoint);
        let answered = holding.ask(&force, |evidence| {
            proposals_to_wire(&propose_grades(evidence), evidence.inspection)
        });
        let (questions, overall) = found(answered.await?, &standpoint, &force)?;
        Ok(Response::new(wire::ProposeGradesResponse {
            questions,
            overall: Some(overall),
            edition: standpoint.programme.edition.id.to_string(),
            as_of: standpoint.as_of,
        }))
    }

    async fn list_lines_of_enquiry(
        &self,
        request: Request<wire::ListLinesOfEnquiryRequest>,
    ) -> Result<Response<wire::ListLinesOfEnquiryResponse>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &asked.force, "ListForces");
        let paging = Paging::of(asked.page_size, &asked.page_token, &mut violations);
        violations.check()?;
        let as_asked = asked.as_of.to_string();
        let list = List::of(
            "ListLinesOfEnquiry",
            &[&asked.force, &asked.edition, &as_asked],
        );
        // A later page is read as at the first one's revision, or the list could mix two.
        let as_of = paging.after(&list, |key| key.split_once('.')?.0.parse().ok())?;
        let standpoint = self.standpoint(&asked.edition, as_of.unwrap_or(asked.as_of), context);
        let standpoint = standpoint.await?;
        let force = standpoint.programme.force(&asked.force)?.clone();
        let edition = &standpoint.programme.edition.id;
        if standpoint.programme.edition.inspection_rules.is_none() {
            return Err(no_inspection_rules(edition));
        }
        let (holding, series) = futures::try_join!(
            self.answers.holding(&standpoint, context),
            self.answers.all_series(&standpoint, &force, context)
        )?;
        let lines = holding
            .ask_figures(&force, series, lines_of_enquiry)
            .await?;
        let lines = lines.ok_or_else(|| no_inspection_rules(edition))?;
        let places = (0_usize..).zip(&lines);
        let places = places.map(|(at, line)| (format!("{}.{at:06}", standpoint.as_of), line));
        let (listed, next_page_token) = paging.page(&list, places, |(place, _)| place)?;
        let listed = listed.into_iter();
        Ok(Response::new(wire::ListLinesOfEnquiryResponse {
            lines_of_enquiry: listed
                .map(|(_, line)| line_of_enquiry_to_wire(line))
                .collect(),
            next_page_token,
            edition: edition.to_string(),
            as_of: standpoint.as_of,
        }))
    }

    async fn check_inspection(
        &self,
        request: Request<wire::CheckInspectionRequest>,
    ) -> Result<Response<wire::CheckInspectionResponse>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &asked.force, "ListForces");
        violations.check()?;
        let standpoint = self.standpoint(&asked.edition, asked.as_of, context);
        let (standpoint, force) = inspected(standpoint.await?, &asked.force)?;
        let holding = self.answers.holding(&standpoint, context).await?;
        let raised = holding.ask(&force, check_inspection).await?;
        let raised = found(raised, &standpoint, &force)?;
        let of = |severity: Severity| {
            let these = raised.iter().filter(|one| one.severity == severity);
            u32::try_from(these.count()).unwrap_or(u32::MAX)
        };
        let told = raised.iter().take(MOST_TOLD);
        Ok(Response::new(wire::CheckInspectionResponse {
            inconsistencies: told.map(inconsistency_to_wire).collect(),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            edition: standpoint.programme.edition.id.to_string(),
            as_of: standpoint.as_of,
        }))
    }

    async fn list_inspection_checks(
        &self,
        _request: Request<wire::ListInspectionChecksRequest>,
    ) -> Result<Response<wire::ListInspectionChecksResponse>, Status> {
        let checks = CHECKS.into_iter().map(|check| wire::InspectionCheck {
            id: check.id.to_owned(),
            title: check.title.to_owned(),
            rule: check.rule.to_owned(),
            severity: check.severity.name().to_owned(),
        });
        Ok(Response::new(wire::ListInspectionChecksResponse {
            checks: checks.collect(),
        }))
    }
}

impl AllEvidence {
    async fn standpoint(
        &self,
        edition: &str,
        as_of: u64,
        context: CallContext,
    ) -> Result<Standpoint, Status> {
        self.answers.standpoint(edition, as_of, context).await
    }
}

/// A standpoint with a force that has an inspection there.
fn inspected(standpoint: Standpoint, force: &str) -> Result<(Standpoint, ForceId), Status> {
    let force = standpoint.programme.force(force)?.clone();
    standpoint.programme.require_inspected(&force)?;
    Ok((standpoint, force))
}

/// What was asked of an inspection that is known to be there.
fn found<T>(answer: Option<T>, standpoint: &Standpoint, force: &ForceId) -> Result<T, Status> {
    answer.ok_or_else(|| no_inspection(force, &standpoint.programme.edition.id))
}

fn proposals_to_wire(
    proposals: &GradeProposals,
    inspection: &Inspection,
) -> (Vec<wire::QuestionProposal>, wire::ProposedGrade) {
    let grade = |judgment: &Option<Judgment>| -> Option<GradeId> {
        judgment.as_ref().map(|judgment| judgment.grade.clone())
    };
    let recorded = |question: &QuestionId| {
        let mut judged = inspection.questions.iter();
        let judged = judged.find(|judged| judged.question == *question)?;
        grade(&judged.judgment)
    };
    let questions = proposals
        .questions
        .iter()
        .map(|one| wire::QuestionProposal {
            question: one.question.to_string(),
            grade: Some(proposed_grade_to_wire(
                &one.proposal,
                recorded(&one.question).as_ref(),
            )),
        });
    let overall = grade(&inspection.overall);
    (
        questions.collect(),
        proposed_grade_to_wire(&proposals.overall, overall.as_ref()),
    )
}
