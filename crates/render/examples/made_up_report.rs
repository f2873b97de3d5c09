//! Writes the report of a made-up force, to be looked at: `cargo run --example made_up_report --
//! FOLDER`, with `--features pdf` as PDF, too.

use std::error::Error;
use std::path::Path;

use peel_render::{HAS_PDF, render_html, render_pdf, report_json, tidy_csv};
use peel_reporting_core::force_report;
use peel_reporting_core::made_up::MadeUp;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let folder = Path::new(&folder);
    let document = force_report(&MadeUp::report().input())?;
    std::fs::write(folder.join("report.html"), render_html(&document)?)?;
    std::fs::write(folder.join("report.csv"), tidy_csv(&document))?;
    std::fs::write(folder.join("report.json"), report_json(&document))?;
    if HAS_PDF {
        std::fs::write(folder.join("report.pdf"), render_pdf(&document)?)?;
    }
    Ok(())
}
