//! From a question to the encoded answer: resolved, found in the cache, or computed.

use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use peel_cache::{CacheKey, ComparisonCache, KeyParts, Source};
use peel_kit::CallContext;
use peel_model::{
    ComparatorKind, Comparison, ENGLAND_AND_WALES, Edition, ForceId, IndicatorId, Period,
};
use peel_proto::convert::{
    ComparisonLabels, comparison_from_wire, comparison_to_wire, mismatch_to_wire,
};
use peel_proto::scoring::v1 as wire;
use peel_proto::slice::slice_of;
use peel_scoring_core::{Observations, compare, mismatches};
use prost::Message;
use tonic::Status;

use crate::at_hand::AtHand;
use crate::data::Data;
use crate::evidence::{Evidence, Past};
use crate::failures::{fault, future_revision, no_edition, not_comparable};
use crate::programme::{Definition, Programme, Programmes};
use crate::question::{Answer, Question};
use crate::revisions::Revisions;
use crate::warm_up::Lately;

/// The layout of what the cache holds. Raised when a message kept there changes its meaning,
/// because replicas of two builds may share one Redis.
const ENCODING: u32 = 2;

/// Comparisons of one batch that are looked up or computed side by side.
const SIDE_BY_SIDE: usize = 16;

/// Everything that answers are made of.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(crate) data: Data,
    pub(crate) revisions: Arc<Revisions>,
    pub(crate) lately: Lately,
    pub(crate) at_hand: AtHand,
    programmes: Programmes,
    pub(crate) cache: Cache,
}

/// The cache with what it does not say of itself.
pub(crate) struct Cache(pub(crate) ComparisonCache<Status>);

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.statistics().fmt(f)
    }
}

/// A question's edition and revision, resolved.
#[derive(Debug, Clone)]
pub(crate) struct Standpoint {
    pub(crate) programme: Arc<Programme>,
    pub(crate) as_of: u64,
}

impl Answers {
    pub(crate) fn new(
        data: Data,
        revisions: Arc<Revisions>,
        cache: ComparisonCache<Status>,
        lately: Lately,
    ) -> Self {
        let programmes = Programmes::new(data.clone());
        Self {
            data,
            revisions,
            lately,
            at_hand: AtHand::default(),
            programmes,
            cache: Cache(cache),
        }
    }

    /// The edition (empty: the newest) as at a revision (0: the newest).
    ///
    /// # Errors
    /// `NOT_FOUND` for a revision of the future or an edition that is not known.
    pub(crate) async fn standpoint(
        &self,
        edition: &str,
        as_of: u64,
        context: CallContext,
    ) -> Result<Standpoint, Status> {
        self.revisions.catch_up(as_of, context).await?;
        let (as_of, edition_revision) = {
            let ledger = self.revisions.ledger();
            let newest = ledger.newest();
            if as_of > newest {
                return Err(future_revision(as_of, newest));
            }
            let as_of = if as_of == 0 { newest } else { as_of };
            (as_of, ledger.of_editions(as_of))
        };
        if edition_revision == 0 {
            return Err(no_edition());
        }
        let programme = self
            .programmes
            .get(edition, edition_revision, as_of, context)
            .await?;
        Ok(Standpoint { programme, as_of })
    }

    /// A force's answer: an encoded `Comparison` with its unit alone. What is in memory is given at
    /// once: that is the way that has to be fast.
    pub(crate) async fn slice(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: &ForceId,
        context: CallContext,
    ) -> Result<Bytes, Status> {
        let key = self.key(standpoint, question, Answer::Comparison, Some(force));
        if let Some(slice) = self.cache.0.peek(&key) {
            return Ok(slice);
        }
        let questions = [question];
        let evidence = self.evidence(standpoint, &questions, context);
        Box::pin(self.slice_under(&key, standpoint, question, force, &evidence)).await
    }

    async fn slice_under(
        &self,
        key: &CacheKey,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: &ForceId,
        evidence: &Evidence<'_>,
    ) -> Result<Bytes, Status> {
        let slice = async {
            // On the heap: what Redis has must not carry room for it.
            let (whole, _) = Box::pin(self.whole(standpoint, question, evidence)).await?;
            slice_of(&whole, force.as_str()).map_err(fault)
        };
        let found = self
            .cache
            .0
            .get_or_compute_before(evidence.deadline(), key, slice);
        found
            .await
            .map(|(slice, _)| slice)
            .map_err(|shared| (*shared).clone())
    }

    /// Every unit's answer: an encoded `Comparison`. A caller asks: it may soon be asked again.
    pub(crate) async fn whole(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        evidence: &Evidence<'_>,
    ) -> Result<(Bytes, Source), Status> {
        let key = self.key(standpoint, question, Answer::Comparison, None);
        self.lately.note(key, standpoint, question);
        self.whole_under(&key, standpoint, question, evidence).await
    }

    /// The same before anybody asks.
    pub(crate) async fn whole_in_advance(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        evidence: &Evidence<'_>,
    ) -> Result<(Bytes, Source), Status> {
        let key = self.key(standpoint, question, Answer::Comparison, None);
        self.whole_under(&key, standpoint, question, evidence).await
    }

