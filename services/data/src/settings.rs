//! What can be set.

use std::fmt;
use std::path::PathBuf;

use peel_data_core::SeedError;
use peel_kit::settings::{
    AccessSettings, LimitSettings, ListenSettings, ProcessSettings, TelemetrySettings, TlsSettings,
};
use peel_kit::{Clock, Foundation, ProcessError};
use peel_store_sql::{PostgresSettings, SqlStore, SqliteSettings};
use serde::{Deserialize, Serialize};

use crate::bundled::editions_in;
use crate::service::OpenError;

/// The port of the data service unless another is set.
const PORT: u16 = 7701;

/// What stands for a store that is gone with the process.
const MEMORY: &str = ":memory:";

/// Settings of the data service. Without any it listens on this machine only, keeps its store in
/// the working directory, and records the editions embedded in the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSettings {
    /// Where it is reached. Default: `127.0.0.1:7701`.
    pub listen: ListenSettings,
    /// Who it is, and whom it trusts.
    pub tls: TlsSettings,
    /// Who its callers are.
    pub access: AccessSettings,
    /// What it says about itself.
    pub telemetry: TelemetrySettings,
    /// What it takes on.
    pub limits: LimitSettings,
    /// Where it keeps what is recorded.
    pub store: StoreSettings,
    /// Which editions it records when it starts.
    pub editions: EditionsSettings,
}

/// `[store]`: where what is recorded is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// A file, made when it does not exist; or `:memory:`, gone with the process.
    /// Default: `peel.db`.
    pub path: String,
    /// A PostgreSQL database instead, which several replicas may share:
    /// `postgres://user:password@host:5432/database`. It must exist; its tables are made.
    /// Default: none.
    pub url: Option<String>,
    /// A file that holds the address of the database, so that its password is in no variable.
    /// Read at the start, at most 64 KiB. Default: none.
    pub url_file: Option<PathBuf>,
    /// Who makes the tables of a PostgreSQL database and brings them up to date: `at-start`, this
    /// process before it serves; `only`, `peel-data`, which then does nothing else and ends;
    /// `elsewhere`, such a process, so that this one needs no right to do so, and ends with code 69
    /// until it is done. A file is always brought up to date at the start. Default: `at-start`.
    pub migrations: Migrations,
}

/// Who brings the tables of a database up to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Migrations {
    /// The service when it starts.
    #[default]
    AtStart,
    /// The service, which then ends.
    Only,
    /// Something else, before the service starts.
    Elsewhere,
}

impl Migrations {
    const ALL: [(Self, &str); 3] = [
        (Self::AtStart, "at-start"),
        (Self::Only, "only"),
        (Self::Elsewhere, "elsewhere"),
    ];
}

impl TryFrom<String> for Migrations {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let known = Self::ALL.into_iter().find(|(_, known)| *known == name);
        known.map(|(migrations, _)| migrations).ok_or_else(|| {
            format!("\"{name}\" is neither \"at-start\" nor \"only\" nor \"elsewhere\"")
        })
    }
}

impl From<Migrations> for String {
    fn from(migrations: Migrations) -> Self {
        let known = Migrations::ALL
            .into_iter()
            .find(|(one, _)| *one == migrations);
        known.map_or_else(Self::new, |(_, name)| name.to_owned())
    }
}

/// `[editions]`: what is recorded when the service starts, unless it is there already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionsSettings {
    /// A folder with a folder per edition. Default: none; the editions embedded in the program
    /// are recorded.
    pub folder: Option<PathBuf>,
}

impl Default for DataSettings {
    fn default() -> Self {
        Self {
            listen: ListenSettings::local(PORT),
            tls: TlsSettings::default(),
            access: AccessSettings::default(),
            telemetry: TelemetrySettings::default(),
            limits: LimitSettings::default(),
            store: StoreSettings::default(),
            editions: EditionsSettings::default(),
        }
    }
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            path: "peel.db".to_owned(),
            url: None,
            url_file: None,
            migrations: Migrations::default(),
        }
    }
}

