//! The log of calls that write, for those who look after the services.

use std::sync::Arc;

use peel_data_core::AuditQuery;
use peel_kit::Violations;
use peel_kit::paging::{List, Paging};
use peel_model::AuditEntry;
use peel_proto::convert::audit_entry_to_wire;
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::audit_service_server::AuditService;
use tonic::{Request, Response, Status, async_trait};

use crate::pages;
use crate::service::Shared;

/// Handlers of `peel.data.v1.AuditService`.
pub(crate) struct AuditLog(pub(crate) Arc<Shared>);

#[async_trait]
impl AuditService for AuditLog {
    async fn list_audit_entries(
        &self,
        request: Request<wire::ListAuditEntriesRequest>,
    ) -> Result<Response<wire::ListAuditEntriesResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        violations.check()?;
        let moment = |milliseconds: i64| Some(milliseconds).filter(|moment| *moment != 0);
        let from = moment(request.from_milliseconds);
        let until = moment(request.until_milliseconds);
        let name = |text: &String| Some(text.clone()).filter(|name| !name.is_empty());
        let range = [request.from_milliseconds, request.until_milliseconds];
        let [first, last] = range.map(|moment| moment.to_string());
        let list = List::of(
            "ListAuditEntries",
            &[&first, &last, &request.caller, &request.force],
        );
        let store = self.0.collection.store();
        let key = |entry: &AuditEntry| entry.number;
        let entries = pages::page(&paging, &list, key, |page| {
            store.audit_entries(AuditQuery {
                from,
                until,
                caller: name(&request.caller),
                force: name(&request.force),
                page,
            })
        });
        let (entries, next_page_token) = entries.await?;
        Ok(Response::new(wire::ListAuditEntriesResponse {
            entries: entries.iter().map(audit_entry_to_wire).collect(),
            next_page_token,
        }))
    }
}
