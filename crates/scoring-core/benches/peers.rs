//! What the engine answers and how long it takes, for `tests/benches/peers/computing.py` to hold peers
//! against: `cargo bench -p peel-scoring-core --bench peers -- FOLDER`.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use peel_model::{ComparatorKind, Comparison, Intervals};
use peel_scoring_core::compare;

#[path = "made_up/world.rs"]
mod world;

use world::support::crime_rate;

/// As in the services.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const UNITS: [u32; 4] = [43, 1_000, 10_000, 100_000];

/// Rounds of one measurement: as many as fit, between these.
const FEWEST: usize = 7;
const MOST: usize = 1_000;
const WHILE: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|word| word != "--bench");
    let folder = PathBuf::from(folder.ok_or("name a folder for the answers")?);
    std::fs::create_dir_all(&folder)?;
    let mut told = String::new();
    for units in UNITS {
        let times = measured(units, &folder)?;
        writeln!(told, r#"{{"units": {units}, "microseconds": {times:?}}}"#)?;
    }
    std::fs::write(folder.join("engine.jsonl"), told)?;
    Ok(())
}

/// Writes the answer down, and gives the microseconds of each round.
fn measured(units: u32, folder: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    let world = world::world(units);
    let indicator = crime_rate();
    let observations = world.observations();
    let answer = || {
        let edition = black_box(&world.edition);
        let national = ComparatorKind::EnglandAndWales;
        compare(
            edition,
            &indicator,
            indicator.period,
            &national,
            &observations,
        )
    };
    std::fs::write(folder.join(format!("{units}.csv")), written(&answer()?)?)?;
    let mut times = Vec::new();
    let begun = Instant::now();
    while times.len() < FEWEST || times.len() < MOST && begun.elapsed() < WHILE {
        let start = Instant::now();
        drop(black_box(answer()?));
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(times)
}

/// Every unit's place, in the order of their identifiers.
fn written(comparison: &Comparison) -> Result<String, Box<dyn Error>> {
    let mut lines = "value,lower_95,upper_95,lower_998,upper_998,plain_lower_95,plain_upper_95,\
                     plain_lower_998,plain_upper_998,funnel_lower_95,funnel_upper_95,\
                     funnel_lower_998,funnel_upper_998,rank,tied,band,plain_position,position\n"
        .to_owned();
    let mut units: Vec<_> = comparison.units.iter().collect();
    units.sort_by(|one, other| one.unit.id.cmp(&other.unit.id));
    for unit in units {
        let absent = |because| format!("{} lacks a part: {because:?}", unit.unit.name);
        let funnel = unit.funnel.map_err(absent)?;
        let band = unit
            .band
            .map_err(|because| format!("no band: {because:?}"))?;
        let intervals = [
            limits(unit.interval.map_err(absent)?),
            limits(funnel.plain),
            limits(funnel.corrected),
        ];
        write!(lines, "{},{},", unit.value, intervals.join(","))?;
        write!(lines, "{},{},{},", unit.rank, unit.tied, band.name())?;
        let (plain, position) = (funnel.plain_position, funnel.position);
        writeln!(lines, "{},{}", plain.name(), position.name())?;
    }
    Ok(lines)
}

fn limits(at: Intervals) -> String {
    let (inner, outer) = (at.at_95, at.at_99_8);
    format!(
        "{},{},{},{}",
        inner.lower, inner.upper, outer.lower, outer.upper
    )
}
