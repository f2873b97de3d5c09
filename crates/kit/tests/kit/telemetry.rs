//! Traces, metrics and logs as a collector receives them.

use std::{collections::BTreeMap, net::SocketAddr};

use opentelemetry_proto::tonic::{
    collector::{
        logs::v1::{
            ExportLogsServiceRequest, ExportLogsServiceResponse,
            logs_service_client::LogsServiceClient,
            logs_service_server::{LogsService, LogsServiceServer},
        },
        metrics::v1::{
            ExportMetricsServiceRequest, ExportMetricsServiceResponse,
            metrics_service_server::{MetricsService, MetricsServiceServer},
        },
        trace::v1::{
            ExportTraceServiceRequest, ExportTraceServiceResponse,
            trace_service_client::TraceServiceClient,
            trace_service_server::{TraceService, TraceServiceServer},
        },
    },
    common::v1::{KeyValue, any_value::Value},
    metrics::v1::metric::Data,
    trace::v1::{Span, span::SpanKind},
};
use peel_kit::{
    Neighbour, ServerService, ServerStack, Telemetry,
    settings::{SamplingRatio, TelemetrySettings},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc,
};
use tonic::{
    Request, Response, Status, async_trait,
    service::Routes,
    transport::{Server, server::TcpIncoming},
};

use crate::support::{Behaviour, EXPORT, Listening, RULES, descriptors, limits};

#[derive(Clone)]
struct Collector {
    traces: mpsc::UnboundedSender<ExportTraceServiceRequest>,
    metrics: mpsc::UnboundedSender<ExportMetricsServiceRequest>,
    logs: mpsc::UnboundedSender<ExportLogsServiceRequest>,
}

#[async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.traces.send(request.into_inner()).unwrap();
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.metrics.send(request.into_inner()).unwrap();
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

#[async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        self.logs.send(request.into_inner()).unwrap();
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}

struct Received {
    address: SocketAddr,
    traces: mpsc::UnboundedReceiver<ExportTraceServiceRequest>,
    metrics: mpsc::UnboundedReceiver<ExportMetricsServiceRequest>,
    logs: mpsc::UnboundedReceiver<ExportLogsServiceRequest>,
}

fn collector() -> Received {
    let (traces, received_traces) = mpsc::unbounded_channel();
    let (metrics, received_metrics) = mpsc::unbounded_channel();
    let (logs, received_logs) = mpsc::unbounded_channel();
    let collector = Collector {
        traces,
        metrics,
        logs,
    };
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = incoming.local_addr().unwrap();
    let server = Server::builder()
        .add_service(TraceServiceServer::new(collector.clone()))
        .add_service(MetricsServiceServer::new(collector.clone()))
        .add_service(LogsServiceServer::new(collector));
    tokio::spawn(server.serve_with_incoming(incoming));
    Received {
        address,
        traces: received_traces,
        metrics: received_metrics,
        logs: received_logs,
    }
}

async fn traced(
    name: &'static str,
    behaviour: Behaviour,
    telemetry: &Telemetry,
    always_traced: &[&str],
) -> ServerService {
    let descriptors = descriptors();
    let stack = ServerStack::new(name, &[&descriptors], RULES, &limits(|_| {})).unwrap();
    let stack = stack
        .telemetry(telemetry.handle())
        .always_traced(always_traced)
        .unwrap();
    stack
        .assemble(Routes::new(TraceServiceServer::new(behaviour)))
        .await
        .unwrap()
}

/// Calls as a caller from outside, whose header arrives as it was sent.
async fn call(service: &ServerService, traceparent: Option<&str>) {
    let mut request = Request::new(ExportTraceServiceRequest::default());
    if let Some(header) = traceparent {
        request
            .metadata_mut()
            .insert("traceparent", header.parse().unwrap());
    }
    TraceServiceClient::new(service.clone())
        .export(request)
        .await
        .unwrap();
}

fn all<T>(receiver: &mut mpsc::UnboundedReceiver<T>) -> Vec<T> {
    std::iter::from_fn(|| receiver.try_recv().ok()).collect()
}

fn text(attributes: &[KeyValue], key: &str) -> String {
    let value = attributes.iter().find(|attribute| attribute.key == key);
    match value.and_then(|attribute| attribute.value.clone()?.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => panic!("{key}: {other:?}"),
    }
}

/// Spans by the service that made them.
fn spans(received: &mut Received) -> BTreeMap<String, Vec<Span>> {
    let mut spans = BTreeMap::<String, Vec<Span>>::new();
    let requests = all(&mut received.traces);
    for resource in requests
        .into_iter()
        .flat_map(|request| request.resource_spans)
    {
        let process = resource.resource.unwrap();
        assert_eq!(text(&process.attributes, "service.name"), "peel-test");
        assert_eq!(text(&process.attributes, "service.instance.id"), "one");
        for span in resource
            .scope_spans
            .into_iter()
            .flat_map(|scope| scope.spans)
        {
            spans
                .entry(text(&span.attributes, "peel.service"))
                .or_default()
                .push(span);
        }
    }
    spans
}

/// How many calls were measured, by service, method and status.
fn measured(received: &mut Received) -> BTreeMap<String, u64> {
    let metrics = all(&mut received.metrics)
        .into_iter()
        .flat_map(|request| request.resource_metrics)
        .flat_map(|resource| resource.scope_metrics)
        .flat_map(|scope| scope.metrics);
    let mut counts = BTreeMap::new();
    for metric in metrics.filter(|metric| metric.name == "rpc.server.duration") {
        assert_eq!(metric.unit, "ms");
        let Some(Data::Histogram(histogram)) = metric.data else {
            panic!("{:?}", metric.data)
        };
        for point in histogram.data_points {
            let labels = [
                "peel.service",
                "rpc.service",
                "rpc.method",
                "rpc.grpc.status_code",
            ];
            let labels = labels.map(|label| text(&point.attributes, label));
            counts.insert(labels.join(" "), point.count);
        }
    }
    counts
}

