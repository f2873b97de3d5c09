//! The JSON says what the document says, in the shape that is published.

use std::path::Path;

use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{force_figure, force_report, provenance};
use serde_json::Value;

use super::{LoneFigureJson, OverviewJson, ReportJson, figure_json, report_json};

/// Set to write the schemas instead of comparing them.
const WRITE: &str = "PEEL_WRITE_SCHEMAS";

#[test]
fn the_schemas_are_those_of_the_types_that_are_written() {
    let check = |name: &str, schema: &schemars::Schema| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
        let path = folder.join(format!("{name}.schema.json"));
        let made = serde_json::to_string_pretty(schema).unwrap() + "\n";
        if std::env::var_os(WRITE).is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &made).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == made,
            "{} is not what the types say; run the tests once with {WRITE}=1",
            path.display()
        );
    };
    check("report", &schemars::schema_for!(ReportJson<'_>));
    check("overview", &schemars::schema_for!(OverviewJson<'_>));
    check("figure", &schemars::schema_for!(LoneFigureJson<'_>));
}

/// Every object below a value that has this key.
fn with<'v>(key: &str, value: &'v Value, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key(key) {
                found.push(value);
            }
            fields.values().for_each(|field| with(key, field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| with(key, item, found)),
        _ => {}
    }
}

#[test]
fn every_number_of_the_document_is_there_with_where_it_comes_from() {
    let document = force_report(&MadeUp::report().input()).unwrap();
    let json: Value = serde_json::from_str(&report_json(&document)).unwrap();
    assert_eq!(json["format"], "peel-report");
    assert_eq!(json["version"], 1);
    let mut written = Vec::new();
    with("shown", &json, &mut written);
    for placed in document.numbers() {
        let number = placed.number;
        let found = written.iter().any(|it| {
            it["shown"] == number.shown
                && it["exact"].as_f64() == number.exact
                && it["indicator"] == number.origin.indicator.as_str()
                && it["period"] == number.origin.period.to_string()
                && it["subject"] == number.origin.subject.id
                && it["quantity"] == number.origin.quantity.name()
                && it["basis"] == number.basis.name()
                && it["reason"] == number.basis.reason()
        });
        assert!(found, "{placed:?}");
    }
}

#[test]
fn a_figure_alone_is_what_it_is_in_the_report() {
    let made_up = MadeUp::report();
    let input = made_up.input();
    let report: Value = serde_json::from_str(&report_json(&force_report(&input).unwrap())).unwrap();
    let mut figures = Vec::new();
    with("not_drawn", &report, &mut figures);
    let figure = force_figure(&input, &"figure-3".parse().unwrap()).unwrap();
    let alone: Value = serde_json::from_str(&figure_json(&provenance(&input), &figure)).unwrap();
    let within = figures.iter().find(|it| it["id"] == "figure-3").unwrap();
    assert_eq!(alone["figure"]["table"]["rows"], within["table"]["rows"]);
    assert_eq!(alone["figure"]["title"], within["title"]);
    assert_eq!(alone["provenance"], report["provenance"]);
}
