//! Metrics of calls, after OpenTelemetry's conventions for RPC.
//!
//! <https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/>

use std::time::Duration;

use opentelemetry::{
    KeyValue,
    metrics::{Histogram, Meter},
};
use tonic::Code;

use super::limit::CallLimit;
use super::methods::Method;

/// Upper bounds in milliseconds. An answer from cache takes a fraction of one, a report seconds.
const BOUNDS: [f64; 16] = [
    0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0,
    10_000.0,
];

/// The instruments of one server.
#[derive(Clone, Debug)]
pub(crate) struct CallMetrics {
    service: &'static str,
    duration: Histogram<f64>,
}

impl CallMetrics {
    pub(crate) fn new(service: &'static str, meter: &Meter, limit: &CallLimit) -> Self {
        let limit = limit.clone();
        let attributes = [KeyValue::new("peel.service", service)];
        let _observed_by_the_meter = meter
            .u64_observable_gauge("peel.server.calls_in_flight")
            .with_unit("{call}")
            .with_description("Calls being served, health checks left out")
            .with_callback(move |gauge| gauge.observe(limit.in_flight(), &attributes))
            .build();
        let duration = meter
            .f64_histogram("rpc.server.duration")
            .with_unit("ms")
            .with_description("From the arrival of a call to the end of its answer")
            .with_boundaries(BOUNDS.to_vec())
            .build();
        Self { service, duration }
    }

    /// Records a finished call. A method that does not exist is `other`, or every typing error
    /// of a caller would be a time series.
    pub(crate) fn record(&self, method: Option<&Method>, code: Code, duration: Duration) {
        let (service, name) = match method {
            Some(method) => (method.service.clone(), method.name.clone()),
            None => ("other".into(), "other".into()),
        };
        let attributes = [
            KeyValue::new("peel.service", self.service),
            KeyValue::new("rpc.system", "grpc"),
            KeyValue::new("rpc.service", service),
            KeyValue::new("rpc.method", name),
            KeyValue::new("rpc.grpc.status_code", i64::from(i32::from(code))),
        ];
        self.duration
            .record(duration.as_secs_f64() * 1000.0, &attributes);
    }
}
