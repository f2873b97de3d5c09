//! What every call that records something has in common.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use peel_data_core::{Collection, LONGEST_REQUEST_ID, RequestId};
use peel_kit::{Failure, Violations};
use peel_model::RevisionKind;
use tonic::Status;
use tracing::{Instrument as _, Span};

use crate::audit::{Attempt, conclude};
use crate::service::Shared;

impl Shared {
    /// Does work that may record something, sees to it that the attempt is in the log, and tells
    /// those who watch revisions.
    ///
    /// The work is a task of its own: a caller that goes away must not keep them from hearing of
    /// what was recorded all the same.
    pub(crate) async fn write<T, W>(
        self: &Arc<Self>,
        attempt: &Attempt,
        work: impl FnOnce(Collection) -> W,
    ) -> Result<T, Status>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, Status>> + Send + 'static,
    {
        let call = attempt.taken_over();
        let audited = self.collection.audited(call.clone());
        let work = work(audited.clone());
        let shared = Arc::clone(self);
        let told = async move {
            let answer = match AssertUnwindSafe(work).catch_unwind().await {
                Ok(answer) => answer,
                Err(_) => Err(Failure::internal("the work of a write panicked").into()),
            };
            // Whoever looks and finds nothing new goes on waiting.
            shared.news.send_replace(());
            let refused = answer.as_ref().err().cloned();
            conclude(&audited, &call, refused.as_ref()).await;
            answer
        };
        let answer = tokio::spawn(told.instrument(Span::current())).await;
        answer.map_err(Failure::internal)?
    }
}

/// The identifier under which a repeat is recognised.
///
/// Editions and the facts that come with them are recorded under the name of their kind and their
/// checksum; no caller can take such an identifier.
pub(crate) fn request_id(
    field: &str,
    text: &str,
    violations: &mut Violations,
) -> Option<RequestId> {
    let kind = text.split_once(':').map(|(kind, _)| kind);
    let names_itself = kind.is_some_and(|kind| RevisionKind::from_name(kind).is_some());
    let id = RequestId::new(text).ok().filter(|_| !names_itself);
    if id.is_none() {
        violations.add(
            field,
            format!(
                "must be 1 to {LONGEST_REQUEST_ID} letters, digits, '-', '_', '.' and ':', and \
                 not begin with a kind of revision such as \"import:\""
            ),
        );
    }
    id
}

/// What was read without a violation is there.
pub(crate) fn read<T>(value: Option<T>) -> Result<T, Failure> {
    value.ok_or_else(|| Failure::internal("a field was neither read nor refused"))
}
