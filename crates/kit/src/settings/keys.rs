//! Finds keys that no settings struct has.

use config::{Value, ValueKind};

use super::SettingsError;

/// How alike two keys must be (Jaro-Winkler, 0 to 1) for one to be proposed for the other.
const ALIKE: f64 = 0.8;

/// A key that does not exist, and the nearest one that does.
#[derive(Debug)]
pub(super) struct Unknown {
    key: String,
    nearest: Option<String>,
}

impl Unknown {
    /// Spells both keys another way.
    pub(super) fn spelt(self, spell: impl Fn(String) -> String) -> Self {
        Self {
            key: spell(self.key),
            nearest: self.nearest.map(spell),
        }
    }

    pub(super) fn refused(self, origin: String) -> SettingsError {
        let proposal = self.nearest.map(|key| format!("; did you mean \"{key}\"?"));
        SettingsError::UnknownKey {
            origin,
            key: self.key,
            proposal: proposal.unwrap_or_default(),
        }
    }
}

/// The first key of `given`, by name, that `known` has not.
pub(super) fn unknown(given: &Value, known: &Value) -> Option<Unknown> {
    leaves(given)
        .into_iter()
        .find_map(|path| unknown_path(&path, known))
}

/// `path` if `known` has no such key.
///
/// A key whose default is absent may hold anything: the type it is read into decides.
pub(super) fn unknown_path(path: &str, known: &Value) -> Option<Unknown> {
    let mut place = known;
    for part in path.split('.') {
        place = match &place.kind {
            ValueKind::Table(table) => match table.get(part) {
                Some(next) => next,
                None => {
                    return Some(Unknown {
                        key: path.to_owned(),
                        nearest: nearest(path, known),
                    });
                }
            },
            ValueKind::Nil => return None,
            _ => {
                return Some(Unknown {
                    key: path.to_owned(),
                    nearest: nearest(path, known),
                });
            }
        };
    }
    None
}

fn nearest(path: &str, known: &Value) -> Option<String> {
    leaves(known)
        .into_iter()
        .map(|key| (strsim::jaro_winkler(path, &key), key))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, key)| key)
}

/// The full paths of all values that are not tables, sorted.
fn leaves(value: &Value) -> Vec<String> {
    fn collect(value: &Value, path: &str, leaves: &mut Vec<String>) {
        match &value.kind {
            ValueKind::Table(table) if !table.is_empty() => {
                for (key, value) in table {
                    let separator = if path.is_empty() { "" } else { "." };
                    collect(value, &format!("{path}{separator}{key}"), leaves);
                }
            }
            _ if path.is_empty() => {}
            _ => leaves.push(path.to_owned()),
        }
    }
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found.sort();
    found
}
