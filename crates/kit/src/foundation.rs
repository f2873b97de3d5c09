//! Whether a process could start, found out without starting it.

use std::process::ExitCode;

use tokio::runtime;

use crate::{
    Access, Clock, Exit, Neighbour, ProcessError, Program, Server, Telemetry, Tls,
    run::ended,
    settings::{
        self, AccessSettings, ListenSettings, NeighbourSettings, ProcessSettings,
        TelemetrySettings, TlsSettings,
    },
};

/// The sections that every process has, as far as they have to hold together.
#[derive(Clone, Copy, Debug)]
pub struct Foundation<'settings> {
    /// Where it listens.
    pub listen: &'settings ListenSettings,
    /// Who it is, and whom it trusts.
    pub tls: &'settings TlsSettings,
    /// Who its callers are.
    pub access: &'settings AccessSettings,
    /// What it says about itself.
    pub telemetry: &'settings TelemetrySettings,
    /// The neighbours that it calls, by name.
    pub neighbours: &'settings [(&'static str, &'settings NeighbourSettings)],
}

impl Foundation<'_> {
    /// Reads every file that the sections name as a start would, and holds them against each other.
    /// Nothing listens, and nobody is called. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// The first thing that would keep a process from starting.
    pub fn check(&self, clock: &Clock) -> Result<(), ProcessError> {
        Telemetry::check(self.telemetry)?;
        let tls = Tls::start(self.tls, clock)?;
        let access = Access::start(self.access)?;
        Server::permitted(self.listen, &tls, access.as_ref())?;
        for (name, neighbour) in self.neighbours {
            Neighbour::remote(name, neighbour, &tls)?;
        }
        Ok(())
    }
}

/// Checks `settings`, says on standard output what is in force, without secrets, and ends: with 0,
/// or with one line on what is wrong. See [`Exit`].
pub fn check_configuration<S: ProcessSettings>(program: Program, settings: &S) -> ExitCode {
    ended(program, checked(program, settings))
}

#[expect(clippy::print_stdout, reason = "what was asked for")]
fn checked<S: ProcessSettings>(program: Program, settings: &S) -> Result<(), ProcessError> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| ProcessError::from_error(Exit::System, &error))?;
    let clock = Clock::system();
    runtime.block_on(async { settings.check(&clock) })?;
    let shown = settings::without_secrets(settings)
        .map_err(|error| ProcessError::new(Exit::Software, error))?;
    println!("# {} would start with this:\n{shown}", program.name);
    Ok(())
}
