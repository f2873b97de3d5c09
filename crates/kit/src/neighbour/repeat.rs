//! Which calls are made again when they come to nothing, when, and how often.
//!
//! Only calls that change nothing, only for outcomes that say when to repeat, never beyond the
//! deadline, and only while most calls succeed: calls that are repeated by everybody are what a
//! neighbour with too many of them needs least.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use http::HeaderMap;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use tower::util::rng::{HasherRng, Rng as _};

use crate::Deadline;

/// How often one call is made, the first time included.
const MOST_ATTEMPTS: u32 = 3;

/// Before the first repetition, on average half of it; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// A neighbour that asks for a longer pause is taken at its word: the caller is told.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A draw between 0 and 1.
pub(super) type Draw = Arc<dyn Fn() -> f64 + Send + Sync>;

/// The repetitions to one neighbour.
#[derive(Clone)]
pub(super) struct Repeat {
    calls: &'static [&'static str],
    draw: Draw,
    budget: Arc<Budget>,
}

impl Repeat {
    /// No call is made again.
    pub(super) fn nothing() -> Self {
        Self {
            calls: &[],
            draw: Arc::new(|| HasherRng::default().next_f64()),
            budget: Arc::default(),
        }
    }

    pub(super) fn of(self, calls: &'static [&'static str]) -> Self {
        Self { calls, ..self }
    }

    pub(super) fn drawing(self, draw: Draw) -> Self {
        Self { draw, ..self }
    }

    /// Whether calls of the method at `path` may be made again.
    pub(super) fn covers(&self, path: &str) -> bool {
        self.calls.contains(&path)
    }

    pub(super) fn succeeded(&self) {
        self.budget.succeeded();
    }

    /// How long to wait before the next attempt after `attempts`, the last of which the neighbour
    /// would have repeated after `asked`; `None` to leave it.
    pub(super) fn pause(
        &self,
        attempts: u32,
        asked: Duration,
        deadline: Option<Deadline>,
    ) -> Option<Duration> {
        let allowed = self.budget.failed();
        if attempts >= MOST_ATTEMPTS || !allowed || asked > LONGEST_PAUSE {
            return None;
        }
        let backoff = FIRST_PAUSE * 2_u32.saturating_pow(attempts.saturating_sub(1));
        let pause = asked + backoff.mul_f64((self.draw)().clamp(0.0, 1.0));
        deadline
            .is_none_or(|deadline| pause < deadline.remaining())
            .then_some(pause)
    }
}

impl fmt::Debug for Repeat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut repeat = formatter.debug_struct("Repeat");
        repeat.field("calls", &self.calls).finish_non_exhaustive()
    }
}

/// After how long a neighbour that answered with these headers wants the call again, if it does:
/// it has too many calls, or is about to stop.
pub(super) fn asked_again(headers: &HeaderMap) -> Option<Duration> {
    // A call that is answered has its outcome behind its answer.
    let code = Code::from_bytes(headers.get(Status::GRPC_STATUS)?.as_bytes());
    if !matches!(code, Code::ResourceExhausted | Code::Unavailable) {
        return None;
    }
    let status = Status::from_header_map(headers)?;
    status.get_details_retry_info()?.retry_delay
}

/// What may be spent on repetitions: gRPC's throttling of retries. Every failure costs a token,
/// ten calls that succeed give one back, and below half of them nothing is repeated.
///
/// <https://github.com/grpc/proposal/blob/master/A6-client-retries.md>, "Throttling".
#[derive(Debug)]
struct Budget {
    /// In tenths of a token.
    left: AtomicU32,
}

const MOST_TENTHS: u32 = 100;
const FAILURE_COSTS: u32 = 10;

impl Default for Budget {
    fn default() -> Self {
        let left = AtomicU32::new(MOST_TENTHS);
        Self { left }
    }
}

impl Budget {
    fn succeeded(&self) {
        // A full budget, as it nearly always is, is only looked at.
        if self.left.load(Ordering::Relaxed) < MOST_TENTHS {
            self.change(|left| (left + 1).min(MOST_TENTHS));
        }
    }

    /// Counts a failure, and tells whether enough is left to repeat.
    fn failed(&self) -> bool {
        self.change(|left| left.saturating_sub(FAILURE_COSTS));
        self.left.load(Ordering::Relaxed) > MOST_TENTHS / 2
    }

    fn change(&self, change: impl Fn(u32) -> u32) {
        let order = Ordering::Relaxed;
        let _previous = self
            .left
            .fetch_update(order, order, |left| Some(change(left)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeat(draw: f64) -> Repeat {
        Repeat::nothing().drawing(Arc::new(move || draw))
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_differ_by_chance_and_end_before_the_deadline() {
        let milliseconds = Duration::from_millis;
        let check =
            |draw: f64, attempts: u32, asked: u64, left: Option<u64>, expected: Option<u64>| {
                let deadline = left.map(|left| Deadline::after(milliseconds(left)));
                let pause = repeat(draw).pause(attempts, milliseconds(asked), deadline);
                assert_eq!(pause, expected.map(milliseconds));
            };
        check(1.0, 1, 0, None, Some(50));
        check(1.0, 2, 0, None, Some(100));
        check(0.5, 2, 100, None, Some(150));
        check(0.0, 1, 100, Some(200), Some(100));
        check(0.0, 1, 100, Some(100), None);
        check(0.0, 3, 0, None, None);
        check(0.0, 1, 2_001, None, None);
    }

    #[test]
    fn while_many_calls_fail_none_is_repeated() {
        let repeat = repeat(0.0);
        let pause = || repeat.pause(1, Duration::ZERO, None);
        for _ in 0..4 {
            assert!(pause().is_some());
        }
        assert!(pause().is_none());
        for _ in 0..20 {
            repeat.succeeded();
        }
        assert!(pause().is_some());
    }
}
