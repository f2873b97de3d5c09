//! Which areas a file may speak of: the edition's forces, and England and Wales as one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use peel_model::{Area, AreaCode, ForceId};
use serde::Deserialize;

use crate::error::InputProblem;
use crate::spreadsheet::is_footnoted;

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
#[derive(Debug, Clone)]
pub(crate) struct Areas {
    by_code: BTreeMap<AreaCode, AreaKind>,
    by_name: BTreeMap<String, AreaCode>,
    ids: BTreeMap<AreaCode, Area>,
    /// How names are read in an import; `None` where every letter must fit.
    tolerant: Option<Tolerant>,
}

/// Names without what publishers vary, and the names that were read by their help.
#[derive(Debug, Clone, Default)]
struct Tolerant {
    /// `None` where two areas would go by the same name.
    by_folded: BTreeMap<String, Option<AreaCode>>,
    read: Arc<Mutex<Option<ReadAs>>>,
}

/// A name that was read as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadAs {
    /// What the file holds.
    pub from: String,
    /// The area it was read as.
    pub to: AreaCode,
}

#[derive(Debug, Deserialize)]
struct ForceLine {
    id: String,
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
            ids: BTreeMap::from([(england_and_wales.clone(), Area::EnglandAndWales)]),
            tolerant: None,
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
        let id = ForceId::new(&line.id)
            .map_err(|_| InputProblem::cell("id", &line.id, "an identifier of a force"))?;
        self.ids.insert(code.clone(), Area::Force(id));
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

    /// The same areas for one import, found also by names that differ from the known ones in capitals, spaces,
    /// "&" for "and", or a footnote mark at the end.
    pub(crate) fn tolerant(&self) -> Self {
        let mut by_folded: BTreeMap<String, Option<AreaCode>> = BTreeMap::new();
        for (name, code) in &self.by_name {
            by_folded
                .entry(folded(name))
                .and_modify(|known| {
                    if known.as_ref() != Some(code) {
                        *known = None;
                    }
                })
                .or_insert_with(|| Some(code.clone()));
        }
        let read = Arc::default();
        Self {
            tolerant: Some(Tolerant { by_folded, read }),
            ..self.clone()
        }
    }

    /// The last name that was read as another since this was last asked.
    pub(crate) fn read_as(&self) -> Option<ReadAs> {
        let read = &self.tolerant.as_ref()?.read;
        read.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether an area goes by exactly this name.
    pub(crate) fn is_exact(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// What observations of an area are about.
    pub(crate) fn area(&self, code: &AreaCode) -> Option<&Area> {
        self.ids.get(code)
    }

    /// The areas that a name which is not known may be a slip for.
    pub(crate) fn nearest(&self, name: &str) -> Vec<AreaCode> {
        let known = self.by_name.keys().map(String::as_str);
        let mut codes: Vec<AreaCode> = peel_model::nearest_names(name, known)
            .into_iter()
            .filter_map(|name| self.by_name.get(name).cloned())
            .collect();
        codes.sort();
        codes.dedup();
        codes
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
        if let Some(code) = self.by_name.get(name) {
            return Ok(code.clone());
        }
        self.read_tolerantly(name).ok_or_else(|| {
            let known = self.by_name.keys().map(String::as_str);
            InputProblem::unknown("force", name, known, FORCES_FILE)
        })
    }

    fn read_tolerantly(&self, name: &str) -> Option<AreaCode> {
        let tolerant = self.tolerant.as_ref()?;
        let to = [name, without_footnotes(name)]
            .into_iter()
            .find_map(|name| tolerant.by_folded.get(&folded(name))?.clone())?;
        let read = ReadAs {
            from: name.to_owned(),
            to: to.clone(),
        };
        let noted = &tolerant.read;
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        Some(to)
    }

    /// The force that goes by this name, and that name of it which the text is once marks of
    /// footnotes, numbered up to `last`, are taken off.
    pub(crate) fn named_in<'t>(
        &'t self,
        text: &'t str,
        last: u8,
    ) -> Result<(AreaCode, &'t str), InputProblem> {
        if !self.by_name.contains_key(text) {
            let known = self.by_name.iter();
            let mut marked = known.filter(|(name, _)| is_footnoted(text, name, last));
            if let (Some((name, code)), None) = (marked.next(), marked.next()) {
                return Ok((code.clone(), name));
            }
        }
        self.named(text).map(|code| (code, text))
    }

    /// Whether this is the area of England and Wales, which goes by no name of its own.
    pub(crate) fn is_england_and_wales(&self, code: &AreaCode) -> bool {
        self.by_code.get(code) == Some(&AreaKind::EnglandAndWales)
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

/// A name without what publishers vary: capitals, doubled spaces, "&".
fn folded(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").replace('&', "and")
}

/// A label without the footnote marks stuck to its end: "Cheshire8", "Cheshire 8,9", "Cheshire²",
/// "Cheshire [note 8]", "Cheshire (8)".
pub(crate) fn without_footnotes(label: &str) -> &str {
    let label = label.trim();
    let bracketed = [("[", "]"), ("(", ")")]
        .into_iter()
        .find_map(|(open, close)| {
            let (before, note) = label.strip_suffix(close)?.rsplit_once(open)?;
            let number = note.strip_prefix("note").unwrap_or(note).trim();
            let is_mark = !number.is_empty() && number.chars().all(is_mark);
            is_mark.then_some(before)
        });
    bracketed.unwrap_or(label).trim_end_matches(is_mark)
}

fn is_mark(letter: char) -> bool {
    let superscript = matches!(letter, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    superscript || letter.is_ascii_digit() || matches!(letter, '*' | '†' | ',' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnote_marks_are_told_from_names() {
        let check = |label: &str, expected: &str| {
            assert_eq!(without_footnotes(label), expected, "{label:?}");
        };
        check("Northland8", "Northland");
        check("Northland 8,9", "Northland");
        check("Northland²", "Northland");
        check("Northland*", "Northland");
        check("Northland [note 8]", "Northland");
        check("Northland (8)", "Northland");
        check("Northland (rural)", "Northland (rural)");
        check("Northland", "Northland");
        check("  ", "");
        check("12", "");
    }

    #[test]
    fn names_are_read_tolerantly_only_where_that_was_asked_for() {
        let forces = "id,code,name,full_name,region,scope,aliases\n\
                      coast-and-dale,E99000002,Coast and Dale,Dale Police,South,inspected,\n";
        let total = AreaCode::new("K99000001").unwrap();
        let strict = Areas::read(forces, &total).unwrap();
        let tolerant = strict.tolerant();
        for name in [
            "COAST AND DALE",
            "Coast & Dale3",
            " Coast  and Dale",
            "dale police [note 2]",
        ] {
            assert!(strict.named(name).is_err(), "{name}");
            assert_eq!(
                tolerant.named(name).unwrap().as_str(),
                "E99000002",
                "{name}"
            );
            assert_eq!(tolerant.read_as().unwrap().from, name);
        }
        tolerant.named("Coast and Dale").unwrap();
        assert_eq!(tolerant.read_as(), None);
        tolerant.named("Coast").unwrap_err();
    }
}
