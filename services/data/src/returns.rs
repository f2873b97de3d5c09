//! Returns: template, submission, and what makes them final.

use std::sync::Arc;

use peel_data_core::{CHECKS, Check, Collection, FinalValue, Freezing, ReturnProgress, Signing};
use peel_data_core::{SubmissionQuery, SubmittedReturn};
use peel_kit::Violations;
use peel_kit::paging::{List, Paging};
use peel_model::{EditionId, Reading, Revision, SubmissionRecord};
use peel_proto::convert::{
    freeze_to_wire, query_to_wire, raised_query_to_wire, sign_off_to_wire, submission_to_wire,
};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::return_service_server::ReturnService;
use peel_proto::errors::v1::ErrorReason;
use tonic::{Request, Response, Status, Streaming, async_trait};

use crate::audit::Attempt;
use crate::return_files::{self, FilledIn};
use crate::service::Shared;
use crate::submission::{Incoming, receive};
use crate::writing::{read, request_id};
use crate::{callers, failures, pages};

/// Handlers of `peel.data.v1.ReturnService`.
pub(crate) struct Returns(pub(crate) Arc<Shared>);

#[async_trait]
impl ReturnService for Returns {
    async fn get_return_template(
        &self,
        request: Request<wire::GetReturnTemplateRequest>,
    ) -> Result<Response<wire::GetReturnTemplateResponse>, Status> {
        let request = callers::message(request)?;
        let mut violations = Violations::default();
        violations.require("force", &request.force, "ListForces");
        let format = return_files::wanted_format("format", request.format, &mut violations);
        let as_of = failures::as_of("as_of", request.as_of, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, None).await?;
        let force = known.returning_force("force", &request.force)?.clone();
        let content = self.0.collection.template(&known.edition, &force.id, as_of);
        let content = content.await.map_err(refused)?;
        let template = return_files::template(&known, force, content, format);
        Ok(Response::new(template.await?))
    }

    async fn submit_return(
        &self,
        request: Request<Streaming<wire::SubmitReturnRequest>>,
    ) -> Result<Response<wire::SubmitReturnResponse>, Status> {
        let attempt = Attempt::of(&request)?;
        let Incoming {
            known,
            sent,
            check_only,
            file,
        } = receive(&self.0, &attempt, request).await?;
        let left_empty = file.as_ref().map_or(0, |file| file.left_empty);
        if check_only {
            let checked = self.0.collection.check_return(&known.edition, &sent).await;
            let checked = checked.map_err(|error| submission_refused(error, file.as_ref()))?;
            return Ok(Response::new(wire::SubmitReturnResponse {
                raised: checked.raised.iter().map(raised_query_to_wire).collect(),
                corrected: strings(&checked.corrected),
                left_empty,
                ..wire::SubmitReturnResponse::default()
            }));
        }
        let submitted = self.0.write(&attempt, async move |collection: Collection| {
            let submitted = collection.submit(&known.edition, sent).await;
            submitted.map_err(|error| submission_refused(error, file.as_ref()))
        });
        let SubmittedReturn {
            submission,
            repeated,
            raised,
            corrected,
        } = submitted.await?;
        Ok(Response::new(wire::SubmitReturnResponse {
            submission: Some(submission_to_wire(&submission)),
            repeated_request: repeated,
            raised: raised.iter().map(query_to_wire).collect(),
            corrected: strings(&corrected),
            left_empty,
        }))
    }

    async fn list_submissions(
        &self,
        request: Request<wire::ListSubmissionsRequest>,
    ) -> Result<Response<wire::ListSubmissionsResponse>, Status> {
        let request = callers::message(request)?;
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        violations.check()?;
        let wanted = self.0.editions.wanted(&request.force, &request.edition);
        let (force, edition) = wanted.await?;
        let list = List::of("ListSubmissions", &[&request.force, &request.edition]);
        let store = self.0.collection.store();
        let key = |submission: &SubmissionRecord| submission.revision;
        let submissions = pages::page(&paging, &list, key, |page| {
            store.submissions(SubmissionQuery {
                force: force.clone(),
                edition: edition.clone(),
                page,
            })
        });
        let (submissions, next_page_token) = submissions.await?;
        Ok(Response::new(wire::ListSubmissionsResponse {
            submissions: submissions.iter().map(submission_to_wire).collect(),
            next_page_token,
        }))
    }

    async fn list_checks(
        &self,
        _request: Request<wire::ListChecksRequest>,
    ) -> Result<Response<wire::ListChecksResponse>, Status> {
        Ok(Response::new(wire::ListChecksResponse {
            checks: CHECKS.iter().map(|check| packed_check(check)).collect(),
        }))
    }

    async fn get_final_data(
        &self,
        request: Request<wire::GetFinalDataRequest>,
    ) -> Result<Response<wire::GetFinalDataResponse>, Status> {
        let request = callers::message(request)?;
        let mut violations = Violations::default();
        violations.require("force", &request.force, "ListForces");
        let as_of = failures::as_of("as_of", request.as_of, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, as_of).await?;
        let force = &known.returning_force("force", &request.force)?.id;
        let data = self.0.collection.final_data(&known.edition, force, as_of);
        let data = data.await.map_err(refused)?;
        Ok(Response::new(wire::GetFinalDataResponse {
            as_of: data.as_of.number(),
            values: data.values.iter().map(packed_value).collect(),
            pending: data.pending.iter().map(query_to_wire).collect(),
            signed_off: data.signed_off.as_ref().map(sign_off_to_wire),
        }))
    }

