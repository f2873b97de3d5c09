use std::sync::{Mutex, PoisonError};

use tracing::span::{Attributes, Id};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Instrument, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::*;

/// Names of the spans and levels of the events made on this thread.
#[derive(Clone, Default)]
struct Record(Arc<Mutex<Vec<String>>>);

impl Record {
    fn push(&self, entry: String) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(entry);
    }

    fn count(&self, entry: &str) -> usize {
        let record = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        record.iter().filter(|made| *made == entry).count()
    }
}

impl<S: Subscriber> Layer<S> for Record {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.push(attributes.metadata().name().to_owned());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("peel_cache")
            && *event.metadata().level() == Level::WARN
        {
            self.push("warning".to_owned());
        }
    }
}

impl Record {
    /// Records what this thread does, until the answer is dropped.
    ///
    /// Of a second, idle subscriber, because where there is only one, an event that another test's
    /// thread came by first would be off for good.
    fn keep(&self) -> (DefaultGuard, Dispatch) {
        let idle = Dispatch::new(tracing_subscriber::registry());
        let subscriber = tracing_subscriber::registry().with(self.clone());
        (tracing::subscriber::set_default(subscriber), idle)
    }
}

#[tokio::test]
async fn a_command_has_a_span_only_inside_a_span() {
    let record = Record::default();
    let _kept = record.keep();
    let server = RedisServer::start();
    let cache = connected(&redis_settings(&server)).await;

    ask(&cache, "a").await;
    assert_eq!(record.count("redis GETRANGE"), 0);
    ask(&cache, "b")
        .instrument(tracing::info_span!("call"))
        .await;
    assert_eq!(record.count("redis GETRANGE"), 1);
}

#[tokio::test]
async fn trouble_is_told_once_and_health_is_silent() {
    let record = Record::default();
    let _kept = record.keep();
    let mut server = RedisServer::start();
    let cache = connected(&redis_settings(&server)).await;
    ask(&cache, "a").await;
    until("the write", || cache.statistics().written == 1).await;
    assert_eq!(record.count("warning"), 0);

    server.stop();
    ask(&cache, "b").await;
    until("failed trials", || cache.statistics().redis_errors >= 5).await;
    // That the breaker opened, and that no new connection can be had.
    assert_eq!(record.count("warning"), 2);
}
