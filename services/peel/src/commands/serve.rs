//! `peel serve`

use peel_kit::{Access, Process, Server, Tls};

use crate::session::Done;
use crate::settings::PeelSettings;
use crate::whole::Whole;

pub(crate) async fn serve(settings: &PeelSettings, process: Process) -> Done {
    // Bound before anything is loaded: a port in use is told at once.
    let tls = Tls::start(&settings.tls, &process.clock)?;
    let access = Access::start(&settings.access)?;
    let server = Server::bind(&settings.listen, &tls, access.as_ref())?.announced_as("peel");
    let whole = Whole::start(settings, process.clock, process.telemetry).await?;
    let service = whole.assemble().await?;
    server.serve(service, process.shutdown).await;
    whole.close().await;
    Ok(())
}
