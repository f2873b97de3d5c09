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
    pub(super) fn unreachable(
        &self,
        cause: Option<transport::Error>,
        last_words: &LastWords,
    ) -> Failure {
        let first = cause.as_ref().map(|cause| cause as &(dyn Error + 'static));
        let mut chain = std::iter::successors(first, |error| (*error).source());
        if chain.any(<dyn Error>::is::<TimeoutExpired>) {
            return Deadline::exceeded();
        }
        let Self { name, address } = self;
        let told = cause.as_ref().and_then(|cause| distrust(cause));
        let failure = self.unavailable(match told.or_else(|| last_words.get()) {
            Some(why) => format!(
                "the {name} service at {address} cannot be reached safely: {why}; see [tls] in \
                 the settings of both sides"
            ),
            None => format!("the {name} service at {address} cannot be reached; repeat later"),
        });
        match cause {
            Some(cause) => failure.caused_by(cause),
            None => failure,
        }
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
