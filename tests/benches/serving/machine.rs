//! What the operating system tells. Linux tells all of it; elsewhere the figures that need it
//! are left out.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The processor and how many of it may be used.
pub(crate) fn described() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| {
            rest.trim_start_matches([':', '\t', ' '])
        });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cores} cores of {model}")
}

/// How many tasks wanted to run in the last minute, on average.
pub(crate) fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let first = text.split_whitespace().next();
    first.unwrap_or("unknown").to_owned()
}

/// Memory of process `id` that is in RAM, in bytes.
pub(crate) fn resident(id: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// Time that process `id` has spent on a processor.
///
/// Unlike the time that passes, it does not grow with what else the machine does.
pub(crate) fn processor_time(id: u32) -> Option<Duration> {
    let mut total = Duration::ZERO;
    for task in fs::read_dir(format!("/proc/{id}/task")).ok()? {
        let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
        total += Duration::from_nanos(nanoseconds);
    }
    Some(total)
}

/// Whether programs can be told which core to run on, and there are two.
pub(crate) fn can_pin() -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let taskset = Command::new("taskset")
        .args(["-c", "0", "true"])
        .stderr(Stdio::null())
        .status();
    cores > 1 && taskset.is_ok_and(|status| status.success())
}

/// Keeps this process on `core` from here on.
pub(crate) fn pin_here(core: usize) -> std::io::Result<()> {
    let (core, id) = (core.to_string(), std::process::id().to_string());
    let status = Command::new("taskset")
        .args(["-a", "-c", "-p", &core, &id])
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(std::io::Error::other("taskset cannot pin this process"))
}
