//! Lookups: which area a smaller one, such as a local authority, is part of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use peel_model::AreaCode;
use serde::Deserialize;

use crate::areas::Areas;
use crate::error::{InputProblem, OfficialFileError};
use crate::manifest::{LookedUp, LookupChange};
use crate::raw_file::RawFile;
use crate::recipe::Parsed;

/// Parts accepted in a lookup; the finest one that is published, by census output area, is read by
/// nobody here.
const MOST_PARTS: usize = 50_000;

/// A published lookup, and what has changed since it was published.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LookupRecipe {
    /// The file, relative to the folder of official files.
    pub file: String,
    /// The column with the code of the part.
    part_column: String,
    /// The column with the code of the area that it is part of.
    area_column: String,
    /// Parts that it does not list.
    #[serde(default)]
    add: Vec<Added>,
    /// Parts that it lists and that are no longer there.
    #[serde(default)]
    retired: Vec<Retired>,
}

/// Parts that a lookup does not list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "LookupAdded"))]
struct Added {
    /// Part to area, by their codes.
    parts: BTreeMap<String, Parsed<AreaCode>>,
    /// Why.
    reason: String,
}

/// Parts that a lookup lists and that are no longer there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "LookupRetired"))]
struct Retired {
    /// Their codes.
    parts: Vec<String>,
    /// Why.
    reason: String,
}

/// Which area each part is part of.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    areas: BTreeMap<String, AreaCode>,
    retired: BTreeSet<String>,
}

impl Lookup {
    /// Reads a lookup from a folder and applies what has changed since.
    pub(crate) fn read(
        recipe: &LookupRecipe,
        folder: &Path,
        areas: &Areas,
    ) -> Result<(Self, LookedUp), OfficialFileError> {
        let file = RawFile::open(&folder.join(&recipe.file))?;
        let tally = file.tally.clone();
        let fail = |line, problem| OfficialFileError::Input {
            file: recipe.file.clone(),
            line,
            problem: Box::new(problem),
        };
        let mut lookup = Self::default();
        let mut reader = csv::Reader::from_reader(file.contents);
        let header = reader.headers();
        let header = header.map_err(|cause| fail(Some(1), InputProblem::NotCsv(cause)))?;
        let find = |column: &str| {
            let at = header.iter().position(|name| name == column);
            at.ok_or_else(|| fail(Some(1), InputProblem::no_column(column, header)))
        };
        let (part, area) = (find(&recipe.part_column)?, find(&recipe.area_column)?);
        for record in reader.records() {
            let record = record.map_err(|cause| {
                let line = cause.position().map(csv::Position::line);
                fail(line, InputProblem::NotCsv(cause))
            })?;
            let line = record.position().map(csv::Position::line);
            let cell = |at| record.get(at).unwrap_or_default();
            let code = areas.with_code(cell(area));
            code.and_then(|code| lookup.add(cell(part), code, &recipe.part_column))
                .map_err(|problem| fail(line, problem))?;
        }
        let lines = lookup.areas.len() as u64;
        let changes = lookup.change(recipe, areas);
        let looked_up = LookedUp {
            name: recipe.file.clone(),
            sha256: tally.sha256(),
            bytes: tally.bytes(),
            lines,
            changes: changes.map_err(|problem| fail(None, problem))?,
        };
        Ok((lookup, looked_up))
    }

    fn add(&mut self, part: &str, area: AreaCode, column: &str) -> Result<(), InputProblem> {
        if self.areas.len() >= MOST_PARTS {
            let limit = MOST_PARTS as u64;
            return Err(InputProblem::TooManyLines { limit });
        }
        if part.is_empty() || self.areas.insert(part.to_owned(), area).is_some() {
            let expected = "a code that no other line has";
            return Err(InputProblem::cell(column, part, expected));
        }
        Ok(())
    }

    fn change(
        &mut self,
        recipe: &LookupRecipe,
        areas: &Areas,
    ) -> Result<Vec<LookupChange>, InputProblem> {
        let mut changes = Vec::new();
        for added in &recipe.add {
            for (part, area) in &added.parts {
                let area = areas.with_code(area.0.as_str())?;
                self.add(part, area, "add")?;
            }
            let parts = added.parts.keys().cloned().collect();
            changes.push(LookupChange {
                added: parts,
                retired: Vec::new(),
                reason: added.reason.clone(),
            });
        }
        for retired in &recipe.retired {
            for part in &retired.parts {
                if !self.areas.contains_key(part) {
                    let rule = format!("retired \"{part}\"");
                    return Err(InputProblem::UnusedRule { rule });
                }
                self.retired.insert(part.clone());
            }
            changes.push(LookupChange {
                added: Vec::new(),
                retired: retired.parts.clone(),
                reason: retired.reason.clone(),
            });
        }
        Ok(changes)
    }

    /// The area that a part is part of, unless it is not listed or no longer there.
    pub(crate) fn area(&self, part: &str) -> Option<&AreaCode> {
        let there = !self.retired.contains(part);
        there.then(|| self.areas.get(part)).flatten()
    }

    /// The parts of every area, those that are no longer there left out.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, &AreaCode)> {
        let parts = self.areas.iter();
        parts
            .filter(|(part, _)| !self.retired.contains(*part))
            .map(|(part, area)| (part.as_str(), area))
    }
}
