//! The body of one answer, watched until its last frame.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as _, Frame, SizeHint};
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::{Status, body::Body};

use super::answer::{Timer, caught};
use super::observation::Observation;
use super::stream::Messages;
use crate::{Drain, Failure, FailureKind, Reason};

/// What one look at a body finds.
type Polled = Poll<Option<Result<Frame<Bytes>, Status>>>;

/// The body of an answer. It ends in time, ends when the server drains if its method is
/// long-lived, and holds the place of its call until then.
#[derive(Debug, Default)]
pub struct CallBody {
    inner: Body,
    observation: Option<Observation>,
    timer: Timer,
    messages: Option<Messages>,
    draining: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    sent_data: bool,
}

impl CallBody {
    pub(crate) fn new(
        inner: Body,
        observation: Option<Observation>,
        timer: Timer,
        messages: Option<Messages>,
        drain: Option<Drain>,
    ) -> Self {
        let draining = drain.map(|drain| Box::pin(drain.token().cancelled_owned()));
        Self {
            inner,
            observation,
            timer,
            messages,
            draining,
            sent_data: false,
        }
    }

    /// An answer that was watched on its way here, or none of a call.
    pub(crate) fn unwatched(inner: Body) -> Self {
        Self {
            inner,
            ..Self::default()
        }
    }

    fn poll_inner(&mut self, context: &mut Context<'_>) -> Result<Polled, Failure> {
        let _entered = self.observation.as_ref().map(Observation::enter);
        caught(|| Pin::new(&mut self.inner).poll_frame(context))
    }

    /// Why the stream must end although it has more to say.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Failure> {
        if self.timer.poll(context).is_ready() {
            return Poll::Ready(self.timer.passed());
        }
        match &mut self.draining {
            Some(draining) => draining.as_mut().poll(context).map(|()| drained()),
            None => Poll::Pending,
        }
    }

    /// Ends the stream with `failure`, and the handler's part of it with that.
    fn end(&mut self, failure: Failure) -> Polled {
        self.inner = Body::empty();
        self.timer = Timer::default();
        self.draining = None;
        let status = Status::from(failure);
        if let Some(mut observation) = self.observation.take() {
            observation.finish(status.code());
        }
        let mut trailers = HeaderMap::new();
        Poll::Ready(Some(
            status
                .add_header(&mut trailers)
                .map(|()| Frame::trailers(trailers)),
        ))
    }
}

fn drained() -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        Reason::SERVER_DRAINING,
        "the server shuts down; connect again and continue",
    )
}

impl http_body::Body for CallBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Polled {
        let this = &mut *self;
        let polled = match this.poll_inner(context) {
            Ok(polled) => polled,
            Err(failure) => return this.end(failure),
        };
        match polled {
            Poll::Pending => match this.poll_end(context) {
                Poll::Ready(failure) => this.end(failure),
                Poll::Pending => Poll::Pending,
            },
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(trailers) = frame.trailers_ref() {
                    if let Some(mut observation) = this.observation.take() {
                        observation.finish_by(trailers);
                    }
                } else if std::mem::replace(&mut this.sent_data, true) && this.timer.has_passed() {
                    // A stream that never has to wait would never look at its timer.
                    return this.end(this.timer.passed());
                }
                if let (Some(messages), Some(bytes)) = (&mut this.messages, frame.data_ref())
                    && let Err(failure) = messages.count(bytes)
                {
                    return this.end(failure);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(status))) => {
                if let Some(mut observation) = this.observation.take() {
                    observation.finish(status.code());
                }
                Poll::Ready(Some(Err(status)))
            }
            Poll::Ready(None) => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
