//! Writes the report of a made-up force, to be looked at: `cargo run --example made_up_report --
//! report.html report.csv`.

use std::error::Error;

use peel_render::{render_html, tidy_csv};
use peel_reporting_core::force_report;
use peel_reporting_core::made_up::MadeUp;

fn main() -> Result<(), Box<dyn Error>> {
    let mut names = std::env::args().skip(1);
    let page = names.next().unwrap_or_else(|| "report.html".to_owned());
    let table = names.next().unwrap_or_else(|| "report.csv".to_owned());
    let document = force_report(&MadeUp::report().input())?;
    std::fs::write(page, render_html(&document)?)?;
    std::fs::write(table, tidy_csv(&document))?;
    Ok(())
}
