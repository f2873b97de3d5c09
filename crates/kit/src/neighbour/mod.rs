//! Other services, reached over the network or in the same process, by the same clients.

mod place;
mod remote;
mod repeat;
mod replica;
mod replicas;

use std::{
    fmt,
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures::future::BoxFuture;
use http::{HeaderValue, Request, Response, header::AUTHORIZATION};
use tonic::{Status, body::Body, transport::Endpoint};
use tower::Service;

pub use self::replicas::Resolver;
use self::{place::Place, remote::Remote, repeat::Repeat, replicas::Replicas};
use crate::{CallFuture, ServerService, Tls, settings::NeighbourSettings, telemetry::propagation};

/// How often a quiet connection is tried, so that a neighbour that vanished is noticed.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// How long a neighbour may take to show that its connection is alive.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a neighbour cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum NeighbourError {
    /// The address is none.
    #[error(
        "the address \"{address}\" of the {name} service cannot be used; it must look like \
         http://host:port or https://host:port"
    )]
    Address {
        /// The service.
        name: &'static str,
        /// What was to be its address.
        address: String,
        /// What is wrong with it, if more is known.
        #[source]
        cause: Option<tonic::transport::Error>,
    },
    /// A service that speaks TLS itself would read from another in plaintext.
    #[error(
        "the address {address} of the {name} service is not encrypted though [tls] is set; write \
         https:// and give that service a certificate"
    )]
    Plaintext {
        /// The service.
        name: &'static str,
        /// Its address.
        address: String,
    },
}

/// Another service, as transport for a generated client.
///
/// It continues the caller's trace, and turns every failure of the transport into `UNAVAILABLE`
/// with [`Reason::NEIGHBOUR_UNREACHABLE`](crate::Reason::NEIGHBOUR_UNREACHABLE), so that a client
/// never sees a bare `UNKNOWN`. A deadline is passed on by making requests through
/// [`CallContext::request`](crate::CallContext::request).
/// Clones share the connections.
///
/// Where a host's name stands for several addresses, calls go to all of them: each to the one with
/// the fewest calls in hand. An address where nobody answers is left alone for a while. The name is
/// looked up again every so often, and whenever a connection fails.
///
/// ```no_run
/// # use peel_kit::settings::{NeighbourSettings, TlsSettings};
/// # async fn example(settings: &NeighbourSettings) -> Result<(), Box<dyn std::error::Error>> {
/// use peel_kit::{Clock, Neighbour, Tls};
/// use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
///
/// let tls = Tls::start(&TlsSettings::default(), &Clock::system())?;
/// let data = Neighbour::remote("data", settings, &tls)?;
/// let mut client = HealthClient::new(data);
/// client.check(HealthCheckRequest::default()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Neighbour {
    transport: Transport,
    repeat: Repeat,
    /// What says who calls.
    authorization: Option<HeaderValue>,
}

#[derive(Clone, Debug)]
enum Transport {
    InProcess(ServerService),
    Remote(Arc<Remote>),
}

impl Neighbour {
    /// The service `name` (`data`) over the network. It is connected to when first called, and
    /// again whenever the connection is lost, so services may start in any order. To an address
    /// that begins with `https` the certificates of `tls` are shown, and its authorities must vouch
    /// for the other side.
    ///
    /// Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// When the address is neither `http://host:port` nor `https://host:port`, or the first of them
    /// on another machine though `tls` has a certificate.
    pub fn remote(
        name: &'static str,
        settings: &NeighbourSettings,
        tls: &Tls,
    ) -> Result<Self, NeighbourError> {
        Self::found_by(&Resolver::system(), name, settings, tls)
    }

