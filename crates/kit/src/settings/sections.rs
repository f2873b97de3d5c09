//! Sections that every service has, so that a key means the same everywhere.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{Origins, Unprotected};
use crate::browser::Pages;

/// `[listen]`: where the service is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListenSettings {
    /// Address and port. Default: `127.0.0.1` and the port of the service, so that nothing is
    /// open to the network unasked. Port 0 takes any free port.
    pub address: SocketAddr,
    /// From where pages in browsers may call by grpc-web: origins separated by commas, such as
    /// `https://inspections.example.org`, or an empty text for none. Default: pages of this machine
    /// (`http://localhost`, any port), and none once `address` is open to other machines.
    pub browser_origins: Option<Origins>,
    /// Where health alone is told, in plaintext whatever `[tls]` says, for probes of Kubernetes,
    /// which know no TLS. Default: none; health is told at `address`.
    pub health_address: Option<SocketAddr>,
    /// That `address` may be open to other machines though callers are not known by certificates:
    /// `anybody who reaches it may read and write`, and nothing else. Default: none; the service
    /// does not start then.
    pub unprotected: Option<Unprotected>,
}

impl ListenSettings {
    /// This machine only, on `port`.
    pub fn local(port: u16) -> Self {
        Self::at(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    }

    /// `address`, and otherwise the defaults.
    pub fn at(address: SocketAddr) -> Self {
        Self {
            address,
            browser_origins: None,
            health_address: None,
            unprotected: None,
        }
    }

    /// [`Self::browser_origins`], or what holds without them.
    pub(crate) fn pages(&self) -> Pages {
        match &self.browser_origins {
            Some(origins) => Pages::From(origins.clone()),
            None if self.address.ip().is_loopback() => Pages::OfThisMachine,
            None => Pages::From(Origins::default()),
        }
    }
}

/// `[telemetry]`: what the process says about itself, and to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetrySettings {
    /// Where traces, metrics and logs go by OTLP over gRPC, such as `http://collector:4317`.
    /// Default: nowhere; nothing is recorded then.
    pub otlp_endpoint: Option<String>,
    /// Where metrics are read by Prometheus, at `/metrics`, by plain HTTP, such as
    /// `127.0.0.1:9464`. They name methods and editions, no callers and no values. Default: none.
    pub prometheus_address: Option<SocketAddr>,
    /// The share of calls that are traced when the caller has not decided, from 0 to 1.
    /// Default: 0.01. A traced call costs about a third more.
    pub sampling_ratio: SamplingRatio,
    /// How lines on standard error look: `text` or `json`. Default: `text`.
    pub log_format: LogFormat,
    /// Which log lines are kept, in the syntax of `tracing` filters: `info`,
    /// `warn,peel_data=debug`. Default: `info`.
    pub log_filter: String,
}

impl Default for TelemetrySettings {
    fn default() -> Self {
        Self {
            otlp_endpoint: None,
            prometheus_address: None,
            sampling_ratio: SamplingRatio::ONE_PERCENT,
            log_format: LogFormat::Text,
            log_filter: "info".to_owned(),
        }
    }
}

/// A share from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct SamplingRatio(f64);

impl SamplingRatio {
    /// No call.
    pub const NONE: Self = Self(0.0);
    /// One call in a hundred.
    pub const ONE_PERCENT: Self = Self(0.01);
    /// Every call.
    pub const ALL: Self = Self(1.0);

    /// The share as a number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for SamplingRatio {
    type Error = String;

    fn try_from(ratio: f64) -> Result<Self, Self::Error> {
        if (0.0..=1.0).contains(&ratio) {
            Ok(Self(ratio))
        } else {
            Err(format!("{ratio} is not between 0 and 1"))
        }
    }
}

impl From<SamplingRatio> for f64 {
    fn from(ratio: SamplingRatio) -> Self {
        ratio.0
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for log collectors.
    Json,
}

impl TryFrom<String> for LogFormat {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(format!("\"{name}\" is neither \"text\" nor \"json\"")),
        }
    }
}

impl From<LogFormat> for String {
    fn from(format: LogFormat) -> Self {
        match format {
            LogFormat::Text => "text".to_owned(),
            LogFormat::Json => "json".to_owned(),
        }
    }
}

