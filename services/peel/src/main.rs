//! All three services in one process, and the command line that people use.

mod arguments;
mod collecting;
mod commands;
mod failure;
mod inspecting;
mod numbers;
mod output;
mod progress;
mod services;
mod session;
mod settings;
mod whole;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use clap_complete::Shell;
use peel_data::StoreSettings;
use peel_kit::{Exit, Process, ProcessError, Program, settings::load};

use crate::arguments::{Arguments, Command, Shared};
use crate::output::Output;
use crate::services::Services;
use crate::session::{Done, Session};
use crate::settings::PeelSettings;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROGRAM: Program = Program {
    name: "peel",
    about: "Compares police forces and writes their inspection reports",
    version: env!("CARGO_PKG_VERSION"),
};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and versions are asked for; everything else is a wrong command line.
            let exit = if error.use_stderr() {
                Exit::Usage.into()
            } else {
                ExitCode::SUCCESS
            };
            let _ = error.print();
            return exit;
        }
    };
    let settings = match settings(&arguments) {
        Ok(settings) => settings,
        Err(error) => return ended(&error),
    };
    let serve = arguments.command.as_ref();
    if let Some(Command::Serve { check_config, .. }) = serve
        && *check_config
    {
        return peel_kit::check_configuration(PROGRAM, &settings);
    }
    let telemetry = settings.telemetry.clone();
    peel_kit::run_with(PROGRAM, &telemetry, async |process| {
        Box::pin(perform(&arguments, &settings, process)).await
    })
}

fn settings(arguments: &Arguments) -> Result<PeelSettings, ProcessError> {
    let mut settings: PeelSettings = load(arguments.shared.config.as_deref())?;
    if let Some(store) = &arguments.shared.store {
        settings.store = StoreSettings::file(store.display().to_string());
    }
    let given = [
        (&arguments.shared.tls_ca, &mut settings.tls.authority_file),
        (
            &arguments.shared.tls_certificate,
            &mut settings.tls.certificate_file,
        ),
        (&arguments.shared.tls_key, &mut settings.tls.key_file),
    ];
    for (file, setting) in given {
        if file.is_some() {
            setting.clone_from(file);
        }
    }
    if let Some(Command::Serve { listen, .. }) = &arguments.command {
        settings.listen.address = listen.unwrap_or(settings.listen.address);
    }
    if settings.telemetry.log_filter == PeelSettings::default().telemetry.log_filter {
        let filter = match &arguments.command {
            Some(Command::Serve { .. }) => "info",
            // What a service elsewhere refuses, the command itself tells.
            _ if !arguments.shared.server.is_empty() => "off",
            _ => "warn",
        };
        settings.telemetry.log_filter = filter.to_owned();
    }
    Ok(settings)
}

#[expect(
    clippy::print_stderr,
    reason = "the last word of a process that has no log yet"
)]
fn ended(error: &ProcessError) -> ExitCode {
    eprintln!("{}: {error}", PROGRAM.name);
    error.exit().into()
}

async fn perform(arguments: &Arguments, settings: &PeelSettings, process: Process) -> Done {
    match &arguments.command {
        Some(Command::Serve { .. }) => {
            return Box::pin(commands::serve::serve(settings, process)).await;
        }
        Some(Command::Facts(facts)) => {
            return commands::facts::facts(&facts.action, arguments.shared.quiet);
        }
        Some(Command::Completions { shell }) => {
            return completions(*shell);
        }
        Some(Command::Cancel(_)) => check_that_it_lasts(&arguments.shared, settings)?,
        Some(Command::Collecting(command)) if command.records() => {
            check_that_it_lasts(&arguments.shared, settings)?;
        }
        Some(Command::Inspection { command }) if command.records() => {
            check_that_it_lasts(&arguments.shared, settings)?;
        }
        _ => {}
    }
    let now = process.clock.now().as_second();
    let session = Session {
        now,
        services: Services::reach(&arguments.shared, settings, &process).await?,
        output: Output::new(arguments.shared.json)?,
        shared: &arguments.shared,
    };
    let done = tokio::select! {
        done = Box::pin(ask(&session, arguments)) => done,
        () = process.shutdown.requested() => {
            Err(ProcessError::new(Exit::Unavailable, "stopped before the end, as asked"))
        }
    };
    session.services.close().await;
    done
}

/// What is recorded in a store that ends with the command would be gone at once.
fn check_that_it_lasts(shared: &Shared, settings: &PeelSettings) -> Done {
    if settings.store.lasts() || !shared.server.is_empty() {
        return Ok(());
    }
    let message = "what this records would be gone at the end: name the file to keep it in with \
                   --store FILE, or running services with --server URL";
    Err(ProcessError::new(Exit::Usage, message))
}

fn completions(shell: Shell) -> Done {
    // Not straight to standard output: the generator panics when its reader has gone.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), PROGRAM.name, &mut script);
    Output::new(false)?.line(String::from_utf8_lossy(&script).trim_end())
}

async fn ask(session: &Session<'_>, arguments: &Arguments) -> Done {
    match &arguments.command {
        None => commands::main_job::main_job(session, &arguments.output).await,
        Some(Command::Inspect(asked)) => commands::inspect::inspect(session, asked).await,
        Some(Command::Report(asked)) => commands::report::report(session, asked).await,
        Some(Command::Overview(asked)) => commands::overview::overview(session, asked).await,
        Some(Command::Figure(asked)) => commands::figure::figure(session, asked).await,
        Some(Command::Compare(asked)) => commands::compare::compare(session, asked).await,
        Some(Command::Rank(asked)) => commands::rank::rank(session, asked).await,
        Some(Command::Series(asked)) => commands::series::series(session, asked).await,
        Some(Command::Reconcile { area }) => commands::reconcile::reconcile(session, area).await,
        Some(Command::Forces) => commands::lists::forces(session).await,
        Some(Command::Indicators { question }) => {
            commands::lists::indicators(session, question).await
        }
        Some(Command::Revisions) => commands::lists::revisions(session).await,
        Some(Command::Runs { force }) => commands::runs::runs(session, force).await,
        Some(Command::Run { id }) => commands::runs::run(session, id).await,
        Some(Command::Cancel(asked)) => commands::runs::cancel(session, asked).await,
        Some(Command::Check(asked)) => commands::evidence::check(session, asked).await,
        Some(Command::Enquiries { force }) => commands::evidence::enquiries(session, force).await,
        Some(Command::Propose { force }) => commands::evidence::propose(session, force).await,
        Some(Command::Collecting(command)) => {
            Box::pin(commands::collecting::collect(session, command)).await
        }
        Some(Command::Inspection { command }) => {
            Box::pin(commands::inspection::inspection(session, command)).await
        }
        // Done before any service was reached.
        Some(Command::Serve { .. } | Command::Facts(_) | Command::Completions { .. }) => Ok(()),
    }
}
