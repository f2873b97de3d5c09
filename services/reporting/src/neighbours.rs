//! What reporting reads from data and scoring, all of it as at one revision.

mod inspections;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use peel_edition::{Folder, read_edition};
use peel_kit::{CallContext, Failure, Neighbour};
use peel_model::{Edition, ForceId, IndicatorId, Period, Reconciliation, Series};
use peel_proto::convert::{comparison_from_wire, reconciliation_from_wire, series_from_wire};
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use peel_proto::data::v1::{
    self as data, GetEditionDocumentRequest, GetEditionRequest, GetRevisionRequest,
    ListEditionsRequest,
};
use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::series_service_client::SeriesServiceClient;
use peel_proto::scoring::v1::{
    BatchCompareRequest, CompareSeriesRequest, ComparisonChoice, ReconcileRequest,
};
use peel_reporting_core::Comparisons;
use tonic::Status;

/// How many editions are held ready. Others are read again when asked for.
const HELD: usize = 8;

/// How many editions are looked through for the one before: the most on one page.
const MOST_EDITIONS: u32 = 1_000;

/// Data and scoring, as reporting sees them.
#[derive(Debug)]
pub(crate) struct Neighbours {
    data: Neighbour,
    scoring: Neighbour,
    max_message: usize,
    /// By definition hash.
    editions: RwLock<BTreeMap<String, Arc<Edition>>>,
}

pub(crate) fn fault(cause: impl std::error::Error + Send + Sync + 'static) -> Status {
    Failure::internal(cause).into()
}

impl Neighbours {
    pub(crate) fn new(data: Neighbour, scoring: Neighbour, max_message: usize) -> Self {
        Self {
            data,
            scoring,
            max_message,
            editions: RwLock::default(),
        }
    }

    /// The revision to read at: the one asked for, else the one at which the edition is frozen,
    /// else the newest. Everything is then read at the same one.
    pub(crate) async fn revision(
        &self,
        edition: &str,
        as_of: u64,
        context: CallContext,
    ) -> Result<data::Revision, Status> {
        let mut number = as_of;
        if as_of == 0 {
            let request = GetEditionRequest {
                edition: edition.to_owned(),
                as_of,
            };
            number = self.known_edition(request, context).await?.frozen_at;
        }
        let mut client = RevisionServiceClient::new(self.data.clone());
        let request = context.request(GetRevisionRequest { number });
        let answer = client.get_revision(request).await?.into_inner();
        Ok(answer.revision.unwrap_or_default())
    }

    /// The newest revision; 0 when nothing is recorded.
    async fn newest(&self, context: CallContext) -> Result<u64, Status> {
        let mut client = RevisionServiceClient::new(self.data.clone());
        let request = context.request(GetRevisionRequest { number: 0 });
        let answer = client.get_revision(request).await?.into_inner();
        Ok(answer.revision.unwrap_or_default().number)
    }

    async fn known_edition(
        &self,
        request: GetEditionRequest,
        context: CallContext,
    ) -> Result<data::Edition, Status> {
        let mut client = ReferenceServiceClient::new(self.data.clone())
            .max_decoding_message_size(self.max_message);
        let answer = client.get_edition(context.request(request)).await?;
        Ok(answer.into_inner().edition.unwrap_or_default())
    }

    /// An edition's rules and layout.
    pub(crate) async fn edition(
        &self,
        edition: &str,
        as_of: u64,
        context: CallContext,
    ) -> Result<Arc<Edition>, Status> {
        let request = GetEditionRequest {
            edition: edition.to_owned(),
            as_of,
        };
        let known = self.known_edition(request, context).await?;
        if let Some(held) = self.held(&known.definition_hash) {
            return Ok(held);
        }
        let request = GetEditionDocumentRequest {
            edition: known.id,
            as_of,
        };
        let mut client = ReferenceServiceClient::new(self.data.clone())
            .max_decoding_message_size(self.max_message);
        let document = client
            .get_edition_document(context.request(request))
            .await?
            .into_inner();
        let files = document
            .files
            .into_iter()
            .map(|file| (file.path, file.content.into_bytes()));
        let folder = Folder::from_files(document.edition, files).map_err(fault)?;
        let edition = Arc::new(read_edition(&folder).map_err(fault)?);
        let mut editions = self
            .editions
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if editions.len() >= HELD {
            editions.pop_first();
        }
        editions.insert(known.definition_hash, Arc::clone(&edition));
        Ok(edition)
    }

