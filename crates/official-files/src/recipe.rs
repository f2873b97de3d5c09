//! Recipes: how each facts file is made from official files. Data of an edition, not code.
//!
//! Every rule of a recipe must concern something in the file it is about: a correction of a slip
//! that is no longer there, or a body left out that is no longer listed, is refused. So a recipe
//! that works describes its files, and the manifest made from it can be believed.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use peel_model::{
    AreaCode, GradeId, IndicatorId, MeasureId, MissingReason, Period, SourceId, Standing,
};
use serde::{Deserialize, Deserializer};

use crate::areas::AreaKind;
use crate::reader::ReaderRecipe;
use crate::spreadsheet::SheetRecipe;

/// The file of recipes, inside the edition's folder of facts.
pub(crate) const RECIPES_FILE: &str = "recipes.toml";

/// Periods that one recipe may keep.
const MOST_PERIODS: usize = 1000;

/// Every recipe of an edition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Recipes {
    /// The code under which sources publish totals of England and Wales.
    pub england_and_wales: Parsed<AreaCode>,
    /// One recipe per facts file.
    pub facts: Vec<FactsRecipe>,
}

/// How one facts file is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FactsRecipe {
    /// The facts file's name.
    #[cfg_attr(test, schemars(regex(pattern = r"^[a-z0-9-]+\.csv$")))]
    pub file: String,
    /// What it is made from, in order.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub from: Vec<FromRecipe>,
}

/// How one file is read, and what is kept of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FromRecipe {
    /// The file, relative to its folder.
    pub file: String,
    /// Which folder that is.
    #[serde(default)]
    pub folder: Folder,
    /// The source that its facts name.
    pub source: Parsed<SourceId>,
    /// Who published it.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Which release of it this is.
    pub release: String,
    /// Under which licence.
    pub licence: String,
    /// How this copy was come by, in words.
    pub obtained: String,
    /// Where in it the table is, when it is a workbook.
    pub sheet: Option<SheetRecipe>,
    /// How it is laid out.
    pub reader: ReaderRecipe,
    /// Which periods are kept; all when absent.
    pub periods: Option<KeptPeriods>,
    /// For which kinds of area every measure and kept period must be there.
    #[serde(default)]
    pub complete_for: Vec<AreaKind>,
    /// Lines that are knowingly left out.
    #[serde(default)]
    pub leave_out: Vec<LeaveOut>,
    /// Slips of the publisher that are put right.
    #[serde(default)]
    pub correct: Vec<Correction>,
    /// Values that are rightly not there.
    #[serde(default)]
    pub absent: Vec<Absent>,
    /// Values of a standing other than normal.
    #[serde(default)]
    pub mark: Vec<Mark>,
    /// What else a reader should know, for the manifest.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Where a file is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum Folder {
    /// The folder of official files, which is not part of the edition.
    #[default]
    Raw,
    /// The edition: a list of our own.
    Edition,
}

/// Consecutive periods of one length.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct KeptPeriods {
    /// The first.
    pub from: Parsed<Period>,
    /// The last.
    pub to: Parsed<Period>,
    /// How many months lie between one and the next.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub every_months: u16,
}

/// Lines left out: those that hold one of the given texts in each of the given columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LeaveOut {
    /// Column to texts.
    pub lines: BTreeMap<String, Vec<String>>,
    /// Why.
    pub reason: String,
}

/// A cell that is read as if it held something else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Correction {
    /// The column.
    pub column: String,
    /// What the cell holds.
    pub from: String,
    /// What it is read as.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// Values that are rightly not in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Absent {
    /// Of these measures.
    pub measures: Vec<Parsed<MeasureId>>,
    /// From this period; the first kept when absent.
    pub from: Option<Parsed<Period>>,
    /// To this period; the last kept when absent.
    pub to: Option<Parsed<Period>>,
    /// What kind of absence it is.
    #[cfg_attr(test, schemars(extend("enum" = crate::schemas::absences())))]
    pub status: Parsed<MissingReason>,
    /// Why.
    pub reason: String,
}

/// Values of a standing other than normal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Mark {
    /// Of these areas; all when empty.
    #[serde(default)]
    pub areas: Vec<Parsed<AreaCode>>,
    /// In these periods.
    pub periods: Vec<Parsed<Period>>,
    /// Their standing.
    #[cfg_attr(test, schemars(extend("enum" = crate::schemas::standings())))]
    pub status: Parsed<Standing>,
    /// Why.
    pub reason: String,
}

