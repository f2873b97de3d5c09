//! The wire contracts in Rust: generated code, and the border between it and the model.
//!
//! The code under `generated` is committed and proven by a test that makes it again; nobody
//! edits it. Services take these types apart in [`convert`], once, and know only the model
//! behind it, so that another gRPC library would touch this crate and the handlers.

pub mod convert;
pub mod encoded;
pub mod repeatable;
pub mod rules;
pub mod slice;

/// What was recorded, by whom, and as at which revision.
pub mod data {
    /// Version 1 of the contract.
    pub mod v1 {
        include!("generated/peel.data.v1.rs");
    }
}

/// How a force compares, and whether that may be said.
pub mod scoring {
    /// Version 1 of the contract: messages, and clients that decode them.
    pub mod v1 {
        include!("generated/peel.scoring.v1.rs");
        /// Servers whose large answers are [`crate::encoded::Encoded`].
        pub mod servers {
            include!("generated/servers/peel.scoring.v1.rs");
        }
    }
}

/// Reports and figures.
pub mod reporting {
    /// Version 1 of the contract.
    pub mod v1 {
        include!("generated/peel.reporting.v1.rs");
    }
}

/// The one list of reasons for which a call fails.
pub mod errors {
    /// Version 1 of the contract.
    pub mod v1 {
        include!("generated/peel.errors.v1.rs");
    }
}

/// Descriptors of the contracts as encoded `google.protobuf.FileDescriptorSet`s.
///
/// Each holds every message; a service's own holds only that service's methods, so that a server
/// lists by reflection what it serves and nothing else.
pub mod descriptors {
    /// Everything: what one process with all three services serves.
    pub const ALL: &[u8] = include_bytes!("generated/peel.binpb");
    /// The data service.
    pub const DATA: &[u8] = include_bytes!("generated/data.binpb");
    /// The scoring service.
    pub const SCORING: &[u8] = include_bytes!("generated/scoring.binpb");
    /// The reporting service.
    pub const REPORTING: &[u8] = include_bytes!("generated/reporting.binpb");
}

impl errors::v1::ErrorReason {
    /// The reason as `google.rpc.ErrorInfo` carries it: the name without its prefix.
    ///
    /// ```
    /// use peel_proto::errors::v1::ErrorReason;
    /// assert_eq!(ErrorReason::UnknownForce.reason(), "UNKNOWN_FORCE");
    /// ```
    #[must_use]
    pub fn reason(self) -> &'static str {
        let name = self.as_str_name();
        name.strip_prefix("ERROR_REASON_").unwrap_or(name)
    }
}