    async fn sign_off_return(
        &self,
        request: Request<wire::SignOffReturnRequest>,
    ) -> Result<Response<wire::SignOffReturnResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let mut violations = Violations::default();
        let request_id = request_id("request_id", &request.request_id, &mut violations);
        violations.require("force", &request.force, "ListForces");
        if request.as_at == 0 {
            violations.add(
                "as_at",
                "is required: the as_of of the final data that the force has looked at",
            );
        }
        let as_at = failures::as_of("as_at", request.as_at, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, None).await?;
        let signing = Signing {
            request_id: read(request_id)?,
            force: known.returning_force("force", &request.force)?.id.clone(),
            as_at: read(as_at)?,
            author: request.author,
            note: request.note,
            at: self.0.clock.now().as_second(),
        };
        let signed = self.0.write(&attempt, async move |collection: Collection| {
            let signed = collection.sign_off(&known.edition, signing).await;
            signed.map_err(refused)
        });
        let signed = signed.await?;
        Ok(Response::new(wire::SignOffReturnResponse {
            sign_off: Some(sign_off_to_wire(&signed.answer)),
            repeated_request: signed.repeated,
        }))
    }

    async fn list_returns(
        &self,
        request: Request<wire::ListReturnsRequest>,
    ) -> Result<Response<wire::ListReturnsResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, None).await?;
        let edition = &known.edition.id;
        let progress = self.0.collection.return_progress(&known.edition).await;
        let list = List::of("ListReturns", &[edition.as_str()]);
        let progress = progress.map_err(refused)?;
        let (progress, next_page_token) =
            paging.page(&list, &progress, |progress| progress.force.as_str())?;
        let frozen = self
            .0
            .collection
            .store()
            .freeze(edition.clone(), None)
            .await;
        let frozen = frozen.map_err(failures::store)?;
        let packed = progress.into_iter().map(|it| packed_progress(edition, it));
        Ok(Response::new(wire::ListReturnsResponse {
            returns: packed.collect(),
            next_page_token,
            frozen: frozen.as_ref().map(freeze_to_wire),
        }))
    }

    async fn freeze_edition(
        &self,
        request: Request<wire::FreezeEditionRequest>,
    ) -> Result<Response<wire::FreezeEditionResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let mut violations = Violations::default();
        let request_id = request_id("request_id", &request.request_id, &mut violations);
        let as_at = failures::as_of("as_at", request.as_at, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, None).await?;
        let freezing = Freezing {
            request_id: read(request_id)?,
            as_at,
            author: request.author,
            reason: request.reason,
            at: self.0.clock.now().as_second(),
        };
        let frozen = self.0.write(&attempt, async move |collection: Collection| {
            let frozen = collection.freeze(&known.edition, freezing).await;
            frozen.map_err(refused)
        });
        let frozen = frozen.await?;
        Ok(Response::new(wire::FreezeEditionResponse {
            freeze: Some(freeze_to_wire(&frozen.answer)),
            repeated_request: frozen.repeated,
        }))
    }
}

fn refused(error: peel_data_core::CollectionError) -> Status {
    failures::collecting(error, ErrorReason::InvalidRequest)
}

/// A submission that checks refused: by value, or by place in the file that it came in.
fn submission_refused(error: peel_data_core::CollectionError, file: Option<&FilledIn>) -> Status {
    let named = |field: &str| match (field.starts_with("values"), file) {
        (true, Some(file)) => file.place(field),
        (true, None) => field.to_owned(),
        (false, _) => format!("header.{field}"),
    };
    failures::collecting_in(error, ErrorReason::SubmissionRefused, named)
}

fn packed_check(check: &Check) -> wire::Check {
    wire::Check {
        id: check.id.to_owned(),
        title: check.title.to_owned(),
        rule: check.rule.to_owned(),
        severity: check.severity.name().to_owned(),
    }
}

fn packed_value(value: &FinalValue) -> wire::FinalValue {
    let recorded = value.recorded.as_ref();
    let reading = recorded.map(|recorded| recorded.observation.reading);
    let declaration = value.declaration.as_ref();
    wire::FinalValue {
        measure: value.measure.to_string(),
        period: value.period.to_string(),
        value: reading.and_then(Reading::value),
        status: reading.map_or_else(String::new, |reading| reading.status().to_owned()),
        reason: declaration.map_or_else(String::new, |declared| declared.reason.clone()),
        revision: recorded.map_or(0, |recorded| recorded.revision.number()),
        per: value
            .per
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        rate: value.rate,
        national: value.national,
        national_forces: value.national_forces,
        national_rate: value.national_rate,
        months: declaration
            .and_then(|declared| declared.months)
            .map_or(0, u32::from),
    }
}

fn packed_progress(edition: &EditionId, progress: &ReturnProgress) -> wire::Return {
    wire::Return {
        edition: edition.to_string(),
        force: progress.force.to_string(),
        asked: progress.asked,
        recorded: progress.recorded,
        open_queries: progress.open,
        answered_queries: progress.answered,
        newest_submission: progress.newest_submission.map_or(0, Revision::number),
        signed_off: progress.signed_off.as_ref().map(sign_off_to_wire),
        corrected_since: progress.corrected_since,
    }
}

fn strings<T: ToString>(of: &[T]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}
