//! How much of a process one caller may take.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::Clock,
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use moka::{policy::EvictionPolicy, sync::Cache};
use tokio::time::Instant;

use crate::{Caller, Failure, FailureKind, Reason, Role, settings::LimitSettings};

/// The most callers whose use is remembered. Of more, those are forgotten that called longest ago.
const MOST_REMEMBERED: u64 = 16_384;

/// Proposed to callers that have too many calls in flight: long enough for some to end.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// Whose calls are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    /// A caller who is known, by name.
    Named(Arc<str>),
    /// Everybody behind an address, where nobody is known.
    At(IpAddr),
}

/// The address that a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// The address as calls are counted by it. Whoever has one address of IPv6 has 2^64 of them.
    fn counted(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let network = u128::from(address) >> 64 << 64;
                Ipv6Addr::from(network).into()
            }
            address @ IpAddr::V4(_) => address,
        }
    }
}

/// The limits on single callers, and what each has taken.
///
/// No lock is shared by all callers: they are looked up in a map in parts, and each has counters of
/// its own.
#[derive(Debug)]
pub(crate) struct CallerLimits {
    quota: Option<Quota>,
    concurrent: Option<NonZeroU32>,
    since: Since,
    accounts: Cache<Who, Arc<Account>>,
}

impl CallerLimits {
    /// The limits that `settings` name, if they name any.
    pub(crate) fn new(settings: &LimitSettings) -> Option<Self> {
        let quota = settings.caller_calls_per_second.map(|rate| {
            let burst = settings.caller_burst.unwrap_or(rate);
            Quota::per_second(rate).allow_burst(burst)
        });
        let concurrent = settings.caller_concurrent_calls;
        if quota.is_none() && concurrent.is_none() {
            return None;
        }
        let accounts = Cache::builder()
            .max_capacity(MOST_REMEMBERED)
            // A new caller must be counted from its first call, whoever has to be forgotten.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Some(Self {
            quota,
            concurrent,
            since: Since(Instant::now()),
            accounts,
        })
    }

    /// Lets one more call of a caller in, and counts it until what is given is dropped. Services of
    /// the house call for many, and are not counted.
    pub(crate) fn admit(
        &self,
        caller: Option<&Caller>,
        peer: Option<Peer>,
    ) -> Result<Option<CallerPlace>, Failure> {
        let who = match (caller, peer) {
            (Some(caller), _) if caller.roles().has(Role::Service) => return Ok(None),
            (Some(caller), _) => Who::Named(caller.shared_name()),
            (None, Some(peer)) => Who::At(peer.counted()),
            (None, None) => return Ok(None),
        };
        let account = self
            .accounts
            .get_with(who, || Arc::new(Account::new(self.quota, self.since)));
        let place = Arc::clone(&account).enter(self.concurrent)?;
        account.spend()?;
        Ok(Some(place))
    }
}

/// What one caller has taken.
#[derive(Debug)]
struct Account {
    in_flight: AtomicU32,
    rate: Option<Rate>,
}

type Rate = RateLimiter<NotKeyed, InMemoryState, Since, NoOpMiddleware<Duration>>;

impl Account {
    fn new(quota: Option<Quota>, since: Since) -> Self {
        Self {
            in_flight: AtomicU32::new(0),
            rate: quota.map(|quota| RateLimiter::direct_with_clock(quota, since)),
        }
    }

    /// A place for one call of the caller.
    fn enter(self: Arc<Self>, most: Option<NonZeroU32>) -> Result<CallerPlace, Failure> {
        let before = self.in_flight.fetch_add(1, Ordering::Relaxed);
        let place = CallerPlace(self);
        match most {
            Some(most) if before >= most.get() => Err(too_many(most)),
            _ => Ok(place),
        }
    }

    /// Counts one call.
    fn spend(&self) -> Result<(), Failure> {
        let Some(rate) = &self.rate else {
            return Ok(());
        };
        rate.check().map_err(|refused| {
            let wait = refused.wait_time_from(rate.clock().now());
            too_often(refused.quota().replenish_interval(), wait)
        })
    }
}

/// The place of a call among those of its caller, free again when it is dropped.
#[derive(Debug)]
pub(crate) struct CallerPlace(Arc<Account>);

