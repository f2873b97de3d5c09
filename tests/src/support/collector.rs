//! An OTLP collector that keeps what it receives.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

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
use opentelemetry_proto::tonic::metrics::v1::{Metric, NumberDataPoint, metric, number_data_point};
use opentelemetry_proto::tonic::resource::v1::Resource;
use tokio::sync::Notify;
use tokio::time::timeout_at;
use tonic::transport::{Server, server::TcpIncoming};
use tonic::{Request, Response, Status, async_trait};

use super::PATIENCE;

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
    /// Log records with what belongs to them.
    pub(crate) events: Vec<Event>,
    /// The last numbers that each instance of a program told, by instrument and attribute.
    numbers: BTreeMap<(String, String, String), u64>,
}

/// One log record.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) said: String,
    pub(crate) attributes: BTreeMap<String, String>,
}

impl Received {
    /// The last number of an instrument, added up over all instances of all programs. An attribute
    /// narrows it: `peel.cache.lookups computed`.
    pub(crate) fn number(&self, series: &str) -> u64 {
        let of_series = self.numbers.iter().filter(|((.., of), _)| of == series);
        of_series.map(|(_, number)| number).sum()
    }

    /// How many records say this.
    pub(crate) fn events(&self, said: &str) -> usize {
        self.events
            .iter()
            .filter(|event| event.said == said)
            .count()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Collector {
    address: SocketAddr,
    received: Arc<Mutex<Received>>,
    arrived: Arc<Notify>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let any = "127.0.0.1:0".parse().expect("an address");
        let incoming = TcpIncoming::bind(any).expect("a free port");
        let collector = Self {
            address: incoming.local_addr().expect("the port just bound"),
            received: Arc::default(),
            arrived: Arc::default(),
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

    /// Waits until what arrived shows `what`.
    pub(crate) async fn shows(&self, what: &str, shown: impl Fn(&Received) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let arrival = self.arrived.notified();
            if shown(&self.received()) {
                return;
            }
            if timeout_at(deadline.into(), arrival).await.is_err() {
                let numbers = self.received().numbers.clone();
                panic!("telemetry does not show {what} within {PATIENCE:?}: {numbers:#?}");
            }
        }
    }

    pub(crate) fn received(&self) -> MutexGuard<'_, Received> {
        self.received.lock().expect("a collector that never panics")
    }
}

fn program(resource: Option<Resource>) -> String {
    instance(resource).0
}

/// The program, and which of its processes.
fn instance(resource: Option<Resource>) -> (String, String) {
    let mut attributes = attributes(resource.unwrap_or_default().attributes);
    let mut take = |name| attributes.remove(name).unwrap_or_default();
    (take("service.name"), take("service.instance.id"))
}

/// An instrument's whole numbers, by its name and the values of their attributes.
fn numbers(metric: Metric) -> Vec<(String, u64)> {
    let points = match metric.data {
        Some(metric::Data::Sum(sum)) => sum.data_points,
        Some(metric::Data::Gauge(gauge)) => gauge.data_points,
        _ => Vec::new(),
    };
    let number = |point: NumberDataPoint| {
        let Some(number_data_point::Value::AsInt(number)) = point.value else {
            return None;
        };
        let mut series = metric.name.clone();
        for value in attributes(point.attributes).into_values() {
            series = format!("{series} {value}");
        }
        Some((series, u64::try_from(number).ok()?))
    };
    points.into_iter().filter_map(number).collect()
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
            let (program, instance) = instance(group.resource);
            let metrics = group.scope_metrics.into_iter();
            for metric in metrics.flat_map(|scope| scope.metrics) {
                let names = received.metrics.entry(program.clone()).or_default();
                names.insert(metric.name.clone());
                for (series, number) in numbers(metric) {
                    let place = (program.clone(), instance.clone(), series);
                    received.numbers.insert(place, number);
                }
            }
        }
        drop(received);
        self.arrived.notify_waiters();
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
            let program = program(group.resource);
            let records = group
                .scope_logs
                .into_iter()
                .flat_map(|scope| scope.log_records);
            for record in records {
                let Some(Value::StringValue(said)) = record.body.and_then(|body| body.value) else {
                    continue;
                };
                let lines = received.logs.entry(program.clone()).or_default();
                lines.push(said.clone());
                let attributes = attributes(record.attributes);
                received.events.push(Event { said, attributes });
            }
        }
        drop(received);
        self.arrived.notify_waiters();
        Ok(Response::new(Default::default()))
    }
}
