//! Programs as an operator starts them: with variables, in a folder of their own, and never
//! longer than the test.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use peel_kit::settings::{NeighbourSettings, TlsSettings};
use peel_kit::{Clock, Neighbour, Tls};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use tonic::transport::{Channel, Endpoint};

use super::PATIENCE;
use super::collector::Collector;

/// A program that serves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Program {
    /// Its file, which is also what it calls itself.
    pub(crate) name: &'static str,
    arguments: &'static [&'static str],
    /// The services it serves, sorted; health and reflection go without saying.
    pub(crate) services: &'static [&'static str],
}

pub(crate) const DATA: Program = Program {
    name: "peel-data",
    arguments: &[],
    services: &[
        "peel.data.v1.AuditService",
        "peel.data.v1.CollectionService",
        "peel.data.v1.DecisionService",
        "peel.data.v1.InspectionService",
        "peel.data.v1.InspectionWorkService",
        "peel.data.v1.ObservationService",
        "peel.data.v1.QueryService",
        "peel.data.v1.ReferenceService",
        "peel.data.v1.ReturnService",
        "peel.data.v1.RevisionService",
    ],
};

pub(crate) const SCORING: Program = Program {
    name: "peel-scoring",
    arguments: &[],
    services: &[
        "peel.scoring.v1.ComparisonService",
        "peel.scoring.v1.EvidenceService",
        "peel.scoring.v1.InspectionRunService",
        "peel.scoring.v1.SeriesService",
    ],
};

pub(crate) const REPORTING: Program = Program {
    name: "peel-reporting",
    arguments: &[],
    services: &["peel.reporting.v1.ReportService"],
};

pub(crate) const WHOLE: Program = Program {
    name: "peel",
    arguments: &["serve"],
    services: &[
        "peel.data.v1.AuditService",
        "peel.data.v1.CollectionService",
        "peel.data.v1.DecisionService",
        "peel.data.v1.InspectionService",
        "peel.data.v1.InspectionWorkService",
        "peel.data.v1.ObservationService",
        "peel.data.v1.QueryService",
        "peel.data.v1.ReferenceService",
        "peel.data.v1.ReturnService",
        "peel.data.v1.RevisionService",
        "peel.reporting.v1.ReportService",
        "peel.scoring.v1.ComparisonService",
        "peel.scoring.v1.EvidenceService",
        "peel.scoring.v1.InspectionRunService",
        "peel.scoring.v1.SeriesService",
    ],
};

impl Program {
    /// The program on a free port, with its store in memory, unless told otherwise.
    pub(crate) fn launch(self) -> Launch {
        let launch = Launch::new(&built(self.name))
            .arguments(self.arguments)
            .with("listen.address", "127.0.0.1:0");
        if self.services.contains(&"peel.data.v1.ReferenceService") {
            launch.with("store.path", ":memory:")
        } else {
            launch
        }
    }

    pub(crate) async fn start(self) -> Running {
        self.launch().start(self).await
    }
}

/// The command line that people use.
pub(crate) fn peel<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Launch {
    Launch::new(&built("peel")).arguments(arguments)
}

/// A program beside these tests: in the folder of the same profile.
fn built(name: &str) -> PathBuf {
    let tests = std::env::current_exe().expect("the path of this test");
    let profile = tests
        .parent()
        .and_then(Path::parent)
        .expect("a test runs from target/<profile>/deps");
    let program = profile.join(name);
    assert!(
        program.is_file(),
        "{} is missing; build the programs first: cargo build --workspace --bins",
        program.display()
    );
    program
}

/// A program about to be started.
pub(crate) struct Launch {
    command: Command,
    /// Its working directory, unless it is told another.
    folder: TempDir,
}

