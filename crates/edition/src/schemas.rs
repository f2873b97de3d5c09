//! The JSON Schemas in `editions/schemas/` are made from the types that read the files, so an
//! editor and the reader never disagree.

use std::path::Path;

use schemars::{JsonSchema, schema_for};

use crate::written::{
    CaveatsFile, DecisionsFile, EditionFile, ExclusionsFile, IndicatorsFile, InspectionFile,
    InspectionRulesFile, MeasuresFile, MethodFile, PeerGroupsFile, ReportFile, ReturnFile,
    SourcesFile,
};

/// Set to write the schemas instead of comparing them.
const WRITE: &str = "PEEL_WRITE_SCHEMAS";

#[test]
fn the_schemas_are_those_of_the_types_that_read_the_files() {
    check::<EditionFile>("edition");
    check::<PeerGroupsFile>("peer-groups");
    check::<SourcesFile>("sources");
    check::<MeasuresFile>("measures");
    check::<IndicatorsFile>("indicators");
    check::<ExclusionsFile>("exclusions");
    check::<CaveatsFile>("caveats");
    check::<DecisionsFile>("decisions");
    check::<MethodFile>("method");
    check::<ReportFile>("report");
    check::<ReturnFile>("return");
    check::<InspectionFile>("inspection");
    check::<InspectionRulesFile>("inspection-rules");
}

fn check<T: JsonSchema>(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/schemas");
    let path = folder.join(format!("{name}.schema.json"));
    let made = serde_json::to_string_pretty(&schema_for!(T)).unwrap() + "\n";
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
}
