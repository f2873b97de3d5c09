//! Computing again, before somebody asks, what was asked lately and a new revision touches.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use peel_cache::{CacheKey, Source};
use peel_kit::{CallContext, Drain};
use peel_model::{ComparatorKind, EditionId, IndicatorId, Period};
use tokio::sync::watch;
use tonic::Status;

use crate::answers::{Answers, Standpoint};
use crate::question::{Answer, Question};

/// The longest that what an edition needs may take; then it is computed when it is asked for.
const LONGEST: Duration = Duration::from_secs(60);

/// What was asked, so that it can be asked again as at another revision.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    edition: EditionId,
    indicator: IndicatorId,
    period: Period,
    comparator: ComparatorKind,
}

impl Asked {
    fn of(standpoint: &Standpoint, question: Question<'_>) -> Self {
        Self {
            edition: standpoint.programme.edition.id.clone(),
            indicator: question.definition.indicator.id.clone(),
            period: question.period,
            comparator: question.comparator.clone(),
        }
    }
}

/// What callers asked lately: each question under the key of its last answer. Lately is since a
/// revision last touched it; no clock is read. At most so many are remembered, those asked last.
#[derive(Debug)]
pub(crate) struct Lately {
    most: usize,
    remembered: Mutex<Remembered>,
    computed: AtomicU64,
    found: AtomicU64,
    failed: AtomicU64,
    /// The revision up to which everything is warm, or was found not to be worth it.
    warm: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Remembered {
    turn: u64,
    questions: HashMap<CacheKey, Memory>,
}

#[derive(Debug)]
struct Memory {
    asked: Asked,
    turn: u64,
    /// Whether a caller asked since it was last computed in advance.
    is_wanted: bool,
}

/// What came of computing in advance, since the process began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WarmUps {
    /// Computed.
    pub(crate) computed: u64,
    /// Somebody was quicker: a caller, or another replica.
    pub(crate) found: u64,
    /// Given up.
    pub(crate) failed: u64,
    /// Questions remembered now.
    pub(crate) remembered: u64,
}

