//! Learning of revisions that other processes recorded.

use std::time::Duration;

use futures::stream::{BoxStream, StreamExt, unfold};
use peel_data_core::{Store, StoreError};
use peel_model::Revision;
use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::time::{sleep, timeout};

use crate::database::Pools;
use crate::postgres::CHANNEL;
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
    /// A connection of its own, lost and made again as the server comes and goes.
    Listener {
        pool: PgPool,
        listener: Option<Box<PgListener>>,
    },
}

impl Bell {
    fn of(pools: &Pools) -> Self {
        match pools {
            Pools::Sqlite { .. } => Self::Clock { looked: false },
            Pools::Postgres { readers, .. } => Self::Listener {
                // Not one of the readers': it is kept for good.
                pool: PgPoolOptions::new()
                    .max_connections(1)
                    .acquire_timeout(readers.options().get_acquire_timeout())
                    .max_lifetime(None)
                    .idle_timeout(None)
                    .connect_lazy_with((*readers.connect_options()).clone()),
                listener: None,
            },
        }
    }

    /// Waits until it is worth looking, at most that long.
    async fn wait(&mut self, every: Duration) {
        match self {
            Self::Clock { looked: true } => sleep(every).await,
            Self::Clock { looked } => *looked = true,
            Self::Listener {
                pool,
                listener: none @ None,
            } => match listening(pool).await {
                // It is worth looking at once: something may have happened before.
                Ok(listener) => *none = Some(Box::new(listener)),
                Err(_) => sleep(every).await,
            },
            Self::Listener {
                listener: some @ Some(_),
                ..
            } => {
                if let Some(listener) = some
                    && let Ok(Err(_)) = timeout(every, listener.try_recv()).await
                {
                    *some = None;
                }
            }
        }
    }
}

async fn listening(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
