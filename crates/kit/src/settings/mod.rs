//! Typed settings: built-in defaults, then a TOML file, then the environment.
//!
//! A settings type is a struct of sections, each with a default for every key, so that a process
//! starts with no configuration at all. A file may set any of them, and so may variables named
//! `PEEL__SECTION__KEY`, which win. A key that does not exist is refused by name wherever it
//! stands, because a misspelt limit is worse than none. Times are whole milliseconds in keys that
//! end in `_ms`. Values from the environment are single values, never lists. A key that may hold a
//! secret has a sibling that ends in `_file` and names the file that holds it instead.

mod access;
mod keys;
mod origins;
mod secrets;
mod sections;
mod tls;
mod unprotected;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use config::{Config, ConfigError, Environment, FileFormat};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Clock, ProcessError};

pub use self::access::AccessSettings;
pub use self::origins::Origins;
pub(crate) use self::secrets::without_secrets;
pub use self::sections::{
    LimitSettings, ListenSettings, LogFormat, NeighbourSettings, SamplingRatio, TelemetrySettings,
};
pub use self::tls::{ClientCertificates, TlsSettings};
pub use self::unprotected::Unprotected;

/// What the names of all environment variables begin with.
pub const ENVIRONMENT_PREFIX: &str = "PEEL__";

/// Between the parts of a variable's name. Single underscores belong to the keys.
const SEPARATOR: &str = "__";

/// The largest configuration file that is read, in bytes.
const MAXIMUM_FILE_SIZE: u64 = 1024 * 1024;

/// Settings of a process that [`run`](crate::run) starts.
pub trait ProcessSettings: Serialize + DeserializeOwned + Default {
    /// The section on telemetry, which is needed before anything else.
    fn telemetry(&self) -> &TelemetrySettings;

    /// Finds what would keep the process from starting, in the settings and in the files that they
    /// name, without starting anything: [`Foundation`](crate::Foundation) and what else it has.
    /// Called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    fn check(&self, clock: &Clock) -> Result<(), ProcessError>;
}

/// Why settings were refused: one line with the file or variable, and the key.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The file is not one for this program.
    #[error("{origin}: unknown key \"{key}\"{proposal}")]
    UnknownKey {
        /// The file or the variable.
        origin: String,
        /// The full key.
        key: String,
        /// The nearest key there is, as the rest of the sentence.
        proposal: String,
    },
    /// A value is of the wrong type or out of range, or the file is not TOML.
    #[error("{origin}: {message}")]
    Value {
        /// The file or the variable.
        origin: String,
        /// What is wrong with it.
        message: String,
    },
}

/// Loads settings from the defaults, `file` if one is given, and this process's environment.
///
/// # Errors
///
/// [`SettingsError`] for a file that cannot be read or is not TOML, an unknown key, a variable
/// that is not Unicode, or a value of the wrong type or out of range.
pub fn load<T>(file: Option<&Path>) -> Result<T, SettingsError>
where
    T: Serialize + DeserializeOwned + Default,
{
    let mut environment = BTreeMap::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else {
            continue;
        };
        if !name.starts_with(ENVIRONMENT_PREFIX) {
            continue;
        }
        match value.into_string() {
            Ok(value) => environment.insert(name, value),
            Err(_) => {
                let message = "is not valid Unicode".to_owned();
                return Err(SettingsError::Value {
                    origin: name,
                    message,
                });
            }
        };
    }
    load_from(file, environment)
}

