//! An edition on disk with everything an inspection is held against.

use std::path::Path;

use peel_edition::{Folder, read_edition, read_facts, read_inspection, read_inspection_background};
use peel_model::{
    BreakdownMismatch, ComparatorKind, Comparison, Edition, Formula, Inconsistency, Inspection,
    InspectionBackground, PrintedValue, RecordedObservation, Revision, Series,
};
use peel_scoring_core::{
    InspectionEvidence, Observations, check_breakdowns, check_inspection, compare, compare_series,
    inspection_check_named, printed_values,
};

pub(crate) const FORCE: &str = "west-midlands";

/// Everything that an inspection is held against, to be changed in one place.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) edition: Edition,
    pub(crate) inspection: Inspection,
    pub(crate) background: InspectionBackground,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) series: Vec<Series>,
    pub(crate) printed: Vec<PrintedValue>,
    pub(crate) mismatches: Vec<BreakdownMismatch>,
}

/// A folder below the workspace's.
pub(crate) fn folder(path: &str) -> Folder {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Folder::read(&workspace.join(path)).unwrap()
}

/// The 2016 edition, with texts of its files replaced.
pub(crate) fn edition_2016(changes: &[(&str, &str, &str)]) -> Folder {
    let folder = folder("editions/2016-effectiveness");
    let mut files: Vec<(String, Vec<u8>)> = folder
        .files()
        .map(|(path, content)| (path.to_owned(), content.to_vec()))
        .collect();
    for (file, from, to) in changes {
        let (_, content) = files.iter_mut().find(|(path, _)| path == file).unwrap();
        let text = String::from_utf8(std::mem::take(content)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {file}");
        *content = text.replace(from, to).into_bytes();
    }
    Folder::from_files("2016", files).unwrap()
}

impl World {
    pub(crate) fn read(folder: &Folder, force: &str) -> Self {
        let edition = read_edition(folder).unwrap();
        let facts = read_facts(folder, &edition).unwrap();
        let observations = facts.into_iter().flat_map(|file| file.observations);
        let recorded = observations.map(|observation| RecordedObservation {
            observation,
            revision: Revision::FIRST,
        });
        let observations = Observations::new(recorded).unwrap();
        let force = force.parse().unwrap();
        let national = ComparatorKind::EnglandAndWales;
        let mut comparisons = Vec::new();
        let mut series = Vec::new();
        for indicator in &edition.indicators {
            if matches!(indicator.formula, Formula::PublishedOnly { .. }) {
                continue;
            }
            let period = indicator.period;
            let compared = compare(&edition, indicator, period, &national, &observations);
            comparisons.push(compared.unwrap());
            let over_time = compare_series(
                &edition,
                indicator,
                period,
                &national,
                &force,
                &observations,
            );
            series.push(over_time.unwrap());
        }
        Self {
            inspection: read_inspection(folder, &edition, &force).unwrap(),
            background: read_inspection_background(folder, &edition, &force).unwrap(),
            printed: printed_values(&edition, &observations),
            mismatches: check_breakdowns(&edition, &observations).unwrap(),
            comparisons,
            series,
            edition,
        }
    }

    pub(crate) fn evidence(&self) -> InspectionEvidence<'_> {
        InspectionEvidence {
            edition: &self.edition,
            rules: self.edition.inspection_rules.as_ref().unwrap(),
            inspection: &self.inspection,
            background: &self.background,
            comparisons: &self.comparisons,
            series: &self.series,
            printed: &self.printed,
            mismatches: &self.mismatches,
        }
    }

    pub(crate) fn raised(&self) -> Vec<Inconsistency> {
        check_inspection(&self.evidence())
    }

    /// What one check tells, each line with its place.
    pub(crate) fn told_by(&self, check: &str) -> Vec<String> {
        let check = inspection_check_named(check).unwrap();
        let told = check.inconsistencies(&self.evidence()).into_iter();
        told.map(|one| format!("{}: {}", one.place, one.message))
            .collect()
    }
}