    /// The same, with a `resolver` that finds the addresses that the host's name stands for.
    ///
    /// # Errors
    ///
    /// As [`Self::remote`].
    pub fn found_by(
        resolver: &Resolver,
        name: &'static str,
        settings: &NeighbourSettings,
        tls: &Tls,
    ) -> Result<Self, NeighbourError> {
        let text = || settings.address.clone();
        let refused = |cause| NeighbourError::Address {
            name,
            address: text(),
            cause,
        };
        let endpoint = Endpoint::from_shared(settings.address.clone())
            .map_err(|cause| refused(Some(cause)))?;
        let address = endpoint.uri().clone();
        let (secured, host) = match (address.scheme_str(), address.host()) {
            (Some("http"), Some(host)) if tls.is_on() && !is_this_machine(host) => {
                let address = text();
                return Err(NeighbourError::Plaintext { name, address });
            }
            (Some("http"), Some(host)) => (false, host),
            (Some("https"), Some(host)) => (true, host),
            _ => return Err(refused(None)),
        };
        let endpoint = endpoint
            .connect_timeout(settings.connect_timeout())
            .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
            .keep_alive_while_idle(true);
        let replicas = Replicas::new(
            without_brackets(host).to_owned(),
            address.port_u16().unwrap_or(if secured { 443 } else { 80 }),
            resolver.clone(),
            settings.look_up(),
            settings.connect_timeout(),
        );
        let place = Place {
            name,
            address: settings.address.as_str().into(),
        };
        let remote = Remote {
            place,
            endpoint,
            tls: secured.then(|| tls.clone()),
            replicas: Arc::new(replicas),
        };
        Ok(Self {
            transport: Transport::Remote(Arc::new(remote)),
            repeat: Repeat::nothing(),
            authorization: None,
        })
    }

    /// The same, whose calls of the methods at these paths are made again when nobody answers or
    /// the neighbour has too many calls, after a pause in which chance has a part, and within the
    /// call's deadline. They must change nothing, and send one message. Calls in process are not
    /// repeated.
    #[must_use]
    pub fn repeating(self, paths: &'static [&'static str]) -> Self {
        Self {
            repeat: self.repeat.of(paths),
            ..self
        }
    }

    /// The same, with `draw` for chance: it gives a number between 0 and 1.
    #[must_use]
    pub fn drawing(self, draw: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        Self {
            repeat: self.repeat.drawing(Arc::new(draw)),
            ..self
        }
    }

    /// The same, shown a token with every call. `None` when `token` is none that a header can hold.
    pub fn bearing(self, token: &str) -> Option<Self> {
        let mut authorization = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
        authorization.set_sensitive(true);
        Some(Self {
            authorization: Some(authorization),
            ..self
        })
    }

    /// The service that `service` serves, in this process: no socket, the same stack, the same
    /// code. Its limits on calls do not count these, which some server has already let in.
    pub fn in_process(service: &ServerService) -> Self {
        Self {
            transport: Transport::InProcess(service.without_limit()),
            repeat: Repeat::nothing(),
            authorization: None,
        }
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = without_brackets(host).parse();
    host == "localhost" || address.is_ok_and(|address: IpAddr| address.is_loopback())
}

/// A host as it is looked up: addresses of IPv6 stand in brackets.
fn without_brackets(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

impl Service<Request<Body>> for Neighbour {
    type Response = Response<Body>;
    type Error = Status;
    type Future = NeighbourFuture;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // What is wrong is told by the call: generated clients turn a failure here into `UNKNOWN`.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> NeighbourFuture {
        propagation::inject(request.headers_mut());
        if let Some(authorization) = &self.authorization {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
        NeighbourFuture(match &self.transport {
            Transport::InProcess(service) => Answer::InProcess(service.begin(request)),
            Transport::Remote(remote) => {
                let called = Arc::clone(remote).call(self.repeat.clone(), request);
                Answer::Remote(Box::pin(called))
            }
        })
    }
}

/// The answer of a neighbour.
pub struct NeighbourFuture(Answer);

#[expect(
    clippy::large_enum_variant,
    reason = "a box would cost an allocation on every call"
)]
enum Answer {
    InProcess(CallFuture),
    Remote(BoxFuture<'static, Result<Response<Body>, Status>>),
}

impl Future for NeighbourFuture {
    type Output = Result<Response<Body>, Status>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Answer::InProcess(answer) => {
                let answered = Pin::new(answer).poll(context);
                answered.map(|Ok(response)| Ok(response.map(Body::new)))
            }
            Answer::Remote(answer) => answer.as_mut().poll(context),
        }
    }
}

impl fmt::Debug for NeighbourFuture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NeighbourFuture")
            .finish_non_exhaustive()
    }
}
