//! The future of one call: from its request to the head of its answer.

use std::{
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
};

use http::{Request, Response};
use tokio::time::Sleep;
use tonic::{Status, body::Body, service::Routes};
use tower::Service;

use super::body::CallBody;
use super::observation::Observation;
use super::stream::{Messages, open_too_long};
use crate::{Deadline, Drain, Failure};

/// A deadline with a timer that exists only once something has had to wait: an answer that is
/// ready at once, as one from cache is, never touches the timer wheel.
#[derive(Debug, Default)]
pub(crate) struct Timer {
    deadline: Option<Deadline>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// Whether it is not the caller's time that is up.
    open_too_long: bool,
}

impl Timer {
    /// Until the deadline of a call; that of a stream may be `longest` from now instead.
    pub(crate) fn new(deadline: Option<Deadline>, longest: Option<Deadline>) -> Self {
        let (deadline, open_too_long) = match (deadline, longest) {
            (Some(deadline), Some(longest)) => (Some(deadline.min(longest)), longest < deadline),
            (deadline, longest) => (deadline.or(longest), deadline.is_none()),
        };
        Self {
            deadline,
            sleep: None,
            open_too_long,
        }
    }

    /// The answer to a call whose time is up.
    pub(crate) fn passed(&self) -> Failure {
        if self.open_too_long {
            open_too_long()
        } else {
            Deadline::exceeded()
        }
    }

    /// Ready when the deadline passes; otherwise the task is woken then.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else {
            return Poll::Pending;
        };
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline.instant())));
        sleep.as_mut().poll(context)
    }

    pub(crate) fn has_passed(&self) -> bool {
        self.deadline.is_some_and(Deadline::has_passed)
    }
}

type RoutesFuture = <Routes as Service<Request<Body>>>::Future;

/// The answer to a call. It always arrives: refusals are answers too.
#[derive(Debug)]
pub struct CallFuture {
    /// Running, until it has answered or its time is over.
    handler: Option<RoutesFuture>,
    /// Why the call was not let in.
    refusal: Option<Failure>,
    observation: Option<Observation>,
    timer: Timer,
    /// Counts those of an answer that is a stream.
    messages: Option<Messages>,
    drain: Option<Drain>,
}

impl CallFuture {
    /// A call that is not let in.
    pub(crate) fn refused(failure: Failure, observation: Observation) -> Self {
        Self {
            handler: None,
            refusal: Some(failure),
            observation: Some(observation),
            timer: Timer::default(),
            messages: None,
            drain: None,
        }
    }

    /// A call on its way to the handler. With `drain` its answer ends when the server drains.
    pub(crate) fn running(
        handler: RoutesFuture,
        observation: Observation,
        timer: Timer,
        messages: Option<Messages>,
        drain: Option<Drain>,
    ) -> Self {
        Self {
            handler: Some(handler),
            refusal: None,
            observation: Some(observation),
            timer,
            messages,
            drain,
        }
    }

    fn refuse(&mut self, failure: Failure) -> Response<CallBody> {
        let status = Status::from(failure);
        if let Some(mut observation) = self.observation.take() {
            observation.finish(status.code());
        }
        status.into_http()
    }

    fn answer(&mut self, response: Response<Body>) -> Response<CallBody> {
        if let Some(observation) = &mut self.observation {
            observation.finish_by(response.headers());
        }
        let (observation, drain) = (self.observation.take(), self.drain.take());
        let timer = std::mem::take(&mut self.timer);
        let messages = self.messages.take();
        response.map(|body| CallBody::new(body, observation, timer, messages, drain))
    }
}

impl Future for CallFuture {
    type Output = Result<Response<CallBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let polled = match (&mut this.handler, this.refusal.take()) {
            (_, Some(failure)) => Err(failure),
            (None, None) => return Poll::Pending,
            (Some(handler), None) => {
                match poll_handler(handler, this.observation.as_ref(), context) {
                    Ok(Poll::Ready(response)) => Ok(response),
                    Ok(Poll::Pending) if this.timer.poll(context).is_ready() => {
                        Err(this.timer.passed())
                    }
                    Ok(Poll::Pending) => return Poll::Pending,
                    Err(failure) => Err(failure),
                }
            }
        };
        // Drops the handler, which may still be at work when the deadline has passed.
        this.handler = None;
        Poll::Ready(Ok(match polled {
            Ok(response) => this.answer(response),
            Err(failure) => this.refuse(failure),
        }))
    }
}

fn poll_handler(
    handler: &mut RoutesFuture,
    observation: Option<&Observation>,
    context: &mut Context<'_>,
) -> Result<Poll<Response<Body>>, Failure> {
    let _entered = observation.map(Observation::enter);
    let polled = caught(|| Pin::new(handler).poll(context))?;
    Ok(polled.map(|Ok(response)| response))
}

/// What `work` returns, or an `INTERNAL` failure if it panics: one call must not take its
/// neighbours on the same connection, or its caller in the same process, with it.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Failure::internal(format!("a handler panicked: {message}"))
    })
}
