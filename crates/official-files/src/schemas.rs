//! The JSON Schema of recipes is made from the types that read them, so an editor and the reader
//! never disagree.

use std::path::Path;

use peel_model::{MissingReason, Standing};
use schemars::{Schema, schema_for};

use crate::import::Imports;
use crate::recipe::Recipes;

/// Set to write the schema instead of comparing it.
const WRITE: &str = "PEEL_WRITE_SCHEMAS";

#[test]
fn the_schemas_are_those_of_the_types_that_read_recipes() {
    check("recipes.schema.json", &schema_for!(Recipes));
    check("imports.schema.json", &schema_for!(Imports));
}

fn check(name: &str, schema: &Schema) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/schemas");
    let path = folder.join(name);
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
}

/// What a recipe may call a value that is rightly not there.
pub(crate) fn absences() -> Vec<&'static str> {
    MissingReason::ALL.iter().map(|why| why.name()).collect()
}

/// What a recipe may mark values with: every standing but the one that needs no mark.
pub(crate) fn standings() -> Vec<&'static str> {
    let marks = Standing::ALL.iter().filter(|one| **one != Standing::Normal);
    marks.map(|standing| standing.name()).collect()
}