/// Loads settings as [`load`] does, with `environment` for the environment.
///
/// # Errors
///
/// As [`load`].
pub fn load_from<T>(
    file: Option<&Path>,
    environment: BTreeMap<String, String>,
) -> Result<T, SettingsError>
where
    T: Serialize + DeserializeOwned + Default,
{
    let defaults = Config::try_from(&T::default())
        .map_err(|error| at("the built-in defaults".to_owned(), &error))?;
    let known = defaults.cache.clone();

    let mut builder = Config::builder().add_source(defaults);
    if let Some(path) = file {
        let content = read_file(path, &known)?;
        builder = builder.add_source(content);
    }
    let variables: BTreeMap<String, String> = environment
        .into_iter()
        .filter(|(name, _)| name.starts_with(ENVIRONMENT_PREFIX))
        .collect();
    for name in variables.keys() {
        check_variable(name, &known)?;
    }
    let source = Environment::with_prefix("PEEL")
        .prefix_separator(SEPARATOR)
        .separator(SEPARATOR)
        .source(Some(variables.clone().into_iter().collect()));
    let mut merged = builder
        .add_source(source)
        .build()
        .map_err(|error| locate(&error, file, &variables))?;
    secrets::read(&mut merged.cache, &known).map_err(|secrets::Wrong { key, message }| {
        let origin = origin_of(&key, file, &variables);
        SettingsError::Value { origin, message }
    })?;
    merged
        .try_deserialize()
        .map_err(|error| locate(&error, file, &variables))
}

fn read_file(path: &Path, known: &config::Value) -> Result<Config, SettingsError> {
    let read = || {
        let mut text = String::new();
        File::open(path)?
            .take(MAXIMUM_FILE_SIZE + 1)
            .read_to_string(&mut text)?;
        if text.len() as u64 > MAXIMUM_FILE_SIZE {
            return Err(io::Error::other(format!(
                "larger than {MAXIMUM_FILE_SIZE} bytes"
            )));
        }
        Ok(text)
    };
    let text = read().map_err(|cause| SettingsError::Read {
        path: path.to_owned(),
        cause,
    })?;
    let origin = path.display().to_string();
    let content = Config::builder()
        .add_source(config::File::from_str(&text, FileFormat::Toml))
        .build()
        .map_err(|error| at(origin.clone(), &error))?;
    match keys::unknown(&content.cache, known) {
        Some(unknown) => Err(unknown.refused(origin)),
        None => Ok(content),
    }
}

fn check_variable(name: &str, known: &config::Value) -> Result<(), SettingsError> {
    let path = name
        .trim_start_matches(ENVIRONMENT_PREFIX)
        .to_lowercase()
        .replace(SEPARATOR, ".");
    match keys::unknown_path(&path, known) {
        Some(unknown) => Err(unknown
            .spelt(|key| variable_of(&key))
            .refused("the environment".to_owned())),
        None => Ok(()),
    }
}

fn variable_of(key: &str) -> String {
    format!(
        "{ENVIRONMENT_PREFIX}{}",
        key.to_uppercase().replace('.', SEPARATOR)
    )
}

/// Names the source of the value that `error` is about.
fn locate(
    error: &ConfigError,
    file: Option<&Path>,
    variables: &BTreeMap<String, String>,
) -> SettingsError {
    let key = match error {
        ConfigError::Type { key, .. } | ConfigError::At { key, .. } => key.as_deref(),
        _ => None,
    };
    at(origin_of(key.unwrap_or_default(), file, variables), error)
}

/// Where the value of `key` comes from, if it is no default.
fn origin_of(key: &str, file: Option<&Path>, variables: &BTreeMap<String, String>) -> String {
    let variable = variable_of(key);
    match file {
        _ if variables.contains_key(&variable) => variable,
        Some(path) => path.display().to_string(),
        None => "the configuration".to_owned(),
    }
}

fn at(origin: String, error: &ConfigError) -> SettingsError {
    let message = match error {
        ConfigError::Type {
            unexpected,
            expected,
            key,
            ..
        } => match key {
            Some(key) => format!("key \"{key}\": {unexpected} was found, {expected} is needed"),
            None => format!("{unexpected} was found, {expected} is needed"),
        },
        ConfigError::At {
            error,
            key: Some(key),
            ..
        } => format!("key \"{key}\": {error}"),
        other => other.to_string(),
    };
    SettingsError::Value { origin, message }
}

#[cfg(test)]
mod tests;
