//! The OpenTelemetry providers of a process and how they end.

use opentelemetry::{KeyValue, metrics::Meter, trace::TracerProvider as _};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, MetricExporter, SpanExporter, WithExportConfig as _,
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    logs::{SdkLogger, SdkLoggerProvider},
    metrics::SdkMeterProvider,
    trace::{Sampler, SdkTracer, SdkTracerProvider},
};
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
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
    logs: SdkLoggerProvider,
}

impl Exporters {
    pub(super) fn build(
        service: &'static str,
        instance: &str,
        endpoint: &str,
    ) -> Result<Self, ExporterBuildError> {
        let resource = Resource::builder()
            .with_service_name(service)
            .with_attribute(KeyValue::new("service.namespace", SCOPE))
            .with_attribute(KeyValue::new("service.instance.id", instance.to_owned()))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let spans = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()?;
        let metrics = MetricExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()?;
        let logs = LogExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()?;
        let exporters = Self {
            // Every span that exists was decided on before it was made.
            traces: SdkTracerProvider::builder()
                .with_resource(resource.clone())
                .with_sampler(Sampler::AlwaysOn)
                .with_batch_exporter(spans)
                .build(),
            metrics: SdkMeterProvider::builder()
                .with_resource(resource.clone())
                .with_periodic_exporter(metrics)
                .build(),
            logs: SdkLoggerProvider::builder()
                .with_resource(resource)
                .with_batch_exporter(logs)
                .build(),
        };
        // So that libraries can measure themselves without knowing this crate.
        opentelemetry::global::set_meter_provider(exporters.metrics.clone());
        Ok(exporters)
    }

    pub(super) fn traces<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.traces.tracer(SCOPE))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
    }

    pub(super) fn logs(&self) -> OpenTelemetryTracingBridge<SdkLoggerProvider, SdkLogger> {
        OpenTelemetryTracingBridge::new(&self.logs)
    }

    pub(super) fn meter(&self) -> Meter {
        opentelemetry::metrics::MeterProvider::meter(&self.metrics, SCOPE)
    }

    /// Sends what is left of all three, whatever happens to the others.
    pub(super) fn shutdown(self) -> OTelSdkResult {
        let traces = self.traces.shutdown();
        let metrics = self.metrics.shutdown();
        let logs = self.logs.shutdown();
        traces.and(metrics).and(logs)
    }
}
