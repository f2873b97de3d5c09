//! Logs to standard error; traces, metrics and logs by OTLP where an endpoint is set; metrics for
//! Prometheus where an address is.
//!
//! Making a span for a call that is not sampled costs a fifth of the throughput, so sampling is
//! decided before there is a span, by [`ServerService`](crate::ServerService). Code below a
//! handler follows that decision by making its spans through [`child_span`].

mod exporters;
pub(crate) mod propagation;
mod scraped;
mod trace;

use std::{
    io::IsTerminal as _,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use opentelemetry::metrics::Meter;
use tracing::{Span, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use self::exporters::{Exporters, Refused};
use self::scraped::Scraped;
pub use self::trace::trace_id;
use crate::settings::{LogFormat, SamplingRatio, TelemetrySettings};

/// How long the last traces, metrics and logs may take to leave at the end of a process.
const FLUSH_TIME: Duration = Duration::from_secs(5);

/// Beginnings of the targets of events that are about the transport. They are not exported:
/// exporting is transport too, and would feed on itself.
const TRANSPORT: [&str; 5] = ["h2", "hyper", "tonic", "tower", "opentelemetry"];

/// Why telemetry could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter for log lines cannot be read.
    #[error("telemetry.log_filter \"{filter}\" cannot be read")]
    Filter {
        /// The filter.
        filter: String,
        /// Why.
        #[source]
        cause: tracing_subscriber::filter::ParseError,
    },
    /// The endpoint is not an address.
    #[error("telemetry.otlp_endpoint \"{endpoint}\" cannot be used")]
    Endpoint {
        /// The endpoint.
        endpoint: String,
        /// Why.
        #[source]
        cause: opentelemetry_otlp::ExporterBuildError,
    },
    /// Nobody could read metrics.
    #[error("telemetry.prometheus_address {address} cannot be listened at")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// Metrics could not be given to Prometheus.
    #[error("metrics cannot be prepared for Prometheus")]
    Prometheus(#[source] opentelemetry_sdk::error::OTelSdkError),
    /// This process already has telemetry.
    #[error("telemetry was started twice in one process")]
    Twice(#[source] tracing_subscriber::util::TryInitError),
}

impl TelemetryError {
    fn unusable(endpoint: &str, cause: opentelemetry_otlp::ExporterBuildError) -> Self {
        Self::Endpoint {
            endpoint: endpoint.to_owned(),
            cause,
        }
    }

    fn refused(refused: Refused, endpoint: &Option<String>) -> Self {
        match refused {
            Refused::Endpoint(cause) => {
                Self::unusable(endpoint.as_deref().unwrap_or_default(), cause)
            }
            Refused::Registry(cause) => Self::Prometheus(cause),
        }
    }
}

/// The telemetry of a process. [`Telemetry::shutdown`] must end it, or the last spans are lost.
#[derive(Debug)]
pub struct Telemetry {
    exporters: Option<Exporters>,
    /// Ends with the rest.
    scraped: Option<Scraped>,
    handle: TelemetryHandle,
}

impl Telemetry {
    /// Starts telemetry for the process `service` (`peel-data`), of which `instance` is one.
    ///
    /// With an endpoint or an address it must be called inside a tokio runtime that has another thread
    /// to run on.
    ///
    /// # Errors
    ///
    /// [`TelemetryError`] for a filter, endpoint or address that cannot be used, or a second start.
    pub fn start(
        service: &'static str,
        instance: &str,
        settings: &TelemetrySettings,
    ) -> Result<Self, TelemetryError> {
        let scraped = settings
            .prometheus_address
            .map(Scraped::listen)
            .transpose()?;
        let exporters = match (&settings.otlp_endpoint, &scraped) {
            (None, None) => None,
            (endpoint, scraped) => {
                let registry = scraped.as_ref().map(Scraped::registry);
                let built = Exporters::build(service, instance, endpoint.as_deref(), registry);
                Some(built.map_err(|refused| TelemetryError::refused(refused, endpoint))?)
            }
        };
        let quiet = |level: &str| TRANSPORT.map(|name| format!("{name}={level}")).join(",");
        let shown = filter(
            &format!("{},{}", quiet("warn"), settings.log_filter),
            settings,
        )?;
        let exported = filter(
            &format!("{},{}", settings.log_filter, quiet("off")),
            settings,
        )?;
        let traced = filter(&format!("{},{}", LevelFilter::INFO, quiet("off")), settings)?;

        let lines = fmt::layer()
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal());
        let lines = match settings.log_format {
            LogFormat::Text => lines.boxed(),
            LogFormat::Json => lines.json().flatten_event(true).boxed(),
        };
        Registry::default()
            .with(lines.with_filter(shown))
            .with(
                exporters
                    .as_ref()
                    .and_then(Exporters::traces)
                    .map(|layer| layer.with_filter(traced)),
            )
            .with(
                exporters
                    .as_ref()
                    .and_then(Exporters::logs)
                    .map(|layer| layer.with_filter(exported)),
            )
            .try_init()
            .map_err(TelemetryError::Twice)?;
        let sampler = || Arc::new(Sampler::new(settings.sampling_ratio));
        let handle = match &exporters {
            Some(exporters) => TelemetryHandle {
                sampler: exporters.send().then(sampler),
                meter: Some(exporters.meter()),
            },
            None => TelemetryHandle::off(),
        };
        if let Some(scraped) = &scraped {
            tracing::info!(address = %scraped.address(), "metrics can be read");
        }
        Ok(Self {
            exporters,
            scraped,
            handle,
        })
    }

    /// Where metrics are read, with the port that was taken.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.scraped.as_ref().map(Scraped::address)
    }

    /// Whether telemetry could be started with `settings`. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`TelemetryError`] for a filter or endpoint that cannot be read.
    pub(crate) fn check(settings: &TelemetrySettings) -> Result<(), TelemetryError> {
        filter(&settings.log_filter, settings)?;
        match &settings.otlp_endpoint {
            Some(endpoint) => exporters::check(endpoint)
                .map_err(|cause| TelemetryError::unusable(endpoint, cause)),
            None => Ok(()),
        }
    }

    /// What a server needs of it.
    pub fn handle(&self) -> TelemetryHandle {
        self.handle.clone()
    }

    /// Sends what has not been sent yet, in at most five seconds, and ends.
    pub async fn shutdown(self) {
        let Some(exporters) = self.exporters else {
            return;
        };
        // On a thread of its own, because flushing blocks on work that the runtime has to do.
        let flush = tokio::task::spawn_blocking(move || exporters.shutdown());
        match tokio::time::timeout(FLUSH_TIME, flush).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => {
                tracing::warn!(target: "opentelemetry", %error, "the last telemetry was lost");
            }
            Ok(Err(error)) => {
                tracing::error!(target: "opentelemetry", %error, "telemetry ended badly");
            }
            Err(_) => {
                tracing::warn!(
                    target: "opentelemetry",
                    "the last telemetry was lost: its endpoint does not answer"
                );
            }
        }
    }
}

