//! Whom to believe that it is Redis, and how to show who we are.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::SettingsError;

/// PEM texts for connections by TLS (`rediss://`).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Certificates {
    /// The authorities that may vouch for Redis; those that the system trusts if none are given.
    pub authorities: Option<Vec<u8>>,
    /// A certificate and its key to show, where Redis asks for one.
    pub own: Option<(Vec<u8>, Vec<u8>)>,
}

impl Certificates {
    /// Reads PEM files: of authorities, and of a certificate of one's own with its key.
    ///
    /// # Errors
    /// [`SettingsError::Unreadable`] names the first that cannot be read.
    pub fn read(
        authorities: Option<&Path>,
        own: Option<(&Path, &Path)>,
    ) -> Result<Self, SettingsError> {
        let read = |path: &Path| {
            fs::read(path).map_err(|cause| SettingsError::Unreadable {
                file: path.to_owned(),
                cause,
            })
        };
        let own = own.map(|(certificate, key)| Ok((read(certificate)?, read(key)?)));
        Ok(Self {
            authorities: authorities.map(read).transpose()?,
            own: own.transpose()?,
        })
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}
