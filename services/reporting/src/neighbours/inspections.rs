//! Inspections as reports need them.

use futures::FutureExt as _;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use peel_kit::CallContext;
use peel_model::{Edition, ForceId, Inspection, InspectionState, Revision, Severity};
use peel_proto::convert::inspection_from_wire;
use peel_proto::data::v1::GetInspectionRequest;
use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1::evidence_service_client::EvidenceServiceClient;
use peel_proto::scoring::v1::{self as scoring, CheckInspectionRequest};
use peel_reporting_core::FailedCheck;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::{Neighbours, fault};

/// How many inspections are asked for at once.
const AT_ONCE: usize = 8;

impl Neighbours {
    /// A force's inspection; `None` when none is recorded.
    pub(crate) async fn inspection(
        &self,
        edition: &Edition,
        force: &ForceId,
        as_of: u64,
        context: CallContext,
    ) -> Result<Option<Inspection>, Status> {
        let found = self.inspected(edition, force, as_of, context).await?;
        Ok(found.map(|(inspection, _)| inspection))
    }

    /// A force's inspection with the revision of the last step in it, 0 as its edition brought it.
    async fn inspected(
        &self,
        edition: &Edition,
        force: &ForceId,
        as_of: u64,
        context: CallContext,
    ) -> Result<Option<(Inspection, u64)>, Status> {
        let mut client = InspectionServiceClient::new(self.data.clone())
            .max_decoding_message_size(self.max_message);
        let request = GetInspectionRequest {
            force: force.to_string(),
            edition: edition.id.to_string(),
            as_of,
        };
        match client.get_inspection(context.request(request)).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                let inspection = answer.inspection.map(inspection_from_wire).transpose();
                let inspection = inspection.map_err(fault)?;
                Ok(inspection.map(|inspection| (inspection, answer.changed_in)))
            }
            Err(status) if is_unknown_inspection(&status) => Ok(None),
            Err(status) => Err(status),
        }
    }

    /// The revision that a report on a force cites, where another is not asked for: that of its
    /// last publication; else `settled`, or that of the last step in its inspection, if later.
    pub(crate) async fn cited(
        &self,
        edition: &Edition,
        force: &ForceId,
        settled: u64,
        context: CallContext,
    ) -> Result<u64, Status> {
        let found = self.inspected(edition, force, 0, context).await?;
        Ok(found.map_or(settled, |(inspection, changed_in)| {
            let published = publication(&inspection, changed_in);
            published.unwrap_or(settled.max(changed_in))
        }))
    }

    /// The revision that an overview cites, where another is not asked for: `settled`, or that of
    /// the last publication of an inspection, if later.
    pub(crate) async fn cited_by_all(
        &self,
        edition: &Edition,
        settled: u64,
        context: CallContext,
    ) -> Result<u64, Status> {
        // Not before a revision that is the newest, which is where most are read.
        if self.newest(context).await? <= settled {
            return Ok(settled);
        }
        let mut asked = Vec::new();
        for force in edition.inspected_forces() {
            asked.push(self.inspected(edition, &force.id, 0, context).boxed());
        }
        let asked = stream::iter(asked).buffered(AT_ONCE);
        let found: Vec<Option<(Inspection, u64)>> = asked.try_collect().await?;
        let found = found.iter().flatten();
        let published = found.filter_map(|(inspection, changed)| publication(inspection, *changed));
        Ok(published.fold(settled, u64::max))
    }

    /// What the checks raise in an inspection; `None` when the edition states no rules to check by,
    /// or there is no need to ask, because it is published or not recorded.
    pub(crate) async fn failed_checks(
        &self,
        edition: &Edition,
        inspection: Option<&Inspection>,
        as_of: u64,
        context: CallContext,
    ) -> Result<Option<Vec<FailedCheck>>, Status> {
        let unpublished = inspection.filter(|one| one.state != InspectionState::Published);
        let Some(inspection) = unpublished else {
            return Ok(None);
        };
        if edition.inspection_rules.is_none() {
            return Ok(None);
        }
        let mut client = EvidenceServiceClient::new(self.scoring.clone())
            .max_decoding_message_size(self.max_message);
        let request = CheckInspectionRequest {
            force: inspection.force.to_string(),
            edition: edition.id.to_string(),
            as_of,
        };
        let answer = client.check_inspection(context.request(request)).await?;
        let raised = answer.into_inner().inconsistencies.into_iter();
        Ok(Some(raised.map(failed_check).collect()))
    }

    /// The published inspections of an edition, by force, and how many are not published. One that
    /// is being corrected is as it was published last.
    pub(crate) async fn inspections(
        &self,
        edition: &Edition,
        as_of: u64,
        context: CallContext,
    ) -> Result<(Vec<Inspection>, usize), Status> {
        // Boxed, or the compiler cannot tell that the whole may move between threads.
        let mut asked = Vec::new();
        for force in edition.inspected_forces() {
            asked.push(self.published(edition, &force.id, as_of, context).boxed());
        }
        let asked = stream::iter(asked).buffered(AT_ONCE);
        let found: Vec<Option<Inspection>> = asked.try_collect().await?;
        let (published, under_way): (Vec<_>, Vec<_>) = found
            .into_iter()
            .flatten()
            .partition(|inspection| inspection.state == InspectionState::Published);
        Ok((published, under_way.len()))
    }

    /// A force's inspection, as it was published last where it was ever.
    async fn published(
        &self,
        edition: &Edition,
        force: &ForceId,
        as_of: u64,
        context: CallContext,
    ) -> Result<Option<Inspection>, Status> {
        let found = self.inspection(edition, force, as_of, context).await?;
        match found.as_ref().and_then(Inspection::being_corrected) {
            None => Ok(found),
            Some(before) => {
                let before = before.number();
                self.inspection(edition, force, before, context).await
            }
        }
    }
}

/// The revision of an inspection's last publication; `None` while there was none here.
fn publication(inspection: &Inspection, changed_in: u64) -> Option<u64> {
    let published = inspection.state == InspectionState::Published && changed_in > 0;
    let corrected = inspection.being_corrected().map(Revision::number);
    published.then_some(changed_in).or(corrected)
}

fn failed_check(raised: scoring::Inconsistency) -> FailedCheck {
    FailedCheck {
        check: raised.check,
        // What is not known to be a warning is not taken for one.
        severity: Severity::from_name(&raised.severity).unwrap_or(Severity::Error),
        place: raised.place.unwrap_or_default().words,
        message: raised.message,
    }
}

fn is_unknown_inspection(status: &Status) -> bool {
    status.code() == Code::NotFound
        && status
            .get_details_error_info()
            .is_some_and(|info| info.reason == ErrorReason::UnknownInspection.reason())
}
