//! The made-up edition's rules, and short ways to import a text by them.

use std::io::Cursor;
use std::path::Path;

use peel_official_files::{ImportOptions, ImportRules, Imported, OfficialFileError, import_from};

pub(crate) const ROLLING: &str =
    "12 months ending,PFA,Region,Offence,Rolling year total number of offences\n";
pub(crate) const OUTCOMES: &str = "financial_year,financial_quarter,force_name,offence_code,\
                                   outcome_description,outcome_type,offences,given\n";
pub(crate) const INCIDENTS: &str = "area_code,area_name,financial_year,incidents,rate\n";

pub(crate) fn rules() -> ImportRules {
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/made-up-edition");
    ImportRules::read(&edition).unwrap()
}

pub(crate) fn try_import(bytes: impl AsRef<[u8]>) -> Result<Imported, OfficialFileError> {
    let contents = Cursor::new(bytes.as_ref().to_vec());
    import_from("made-up.csv", contents, &rules(), &ImportOptions::default())
}

pub(crate) fn imported(bytes: impl AsRef<[u8]>) -> Imported {
    let imported = try_import(bytes).unwrap();
    let lines = imported.report.lines;
    let parts = [
        lines.used,
        lines.left_out,
        lines.empty,
        lines.repeated,
        lines.refused,
    ];
    assert_eq!(
        parts.iter().sum::<u64>(),
        lines.read,
        "every line is accounted for"
    );
    imported
}

/// Each observation as one line: measure, area, period, and its value or the reason for none.
pub(crate) fn values(imported: &Imported) -> Vec<String> {
    let values = imported.observations.iter().map(|observation| {
        let reading = observation.reading;
        let value = reading
            .value()
            .map_or(String::new(), |value| format!(" {value}"));
        let (measure, area) = (&observation.measure, &observation.area);
        let period = observation.period;
        format!("{measure} {area} {period}{value} {}", reading.status())
    });
    values.collect()
}

/// Each refused line as its number and the kind of problem.
pub(crate) fn refused(imported: &Imported) -> Vec<(u64, &'static str)> {
    let lines = imported.report.refused_lines.iter();
    lines.map(|line| (line.line, line.problem)).collect()
}
