//! All addresses that a neighbour's name stands for, and the choice between them.

use std::{
    collections::BTreeSet,
    fmt, io,
    net::SocketAddr,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use tokio::time::{Instant, timeout};

use super::replica::Replica;

/// Of more addresses, those that sort first are used.
const MOST_ADDRESSES: usize = 64;

/// However often connections fail, a name is looked up no more often than this.
const SHORTEST: Duration = Duration::from_millis(100);

type LookUp = dyn Fn(String, u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync;

/// Finds the addresses of a host's name.
#[derive(Clone)]
pub struct Resolver(Arc<LookUp>);

impl Resolver {
    /// As the operating system finds them.
    pub fn system() -> Self {
        Self::new(|host, port| {
            Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
        })
    }

    /// As `look_up` finds the addresses of a name and a port.
    pub fn new(
        look_up: impl Fn(String, u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self(Arc::new(look_up))
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Resolver").finish_non_exhaustive()
    }
}

/// The replicas of one neighbour.
#[derive(Debug)]
pub(super) struct Replicas {
    host: String,
    port: u16,
    resolver: Resolver,
    /// How often the name is looked up.
    every: Duration,
    patience: Duration,
    known: RwLock<Known>,
    /// Held by whoever looks the name up.
    looking: tokio::sync::Mutex<()>,
    /// Whether it is looked up beside the calls.
    renewing: AtomicBool,
    turn: AtomicUsize,
}

#[derive(Debug)]
struct Known {
    replicas: Arc<[Arc<Replica>]>,
    looked_up: Option<Instant>,
    /// Whether a connection failed since.
    in_doubt: bool,
}

impl Replicas {
    pub(super) fn new(
        host: String,
        port: u16,
        resolver: Resolver,
        every: Duration,
        patience: Duration,
    ) -> Self {
        let known = Known {
            replicas: Arc::new([]),
            looked_up: None,
            in_doubt: false,
        };
        Self {
            host,
            port,
            resolver,
            every,
            patience,
            known: RwLock::new(known),
            looking: tokio::sync::Mutex::default(),
            renewing: AtomicBool::new(false),
            turn: AtomicUsize::new(0),
        }
    }

    /// Those there are. A name that was looked up long ago is looked up beside this, unless nothing
    /// is known of it.
    pub(super) async fn all(self: &Arc<Self>) -> io::Result<Arc<[Arc<Replica>]>> {
        let (replicas, due) = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            (Arc::clone(&known.replicas), known.due(self.every))
        };
        if replicas.is_empty() {
            return self.look_up().await;
        }
        if due && !self.renewing.swap(true, Ordering::AcqRel) {
            let looking = Arc::clone(self);
            tokio::spawn(async move {
                if let Err(error) = looking.look_up().await {
                    tracing::debug!(host = looking.host, %error, "a name cannot be looked up");
                }
                looking.renewing.store(false, Ordering::Release);
            });
        }
        Ok(replicas)
    }

    /// Looks the name up, unless somebody just did. What is known stays if that fails.
    pub(super) async fn look_up(&self) -> io::Result<Arc<[Arc<Replica>]>> {
        let asked = Instant::now();
        let _one_at_a_time = self.looking.lock().await;
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            // What somebody else was told meanwhile is news enough: however many wait for a name that
            // nobody can look up, they wait for it once.
            let told = known.looked_up.is_some_and(|looked_up| looked_up > asked);
            match known.replicas.is_empty() {
                true if told => return Err(io::Error::other("the name cannot be looked up")),
                false if told || !known.due(self.every) => return Ok(Arc::clone(&known.replicas)),
                _ => {}
            }
        }
        let asked = (self.resolver.0)(self.host.clone(), self.port);
        let found = timeout(self.patience, asked).await;
        let found = found.unwrap_or_else(|_late| Err(io::ErrorKind::TimedOut.into()));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.looked_up = Some(Instant::now());
        known.in_doubt = false;
        let found: BTreeSet<_> = found?.into_iter().collect();
        if found.is_empty() {
            return Err(io::Error::other("the name has no address"));
        }
        let kept = |address: &SocketAddr| {
            let mut replicas = known.replicas.iter();
            replicas.find(|known| known.address == *address).cloned()
        };
        let replicas = found.iter().take(MOST_ADDRESSES);
        let replicas = replicas
            .map(|address| kept(address).unwrap_or_else(|| Arc::new(Replica::new(*address))));
        known.replicas = replicas.collect();
        Ok(Arc::clone(&known.replicas))
    }

    /// Notes that a connection failed: the name may stand for other addresses by now.
    pub(super) fn doubt(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.in_doubt = true;
    }

    /// The one of `replicas` to call: of those that are not left alone the one with the fewest calls
    /// in hand, in turn; and only if there is none, the one that is left alone no longer first. Those
    /// at `tried` come last.
    pub(super) fn choose(
        &self,
        replicas: &[Arc<Replica>],
        tried: &[SocketAddr],
    ) -> Option<Arc<Replica>> {
        let now = Instant::now();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let count = replicas.len().max(1);
        let rank = |(place, replica): &(usize, &Arc<Replica>)| {
            let again = tried.contains(&replica.address);
            let rests = replica.rests_until(now);
            let behind = (place + count - turn % count) % count;
            (again, rests, replica.in_flight(), behind)
        };
        let best = replicas.iter().enumerate().min_by_key(rank);
        best.map(|(_, replica)| Arc::clone(replica))
    }
}

impl Known {
    /// Whether it is time to look the name up.
    fn due(&self, every: Duration) -> bool {
        let pause = if self.in_doubt { SHORTEST } else { every };
        self.looked_up
            .is_none_or(|looked_up| looked_up.elapsed() >= pause)
    }
}

#[cfg(test)]
mod tests {
    use std::{net::Ipv4Addr, sync::Mutex};

    use super::*;

    const EVERY: Duration = Duration::from_secs(30);

    fn address(last: u8) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::new(192, 0, 2, last), 7701))
    }

    /// Replicas of a name that stands for the addresses in `there`, if there are any.
    fn replicas(there: &Arc<Mutex<Vec<SocketAddr>>>) -> Arc<Replicas> {
        let there = Arc::clone(there);
        let resolver = Resolver::new(move |_, _| {
            let found = there.lock().unwrap().clone();
            Box::pin(async move {
                match found.is_empty() {
                    true => Err(io::ErrorKind::NotFound.into()),
                    false => Ok(found),
                }
            })
        });
        Arc::new(Replicas::new(
            "peel-data".to_owned(),
            7701,
            resolver,
            EVERY,
            EVERY,
        ))
    }

    /// The addresses that are known once what was begun has ended.
    async fn known(replicas: &Arc<Replicas>) -> Vec<SocketAddr> {
        let _begins = replicas.all().await;
        for _ in 0..4 {
            tokio::task::yield_now().await;
        }
        let all = replicas.all().await.unwrap();
        all.iter().map(|replica| replica.address).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_name_is_looked_up_every_so_often_and_when_in_doubt() {
        let there = Arc::<Mutex<Vec<SocketAddr>>>::default();
        let set = |addresses: &[SocketAddr]| *there.lock().unwrap() = addresses.to_vec();
        let replicas = replicas(&there);
        replicas.all().await.unwrap_err();
        set(&[address(2), address(1), address(2)]);
        assert_eq!(known(&replicas).await, [address(1), address(2)]);

        set(&[address(3), address(1)]);
        tokio::time::advance(EVERY - SHORTEST).await;
        assert_eq!(known(&replicas).await, [address(1), address(2)]);
        tokio::time::advance(SHORTEST).await;
        assert_eq!(known(&replicas).await, [address(1), address(3)]);

        // What cannot be looked up stays as it was.
        set(&[]);
        tokio::time::advance(EVERY).await;
        assert_eq!(known(&replicas).await, [address(1), address(3)]);
        set(&[address(4)]);
        replicas.doubt();
        assert_eq!(known(&replicas).await, [address(1), address(3)]);
        tokio::time::advance(SHORTEST).await;
        assert_eq!(known(&replicas).await, [address(4)]);
    }

    #[tokio::test(start_paused = true)]
    async fn however_many_wait_for_a_name_it_is_looked_up_once() {
        let asked = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&asked);
        let resolver = Resolver::new(move |_, _| {
            counted.fetch_add(1, Ordering::SeqCst);
            Box::pin(async {
                tokio::time::sleep(SHORTEST).await;
                Err(io::ErrorKind::NotFound.into())
            })
        });
        let replicas = Replicas::new("peel-data".to_owned(), 7701, resolver, EVERY, EVERY);
        let replicas = Arc::new(replicas);
        let waiting = (0..10).map(|_| replicas.all());
        let waited = futures::future::join_all(waiting).await;
        assert!(waited.iter().all(Result::is_err));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_answer_is_left_alone_for_longer_and_longer() {
        let there = Arc::new(Mutex::new(vec![address(1), address(2)]));
        let replicas = replicas(&there);
        let all = replicas.all().await.unwrap();
        let chosen = |tried: &[SocketAddr]| {
            let mut last: Vec<_> = (0..2)
                .map(|_| replicas.choose(&all, tried).unwrap().address)
                .collect();
            last.sort();
            last
        };
        assert_eq!(chosen(&[]), [address(1), address(2)]);
        assert_eq!(chosen(&[address(1)]), [address(2), address(2)]);
        for rest in [1, 2, 4] {
            all[0].failed().await;
            tokio::time::advance(Duration::from_secs(rest) - SHORTEST).await;
            assert_eq!(chosen(&[]), [address(2), address(2)]);
            tokio::time::advance(SHORTEST).await;
            assert_eq!(chosen(&[]), [address(1), address(2)]);
        }
        // If nobody answers, the one is asked that has rested longest.
        all[0].failed().await;
        tokio::time::advance(SHORTEST).await;
        all[1].failed().await;
        assert_eq!(chosen(&[]), [address(2), address(2)]);
        all[0].answered();
        let _in_hand = all[1].used();
        assert_eq!(chosen(&[]), [address(1), address(1)]);
    }
}
