//! The work on inspections, step by step.

use std::sync::Arc;

use peel_data_core::{
    CarryFrom, Checksum, Collection, CollectionError, InspectionChange, InspectionEntry,
    InspectionMoving, InspectionOpening, Once,
};
use peel_kit::{Failure, Violations};
use peel_model::{AnswerKind, FindingAnswer, InspectionMove, InspectionRole, Revision};
use peel_proto::convert::{
    Malformed, acknowledgement_from_wire, earlier_finding_from_wire, earlier_finding_to_wire,
    finding_from_wire,
};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::inspection_work_service_server::InspectionWorkService;
use peel_proto::errors::v1::ErrorReason;
use prost::Message;
use tonic::{Request, Response, Status, async_trait};

use crate::audit::Attempt;
use crate::callers;
use crate::failures;
use crate::inspections::is_run_id;
use crate::service::Shared;
use crate::writing::{read, request_id};

/// Handlers of `peel.data.v1.InspectionWorkService`.
pub(crate) struct InspectionWorking(pub(crate) Arc<Shared>);

/// Handlers that write something into an inspection differ in what they read only.
macro_rules! written {
    ($self:ident, $request:ident, $response:ident, $change:expr) => {{
        let (attempt, request) = callers::attempt($request)?;
        let asked = Asked::of(&request, request.entry.as_ref());
        let change = || $change(&request);
        let written = $self.change(&attempt, asked, change).await?;
        Ok(Response::new(wire::$response {
            revision: written.answer.number(),
            repeated_request: written.repeated,
        }))
    }};
}

#[async_trait]
impl InspectionWorkService for InspectionWorking {
    async fn open_inspection(
        &self,
        request: Request<wire::OpenInspectionRequest>,
    ) -> Result<Response<wire::OpenInspectionResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let asked = Asked::of(&request, request.entry.as_ref());
        let mut violations = Violations::default();
        let carry_from = match request.carry_from.as_str() {
            "" => Some(CarryFrom::Newest),
            "none" => Some(CarryFrom::Nothing),
            name => edition(name, &mut violations),
        };
        let entry = self.entry(asked, violations).await?;
        let opening = InspectionOpening {
            inspected: request.inspected,
            source: request.source,
            carry_from: read(carry_from)?,
        };
        let opened = self.0.write(&attempt, async move |collection: Collection| {
            let opened = collection.open_inspection(entry, opening).await;
            opened.map_err(refused)
        });
        let Once { answer, repeated } = opened.await?;
        Ok(Response::new(wire::OpenInspectionResponse {
            revision: answer.revision.number(),
            repeated_request: repeated,
            earlier_findings: answer.earlier.iter().map(earlier_finding_to_wire).collect(),
        }))
    }

    async fn assess_sub_question(
        &self,
        request: Request<wire::AssessSubQuestionRequest>,
    ) -> Result<Response<wire::AssessSubQuestionResponse>, Status> {
        written!(self, request, AssessSubQuestionResponse, assessment)
    }

    async fn record_finding(
        &self,
        request: Request<wire::RecordFindingRequest>,
    ) -> Result<Response<wire::RecordFindingResponse>, Status> {
        written!(self, request, RecordFindingResponse, finding)
    }

    async fn remove_finding(
        &self,
        request: Request<wire::RemoveFindingRequest>,
    ) -> Result<Response<wire::RemoveFindingResponse>, Status> {
        written!(self, request, RemoveFindingResponse, removal)
    }

    async fn record_earlier_finding(
        &self,
        request: Request<wire::RecordEarlierFindingRequest>,
    ) -> Result<Response<wire::RecordEarlierFindingResponse>, Status> {
        written!(self, request, RecordEarlierFindingResponse, earlier_finding)
    }

    async fn answer_earlier_finding(
        &self,
        request: Request<wire::AnswerEarlierFindingRequest>,
    ) -> Result<Response<wire::AnswerEarlierFindingResponse>, Status> {
        written!(self, request, AnswerEarlierFindingResponse, answer)
    }

    async fn record_judgment(
        &self,
        request: Request<wire::RecordJudgmentRequest>,
    ) -> Result<Response<wire::RecordJudgmentResponse>, Status> {
        written!(self, request, RecordJudgmentResponse, judgment)
    }

    async fn record_summary(
        &self,
        request: Request<wire::RecordSummaryRequest>,
    ) -> Result<Response<wire::RecordSummaryResponse>, Status> {
        written!(self, request, RecordSummaryResponse, summary)
    }

    async fn move_inspection(
        &self,
        request: Request<wire::MoveInspectionRequest>,
    ) -> Result<Response<wire::MoveInspectionResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let asked = Asked::of(&request, request.entry.as_ref());
        let mut violations = Violations::default();
        let moves = InspectionMove::ALL.iter().copied();
        let moves = moves.filter(|action| *action != InspectionMove::Open);
        let mut known = moves.clone();
        let action = known.find(|action| action.name() == request.r#move);
        if action.is_none() {
            let names: Vec<_> = moves.map(InspectionMove::name).collect();
            violations.add("move", format!("must be one of: {}", names.join(", ")));
        }
        if !(request.run.is_empty() || is_run_id(&request.run)) {
            violations.add("run", "must be 32 lower-case hexadecimal digits, or empty");
        }
        let entry = self.entry(asked, violations).await?;
        let action = read(action)?;
        let acknowledged = request.acknowledged.into_iter();
        let moving = InspectionMoving {
            action,
            run: request.run,
            acknowledged: acknowledged.map(acknowledgement_from_wire).collect(),
        };
        let moved = self.0.write(&attempt, async move |collection: Collection| {
            let moved = collection.move_inspection(entry, moving).await;
            moved.map_err(refused)
        });
        let Once { answer, repeated } = moved.await?;
        Ok(Response::new(wire::MoveInspectionResponse {
            revision: answer.number(),
            repeated_request: repeated,
            state: action.leads_to().name().to_owned(),
        }))
    }
}

