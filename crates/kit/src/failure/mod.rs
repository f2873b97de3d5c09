//! The one way in which a handler refuses a call.
//!
//! A [`Failure`] carries two messages. The caller sees a stable sentence, a reason it can match
//! on and `google.rpc` details; the log gets the cause, once, when the failure becomes a
//! [`tonic::Status`]. The rules are those of <https://google.aip.dev/193>.

mod reasons;
mod violations;

use std::{collections::HashMap, error::Error, fmt, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation, StatusExt as _};

use crate::causes::one_line;

pub use self::reasons::Reason;
pub use self::violations::Violations;

/// The domain of every `google.rpc.ErrorInfo` that this project sends.
pub const ERROR_DOMAIN: &str = "peel";

/// How many near names are proposed for an unknown one.
const MAXIMUM_PROPOSALS: usize = 3;

/// More characters of an unknown name are not repeated to the caller: details travel in a header.
const MAXIMUM_NAME: usize = 100;

/// Codes a handler may answer with: gRPC codes whose meaning to a caller is clear.
///
/// `UNKNOWN` and `CANCELLED` are missing on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The request is wrong whatever the state of the system; do not repeat it unchanged.
    InvalidArgument,
    /// What the request names does not exist.
    NotFound,
    /// What the request would create exists.
    AlreadyExists,
    /// It is not known who calls.
    Unauthenticated,
    /// The caller may not do this.
    PermissionDenied,
    /// The system is not in the state the call needs; change that first.
    FailedPrecondition,
    /// Somebody else changed the same thing; read again and repeat.
    Aborted,
    /// A limit was reached; repeat later or ask for less.
    ResourceExhausted,
    /// Time ran out.
    DeadlineExceeded,
    /// This server does not offer that.
    Unimplemented,
    /// Something needed does not answer; repeat later.
    Unavailable,
    /// What is stored cannot be read or contradicts itself.
    DataLoss,
    /// A fault of the program.
    Internal,
}

impl FailureKind {
    /// The gRPC code.
    pub fn code(self) -> Code {
        match self {
            Self::InvalidArgument => Code::InvalidArgument,
            Self::NotFound => Code::NotFound,
            Self::AlreadyExists => Code::AlreadyExists,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::PermissionDenied => Code::PermissionDenied,
            Self::FailedPrecondition => Code::FailedPrecondition,
            Self::Aborted => Code::Aborted,
            Self::ResourceExhausted => Code::ResourceExhausted,
            Self::DeadlineExceeded => Code::DeadlineExceeded,
            Self::Unimplemented => Code::Unimplemented,
            Self::Unavailable => Code::Unavailable,
            Self::DataLoss => Code::DataLoss,
            Self::Internal => Code::Internal,
        }
    }

    /// Whether an operator should look, rather than the caller.
    fn is_our_fault(self) -> bool {
        matches!(self, Self::Unavailable | Self::DataLoss | Self::Internal)
    }
}

/// A refused call: what the caller is told, and what only the log is told.
///
/// ```
/// use peel_kit::{Failure, FailureKind};
/// use tonic_types::StatusExt;
///
/// # fn store() -> Result<(), std::io::Error> { Err(std::io::Error::other("disk is full")) }
/// let failure = store()
///     .map_err(|cause| {
///         Failure::new(FailureKind::Unavailable, "STORE_UNAVAILABLE", "the store does not answer; repeat later")
///             .caused_by(cause)
///     })
///     .unwrap_err();
///
/// let status = tonic::Status::from(failure);
/// assert_eq!(status.message(), "the store does not answer; repeat later");
/// assert_eq!(status.get_details_error_info().unwrap().reason, "STORE_UNAVAILABLE");
/// ```
pub struct Failure(Box<Parts>);

