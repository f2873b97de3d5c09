//! One computation for all who ask for the same thing at the same time.
//!
//! The memory level brings a single flight of its own, but it gives up with a panic when 200
//! leaders in a row are cancelled under one waiter. With a stalled source of data and callers that
//! arrive every millisecond, each with a deadline, that is an ordinary bad minute.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;

use crate::CacheKey;

/// How a flight ended, for everybody on it.
pub(crate) type Landing<E> = Result<Bytes, Arc<E>>;

type Board<E> = HashMap<CacheKey, watch::Receiver<Option<Landing<E>>>>;

/// The computations under way. Bounded by the callers waiting on them.
pub(crate) struct Flights<E> {
    under_way: Mutex<Board<E>>,
}

/// What a caller finds when it asks to come along.
pub(crate) enum Seat<'a, E> {
    /// Nobody is at work on it: the caller is.
    Leader(Leader<'a, E>),
    /// Somebody is at work on it.
    Passenger(Passenger<E>),
}

/// The duty to bring an answer. Dropped without one, it lets a passenger take the lead.
pub(crate) struct Leader<'a, E> {
    flights: &'a Flights<E>,
    key: CacheKey,
    landing: watch::Sender<Option<Landing<E>>>,
}

pub(crate) struct Passenger<E>(watch::Receiver<Option<Landing<E>>>);

impl<E> Flights<E> {
    pub(crate) fn new() -> Self {
        Self {
            under_way: Mutex::default(),
        }
    }

    pub(crate) fn board(&self, key: CacheKey) -> Seat<'_, E> {
        match self.under_way().entry(key) {
            Entry::Occupied(flight) => Seat::Passenger(Passenger(flight.get().clone())),
            Entry::Vacant(place) => {
                let (landing, flight) = watch::channel(None);
                place.insert(flight);
                Seat::Leader(Leader {
                    flights: self,
                    key,
                    landing,
                })
            }
        }
    }

    fn under_way(&self) -> MutexGuard<'_, Board<E>> {
        // Nothing that can panic runs under the lock, so a poisoned map is a whole map.
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E> Leader<'_, E> {
    /// Gives the answer to every passenger.
    pub(crate) fn land(self, landing: Landing<E>) {
        self.landing.send_replace(Some(landing));
    }
}

impl<E> Drop for Leader<'_, E> {
    // Before the sender is dropped: a passenger that learns of a lost leader must find the place free.
    fn drop(&mut self) {
        self.flights.under_way().remove(&self.key);
    }
}

impl<E> Passenger<E> {
    /// The leader's answer, or `None` if the leader was cancelled before it had one.
    pub(crate) async fn landed(mut self) -> Option<Landing<E>> {
        let landing = self.0.wait_for(Option::is_some).await.ok()?;
        landing.clone()
    }
}
