//! The reporting service as a process.

use std::process::ExitCode;

use peel_kit::{Access, Exit, Neighbour, Process, ProcessError, Program, Server, Tls};
use peel_proto::repeatable::REPEATABLE;
use peel_reporting::ReportingSettings;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROGRAM: Program = Program {
    name: "peel-reporting",
    about: "Renders figures and reports from comparisons and findings",
    version: env!("CARGO_PKG_VERSION"),
};

fn main() -> ExitCode {
    peel_kit::run(
        PROGRAM,
        async |process: Process, settings: ReportingSettings| {
            let tls = Tls::start(&settings.tls, &process.clock)?;
            let access = Access::start(&settings.access)?;
            let server =
                Server::bind(&settings.listen, &tls, access.as_ref())?.announced_as(PROGRAM.name);
            let neighbour = |name, settings| {
                Neighbour::remote(name, settings, &tls).map(|other| other.repeating(REPEATABLE))
            };
            let data = neighbour("data", &settings.data)?;
            let scoring = neighbour("scoring", &settings.scoring)?;
            let service = peel_reporting::assemble(&settings, data, scoring, process.telemetry)
                .await
                .map_err(|error| ProcessError::from_error(Exit::Software, &error))?;
            server.serve(service, process.shutdown).await;
            Ok(())
        },
    )
}
