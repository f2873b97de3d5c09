//! The numbered steps by which the record grows.

use std::sync::Arc;

use futures::stream::BoxStream;
use peel_data_core::Page;
use peel_kit::paging::{List, Paging};
use peel_kit::{Failure, Violations};
use peel_model::{Revision, RevisionRecord};
use peel_proto::convert::revision_to_wire;
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::revision_service_server::RevisionService;
use tokio::sync::{mpsc, watch};
use tonic::{Request, Response, Status, async_trait};

use crate::failures;
use crate::service::Shared;
use crate::streams::{self, Part};

/// Handlers of `peel.data.v1.RevisionService`.
pub(crate) struct Revisions(pub(crate) Arc<Shared>);

/// How many revisions a watcher reads at once when it is behind.
const WATCHED_AT_ONCE: usize = 100;

#[async_trait]
impl RevisionService for Revisions {
    async fn get_revision(
        &self,
        request: Request<wire::GetRevisionRequest>,
    ) -> Result<Response<wire::GetRevisionResponse>, Status> {
        let mut violations = Violations::default();
        let asked = failures::as_of("number", request.into_inner().number, &mut violations);
        violations.check()?;
        let store = self.0.collection.store();
        let newest = store.newest().await.map_err(failures::store)?;
        // Where nothing was recorded yet, the newest would be the first.
        let asked = asked.or(newest).unwrap_or(Revision::FIRST);
        let record = store.revision(asked).await.map_err(failures::store)?;
        let record = record.ok_or_else(|| failures::unknown_revision(asked, newest))?;
        Ok(Response::new(wire::GetRevisionResponse {
            revision: Some(revision_to_wire(&record)),
        }))
    }

    async fn list_revisions(
        &self,
        request: Request<wire::ListRevisionsRequest>,
    ) -> Result<Response<wire::ListRevisionsResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        violations.check()?;
        let list = List::of("ListRevisions", &[]);
        let after = paging.after(&list, |key| key.parse().ok())?;
        let page = Page::new(after, paging.size()).map_err(Failure::internal)?;
        let store = self.0.collection.store();
        let records = store.revisions(page).await.map_err(failures::store)?;
        let newest = store.newest().await.map_err(failures::store)?;
        let last = records.last().map(|record| record.revision);
        let next_page_token = match last {
            Some(last) if Some(last) < newest => list.token(&last.to_string()),
            _ => String::new(),
        };
        Ok(Response::new(wire::ListRevisionsResponse {
            revisions: records.iter().map(revision_to_wire).collect(),
            next_page_token,
        }))
    }

    type WatchRevisionsStream = BoxStream<'static, Part<wire::WatchRevisionsResponse>>;

    async fn watch_revisions(
        &self,
        request: Request<wire::WatchRevisionsRequest>,
    ) -> Result<Response<Self::WatchRevisionsStream>, Status> {
        let mut violations = Violations::default();
        let after = failures::as_of("after", request.into_inner().after, &mut violations);
        violations.check()?;
        let newest = self
            .0
            .collection
            .store()
            .newest()
            .await
            .map_err(failures::store)?;
        if let Some(asked) = after
            && after > newest
        {
            // Somebody who knows more than the store would wait for what it will never be sent.
            return Err(failures::unknown_revision(asked, newest).into());
        }
        // Subscribed to before anything is read, so that nothing recorded meanwhile is missed.
        let news = self.0.news.subscribe();
        let shared = Arc::clone(&self.0);
        let revisions = streams::sent_by(move |sender| watch(shared, news, after, sender));
        Ok(Response::new(revisions))
    }
}

/// Sends revisions until the watcher goes away, which is also what happens when the server drains.
async fn watch(
    shared: Arc<Shared>,
    mut news: watch::Receiver<()>,
    mut after: Option<Revision>,
    watcher: mpsc::Sender<Part<wire::WatchRevisionsResponse>>,
) {
    loop {
        news.mark_unchanged();
        let records = match next(&shared, after).await {
            Ok(records) => records,
            Err(failure) => {
                // Nobody is there to be told when this fails.
                let _ = watcher.send(Err(failure.into())).await;
                return;
            }
        };
        for record in &records {
            let revision = Some(revision_to_wire(record));
            if watcher
                .send(Ok(wire::WatchRevisionsResponse { revision }))
                .await
                .is_err()
            {
                return;
            }
            after = Some(record.revision);
        }
        if records.is_empty() {
            tokio::select! {
                changed = news.changed() => if changed.is_err() { return },
                () = watcher.closed() => return,
            }
        }
    }
}

async fn next(shared: &Shared, after: Option<Revision>) -> Result<Vec<RevisionRecord>, Failure> {
    let page = Page::new(after, WATCHED_AT_ONCE).map_err(Failure::internal)?;
    shared
        .collection
        .store()
        .revisions(page)
        .await
        .map_err(failures::store)
}
