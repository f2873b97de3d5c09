//! Facts made from whole official files by the recipes of these tests.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use peel_official_files::{MadeFacts, MadeFrom, make_facts};

/// The folder of official files, where there is one. They are not part of the repository.
const OFFICIAL_FILES: &str = "PEEL_OFFICIAL_FILES";

/// The edition whose forces the files speak of.
const EDITION: &str = "../../editions/2016-effectiveness";

/// Measure, period and area.
pub(crate) type Subject = (String, String, String);

/// What recipes make.
pub(crate) struct Made {
    facts: MadeFacts,
}

impl Made {
    /// Makes these facts files by the recipes of a file beside this one; `None` without official
    /// files.
    pub(crate) fn by(recipes: &str, files: &[&str]) -> Option<Self> {
        let raw = PathBuf::from(env::var_os(OFFICIAL_FILES)?);
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(here.join("tests/whole_files/recipes").join(recipes));
        let mut recipes: toml::Table = text.unwrap().parse().unwrap();
        let facts = recipes["facts"].as_array_mut().unwrap();
        facts.retain(|recipe| files.contains(&recipe["file"].as_str().unwrap()));
        assert_eq!(facts.len(), files.len());

        let edition = tempfile::tempdir().unwrap();
        fs::create_dir(edition.path().join("facts")).unwrap();
        let text = recipes.to_string();
        fs::write(edition.path().join("facts/recipes.toml"), text).unwrap();
        let forces = here.join(EDITION).join("forces.csv");
        fs::copy(forces, edition.path().join("forces.csv")).unwrap();
        let facts = make_facts(edition.path(), &raw, |_| ());
        Some(Self {
            facts: facts.unwrap(),
        })
    }

    /// The values of a facts file, as text; empty where there is a reason instead.
    pub(crate) fn values(&self, file: &str) -> BTreeMap<Subject, String> {
        let made = self.facts.files.iter().find(|made| made.name == file);
        values(&made.unwrap().bytes)
    }

    /// The numbers of a facts file.
    pub(crate) fn numbers(&self, file: &str) -> BTreeMap<Subject, f64> {
        numbers(self.values(file))
    }

    /// The account of the only file that a facts file was made from.
    pub(crate) fn account(&self, file: &str) -> &MadeFrom {
        let listed = self
            .facts
            .manifest
            .files
            .iter()
            .find(|made| made.file == file);
        let made_from = &listed.unwrap().made_from;
        assert_eq!(made_from.len(), 1, "{file}");
        &made_from[0]
    }
}

/// The numbers of a facts file that is committed with the edition.
pub(crate) fn committed(file: &str) -> BTreeMap<Subject, f64> {
    let facts = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(EDITION)
        .join("facts");
    numbers(values(&fs::read(facts.join(file)).unwrap()))
}

fn values(facts: &[u8]) -> BTreeMap<Subject, String> {
    let rows = csv::Reader::from_reader(facts).into_deserialize::<Row>();
    rows.map(|row| {
        let row = row.unwrap();
        ((row.measure, row.period, row.force_code), row.value)
    })
    .collect()
}

fn numbers(values: BTreeMap<Subject, String>) -> BTreeMap<Subject, f64> {
    let present = values.into_iter().filter(|(_, value)| !value.is_empty());
    present
        .map(|(subject, value)| (subject, value.parse().unwrap()))
        .collect()
}

#[derive(serde::Deserialize)]
struct Row {
    force_code: String,
    measure: String,
    period: String,
    value: String,
}

/// One number of a facts file.
pub(crate) fn number(
    numbers: &BTreeMap<Subject, f64>,
    measure: &str,
    period: &str,
    area: &str,
) -> f64 {
    let subject = (measure.to_owned(), period.to_owned(), area.to_owned());
    numbers[&subject]
}
