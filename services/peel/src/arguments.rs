//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::collecting::Collecting;
use crate::inspecting::Inspecting;

/// Compares police forces and writes their inspection reports, with every number traced.
///
/// Without a command, peel does its main job: it loads the published statistics that come with
/// it, runs every inspection recorded in the newest edition, and writes each report.
#[derive(Debug, Parser)]
#[command(name = "peel", version, max_term_width = 100, after_help = AFTER)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Where the main job writes reports.
    #[arg(short, long, value_name = "FOLDER", default_value = "reports")]
    pub(crate) output: PathBuf,
}

const AFTER: &str = "\
Examples:
  peel                                            the main job
  peel compare west-midlands recorded-crime-rate  one force on one indicator
  peel rank recorded-crime-rate --json            every force, for a program
  peel series west-midlands recorded-crime-rate   how the force has been doing
  peel check west-midlands                        what in its inspection contradicts what
  peel --store peel.db template west-midlands     a force's return, to be filled in
  peel report west-midlands --format html,xlsx    a report, and its tables for a spreadsheet
  peel overview --format html,json                all forces at a glance
  peel figure 3 west-midlands --format svg        one figure as a drawing
  peel serve                                      the services, for gRPC clients
  peel --server http://127.0.0.1:7700 reconcile   the same commands against running services

Exit codes: 0 done; 64 wrong command line or name; 65 wrong data; 66 data cannot be read;
69 a service or port is not to be had; 70 a fault of peel; 73 a file cannot be created;
74 reading or writing failed; 78 wrong configuration.";

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// Ask running services instead of starting them here: an address for all of them, or one
    /// each as data=URL, scoring=URL, reporting=URL.
    #[arg(long, global = true, value_name = "[NAME=]URL")]
    pub(crate) server: Vec<String>,
    /// Keep what is recorded in this file. Without it everything is loaded anew from the facts
    /// that come with peel, and gone at the end.
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "server")]
    pub(crate) store: Option<PathBuf>,
    /// Settings as TOML; variables such as PEEL__TELEMETRY__OTLP_ENDPOINT win over it.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The authorities that may vouch for services at https addresses; those that this system
    /// trusts unless given.
    #[arg(long, global = true, value_name = "FILE", help_heading = "TLS")]
    pub(crate) tls_ca: Option<PathBuf>,
    /// The certificate to show to services, or to who calls `peel serve`.
    #[arg(long, global = true, value_name = "FILE", help_heading = "TLS")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The private key of that certificate.
    #[arg(long, global = true, value_name = "FILE", help_heading = "TLS")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A file with a token (JWT) that says who asks, for services that want to know.
    #[arg(long, global = true, value_name = "FILE", help_heading = "TLS")]
    pub(crate) token_file: Option<PathBuf>,
    /// The edition; the newest unless given.
    #[arg(
        long,
        global = true,
        value_name = "EDITION",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) edition: String,
    /// Read as at this revision; the newest unless given.
    #[arg(
        long,
        global = true,
        value_name = "REVISION",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub(crate) as_of: u64,
    /// Print the answer as JSON, as gRPC clients see it, one object a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print no progress.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a force's inspection and write its report, or run every force at once.
    Inspect(Inspect),
    /// Hold a force's inspection against itself and the figures. Errors end with code 65.
    Check(Check),
    /// List what the figures ask inspectors to look at, with the data behind it.
    Enquiries {
        /// The force, such as west-midlands.
        force: String,
    },
    /// Propose grades from the recorded findings by the edition's rule, beside those given.
    Propose {
        /// The force, such as west-midlands.
        force: String,
    },
    /// Write a force's report, or every force's, without recording a run.
    Report(Report),
    /// Write the overview of the edition: grades, maps and ranks of all forces, themes, gaps in
    /// the data, and what changed since the edition before.
    Overview(Overview),
    /// Write one figure of a force's report.
    Figure(Figure),
    /// Compare one force on one indicator.
    Compare(Compare),
    /// Rank every force on one indicator.
    Rank(Rank),
    /// Show how one force has been doing on one indicator: trend, changes, changes of level.
    Series(ForceQuestion),
    /// Hold the printed figures of the published report against the computed ones.
    Reconcile {
        /// Only this force, or england-and-wales.
        #[arg(default_value = "", hide_default_value = true)]
        area: String,
    },
    /// List the forces.
    Forces,
    /// List the indicators of the edition.
    Indicators {
        /// Only those of this question.
        #[arg(long, default_value = "", hide_default_value = true)]
        question: String,
    },
    /// List the revisions: what was recorded, when and from what.
    Revisions,
    /// List the runs that were recorded.
    Runs {
        /// Only of this force.
        #[arg(default_value = "", hide_default_value = true)]
        force: String,
    },
    /// Show a run: what it compared, where it found it, what the checks raised.
    Run {
        /// The run, as `peel runs` lists it.
        id: String,
    },
    /// Stop a run; one that has ended stays as it ended.
    Cancel(Cancel),
    /// Work on inspections: open, assess, find, answer, judge, and take them to publication.
    Inspection {
        #[command(subcommand)]
        command: Inspecting,
    },
    #[command(flatten)]
    Collecting(Collecting),
    /// Serve all three services at one address until stopped.
    Serve {
        /// Address and port; port 0 takes any that is free. Default: 127.0.0.1:7700.
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<std::net::SocketAddr>,
        /// Check the settings and the files that they name, show them, and end.
        #[arg(long)]
        check_config: bool,
    },
    /// Make the facts that come with an edition from official files, or check them.
    Facts(Facts),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The force, such as west-midlands.
    #[arg(required_unless_present = "all")]
    pub(crate) force: Option<String>,
    /// Run every force of the edition on one revision, side by side; no report is written.
    #[arg(long, conflicts_with_all = ["force", "output", "format"])]
    pub(crate) all: bool,
    /// Where to write the report.
    #[arg(short, long, value_name = "FOLDER", default_value = "reports")]
    pub(crate) output: PathBuf,
    /// What to write.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Format::Html])]
    pub(crate) format: Vec<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The force, such as west-midlands.
    #[arg(required_unless_present = "rules")]
    pub(crate) force: Option<String>,
    /// List the checks that inspections are held against, with their rules, instead.
    #[arg(long, conflicts_with = "force")]
    pub(crate) rules: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Cancel {
    /// The run, or the whole of a national one: 32 hexadecimal digits.
    pub(crate) id: String,
    /// Its force, so that it is stopped in whichever process it is under way, or recorded as
    /// cancelled before it begins.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) force: String,
}