impl Launch {
    pub(crate) fn new(program: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder to work in");
        let mut command = Command::new(program);
        command
            .current_dir(folder.path())
            .env_remove("COLUMNS")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        // What is set where the tests run is meant for something else.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PEEL__") {
                command.env_remove(name);
            }
        }
        Self { command, folder }
    }

    pub(crate) fn arguments<A: AsRef<OsStr>>(
        mut self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets `section.key` as an operator does, by its variable.
    pub(crate) fn with(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        let name = format!("PEEL__{}", key.to_uppercase().replace('.', "__"));
        self.command.env(name, value);
        self
    }

    /// Sets a variable of the system.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Has telemetry sent to `collector` as soon as there is any.
    pub(crate) fn observed_by(mut self, collector: &Collector) -> Self {
        self.command
            .env("OTEL_METRIC_EXPORT_INTERVAL", "100")
            .env("OTEL_BLRP_SCHEDULE_DELAY", "100");
        self.with("telemetry.otlp_endpoint", collector.url())
    }

    /// Works in `folder` instead of one of its own.
    pub(crate) fn inside(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Starts what serves, and waits until it says where.
    pub(crate) async fn start(mut self, program: Program) -> Running {
        let log = self.folder.path().join("stderr");
        let stderr = File::create(&log).expect("a file for what it logs");
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap_or_else(|cause| panic!("{} does not start: {cause}", program.name));
        let stdout = child.stdout.take().expect("its standard output");
        let mut lines = BufReader::new(stdout).lines();
        let Ok(Ok(Some(line))) = timeout(PATIENCE, lines.next_line()).await else {
            panic!(
                "{} did not say where it listens; it said:\n{}",
                program.name,
                fs::read_to_string(&log).unwrap_or_default()
            );
        };
        let url = line
            .strip_prefix(program.name)
            .and_then(|rest| rest.strip_prefix(" listening on "))
            .unwrap_or_else(|| panic!("{} said: {line}", program.name));
        let address = url
            .split_once("://")
            .and_then(|(_, place)| place.parse().ok());
        let address = address.unwrap_or_else(|| panic!("{} said: {line}", program.name));
        let url = url.to_owned();
        Running {
            child,
            address,
            url,
            folder: self.folder,
        }
    }

    /// Runs to the end.
    pub(crate) async fn finish(self) -> Finished {
        self.finish_within(PATIENCE).await
    }

    /// Runs to the end, which takes no longer than this.
    pub(crate) async fn finish_within(mut self, patience: Duration) -> Finished {
        let output = timeout(patience, self.command.output())
            .await
            .unwrap_or_else(|_| panic!("no end within {patience:?}: {:?}", self.command))
            .unwrap_or_else(|cause| panic!("{:?} does not start: {cause}", self.command));
        Finished {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("text on standard output"),
            stderr: String::from_utf8(output.stderr).expect("text on standard error"),
        }
    }

    /// Starts it with its standard output to be read, or not, by the test.
    pub(crate) fn spawn(mut self) -> (Child, TempDir) {
        let log = File::create(self.folder.path().join("stderr")).expect("a file for its errors");
        let child = self.command.stdout(Stdio::piped()).stderr(log).spawn();
        (child.expect("it starts"), self.folder)
    }

    /// Starts it with all that it says to be read by the test.
    pub(crate) fn spawn_heard(mut self) -> (Child, TempDir) {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        (self.command.spawn().expect("it starts"), self.folder)
    }
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Its exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Finished {
    /// What it printed, if all went well.
    #[track_caller]
    pub(crate) fn printed(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self.stdout
    }

    /// The one line it ended with, if it ended with `code` and printed nothing else.
    #[track_caller]
    pub(crate) fn refused(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        let last = self.stderr.lines().next_back();
        last.unwrap_or_else(|| panic!("it said nothing: {self:?}"))
    }
}

/// A program that serves, until dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    address: SocketAddr,
    url: String,
    folder: TempDir,
}

impl Running {
    pub(crate) fn socket_address(&self) -> SocketAddr {
        self.address
    }

    /// As a client is told it: `http://127.0.0.1:7701`.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// As a service of the house reaches it, in plaintext or as `tls` says.
    pub(crate) fn neighbour(&self, tls: Option<&Tls>) -> Neighbour {
        let settings = NeighbourSettings {
            address: self.url(),
            ..NeighbourSettings::local(0)
        };
        let none = TlsSettings::default();
        let plain = Tls::start(&none, &Clock::system()).expect("nothing to be wrong");
        Neighbour::remote("replica", &settings, tls.unwrap_or(&plain)).expect("an address")
    }

    pub(crate) async fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(self.url()).expect("a URL");
        endpoint.connect().await.expect("a connection")
    }

    /// The memory that it takes now, in bytes.
    pub(crate) async fn resident_memory(&self) -> u64 {
        let id = self.child.id().expect("it still runs").to_string();
        let told = Command::new("ps").args(["-o", "rss=", "-p", &id]).output();
        let told = String::from_utf8(told.await.expect("ps runs").stdout).expect("a number");
        let kibibytes: u64 = told.trim().parse().expect("a number of KiB");
        kibibytes * 1024
    }

    /// Ends it at once, wherever it is: nothing more is written or answered.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.expect("it can be killed");
    }

    /// Sends it a signal: `STOP` freezes it, `CONT` lets it go on.
    pub(crate) async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it still runs").to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.await.expect("the kill command runs").success());
    }

    /// Asks it to stop, as Kubernetes does, and gives its exit code.
    pub(crate) async fn terminate(mut self) -> Option<i32> {
        self.signal("TERM").await;
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let ended = ended.unwrap_or_else(|_| panic!("no end within {PATIENCE:?}: {}", self.log()));
        ended.expect("its end").code()
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("stderr")).unwrap_or_default()
    }
}
