//! The data service as a process of its own.

use std::process::ExitCode;

use peel_data::{DataService, DataSettings, Migrations};
use peel_kit::{Access, Process, Program, Server, Tls};

const PROGRAM: Program = Program {
    name: "peel-data",
    about: "Keeps what forces returned and what inspectors found, as at every revision",
    version: env!("CARGO_PKG_VERSION"),
};

fn main() -> ExitCode {
    peel_kit::run(PROGRAM, async |process: Process, settings: DataSettings| {
        if settings.store.migrations == Migrations::Only {
            DataService::open(&settings, process.clock)
                .await?
                .close()
                .await;
            return Ok(());
        }
        let tls = Tls::start(&settings.tls, &process.clock)?;
        let access = Access::start(&settings.access)?;
        let server =
            Server::bind(&settings.listen, &tls, access.as_ref())?.announced_as(PROGRAM.name);
        let data = DataService::open(&settings, process.clock).await?;
        let service = data.assemble(&settings.limits, process.telemetry).await?;
        server.serve(service, process.shutdown).await;
        data.close().await;
        Ok(())
    })
}
