//! Official files, imported whole.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};

use peel_model::Reading;
use peel_official_files::{ImportOptions, ImportReport, ImportRules, Imported, import, tables};

/// The folder of official files, where there is one. They are not part of the repository.
const OFFICIAL_FILES: &str = "PEEL_OFFICIAL_FILES";

/// The published total of England and Wales.
pub(crate) const TOTAL: &str = "england-and-wales";

/// A body that is in the data and never compared.
pub(crate) const TRANSPORT: &str = "british-transport-police";

/// Measure, period and area.
pub(crate) type Subject = (String, String, String);

/// Files that a test has imported, by name and recipe, for the others.
static IMPORTED: Mutex<BTreeMap<Asked, Place>> = Mutex::new(BTreeMap::new());

/// A file and, of a workbook, the recipe for one of its tables.
type Asked = (String, Option<String>);

/// Where an imported file is put, once.
type Place = Arc<OnceLock<Arc<Whole>>>;

static SAID: Once = Once::new();

/// The folder of official files; says so where there is none.
pub(crate) fn official_files() -> Option<OfficialFiles> {
    let Some(folder) = env::var_os(OFFICIAL_FILES).map(PathBuf::from) else {
        // Past the harness, which would keep it to itself.
        SAID.call_once(|| {
            let said = format!(
                "whole official files are NOT checked: {OFFICIAL_FILES} names no folder of them\n"
            );
            io::stderr().write_all(said.as_bytes()).unwrap();
        });
        return None;
    };
    assert!(folder.is_dir(), "{OFFICIAL_FILES} names no folder");
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions/2016-effectiveness");
    let rules = ImportRules::read(&edition).unwrap();
    Some(OfficialFiles { folder, rules })
}

/// Official files, and the rules of the edition that they are imported for.
pub(crate) struct OfficialFiles {
    folder: PathBuf,
    rules: ImportRules,
}

impl OfficialFiles {
    /// Imports a file whose recipe is told by its columns.
    pub(crate) fn import(&self, file: &str) -> Arc<Whole> {
        self.import_by(file, None)
    }

    /// Imports one table of a workbook.
    pub(crate) fn table(&self, file: &str, recipe: &str) -> Arc<Whole> {
        self.import_by(file, Some(recipe))
    }

    /// The recipes for the tables of a workbook.
    pub(crate) fn tables(&self, file: &str) -> Vec<String> {
        tables(&self.folder.join(file), &self.rules).unwrap()
    }

    fn import_by(&self, file: &str, recipe: Option<&str>) -> Arc<Whole> {
        let options = ImportOptions {
            recipe: recipe.map(str::to_owned),
            lookups: Some(self.folder.clone()),
            refused: None,
        };
        let path = self.folder.join(file);
        let place = {
            let mut imported = IMPORTED.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (file.to_owned(), recipe.map(str::to_owned));
            Arc::clone(imported.entry(key).or_default())
        };
        let whole = place.get_or_init(|| {
            let imported = import(&path, &self.rules, &options, |_, _| ());
            Arc::new(Whole(imported.unwrap()))
        });
        Arc::clone(whole)
    }
}

/// What came out of a file.
pub(crate) struct Whole(Imported);

impl Whole {
    pub(crate) fn report(&self) -> &ImportReport {
        &self.0.report
    }

    /// Every value and absence of one, with its standing.
    pub(crate) fn readings(&self) -> BTreeMap<Subject, Reading> {
        let observations = self.0.observations.iter();
        let readings = observations.map(|one| {
            let subject = (
                one.measure.to_string(),
                one.period.to_string(),
                one.area.to_string(),
            );
            (subject, one.reading)
        });
        readings.collect()
    }

    /// The values that are there.
    pub(crate) fn numbers(&self) -> BTreeMap<Subject, f64> {
        let readings = self.readings().into_iter();
        readings
            .filter_map(|(subject, reading)| Some((subject, reading.value()?)))
            .collect()
    }

    /// Its measures, periods and areas, each once.
    pub(crate) fn each(&self) -> [BTreeSet<String>; 3] {
        let mut each = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
        for (measure, period, area) in self.readings().into_keys() {
            for (all, one) in each.iter_mut().zip([measure, period, area]) {
                all.insert(one);
            }
        }
        each
    }

    /// The sum of the values that are chosen by measure, period and area.
    pub(crate) fn sum(&self, chosen: impl Fn(&str, &str, &str) -> bool) -> f64 {
        let numbers = self.numbers().into_iter();
        numbers
            .filter(|((measure, period, area), _)| chosen(measure, period, area))
            .map(|(_, number)| number)
            .sum()
    }
}

/// The sum of what each area has, over measures and periods.
pub(crate) fn by_area(numbers: &BTreeMap<Subject, f64>) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for ((_, _, area), number) in numbers {
        *sums.entry(area.clone()).or_default() += number;
    }
    sums
}
