//! The released programs, started as an operator starts them.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::Outcome;

/// Longest wait for a program to listen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The core of a server that is measured; the load comes from the other.
pub(crate) const SERVER_CORE: usize = 0;
pub(crate) const LOAD_CORE: usize = 1;

/// A program beside this one: in the folder of the same profile.
pub(crate) fn built(name: &str) -> Outcome<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().and_then(Path::parent);
    let program = folder.ok_or("this program is in no folder")?.join(name);
    if !program.is_file() {
        let program = program.display();
        return Err(format!("{program} is missing; run scripts/bench, which builds it").into());
    }
    Ok(program)
}

/// A program in a working directory, without what is set where this runs. Pinned, it has one core
/// and one worker.
pub(crate) fn command(program: &Path, pinned: bool, folder: &Path) -> Command {
    let mut command = if pinned {
        let mut command = Command::new("taskset");
        command.args(["-c", &SERVER_CORE.to_string()]).arg(program);
        command.env("TOKIO_WORKER_THREADS", "1");
        command
    } else {
        Command::new(program)
    };
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PEEL__") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

/// A server, until dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens: `127.0.0.1:7701`.
    pub(crate) address: String,
    /// From its start to its own word that it serves.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Starts `command` and waits until it says where it listens.
    pub(crate) async fn start(mut command: Command) -> Outcome<Self> {
        let begun = Instant::now();
        let mut child = command.spawn()?;
        let output = child.stdout.take().ok_or("it has no standard output")?;
        let mut lines = BufReader::new(output).lines();
        let line = tokio::time::timeout(PATIENCE, lines.next_line()).await;
        let ready_after = begun.elapsed();
        let line = line??.ok_or_else(|| format!("{command:?} ended without listening"))?;
        let address = line.split_once("http://").ok_or("it did not say where")?;
        Ok(Self {
            child,
            address: address.1.to_owned(),
            ready_after,
        })
    }

    pub(crate) fn id(&self) -> Outcome<u32> {
        Ok(self.child.id().ok_or("it has ended")?)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) async fn channel(&self) -> Outcome<Channel> {
        Ok(Endpoint::from_shared(self.url())?.connect().await?)
    }

    /// Whether it says `SERVING`, so that its word that it listens can be believed.
    pub(crate) async fn serves(&self) -> Outcome<()> {
        let request = HealthCheckRequest::default();
        let answer = HealthClient::new(self.channel().await?)
            .check(request)
            .await?;
        match answer.into_inner().status() {
            ServingStatus::Serving => Ok(()),
            other => Err(format!("it says {other:?}, not SERVING").into()),
        }
    }
}

/// How much of what it computes a scoring process keeps in its own memory.
#[derive(Clone, Copy)]
pub(crate) enum Memory {
    /// As much as it does unless told otherwise.
    Usual,
    /// Nothing: every answer comes from Redis.
    None,
}

/// A store in a file with everything recorded in it.
pub(crate) struct Store {
    folder: TempDir,
}

impl Store {
    pub(crate) async fn loaded() -> Outcome<Self> {
        let store = Self {
            folder: tempfile::tempdir()?,
        };
        store.data().await?.serves().await?;
        Ok(store)
    }

    /// A folder to work in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Data on this store.
    pub(crate) async fn data(&self) -> Outcome<Server> {
        let mut command = command(&built("peel-data")?, false, self.folder());
        command
            .env("PEEL__LISTEN__ADDRESS", "127.0.0.1:0")
            .env("PEEL__STORE__PATH", self.folder().join("peel.db"));
        Server::start(command).await
    }

    /// Scoring with an empty cache beside `data`.
    pub(crate) async fn scoring(&self, data: &Server, pinned: bool) -> Outcome<Server> {
        self.scoring_with(data, pinned, &[]).await
    }

    /// The same with Redis between it and other replicas.
    pub(crate) async fn scoring_over(
        &self,
        data: &Server,
        redis: &str,
        memory: Memory,
        pinned: bool,
    ) -> Outcome<Server> {
        let redis = ("PEEL__REDIS__URL", redis);
        match memory {
            Memory::Usual => self.scoring_with(data, pinned, &[redis]).await,
            Memory::None => {
                let none = ("PEEL__CACHE__MAX_BYTES", "1");
                self.scoring_with(data, pinned, &[redis, none]).await
            }
        }
    }

    /// The same with what it says about itself going to a collector.
    pub(crate) async fn scoring_told_to(
        &self,
        data: &Server,
        collector: &str,
        pinned: bool,
    ) -> Outcome<Server> {
        let told = ("PEEL__TELEMETRY__OTLP_ENDPOINT", collector);
        self.scoring_with(data, pinned, &[told]).await
    }

    async fn scoring_with(
        &self,
        data: &Server,
        pinned: bool,
        settings: &[(&str, &str)],
    ) -> Outcome<Server> {
        let mut command = command(&built("peel-scoring")?, pinned, self.folder());
        command
            .env("PEEL__LISTEN__ADDRESS", "127.0.0.1:0")
            .env("PEEL__DATA__ADDRESS", data.url())
            .envs(settings.iter().copied());
        Server::start(command).await
    }

    /// Reporting beside both.
    pub(crate) async fn reporting(&self, data: &Server, scoring: &Server) -> Outcome<Server> {
        let mut command = command(&built("peel-reporting")?, false, self.folder());
        command
            .env("PEEL__LISTEN__ADDRESS", "127.0.0.1:0")
            .env("PEEL__DATA__ADDRESS", data.url())
            .env("PEEL__SCORING__ADDRESS", scoring.url());
        Server::start(command).await
    }
}
