//! When Redis is asked and when it is left alone.
//!
//! A trial is made by a background task and never by a caller, so a Redis that is away costs each
//! caller nothing, and one that has just gone costs at most its share of `failures_to_open` waits.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::watch;

use crate::BreakerState;

/// Guards a connection of type `C`.
pub(crate) struct Breaker<C> {
    state: watch::Sender<State<C>>,
    failures_to_open: NonZeroU32,
}

enum State<C> {
    Trial,
    Open,
    Closed(Arc<Line<C>>),
}

struct Line<C> {
    connection: C,
    failures: AtomicU32,
}

/// Leave to send one command, and the connection to send it on. What becomes of the command is
/// reported with it, so that a late failure on an old connection says nothing about a new one.
pub(crate) struct Pass<C>(Arc<Line<C>>);

impl<C> Pass<C> {
    pub(crate) fn connection(&self) -> &C {
        &self.0.connection
    }
}

impl<C> Breaker<C> {
    /// Starts with a trial: there is no connection yet.
    pub(crate) fn new(failures_to_open: NonZeroU32) -> Self {
        Self {
            state: watch::Sender::new(State::Trial),
            failures_to_open,
        }
    }

    pub(crate) fn pass(&self) -> Option<Pass<C>> {
        match &*self.state.borrow() {
            State::Closed(line) => Some(Pass(Arc::clone(line))),
            State::Trial | State::Open => None,
        }
    }

    pub(crate) fn state(&self) -> BreakerState {
        match &*self.state.borrow() {
            State::Closed(_) => BreakerState::Closed,
            State::Trial => BreakerState::Trial,
            State::Open => BreakerState::Open,
        }
    }

    /// The command was answered.
    pub(crate) fn succeeded(&self, pass: &Pass<C>) {
        pass.0.failures.store(0, Ordering::Relaxed);
    }

    /// The command failed. True if that was one too many.
    pub(crate) fn failed(&self, pass: &Pass<C>) -> bool {
        let failures = pass
            .0
            .failures
            .fetch_add(1, Ordering::Relaxed)
            .saturating_add(1);
        failures >= self.failures_to_open.get() && self.lost(pass)
    }

    /// The connection is of no more use. True if it was still the one in use.
    pub(crate) fn lost(&self, pass: &Pass<C>) -> bool {
        self.state.send_if_modified(|state| match state {
            State::Closed(line) if Arc::ptr_eq(line, &pass.0) => {
                *state = State::Open;
                true
            }
            State::Closed(_) | State::Trial | State::Open => false,
        })
    }

    pub(crate) fn begin_trial(&self) {
        self.state.send_replace(State::Trial);
    }

    pub(crate) fn trial_failed(&self) {
        self.state.send_replace(State::Open);
    }

    pub(crate) fn trial_succeeded(&self, connection: C) {
        let line = Line {
            connection,
            failures: AtomicU32::new(0),
        };
        self.state.send_replace(State::Closed(Arc::new(line)));
    }

    /// Waits until Redis is left alone.
    pub(crate) async fn opened(&self) {
        let open = |state: &State<C>| !matches!(state, State::Closed(_));
        // The sender is borrowed from `self`, so the channel cannot close under the wait.
        let _ = self.state.subscribe().wait_for(open).await;
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn breaker(failures_to_open: u32) -> Breaker<&'static str> {
        Breaker::new(NonZeroU32::new(failures_to_open).unwrap())
    }

    #[test]
    fn nothing_passes_before_the_first_trial_has_succeeded() {
        let breaker = breaker(1);
        assert_eq!(breaker.state(), BreakerState::Trial);
        assert!(breaker.pass().is_none());
        breaker.trial_failed();
        assert_eq!(breaker.state(), BreakerState::Open);
        assert!(breaker.pass().is_none());
        breaker.begin_trial();
        assert!(breaker.pass().is_none());
        breaker.trial_succeeded("first");
        assert_eq!(breaker.state(), BreakerState::Closed);
        assert_eq!(breaker.pass().map(|pass| *pass.connection()), Some("first"));
    }

    #[test]
    fn it_opens_at_the_failure_that_is_one_too_many() {
        /// `f` a failed command, `s` one that succeeded, `l` a lost connection.
        fn check(commands: &str, opens_at: Option<usize>) {
            let breaker = breaker(3);
            breaker.trial_succeeded("connection");
            let pass = breaker.pass().unwrap();
            let opened = commands.chars().position(|command| match command {
                'f' => breaker.failed(&pass),
                'l' => breaker.lost(&pass),
                _ => {
                    breaker.succeeded(&pass);
                    false
                }
            });
            assert_eq!(opened, opens_at, "{commands}");
            assert_eq!(
                breaker.opened().now_or_never().is_some(),
                opens_at.is_some(),
                "{commands}"
            );
        }
        check("ff", None);
        check("fff", Some(2));
        check("ffsff", None);
        check("ffsfff", Some(5));
        check("sl", Some(1));
    }

    #[test]
    fn it_opens_once_however_many_commands_fail_together() {
        let breaker = breaker(2);
        breaker.trial_succeeded("connection");
        let pass = breaker.pass().unwrap();
        let openings = (0..10).filter(|_| breaker.failed(&pass)).count();
        assert_eq!(openings, 1);
    }

    #[test]
    fn a_late_failure_on_an_old_connection_says_nothing_about_the_new_one() {
        let breaker = breaker(1);
        breaker.trial_succeeded("old");
        let old = breaker.pass().unwrap();
        assert!(breaker.lost(&old));
        breaker.trial_succeeded("new");
        assert!(!breaker.failed(&old));
        assert!(!breaker.lost(&old));
        assert_eq!(breaker.state(), BreakerState::Closed);
    }
}