impl Recipes {
    /// Reads recipes.
    ///
    /// The error says what is wrong and, where the text itself is at fault, on which line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let recipes: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut names: Vec<&str> = Vec::new();
        for facts in &recipes.facts {
            facts.check()?;
            if names.contains(&facts.file.as_str()) {
                return Err(format!("\"{}\" has two recipes; keep one", facts.file));
            }
            names.push(&facts.file);
        }
        Ok(recipes)
    }
}

impl FactsRecipe {
    fn check(&self) -> Result<(), String> {
        let name = &self.file;
        let plain = name.strip_suffix(".csv").is_some_and(|stem| {
            !stem.is_empty()
                && stem
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        });
        if !plain {
            return Err(format!(
                "\"{name}\" is not the name of a facts file: use lower-case letters, digits and \
                 hyphens, ending in .csv"
            ));
        }
        for from in &self.from {
            from.check()?;
        }
        let mut grades = self.from.iter().map(|from| from.reader.gives_grades());
        let first = grades.next();
        match first {
            None => Err(format!(
                "\"{name}\" is made from nothing; add a [[facts.from]]"
            )),
            Some(first) if grades.any(|next| next != first) => Err(format!(
                "\"{name}\" mixes observations and grades; make two files of it"
            )),
            Some(_) => Ok(()),
        }
    }
}

impl FromRecipe {
    /// Checks what its parts cannot know by themselves.
    ///
    /// The error says what is wrong.
    pub(crate) fn check(&self) -> Result<(), String> {
        let lookup = self.reader.lookup().map(|lookup| &lookup.file);
        for file in [Some(&self.file), lookup].into_iter().flatten() {
            if !stays_inside(file) {
                return Err(format!(
                    "\"{file}\" leads out of its folder; name a file inside it"
                ));
            }
        }
        match &self.periods {
            Some(periods) => periods.check(),
            None if self.complete_for.is_empty() || self.reader.gives_grades() => Ok(()),
            None => Err(format!(
                "\"{}\" is to be complete, but no periods are given; add them",
                self.file
            )),
        }
    }
}

fn stays_inside(file: &str) -> bool {
    let mut parts = Path::new(file).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

impl KeptPeriods {
    fn check(&self) -> Result<(), String> {
        match self.list() {
            Some(_) => Ok(()),
            None => Err(format!(
                "from {} to {} is not a series in steps of {} months with at most \
                 {MOST_PERIODS} periods",
                self.from.0, self.to.0, self.every_months
            )),
        }
    }

    /// The periods, oldest first; `None` when the steps do not lead from the first to the last.
    pub(crate) fn list(&self) -> Option<Vec<Period>> {
        if self.every_months == 0 {
            return None;
        }
        let mut periods = vec![self.to.0];
        let mut steps: i32 = 0;
        while periods.last().is_some_and(|last| *last > self.from.0) {
            steps = steps.checked_add(i32::from(self.every_months))?;
            periods.push(self.to.0.earlier(steps)?);
            if periods.len() > MOST_PERIODS {
                return None;
            }
        }
        periods.reverse();
        (periods.first() == Some(&self.from.0)).then_some(periods)
    }
}

/// A value of the vocabulary, read from text once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Parsed<T>(pub T);

/// What can be read from a recipe's text.
pub(crate) trait FromText: Sized {
    fn from_text(text: &str) -> Result<Self, String>;
}

impl<'de, T: FromText> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::from_text(&text)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
impl<T> schemars::JsonSchema for Parsed<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

macro_rules! from_text {
    ($($type:ty: $parse:expr;)*) => {$(
        impl FromText for $type {
            fn from_text(text: &str) -> Result<Self, String> {
                $parse(text).map_err(|e| e.to_string())
            }
        }
    )*};
}

from_text! {
    AreaCode: AreaCode::new;
    GradeId: GradeId::new;
    IndicatorId: IndicatorId::new;
    MeasureId: MeasureId::new;
    SourceId: SourceId::new;
    Period: str::parse::<Period>;
    MissingReason: |text| MissingReason::from_name(text)
        .ok_or("the status is unknown: use not-supplied, not-applicable or missing");
    Standing: |text| Standing::from_name(text)
        .filter(|standing| *standing != Standing::Normal)
        .ok_or("the status is unknown: use provisional, estimated, revised, partial or break");
}