/// Who asks for a step, and the fingerprint of all that they say.
struct Asked {
    entry: Option<wire::InspectionEntry>,
    checksum: Checksum,
}

impl Asked {
    fn of(request: &impl Message, entry: Option<&wire::InspectionEntry>) -> Self {
        Self {
            entry: entry.cloned(),
            checksum: Checksum::of(&request.encode_to_vec()),
        }
    }
}

impl InspectionWorking {
    /// Writes something into an inspection, unless something is wrong with the request.
    async fn change(
        &self,
        attempt: &Attempt,
        asked: Asked,
        parse: impl FnOnce() -> Result<InspectionChange, Vec<Malformed>>,
    ) -> Result<Once<Revision>, Status> {
        let mut violations = Violations::default();
        let change = match parse() {
            Ok(change) => Some(change),
            Err(malformed) => {
                for Malformed { field, problem } in malformed {
                    violations.add(field, problem);
                }
                None
            }
        };
        let entry = self.entry(asked, violations).await?;
        let change = read(change)?;
        let write = async move |collection: Collection| {
            let written = collection.change_inspection(entry, change).await;
            written.map_err(refused)
        };
        self.0.write(attempt, write).await
    }

    /// Who takes a step, unless something is wrong with the request.
    async fn entry(
        &self,
        asked: Asked,
        mut violations: Violations,
    ) -> Result<InspectionEntry, Failure> {
        let Some(entry) = asked.entry else {
            violations.add("entry", "is required");
            return Err(violations.into());
        };
        let request_id = request_id("entry.request_id", &entry.request_id, &mut violations);
        violations.require("entry.force", &entry.force, "ListForces");
        let role = InspectionRole::from_name(&entry.role);
        if role.is_none() {
            let names: Vec<_> = InspectionRole::ALL.iter().map(|role| role.name()).collect();
            let problem = format!("must be one of: {}", names.join(", "));
            violations.add("entry.role", problem);
        }
        let field = "entry.expected_revision";
        let expected = failures::as_of(field, entry.expected_revision, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&entry.edition, None).await?;
        let force = known.force(&entry.force)?;
        Ok(InspectionEntry {
            request_id: read(request_id)?,
            checksum: asked.checksum,
            edition: known.edition.id.clone(),
            force: force.id.clone(),
            author: entry.author,
            role: read(role)?,
            reason: entry.reason,
            expected,
            at: self.0.clock.now().as_second(),
        })
    }
}

fn edition(name: &str, violations: &mut Violations) -> Option<CarryFrom> {
    let edition = name.parse().map(CarryFrom::Edition);
    let told = edition.map_err(|problem| violations.add("carry_from", problem.to_string()));
    told.ok()
}

/// What is wrong with who takes the step is wrong in the request's entry.
fn refused(error: CollectionError) -> Status {
    failures::collecting_in(error, ErrorReason::InspectionRefused, |field| match field {
        "author" | "reason" | "force" => format!("entry.{field}"),
        field => field.to_owned(),
    })
}