fn filter(directives: &str, settings: &TelemetrySettings) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::try_new(directives).map_err(|cause| TelemetryError::Filter {
        filter: settings.log_filter.clone(),
        cause,
    })
}

/// What servers need of a process's telemetry. Clones share one sampler.
#[derive(Clone, Debug, Default)]
pub struct TelemetryHandle {
    sampler: Option<Arc<Sampler>>,
    meter: Option<Meter>,
}

impl TelemetryHandle {
    /// No telemetry: no call is traced or measured.
    pub fn off() -> Self {
        Self::default()
    }

    /// Where instruments come from, if anybody listens. Libraries may ask
    /// `opentelemetry::global::meter` instead, which is the same or does nothing.
    pub fn meter(&self) -> Option<&Meter> {
        self.meter.as_ref()
    }

    pub(crate) fn sampler(&self) -> Option<&Sampler> {
        self.sampler.as_deref()
    }
}

/// Picks calls evenly: of any run of calls the ratio is traced, to within one call.
#[derive(Debug)]
pub(crate) struct Sampler {
    ratio: f64,
    calls: AtomicU64,
}

impl Sampler {
    pub(crate) fn new(ratio: SamplingRatio) -> Self {
        Self {
            ratio: ratio.get(),
            calls: AtomicU64::new(0),
        }
    }

    /// Whether this call is to be traced.
    pub(crate) fn pick(&self) -> bool {
        if self.ratio <= 0.0 {
            return false;
        }
        // 2^53 calls, beyond which the product would lose whole calls, take centuries.
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let picked_until = |call: u64| (call as f64 * self.ratio).floor();
        picked_until(call + 1) > picked_until(call)
    }
}

/// Whether the current call is traced, so that a span below it would be seen by anybody.
pub fn is_traced() -> bool {
    !Span::current().is_none()
}

/// The span `make` makes if the current call is traced, else none at no cost.
///
/// ```
/// use tracing::{Instrument as _, info_span};
///
/// # async fn compute() {}
/// # async fn handler() {
/// compute().instrument(peel_kit::child_span(|| info_span!("compute", forces = 43))).await;
/// # }
/// ```
pub fn child_span(make: impl FnOnce() -> Span) -> Span {
    if is_traced() { make() } else { Span::none() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ratio: f64, calls: usize, traced: usize) {
        let sampler = Sampler::new(ratio.try_into().unwrap());
        assert_eq!(
            (0..calls).filter(|_| sampler.pick()).count(),
            traced,
            "{ratio}"
        );
    }

    #[test]
    fn the_ratio_of_calls_is_traced() {
        check(0.0, 1000, 0);
        check(0.01, 1000, 10);
        check(0.3, 1000, 300);
        check(0.7, 1000, 700);
        check(1.0, 1000, 1000);
    }

    #[test]
    fn below_a_call_that_is_not_traced_no_span_is_made() {
        let span = child_span(|| unreachable!("nobody asked for a span"));
        assert!(span.is_none());
    }
}
