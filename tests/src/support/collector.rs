//! An OTLP collector that keeps what it receives.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsServiceRequest, ExportLogsServiceResponse,
    logs_service_server::{LogsService, LogsServiceServer},
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
    metrics_service_server::{MetricsService, MetricsServiceServer},
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
    trace_service_server::{TraceService, TraceServiceServer},
};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::resource::v1::Resource;
use tonic::transport::{Server, server::TcpIncoming};
use tonic::{Request, Response, Status, async_trait};

/// One span, as far as the scenarios look.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    /// The program that made it.
    pub(crate) program: String,
    pub(crate) name: String,
    /// 32 hexadecimal digits.
    pub(crate) trace: String,
    pub(crate) id: Vec<u8>,
    /// Empty for the first of a trace.
    pub(crate) parent: Vec<u8>,
    pub(crate) attributes: BTreeMap<String, String>,
}

/// Everything that arrived.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) spans: Vec<Span>,
    /// Names of instruments by program.
    pub(crate) metrics: BTreeMap<String, BTreeSet<String>>,
    /// Log records by program: what they say.
    pub(crate) logs: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Collector {
    address: SocketAddr,
    received: Arc<Mutex<Received>>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let any = "127.0.0.1:0".parse().expect("an address");
        let incoming = TcpIncoming::bind(any).expect("a free port");
        let collector = Self {
            address: incoming.local_addr().expect("the port just bound"),
            received: Arc::default(),
        };
        let server = Server::builder()
            .add_service(TraceServiceServer::new(collector.clone()))
            .add_service(MetricsServiceServer::new(collector.clone()))
            .add_service(LogsServiceServer::new(collector.clone()));
        tokio::spawn(server.serve_with_incoming(incoming));
        collector
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn received(&self) -> MutexGuard<'_, Received> {
        self.received.lock().expect("a collector that never panics")
    }
}

fn program(resource: Option<Resource>) -> String {
    let mut attributes = attributes(resource.unwrap_or_default().attributes);
    attributes.remove("service.name").unwrap_or_default()
}

fn attributes(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let text = |attribute: KeyValue| {
        let text = match attribute.value?.value? {
            Value::StringValue(text) => text,
            Value::IntValue(number) => number.to_string(),
            Value::BoolValue(truth) => truth.to_string(),
            Value::DoubleValue(number) => number.to_string(),
            _ => return None,
        };
        Some((attribute.key, text))
    };
    attributes.into_iter().filter_map(text).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut received = self.received();
        for group in request.into_inner().resource_spans {
            let program = program(group.resource);
            let spans = group.scope_spans.into_iter().flat_map(|scope| scope.spans);
            received.spans.extend(spans.map(|span| Span {
                program: program.clone(),
                name: span.name,
                trace: hexadecimal(&span.trace_id),
                id: span.span_id,
                parent: span.parent_span_id,
                attributes: attributes(span.attributes),
            }));
        }
        Ok(Response::new(Default::default()))
    }
}

#[async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let mut received = self.received();
        for group in request.into_inner().resource_metrics {
            let names = received.metrics.entry(program(group.resource)).or_default();
            let metrics = group.scope_metrics.into_iter();
            names.extend(
                metrics
                    .flat_map(|scope| scope.metrics)
                    .map(|metric| metric.name),
            );
        }
        Ok(Response::new(Default::default()))
    }
}

#[async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let mut received = self.received();
        for group in request.into_inner().resource_logs {
            let lines = received.logs.entry(program(group.resource)).or_default();
            let records = group
                .scope_logs
                .into_iter()
                .flat_map(|scope| scope.log_records);
            lines.extend(records.filter_map(|record| match record.body?.value? {
                Value::StringValue(text) => Some(text),
                _ => None,
            }));
        }
        Ok(Response::new(Default::default()))
    }
}
