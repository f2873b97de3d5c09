//! Secrets that stand in files of their own, and secrets that are not shown.
//!
//! Which keys may hold a secret is told by their names: those that have a sibling with `_file` at
//! its end.

use std::{fs::File, io, io::Read as _, path::Path};

use config::{Map, Value, ValueKind};

/// What the name of a secret's sibling ends in.
const SUFFIX: &str = "_file";

/// The largest secret that is read, in bytes.
const MAXIMUM_SECRET: u64 = 64 * 1024;

/// What is shown in place of a secret.
const HIDDEN: &str = "(hidden)";

/// A secret that cannot be had.
pub(super) struct Wrong {
    /// The key that names the file.
    pub(super) key: String,
    /// What is wrong, with the key.
    pub(super) message: String,
}

/// Gives every secret of `given` whose file is named what the file holds.
pub(super) fn read(given: &mut Value, known: &Value) -> Result<(), Wrong> {
    let (ValueKind::Table(sections), ValueKind::Table(known)) = (&mut given.kind, &known.kind)
    else {
        return Ok(());
    };
    for (name, section) in known {
        let (Some(given), ValueKind::Table(known)) = (sections.get_mut(name), &section.kind) else {
            continue;
        };
        let ValueKind::Table(given) = &mut given.kind else {
            continue;
        };
        for secret in secrets(known) {
            read_one(name, secret, given)?;
        }
    }
    Ok(())
}

/// The keys of a section that have a sibling for a file.
fn secrets(section: &Map<String, Value>) -> Vec<&str> {
    let files = section.keys().filter_map(|key| key.strip_suffix(SUFFIX));
    let mut secrets: Vec<_> = files.filter(|key| section.contains_key(*key)).collect();
    secrets.sort_unstable();
    secrets
}

fn read_one(section: &str, secret: &str, given: &mut Map<String, Value>) -> Result<(), Wrong> {
    let sibling = format!("{secret}{SUFFIX}");
    let key = format!("{section}.{sibling}");
    let wrong = |message: String| Wrong {
        key: key.clone(),
        message: format!("key \"{key}\": {message}"),
    };
    let path = match given.get(&sibling).map(|value| &value.kind) {
        None | Some(ValueKind::Nil) => return Ok(()),
        Some(ValueKind::String(path)) => Path::new(path),
        // The type that it is read into refuses it.
        Some(_) => return Ok(()),
    };
    let set = given.get(secret).is_some_and(|value| !is_nil(value));
    if set {
        let both = format!("\"{section}.{secret}\" is given too; leave one of them out");
        return Err(wrong(both));
    }
    let text = content(path)
        .map_err(|error| wrong(format!("{} cannot be read: {error}", path.display())))?;
    let text = text.trim();
    if text.is_empty() {
        return Err(wrong(format!("{} is empty", path.display())));
    }
    let text = Value::from(text.to_owned());
    given.insert(secret.to_owned(), text);
    Ok(())
}

fn is_nil(value: &Value) -> bool {
    matches!(value.kind, ValueKind::Nil)
}

fn content(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = File::open(path)?;
    file.take(MAXIMUM_SECRET + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAXIMUM_SECRET {
        return Err(io::Error::other(format!(
            "larger than {MAXIMUM_SECRET} bytes"
        )));
    }
    Ok(text)
}

/// `settings` as TOML, without what may be secret. What is not set is left out.
pub(crate) fn without_secrets(settings: &impl serde::Serialize) -> Result<String, String> {
    let known = config::Config::try_from(settings).map_err(|error| error.to_string())?;
    let mut shown = toml::Table::try_from(settings).map_err(|error| error.to_string())?;
    if let ValueKind::Table(known) = &known.cache.kind {
        for (name, section) in &mut shown {
            let known = known.get(name).map(|known| &known.kind);
            let (Some(ValueKind::Table(known)), toml::Value::Table(section)) = (known, section)
            else {
                continue;
            };
            for secret in secrets(known) {
                if let Some(value) = section.get_mut(secret) {
                    *value = HIDDEN.into();
                }
            }
        }
    }
    Ok(shown.to_string())
}
