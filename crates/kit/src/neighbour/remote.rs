//! A call over the network: to one replica, and where that is safe to another.

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response, request::Parts};
use http_body_util::{BodyExt as _, Full};
use tonic::{
    Status,
    body::Body,
    transport::{Channel, Endpoint},
};
use tower::{Service as _, ServiceExt as _};

use super::{
    place::Place,
    repeat::{Repeat, asked_again},
    replica::{Replica, Used},
    replicas::Replicas,
};
use crate::{
    Deadline, FailureKind, Tls,
    deadline::{TIMEOUT_HEADER, parse_timeout, timeout_header},
};

/// An address where nobody answers asks for no pause.
const RIGHT_NOW: Duration = Duration::ZERO;

/// A neighbour over the network.
pub(super) struct Remote {
    pub(super) place: Place,
    pub(super) endpoint: Endpoint,
    /// If it is called by TLS.
    pub(super) tls: Option<Tls>,
    pub(super) replicas: Arc<Replicas>,
}

/// What comes of one attempt.
enum Outcome {
    Answered(Response<Body>),
    /// A refusal that asks to be repeated, and after how long.
    Refused(Response<Body>, Duration),
    Lost(Status),
}

impl Remote {
    /// Makes the call, within its own deadline.
    pub(super) async fn call(
        self: Arc<Self>,
        repeat: Repeat,
        request: Request<Body>,
    ) -> Result<Response<Body>, Status> {
        let asked = request.headers().get(TIMEOUT_HEADER);
        let deadline = asked.and_then(parse_timeout).map(Deadline::after);
        let attempts = self.attempts(&repeat, request, deadline);
        match deadline {
            Some(deadline) => deadline.enforce(attempts).await?,
            None => attempts.await,
        }
    }

    async fn attempts(
        &self,
        repeat: &Repeat,
        request: Request<Body>,
        deadline: Option<Deadline>,
    ) -> Result<Response<Body>, Status> {
        let (parts, body) = request.into_parts();
        let repeated = repeat.covers(parts.uri.path());
        let mut message = Message::of(body, repeated).await?;
        let mut tried = Vec::new();
        for attempt in 1.. {
            let Some(body) = message.take() else { break };
            let outcome = match self.connected(&mut tried).await {
                Ok(line) => self.attempt(line, renewed(&parts, body, deadline)).await,
                Err(status) => Outcome::Lost(status),
            };
            let asked = match &outcome {
                Outcome::Answered(_) => {
                    repeat.succeeded();
                    None
                }
                Outcome::Refused(_, asked) if repeated => Some(*asked),
                Outcome::Lost(status) if repeated && is_transient(status) => Some(RIGHT_NOW),
                Outcome::Refused(..) | Outcome::Lost(_) => None,
            };
            let pause = asked.and_then(|asked| repeat.pause(attempt, asked, deadline));
            let Some(pause) = pause else {
                return outcome.into();
            };
            drop(outcome);
            let service = self.place.name;
            tracing::debug!(service, attempt, ?pause, "a call is made again");
            tokio::time::sleep(pause).await;
        }
        // The message of a call that is not repeated is taken once, and that attempt returns.
        Err(Status::cancelled("the call was not made"))
    }

    /// A line to the replica to call. What has not been sent yet may go to any: those that cannot
    /// be connected to are passed over, and the name is looked up again before it is given up.
    async fn connected(&self, tried: &mut Vec<SocketAddr>) -> Result<Line, Status> {
        let unresolved = |error| self.place.unresolved(error);
        let mut replicas = self.replicas.all().await.map_err(unresolved)?;
        let mut passed = Vec::new();
        let mut looked_up = false;
        loop {
            let known: Vec<_> = tried.iter().chain(&passed).copied().collect();
            let replica = self.replicas.choose(&replicas, &known);
            let replica = replica.ok_or_else(|| unresolved(io::ErrorKind::NotFound.into()))?;
            let used = replica.used();
            let connected = replica.connected(&self.endpoint, self.tls.as_ref()).await;
            let error = match connected {
                Ok(channel) => {
                    tried.push(replica.address);
                    return Ok(Line {
                        channel,
                        replica,
                        used,
                    });
                }
                Err(error) => error,
            };
            self.replicas.doubt();
            passed.push(replica.address);
            let left = |replicas: &[Arc<Replica>]| {
                let mut replicas = replicas.iter();
                replicas.any(|replica| !passed.contains(&replica.address))
            };
            if !left(&replicas) && !std::mem::replace(&mut looked_up, true) {
                replicas = self.replicas.look_up().await.map_err(unresolved)?;
            }
            if !left(&replicas) {
                return Err(self.place.unreachable(error, &replica.last_words).into());
            }
        }
    }

    async fn attempt(&self, line: Line, request: Request<Body>) -> Outcome {
        let Line {
            mut channel,
            replica,
            used,
        } = line;
        let sent = async {
            channel.ready().await?;
            channel.call(request).await
        };
        match sent.await {
            Ok(response) => {
                replica.answered();
                let place = self.place.clone();
                let watched = response.map(|body| watched(body, place, used));
                match asked_again(watched.headers()) {
                    Some(asked) => Outcome::Refused(watched, asked),
                    None => Outcome::Answered(watched),
                }
            }
            Err(error) => {
                let failure = self.place.unreachable(Some(error), &replica.last_words);
                if failure.kind() == FailureKind::Unavailable {
                    replica.failed().await;
                    self.replicas.doubt();
                }
                Outcome::Lost(failure.into())
            }
        }
    }
}

fn is_transient(status: &Status) -> bool {
    status.code() == tonic::Code::Unavailable
}

impl From<Outcome> for Result<Response<Body>, Status> {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Answered(response) | Outcome::Refused(response, _) => Ok(response),
            Outcome::Lost(status) => Err(status),
        }
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut remote = formatter.debug_struct("Remote");
        remote.field("place", &self.place).finish_non_exhaustive()
    }
}

/// A connection to a replica, for one call.
struct Line {
    channel: Channel,
    replica: Arc<Replica>,
    used: Used,
}

/// What is sent.
enum Message {
    /// As often as need be.
    Kept(Bytes),
    Once(Option<Body>),
}

impl Message {
    async fn of(body: Body, repeated: bool) -> Result<Self, Status> {
        if repeated {
            Ok(Self::Kept(body.collect().await?.to_bytes()))
        } else {
            Ok(Self::Once(Some(body)))
        }
    }

    fn take(&mut self) -> Option<Body> {
        match self {
            Self::Kept(bytes) => Some(Body::new(Full::new(bytes.clone()))),
            Self::Once(body) => body.take(),
        }
    }
}

/// The request of one attempt, which has what is left of the time.
fn renewed(parts: &Parts, body: Body, deadline: Option<Deadline>) -> Request<Body> {
    let mut request = Request::from_parts(parts.clone(), body);
    if let Some(deadline) = deadline {
        let left = timeout_header(deadline.remaining());
        request.headers_mut().insert(TIMEOUT_HEADER, left);
    }
    request
}

/// A body that counts as a call in hand until it ends.
fn watched(body: Body, place: Place, used: Used) -> Body {
    Body::new(body.map_err(move |cause| {
        let _in_hand = &used;
        place.lost(cause)
    }))
}
