//! Callers that connect and then say nothing.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Sleep, sleep};

use crate::overheard::Ear;

/// What a caller must have sent before it is known how it speaks: the preface of HTTP/2. No request
/// by HTTP/1.1 for anything that is served is shorter.
const BEGINNING: usize = 24;

/// Lets the reading of a stream fail whose first bytes do not arrive in time.
#[derive(Debug)]
pub(super) struct Prompt {
    /// Until the beginning has arrived: how much of it is missing, and when it is too late.
    awaited: Option<(usize, Pin<Box<Sleep>>)>,
}

impl Prompt {
    pub(super) fn within(time: Duration) -> Self {
        Self {
            awaited: Some((BEGINNING, Box::pin(sleep(time)))),
        }
    }
}

impl Ear for Prompt {
    fn hear(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<()>>,
        bytes: usize,
    ) -> Poll<io::Result<()>> {
        let Some((missing, late)) = &mut self.awaited else {
            return polled;
        };
        *missing = missing.saturating_sub(bytes);
        if *missing == 0 {
            self.awaited = None;
        } else if polled.is_pending() && late.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        polled
    }
}
