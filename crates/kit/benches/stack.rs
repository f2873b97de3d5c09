//! What the stack adds to a call: the same handler bare, in the stack, and seen by telemetry.
//!
//! A call over a socket takes tonic about 11 microseconds; a handler that answers from memory must
//! keep four fifths of that throughput, so everything here together may add 2.5.

#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

use std::hint::black_box;

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
    trace_service_server::{TraceService, TraceServiceServer},
};
use peel_kit::{
    Rules, ServerService, ServerStack, Telemetry, TelemetryHandle,
    settings::{LimitSettings, TelemetrySettings},
};
use prost::Message as _;
use prost_types::{
    FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto, ServiceDescriptorProto,
};
use tonic::{Status, async_trait, body::Body, service::Routes};
use tower::{Service, ServiceExt as _};

const RULES: Rules = &[(
    "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    &["reader"],
    false,
)];

const PACKAGE: &str = "opentelemetry.proto.collector.trace.v1";

struct Instant;

#[async_trait]
impl TraceService for Instant {
    async fn export(
        &self,
        _: tonic::Request<ExportTraceServiceRequest>,
    ) -> Result<tonic::Response<ExportTraceServiceResponse>, Status> {
        Ok(tonic::Response::new(ExportTraceServiceResponse::default()))
    }
}

fn routes() -> Routes {
    Routes::new(TraceServiceServer::new(Instant))
}

async fn stack(telemetry: TelemetryHandle) -> ServerService {
    let method = MethodDescriptorProto {
        name: Some("Export".to_owned()),
        ..Default::default()
    };
    let service = ServiceDescriptorProto {
        name: Some("TraceService".to_owned()),
        method: vec![method],
        ..Default::default()
    };
    let file = FileDescriptorProto {
        name: Some("trace_service.proto".to_owned()),
        package: Some(PACKAGE.to_owned()),
        service: vec![service],
        ..Default::default()
    };
    let set = FileDescriptorSet { file: vec![file] }.encode_to_vec();
    let stack = ServerStack::new("bench", &[&set], RULES, &LimitSettings::default()).unwrap();
    stack.telemetry(telemetry).assemble(routes()).await.unwrap()
}

async fn call<S, B>(service: S, traceparent: Option<&'static str>)
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Error: std::fmt::Debug,
    B: http_body::Body,
    B::Error: std::fmt::Debug,
{
    let body = Body::new(Full::new(Bytes::from_static(&[0; 5])));
    let mut request = Request::post(format!("/{PACKAGE}.TraceService/Export"));
    if let Some(header) = traceparent {
        request = request.header("traceparent", header);
    }
    let response = service.oneshot(request.body(body).unwrap()).await.unwrap();
    let trailers = response
        .into_body()
        .collect()
        .await
        .unwrap()
        .trailers()
        .cloned();
    assert_eq!(black_box(trailers).unwrap()["grpc-status"], "0");
}

fn benchmark(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut group = criterion.benchmark_group("call");

    let bare = routes().prepare();
    group.bench_function("bare", |bencher| {
        bencher.iter(|| runtime.block_on(call(bare.clone(), None)));
    });
    let quiet = runtime.block_on(stack(TelemetryHandle::off()));
    group.bench_function("stack", |bencher| {
        bencher.iter(|| runtime.block_on(call(quiet.clone(), None)));
    });

    // Nobody listens there: what is measured is recording, and exporting happens elsewhere.
    let settings = TelemetrySettings {
        otlp_endpoint: Some("http://127.0.0.1:1".to_owned()),
        log_filter: "off".to_owned(),
        ..TelemetrySettings::default()
    };
    let telemetry = {
        let _inside = runtime.enter();
        Telemetry::start("bench", "one", &settings).unwrap()
    };
    let seen = runtime.block_on(stack(telemetry.handle()));
    group.bench_function("stack, measured, one in a hundred traced", |bencher| {
        bencher.iter(|| runtime.block_on(call(seen.clone(), None)));
    });
    let sampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    group.bench_function("stack, measured, traced", |bencher| {
        bencher.iter(|| runtime.block_on(call(seen.clone(), Some(sampled))));
    });
    group.finish();
    runtime.shutdown_background();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
