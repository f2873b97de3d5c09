//! One line in the log for every call that writes, whoever refuses it.

use std::sync::Arc;

use http::Request;
use tonic::Code;

use super::origin::Origin;
use crate::Caller;

/// What is said of a call that writes when it ends.
#[derive(Debug)]
pub(crate) struct AuditLine {
    origin: Origin,
    /// The method that was called here, by its path.
    path: String,
    trace_id: Option<String>,
}

impl AuditLine {
    /// Of a call by `caller`, if it is known; notes in `request` who wants it.
    pub(crate) fn of<T>(request: &mut Request<T>, caller: Option<&Arc<Caller>>) -> Self {
        let path = request.uri().path().to_owned();
        let origin = Origin::find(request, caller, path.clone());
        request.extensions_mut().insert(origin.clone());
        Self {
            origin,
            path,
            trace_id: None,
        }
    }

    /// The same of a call that is traced.
    pub(crate) fn traced(mut self, trace_id: Option<String>) -> Self {
        self.trace_id = trace_id;
        self
    }

    pub(crate) fn write(&self, code: Code) {
        let caller = self.origin.caller();
        tracing::info!(
            method = self.path,
            caller = caller.map(Caller::name),
            identity = caller.map(|caller| caller.proof().to_string()),
            roles = caller.map(|caller| caller.roles().to_string()),
            through = self.origin.through(),
            for_method = self.origin.through().map(|_| self.origin.method()),
            trace_id = self.trace_id,
            code = code_name(code),
            "a call that writes ended"
        );
    }
}

/// A code as gRPC spells it.
pub fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
