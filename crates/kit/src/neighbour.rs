//! Other services, reached over the network or in the same process, by the same clients.

use std::{
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::{HeaderValue, Request, Response, header::AUTHORIZATION};
use http_body_util::BodyExt as _;
use tonic::{
    Code, Status, TimeoutExpired,
    body::Body,
    transport::{Channel, Endpoint},
};
use tower::Service;

use crate::{
    CallFuture, Deadline, Failure, FailureKind, Reason, ServerService, Tls,
    settings::NeighbourSettings,
    telemetry::propagation,
    tls::{self, LastWords, distrust},
};

/// How often a quiet connection is tried, so that a neighbour that vanished is noticed.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(20);

/// How long a neighbour may take to show that its connection is alive.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Proposed to callers: connecting again takes less.
const RETRY_AFTER: Duration = Duration::from_secs(1);

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
/// with [`Reason::NEIGHBOUR_UNREACHABLE`], so that a client never sees a bare `UNKNOWN`. A deadline
/// is passed on by making requests through [`CallContext::request`](crate::CallContext::request).
/// Clones share the connection.
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
#[derive(Debug)]
pub struct Neighbour {
    place: Place,
    transport: Transport,
    /// What says who calls.
    authorization: Option<HeaderValue>,
    /// Why the transport would not take the next call. Generated clients turn a failure of
    /// `poll_ready` into `UNKNOWN`, so it is kept until they call.
    broken: Option<Status>,
}

/// Which neighbour, for messages.
#[derive(Clone, Debug)]
struct Place {
    name: &'static str,
    address: Arc<str>,
    last_words: LastWords,
}

#[derive(Clone, Debug)]
enum Transport {
    InProcess(ServerService),
    Remote(Channel),
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
        let text = || settings.address.clone();
        let refused = |cause| NeighbourError::Address {
            name,
            address: text(),
            cause,
        };
        let endpoint = Endpoint::from_shared(settings.address.clone())
            .map_err(|cause| refused(Some(cause)))?;
        let address = endpoint.uri();
        let secured = match (address.scheme_str(), address.host()) {
            (Some("http"), Some(host)) if tls.is_on() && !is_this_machine(host) => {
                let address = text();
                return Err(NeighbourError::Plaintext { name, address });
            }
            (Some("http"), Some(_)) => false,
            (Some("https"), Some(_)) => true,
            _ => return Err(refused(None)),
        };
        let endpoint = endpoint
            .connect_timeout(settings.connect_timeout())
            .tcp_nodelay(true)
            .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
            .keep_alive_while_idle(true);
        let last_words = LastWords::default();
        let channel = if secured {
            let connector = tls::connector(tls, settings.connect_timeout(), &last_words);
            endpoint.connect_with_connector_lazy(connector)
        } else {
            endpoint.connect_lazy()
        };
        let place = Place {
            name,
            address: settings.address.as_str().into(),
            last_words,
        };
        Ok(Self {
            place,
            transport: Transport::Remote(channel),
            authorization: None,
            broken: None,
        })
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
    /// code. Its limit on calls does not count these, which some server has already let in.
    pub fn in_process(service: &ServerService) -> Self {
        let place = Place {
            name: service.name(),
            address: "this process".into(),
            last_words: LastWords::default(),
        };
        Self {
            place,
            transport: Transport::InProcess(service.without_limit()),
            authorization: None,
            broken: None,
        }
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse();
    host == "localhost" || address.is_ok_and(|address: IpAddr| address.is_loopback())
}

impl Clone for Neighbour {
    fn clone(&self) -> Self {
        Self {
            place: self.place.clone(),
            transport: self.transport.clone(),
            authorization: self.authorization.clone(),
            broken: None,
        }
    }
}

impl Service<Request<Body>> for Neighbour {
    type Response = Response<Body>;
    type Error = Status;
    type Future = NeighbourFuture;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Status>> {
        if let Transport::Remote(channel) = &mut self.transport
            && let Err(error) = ready!(channel.poll_ready(context))
        {
            self.broken = Some(self.place.unreachable(error).into());
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> NeighbourFuture {
        propagation::inject(request.headers_mut());
        if let Some(authorization) = &self.authorization {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
        let answer = match (self.broken.take(), &mut self.transport) {
            (Some(status), _) => Answer::Broken(Some(status)),
            (None, Transport::InProcess(service)) => Answer::InProcess(service.begin(request)),
            (None, Transport::Remote(channel)) => Answer::Remote(channel.call(request)),
        };
        NeighbourFuture {
            answer,
            place: self.place.clone(),
        }
    }
}

impl Place {
    fn unreachable(&self, cause: tonic::transport::Error) -> Failure {
        let chain = std::iter::successors(
            Some(&cause as &(dyn std::error::Error + 'static)),
            |error| error.source(),
        );
        if chain
            .into_iter()
            .any(<dyn std::error::Error>::is::<TimeoutExpired>)
        {
            return Deadline::exceeded();
        }
        let Self { name, address, .. } = self;
        let message = match distrust(&cause).or_else(|| self.last_words.get()) {
            Some(why) => format!(
                "the {name} service at {address} cannot be reached safely: {why}; see [tls] in \
                 the settings of both sides"
            ),
            None => format!("the {name} service at {address} cannot be reached; repeat later"),
        };
        self.unavailable(message).caused_by(cause)
    }

    fn lost(&self, cause: Status) -> Status {
        match cause.code() {
            // What HTTP/2 says with a meaning of its own stays as it is.
            Code::ResourceExhausted | Code::PermissionDenied | Code::Cancelled => cause,
            _ => {
                let Self { name, address, .. } = self;
                self.unavailable(format!(
                    "the connection to the {name} service at {address} was lost; repeat the call"
                ))
                .caused_by(cause)
                .into()
            }
        }
    }

    fn unavailable(&self, message: String) -> Failure {
        Failure::new(
            FailureKind::Unavailable,
            Reason::NEIGHBOUR_UNREACHABLE,
            message,
        )
        .metadata("service", self.name)
        .retry_after(RETRY_AFTER)
    }
}

/// The answer of a neighbour.
#[derive(Debug)]
pub struct NeighbourFuture {
    answer: Answer,
    place: Place,
}

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a box would cost an allocation on every call"
)]
enum Answer {
    InProcess(CallFuture),
    Remote(<Channel as Service<Request<Body>>>::Future),
    Broken(Option<Status>),
}

impl Future for NeighbourFuture {
    type Output = Result<Response<Body>, Status>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.answer {
            Answer::InProcess(answer) => {
                let Ok(response) = ready!(Pin::new(answer).poll(context));
                Poll::Ready(Ok(response.map(Body::new)))
            }
            Answer::Broken(status) => match status.take() {
                Some(status) => Poll::Ready(Err(status)),
                None => Poll::Pending,
            },
            Answer::Remote(answer) => match ready!(Pin::new(answer).poll(context)) {
                Ok(response) => {
                    let place = self.place.clone();
                    let watch = |body: Body| body.map_err(move |cause| place.lost(cause));
                    Poll::Ready(Ok(response.map(|body| Body::new(watch(body)))))
                }
                Err(error) => Poll::Ready(Err(self.place.unreachable(error).into())),
            },
        }
    }
}