    fn held(&self, definition_hash: &str) -> Option<Arc<Edition>> {
        let editions = self.editions.read().unwrap_or_else(PoisonError::into_inner);
        editions.get(definition_hash).map(Arc::clone)
    }

    /// The edition before this one; `None` when it is the first.
    pub(crate) async fn earlier(
        &self,
        edition: &Edition,
        as_of: u64,
        context: CallContext,
    ) -> Result<Option<Arc<Edition>>, Status> {
        let mut client = ReferenceServiceClient::new(self.data.clone())
            .max_decoding_message_size(self.max_message);
        let request = ListEditionsRequest {
            page_size: MOST_EDITIONS,
            ..ListEditionsRequest::default()
        };
        let answer = client.list_editions(context.request(request)).await?;
        // Newest first.
        let listed = answer.into_inner().editions;
        let mut before = listed
            .iter()
            .skip_while(|known| known.id != edition.id.as_str())
            .skip(1)
            .filter(|known| known.revision <= as_of);
        match before.next() {
            Some(known) => Ok(Some(self.edition(&known.id, as_of, context).await?)),
            None => Ok(None),
        }
    }

    /// The comparisons that the edition's reports show, with every unit.
    pub(crate) async fn comparisons(
        &self,
        edition: &Edition,
        as_of: u64,
        context: CallContext,
    ) -> Result<Comparisons, Status> {
        let choice = |(indicator, period): (IndicatorId, Period)| ComparisonChoice {
            indicator: indicator.to_string(),
            period: period.to_string(),
        };
        let request = BatchCompareRequest {
            edition: edition.id.to_string(),
            choices: edition
                .shown_comparisons()
                .into_iter()
                .map(choice)
                .collect(),
            as_of,
            ..BatchCompareRequest::default()
        };
        if request.choices.is_empty() {
            return Ok(Comparisons::new());
        }
        let mut client = ComparisonServiceClient::new(self.scoring.clone())
            .max_decoding_message_size(self.max_message);
        let answer = client
            .batch_compare(context.request(request))
            .await?
            .into_inner();
        let mut comparisons = Comparisons::new();
        for message in answer.comparisons {
            let comparison = comparison_from_wire(message).map_err(fault)?;
            let key = (comparison.indicator.clone(), comparison.period);
            comparisons.insert(key, Arc::new(comparison));
        }
        Ok(comparisons)
    }

    /// A force's series on an indicator.
    pub(crate) async fn series(
        &self,
        edition: &Edition,
        force: &ForceId,
        indicator: &IndicatorId,
        as_of: u64,
        context: CallContext,
    ) -> Result<Series, Status> {
        let mut client = SeriesServiceClient::new(self.scoring.clone())
            .max_decoding_message_size(self.max_message);
        let request = CompareSeriesRequest {
            force: force.to_string(),
            indicator: indicator.to_string(),
            edition: edition.id.to_string(),
            as_of,
            ..CompareSeriesRequest::default()
        };
        let answer = client.compare_series(context.request(request)).await?;
        let series = answer.into_inner().series.unwrap_or_default();
        series_from_wire(series).map_err(fault)
    }

    /// The printed figures of an edition, held against the computed ones.
    pub(crate) async fn reconciliations(
        &self,
        edition: &Edition,
        as_of: u64,
        context: CallContext,
    ) -> Result<Vec<Reconciliation>, Status> {
        let mut client = ComparisonServiceClient::new(self.scoring.clone())
            .max_decoding_message_size(self.max_message);
        let request = ReconcileRequest {
            edition: edition.id.to_string(),
            area: String::new(),
            as_of,
        };
        let answer = client
            .reconcile(context.request(request))
            .await?
            .into_inner();
        let reconciliations = answer
            .reconciliations
            .into_iter()
            .map(reconciliation_from_wire);
        reconciliations.collect::<Result<_, _>>().map_err(fault)
    }
}