/// What is answered to somebody who asks for `path`.
async fn read(address: SocketAddr, method: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let asked = format!("{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).await.unwrap();
    told
}

/// Prometheus reads the calls that a collector is sent.
async fn check_scraped(address: SocketAddr) {
    let told = read(address, "GET", "/metrics").await;
    assert!(told.starts_with("HTTP/1.1 200 OK\r\n"), "{told}");
    assert!(
        told.contains("\r\ncontent-type: text/plain; version=0.0.4"),
        "{told}"
    );
    let counted = |line: &str| {
        line.starts_with("rpc_server_duration_milliseconds_count{")
            && line.contains("peel_service=\"near\"")
            && line.contains("rpc_method=\"Export\"")
            && line.ends_with("} 3")
    };
    assert!(told.lines().any(counted), "{told}");
    let lines = [
        "# TYPE peel_server_calls_in_flight gauge",
        "service_name=\"peel-test\"",
    ];
    assert!(lines.iter().all(|line| told.contains(line)), "{told}");
    let told = read(address, "GET", "/").await;
    assert!(told.starts_with("HTTP/1.1 404 "), "{told}");
    let told = read(address, "POST", "/metrics").await;
    assert!(told.starts_with("HTTP/1.1 405 "), "{told}");
}

/// One test, because a process has one telemetry.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_receives_whole_traces_and_the_metrics_and_logs_of_calls() {
    let mut received = collector();
    let settings = TelemetrySettings {
        otlp_endpoint: Some(format!("http://{}", received.address)),
        prometheus_address: Some("127.0.0.1:0".parse().unwrap()),
        sampling_ratio: SamplingRatio::NONE,
        ..TelemetrySettings::default()
    };
    let telemetry = Telemetry::start("peel-test", "one", &settings).unwrap();

    // near calls middle in process, middle calls far over a socket.
    let far = traced("far", Behaviour::Answer, &telemetry, &[]).await;
    let far = Listening::start(&far);
    let middle = traced(
        "middle",
        Behaviour::Relay(Box::new(far.neighbour())),
        &telemetry,
        &[],
    )
    .await;
    let next = Neighbour::in_process(&middle);
    let near = traced(
        "near",
        Behaviour::Relay(Box::new(next.clone())),
        &telemetry,
        &[],
    )
    .await;
    let run = traced(
        "run",
        Behaviour::Relay(Box::new(next)),
        &telemetry,
        &[EXPORT],
    )
    .await;

    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
    call(&near, Some(&format!("{parent}-01"))).await;
    call(&near, Some(&format!("{parent}-00"))).await;
    call(&near, None).await;
    call(&run, None).await;
    let unknown = ExportLogsServiceRequest::default();
    LogsServiceClient::new(near.clone())
        .export(unknown)
        .await
        .unwrap_err();
    let scraped = telemetry.metrics_address().unwrap();
    check_scraped(scraped).await;
    far.shutdown.request();
    far.ended.await.unwrap();
    telemetry.shutdown().await;
    TcpStream::connect(scraped).await.unwrap_err();

    let spans = spans(&mut received);
    let found: Vec<_> = spans
        .iter()
        .map(|(service, spans)| (service.as_str(), spans.len()))
        .collect();
    assert_eq!(found, [("far", 2), ("middle", 2), ("near", 1), ("run", 1)]);

    let outside = [0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7];
    let in_trace = |service: &str, trace: &[u8]| {
        let mut spans = spans[service].iter();
        spans.find(|span| span.trace_id == trace).cloned().unwrap()
    };
    let check_chain = |first: &Span, rest: [&str; 2]| {
        rest.into_iter().fold(first.clone(), |parent, service| {
            let span = in_trace(service, &first.trace_id);
            assert_eq!(span.parent_span_id, parent.span_id, "{service}");
            assert_eq!(span.name, &EXPORT[1..]);
            assert_eq!(span.kind(), SpanKind::Server);
            assert_eq!(text(&span.attributes, "rpc.grpc.status_code"), "0");
            span
        });
    };
    let near = &spans["near"][0];
    assert_eq!(near.parent_span_id, outside);
    assert_eq!(near.trace_id[..4], [0x4b, 0xf9, 0x2f, 0x35]);
    check_chain(near, ["middle", "far"]);
    let run = &spans["run"][0];
    assert!(
        run.parent_span_id.is_empty(),
        "a trace that begins here has no parent"
    );
    check_chain(run, ["middle", "far"]);

    let export = EXPORT[1..].replace('/', " ");
    let expected = [
        (format!("far {export} 0"), 4),
        (format!("middle {export} 0"), 4),
        (format!("near {export} 0"), 3),
        ("near other other 12".to_owned(), 1),
        (format!("run {export} 0"), 1),
    ];
    assert_eq!(measured(&mut received), BTreeMap::from(expected));

    let traces: Vec<_> = all(&mut received.logs)
        .into_iter()
        .flat_map(|request| request.resource_logs)
        .flat_map(|resource| resource.scope_logs)
        .flat_map(|scope| scope.log_records)
        .filter(|record| {
            let body = record.body.clone().and_then(|body| body.value);
            body == Some(Value::StringValue("relaying".to_owned()))
        })
        .map(|record| record.trace_id)
        .collect();
    assert_eq!(
        traces
            .iter()
            .filter(|trace| **trace == near.trace_id)
            .count(),
        2
    );
    assert_eq!(
        traces
            .iter()
            .filter(|trace| **trace == run.trace_id)
            .count(),
        2
    );
}
