//! The reporting service as a process.

use std::process::ExitCode;

use peel_kit::settings::NeighbourSettings;
use peel_kit::{Exit, Neighbour, Process, ProcessError, Program, Server};
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
            let server = Server::bind(&settings.listen)?.announced_as(PROGRAM.name);
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

fn neighbour(name: &'static str, settings: &NeighbourSettings) -> Result<Neighbour, ProcessError> {
    Neighbour::remote(name, settings)
        .map_err(|error| ProcessError::from_error(Exit::Config, &error))
}
