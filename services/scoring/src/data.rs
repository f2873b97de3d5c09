//! What scoring asks of data.

use peel_kit::{CallContext, Neighbour, Origin};
use peel_model::{Revision, Run};
use peel_proto::convert::{observation_from_wire, run_from_wire, run_to_wire};
use peel_proto::data::v1::inspection_service_client::InspectionServiceClient;
use peel_proto::data::v1::observation_service_client::ObservationServiceClient;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::{
    self as wire, GetEditionDocumentRequest, GetEditionDocumentResponse, GetRevisionRequest,
    GetRunRequest, ReadObservationsRequest, RecordRunRequest, RecordRunsRequest,
    WatchRevisionsRequest, WatchRevisionsResponse,
};
use peel_scoring_core::{Observations, Requirement};
use prost::Message as _;
use tonic::{Code, Status, Streaming};

use crate::failures::fault;

/// The most periods that one read may name.
const MOST_NAMED: usize = 1_000;

/// The most runs that are recorded in one step.
const RUNS_AT_ONCE: usize = 100;

/// The data service, as scoring sees it.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    neighbour: Neighbour,
    max_message: usize,
}

impl Data {
    pub(crate) fn new(neighbour: Neighbour, max_message: usize) -> Self {
        Self {
            neighbour,
            max_message,
        }
    }

    /// The newest revision; number 0 when nothing was recorded yet.
    pub(crate) async fn newest_revision(
        &self,
        context: CallContext,
    ) -> Result<wire::Revision, Status> {
        let mut client = RevisionServiceClient::new(self.neighbour.clone());
        match client
            .get_revision(context.request(GetRevisionRequest { number: 0 }))
            .await
        {
            Ok(answer) => Ok(answer.into_inner().revision.unwrap_or_default()),
            Err(status) if status.code() == Code::NotFound => Ok(wire::Revision::default()),
            Err(status) => Err(status),
        }
    }

    /// Revisions after the given one, and then as they come.
    pub(crate) async fn watch_revisions(
        &self,
        after: u64,
        context: CallContext,
    ) -> Result<Streaming<WatchRevisionsResponse>, Status> {
        let mut client = RevisionServiceClient::new(self.neighbour.clone())
            .max_decoding_message_size(self.max_message);
        let request = context.request(WatchRevisionsRequest { after });
        Ok(client.watch_revisions(request).await?.into_inner())
    }

    /// An edition's files as at a revision.
    pub(crate) async fn edition_document(
        &self,
        edition: &str,
        as_of: u64,
        context: CallContext,
    ) -> Result<GetEditionDocumentResponse, Status> {
        let mut client = ReferenceServiceClient::new(self.neighbour.clone())
            .max_decoding_message_size(self.max_message);
        let request = GetEditionDocumentRequest {
            edition: edition.to_owned(),
            as_of,
        };
        Ok(client
            .get_edition_document(context.request(request))
            .await?
            .into_inner())
    }

    /// Everything that comparisons require, as at a revision, in one read.
    pub(crate) async fn observations(
        &self,
        requirement: &Requirement,
        as_of: u64,
        context: CallContext,
    ) -> Result<Observations, Status> {
        if requirement.is_empty() || as_of == 0 {
            return Ok(Observations::default());
        }
        let mut periods = requirement.periods();
        if periods.len() > MOST_NAMED {
            // None named are all of them.
            periods.clear();
        }
        let request = ReadObservationsRequest {
            measures: requirement.measures().map(ToString::to_string).collect(),
            areas: Vec::new(),
            periods: periods.iter().map(ToString::to_string).collect(),
            as_of,
        };
        self.read(request, context).await
    }

    /// Every observation of some measures, as at a revision.
    pub(crate) async fn observations_of(
        &self,
        measures: Vec<String>,
        as_of: u64,
        context: CallContext,
    ) -> Result<Observations, Status> {
        if measures.is_empty() || as_of == 0 {
            return Ok(Observations::default());
        }
        let request = ReadObservationsRequest {
            measures,
            as_of,
            ..Default::default()
        };
        self.read(request, context).await
    }

    async fn read(
        &self,
        request: ReadObservationsRequest,
        context: CallContext,
    ) -> Result<Observations, Status> {
        let mut client = ObservationServiceClient::new(self.neighbour.clone())
            .max_decoding_message_size(self.max_message);
        let mut parts = client
            .read_observations(context.request(request))
            .await?
            .into_inner();
        let mut recorded = Vec::new();
        while let Some(part) = parts.message().await? {
            for observation in &part.observations {
                recorded.push(observation_from_wire(observation, Revision::FIRST).map_err(fault)?);
            }
        }
        Observations::new(recorded).map_err(fault)
    }

    /// Has a run recorded, for whoever asked for it.
    pub(crate) async fn record_run(
        &self,
        run: &Run,
        origin: &Origin,
        context: CallContext,
    ) -> Result<(), Status> {
        let mut client = InspectionServiceClient::new(self.neighbour.clone());
        let request = RecordRunRequest {
            run: Some(run_to_wire(run)),
        };
        let request = origin.hand_on(context.request(request));
        client.record_run(request).await?;
        Ok(())
    }

    /// Has runs recorded, for whoever asked for them, and answers them as they are recorded: in one
    /// step, unless they are more than one message takes.
    pub(crate) async fn record_runs(
        &self,
        runs: impl Iterator<Item = wire::Run>,
        origin: &Origin,
        context: CallContext,
    ) -> Result<Vec<Run>, Status> {
        let client = InspectionServiceClient::new(self.neighbour.clone())
            .max_decoding_message_size(self.max_message)
            .max_encoding_message_size(self.max_message);
        let mut recorded = Vec::new();
        for step in self.steps(runs) {
            let request = RecordRunsRequest { runs: step };
            let request = origin.hand_on(context.request(request));
            let answer = client.clone().record_runs(request).await?;
            for run in answer.into_inner().runs {
                recorded.push(run_from_wire(run).map_err(fault)?);
            }
        }
        Ok(recorded)
    }

    /// Runs in as few messages as take them.
    fn steps(&self, runs: impl Iterator<Item = wire::Run>) -> Vec<Vec<wire::Run>> {
        // Half of a message is left for what stands around them.
        let most_bytes = self.max_message / 2;
        let (mut steps, mut step, mut bytes) = (Vec::new(), Vec::new(), 0);
        for run in runs {
            let length = run.encoded_len();
            if step.len() == RUNS_AT_ONCE || (!step.is_empty() && bytes + length > most_bytes) {
                steps.push(std::mem::take(&mut step));
                bytes = 0;
            }
            bytes += length;
            step.push(run);
        }
        if !step.is_empty() {
            steps.push(step);
        }
        steps
    }

    /// A run that was recorded.
    pub(crate) async fn run(&self, id: &str, context: CallContext) -> Result<wire::Run, Status> {
        let mut client = InspectionServiceClient::new(self.neighbour.clone());
        let request = GetRunRequest { run: id.to_owned() };
        let answer = client.get_run(context.request(request)).await?;
        Ok(answer.into_inner().run.unwrap_or_default())
    }
}