    async fn whole_under(
        &self,
        key: &CacheKey,
        standpoint: &Standpoint,
        question: Question<'_>,
        evidence: &Evidence<'_>,
    ) -> Result<(Bytes, Source), Status> {
        let edition = &standpoint.programme.edition;
        let computed = Box::pin(async {
            let observations = evidence.observations().await?;
            let comparison = compute(edition, question, observations)?;
            Ok(comparison.encode_to_vec().into())
        });
        self.cache
            .0
            .get_or_compute_before(evidence.deadline(), key, computed)
            .await
            .map_err(|shared| (*shared).clone())
    }

    /// Several whole answers in the order asked, side by side, from one read of the observations.
    pub(crate) async fn wholes(
        &self,
        standpoint: &Standpoint,
        questions: &[Question<'_>],
        evidence: &Evidence<'_>,
        mut found: impl FnMut(usize, Source),
    ) -> Result<Vec<Bytes>, Status> {
        let mut waiting = Vec::with_capacity(questions.len());
        for question in questions {
            waiting.push(self.whole(standpoint, *question, evidence));
        }
        let mut answers = Vec::with_capacity(questions.len());
        let mut ready = stream::iter(waiting).buffered(SIDE_BY_SIDE);
        while let Some((bytes, source)) = ready.try_next().await? {
            found(answers.len(), source);
            answers.push(bytes);
        }
        Ok(answers)
    }

    /// A force's answers to several questions, as [`Self::wholes`] finds them. They are cut out of
    /// the whole ones, which are kept, and not kept themselves: that is quicker than to look for them.
    pub(crate) async fn slices(
        &self,
        standpoint: &Standpoint,
        questions: &[Question<'_>],
        force: &ForceId,
        evidence: &Evidence<'_>,
    ) -> Result<Vec<Bytes>, Status> {
        let wholes = self
            .wholes(standpoint, questions, evidence, |_, _| {})
            .await?;
        let slices = wholes
            .iter()
            .map(|whole| slice_of(whole, force.as_str()).map_err(fault));
        slices.collect()
    }

    /// The comparisons with England and Wales of some indicators and periods, decoded.
    pub(crate) async fn comparisons(
        &self,
        standpoint: &Standpoint,
        choices: &[(IndicatorId, Period)],
        context: CallContext,
    ) -> Result<Vec<Comparison>, Status> {
        let programme = &standpoint.programme;
        let questions = choices
            .iter()
            .map(|(indicator, period)| {
                let definition = programme.definition(indicator.as_str())?;
                let comparator = &ComparatorKind::EnglandAndWales;
                Ok(Question {
                    definition,
                    period: *period,
                    comparator,
                })
            })
            .collect::<Result<Vec<_>, Status>>()?;
        let evidence = self.evidence(standpoint, &questions, context);
        let answers = self
            .wholes(standpoint, &questions, &evidence, |_, _| {})
            .await?;
        let decode = |bytes: Bytes| {
            comparison_from_wire(wire::Comparison::decode(bytes).map_err(fault)?).map_err(fault)
        };
        answers.into_iter().map(decode).collect()
    }

    /// What the questions have to be computed from, read when the first of them needs it.
    pub(crate) fn evidence<'q>(
        &'q self,
        standpoint: &'q Standpoint,
        questions: &'q [Question<'q>],
        context: CallContext,
    ) -> Evidence<'q> {
        Evidence::new(self, standpoint, questions, context)
    }

    /// What series of the questions have to be computed from, read when the first of them needs it.
    pub(crate) fn past(
        &self,
        standpoint: &Standpoint,
        questions: &[Question<'_>],
        context: CallContext,
    ) -> Past<'_> {
        Past::new(&self.data, standpoint, questions, context)
    }

    pub(crate) fn key(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        answer: Answer,
        force: Option<&ForceId>,
    ) -> CacheKey {
        let measures = &question.definition.measures;
        let period = question.period.to_string();
        let ledger = self.revisions.ledger();
        let revision = ledger.of_measures(measures, standpoint.as_of);
        CacheKey::new(&KeyParts {
            answer: answer.name(),
            definition: &question.definition.fingerprint,
            period: &period,
            comparator: match question.comparator {
                ComparatorKind::EnglandAndWales => ENGLAND_AND_WALES,
                ComparatorKind::Peers(group) => group.as_str(),
            },
            revision,
            history: ledger.history(revision),
            method: standpoint.programme.edition.method.as_str(),
            encoding: ENCODING,
            slice: force.map(ForceId::as_str),
        })
    }
}

/// The comparison with what does not add up in it, as it is kept and sent.
fn compute(
    edition: &Edition,
    question: Question<'_>,
    observations: &Observations,
) -> Result<wire::Comparison, Status> {
    let Definition {
        indicator,
        caveats,
        breakdowns,
        ..
    } = question.definition;
    let comparison = compare(
        edition,
        indicator,
        question.period,
        question.comparator,
        observations,
    )
    .map_err(not_comparable)?;
    let labels = ComparisonLabels {
        indicator,
        caveats: caveats.iter().collect(),
    };
    let mut message = comparison_to_wire(&comparison, &labels, |_| true);
    let found = mismatches(edition, &breakdowns.checked, observations).map_err(fault)?;
    if !found.is_empty() {
        // Of several questions answered from one read, each tells what is in its own periods.
        let periods = question.periods(edition)?;
        let own = found
            .iter()
            .filter(|mismatch| periods.contains(&mismatch.period));
        message.mismatches = own.map(mismatch_to_wire).collect();
    }
    Ok(message)
}
