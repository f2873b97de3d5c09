//! The one source of the current time.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

/// Tells the time: the system's in a process, a chosen one in a test.
///
/// `main` makes one clock and hands it on; nothing below asks the operating system.
///
/// ```
/// use peel_kit::Clock;
///
/// let clock = Clock::fixed("2016-11-01T09:00:00Z".parse()?);
/// assert_eq!(clock.now().to_string(), "2016-11-01T09:00:00Z");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The clock of the operating system.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `instant` until [`Clock::set`] moves it. Clones move together.
    pub fn fixed(instant: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(Mutex::new(instant))))
    }

    /// The current time.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everybody else asks"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::now(),
            Source::Fixed(instant) => *instant.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a fixed clock and all its clones to `instant`; a system clock is not moved.
    pub fn set(&self, instant: Timestamp) {
        if let Source::Fixed(current) = &self.0 {
            *current.lock().unwrap_or_else(PoisonError::into_inner) = instant;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed("2016-11-01T09:00:00Z".parse().unwrap());
        let clone = clock.clone();
        clock.set("2017-03-02T00:01:00Z".parse().unwrap());
        assert_eq!(clone.now(), "2017-03-02T00:01:00Z".parse().unwrap());
    }
}