/// What a report is written as unless something else is asked for.
const USUAL: [Format; 2] = [Format::Html, Format::Xlsx];

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The force, such as west-midlands.
    #[arg(required_unless_present = "all")]
    pub(crate) force: Option<String>,
    /// The reports of all forces.
    #[arg(long, conflicts_with = "force")]
    pub(crate) all: bool,
    /// Where to write.
    #[arg(short, long, value_name = "FOLDER", default_value = "reports")]
    pub(crate) output: PathBuf,
    /// What to write.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = USUAL)]
    pub(crate) format: Vec<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct Overview {
    /// Where to write.
    #[arg(short, long, value_name = "FOLDER", default_value = "reports")]
    pub(crate) output: PathBuf,
    /// What to write.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = USUAL)]
    pub(crate) format: Vec<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Format {
    /// One self-contained page.
    Html,
    /// Pages to print, to keep and to be read aloud; where built with it.
    Pdf,
    /// Its words and tables as an Excel workbook.
    Xlsx,
    /// Every number with its origin.
    Csv,
    /// Every word and number, for programs.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Figure {
    /// The figure's number or identifier, such as 3 or figure-3.
    pub(crate) figure: String,
    /// The force, such as west-midlands.
    pub(crate) force: String,
    /// What to write.
    #[arg(long, value_enum, default_value_t = FigureFormat::Svg)]
    pub(crate) format: FigureFormat,
    /// The file; FORCE-figure-N with the format's ending unless given.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FigureFormat {
    /// A drawing that stays sharp at any size.
    Svg,
    /// A picture of dots; where built with it.
    Png,
    /// Its numbers.
    Csv,
    /// Its words and numbers, for programs.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    #[command(flatten)]
    pub(crate) question: Question,
    /// Show the whole working, too: formulas, what was read, and every number unrounded.
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ForceQuestion {
    /// The force, such as west-midlands.
    pub(crate) force: String,
    #[command(flatten)]
    pub(crate) question: Question,
}

#[derive(Debug, Args)]
pub(crate) struct Rank {
    #[command(flatten)]
    pub(crate) question: Question,
}

#[derive(Debug, Args)]
pub(crate) struct Question {
    /// The indicator, such as recorded-crime-rate.
    pub(crate) indicator: String,
    /// The period, such as 12m-to-2016-06; the indicator's own unless given.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) period: String,
    /// Compare with this group of forces instead of England and Wales: one that the edition
    /// names, or a region, such as region-north-west.
    #[arg(
        long,
        visible_alias = "peers",
        value_name = "GROUP",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) comparator: String,
}

#[derive(Debug, Args)]
pub(crate) struct Facts {
    #[command(subcommand)]
    pub(crate) action: FactsAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FactsAction {
    /// Make them, and write them into the edition's folder.
    Make(FactsFolders),
    /// Make them and compare them with those in the edition's folder, byte by byte.
    Check(FactsFolders),
}

#[derive(Debug, Args)]
pub(crate) struct FactsFolders {
    /// The folder with the official files, as the edition's recipes name them.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) raw: PathBuf,
    /// The edition's folder.
    #[arg(value_name = "EDITION_FOLDER")]
    pub(crate) folder: PathBuf,
}
