//! What every process needs: settings, telemetry, deadlines, limits, health, shutdown.
//!
//! | question | answer |
//! |---|---|
//! | How does a process start and end? | [`run`], [`Exit`], [`Shutdown`] |
//! | Where do its settings come from? | [`settings`] |
//! | Would it start with them? | [`check_configuration`], [`Foundation`] |
//! | How is it reached? | [`Server`] on a socket, by gRPC and from pages by grpc-web, [`Neighbour::in_process`] without one |
//! | How do both sides know each other? | [`Tls`] |
//! | Who calls, and may what? | [`Access`], [`Caller`], [`Role`] |
//! | For whom is something written? | [`Origin`] |
//! | What happens around a handler? | [`ServerStack`] |
//! | How does a handler refuse? | [`Failure`], [`Violations`] |
//! | How does it give a long list? | [`paging`] |
//! | How does a handler call another service? | [`Neighbour`], [`CallContext`] |
//! | What is seen of it? | [`Telemetry`], [`child_span`], [`Health`] |
//!
//! The crate knows nothing of forces, of the contracts in `proto/`, or of any store.

mod access;
mod after_others;
mod browser;
mod call;
mod causes;
mod clock;
mod context;
mod deadline;
mod exit;
mod failure;
mod followed;
mod foundation;
mod health;
mod neighbour;
mod overheard;
pub mod paging;
mod reflection;
mod run;
mod server;
pub mod settings;
mod shutdown;
mod telemetry;
mod tls;

pub use self::{
    access::{Access, AccessError, Caller, Proof, Role, Roles},
    call::{
        CallBody, CallFuture, Origin, Rules, ServerService, ServerStack, StackError, code_name,
    },
    causes::one_line,
    clock::Clock,
    context::CallContext,
    deadline::Deadline,
    exit::{Exit, ProcessError},
    failure::{ERROR_DOMAIN, Failure, FailureKind, Reason, Violations},
    foundation::{Foundation, check_configuration},
    health::Health,
    neighbour::{Neighbour, NeighbourError, NeighbourFuture, Resolver},
    reflection::add_reflection,
    run::{Process, Program, run, run_with},
    server::{BindError, Drained, Server},
    shutdown::{Drain, Shutdown},
    telemetry::{Telemetry, TelemetryError, TelemetryHandle, child_span, is_traced, trace_id},
    tls::{Tls, TlsError},
};
