//! What stands beside a comparison: ranks with their intervals, series, workings. Each is kept in
//! the cache as it is sent, because each takes longer than a comparison.

use std::sync::Arc;

use bytes::Bytes;
use peel_cache::CacheKey;
use peel_model::{ComparatorKind, ForceId, Indicator};
use peel_proto::convert::{ComparisonLabels, ranking_to_wire, series_to_wire, working_to_wire};
use peel_scoring_core::{ComparisonError, compare_series, explain, rank_units};
use prost::Message;
use tokio::time::Instant;
use tonic::Status;

use crate::answers::{Answers, Standpoint};
use crate::evidence::{Evidence, Past};
use crate::failures::{fault, not_comparable};
use crate::question::{Answer, Question};

impl Answers {
    /// Every unit's rank with its interval: an encoded `Ranking`. The same whatever the comparator.
    pub(crate) async fn ranking(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        evidence: &Evidence<'_>,
    ) -> Result<Bytes, Status> {
        let question = Question {
            comparator: &ComparatorKind::EnglandAndWales,
            ..question
        };
        let computed = Box::pin(async {
            let observations = Arc::clone(evidence.observations().await?);
            let (programme, period) = (Arc::clone(&standpoint.programme), question.period);
            let indicator = question.definition.indicator.clone();
            let ranking =
                aside(move || rank_units(&programme.edition, &indicator, period, &observations));
            Ok(ranking_to_wire(&ranking.await?).encode_to_vec().into())
        });
        let key = self.key(standpoint, question, Answer::Ranking, None);
        self.kept(&key, evidence.deadline(), computed).await
    }

    /// A force's series: an encoded `Series`.
    pub(crate) async fn series(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: &ForceId,
        past: &Past<'_>,
    ) -> Result<Bytes, Status> {
        let definition = question.definition;
        let computed = Box::pin(async {
            let observations = Arc::clone(past.observations().await?);
            let (programme, period) = (Arc::clone(&standpoint.programme), question.period);
            let indicator: Indicator = definition.indicator.clone();
            let (comparator, of) = (question.comparator.clone(), force.clone());
            let series = aside(move || {
                compare_series(
                    &programme.edition,
                    &indicator,
                    period,
                    &comparator,
                    &of,
                    &observations,
                )
            });
            let labels = ComparisonLabels {
                indicator: &definition.indicator,
                caveats: definition.caveats.iter().collect(),
            };
            Ok(series_to_wire(&series.await?, &labels)
                .encode_to_vec()
                .into())
        });
        let key = self.key(standpoint, question, Answer::Series, Some(force));
        self.kept(&key, past.deadline(), computed).await
    }

    /// How a force's value came about: an encoded `Working`.
    pub(crate) async fn working(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: &ForceId,
        evidence: &Evidence<'_>,
    ) -> Result<Bytes, Status> {
        let computed = Box::pin(async {
            let working = explain(
                &standpoint.programme.edition,
                &question.definition.indicator,
                question.period,
                question.comparator,
                force,
                evidence.observations().await?,
            );
            let working = working.map_err(not_comparable)?;
            Ok(working_to_wire(&working).encode_to_vec().into())
        });
        let key = self.key(standpoint, question, Answer::Working, Some(force));
        self.kept(&key, evidence.deadline(), computed).await
    }

    async fn kept(
        &self,
        key: &CacheKey,
        deadline: Option<Instant>,
        computed: impl Future<Output = Result<Bytes, Status>>,
    ) -> Result<Bytes, Status> {
        let kept = self.cache.0.get_or_compute_before(deadline, key, computed);
        kept.await
            .map(|(bytes, _)| bytes)
            .map_err(|shared| (*shared).clone())
    }
}

/// Work of many milliseconds, beside the threads that serve calls.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ComparisonError> + Send + 'static,
) -> Result<T, Status> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(fault)?.map_err(not_comparable)
}
