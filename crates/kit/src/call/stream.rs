//! How long a stream may be.

use std::{
    num::NonZeroU32,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tonic::{Status, body::Body};

use crate::{Failure, FailureKind, Reason};

/// What stands before each message: whether it is packed, and its length.
const HEAD: usize = 5;

/// Counts the messages of one direction of a call by what stands before each.
///
/// <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>, "Length-Prefixed-Message".
#[derive(Debug)]
pub(crate) struct Messages {
    most: NonZeroU32,
    seen: u32,
    /// What has come of the head of the next message.
    head: [u8; HEAD],
    come: usize,
    /// What is to come of the message itself.
    rest: usize,
}

impl Messages {
    pub(crate) fn at_most(most: NonZeroU32) -> Self {
        Self {
            most,
            seen: 0,
            head: [0; HEAD],
            come: 0,
            rest: 0,
        }
    }

    /// Counts the messages that begin in `bytes`.
    ///
    /// # Errors
    ///
    /// When there are too many.
    pub(crate) fn count(&mut self, mut bytes: &[u8]) -> Result<(), Failure> {
        loop {
            let skipped = self.rest.min(bytes.len());
            self.rest -= skipped;
            bytes = &bytes[skipped..];
            if bytes.is_empty() {
                return Ok(());
            }
            let taken = (HEAD - self.come).min(bytes.len());
            self.head[self.come..self.come + taken].copy_from_slice(&bytes[..taken]);
            self.come += taken;
            bytes = &bytes[taken..];
            if self.come == HEAD {
                self.come = 0;
                let [_packed, length @ ..] = self.head;
                self.rest = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
                self.seen = self.seen.saturating_add(1);
                if self.seen > self.most.get() {
                    return Err(too_many(self.most));
                }
            }
        }
    }
}

/// The body of a request that may have so many messages.
#[derive(Debug)]
pub(crate) struct Counted {
    inner: Body,
    messages: Messages,
}

impl Counted {
    pub(crate) fn new(inner: Body, messages: Messages) -> Self {
        Self { inner, messages }
    }
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        if let Some(Ok(frame)) = &frame
            && let Some(bytes) = frame.data_ref()
            && let Err(failure) = self.messages.count(bytes)
        {
            self.inner = Body::empty();
            return Poll::Ready(Some(Err(failure.into())));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

fn too_many(most: NonZeroU32) -> Failure {
    too_long(format!(
        "a stream may have {most} messages here; ask for less, or send the rest in another call"
    ))
}

/// The answer to a call whose stream has been open too long.
pub(crate) fn open_too_long() -> Failure {
    too_long("the stream was open as long as one may be; connect again and continue".to_owned())
        .retry_after(Duration::ZERO)
}

fn too_long(message: String) -> Failure {
    Failure::new(
        FailureKind::ResourceExhausted,
        Reason::STREAM_TOO_LONG,
        message,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_counted_however_they_are_cut() {
        let stream = [
            &[0, 0, 0, 0, 3, 1, 2, 3][..],
            &[0, 0, 0, 0, 0],
            &[1, 0, 0, 1, 0],
            &[7; 256],
        ]
        .concat();
        for size in 1..stream.len() {
            let count = |most: u32| {
                let mut messages = Messages::at_most(NonZeroU32::new(most).unwrap());
                let mut parts = stream.chunks(size);
                parts.try_for_each(|part| messages.count(part))
            };
            count(3).unwrap();
            assert_eq!(count(2).unwrap_err().reason(), Reason::STREAM_TOO_LONG);
        }
    }
}
