//! Which recipe a file is for, told from its columns.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::lines::{Fault, Lines};
use super::rules::{ImportRules, Named};
use crate::error::{InputProblem, cut};
use crate::recipe::FromRecipe;

/// Columns quoted of a file that no recipe fits.
const MOST_QUOTED: usize = 40;

/// Chooses the recipe that was asked for, or the one whose columns are all there.
///
/// Of several that fit, the one that knows most of the columns is meant; among equals, the one for
/// a file of the same name.
pub(super) fn choose<'r>(
    file: &str,
    lines: Lines,
    rules: &'r ImportRules,
    asked_for: Option<&str>,
) -> Result<(Named<'r>, Lines), Fault> {
    let header = Some(1);
    let named = rules.named();
    if let Some(name) = asked_for {
        let found = named.iter().find(|named| named.name == name).cloned();
        return match found {
            Some(found) => Ok((found, lines)),
            None => {
                let known = named.iter().map(|named| named.name.as_str());
                let problem = InputProblem::unknown("recipe", name, known, "the edition's recipes");
                Err((None, problem))
            }
        };
    }
    let mut fitting: Vec<(usize, Named<'r>)> = Vec::new();
    for named in &named {
        let needed = columns(named.recipe);
        if lacking(&needed, &lines.header).is_empty() {
            fitting.push((needed.len(), named.clone()));
        }
    }
    let most = fitting.iter().map(|(known, _)| *known).max();
    fitting.retain(|(known, _)| Some(*known) == most);
    if fitting.len() > 1 {
        let same_name = |named: &Named<'_>| stem(&named.recipe.file) == stem(file);
        if fitting.iter().any(|(_, named)| same_name(named)) {
            fitting.retain(|(_, named)| same_name(named));
        }
    }
    match fitting.as_slice() {
        [(_, named)] => Ok((named.clone(), lines)),
        [] => Err((header, no_fit(&named, &lines.header))),
        several => {
            let names = several.iter().map(|(_, named)| named.name.clone());
            let names = names.collect();
            Err((header, InputProblem::SeveralFit { names }))
        }
    }
}

/// The name of a file without its folder and endings.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.split('.').next().unwrap_or(name)
}

/// Every column that the reader or a rule of a recipe needs.
fn columns(recipe: &FromRecipe) -> BTreeSet<String> {
    let reader = recipe.reader.start();
    let mut columns: BTreeSet<String> = reader.columns().into_iter().map(str::to_owned).collect();
    for rule in &recipe.leave_out {
        columns.extend(rule.lines.keys().cloned());
    }
    columns.extend(recipe.correct.iter().map(|rule| rule.column.clone()));
    columns
}

fn lacking<'c>(columns: &'c BTreeSet<String>, header: &StringRecord) -> Vec<&'c str> {
    let lacks = |column: &&String| !header.iter().any(|name| name == column.as_str());
    columns.iter().filter(lacks).map(String::as_str).collect()
}

fn no_fit(named: &[Named<'_>], header: &StringRecord) -> InputProblem {
    let nearest = named
        .iter()
        .filter_map(|named| {
            let columns = columns(named.recipe);
            let lacks = lacking(&columns, header);
            let found = columns.len() - lacks.len();
            // By the share of columns found, in whole percent: ties go to the first recipe.
            let share = found * 100 / columns.len().max(1);
            let lacks = lacks.iter().map(|column| format!("\"{column}\""));
            let lacks: Vec<String> = lacks.collect();
            (found > 0).then(|| (share, &named.name, lacks.join(", ")))
        })
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    InputProblem::NoFit {
        columns: header.iter().take(MOST_QUOTED).map(cut).collect(),
        nearest: nearest
            .map(|(_, name, lacks)| format!("the nearest recipe, {name}, lacks {lacks}")),
    }
}
