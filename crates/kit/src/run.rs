//! The start and the end that all processes share.

use std::{path::PathBuf, process::ExitCode};

use clap::{Arg, ArgAction, ArgMatches, Command, error::ErrorKind, value_parser};

use crate::{
    Clock, Exit, ProcessError, Shutdown, Telemetry, TelemetryHandle, check_configuration,
    settings::{self, ProcessSettings, TelemetrySettings},
};

/// Asks for a check of the settings instead of a start.
const CHECK_CONFIG: &str = "check-config";

/// Who a process is, for its help and its telemetry.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name, such as `peel-data`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// Its version: `env!("CARGO_PKG_VERSION")`.
    pub version: &'static str,
}

/// What a process gets from [`run`] and hands to what it starts.
#[derive(Clone, Debug)]
pub struct Process {
    /// The one clock.
    pub clock: Clock,
    /// Told by signals when to stop.
    pub shutdown: Shutdown,
    /// For [`ServerStack::telemetry`](crate::ServerStack::telemetry).
    pub telemetry: TelemetryHandle,
}

/// Runs a service: reads `--config FILE`, loads the settings, starts telemetry, listens to signals,
/// calls `work`, flushes telemetry, and turns the outcome into an exit code. See [`Exit`]. With
/// `--check-config` it does [`check_configuration`] instead.
///
/// ```no_run
/// # use peel_kit::settings::*;
/// # #[derive(Default, serde::Serialize, serde::Deserialize)]
/// # struct DataSettings { telemetry: TelemetrySettings }
/// # impl ProcessSettings for DataSettings {
/// #     fn telemetry(&self) -> &TelemetrySettings { &self.telemetry }
/// #     fn check(&self, _: &peel_kit::Clock) -> Result<(), peel_kit::ProcessError> { Ok(()) }
/// # }
/// # async fn assemble(settings: DataSettings) -> Result<peel_kit::ServerService, peel_kit::ProcessError> { todo!() }
/// use std::process::ExitCode;
/// use peel_kit::{Process, Program, Server, Tls};
///
/// const PROGRAM: Program = Program {
///     name: "peel-data",
///     about: "Keeps what forces returned and what inspectors found",
///     version: env!("CARGO_PKG_VERSION"),
/// };
///
/// fn main() -> ExitCode {
///     peel_kit::run(PROGRAM, async |process: Process, settings: DataSettings| {
///         let server = Server::bind(&ListenSettings::local(7701), &Tls::off(), None)?.announced_as(PROGRAM.name);
///         let service = assemble(settings).await?;
///         server.serve(service, process.shutdown).await;
///         Ok(())
///     })
/// }
/// ```
pub fn run<S, W>(program: Program, work: W) -> ExitCode
where
    S: ProcessSettings,
    W: AsyncFnOnce(Process, S) -> Result<(), ProcessError>,
{
    let arguments = match command(program).try_get_matches() {
        Ok(arguments) => arguments,
        Err(error) => return misused(program, &error),
    };
    let settings = match settings::load::<S>(config_file(&arguments).as_deref()) {
        Ok(settings) => settings,
        Err(error) => return ended(program, Err(error.into())),
    };
    if arguments.get_flag(CHECK_CONFIG) {
        return check_configuration(program, &settings);
    }
    let telemetry = settings.telemetry().clone();
    run_with(program, &telemetry, async |process| {
        work(process, settings).await
    })
}

/// Runs `work` as [`run`] does, for a program that reads its command line and settings itself.
pub fn run_with<W>(program: Program, telemetry: &TelemetrySettings, work: W) -> ExitCode
where
    W: AsyncFnOnce(Process) -> Result<(), ProcessError>,
{
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return ended(program, Err(ProcessError::from_error(Exit::System, &error))),
    };
    let outcome = runtime.block_on(Box::pin(lifetime(program, telemetry, work)));
    // Not a wait for threads that nobody can stop, such as a flush whose collector is gone.
    runtime.shutdown_background();
    ended(program, outcome)
}

async fn lifetime<W>(
    program: Program,
    settings: &TelemetrySettings,
    work: W,
) -> Result<(), ProcessError>
where
    W: AsyncFnOnce(Process) -> Result<(), ProcessError>,
{
    let telemetry = Telemetry::start(program.name, &instance(), settings)?;
    let shutdown =
        Shutdown::on_signals().map_err(|error| ProcessError::from_error(Exit::System, &error))?;
    let process = Process {
        clock: Clock::system(),
        shutdown,
        telemetry: telemetry.handle(),
    };
    let outcome = work(process).await;
    telemetry.shutdown().await;
    outcome
}

/// Tells replicas apart: the host, which is the pod in Kubernetes, and the process.
fn instance() -> String {
    let host = std::env::var("HOSTNAME").unwrap_or_else(|_| "localhost".to_owned());
    format!("{host}-{}", std::process::id())
}

fn command(program: Program) -> Command {
    Command::new(program.name)
        .about(program.about)
        .version(program.version)
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Settings as TOML; without it the defaults hold"),
        )
        .arg(
            Arg::new(CHECK_CONFIG)
                .long(CHECK_CONFIG)
                .action(ArgAction::SetTrue)
                .help("Check the settings and the files that they name, show them, and end"),
        )
        .after_help(
            "Every key of the file can also be set by a variable, which wins: \
             PEEL__LIMITS__DRAIN_MS=5000 for drain_ms in [limits].",
        )
}

fn config_file(arguments: &ArgMatches) -> Option<PathBuf> {
    arguments.get_one("config").cloned()
}

fn misused(program: Program, error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // A reader that has gone, such as `head`, does not make help a failure.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    let line = text
        .lines()
        .next()
        .unwrap_or_default()
        .trim_start_matches("error: ")
        .to_owned();
    ended(
        program,
        Err(ProcessError::new(
            Exit::Usage,
            format!("{line}; see --help"),
        )),
    )
}

#[expect(
    clippy::print_stderr,
    reason = "the last word of a process that may have no log yet"
)]
pub(crate) fn ended(program: Program, outcome: Result<(), ProcessError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", program.name);
            error.exit().into()
        }
    }
}
