//! How fast the services start, answer and stay small, measured on the programs as they are
//! released.
//!
//! Speed of answers is told as a ratio to a bare tonic method that returns the same bytes, both
//! measured in turn, so that it means the same on any machine. `scripts/bench` builds the programs
//! and runs this; the table goes to standard output, progress to standard error. Words after it
//! name the parts to measure: `job`, `starts`, `cold`, `national`, `compare`, `rising`, `telemetry`,
//! `redis`; `national` and `redis` need redis-server.

mod bare;
#[path = "../../src/support/collector.rs"]
#[expect(
    dead_code,
    clippy::expect_used,
    clippy::panic,
    reason = "made for tests, which do more with it: one that cannot go on has failed"
)]
mod collector;
mod figures;
mod load;
mod machine;
mod processes;
mod questions;
#[path = "../../../crates/cache/tests/support/redis_server.rs"]
#[expect(
    dead_code,
    clippy::expect_used,
    clippy::panic,
    reason = "made for tests, which do more with it: one that cannot go on has failed"
)]
mod redis_server;
mod rising;
mod rounds;
mod shared;
mod table;
mod telemetry;

use std::process::ExitCode;

use crate::processes::{PATIENCE, Store};
use crate::table::Table;

/// As in the services, so that the bare method has what they have.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a measurement gives, or one sentence on why it could not be made.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What can be measured, in the order in which it is. Comparing comes last, because it keeps this
/// process on one core.
const PARTS: [&str; 8] = [
    JOB, STARTS, COLD, NATIONAL, COMPARE, RISING, TELEMETRY, REDIS,
];
const JOB: &str = "job";
const STARTS: &str = "starts";
const COLD: &str = "cold";
const NATIONAL: &str = "national";
const COMPARE: &str = "compare";
const RISING: &str = "rising";
const TELEMETRY: &str = "telemetry";
const REDIS: &str = "redis";

/// The argument that makes this program the bare peer.
const BARE: &str = "--bare";

fn main() -> ExitCode {
    // What cargo adds for its own harness is not for us.
    let arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let arguments: Vec<String> = arguments.collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        [BARE, answers] => bare::run(answers.as_ref()),
        _ => parts(&words).and_then(|parts| run(&parts)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("cannot measure: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Progress, apart from the table.
#[expect(
    clippy::print_stderr,
    reason = "a program for people, which has no log"
)]
fn say(text: &str) {
    eprintln!("== {text}");
}

/// The parts named, or all.
fn parts(words: &[&str]) -> Outcome<Vec<&'static str>> {
    if words.is_empty() {
        return Ok(PARTS.to_vec());
    }
    let known = |word: &&str| PARTS.into_iter().find(|part| part == word);
    let named = words.iter().map(|word| {
        known(word).ok_or_else(|| format!("{word} is none of {}", PARTS.join(", ")).into())
    });
    named.collect()
}

/// One thread, so that the load takes one core.
fn run(parts: &[&str]) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let local = tokio::task::LocalSet::new();
    runtime.block_on(local.run_until(measure(parts)))
}

#[expect(clippy::print_stdout, reason = "the table is the answer")]
async fn measure(parts: &[&str]) -> Outcome<()> {
    let (machine, before) = (machine::described(), machine::load_average());
    let mut table = Table::default();
    let store = Store::loaded().await?;
    for part in parts {
        say(part);
        match *part {
            JOB => figures::main_job(&mut table).await?,
            STARTS => figures::starts(&mut table, &store).await?,
            COLD => figures::cold(&mut table, &store).await?,
            NATIONAL => shared::cold(&mut table, &store).await?,
            RISING => rising::compare(&mut table, &store).await?,
            TELEMETRY => telemetry::compare(&mut table, &store).await?,
            REDIS => shared::found(&mut table, &store).await?,
            _ => rounds::compare(&mut table, &store).await?,
        }
    }
    println!("{table}");
    let after = machine::load_average();
    println!("{machine}; load average {before} before and {after} after.");
    Ok(())
}
