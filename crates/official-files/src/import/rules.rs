//! The recipes by which files are imported: those that facts are made by, and those of further
//! files that an edition can import but makes no facts of.

use std::path::Path;

use serde::Deserialize;

use crate::areas::{Areas, FORCES_FILE};
use crate::error::OfficialFileError;
use crate::make::{FACTS_FOLDER, MOST_TEXT, in_recipes};
use crate::raw_file;
use crate::recipe::{FromRecipe, RECIPES_FILE, Recipes};

/// The file of further recipes, inside the edition's folder of facts. It need not be there.
pub const IMPORTS_FILE: &str = "imports.toml";

/// Recipes for files that can be imported beside those that facts are made from.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Imports {
    /// One recipe per kind of file.
    #[serde(default)]
    import: Vec<ImportRecipe>,
}

/// How one further kind of file is imported.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ImportRecipe {
    /// The name by which it can be asked for.
    #[cfg_attr(test, schemars(regex(pattern = r"^[a-z0-9-]+$")))]
    name: String,
    /// How it is read. Rules need not all concern something, as they must where facts are made.
    from: FromRecipe,
}

/// What an edition knows of published files: the recipes to follow and the forces to expect.
#[derive(Debug)]
pub struct ImportRules {
    recipes: Recipes,
    imports: Imports,
    pub(super) areas: Areas,
}

/// A recipe and the name by which it can be asked for.
#[derive(Debug, Clone)]
pub(super) struct Named<'r> {
    pub name: String,
    pub recipe: &'r FromRecipe,
}

impl ImportRules {
    /// Reads an edition's recipes (`facts/recipes.toml`, and `facts/imports.toml` where there is
    /// one) and forces (`forces.csv`).
    ///
    /// # Errors
    /// [`OfficialFileError`] when one of them cannot be read or is not well formed.
    pub fn read(edition: &Path) -> Result<Self, OfficialFileError> {
        let facts = edition.join(FACTS_FOLDER);
        let recipes = raw_file::read_text(&facts.join(RECIPES_FILE), MOST_TEXT)?;
        let imports = facts.join(IMPORTS_FILE);
        let imports = if imports.exists() {
            raw_file::read_text(&imports, MOST_TEXT)?
        } else {
            String::new()
        };
        let forces = raw_file::read_text(&edition.join(FORCES_FILE), MOST_TEXT)?;
        Self::parse(&recipes, &imports, &forces)
    }

    /// The same from the texts of `facts/recipes.toml`, `facts/imports.toml` (empty where there is
    /// none) and `forces.csv`.
    ///
    /// # Errors
    /// [`OfficialFileError`] when one of them is not well formed.
    pub fn parse(recipes: &str, imports: &str, forces: &str) -> Result<Self, OfficialFileError> {
        let recipes = Recipes::parse(recipes).map_err(in_recipes)?;
        let imports: Imports =
            toml::from_str(imports).map_err(|error| in_imports(error.to_string()))?;
        for import in &imports.import {
            import.from.check().map_err(in_imports)?;
        }
        let areas = Areas::read(forces, &recipes.england_and_wales.0);
        let areas = areas.map_err(|(line, problem)| OfficialFileError::Input {
            file: FORCES_FILE.to_owned(),
            line: Some(line),
            problem: Box::new(problem),
        })?;
        let rules = Self {
            recipes,
            imports,
            areas,
        };
        let mut names: Vec<String> = Vec::new();
        for Named { name, .. } in rules.named() {
            if names.contains(&name) {
                let problem = format!("\"{name}\" names two recipes; rename one");
                return Err(in_imports(problem));
            }
            names.push(name);
        }
        Ok(rules)
    }

    /// The names of the recipes, with the publisher's title of what each is for.
    #[must_use]
    pub fn recipes(&self) -> Vec<(String, String)> {
        let named = self.named().into_iter();
        named
            .map(|named| (named.name, named.recipe.title.clone()))
            .collect()
    }

    /// Every recipe that gives observations. One that facts are made by goes by the name of its
    /// facts, numbered from the second on where several files are made into the same.
    pub(super) fn named(&self) -> Vec<Named<'_>> {
        let facts = self.recipes.facts.iter().flat_map(|facts| {
            let stem = facts.file.strip_suffix(".csv").unwrap_or(&facts.file);
            (1..).zip(&facts.from).map(move |(number, recipe)| Named {
                name: match number {
                    1 => stem.to_owned(),
                    _ => format!("{stem}-{number}"),
                },
                recipe,
            })
        });
        let imports = self.imports.import.iter().map(|import| Named {
            name: import.name.clone(),
            recipe: &import.from,
        });
        facts
            .chain(imports)
            .filter(|named| !named.recipe.reader.gives_grades())
            .collect()
    }
}

fn in_imports(problem: String) -> OfficialFileError {
    OfficialFileError::Recipes {
        file: IMPORTS_FILE.to_owned(),
        problem,
    }
}
