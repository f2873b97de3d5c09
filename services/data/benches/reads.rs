//! Reads through the generated clients in one process, over a file with the bundled editions.

#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has failed"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use futures::TryStreamExt as _;
use peel_data::{DataService, DataSettings, StoreSettings};
use peel_kit::{Clock, Neighbour, TelemetryHandle};
use peel_proto::data::v1::observation_service_client::ObservationServiceClient;
use peel_proto::data::v1::reference_service_client::ReferenceServiceClient;
use peel_proto::data::v1::{GetForceRequest, ReadObservationsRequest, ReadObservationsResponse};

fn reads(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("peel.db").display().to_string();
    let settings = DataSettings {
        store: StoreSettings::file(path),
        ..DataSettings::default()
    };
    let open = || async {
        let data = DataService::open(&settings, Clock::system()).await.unwrap();
        (
            data.assemble(&settings.limits, TelemetryHandle::off())
                .await
                .unwrap(),
            data,
        )
    };
    let (server, _) = runtime.block_on(open());
    let neighbour = Neighbour::in_process(&server);

    let mut group = criterion.benchmark_group("in process");
    group.sample_size(20);
    group.bench_function("start on a store that has everything", |bencher| {
        bencher.iter(|| runtime.block_on(async { open().await.1.close().await }));
    });

    let observations = ObservationServiceClient::new(neighbour.clone());
    let read = async |request: ReadObservationsRequest| {
        let answer = observations
            .clone()
            .read_observations(request)
            .await
            .unwrap();
        let parts = answer.into_inner();
        parts
            .map_ok(|part: ReadObservationsResponse| part.observations)
            .try_concat()
            .await
            .unwrap()
    };
    let all = runtime.block_on(read(ReadObservationsRequest::default()));
    let mut measures: Vec<String> = Vec::new();
    let mut count = 0;
    for part in all.chunk_by(|one, next| one.measure == next.measure) {
        if count < 10_000 {
            measures.push(part[0].measure.clone());
            count += part.len();
        }
    }
    let request = ReadObservationsRequest {
        measures,
        ..ReadObservationsRequest::default()
    };
    group.bench_function(format!("{count} observations"), |bencher| {
        bencher.iter(|| black_box(runtime.block_on(read(request.clone()))));
    });

    let reference = ReferenceServiceClient::new(neighbour);
    let area = all
        .iter()
        .find(|one| one.area != "england-and-wales")
        .unwrap()
        .area
        .clone();
    let request = GetForceRequest {
        force: area,
        edition: String::new(),
    };
    group.bench_function("one force", |bencher| {
        bencher.iter(|| {
            black_box(
                runtime
                    .block_on(reference.clone().get_force(request.clone()))
                    .unwrap(),
            )
        });
    });
    group.finish();
}

criterion_group!(benches, reads);
criterion_main!(benches);
