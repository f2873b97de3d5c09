//! From a question to the encoded answer: resolved, found in the cache, or computed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use peel_cache::{CacheKey, ComparisonCache, KeyParts, Source};
use peel_kit::CallContext;
use peel_model::{
    ComparatorKind, Comparison, ENGLAND_AND_WALES, Edition, ForceId, IndicatorId, PeerGroupId,
    Period,
};
use peel_proto::convert::{ComparisonLabels, comparison_from_wire, comparison_to_wire};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::scoring::v1 as wire;
use peel_scoring_core::{Observations, Requirement, compare, required_observations};
use prost::Message;
use tokio::sync::OnceCell;
use tonic::{Code, Status};

use crate::data::Data;
use crate::failures::{fault, future_revision, no_edition, not_comparable, unknown};
use crate::programme::{Definition, Programme, Programmes};
use crate::revisions::Revisions;

/// The layout of what the cache holds. Raised when the message `Comparison` changes its meaning,
/// because replicas of two builds may share one Redis.
const ENCODING: u32 = 1;

/// Comparisons of one batch that are looked up or computed side by side.
const SIDE_BY_SIDE: usize = 16;

/// Two clocks that began together never differ by more: what is left of a call's time is rounded
/// when it is passed on.
const MOMENT: Duration = Duration::from_millis(100);

/// Everything that answers are made of.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(crate) data: Data,
    pub(crate) revisions: Arc<Revisions>,
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

/// One indicator in one period, against one comparator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'p> {
    pub(crate) definition: &'p Definition,
    pub(crate) period: Period,
    pub(crate) comparator: &'p ComparatorKind,
}

impl Answers {
    pub(crate) fn new(
        data: Data,
        revisions: Arc<Revisions>,
        cache: ComparisonCache<Status>,
    ) -> Self {
        let programmes = Programmes::new(data.clone());
        Self {
            data,
            revisions,
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

    /// A force's answer if it is in memory: the way that has to be fast.
    pub(crate) fn slice_in_memory(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: &ForceId,
    ) -> Option<Bytes> {
        self.cache
            .0
            .peek(&self.key(standpoint, question, Some(force)))
    }

    /// A force's answer: an encoded `Comparison` with its unit alone.
    pub(crate) async fn slice(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: &ForceId,
        evidence: &Evidence<'_>,
    ) -> Result<(Bytes, Source), Status> {
        let key = self.key(standpoint, question, Some(force));
        let slice = Box::pin(async {
            // On the heap: the fast way through a call must not carry room for this one.
            let (whole, _) = Box::pin(self.whole(standpoint, question, evidence)).await?;
            let mut comparison = wire::Comparison::decode(whole).map_err(fault)?;
            let in_unit = |unit: &Option<wire::Unit>| {
                unit.iter()
                    .flat_map(|unit| &unit.forces)
                    .any(|member| member == force.as_str())
            };
            comparison.units.retain(|unit| in_unit(&unit.unit));
            comparison
                .left_out
                .retain(|left_out| in_unit(&left_out.unit));
            Ok(comparison.encode_to_vec().into())
        });
        self.cache
            .0
            .get_or_compute(&key, slice)
            .await
            .map_err(|shared| (*shared).clone())
    }

    /// Every unit's answer: an encoded `Comparison`.
    pub(crate) async fn whole(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        evidence: &Evidence<'_>,
    ) -> Result<(Bytes, Source), Status> {
        let key = self.key(standpoint, question, None);
        let edition = &standpoint.programme.edition;
        let computed = Box::pin(async {
            let observations = evidence.observations().await?;
            let comparison = compute(edition, question, observations)?;
            let indicator = &question.definition.indicator;
            let labels = ComparisonLabels {
                indicator,
                caveats: question.definition.caveats.iter().collect(),
            };
            Ok(comparison_to_wire(&comparison, &labels, |_| true)
                .encode_to_vec()
                .into())
        });
        self.cache
            .0
            .get_or_compute(&key, computed)
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
        Evidence {
            data: &self.data,
            standpoint,
            questions,
            context,
            read: OnceCell::new(),
        }
    }

    fn key(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: Option<&ForceId>,
    ) -> CacheKey {
        let measures = &question.definition.measures;
        let period = question.period.to_string();
        CacheKey::new(&KeyParts {
            definition: &question.definition.fingerprint,
            period: &period,
            comparator: match question.comparator {
                ComparatorKind::EnglandAndWales => ENGLAND_AND_WALES,
                ComparatorKind::Peers(group) => group.as_str(),
            },
            revision: self
                .revisions
                .ledger()
                .of_measures(measures, standpoint.as_of),
            method: standpoint.programme.edition.method.as_str(),
            encoding: ENCODING,
            slice: force.map(ForceId::as_str),
        })
    }
}

/// Observations for a set of questions, read once and only if any of them is not in the cache.
#[derive(Debug)]
pub(crate) struct Evidence<'q> {
    data: &'q Data,
    standpoint: &'q Standpoint,
    questions: &'q [Question<'q>],
    context: CallContext,
    read: OnceCell<Observations>,
}

impl Evidence<'_> {
    async fn observations(&self) -> Result<&Observations, Status> {
        self.read
            .get_or_try_init(|| async {
                let mut requirement = Requirement::default();
                for question in self.questions {
                    let edition = &self.standpoint.programme.edition;
                    let indicator = &question.definition.indicator;
                    let needed = required_observations(edition, indicator, question.period);
                    requirement.merge(needed.map_err(not_comparable)?);
                }
                let read = self
                    .data
                    .observations(&requirement, self.standpoint.as_of, self.context)
                    .await;
                match read {
                    Err(late) if late.code() == Code::DeadlineExceeded => self.give_up(late).await,
                    read => read,
                }
            })
            .await
    }

    /// Whoever computes answers for all who wait for the same comparison. When only his own time
    /// is up, he says nothing: his call ends by itself, and one of those who have time left goes on.
    async fn give_up(&self, late: Status) -> Result<Observations, Status> {
        match self.context.deadline() {
            Some(deadline) if deadline.remaining() < MOMENT => std::future::pending().await,
            _ => Err(late),
        }
    }
}

fn compute(
    edition: &Edition,
    question: Question<'_>,
    observations: &Observations,
) -> Result<Comparison, Status> {
    let indicator = &question.definition.indicator;
    compare(
        edition,
        indicator,
        question.period,
        question.comparator,
        observations,
    )
    .map_err(not_comparable)
}

/// The comparator that a request names: empty is England and Wales.
///
/// # Errors
/// `NOT_FOUND` for a group that the edition does not have.
pub(crate) fn comparator(programme: &Programme, group: &str) -> Result<ComparatorKind, Status> {
    if group.is_empty() {
        return Ok(ComparatorKind::EnglandAndWales);
    }
    let groups = &programme.edition.peer_groups;
    let known: Option<&PeerGroupId> = groups
        .iter()
        .map(|known| &known.id)
        .find(|known| known.as_str() == group);
    known.cloned().map(ComparatorKind::Peers).ok_or_else(|| {
        let known = groups.iter().map(|known| known.id.as_str());
        unknown(ErrorReason::UnknownPeerGroup, "peer group", group, known)
    })
}
