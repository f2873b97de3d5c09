//! Which areas a file may speak of: the edition's forces, and England and Wales as one.

use std::collections::BTreeMap;

use peel_model::AreaCode;
use serde::Deserialize;

use crate::error::InputProblem;

/// The file that lists the forces, inside the edition.
pub(crate) const FORCES_FILE: &str = "forces.csv";

/// Forces accepted in one edition.
const MOST_FORCES: usize = 1000;

/// Which kind of area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum AreaKind {
    /// A force that is inspected and compared.
    Inspected,
    /// A body that is in the data but never compared.
    OutOfScope,
    /// The published total of England and Wales.
    EnglandAndWales,
}

/// The areas known, by code and by every name they go by.
#[derive(Debug)]
pub(crate) struct Areas {
    by_code: BTreeMap<AreaCode, AreaKind>,
    by_name: BTreeMap<String, AreaCode>,
}

#[derive(Debug, Deserialize)]
struct ForceLine {
    code: String,
    name: String,
    full_name: String,
    scope: AreaKind,
    aliases: String,
}

impl Areas {
    /// Reads the edition's list of forces and adds England and Wales under the code that the
    /// sources give it.
    ///
    /// Errors carry the line they were found on.
    pub(crate) fn read(
        forces_csv: &str,
        england_and_wales: &AreaCode,
    ) -> Result<Self, (u64, InputProblem)> {
        let mut areas = Self {
            by_code: BTreeMap::from([(england_and_wales.clone(), AreaKind::EnglandAndWales)]),
            by_name: BTreeMap::new(),
        };
        let mut reader = csv::Reader::from_reader(forces_csv.as_bytes());
        for (at, line) in (2..).zip(reader.deserialize::<ForceLine>()) {
            let line = line.map_err(|cause| {
                let at = cause.position().map_or(at, csv::Position::line);
                (at, InputProblem::NotCsv(cause))
            })?;
            areas.add(&line).map_err(|problem| (at, problem))?;
            if areas.by_code.len() > MOST_FORCES {
                let limit = MOST_FORCES as u64;
                return Err((at, InputProblem::TooManyLines { limit }));
            }
        }
        Ok(areas)
    }

    fn add(&mut self, line: &ForceLine) -> Result<(), InputProblem> {
        let code = AreaCode::new(&line.code)
            .map_err(|_| InputProblem::cell("code", &line.code, "an area code"))?;
        let free = "a code or name that no other force has";
        if self.by_code.insert(code.clone(), line.scope).is_some() {
            return Err(InputProblem::cell("code", &line.code, free));
        }
        let aliases = line.aliases.split(';').filter(|alias| !alias.is_empty());
        for name in [line.name.as_str(), line.full_name.as_str()]
            .into_iter()
            .chain(aliases)
        {
            let before = self.by_name.insert(name.to_owned(), code.clone());
            if before.is_some_and(|other| other != code) {
                return Err(InputProblem::cell("name", name, free));
            }
        }
        Ok(())
    }

    /// The area with this code.
    pub(crate) fn with_code(&self, code: &str) -> Result<AreaCode, InputProblem> {
        AreaCode::new(code)
            .ok()
            .filter(|code| self.by_code.contains_key(code))
            .ok_or_else(|| {
                let known = self.by_code.keys().map(AreaCode::as_str);
                InputProblem::unknown("area code", code, known, FORCES_FILE)
            })
    }

    /// The force that goes by this name.
    pub(crate) fn named(&self, name: &str) -> Result<AreaCode, InputProblem> {
        self.by_name.get(name).cloned().ok_or_else(|| {
            let known = self.by_name.keys().map(String::as_str);
            InputProblem::unknown("force", name, known, FORCES_FILE)
        })
    }

    /// The codes of these kinds of area, in order.
    pub(crate) fn of_kinds<'a>(
        &'a self,
        kinds: &'a [AreaKind],
    ) -> impl Iterator<Item = &'a AreaCode> {
        self.by_code
            .iter()
            .filter(|(_, kind)| kinds.contains(kind))
            .map(|(code, _)| code)
    }
}
