//! Reasons that come from this crate, whatever the service.

/// `ErrorInfo.reason` values that the shared layers send. Each service adds its own.
#[derive(Debug)]
pub struct Reason;

impl Reason {
    /// The request breaks a rule that it states; `BadRequest` lists every violation.
    pub const INVALID_REQUEST: &'static str = "INVALID_REQUEST";
    /// A page token was not given by this call, or what the call is about has changed.
    pub const INVALID_PAGE_TOKEN: &'static str = "INVALID_PAGE_TOKEN";
    /// The `grpc-timeout` header cannot be read.
    pub const MALFORMED_TIMEOUT: &'static str = "MALFORMED_TIMEOUT";
    /// No service of this server has such a method.
    pub const METHOD_UNKNOWN: &'static str = "METHOD_UNKNOWN";
    /// The deadline of the call passed before it was answered.
    pub const DEADLINE_EXCEEDED: &'static str = "DEADLINE_EXCEEDED";
    /// The process already serves as many calls as it may.
    pub const TOO_MANY_CALLS: &'static str = "TOO_MANY_CALLS";
    /// The caller has as many calls in flight as one may.
    pub const CALLER_CALLS_EXCEEDED: &'static str = "CALLER_CALLS_EXCEEDED";
    /// The caller calls more often than one may.
    pub const CALLER_RATE_EXCEEDED: &'static str = "CALLER_RATE_EXCEEDED";
    /// The stream has more messages, or stays open longer, than one may.
    pub const STREAM_TOO_LONG: &'static str = "STREAM_TOO_LONG";
    /// The server shuts down and ended the stream; connect again.
    pub const SERVER_DRAINING: &'static str = "SERVER_DRAINING";
    /// Another service that is needed for the answer cannot be reached.
    pub const NEIGHBOUR_UNREACHABLE: &'static str = "NEIGHBOUR_UNREACHABLE";
    /// The page that makes the call is not one of those that may.
    pub const ORIGIN_REFUSED: &'static str = "ORIGIN_REFUSED";
    /// It is not known who calls.
    pub const CALLER_UNKNOWN: &'static str = "CALLER_UNKNOWN";
    /// The caller's roles do not do this.
    pub const ROLE_REFUSED: &'static str = "ROLE_REFUSED";
    /// The caller is of one force, and asks for another's.
    pub const FORCE_REFUSED: &'static str = "FORCE_REFUSED";
    /// A fault of the program.
    pub const INTERNAL: &'static str = "INTERNAL";

    /// All of them.
    pub const ALL: [&'static str; 16] = [
        Self::INVALID_REQUEST,
        Self::INVALID_PAGE_TOKEN,
        Self::MALFORMED_TIMEOUT,
        Self::METHOD_UNKNOWN,
        Self::DEADLINE_EXCEEDED,
        Self::TOO_MANY_CALLS,
        Self::CALLER_CALLS_EXCEEDED,
        Self::CALLER_RATE_EXCEEDED,
        Self::STREAM_TOO_LONG,
        Self::SERVER_DRAINING,
        Self::NEIGHBOUR_UNREACHABLE,
        Self::ORIGIN_REFUSED,
        Self::CALLER_UNKNOWN,
        Self::ROLE_REFUSED,
        Self::FORCE_REFUSED,
        Self::INTERNAL,
    ];
}