impl StoreSettings {
    /// A store that is gone with the process.
    #[must_use]
    pub fn memory() -> Self {
        Self::file(MEMORY)
    }

    /// A store in a file.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            url: None,
            url_file: None,
            migrations: Migrations::default(),
        }
    }

    /// Whether what is recorded is there again after the process has ended.
    #[must_use]
    pub fn lasts(&self) -> bool {
        self.url.is_some() || self.path != MEMORY
    }

    pub(crate) fn sql(&self) -> peel_store_sql::StoreSettings {
        match (&self.url, self.path.as_str()) {
            (Some(url), _) => (&PostgresSettings {
                migrates: self.migrations != Migrations::Elsewhere,
                ..PostgresSettings::at(url)
            })
                .into(),
            (None, MEMORY) => (&SqliteSettings::memory()).into(),
            (None, path) => (&SqliteSettings::file(path)).into(),
        }
    }
}

impl fmt::Display for StoreSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.url {
            // An address may hold a password.
            Some(_) => f.write_str("a PostgreSQL database"),
            None => f.write_str(&self.path),
        }
    }
}

impl fmt::Debug for StoreSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreSettings({self})")
    }
}

impl ProcessSettings for DataSettings {
    fn telemetry(&self) -> &TelemetrySettings {
        &self.telemetry
    }

    fn check(&self, clock: &Clock) -> Result<(), ProcessError> {
        let foundation = Foundation {
            listen: &self.listen,
            tls: &self.tls,
            access: &self.access,
            telemetry: &self.telemetry,
            neighbours: &[],
        };
        foundation.check(clock)?;
        self.check_store_and_editions().map_err(ProcessError::from)
    }
}

impl DataSettings {
    /// Finds what would keep the store or the editions from being opened, as far as it can be told
    /// without opening the store.
    ///
    /// # Errors
    ///
    /// [`OpenError`], as [`DataService::open`](crate::DataService::open) would end with.
    pub fn check_store_and_editions(&self) -> Result<(), OpenError> {
        if let Some(folder) = &self.editions.folder {
            for edition in editions_in(folder)? {
                peel_edition::read_edition(&edition).map_err(|cause| SeedError::Edition {
                    folder: edition.name().to_owned(),
                    cause,
                })?;
            }
        }
        Ok(SqlStore::check(self.store.sql())?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use peel_kit::settings::load_from;

    use super::*;

    fn loaded(variables: &[(&str, &str)]) -> DataSettings {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        load_from(
            None,
            variables.iter().map(owned).collect::<BTreeMap<_, _>>(),
        )
        .unwrap()
    }

    #[test]
    fn nothing_has_to_be_set() {
        let settings = loaded(&[]);
        assert_eq!(settings, DataSettings::default());
        assert_eq!(settings.listen.address.to_string(), "127.0.0.1:7701");
        assert_eq!(
            settings.store.sql(),
            (&SqliteSettings::file("peel.db")).into()
        );
        assert_eq!(settings.editions.folder, None);
    }

    #[test]
    fn the_store_and_the_editions_may_be_elsewhere() {
        let settings = loaded(&[
            ("PEEL__STORE__PATH", ":memory:"),
            ("PEEL__EDITIONS__FOLDER", "/srv/editions"),
        ]);
        assert_eq!(settings.store, StoreSettings::memory());
        assert_eq!(settings.store.sql(), (&SqliteSettings::memory()).into());
        assert!(!settings.store.lasts());
        assert_eq!(settings.editions.folder, Some("/srv/editions".into()));
    }
    #[test]
    fn a_database_takes_the_place_of_a_file_and_keeps_its_password() {
        let url = "postgres://peel:secret@db.example.org/peel";
        let settings = loaded(&[("PEEL__STORE__URL", url)]);
        assert_eq!(settings.store.sql(), (&PostgresSettings::at(url)).into());
        assert!(settings.store.lasts());
        assert_eq!(settings.store.to_string(), "a PostgreSQL database");
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
