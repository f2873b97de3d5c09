//! Servers to call. The services of OTLP stand in for ours: they have generated code already.

use std::{
    future::pending,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
    trace_service_client::TraceServiceClient,
    trace_service_server::{TraceService, TraceServiceServer},
};
use peel_kit::{
    Access, CallContext, Deadline, Drained, Neighbour, Rules, Server, ServerService, ServerStack,
    Shutdown, Tls,
    settings::{LimitSettings, ListenSettings, NeighbourSettings},
};
use prost::Message as _;
use prost_types::{
    FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto, ServiceDescriptorProto,
};
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
};
use tonic::{Request, Response, Status, async_trait, service::Routes};

pub(crate) const EXPORT: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// The test service is for readers.
pub(crate) const RULES: Rules = &[(EXPORT, &["reader"], false)];

pub(crate) type Client = TraceServiceClient<Neighbour>;

/// What a call of the test service does.
pub(crate) enum Behaviour {
    /// Answers at once.
    Answer,
    /// Counts, and answers at once.
    Count(Arc<AtomicUsize>),
    /// Never answers.
    Hang,
    /// Panics.
    Panic,
    /// Says that it has begun, then answers when told to.
    Wait {
        begun: mpsc::UnboundedSender<Option<Deadline>>,
        release: Arc<Notify>,
    },
    /// Calls the next server, passing on what is left of the deadline.
    Relay(Box<Neighbour>),
}

#[async_trait]
impl TraceService for Behaviour {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let context = CallContext::of(&request);
        match self {
            Self::Answer => {}
            Self::Count(calls) => {
                calls.fetch_add(1, Ordering::SeqCst);
            }
            Self::Hang => pending().await,
            Self::Panic => panic!("the handler is broken"),
            Self::Wait { begun, release } => {
                begun.send(context.deadline()).unwrap();
                release.notified().await;
            }
            Self::Relay(next) => {
                tracing::info!("relaying");
                let onward = context.request(request.into_inner());
                return TraceServiceClient::new((**next).clone())
                    .export(onward)
                    .await;
            }
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

/// The descriptor of the test service: what the stack knows its methods from.
pub(crate) fn descriptors() -> Vec<u8> {
    let (service, method) = EXPORT[1..].split_once('/').unwrap();
    let (package, service) = service.rsplit_once('.').unwrap();
    let file = FileDescriptorProto {
        name: Some("trace_service.proto".to_owned()),
        package: Some(package.to_owned()),
        service: vec![ServiceDescriptorProto {
            name: Some(service.to_owned()),
            method: vec![MethodDescriptorProto {
                name: Some(method.to_owned()),
                ..MethodDescriptorProto::default()
            }],
            ..ServiceDescriptorProto::default()
        }],
        ..FileDescriptorProto::default()
    };
    FileDescriptorSet { file: vec![file] }.encode_to_vec()
}

pub(crate) async fn server(behaviour: Behaviour, limits: &LimitSettings) -> ServerService {
    let descriptors = descriptors();
    let stack = ServerStack::new("test", &[&descriptors], RULES, limits).unwrap();
    stack
        .assemble(Routes::new(TraceServiceServer::new(behaviour)))
        .await
        .unwrap()
}

pub(crate) fn client(service: &ServerService) -> Client {
    Client::new(Neighbour::in_process(service))
}

/// A server on a socket of its own.
pub(crate) struct Listening {
    pub(crate) address: SocketAddr,
    pub(crate) shutdown: Shutdown,
    pub(crate) ended: JoinHandle<Drained>,
}

impl Listening {
    pub(crate) fn start(service: &ServerService) -> Self {
        Self::start_as(service, &ListenSettings::local(0))
    }

    pub(crate) fn start_as(service: &ServerService, settings: &ListenSettings) -> Self {
        Self::start_secured(service, settings, &Tls::off())
    }

    pub(crate) fn start_secured(
        service: &ServerService,
        settings: &ListenSettings,
        tls: &Tls,
    ) -> Self {
        Self::start_guarded(service, settings, tls, None)
    }

    pub(crate) fn start_guarded(
        service: &ServerService,
        settings: &ListenSettings,
        tls: &Tls,
        access: Option<&Access>,
    ) -> Self {
        let server = Server::bind(settings, tls, access).unwrap();
        let address = server.address();
        let shutdown = Shutdown::new();
        let ended = tokio::spawn(server.serve(service.clone(), shutdown.clone()));
        Self {
            address,
            shutdown,
            ended,
        }
    }

    pub(crate) fn neighbour(&self) -> Neighbour {
        let settings = NeighbourSettings {
            address: format!("http://{}", self.address),
            ..NeighbourSettings::local(0)
        };
        Neighbour::remote("test", &settings, &Tls::off()).unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.neighbour())
    }
}

pub(crate) fn limits(change: impl FnOnce(&mut LimitSettings)) -> LimitSettings {
    let mut limits = LimitSettings::default();
    change(&mut limits);
    limits
}