impl Drop for CallerPlace {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The time that has passed since the limits were set up.
#[derive(Clone, Copy, Debug)]
struct Since(Instant);

impl Clock for Since {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

fn too_many(most: NonZeroU32) -> Failure {
    Failure::new(
        FailureKind::ResourceExhausted,
        Reason::CALLER_CALLS_EXCEEDED,
        format!("you already have {most} calls in flight here; wait for some to end"),
    )
    .retry_after(RETRY_AFTER)
}

fn too_often(interval: Duration, wait: Duration) -> Failure {
    let rate = 1.0 / interval.as_secs_f64();
    Failure::new(
        FailureKind::ResourceExhausted,
        Reason::CALLER_RATE_EXCEEDED,
        format!("you call more often than {rate:.0} times a second; slow down"),
    )
    .retry_after(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(change: impl FnOnce(&mut LimitSettings)) -> CallerLimits {
        let mut settings = LimitSettings::default();
        change(&mut settings);
        CallerLimits::new(&settings).unwrap()
    }

    fn named(name: &str, role: &str) -> Caller {
        Caller::new(name, &[role.to_owned()], None).unwrap()
    }

    #[track_caller]
    fn check_refused(outcome: Result<Option<CallerPlace>, Failure>, reason: &str) {
        let failure = outcome.map(|_| ()).unwrap_err();
        assert_eq!(failure.kind(), FailureKind::ResourceExhausted);
        assert_eq!(failure.reason(), reason);
    }

    #[test]
    fn unless_a_limit_is_set_nothing_is_counted() {
        assert!(CallerLimits::new(&LimitSettings::default()).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn each_caller_has_a_rate_of_its_own_and_time_gives_it_back() {
        let limits = limits(|settings| {
            settings.caller_calls_per_second = NonZeroU32::new(10);
            settings.caller_burst = NonZeroU32::new(3);
        });
        let (ada, bob) = (named("Ada", "reader"), named("Bob", "analyst"));
        let call = |caller: &Caller| limits.admit(Some(caller), None);
        for caller in [&ada, &bob] {
            for _ in 0..3 {
                call(caller).unwrap();
            }
            check_refused(call(caller), Reason::CALLER_RATE_EXCEEDED);
        }
        tokio::time::advance(Duration::from_millis(100)).await;
        call(&ada).unwrap();
        check_refused(call(&ada), Reason::CALLER_RATE_EXCEEDED);
        let service = named("peel-scoring", "service");
        for _ in 0..100 {
            assert!(call(&service).unwrap().is_none());
        }
    }

    #[tokio::test]
    async fn a_caller_has_so_many_calls_in_flight_and_no_more() {
        let limits = limits(|settings| settings.caller_concurrent_calls = NonZeroU32::new(2));
        let at = |address: &str| {
            let peer = Peer(address.parse().unwrap());
            limits.admit(None, Some(peer))
        };
        let first = at("192.0.2.1").unwrap();
        let _second = at("::ffff:192.0.2.1").unwrap();
        check_refused(at("192.0.2.1"), Reason::CALLER_CALLS_EXCEEDED);
        at("192.0.2.2").unwrap();
        drop(first);
        at("192.0.2.1").unwrap();

        // One network of IPv6 is one caller.
        let _places = [at("2001:db8::1").unwrap(), at("2001:db8::2").unwrap()];
        check_refused(at("2001:db8::3"), Reason::CALLER_CALLS_EXCEEDED);
        at("2001:db8:0:1::1").unwrap();
    }

    #[tokio::test]
    async fn so_many_callers_are_remembered_and_no_more() {
        let limits = limits(|settings| settings.caller_calls_per_second = NonZeroU32::new(1));
        for number in 0..2 * u32::try_from(MOST_REMEMBERED).unwrap() {
            let peer = Peer(std::net::Ipv4Addr::from(number).into());
            limits.admit(None, Some(peer)).unwrap();
            check_refused(limits.admit(None, Some(peer)), Reason::CALLER_RATE_EXCEEDED);
        }
        limits.accounts.run_pending_tasks();
        assert!(limits.accounts.entry_count() <= MOST_REMEMBERED);
    }
}
