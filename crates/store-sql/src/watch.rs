//! Learning of revisions that other processes recorded.

use std::time::Duration;

use futures::stream::{BoxStream, StreamExt, unfold};
use peel_data_core::{Store, StoreError};
use peel_model::Revision;
use tokio::time::sleep;

use crate::database::Pools;
#[cfg(feature = "postgres")]
use crate::postgres::Listener;
use crate::store::SqlStore;

pub(crate) fn watch(
    store: SqlStore,
    pools: Pools,
    every: Duration,
) -> BoxStream<'static, Result<Revision, StoreError>> {
    let watch = Watch {
        bell: Bell::of(&pools),
        store,
        pools,
        every,
        newest: None,
    };
    unfold(watch, Watch::next).boxed()
}

struct Watch {
    store: SqlStore,
    pools: Pools,
    bell: Bell,
    every: Duration,
    /// The newest revision told of.
    newest: Option<Revision>,
}

impl Watch {
    async fn next(mut self) -> Option<(Result<Revision, StoreError>, Self)> {
        while !self.pools.is_closed() {
            // Listens before it looks, so that nothing is recorded unseen between the two.
            self.bell.wait(self.every).await;
            match self.store.newest().await {
                Ok(Some(newest)) if Some(newest) > self.newest => {
                    self.newest = Some(newest);
                    return Some((Ok(newest), self));
                }
                Ok(_) => {}
                Err(error) => return Some((Err(error), self)),
            }
        }
        None
    }
}

/// What says that it is worth looking.
enum Bell {
    /// The first look is at once, every other when the time has passed.
    Clock { looked: bool },
    /// The database's own word.
    #[cfg(feature = "postgres")]
    Listener(Listener),
}

impl Bell {
    fn of(pools: &Pools) -> Self {
        match pools {
            Pools::Sqlite { .. } => Self::Clock { looked: false },
            #[cfg(feature = "postgres")]
            Pools::Postgres { readers, .. } => Self::Listener(Listener::beside(readers)),
        }
    }

    /// Waits until it is worth looking, at most that long.
    async fn wait(&mut self, every: Duration) {
        match self {
            Self::Clock { looked: true } => sleep(every).await,
            Self::Clock { looked } => *looked = true,
            #[cfg(feature = "postgres")]
            Self::Listener(listener) => listener.wait(every).await,
        }
    }
}
