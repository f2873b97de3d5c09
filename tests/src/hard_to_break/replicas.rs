//! The replicas of a service as a client sees them that balances over a headless service's
//! addresses: it watches the health of each, and calls in turn those that serve.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use peel_kit::Neighbour;
use tokio::sync::watch;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Clones are the same replicas.
#[derive(Clone)]
pub(super) struct Replicas {
    seen: Arc<watch::Sender<Vec<Seen>>>,
    turn: Arc<AtomicUsize>,
}

/// One replica, as it was last seen.
#[derive(Clone)]
struct Seen {
    channel: Neighbour,
    /// Which of those that were at its place it is.
    generation: usize,
    serves: bool,
}

/// A replica that was picked.
pub(super) struct Picked {
    pub(super) channel: Neighbour,
    place: usize,
    generation: usize,
}

impl Replicas {
    pub(super) fn new() -> Self {
        Self {
            seen: Arc::new(watch::Sender::new(Vec::new())),
            turn: Arc::default(),
        }
    }

    /// From now on the replica at `place` is this one. Gives when it serves.
    pub(super) async fn put(&self, place: usize, channel: Neighbour) {
        let mut generation = 0;
        self.seen.send_modify(|seen| {
            let new = |generation| Seen {
                channel: channel.clone(),
                generation,
                serves: false,
            };
            match seen.get_mut(place) {
                Some(before) => {
                    generation = before.generation + 1;
                    *before = new(generation);
                }
                None => seen.push(new(generation)),
            }
        });
        let own = self.clone();
        let watching = channel.clone();
        tokio::spawn(async move { own.watch(place, generation, watching).await });
        let mut seen = self.seen.subscribe();
        let serves = |seen: &Vec<Seen>| seen[place].serves;
        drop(seen.wait_for(serves).await.unwrap());
    }

    /// The replica at `place` gets no new calls.
    pub(super) fn withdraw(&self, place: usize) {
        self.seen.send_modify(|seen| {
            let one = &mut seen[place];
            (one.generation, one.serves) = (one.generation + 1, false);
        });
    }

    /// The next of those that serve, as soon as one does.
    pub(super) async fn pick(&self) -> Picked {
        let mut seen = self.seen.subscribe();
        let any = |seen: &Vec<Seen>| seen.iter().any(|one| one.serves);
        let seen = seen.wait_for(any).await.unwrap().clone();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let places = (0..seen.len()).map(|more| (turn + more) % seen.len());
        let place = places
            .into_iter()
            .find(|place| seen[*place].serves)
            .expect("one that serves");
        Picked {
            channel: seen[place].channel.clone(),
            place,
            generation: seen[place].generation,
        }
    }

    /// One that did not answer is not called again until it says that it serves.
    pub(super) fn doubt(&self, picked: &Picked) {
        let (place, generation) = (picked.place, picked.generation);
        if !self.set(place, generation, false) {
            return;
        }
        let (own, channel) = (self.clone(), picked.channel.clone());
        tokio::spawn(async move {
            let asked = HealthCheckRequest::default();
            let health = HealthClient::new(channel).check(asked).await;
            if health.is_ok_and(|it| it.into_inner().status() == ServingStatus::Serving) {
                own.set(place, generation, true);
            }
        });
    }

    /// Follows what a replica says of itself, until it says nothing more.
    async fn watch(&self, place: usize, generation: usize, channel: Neighbour) {
        let asked = HealthCheckRequest::default();
        if let Ok(told) = HealthClient::new(channel).watch(asked).await {
            let mut told = told.into_inner();
            while let Ok(Some(health)) = told.message().await {
                let serves = health.status() == ServingStatus::Serving;
                self.set(place, generation, serves);
            }
        }
        self.set(place, generation, false);
    }

    /// Whether this changed anything.
    fn set(&self, place: usize, generation: usize, serves: bool) -> bool {
        self.seen.send_if_modified(|seen| {
            let one = &mut seen[place];
            let changes = one.generation == generation && one.serves != serves;
            if changes {
                one.serves = serves;
            }
            changes
        })
    }
}
