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

#[cfg(feature = "tls")]
impl Certificates {
    pub(crate) fn pem(&self) -> redis::TlsCertificates {
        let own = self.own.clone();
        redis::TlsCertificates {
            client_tls: own.map(|(client_cert, client_key)| redis::ClientTlsConfig {
                client_cert,
                client_key,
            }),
            root_cert: self.authorities.clone(),
        }
    }
}

/// Settles which library of cryptography the process uses, unless that is settled already: with
/// several in the program, TLS would refuse to choose.
#[cfg(feature = "tls")]
pub(crate) fn settle_cryptography() {
    // An error says only that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
