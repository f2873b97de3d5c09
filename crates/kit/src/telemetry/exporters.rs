//! The OpenTelemetry providers of a process and how they end.

use opentelemetry::{KeyValue, metrics::Meter, trace::TracerProvider as _};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, MetricExporter, SpanExporter, WithExportConfig as _,
};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    logs::{SdkLogger, SdkLoggerProvider},
    metrics::SdkMeterProvider,
    trace::{Sampler, SdkTracer, SdkTracerProvider},
};
use prometheus::Registry;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

/// The name of the instrumentation scope.
const SCOPE: &str = "peel";

/// Whether anything could be sent to `endpoint`, as far as its text tells.
pub(super) fn check(endpoint: &str) -> Result<(), ExporterBuildError> {
    let builder = SpanExporter::builder().with_tonic().with_endpoint(endpoint);
    builder.build().map(|_| ())
}

#[derive(Debug)]
pub(super) struct Exporters {
    metrics: SdkMeterProvider,
    sent: Option<Sent>,
}

/// What goes to a collector beside metrics.
#[derive(Debug)]
struct Sent {
    traces: SdkTracerProvider,
    logs: SdkLoggerProvider,
}

/// Why there are no exporters.
#[derive(Debug)]
pub(super) enum Refused {
    /// Nothing could be sent to the endpoint.
    Endpoint(ExporterBuildError),
    /// Prometheus could not read anything.
    Registry(OTelSdkError),
}

impl Exporters {
    /// Those that send to `endpoint` and those that are read from `registry`.
    pub(super) fn build(
        service: &'static str,
        instance: &str,
        endpoint: Option<&str>,
        registry: Option<&Registry>,
    ) -> Result<Self, Refused> {
        let resource = Resource::builder()
            .with_service_name(service)
            .with_attribute(KeyValue::new("service.namespace", SCOPE))
            .with_attribute(KeyValue::new("service.instance.id", instance.to_owned()))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let mut metrics = SdkMeterProvider::builder().with_resource(resource.clone());
        if let Some(registry) = registry {
            let reader = opentelemetry_prometheus::exporter().with_registry(registry.clone());
            metrics = metrics.with_reader(reader.build().map_err(Refused::Registry)?);
        }
        let mut sent = None;
        if let Some(endpoint) = endpoint {
            let builder = MetricExporter::builder()
                .with_tonic()
                .with_endpoint(endpoint);
            metrics = metrics.with_periodic_exporter(builder.build().map_err(Refused::Endpoint)?);
            sent = Some(Sent::to(endpoint, resource).map_err(Refused::Endpoint)?);
        }
        let exporters = Self {
            metrics: metrics.build(),
            sent,
        };
        // So that libraries can measure themselves without knowing this crate.
        opentelemetry::global::set_meter_provider(exporters.metrics.clone());
        Ok(exporters)
    }

    /// Whether traces and logs are sent anywhere.
    pub(super) fn send(&self) -> bool {
        self.sent.is_some()
    }

    pub(super) fn traces<S>(&self) -> Option<OpenTelemetryLayer<S, SdkTracer>>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    {
        let Sent { traces, .. } = self.sent.as_ref()?;
        let layer = tracing_opentelemetry::layer()
            .with_tracer(traces.tracer(SCOPE))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false);
        Some(layer)
    }

    pub(super) fn logs(&self) -> Option<OpenTelemetryTracingBridge<SdkLoggerProvider, SdkLogger>> {
        let sent = self.sent.as_ref()?;
        Some(OpenTelemetryTracingBridge::new(&sent.logs))
    }

    pub(super) fn meter(&self) -> Meter {
        opentelemetry::metrics::MeterProvider::meter(&self.metrics, SCOPE)
    }

    /// Sends what is left of all three, whatever happens to the others.
    pub(super) fn shutdown(self) -> OTelSdkResult {
        let sent = self.sent.map_or(Ok(()), |Sent { traces, logs }| {
            let (traces, logs) = (traces.shutdown(), logs.shutdown());
            traces.and(logs)
        });
        let metrics = self.metrics.shutdown();
        sent.and(metrics)
    }
}

impl Sent {
    fn to(endpoint: &str, resource: Resource) -> Result<Self, ExporterBuildError> {
        let spans = SpanExporter::builder().with_tonic().with_endpoint(endpoint);
        let logs = LogExporter::builder().with_tonic().with_endpoint(endpoint);
        Ok(Self {
            // Every span that exists was decided on before it was made.
            traces: SdkTracerProvider::builder()
                .with_resource(resource.clone())
                .with_sampler(Sampler::AlwaysOn)
                .with_batch_exporter(spans.build()?)
                .build(),
            logs: SdkLoggerProvider::builder()
                .with_resource(resource)
                .with_batch_exporter(logs.build()?)
                .build(),
        })
    }
}
