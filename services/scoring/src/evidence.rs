//! What answers are computed from, read once and only when one of them needs it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use peel_kit::{CallContext, Deadline};
use peel_scoring_core::{Observations, Requirement};
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tonic::{Code, Status};

use crate::answers::{Answers, Standpoint};
use crate::data::Data;
use crate::question::Question;

/// Two clocks that began together never differ by more: what is left of a call's time is rounded
/// when it is passed on.
const MOMENT: Duration = Duration::from_millis(100);

/// Observations for a set of questions, read once and only if any of them is not in the cache.
#[derive(Debug)]
pub(crate) struct Evidence<'q> {
    answers: &'q Answers,
    standpoint: &'q Standpoint,
    questions: &'q [Question<'q>],
    context: CallContext,
    read: OnceCell<Arc<Observations>>,
}

impl<'q> Evidence<'q> {
    pub(crate) fn new(
        answers: &'q Answers,
        standpoint: &'q Standpoint,
        questions: &'q [Question<'q>],
        context: CallContext,
    ) -> Self {
        Self {
            answers,
            standpoint,
            questions,
            context,
            read: OnceCell::new(),
        }
    }

    /// When the caller needs the answer, if there is such a time.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.context.deadline().map(Deadline::instant)
    }

    pub(crate) async fn observations(&self) -> Result<&Arc<Observations>, Status> {
        self.read
            .get_or_try_init(|| async {
                let edition = &self.standpoint.programme.edition;
                let mut requirement = Requirement::default();
                for question in self.questions {
                    requirement.merge(question.requirement(edition)?);
                }
                let as_of = self.standpoint.as_of;
                let at_hand = {
                    let ledger = self.answers.revisions.ledger();
                    let at_hand = &self.answers.at_hand;
                    at_hand.observations(&requirement, as_of, &ledger)
                };
                if let Some(observations) = at_hand {
                    return Ok(observations);
                }
                let data = &self.answers.data;
                let read = data.observations(&requirement, as_of, self.context);
                patient(self.context, read).await.map(Arc::new)
            })
            .await
    }
}

/// Everything ever recorded of the measures of some questions, read once and only if a series of any
/// of them is not in the cache.
#[derive(Debug)]
pub(crate) struct Past<'q> {
    data: &'q Data,
    measures: BTreeSet<String>,
    as_of: u64,
    context: CallContext,
    read: OnceCell<Arc<Observations>>,
}

impl<'q> Past<'q> {
    pub(crate) fn new(
        data: &'q Data,
        standpoint: &Standpoint,
        questions: &[Question<'_>],
        context: CallContext,
    ) -> Self {
        let of_each = questions
            .iter()
            .map(|question| &question.definition.measures);
        Self {
            data,
            measures: of_each.flatten().map(ToString::to_string).collect(),
            as_of: standpoint.as_of,
            context,
            read: OnceCell::new(),
        }
    }

    /// When the caller needs the answer, if there is such a time.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.context.deadline().map(Deadline::instant)
    }

    pub(crate) async fn observations(&self) -> Result<&Arc<Observations>, Status> {
        self.read
            .get_or_try_init(|| async {
                let measures = self.measures.iter().cloned().collect();
                let read = self
                    .data
                    .observations_of(measures, self.as_of, self.context);
                patient(self.context, read).await.map(Arc::new)
            })
            .await
    }
}

/// Waits for what is read from data on behalf of all who wait for the same answer. When only the
/// time of the caller who reads is up, he says nothing: his call ends by itself, and one of those
/// who have time left goes on.
pub(crate) async fn patient<T>(
    context: CallContext,
    read: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    match read.await {
        Err(late) if late.code() == Code::DeadlineExceeded => match context.deadline() {
            Some(deadline) if deadline.remaining() < MOMENT => std::future::pending().await,
            _ => Err(late),
        },
        read => read,
    }
}
