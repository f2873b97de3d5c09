//! Which neighbour, for messages.

use std::{error::Error, io, sync::Arc, time::Duration};

use tonic::{Code, Status, TimeoutExpired, transport};

use crate::{
    Deadline, Failure, FailureKind, Reason,
    tls::{LastWords, distrust},
};

/// Proposed to callers: connecting again takes less.
const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) address: Arc<str>,
}

impl Place {
    pub(super) fn unreachable(&self, cause: transport::Error, last_words: &LastWords) -> Failure {
        let first: &(dyn Error + 'static) = &cause;
        let mut chain = std::iter::successors(Some(first), |error| (*error).source());
        if chain.any(<dyn Error>::is::<TimeoutExpired>) {
            return Deadline::exceeded();
        }
        let Self { name, address } = self;
        let message = match distrust(&cause).or_else(|| last_words.get()) {
            Some(why) => format!(
                "the {name} service at {address} cannot be reached safely: {why}; see [tls] in \
                 the settings of both sides"
            ),
            None => format!("the {name} service at {address} cannot be reached; repeat later"),
        };
        self.unavailable(message).caused_by(cause)
    }

    pub(super) fn unresolved(&self, cause: io::Error) -> Status {
        let Self { name, address } = self;
        let message =
            format!("the address {address} of the {name} service cannot be found; repeat later");
        self.unavailable(message).caused_by(cause).into()
    }

    pub(super) fn lost(&self, cause: Status) -> Status {
        match cause.code() {
            // What HTTP/2 says with a meaning of its own stays as it is.
            Code::ResourceExhausted | Code::PermissionDenied | Code::Cancelled => cause,
            _ => {
                let Self { name, address } = self;
                self.unavailable(format!(
                    "the connection to the {name} service at {address} was lost; repeat the call"
                ))
                .caused_by(cause)
                .into()
            }
        }
    }

    fn unavailable(&self, message: String) -> Failure {
        Failure::new(
            FailureKind::Unavailable,
            Reason::NEIGHBOUR_UNREACHABLE,
            message,
        )
        .metadata("service", self.name)
        .retry_after(RETRY_AFTER)
    }
}
