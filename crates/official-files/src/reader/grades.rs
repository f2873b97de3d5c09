//! Grades as published: one line per force.

use std::collections::BTreeMap;

use peel_model::{GradeId, MeasureId};
use serde::Deserialize;

use super::{IN_RECIPE, Reader};
use crate::areas::Areas;
use crate::doubts::Lost;
use crate::error::InputProblem;
use crate::facts::Gathering;
use crate::line::Line;
use crate::recipe::Parsed;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Grades"))]
pub(crate) struct Settings {
    /// The column with the force's area code.
    code_column: String,
    /// The column with the grade.
    grade_column: String,
    /// Grade as published to the edition's grade.
    grades: BTreeMap<String, Parsed<GradeId>>,
}

pub(crate) struct Grades<'r> {
    settings: &'r Settings,
}

impl<'r> Grades<'r> {
    pub(crate) fn new(settings: &'r Settings) -> Self {
        Self { settings }
    }
}

impl Reader for Grades<'_> {
    fn columns(&self) -> Vec<&str> {
        vec![&self.settings.code_column, &self.settings.grade_column]
    }

    fn measures(&self) -> Vec<MeasureId> {
        Vec::new()
    }

    fn loses(&self, _line: &Line<'_>, _areas: &Areas) -> Vec<Lost> {
        Vec::new()
    }

    fn line(
        &mut self,
        line: &Line<'_>,
        areas: &Areas,
        facts: &mut Gathering<'_>,
    ) -> Result<(), InputProblem> {
        let area = areas.with_code(line.cell(&self.settings.code_column)?)?;
        let title = line.cell(&self.settings.grade_column)?;
        let Some(grade) = self.settings.grades.get(title) else {
            let known = self.settings.grades.keys().map(String::as_str);
            return Err(InputProblem::unknown("grade", title, known, IN_RECIPE));
        };
        facts.add_grade(area, grade.0.clone(), line.number)
    }
}