/// `[limits]`: what one process takes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// The largest message accepted or sent, in bytes. Default: 4194304 (4 MiB).
    pub max_message_bytes: NonZeroU32,
    /// Calls served at the same time by the whole process, over all connections; one more is
    /// refused at once with `RESOURCE_EXHAUSTED`. Health checks do not count. Default: 1024.
    pub max_concurrent_calls: NonZeroU32,
    /// Calls a second that one caller may make: a caller that `[access]` knows, or else everybody
    /// behind one address (of IPv6, one network of 64 bits). One more is refused with
    /// `RESOURCE_EXHAUSTED` and when to repeat it. Callers with the role `service`, and health
    /// checks, are not counted. Default: none; no limit.
    pub caller_calls_per_second: Option<NonZeroU32>,
    /// Calls that a caller may make at once before the rate counts. Default: those of a second.
    pub caller_burst: Option<NonZeroU32>,
    /// Calls of one caller, counted as above, that are served at the same time. Default: none; no
    /// limit but `max_concurrent_calls`.
    pub caller_concurrent_calls: Option<NonZeroU32>,
    /// Messages that a stream may have in one direction; it then ends with `RESOURCE_EXHAUSTED`.
    /// Default: 1000000.
    pub max_stream_messages: NonZeroU32,
    /// How long a stream that is open by nature may stay so, in seconds; whoever still wants it
    /// connects again. Default: 86400, a day.
    pub max_stream_s: NonZeroU32,
    /// Connections open at the same time; one more waits to be accepted. Default: 4096.
    pub max_connections: NonZeroU32,
    /// How long a call may take that sets no deadline, in milliseconds. Default: 10000.
    pub default_deadline_ms: NonZeroU32,
    /// The longest deadline a caller may set, in milliseconds; a longer one is shortened.
    /// Streams that are open by nature have no such end. Default: 120000.
    pub max_deadline_ms: NonZeroU32,
    /// How long calls in flight may go on after the signal to stop, in milliseconds; then their
    /// connections are cut. Default: 10000.
    pub drain_ms: u32,
}

impl LimitSettings {
    /// [`Self::max_message_bytes`] as tonic's generated servers and clients want it.
    pub fn max_message_size(&self) -> usize {
        usize::try_from(self.max_message_bytes.get()).unwrap_or(usize::MAX)
    }

    /// [`Self::default_deadline_ms`], never longer than [`Self::max_deadline`].
    pub fn default_deadline(&self) -> Duration {
        milliseconds(self.default_deadline_ms).min(self.max_deadline())
    }

    /// [`Self::max_deadline_ms`].
    pub fn max_deadline(&self) -> Duration {
        milliseconds(self.max_deadline_ms)
    }

    /// [`Self::max_stream_s`].
    pub fn max_stream(&self) -> Duration {
        Duration::from_secs(self.max_stream_s.get().into())
    }

    /// [`Self::drain_ms`].
    pub fn drain(&self) -> Duration {
        Duration::from_millis(u64::from(self.drain_ms))
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            max_message_bytes: const { nonzero(4 * 1024 * 1024) },
            max_concurrent_calls: const { nonzero(1024) },
            caller_calls_per_second: None,
            caller_burst: None,
            caller_concurrent_calls: None,
            max_stream_messages: const { nonzero(1_000_000) },
            max_stream_s: const { nonzero(86_400) },
            max_connections: const { nonzero(4096) },
            default_deadline_ms: const { nonzero(10_000) },
            max_deadline_ms: const { nonzero(120_000) },
            drain_ms: 10_000,
        }
    }
}

/// `[<service>]` in another service's settings: how to reach that neighbour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeighbourSettings {
    /// Its address, such as `http://peel-data:7701`. Where its name stands for several addresses,
    /// calls go to all of them. Default: its default port on this machine.
    pub address: String,
    /// How long one attempt to connect may take, in milliseconds. Default: 2000.
    pub connect_timeout_ms: NonZeroU32,
    /// How often its host's name is looked up again, in seconds, so that new replicas behind it are
    /// called; besides, whenever a connection fails. Default: 30.
    pub look_up_s: NonZeroU32,
}

impl NeighbourSettings {
    /// A neighbour on this machine, on `port`.
    pub fn local(port: u16) -> Self {
        Self {
            address: format!("http://{}:{port}", Ipv4Addr::LOCALHOST),
            connect_timeout_ms: const { nonzero(2_000) },
            look_up_s: const { nonzero(30) },
        }
    }

    /// [`Self::connect_timeout_ms`].
    pub fn connect_timeout(&self) -> Duration {
        milliseconds(self.connect_timeout_ms)
    }

    /// [`Self::look_up_s`].
    pub fn look_up(&self) -> Duration {
        Duration::from_secs(self.look_up_s.get().into())
    }
}

pub(super) const fn nonzero(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

fn milliseconds(number: NonZeroU32) -> Duration {
    Duration::from_millis(u64::from(number.get()))
}
