//! How many instructions the paths take that every answer runs through.
//!
//! Unlike times, they are the same on a machine that is busy, so that a change which makes a path
//! longer is seen the day it is made. Counted by valgrind's callgrind, on the bundled edition, and
//! held against `instructions.toml` beside this file:
//!
//! ```text
//! cargo bench -p peel-scoring --bench instructions            # fails where a count has changed
//! cargo bench -p peel-scoring --bench instructions -- --write # after finding out why
//! ```

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use bytes::Bytes;
use peel_cache::{CacheKey, CacheSettings, ComparisonCache, KeyParts, Lifetime};
use peel_edition::{Folder, read_edition, read_facts};
use peel_model::{ComparatorKind, Comparison, Edition, RecordedObservation, Revision};
use peel_proto::convert::{ComparisonLabels, comparison_from_wire, comparison_to_wire};
use peel_proto::scoring::v1 as wire;
use peel_scoring_core::{Observations, compare};
use prost::Message as _;

/// As in the services.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Makes ready what a path needs, and walks it in [`counted`].
type Walk = fn() -> Outcome<()>;

/// What is counted, by its name in `instructions.toml`.
const PATHS: [(&str, Walk); 5] = [
    ("read-facts", facts),
    ("compare-every-indicator", comparisons),
    ("encode-every-comparison", encode),
    ("decode-every-comparison", decode),
    ("find-in-memory-a-thousand-times", find),
];

/// By how much a count may differ, in percent: hash tables are seeded anew in every process, and
/// the C library has other ways to copy on other processors.
const TOLERANCE: f64 = 5.0;

const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.toml");
const EDITION: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../editions/2016-effectiveness"
);

/// Asks this program to walk one path, when valgrind runs it.
const WALK: &str = "--walk";

#[expect(clippy::print_stderr, reason = "a program for people, without a log")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().position(|word| word == WALK) {
        Some(at) => walk(arguments.get(at + 1).map_or("", String::as_str)),
        None => hold(arguments.iter().any(|word| word == "--write")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("instructions: {error}");
            ExitCode::FAILURE
        }
    }
}

fn walk(name: &str) -> Outcome<()> {
    let known = PATHS.into_iter().find(|(path, _)| *path == name);
    let (_, path) = known.ok_or_else(|| format!("{name:?} is not a path"))?;
    path()
}

/// Only what runs in here is counted.
#[inline(never)]
fn counted<T>(path: impl FnOnce() -> T) -> T {
    black_box(path())
}

/// Counts every path, and holds the counts against those recorded, or records them.
#[expect(clippy::print_stdout, reason = "the table is the answer")]
fn hold(write: bool) -> Outcome<()> {
    let recorded: BTreeMap<String, u64> = match std::fs::read_to_string(RECORDED) {
        Ok(text) => toml::from_str(&text)?,
        Err(_) if write => BTreeMap::new(),
        Err(error) => return Err(format!("{RECORDED}: {error}").into()),
    };
    let (mut counts, mut changed) = (BTreeMap::new(), Vec::new());
    println!("| path | instructions | recorded | |\n|---|---|---|---|");
    for (name, _) in PATHS {
        let count = count(name)?;
        let before = recorded.get(name).copied();
        let difference = before.map(|before| (count as f64 / before as f64 - 1.0) * 100.0);
        match (before, difference) {
            (Some(before), Some(more)) => {
                println!("| {name} | {count} | {before} | {more:+.2} % |")
            }
            _ => println!("| {name} | {count} | | new |"),
        }
        if difference.is_none_or(|difference| difference.abs() > TOLERANCE) {
            changed.push(name);
        }
        counts.insert(name, count);
    }
    if write {
        std::fs::write(RECORDED, toml::to_string(&counts)?)?;
    } else if !changed.is_empty() {
        let changed = changed.join(", ");
        return Err(format!(
            "{changed}: more than {TOLERANCE} % from what is recorded. Find out why; if it has to \
             be, or is less, record it with --write"
        )
        .into());
    }
    Ok(())
}

