//! Worlds of any size, made up by one formula, which tests/benches/peers/computing.py has, too.

#[path = "../../tests/specification/support.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "the tests' made-up editions: more than is needed here, and only for tests"
)]
pub(crate) mod support;

use support::{MID_YEAR, World, YEAR, YEAR_BEFORE};

/// As many forces as asked for, of unlike sizes, all above the counts that need exact limits.
pub(crate) fn world(units: u32) -> World {
    let names: Vec<String> = (0..units).map(|unit| format!("force-{unit:06}")).collect();
    let forces: Vec<&str> = names.iter().map(String::as_str).collect();
    let values = |least: u32, spread: u32| -> Vec<(&str, f64)> {
        let value = |unit: u32| f64::from(least + unit.wrapping_mul(7_919) % spread);
        forces
            .iter()
            .zip(0..units)
            .map(|(force, unit)| (*force, value(unit)))
            .collect()
    };
    World::of(&forces)
        .record("crimes", YEAR, &values(20_000, 9_973))
        .record("crimes", YEAR_BEFORE, &values(19_000, 9_967))
        .record("thefts", YEAR, &values(1_000, 9_949))
        .record("people", MID_YEAR, &values(400_000, 99_991))
}
