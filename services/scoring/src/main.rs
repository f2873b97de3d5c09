//! The scoring service as a process.

use std::process::ExitCode;

use peel_kit::{Access, Exit, Neighbour, Process, ProcessError, Program, Server, Tls};
use peel_proto::repeatable::REPEATABLE;
use peel_scoring::ScoringSettings;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROGRAM: Program = Program {
    name: "peel-scoring",
    about: "Compares forces, and says how far a comparison may be relied on",
    version: env!("CARGO_PKG_VERSION"),
};

fn main() -> ExitCode {
    peel_kit::run(
        PROGRAM,
        async |process: Process, settings: ScoringSettings| {
            let tls = Tls::start(&settings.tls, &process.clock)?;
            let access = Access::start(&settings.access)?;
            let server =
                Server::bind(&settings.listen, &tls, access.as_ref())?.announced_as(PROGRAM.name);
            let wrong = |error: &(dyn std::error::Error + 'static)| {
                ProcessError::from_error(Exit::Config, error)
            };
            let data = Neighbour::remote("data", &settings.data, &tls)?.repeating(REPEATABLE);
            let (service, served) =
                peel_scoring::assemble(&settings, data, process.clock, process.telemetry)
                    .await
                    .map_err(|error| wrong(&error))?;
            server.serve(served, process.shutdown).await;
            service.stopped().await;
            Ok(())
        },
    )
}
