//! A real Redis server of the test's own: on a port it chose itself, gone when dropped.
//!
//! Depends on `std` and `tempfile` only, so that other crates' tests can include it by path.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest wait for a server to answer. A server takes some 20 ms on an idle machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Ports tried before giving up: another process may take a free port before the server does.
const PORTS_TRIED: usize = 5;

pub(crate) struct RedisServer {
    port: u16,
    directory: TempDir,
    arguments: Vec<String>,
    process: Child,
}

impl RedisServer {
    /// Starts a server without persistence and waits until it answers.
    pub(crate) fn start() -> Self {
        Self::start_with(|_| Vec::new())
    }

    /// Starts a server with further arguments, which may name files in its directory. They are made
    /// anew for every port that is tried.
    pub(crate) fn start_with(arguments: impl Fn(&Path) -> Vec<String>) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory for redis-server");
        for _ in 0..PORTS_TRIED {
            let port = free_port();
            let arguments = arguments(directory.path());
            if let Some(process) = launch(port, &directory, &arguments) {
                return Self {
                    port,
                    directory,
                    arguments,
                    process,
                };
            }
        }
        panic!(
            "redis-server found no port of its own in {PORTS_TRIED}: {}",
            log(&directory)
        );
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Host and port.
    pub(crate) fn place(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// What it answers to a command, one line for each value.
    pub(crate) fn ask(&self, command: &[&str]) -> String {
        let output = Command::new("redis-cli")
            .args(["-p", &self.port.to_string()])
            .args(command)
            .output()
            .expect("redis-cli runs");
        assert!(output.status.success(), "{command:?}: {output:?}");
        let answer = String::from_utf8(output.stdout).expect("an answer in text");
        answer.trim_end().to_owned()
    }

    /// Freezes it: connections stay open, and nothing is answered.
    pub(crate) fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets it go on where it was frozen.
    pub(crate) fn resume(&self) {
        self.signal("CONT");
    }

    /// Kills it. What it held is lost.
    pub(crate) fn stop(&mut self) {
        self.process.kill().expect("redis-server can be killed");
        self.process.wait().expect("redis-server ends when killed");
    }

    /// Starts it again, empty, where it was.
    pub(crate) fn start_again(&mut self) {
        self.process = launch(self.port, &self.directory, &self.arguments)
            .unwrap_or_else(|| panic!("redis-server did not come back: {}", log(&self.directory)));
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.process.id().to_string()])
            .status()
            .expect("the kill command runs");
        assert!(sent.success(), "kill -s {name} failed");
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // Killed already where the test stopped it, which is no reason to fail.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("the port just bound").port()
}

/// The running server, or `None` if it ended, as it does when its port is taken.
fn launch(port: u16, directory: &TempDir, arguments: &[String]) -> Option<Child> {
    let output = File::create(directory.path().join("log")).expect("a log for redis-server");
    let mut process = Command::new("redis-server")
        .args(arguments)
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--dir"])
        .arg(directory.path())
        .stdin(Stdio::null())
        .stdout(output)
        .spawn()
        .unwrap_or_else(|cause| {
            panic!("this test needs redis-server ({cause}): apt-get install redis-server")
        });
    let deadline = Instant::now() + PATIENCE;
    loop {
        if process
            .try_wait()
            .expect("the state of redis-server")
            .is_some()
        {
            return None;
        }
        if answers(port, process.id()).unwrap_or(false) {
            return Some(process);
        }
        if Instant::now() > deadline {
            let _ = process.kill();
            panic!(
                "redis-server did not answer within {PATIENCE:?}: {}",
                log(directory)
            );
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whether the server on this port is the one just started, and not another test's.
fn answers(port: u16, process: u32) -> io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(b"INFO server\r\n")?;
    for line in BufReader::new(stream).lines() {
        if let Some(answered) = line?.strip_prefix("process_id:") {
            return Ok(answered == process.to_string());
        }
    }
    Ok(false)
}

fn log(directory: &TempDir) -> String {
    fs::read_to_string(directory.path().join("log")).unwrap_or_default()
}