struct Parts {
    kind: FailureKind,
    reason: &'static str,
    message: String,
    metadata: HashMap<String, String>,
    violations: Vec<FieldViolation>,
    resource: Option<Resource>,
    preconditions: Vec<PreconditionViolation>,
    retry_after: Option<Duration>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

struct Resource {
    kind: String,
    name: String,
    description: String,
}

impl Failure {
    /// A failure with `reason` (UPPER_SNAKE_CASE, part of the contract) and `message`, a stable
    /// sentence for the caller that says what is wrong and what to do next.
    pub fn new(kind: FailureKind, reason: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            reason,
            message: message.into(),
            metadata: HashMap::new(),
            violations: Vec::new(),
            resource: None,
            preconditions: Vec::new(),
            retry_after: None,
            cause: None,
        }))
    }

    /// `INVALID_ARGUMENT` with one field violation.
    pub fn invalid_field(field: impl Into<String>, description: impl Into<String>) -> Self {
        let mut violations = Violations::default();
        violations.add(field, description);
        violations.into()
    }

    /// `NOT_FOUND` for a thing called `name`, proposing at most three of `nearest`, best first.
    ///
    /// `resource_type` is a noun as the caller knows it, such as `force` or `peer group`. The name is
    /// in the metadata under it (`force`, `peerGroup`).
    pub fn not_found(
        reason: &'static str,
        resource_type: &str,
        name: &str,
        nearest: &[impl AsRef<str>],
    ) -> Self {
        let name: String = name.chars().take(MAXIMUM_NAME).collect();
        let mut message = format!("{resource_type} \"{name}\" is not known");
        let proposals: Vec<_> = nearest
            .iter()
            .take(MAXIMUM_PROPOSALS)
            .map(|name| format!("\"{}\"", name.as_ref()))
            .collect();
        if !proposals.is_empty() {
            message.push_str("; did you mean ");
            message.push_str(&proposals.join(" or "));
            message.push('?');
        }
        Self::new(FailureKind::NotFound, reason, message.clone())
            .resource(resource_type, name.as_str(), message)
            .metadata(lower_camel_case(resource_type), name)
    }

    /// `INTERNAL`, with a message that says nothing and a cause for the log.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(
            FailureKind::Internal,
            Reason::INTERNAL,
            "the server failed; the cause is in its log",
        )
        .caused_by(cause)
    }

    /// Adds a fact to `ErrorInfo.metadata`, for programs. Keys are lowerCamelCase.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.metadata.insert(key.into(), value.into());
        self
    }

    /// Names the thing the call was about.
    #[must_use]
    pub fn resource(
        mut self,
        resource_type: impl Into<String>,
        name: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        self.0.resource = Some(Resource {
            kind: resource_type.into(),
            name: name.into(),
            description: description.into(),
        });
        self
    }

    /// Adds one thing that must hold before the call can succeed; call it for all of them.
    #[must_use]
    pub fn precondition(
        mut self,
        kind: impl Into<String>,
        subject: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        self.0
            .preconditions
            .push(PreconditionViolation::new(kind, subject, description));
        self
    }

    /// Tells the caller how long to wait before repeating.
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.0.retry_after = Some(delay);
        self
    }

    /// Keeps `cause` for the log. The caller never sees it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The kind.
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// The reason, as in `ErrorInfo.reason`.
    pub fn reason(&self) -> &'static str {
        self.0.reason
    }

    /// The sentence for the caller.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    fn with_violations(mut self, violations: Vec<FieldViolation>) -> Self {
        self.0.violations = violations;
        self
    }

    fn log(&self) {
        let Some(cause) = &self.0.cause else { return };
        let (reason, message) = (self.0.reason, &self.0.message);
        let cause = one_line(cause.as_ref());
        if self.0.kind.is_our_fault() {
            tracing::error!(reason, cause, "{message}");
        } else {
            tracing::warn!(reason, cause, "{message}");
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

fn lower_camel_case(noun: &str) -> String {
    let mut key = String::new();
    for word in noun.split_whitespace() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if !key.is_empty() => key.extend(first.to_uppercase()),
            first => key.extend(first),
        }
        key.extend(letters);
    }
    key
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Failure")
            .field("kind", &self.0.kind)
            .field("reason", &self.0.reason)
            .field("message", &self.0.message)
            .field("cause", &self.0.cause)
            .finish_non_exhaustive()
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0
            .cause
            .as_ref()
            .map(|cause| cause.as_ref() as &(dyn Error + 'static))
    }
}

impl From<Failure> for Status {
    /// Writes the cause to the log and builds the details for the caller.
    fn from(failure: Failure) -> Self {
        failure.log();
        let parts = *failure.0;
        let mut details = ErrorDetails::with_error_info(parts.reason, ERROR_DOMAIN, parts.metadata);
        if !parts.violations.is_empty() {
            details.set_bad_request(parts.violations);
        }
        if let Some(resource) = parts.resource {
            details.set_resource_info(resource.kind, resource.name, "", resource.description);
        }
        if !parts.preconditions.is_empty() {
            details.set_precondition_failure(parts.preconditions);
        }
        if let Some(delay) = parts.retry_after {
            details.set_retry_info(Some(delay));
        }
        Self::with_error_details(parts.kind.code(), parts.message, details)
    }
}

#[cfg(test)]
mod tests;
