//! The service as a whole: opened, and put behind its contracts.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use peel_data_core::{Collection, SeedError, Seeded, Store, StoreError};
use peel_edition::{Folder, FolderError};
use peel_kit::settings::LimitSettings;
use peel_kit::{
    Clock, Exit, ProcessError, ServerService, ServerStack, StackError, TelemetryHandle, one_line,
};
use peel_proto::data::v1::audit_service_server::AuditServiceServer;
use peel_proto::data::v1::collection_service_server::CollectionServiceServer;
use peel_proto::data::v1::decision_service_server::DecisionServiceServer;
use peel_proto::data::v1::inspection_service_server::InspectionServiceServer;
use peel_proto::data::v1::inspection_work_service_server::InspectionWorkServiceServer;
use peel_proto::data::v1::observation_service_server::ObservationServiceServer;
use peel_proto::data::v1::query_service_server::QueryServiceServer;
use peel_proto::data::v1::reference_service_server::ReferenceServiceServer;
use peel_proto::data::v1::return_service_server::ReturnServiceServer;
use peel_proto::data::v1::revision_service_server::RevisionServiceServer;
use peel_proto::descriptors;
use peel_proto::rules::RULES;
use peel_store_sql::SqlStore;
use tokio::sync::watch;
use tonic::service::Routes;

use crate::audit::Audited;
use crate::audit_log::AuditLog;
use crate::bundled::{EditionsError, bundled_editions, editions_in};
use crate::collection::Collecting;
use crate::decisions::DecisionMaking;
use crate::editions::Editions;
use crate::inspection_work::InspectionWorking;
use crate::inspections::Inspections;
use crate::observations::Observations;
use crate::queries::Queries;
use crate::reference::Reference;
use crate::returns::Returns;
use crate::revisions::Revisions;
use crate::settings::DataSettings;
use crate::streams::WholeRequests;

/// How often a store is asked for what other processes recorded, unless it tells by itself.
const LOOKED_AGAIN: Duration = Duration::from_secs(1);

/// The data service: a store with its editions recorded, ready to be served.
///
/// ```no_run
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use peel_data::{DataService, DataSettings, StoreSettings};
/// use peel_kit::{Clock, Neighbour, TelemetryHandle};
/// use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
///
/// let settings = DataSettings { store: StoreSettings::memory(), ..DataSettings::default() };
/// let data = DataService::open(&settings, Clock::system()).await?;
/// let service = data.assemble(&settings.limits, TelemetryHandle::off()).await?;
///
/// // Another service in the same process, without a socket:
/// let reference = ReferenceServiceClient::new(Neighbour::in_process(&service));
/// # let _ = reference;
/// # Ok::<_, peel_kit::ProcessError>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct DataService {
    shared: Arc<Shared>,
    opened: Option<SqlStore>,
}

/// What the handlers of all contracts share.
pub(crate) struct Shared {
    pub(crate) collection: Collection,
    pub(crate) editions: Editions,
    pub(crate) clock: Clock,
    /// Changes whenever a revision was recorded, here or by another process.
    pub(crate) news: watch::Sender<()>,
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The editions cannot be found or read.
    #[error(transparent)]
    Editions(#[from] EditionsError),
    /// An edition is not valid. Nothing was recorded.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<FolderError> for OpenError {
    fn from(error: FolderError) -> Self {
        Self::Editions(error.into())
    }
}

impl DataService {
    /// Its calls that are open by nature, for
    /// [`ServerStack::long_lived`](peel_kit::ServerStack::long_lived).
    pub const LONG_LIVED: [&str; 1] = ["/peel.data.v1.RevisionService/WatchRevisions"];

    /// Opens the store that the settings name and records the editions that they name, or those
    /// embedded in the program, unless they are recorded already.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was recorded then.
    pub async fn open(settings: &DataSettings, clock: Clock) -> Result<Self, OpenError> {
        let editions = match &settings.editions.folder {
            Some(folder) => editions_in(folder)?,
            None => bundled_editions()?,
        };
        let store = SqlStore::open(settings.store.sql()).await?;
        let (service, seeded) = Self::over(Arc::new(store.clone()), &editions, clock).await?;
        if settings.store.lasts() {
            follow(&store, &service.shared);
        }
        tracing::info!(store = %settings.store, "{seeded}");
        Ok(Self {
            opened: Some(store),
            ..service
        })
    }

