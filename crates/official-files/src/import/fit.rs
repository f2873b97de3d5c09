//! Which recipe a file is for, told from its columns.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::lines::Fault;
use super::rules::{ImportRules, Named};
use crate::error::{InputProblem, cut};
use crate::recipe::FromRecipe;

/// Columns quoted of a file that no recipe fits.
const MOST_QUOTED: usize = 40;

/// The recipe that was asked for.
pub(super) fn asked_for<'r>(name: &str, rules: &'r ImportRules) -> Result<Named<'r>, Fault> {
    let named = rules.named();
    let known = named.iter().map(|named| named.name.as_str());
    let unknown = InputProblem::unknown("recipe", name, known, "the edition's recipes");
    let found = named.into_iter().find(|named| named.name == name);
    found.ok_or((None, unknown))
}

/// The recipe for a workbook: the only one that there is, or the only one for a file of this name.
pub(super) fn for_workbook<'r>(file: &str, rules: &'r ImportRules) -> Result<Named<'r>, Fault> {
    let named = rules.named().into_iter();
    let fitting = named.filter(|named| named.recipe.sheet.is_some()).collect();
    one_of(fitting, file).unwrap_or_else(|| {
        let encoding = "a workbook, for which there is no recipe";
        Err((None, InputProblem::OtherEncoding { encoding }))
    })
}

/// The recipes for a workbook of this name: one for each of its tables.
pub(super) fn tables(file: &str, rules: &ImportRules) -> Vec<String> {
    let named = rules.named().into_iter();
    let tables = named
        .filter(|named| named.recipe.sheet.is_some() && stem(&named.recipe.file) == stem(file));
    tables.map(|named| named.name).collect()
}

/// Of several recipes the one for a file of the same name; `None` when there are none.
fn one_of<'r>(mut fitting: Vec<Named<'r>>, file: &str) -> Option<Result<Named<'r>, Fault>> {
    let same_name = |named: &Named<'_>| stem(&named.recipe.file) == stem(file);
    if fitting.iter().any(same_name) {
        fitting.retain(same_name);
    }
    let names = fitting.iter().map(|named| named.name.clone()).collect();
    let several = InputProblem::SeveralFit { names };
    let only = fitting.pop()?;
    Some(if fitting.is_empty() {
        Ok(only)
    } else {
        Err((Some(1), several))
    })
}

/// Chooses the recipe whose columns are all there.
///
/// Of several that fit, the one that knows most of the columns is meant; among equals, the one for
/// a file of the same name.
pub(super) fn choose<'r>(
    file: &str,
    header: &StringRecord,
    rules: &'r ImportRules,
) -> Result<Named<'r>, Fault> {
    let named = rules.named();
    let mut fitting: Vec<(usize, Named<'r>)> = Vec::new();
    // A workbook's recipe is for none but workbooks.
    for named in named.iter().filter(|named| named.recipe.sheet.is_none()) {
        let needed = columns(named.recipe);
        if lacking(&needed, header).is_empty() {
            fitting.push((needed.len(), named.clone()));
        }
    }
    let most = fitting.iter().map(|(known, _)| *known).max();
    fitting.retain(|(known, _)| Some(*known) == most);
    let fitting = fitting.into_iter().map(|(_, named)| named).collect();
    one_of(fitting, file).unwrap_or_else(|| Err((Some(1), no_fit(&named, header))))
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
