//! The log of calls that write: who, what, when, and what became of it.

use crate::Revision;

/// A call that writes, as it is known while it is made. A text that is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedCall {
    /// When it came in, milliseconds since 1970-01-01 00:00 UTC.
    pub at_milliseconds: i64,
    /// Who makes it.
    pub caller: AuditedCaller,
    /// The service that hands the call on, by its name; empty where the caller itself reached the
    /// one that writes.
    pub through: String,
    /// The method that the caller called, by its path.
    pub method: String,
    /// The edition concerned.
    pub edition: String,
    /// The force concerned.
    pub force: String,
    /// What else is concerned, for example "query q3-1".
    pub object: String,
    /// Under which a repeat is recognised; of a run its identifier.
    pub request_id: String,
    /// The trace that the call is part of: 32 hexadecimal digits.
    pub trace_id: String,
}

/// Who makes a call, as far as it was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedCaller {
    /// As what it writes is signed.
    pub name: String,
    /// How it is known.
    pub known_by: KnownBy,
    /// The name in the certificate, or the subject of the token.
    pub identity: String,
    /// The roles it has, separated by commas.
    pub roles: String,
}

impl AuditedCaller {
    /// Somebody, where nobody is asked who they are.
    #[must_use]
    pub fn not_asked() -> Self {
        Self {
            name: String::new(),
            known_by: KnownBy::Nobody,
            identity: String::new(),
            roles: String::new(),
        }
    }
}

named! {
    /// How a caller is known.
    KnownBy {
        /// By a certificate that it showed.
        Certificate = "certificate",
        /// By a token that it bore.
        Token = "token",
        /// Not at all.
        Nobody = "nobody is asked who they are",
    }
}

/// What became of a call that writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditOutcome {
    /// It was done.
    Accepted {
        /// The revision that it made or, repeated, had made; `None` where it makes none.
        revision: Option<Revision>,
        /// Whether everything had been recorded before.
        repeated: bool,
    },
    /// Nothing was recorded.
    Refused {
        /// The gRPC code, for example `INVALID_ARGUMENT`.
        code: String,
        /// The reason in its details; empty where there is none.
        reason: String,
    },
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, from 1, without gaps.
    pub number: u64,
    /// The call.
    pub call: AuditedCall,
    /// What became of it.
    pub outcome: AuditOutcome,
}
