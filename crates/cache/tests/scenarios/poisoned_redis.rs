use redis::Commands;

use crate::*;

/// Stores the comparison of `a`, lets `poison` change what Redis holds, and checks that another
/// replica computes it, counts `damaged` values, and leaves a good one behind.
async fn check(damaged: u64, poison: impl FnOnce(&mut redis::Connection, &str, Vec<u8>)) {
    let server = RedisServer::start();
    let settings = redis_settings(&server);
    let writer = connected(&settings).await;
    ask(&writer, "a").await;
    ask(&writer, "b").await;
    until("the writes", || writer.statistics().written == 2).await;

    let mut meddler = meddler(&server);
    let name = key("a").to_string();
    let good: Vec<u8> = meddler.get(&name).expect("a stored value");
    poison(&mut meddler, &name, good.clone());

    let reader = connected(&settings).await;
    assert_eq!(ask(&reader, "a").await, Source::Computed);
    let statistics = reader.statistics();
    assert_eq!((statistics.damaged, statistics.redis_errors), (damaged, 0));
    assert_eq!(statistics.breaker, Some(BreakerState::Closed));
    until("the repair", || reader.statistics().written == 1).await;
    assert_eq!(
        meddler.get::<_, Vec<u8>>(&name).expect("a stored value"),
        good
    );
}

fn put(meddler: &mut redis::Connection, name: &str, stored: &[u8]) {
    meddler.set::<_, _, ()>(name, stored).expect("a write");
}

#[tokio::test]
async fn a_truncated_value_is_a_miss() {
    check(1, |meddler, name, good| {
        put(meddler, name, &good[..good.len() - 1])
    })
    .await;
}

#[tokio::test]
async fn an_empty_value_is_a_miss_like_any_other() {
    check(0, |meddler, name, _| put(meddler, name, b"")).await;
}

#[tokio::test]
async fn a_changed_byte_is_a_miss() {
    check(1, |meddler, name, mut good| {
        *good.last_mut().unwrap() ^= 1;
        put(meddler, name, &good);
    })
    .await;
}

#[tokio::test]
async fn another_version_is_a_miss() {
    check(1, |meddler, name, mut good| {
        good[5] += 1;
        put(meddler, name, &good);
    })
    .await;
}

#[tokio::test]
async fn the_value_of_another_key_is_a_miss() {
    check(1, |meddler, name, _| {
        let other: Vec<u8> = meddler.get(key("b").to_string()).expect("a stored value");
        put(meddler, name, &other);
    })
    .await;
}

#[tokio::test]
async fn a_value_of_another_program_is_a_miss() {
    check(1, |meddler, name, _| put(meddler, name, b"{\"rows\":43}")).await;
}

#[tokio::test]
async fn a_value_of_another_redis_type_is_a_miss() {
    check(1, |meddler, name, _| {
        meddler.del::<_, ()>(name).expect("a deletion");
        meddler.rpush::<_, _, ()>(name, "43 rows").expect("a list");
    })
    .await;
}

#[tokio::test]
async fn a_huge_value_is_a_miss() {
    check(1, |meddler, name, mut good| {
        good.resize(8 * 1024 * 1024, 0);
        put(meddler, name, &good);
    })
    .await;
}
