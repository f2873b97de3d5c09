//! Letting other tasks go first.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// A future that, each time it is woken, first lets the tasks run that are ready by then.
///
/// A connection is woken by every answer that a call has ready, and tokio runs what was woken last
/// before all else. Answers that are ready together would each be written by a system call of
/// their own, the largest cost of an answer from memory; waiting for its turn, the connection
/// writes them at once.
#[derive(Debug)]
pub(crate) struct AfterOthers<F> {
    inner: F,
    waited: bool,
}

impl<F: Future + Unpin> AfterOthers<F> {
    pub(crate) fn new(inner: F) -> Self {
        Self {
            inner,
            waited: false,
        }
    }
}

impl<F: Future + Unpin> Future for AfterOthers<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.waited = !self.waited;
        if self.waited {
            // A task that wakes itself while it runs goes behind the others.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Pin::new(&mut self.inner).poll(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    const ANSWERS: usize = 10;

    // One worker, so that the order of the tasks is known.
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn answers_that_are_ready_together_are_taken_together() {
        let calls = async {
            let (sender, mut receiver) = unbounded_channel();
            let mut taken = Vec::new();
            let connection = poll_fn(move |context| {
                let polled = receiver.poll_recv_many(context, &mut taken, ANSWERS);
                polled.map(|_| std::mem::take(&mut taken))
            });
            let connection = tokio::spawn(AfterOthers::new(connection));
            // By now the connection waits for the first answer.
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            for answer in 0..ANSWERS {
                let sender = sender.clone();
                tokio::spawn(async move { sender.send(answer) });
            }
            connection.await
        };
        let taken = tokio::spawn(calls).await.unwrap().unwrap();
        assert_eq!(taken.len(), ANSWERS, "{taken:?}");
    }
}