fn assessment(
    request: &wire::AssessSubQuestionRequest,
) -> Result<InspectionChange, Vec<Malformed>> {
    let mut parts = Parts::default();
    let sub_question = parts.parse("sub_question", &request.sub_question);
    let grade = parts.optional("grade", &request.grade);
    parts.all(|| {
        Some(InspectionChange::Assessment {
            sub_question: sub_question?,
            text: request.text.clone(),
            grade,
        })
    })
}

fn finding(request: &wire::RecordFindingRequest) -> Result<InspectionChange, Vec<Malformed>> {
    let finding = within("finding", request.finding.as_ref(), finding_from_wire);
    finding.map(InspectionChange::Finding)
}

fn removal(request: &wire::RemoveFindingRequest) -> Result<InspectionChange, Vec<Malformed>> {
    let mut parts = Parts::default();
    let finding = parts.parse("finding", &request.finding);
    parts.all(|| Some(InspectionChange::WithoutFinding(finding?)))
}

fn earlier_finding(
    request: &wire::RecordEarlierFindingRequest,
) -> Result<InspectionChange, Vec<Malformed>> {
    let finding = request.finding.as_ref();
    let finding = within("finding", finding, earlier_finding_from_wire);
    finding.map(InspectionChange::EarlierFinding)
}

fn answer(request: &wire::AnswerEarlierFindingRequest) -> Result<InspectionChange, Vec<Malformed>> {
    let mut parts = Parts::default();
    let finding = parts.parse("finding", &request.finding);
    let kind = AnswerKind::from_name(&request.answer);
    if kind.is_none() {
        let names: Vec<_> = AnswerKind::ALL.iter().map(|kind| kind.name()).collect();
        let problem = format!("must be one of: {}", names.join(", "));
        parts.0.push(Malformed::new("answer", problem));
    }
    let mut carried_by = Vec::new();
    for (place, name) in request.carried_by.iter().enumerate() {
        carried_by.extend(parts.parse(&format!("carried_by[{place}]"), name));
    }
    parts.all(|| {
        Some(InspectionChange::Answer {
            finding: finding?,
            answer: FindingAnswer {
                kind: kind?,
                carried_by,
            },
        })
    })
}

fn judgment(request: &wire::RecordJudgmentRequest) -> Result<InspectionChange, Vec<Malformed>> {
    let mut parts = Parts::default();
    let question = parts.optional("question", &request.question);
    let grade = parts.parse("grade", &request.grade);
    let previous = parts.optional("previous_grade", &request.previous_grade);
    parts.all(|| {
        Some(InspectionChange::Judgment {
            question,
            grade: grade?,
            previous,
            grounds: request.grounds.clone(),
        })
    })
}

fn summary(request: &wire::RecordSummaryRequest) -> Result<InspectionChange, Vec<Malformed>> {
    let mut parts = Parts::default();
    let question = parts.parse("question", &request.question);
    parts.all(|| {
        Some(InspectionChange::Summary {
            question: question?,
            paragraphs: request.paragraphs.clone(),
        })
    })
}

/// What is malformed in the parts of a request, so that all of it is told at once.
#[derive(Default)]
struct Parts(Vec<Malformed>);

impl Parts {
    fn parse<T>(&mut self, field: &str, text: &str) -> Option<T>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let parsed = text
            .parse()
            .map_err(|problem| Malformed::new(field, problem));
        parsed.map_err(|malformed| self.0.push(malformed)).ok()
    }

    /// A name that may be left out.
    fn optional<T>(&mut self, field: &str, text: &str) -> Option<T>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        (!text.is_empty())
            .then(|| self.parse(field, text))
            .flatten()
    }

    fn all<T>(self, whole: impl FnOnce() -> Option<T>) -> Result<T, Vec<Malformed>> {
        match whole() {
            Some(whole) if self.0.is_empty() => Ok(whole),
            _ => Err(self.0),
        }
    }
}

/// A part of a request that must be there, with the paths of what is malformed in it.
fn within<M, T>(
    name: &str,
    message: Option<&M>,
    parse: impl FnOnce(&M) -> Result<T, Vec<Malformed>>,
) -> Result<T, Vec<Malformed>> {
    let message = message.ok_or_else(|| vec![Malformed::new(name, "is required")])?;
    parse(message).map_err(|malformed| {
        let path = |it: Malformed| Malformed::new(format!("{name}.{}", it.field), it.problem);
        malformed.into_iter().map(path).collect()
    })
}
