//! Requests and answers that come in parts.

use std::task::{Context, Poll};

use futures::stream::{BoxStream, StreamExt as _, unfold};
use http_body_util::BodyExt as _;
use peel_kit::Failure;
use tokio::sync::mpsc;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::Request;
use tonic::server::NamedService;
use tonic::{Code, Status, Streaming};
use tracing::{Instrument as _, Span};

use crate::failures;

/// One part of an answer, or why there are no more.
pub(crate) type Part<T> = Result<T, Status>;

/// The parts that `work` sends, at most one ahead of the reader.
///
/// The work is a task of its own because a stream stands still whenever its reader does, wherever
/// it has got to: in the middle of a query it would keep a connection from everybody else, also
/// from a reader in this process that asks for more before it reads on. The task ends when its
/// sender fails, because the reader has gone; one that waits for something else must wait for
/// [`mpsc::Sender::closed`] too.
pub(crate) fn sent_by<T, W>(
    work: impl FnOnce(mpsc::Sender<Part<T>>) -> W,
) -> BoxStream<'static, Part<T>>
where
    T: Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(1);
    let task = tokio::spawn(work(sender).instrument(Span::current()));
    let parts = unfold(Some((receiver, task)), async |state| {
        let (mut receiver, task) = state?;
        match receiver.recv().await {
            Some(part) => Some((part, Some((receiver, task)))),
            // An answer that broke off must not look like one that is complete.
            None => match task.await {
                Ok(()) => None,
                Err(panic) => Some((Err(Failure::internal(panic).into()), None)),
            },
        }
    });
    parts.boxed()
}

/// A contract whose requests either end or break off, and are never mistaken for each other.
///
/// tonic reads a call that its caller takes back as one whose last message has come: part of a
/// return would be recorded as a whole one. So that is told as another error here.
#[derive(Clone, Debug)]
pub(crate) struct WholeRequests<S>(pub(crate) S);

impl<S: NamedService> NamedService for WholeRequests<S> {
    const NAME: &'static str = S::NAME;
}

impl<S: Service<Request<Body>>> Service<Request<Body>> for WholeRequests<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> S::Future {
        let told = request.map(|body| Body::new(body.map_err(broken_off)));
        self.0.call(told)
    }
}

fn broken_off(status: Status) -> Status {
    match status.code() {
        Code::Cancelled => Status::aborted("the caller took the call back before its end"),
        _ => status,
    }
}

/// The next message that a caller sends; `None` when it has sent all.
///
/// # Errors
/// Also when the caller breaks off: [`WholeRequests`].
pub(crate) async fn received<T>(parts: &mut Streaming<T>) -> Result<Option<T>, Status> {
    parts.message().await.map_err(|status| match status.code() {
        // What tonic says of a message above the limit.
        Code::OutOfRange => {
            let message = "a message is larger than this server takes; send smaller chunks";
            failures::too_large(message).caused_by(status).into()
        }
        _ => status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn parts_come_in_order_and_end() {
        let parts = sent_by(async |sender| {
            for number in 0..3 {
                sender.send(Ok(number)).await.unwrap();
            }
        });
        let parts: Vec<_> = parts.map(Result::unwrap).collect().await;
        assert_eq!(parts, [0, 1, 2]);
    }

    #[tokio::test]
    async fn work_goes_on_while_nobody_reads() {
        let (done, is_done) = tokio::sync::oneshot::channel();
        let _parts = sent_by::<(), _>(async |_sender| {
            done.send(()).unwrap();
        });
        is_done.await.unwrap();
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_says_so() {
        let mut parts = sent_by(async |sender| {
            sender.send(Ok(1)).await.unwrap();
            panic!("the work is broken");
        });
        assert_eq!(parts.next().await.unwrap().unwrap(), 1);
        let status = parts.next().await.unwrap().unwrap_err();
        assert_eq!(status.code(), Code::Internal);
        assert!(parts.next().await.is_none());
    }
}
