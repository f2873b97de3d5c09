//! Deadlines: read from a call, enforced over it, and passed on.

use std::time::Duration;

use http::HeaderValue;
use tokio::time::Instant;

use crate::{Failure, FailureKind, Reason};

/// The header in which a gRPC caller says how long it will wait.
pub(crate) const TIMEOUT_HEADER: &str = "grpc-timeout";

/// Further than any process lives, and near enough for every clock.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The instant by which a call must be answered.
///
/// It is in the extensions of every request that comes through a
/// [`ServerService`](crate::ServerService); [`CallContext`](crate::CallContext) reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// A deadline `time` from now.
    pub fn after(time: Duration) -> Self {
        Self(Instant::now() + time.min(FAR))
    }

    /// How long is left: zero when the deadline has passed.
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// Whether the deadline has passed.
    pub fn has_passed(self) -> bool {
        self.0 <= Instant::now()
    }

    /// The instant itself, for timers.
    pub fn instant(self) -> Instant {
        self.0
    }

    /// Waits for `work`, but not beyond the deadline.
    ///
    /// # Errors
    ///
    /// `DEADLINE_EXCEEDED`; `work` is dropped then.
    pub async fn enforce<W: Future>(self, work: W) -> Result<W::Output, Failure> {
        tokio::time::timeout_at(self.0, work)
            .await
            .map_err(|_| Self::exceeded())
    }

    /// The answer to a call whose deadline has passed.
    pub fn exceeded() -> Failure {
        Failure::new(
            FailureKind::DeadlineExceeded,
            Reason::DEADLINE_EXCEEDED,
            "the deadline of the call passed before it was answered; allow more time or ask for less",
        )
    }
}

/// Writes a `grpc-timeout`, in the finest unit that eight digits hold.
pub(crate) fn timeout_header(time: Duration) -> HeaderValue {
    const MOST: u128 = 99_999_999;
    let units = [(time.as_micros(), 'u'), (time.as_millis(), 'm')];
    let fine = units.into_iter().find(|(number, _)| *number <= MOST);
    let (number, unit) = fine.unwrap_or((u128::from(time.as_secs()).min(MOST), 'S'));
    HeaderValue::try_from(format!("{number}{unit}"))
        .unwrap_or_else(|_| HeaderValue::from_static("0u"))
}

/// Reads a `grpc-timeout`: at most eight digits and a unit.
///
/// <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>, "Timeout".
pub(crate) fn parse_timeout(header: &HeaderValue) -> Option<Duration> {
    let (unit, digits) = header.as_bytes().split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits
        .iter()
        .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    match unit {
        b'H' => Some(Duration::from_secs(number * 60 * 60)),
        b'M' => Some(Duration::from_secs(number * 60)),
        b'S' => Some(Duration::from_secs(number)),
        b'm' => Some(Duration::from_millis(number)),
        b'u' => Some(Duration::from_micros(number)),
        b'n' => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Option<Duration>) {
        assert_eq!(
            parse_timeout(&header.parse().unwrap()),
            expected,
            "{header}"
        );
    }

    #[test]
    fn timeouts_are_read_as_grpc_writes_them() {
        check("2H", Some(Duration::from_secs(7200)));
        check("3M", Some(Duration::from_secs(180)));
        check("4S", Some(Duration::from_secs(4)));
        check("250m", Some(Duration::from_millis(250)));
        check("99999999u", Some(Duration::from_micros(99_999_999)));
        check("0n", Some(Duration::ZERO));
    }

    #[test]
    fn anything_else_is_no_timeout() {
        for header in [
            "",
            "S",
            "10",
            "123456789S",
            "-1S",
            "1.5S",
            "1s",
            "1 S",
            "٣S",
        ] {
            check(header, None);
        }
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let check = |time: Duration, written: &str| {
            let header = timeout_header(time);
            assert_eq!(header, written);
            assert_eq!(parse_timeout(&header), Some(time));
        };
        check(Duration::ZERO, "0u");
        check(Duration::from_millis(250), "250000u");
        check(Duration::from_secs(120), "120000m");
        check(Duration::from_secs(30 * 24 * 60 * 60), "2592000S");
    }

    #[tokio::test(start_paused = true)]
    async fn work_beyond_the_deadline_is_dropped() {
        let deadline = Deadline::after(Duration::from_secs(1));
        assert_eq!(deadline.enforce(async { 7 }).await.unwrap(), 7);
        let failure = deadline
            .enforce(std::future::pending::<()>())
            .await
            .unwrap_err();
        assert_eq!(failure.kind(), FailureKind::DeadlineExceeded);
        assert!(deadline.has_passed());
        assert_eq!(deadline.remaining(), Duration::ZERO);
    }

    #[test]
    fn the_longest_timeout_is_still_an_instant() {
        let longest = parse_timeout(&HeaderValue::from_static("99999999H")).unwrap();
        assert!(!Deadline::after(longest).has_passed());
    }
}