    /// The service over a store that is open, with `editions` recorded in it.
    ///
    /// # Errors
    /// [`SeedError`] when an edition is not valid or the store fails; nothing was recorded then.
    pub async fn over(
        store: Arc<dyn Store>,
        editions: &[Folder],
        clock: Clock,
    ) -> Result<(Self, Seeded), SeedError> {
        let collection = Collection::new(store);
        let now = clock.now().as_second();
        let seeded = collection.seed(editions, now).await?;
        let shared = Shared {
            editions: Editions::new(collection.clone()),
            collection,
            clock,
            news: watch::Sender::new(()),
        };
        let service = Self {
            shared: Arc::new(shared),
            opened: None,
        };
        Ok((service, seeded))
    }

    /// Puts the service behind its contracts, as a server of its own within `limits`.
    ///
    /// # Errors
    /// [`StackError`]: a mistake made when the program was built.
    pub async fn assemble(
        &self,
        limits: &LimitSettings,
        telemetry: TelemetryHandle,
    ) -> Result<ServerService, StackError> {
        let stack = ServerStack::new("data", &[descriptors::DATA], RULES, limits)?
            .telemetry(telemetry)
            .long_lived(&Self::LONG_LIVED)?;
        stack.assemble(self.add_to(Routes::default(), limits)).await
    }

    /// `routes` with the service's contracts, for a server that serves others beside them.
    pub fn add_to(&self, routes: Routes, limits: &LimitSettings) -> Routes {
        let size = limits.max_message_size();
        macro_rules! served {
            ($server:ident, $handlers:ident) => {
                WholeRequests(Audited {
                    contract: $server::new($handlers(Arc::clone(&self.shared)))
                        .max_decoding_message_size(size)
                        .max_encoding_message_size(size),
                    shared: Arc::clone(&self.shared),
                })
            };
        }
        routes
            .add_service(served!(ReferenceServiceServer, Reference))
            .add_service(served!(RevisionServiceServer, Revisions))
            .add_service(served!(ObservationServiceServer, Observations))
            .add_service(served!(CollectionServiceServer, Collecting))
            .add_service(served!(InspectionServiceServer, Inspections))
            .add_service(served!(InspectionWorkServiceServer, InspectionWorking))
            .add_service(served!(ReturnServiceServer, Returns))
            .add_service(served!(QueryServiceServer, Queries))
            .add_service(served!(DecisionServiceServer, DecisionMaking))
            .add_service(served!(AuditServiceServer, AuditLog))
    }

    /// Closes the store that [`DataService::open`] opened. To be called once nothing is served
    /// any more.
    pub async fn close(self) {
        if let Some(store) = self.opened {
            store.close().await;
        }
    }
}

/// Tells those who watch revisions of what other processes record, until the store is closed or
/// the service gone.
fn follow(store: &SqlStore, shared: &Arc<Shared>) {
    let mut newest = store.watch(LOOKED_AGAIN);
    let shared = Arc::downgrade(shared);
    tokio::spawn(async move {
        while let Some(revision) = newest.next().await {
            let Some(shared) = shared.upgrade() else {
                return;
            };
            match revision {
                Ok(_) => {
                    shared.news.send_replace(());
                }
                Err(error) => tracing::warn!(cause = one_line(&error), "revisions are not told"),
            }
        }
    });
}

impl std::fmt::Debug for DataService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DataService").finish_non_exhaustive()
    }
}

impl From<OpenError> for ProcessError {
    fn from(error: OpenError) -> Self {
        let exit = match &error {
            OpenError::Editions(EditionsError::Folder(FolderError::Unreadable { .. }))
            | OpenError::Editions(EditionsError::Unreadable { .. } | EditionsError::None { .. }) => {
                Exit::NoInput
            }
            OpenError::Editions(EditionsError::Folder(_)) => Exit::Data,
            OpenError::Seed(SeedError::Store(error)) | OpenError::Store(error) => exit(error),
            OpenError::Seed(_) => Exit::Data,
        };
        Self::from_error(exit, &error)
    }
}

fn exit(error: &StoreError) -> Exit {
    match error {
        StoreError::NotWritable { .. } => Exit::CannotCreate,
        StoreError::Full { .. } => Exit::Io,
        StoreError::Damaged { .. } | StoreError::Foreign { .. } => Exit::Data,
        StoreError::NewerSchema { .. } => Exit::Data,
        _ => Exit::Unavailable,
    }
}
