//! The gRPC service of series: unpack, answer, pack.

use std::sync::Arc;

use peel_kit::{CallContext, Violations};
use peel_proto::encoded::Encoded;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::servers::series_service_server::SeriesService;
use tonic::{Request, Response, Status};

use crate::answers::Answers;
use crate::comparisons::asked_period;
use crate::question::Question;

/// Serves series.
#[derive(Debug)]
pub(crate) struct AllSeries {
    pub(crate) answers: Arc<Answers>,
}

#[tonic::async_trait]
impl SeriesService for AllSeries {
    async fn compare_series(
        &self,
        request: Request<wire::CompareSeriesRequest>,
    ) -> Result<Response<Encoded>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &asked.force, "ListForces");
        violations.require("indicator", &asked.indicator, "ListIndicators");
        let period = asked_period(&mut violations, "period", &asked.period);
        violations.check()?;

        let standpoint = self
            .answers
            .standpoint(&asked.edition, asked.as_of, context)
            .await?;
        let programme = &standpoint.programme;
        let definition = programme.definition(&asked.indicator)?;
        let force = programme.force(&asked.force)?;
        let question = Question {
            definition,
            period: period.unwrap_or(definition.indicator.period),
            comparator: &programme.comparator(&asked.peer_group)?,
        };
        let past = self.answers.past(&standpoint, &[question], context);
        let series = self
            .answers
            .series(&standpoint, question, force, &past)
            .await?;
        Ok(Response::new(Encoded::one(&series, standpoint.as_of)))
    }
}