/// Runs this program on one path under valgrind.
fn count(path: &str) -> Outcome<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=instructions::counted*")
        .arg(std::env::current_exe()?)
        .args([WALK, path])
        .output()
        .map_err(|error| format!("valgrind, which counts, does not start: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    match collected.map(|(_, count)| count.trim().parse()) {
        Some(Ok(count)) if output.status.success() && count > 0 => Ok(count),
        _ => Err(format!("{path}: nothing was counted\n{said}").into()),
    }
}

/// The bundled edition, and what is recorded for it.
fn edition() -> Outcome<(Folder, Edition)> {
    let folder = Folder::read(Path::new(EDITION))?;
    let edition = read_edition(&folder)?;
    Ok((folder, edition))
}

fn facts() -> Outcome<()> {
    let (folder, edition) = edition()?;
    counted(|| read_facts(&folder, &edition))?;
    Ok(())
}

fn observations(folder: &Folder, edition: &Edition) -> Outcome<Observations> {
    let files = read_facts(folder, edition)?;
    let recorded = files.into_iter().flat_map(|file| file.observations);
    Ok(Observations::new(recorded.map(|observation| {
        RecordedObservation {
            observation,
            revision: Revision::FIRST,
        }
    }))?)
}

fn compared(edition: &Edition, observations: &Observations) -> Outcome<Vec<Comparison>> {
    let everybody = ComparatorKind::EnglandAndWales;
    let compared = edition.indicators.iter().map(|indicator| {
        let period = indicator.period;
        Ok(compare(
            edition,
            indicator,
            period,
            &everybody,
            observations,
        )?)
    });
    compared.collect()
}

fn comparisons() -> Outcome<()> {
    let (folder, edition) = edition()?;
    let observations = observations(&folder, &edition)?;
    compared(&edition, &observations)?;
    counted(|| compared(&edition, &observations))?;
    Ok(())
}

fn every_comparison() -> Outcome<(Edition, Vec<Comparison>)> {
    let (folder, edition) = edition()?;
    let observations = observations(&folder, &edition)?;
    let compared = compared(&edition, &observations)?;
    Ok((edition, compared))
}

fn encode() -> Outcome<()> {
    let (edition, compared) = every_comparison()?;
    counted(|| all_encoded(&edition, &compared));
    Ok(())
}

fn all_encoded(edition: &Edition, compared: &[Comparison]) -> Vec<Vec<u8>> {
    let encoded = edition.indicators.iter().zip(compared);
    encoded
        .map(|(indicator, comparison)| {
            let labels = ComparisonLabels {
                indicator,
                caveats: Vec::new(),
            };
            comparison_to_wire(comparison, &labels, |_| true).encode_to_vec()
        })
        .collect()
}

fn decode() -> Outcome<()> {
    let (edition, compared) = every_comparison()?;
    let encoded = all_encoded(&edition, &compared);
    let decoded = counted(|| -> Outcome<Vec<Comparison>> {
        let decoded = encoded.iter().map(|bytes| {
            let message = wire::Comparison::decode(bytes.as_slice())?;
            Ok(comparison_from_wire(message)?)
        });
        decoded.collect()
    })?;
    if decoded.len() == compared.len() {
        return Ok(());
    }
    Err("not every comparison was decoded".into())
}

fn find() -> Outcome<()> {
    let settings = CacheSettings {
        max_bytes: 1 << 20,
        lifetime: Lifetime::new(Duration::from_secs(3_600), 0)?,
    };
    let cache = ComparisonCache::<std::convert::Infallible>::new(settings, None)?;
    let key = || {
        CacheKey::new(&KeyParts {
            answer: "comparison",
            definition: &[7; 32],
            period: "12m-to-2016-06",
            comparator: "england-and-wales",
            revision: 41,
            history: &[9; 32],
            method: "2016.1",
            encoding: 1,
            slice: None,
        })
    };
    let asked = key();
    let kept = cache.get_or_compute(&asked, async { Ok(Bytes::from_static(&[1; 445])) });
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (kept, _) = runtime.block_on(kept).map_err(|error| error.to_string())?;
    let found = counted(|| (0..1_000).filter(|_| cache.peek(&key()).is_some()).count());
    if found == 1_000 && !kept.is_empty() {
        return Ok(());
    }
    Err(format!("{found} of 1000 look-ups found what is there").into())
}
