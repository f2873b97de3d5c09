//! What a file should have given but did not, and what its values are worth.

use std::collections::BTreeSet;

use peel_model::{MeasureId, Period};

use crate::areas::Areas;
use crate::error::InputProblem;
use crate::facts::{Gathering, describe};
use crate::manifest::{Filled, Marked};
use crate::recipe::{Absent, FromRecipe, Mark};

/// Puts a reason in the place of every value that the recipe says is rightly absent, and refuses
/// a file in which any other promised value is missing.
pub(crate) fn fill(
    recipe: &FromRecipe,
    measures: &[MeasureId],
    periods: &BTreeSet<Period>,
    areas: &Areas,
    facts: &mut Gathering<'_>,
) -> Result<Vec<Filled>, InputProblem> {
    let mut filled: Vec<u64> = vec![0; recipe.absent.len()];
    let mut first: Option<String> = None;
    let mut count = 0;
    for measure in measures {
        for period in periods {
            for area in areas.of_kinds(&recipe.complete_for) {
                let subject = (measure.clone(), *period, area.clone());
                if facts.has(&subject) {
                    continue;
                }
                let mut rules = recipe.absent.iter().zip(&mut filled);
                match rules.find(|(rule, _)| rule.covers(measure, *period)) {
                    None => {
                        count += 1;
                        first.get_or_insert_with(|| describe(&subject));
                    }
                    Some((rule, values)) => {
                        facts.add_absent(subject, rule.status.0)?;
                        *values += 1;
                    }
                }
            }
        }
    }
    if let Some(first) = first {
        return Err(InputProblem::Gap { count, first });
    }
    let rules = recipe.absent.iter().zip(filled);
    rules.map(|(rule, values)| rule.account(values)).collect()
}

/// Refuses a file of grades in which an area that it should cover has none.
pub(crate) fn check_grades(
    recipe: &FromRecipe,
    areas: &Areas,
    facts: &Gathering<'_>,
) -> Result<(), InputProblem> {
    let without: Vec<_> = areas
        .of_kinds(&recipe.complete_for)
        .filter(|area| !facts.has_grade(area))
        .collect();
    match without.first() {
        None => Ok(()),
        Some(first) => Err(InputProblem::Gap {
            count: without.len(),
            first: format!("the grade of {first}"),
        }),
    }
}

/// Gives values the standing that the recipe's marks say; every mark must concern something.
pub(crate) fn mark(
    recipe: &FromRecipe,
    facts: &mut Gathering<'_>,
) -> Result<Vec<Marked>, InputProblem> {
    let marked = count_marks(recipe, facts);
    let rules = recipe.mark.iter().zip(marked);
    rules.map(|(rule, values)| rule.account(values)).collect()
}

/// The same for a file that not every mark needs to concern.
pub(crate) fn mark_some(recipe: &FromRecipe, facts: &mut Gathering<'_>) -> Vec<Marked> {
    let marked = count_marks(recipe, facts);
    let rules = recipe.mark.iter().zip(marked);
    rules
        .filter_map(|(rule, values)| rule.account(values).ok())
        .collect()
}

fn count_marks(recipe: &FromRecipe, facts: &mut Gathering<'_>) -> Vec<u64> {
    let mut marked: Vec<u64> = vec![0; recipe.mark.len()];
    for ((_, period, area), standing) in facts.values() {
        let mut rules = recipe.mark.iter().zip(&mut marked);
        if let Some((rule, values)) = rules.find(|(rule, _)| rule.covers(area.as_str(), *period)) {
            *standing = rule.status.0;
            *values += 1;
        }
    }
    marked
}

/// Gives the reason that the recipe knows to values that a file says are not there.
pub(crate) fn explain(recipe: &FromRecipe, facts: &mut Gathering<'_>) -> Vec<Filled> {
    let mut explained: Vec<u64> = vec![0; recipe.absent.len()];
    for ((measure, period, _), reason) in facts.absences() {
        let mut rules = recipe.absent.iter().zip(&mut explained);
        if let Some((rule, values)) = rules.find(|(rule, _)| rule.covers(measure, *period)) {
            *reason = rule.status.0;
            *values += 1;
        }
    }
    let rules = recipe.absent.iter().zip(explained);
    rules
        .filter_map(|(rule, values)| rule.account(values).ok())
        .collect()
}

impl Absent {
    fn covers(&self, measure: &MeasureId, period: Period) -> bool {
        self.measures.iter().any(|m| m.0 == *measure)
            && self.from.as_ref().is_none_or(|from| from.0 <= period)
            && self.to.as_ref().is_none_or(|to| period <= to.0)
    }

    fn account(&self, values: u64) -> Result<Filled, InputProblem> {
        let measures: Vec<String> = self.measures.iter().map(|m| m.0.to_string()).collect();
        used(values, || format!("absent {}", measures.join(", ")))?;
        Ok(Filled {
            measures,
            status: self.status.0.name().to_owned(),
            values,
            reason: self.reason.clone(),
        })
    }
}

impl Mark {
    fn covers(&self, area: &str, period: Period) -> bool {
        let areas = &self.areas;
        (areas.is_empty() || areas.iter().any(|listed| listed.0.as_str() == area))
            && self.periods.iter().any(|listed| listed.0 == period)
    }

    fn account(&self, values: u64) -> Result<Marked, InputProblem> {
        let status = self.status.0.name();
        used(values, || format!("mark {status}: {}", self.reason))?;
        Ok(Marked {
            status: status.to_owned(),
            values,
            reason: self.reason.clone(),
        })
    }
}

fn used(values: u64, rule: impl FnOnce() -> String) -> Result<(), InputProblem> {
    if values == 0 {
        return Err(InputProblem::UnusedRule { rule: rule() });
    }
    Ok(())
}