impl Lately {
    /// Remembers at most so many questions; 0: none, and nothing is computed in advance.
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most: usize::try_from(most).unwrap_or(usize::MAX),
            remembered: Mutex::default(),
            computed: AtomicU64::new(0),
            found: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            warm: watch::Sender::new(0),
        }
    }

    /// Remembers that a caller asked.
    pub(crate) fn note(&self, key: CacheKey, standpoint: &Standpoint, question: Question<'_>) {
        if self.most > 0 {
            self.remember(key, true, || Asked::of(standpoint, question));
        }
    }

    fn remember(&self, key: CacheKey, is_wanted: bool, asked: impl FnOnce() -> Asked) {
        let mut remembered = self.lock();
        remembered.turn += 1;
        let turn = remembered.turn;
        if let Some(memory) = remembered.questions.get_mut(&key) {
            memory.turn = turn;
            memory.is_wanted |= is_wanted;
            return;
        }
        let memory = Memory {
            asked: asked(),
            turn,
            is_wanted,
        };
        remembered.questions.insert(key, memory);
        if remembered.questions.len() > self.most {
            let longest_ago = remembered.questions.iter().min_by_key(|(_, one)| one.turn);
            if let Some(key) = longest_ago.map(|(key, _)| *key) {
                remembered.questions.remove(&key);
            }
        }
    }

    /// Everything remembered, by edition, those asked last first.
    fn by_edition(&self) -> BTreeMap<EditionId, Vec<(CacheKey, Asked)>> {
        let remembered = self.lock();
        let mut all: Vec<_> = remembered.questions.iter().collect();
        all.sort_by_key(|(_, memory)| std::cmp::Reverse(memory.turn));
        let mut by_edition = BTreeMap::<_, Vec<_>>::new();
        for (key, memory) in all {
            let these = by_edition.entry(memory.asked.edition.clone()).or_default();
            these.push((*key, memory.asked.clone()));
        }
        by_edition
    }

    /// Whether a caller asked since it was last computed in advance. What none did is forgotten.
    fn is_wanted(&self, key: &CacheKey) -> bool {
        let mut remembered = self.lock();
        let is_wanted = remembered
            .questions
            .get(key)
            .is_some_and(|one| one.is_wanted);
        if !is_wanted {
            remembered.questions.remove(key);
        }
        is_wanted
    }

    /// Moves a question to the key of the answer that is computed in advance now.
    fn renew(&self, before: &CacheKey, now: CacheKey) {
        let memory = self.lock().questions.remove(before);
        if let Some(memory) = memory {
            self.remember(now, false, || memory.asked);
        }
    }

    fn forget(&self, key: &CacheKey) {
        self.lock().questions.remove(key);
    }

    /// Waits until everything that was asked lately is warm as at a revision.
    pub(crate) async fn warm(&self, revision: u64) {
        let mut warm = self.warm.subscribe();
        // The sender is here: it cannot have gone.
        let _ = warm.wait_for(|warm| *warm >= revision).await;
    }

    pub(crate) fn statistics(&self) -> WarmUps {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        WarmUps {
            computed: of(&self.computed),
            found: of(&self.found),
            failed: of(&self.failed),
            remembered: u64::try_from(self.lock().questions.len()).unwrap_or(u64::MAX),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        // A panic elsewhere leaves what is remembered as it was, but for one question.
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answers {
    /// Reads and computes in advance after every revision, until the server drains.
    pub(crate) async fn keep_warm(self: Arc<Self>, drain: Drain, reads_ahead: bool) {
        let mut newest = self.revisions.announced();
        loop {
            let revision = *newest.borrow_and_update();
            tokio::select! {
                () = drain.started() => return,
                () = self.prepare(revision, reads_ahead) => self.lately.warm.send_replace(revision),
            };
            tokio::select! {
                () = drain.started() => return,
                changed = newest.changed() => if changed.is_err() { return },
            }
        }
    }

    async fn prepare(&self, revision: u64, reads_ahead: bool) {
        if reads_ahead && revision > 0 {
            let context = CallContext::within(LONGEST);
            let newest = async {
                let standpoint = self.standpoint("", revision, context).await?;
                self.read_ahead(&standpoint, context).await
            };
            if let Err(status) = newest.await {
                tracing::debug!(revision, "not read in advance: {}", status.message());
            }
        }
        self.warm_up(revision).await;
    }

    async fn warm_up(&self, revision: u64) {
        for (edition, asked) in self.lately.by_edition() {
            if let Err(status) = self.warm_edition(&edition, &asked, revision).await {
                self.lately.failed.fetch_add(1, Ordering::Relaxed);
                tracing::debug!(
                    %edition,
                    revision,
                    "not computed in advance: {}",
                    status.message()
                );
            }
        }
    }

    /// Computes what was asked of an edition and the revision touches, one comparison after the
    /// other from one read. A newer revision ends it: what is left is that one's to touch.
    async fn warm_edition(
        &self,
        edition: &EditionId,
        asked: &[(CacheKey, Asked)],
        revision: u64,
    ) -> Result<(), Status> {
        let context = CallContext::within(LONGEST);
        let standpoint = self.standpoint(edition.as_str(), revision, context).await?;
        let mut touched = Vec::new();
        for (before, asked) in asked {
            let Some(question) = again(&standpoint, asked) else {
                self.lately.forget(before);
                continue;
            };
            let now = self.key(&standpoint, question, Answer::Comparison, None);
            if now != *before && self.lately.is_wanted(before) {
                touched.push((before, now, question));
            }
        }
        let questions: Vec<_> = touched.iter().map(|(_, _, question)| *question).collect();
        let evidence = self.evidence(&standpoint, &questions, context);
        for (before, now, question) in touched {
            if self.revisions.ledger().newest() != revision {
                return Ok(());
            }
            let began = Instant::now();
            let (_, source) = self
                .whole_in_advance(&standpoint, question, &evidence)
                .await?;
            self.lately.renew(before, now);
            let counter = match source {
                Source::Computed => &self.lately.computed,
                Source::Memory | Source::Redis | Source::Shared => &self.lately.found,
            };
            counter.fetch_add(1, Ordering::Relaxed);
            // Callers come first: at most half of one core is taken from them.
            tokio::time::sleep(began.elapsed()).await;
        }
        Ok(())
    }
}

/// What was asked, as a question to the edition of now; `None` where it no longer makes sense.
fn again<'p>(standpoint: &'p Standpoint, asked: &'p Asked) -> Option<Question<'p>> {
    let programme = &standpoint.programme;
    if let ComparatorKind::Peers(group) = &asked.comparator {
        programme.comparator(group.as_str()).ok()?;
    }
    Some(Question {
        definition: programme.definition(asked.indicator.as_str()).ok()?,
        period: asked.period,
        comparator: &asked.comparator,
    })
}

#[cfg(test)]
mod tests {
    use peel_cache::KeyParts;

    use super::*;

    fn key(number: u64) -> CacheKey {
        CacheKey::new(&KeyParts {
            answer: "comparison",
            definition: b"made up",
            period: "12m-to-2031-06",
            comparator: "england-and-wales",
            revision: number,
            history: b"",
            method: "2031.1",
            encoding: 1,
            slice: None,
        })
    }

    fn asked(indicator: &str) -> Asked {
        Asked {
            edition: "made-up-edition".parse().unwrap(),
            indicator: indicator.parse().unwrap(),
            period: "12m-to-2031-06".parse().unwrap(),
            comparator: ComparatorKind::EnglandAndWales,
        }
    }

    fn names(lately: &Lately) -> Vec<String> {
        let all = lately.by_edition().into_values().flatten();
        all.map(|(_, asked)| asked.indicator.to_string()).collect()
    }

    #[test]
    fn those_asked_last_are_remembered() {
        let lately = Lately::new(2);
        let ask = |number, name: &str| lately.remember(key(number), true, || asked(name));
        ask(1, "thefts");
        ask(2, "calls");
        assert_eq!(names(&lately), ["calls", "thefts"]);
        ask(1, "thefts");
        ask(3, "fires");
        assert_eq!(names(&lately), ["fires", "thefts"]);
        assert_eq!(lately.statistics().remembered, 2);
    }

    #[test]
    fn what_nobody_asked_for_again_is_forgotten() {
        let lately = Lately::new(10);
        lately.remember(key(1), true, || asked("thefts"));
        assert!(lately.is_wanted(&key(1)));
        lately.renew(&key(1), key(2));
        assert_eq!(names(&lately), ["thefts"]);
        // Computed in advance, and asked for.
        lately.remember(key(2), true, || asked("thefts"));
        assert!(lately.is_wanted(&key(2)));
        // Computed in advance, and not asked for.
        lately.renew(&key(2), key(3));
        assert!(!lately.is_wanted(&key(3)));
        assert!(names(&lately).is_empty());
        // Asked for before it was there.
        lately.remember(key(4), true, || asked("thefts"));
        lately.remember(key(5), true, || asked("thefts"));
        lately.renew(&key(4), key(5));
        assert!(lately.is_wanted(&key(5)));
    }
}
