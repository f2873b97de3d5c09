//! What a comparison takes in Redis, as Redis itself reports it.

use peel_proto::scoring::v1::comparison_service_client::ComparisonServiceClient;
use peel_proto::scoring::v1::{
    BatchCompareRequest, CompareRequest, ComparisonChoice, ListComparisonsRequest,
    ListComparisonsResponse,
};
use tonic::transport::Channel;

use crate::shared_cache::{ASKED, scoring};
use crate::support::collector::{Collector, Received};
use crate::support::launch::{DATA, SCORING};
use crate::support::redis_server::RedisServer;

/// Comparisons in Redis: how many, their bytes as they are sent, and the memory they take there.
const MEASURED: &str = "local found = {0, 0, 0}
for _, key in ipairs(redis.call('keys', 'peel:cmp:*')) do
  if not string.find(key, ':claim') then
    found[1] = found[1] + 1
    found[2] = found[2] + redis.call('strlen', key) - 50
    found[3] = found[3] + redis.call('memory', 'usage', key, 'samples', '0')
  end
end
return found";

/// What an entry may take beside the answer itself: key, envelope, expiry, Redis' own bookkeeping
/// and the spare room of its allocator.
const MOST_BESIDE: f64 = 0.25;
const MOST_BESIDE_BYTES: f64 = 300.0;

#[derive(Clone, Copy, Debug)]
struct Measured {
    entries: u64,
    answers: u64,
    memory: u64,
}

impl Measured {
    fn of(redis: &RedisServer) -> Self {
        let told = redis.ask(&["EVAL", MEASURED, "0"]);
        let mut numbers = told.lines().map(|line| line.parse::<u64>().unwrap());
        let mut next = || numbers.next().unwrap();
        Self {
            entries: next(),
            answers: next(),
            memory: next(),
        }
    }

    fn without(self, earlier: Self) -> Self {
        Self {
            entries: self.entries - earlier.entries,
            answers: self.answers - earlier.answers,
            memory: self.memory - earlier.memory,
        }
    }

    #[expect(clippy::print_stdout, reason = "the figure is to be read")]
    fn check(self, what: &str, most_each: f64) {
        let each = |bytes: u64| bytes as f64 / self.entries as f64;
        let (answer, memory) = (each(self.answers), each(self.memory));
        println!(
            "{what}: {} entries of {memory:.0} bytes in Redis, for answers of {answer:.0} bytes",
            self.entries
        );
        let most = answer * (1.0 + MOST_BESIDE) + MOST_BESIDE_BYTES;
        assert!(memory <= most, "{what}: {memory} bytes, at most {most}");
        assert!(
            memory <= most_each,
            "{what}: {memory} bytes, at most {most_each}"
        );
    }
}

/// A force's comparisons on every indicator.
async fn listed(
    client: &mut ComparisonServiceClient<Channel>,
    force: &str,
) -> ListComparisonsResponse {
    let request = ListComparisonsRequest {
        force: force.to_owned(),
        page_size: 1_000,
        ..ListComparisonsRequest::default()
    };
    client.list_comparisons(request).await.unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_takes_little_more_in_redis_than_its_answer() {
    let (redis, collector) = (RedisServer::start(), Collector::start());
    let data = DATA.start().await;
    let replica = scoring(&data)
        .with("redis.url", redis.url())
        .with("redis.command_timeout_ms", "5000");
    let replica = replica.observed_by(&collector).start(SCORING).await;
    let connected = |received: &Received| received.number(ASKED) == 1;
    collector.shows("a replica on Redis", connected).await;
    let mut client = ComparisonServiceClient::new(replica.channel().await);

    let has = async |entries: u64| {
        let shown = |_: &Received| Measured::of(&redis).entries == entries;
        collector.shows("every entry written", shown).await;
        Measured::of(&redis)
    };
    // Listing leaves every whole comparison, asking for one the force's part of it, too.
    let listed = listed(&mut client, "west-midlands").await.comparisons;
    let indicators = listed.len() as u64;
    let wholes = has(indicators).await;
    wholes.check("a comparison of all forces", 65_536.0);
    for comparison in &listed {
        let asked = CompareRequest {
            force: "gwent".to_owned(),
            indicator: comparison.indicator.clone(),
            ..CompareRequest::default()
        };
        client.compare(asked).await.unwrap();
    }
    let parts = has(2 * indicators).await.without(wholes);
    parts.check("a force's comparison", 4_096.0);

    // A batch takes what is there, and leaves nothing more.
    let choices = listed.into_iter().map(|comparison| ComparisonChoice {
        indicator: comparison.indicator,
        ..ComparisonChoice::default()
    });
    let request = BatchCompareRequest {
        choices: choices.take(10).collect(),
        ..BatchCompareRequest::default()
    };
    client.batch_compare(request).await.unwrap();
    assert_eq!(Measured::of(&redis).entries, 2 * indicators);
}
