//! The section on certificates.

use std::{num::NonZeroU32, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::sections::nonzero;

/// `[tls]`: who the process is, and whom it trusts. PEM files, which may be replaced while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// The certificate that the service shows to callers and to its neighbours, followed by those
    /// between it and its authority. With it the service speaks TLS 1.3 and nothing else.
    /// Default: none; it speaks plaintext.
    pub certificate_file: Option<PathBuf>,
    /// The private key of the certificate. Default: none.
    pub key_file: Option<PathBuf>,
    /// The authorities that may vouch for neighbours, and for callers. Default: for neighbours
    /// those that the system trusts; callers are not asked for certificates.
    pub authority_file: Option<PathBuf>,
    /// Whether callers must show a certificate that an authority vouches for: `required` or
    /// `optional`. Default: `required` where `authority_file` is set.
    pub client_certificates: Option<ClientCertificates>,
    /// How often the files are looked at, in seconds. Default: 30.
    pub reload_s: NonZeroU32,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self {
            certificate_file: None,
            key_file: None,
            authority_file: None,
            client_certificates: None,
            reload_s: const { nonzero(30) },
        }
    }
}

/// Whether callers must show a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ClientCertificates {
    /// Who shows none is not served.
    Required,
    /// Who shows none is known otherwise, or not at all.
    Optional,
}

impl TryFrom<String> for ClientCertificates {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "required" => Ok(Self::Required),
            "optional" => Ok(Self::Optional),
            _ => Err(format!(
                "\"{name}\" is neither \"required\" nor \"optional\""
            )),
        }
    }
}

impl From<ClientCertificates> for String {
    fn from(certificates: ClientCertificates) -> Self {
        match certificates {
            ClientCertificates::Required => "required".to_owned(),
            ClientCertificates::Optional => "optional".to_owned(),
        }
    }
}
