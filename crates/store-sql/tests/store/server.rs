//! A PostgreSQL server of one's own: in a folder that goes with it, on a socket and no port.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

/// Where distributions keep the server's programs, newest first, beside those on the path.
const FOLDERS: [&str; 6] = [
    "/usr/lib/postgresql/18/bin",
    "/usr/lib/postgresql/17/bin",
    "/usr/lib/postgresql/16/bin",
    "/usr/lib/postgresql/15/bin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
];

/// A running server, stopped when it is dropped or the process ends, however it ends.
pub(crate) struct Server {
    folder: TempDir,
    /// Who runs it: the server refuses to be run by root.
    owner: Option<(u32, u32)>,
    settings: &'static str,
    databases: AtomicU32,
    guard: Option<(Child, ChildStdin)>,
}

/// The one server that tests share, each in databases of its own.
pub(crate) fn shared() -> &'static Server {
    static SHARED: OnceLock<Server> = OnceLock::new();
    // What a crash of the server loses is tested on servers that are crashed.
    SHARED.get_or_init(|| Server::start("-c fsync=off -c max_connections=300"))
}

impl Server {
    pub(crate) fn start(settings: &'static str) -> Self {
        let server = Self::made(settings, &[]);
        server.start_again();
        server
    }

    /// A server that cannot make a file larger than a megabyte until it is started again: as on a
    /// full disk, a page is written in part only.
    pub(crate) fn start_with_little_room() -> Self {
        // Of the log a file of the smallest size fits.
        let server = Self::made("-c fsync=off", &["--wal-segsize=1"]);
        let mut command = server.command("sh");
        command.args(["-c", "ulimit -S -f 2051 && exec \"$@\"", "sh"]);
        command.arg(find("pg_ctl")).args(server.starting());
        server.run(&mut command);
        server
    }

    /// A server that does not run yet.
    fn made(settings: &'static str, layout: &[&str]) -> Self {
        // A short path: a socket's may have no more than 107 bytes.
        let folder = tempfile::Builder::new()
            .prefix("peel-pg")
            .tempdir()
            .unwrap();
        let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        let owner = is_root.then(server_user);
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let mut server = Self {
            folder,
            owner,
            settings,
            databases: AtomicU32::new(0),
            guard: None,
        };
        let data = server.data();
        // Sorts as people do by default, so that an order left to the database is seen.
        server.run(
            server.command("initdb").arg("-D").arg(data).args(
                "-A trust -U postgres -N -E UTF8 --locale=C --locale-provider=icu --icu-locale=en"
                    .split(' '),
            )
            .args(layout),
        );
        server.guard = Some(server.guarded());
        server
    }

    /// Where the server may write.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The address of a database.
    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder.path().display();
        format!("postgres:///{database}?host={folder}&user=postgres")
    }

    /// The address of a new, empty database.
    pub(crate) fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.client(
            "psql",
            &["-qc", &format!("CREATE DATABASE {name}"), "postgres"],
        );
        self.url(&name)
    }

    /// Runs a client's program, such as `pg_dump`, and gives what it wrote.
    pub(crate) fn client(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let mut command = self.command(program);
        command.arg("-h").arg(self.folder.path());
        command.args(["-U", "postgres"]).args(arguments);
        self.run(&mut command).stdout
    }

    /// Starts a server that was stopped.
    pub(crate) fn start_again(&self) {
        self.run(self.command("pg_ctl").args(self.starting()));
    }

    fn starting(&self) -> [OsString; 8] {
        let folder = self.folder.path().display();
        let options = format!("-k {folder} -c listen_addresses= {}", self.settings);
        let log = self.folder.path().join("log");
        [
            "-w".into(),
            "-D".into(),
            self.data().into(),
            "-l".into(),
            log.into(),
            "-o".into(),
            options.into(),
            "start".into(),
        ]
    }

    /// Ends every process of the server at once, as a crash would: nothing is written any more.
    pub(crate) fn crash(&self) {
        let mut command = self.command("pg_ctl");
        command
            .args(["-w", "-m", "immediate", "-D"])
            .arg(self.data());
        self.run(command.arg("stop"));
    }

    /// From now on nobody is let in without a password.
    pub(crate) fn ask_for_passwords(&self) {
        fs::write(
            self.data().join("pg_hba.conf"),
            "local all all scram-sha-256\n",
        )
        .unwrap();
        let mut command = self.command("pg_ctl");
        self.run(command.arg("reload").arg("-D").arg(self.data()));
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(find(program));
        command.stdin(Stdio::null()).current_dir(self.folder.path());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    fn run(&self, command: &mut Command) -> Output {
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{command:?}: {}{}",
            String::from_utf8_lossy(&output.stderr),
            fs::read_to_string(self.folder.path().join("log")).unwrap_or_default(),
        );
        output
    }

    /// A process that waits until this one is gone, and then stops the server.
    fn guarded(&self) -> (Child, ChildStdin) {
        // A signal to the whole group, as Ctrl-C sends it, must not end the guard before its work.
        let stop =
            "trap '' INT TERM HUP; cat; \"$0\" -m immediate -D \"$1/data\" stop; rm -rf \"$1\"";
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(stop)
            .arg(find("pg_ctl"))
            .arg(self.folder.path());
        command.current_dir("/").stdin(Stdio::piped());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        let mut guard = command.spawn().unwrap();
        let alive = guard.stdin.take().unwrap();
        (guard, alive)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((mut guard, alive)) = self.guard.take() {
            drop(alive);
            let _ = guard.wait();
        }
    }
}

/// Where a program is.
fn find(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = FOLDERS.iter().map(PathBuf::from);
    folders
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
        .unwrap_or_else(|| {
            panic!(
                "{program} is missing: install PostgreSQL 15 or newer (Debian: postgresql, Fedora: \
                 postgresql-server, Homebrew: postgresql@15), or run scripts/test, which does"
            )
        })
}

/// Number and group of the user that runs servers where tests are run by root.
fn server_user() -> (u32, u32) {
    let users = fs::read_to_string(Path::new("/etc/passwd")).unwrap();
    let numbers = |name: &str| {
        let user = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = user.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    numbers("postgres")
        .or_else(|| numbers("nobody"))
        .expect("a user \"postgres\" or \"nobody\", because PostgreSQL is not run by root")
}
