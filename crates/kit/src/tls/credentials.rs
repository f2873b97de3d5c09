//! What stands in files: a certificate with its key, and the authorities that are trusted.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use rustls::{
    RootCertStore,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::CertifiedKey,
};
use x509_cert::{Certificate, der::Decode as _, time::Time};

use crate::{followed, settings::TlsSettings};

/// Why certificates cannot be used: one line with the setting, the file and the next step.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A certificate is of no use without its key, and the other way round.
    #[error("tls.{missing} is missing: a certificate and its key are set together")]
    Half {
        /// The key that is not set.
        missing: &'static str,
    },
    /// Callers are to show certificates that nobody vouches for.
    #[error(
        "tls.client_certificates is \"required\" without tls.authority_file, which says who may \
         vouch for callers"
    )]
    NobodyVouches,
    /// A file cannot be read.
    #[error("tls.{setting}: {} cannot be read", path.display())]
    Unreadable {
        /// The setting that names the file.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file does not hold what it should.
    #[error("tls.{setting}: {} {wrong}", path.display())]
    Unusable {
        /// The setting that names the file.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it, as the rest of the sentence.
        wrong: String,
    },
    /// The library has no TLS 1.3.
    #[error("TLS 1.3 is not to be had")]
    Unsupported(#[source] rustls::Error),
    /// The authorities that the system trusts cannot be found.
    #[error("no authority that this system trusts was found; name one in tls.authority_file")]
    NoSystemAuthorities,
}

/// What the files said when they were read.
#[derive(Clone, Debug, Default)]
pub(super) struct Credentials {
    /// The own certificate with its key.
    pub(super) own: Option<Own>,
    /// Who may vouch for others.
    pub(super) authorities: Option<Arc<RootCertStore>>,
}

/// A certificate with its key.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) key: Arc<CertifiedKey>,
    /// From when until when it holds.
    begins: Timestamp,
    ends: Timestamp,
}

impl Own {
    /// When it ends, if a fifth of its time or less is left: it should have been renewed by then.
    pub(super) fn soon_ends(&self, now: Timestamp) -> Option<Timestamp> {
        let whole = self.ends.duration_since(self.begins);
        (self.ends.duration_since(now) <= whole / 5).then_some(self.ends)
    }
}

/// The bytes of the files, to tell whether they changed.
#[derive(PartialEq, Eq)]
pub(super) struct Files {
    certificate: Option<Vec<u8>>,
    key: Option<Vec<u8>>,
    authorities: Option<Vec<u8>>,
}

impl Files {
    /// Reads the files that are set.
    pub(super) fn read(settings: &TlsSettings) -> Result<Self, TlsError> {
        match (&settings.certificate_file, &settings.key_file) {
            (Some(_), None) => {
                return Err(TlsError::Half {
                    missing: "key_file",
                });
            }
            (None, Some(_)) => {
                let missing = "certificate_file";
                return Err(TlsError::Half { missing });
            }
            _ => {}
        }
        Ok(Self {
            certificate: read("certificate_file", settings.certificate_file.as_deref())?,
            key: read("key_file", settings.key_file.as_deref())?,
            authorities: read("authority_file", settings.authority_file.as_deref())?,
        })
    }

    /// What they say, if it holds together at `now`.
    pub(super) fn understood(
        &self,
        settings: &TlsSettings,
        provider: &CryptoProvider,
        now: Timestamp,
    ) -> Result<Credentials, TlsError> {
        let own = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => Some(own(settings, certificate, key, provider, now)?),
            _ => None,
        };
        let authorities = match &self.authorities {
            Some(pem) => Some(Arc::new(authorities(settings, pem, now)?)),
            None => None,
        };
        Ok(Credentials { own, authorities })
    }
}

fn read(setting: &'static str, path: Option<&Path>) -> Result<Option<Vec<u8>>, TlsError> {
    let Some(path) = path else { return Ok(None) };
    followed::read(path)
        .map(Some)
        .map_err(|cause| TlsError::Unreadable {
            setting,
            path: path.to_owned(),
            cause,
        })
}

/// Says of which setting and file something is wrong.
fn unusable<'a>(
    setting: &'static str,
    path: Option<&'a PathBuf>,
) -> impl Fn(String) -> TlsError + 'a {
    move |wrong| TlsError::Unusable {
        setting,
        path: path.cloned().unwrap_or_default(),
        wrong,
    }
}

fn own(
    settings: &TlsSettings,
    certificate: &[u8],
    key: &[u8],
    provider: &CryptoProvider,
    now: Timestamp,
) -> Result<Own, TlsError> {
    let wrong = unusable("certificate_file", settings.certificate_file.as_ref());
    let chain = certificates(certificate).map_err(&wrong)?;
    let mut spans = chain.iter().map(span);
    // The first is the service's own; `certificates` gives at least one.
    let (begins, ends) = spans
        .next()
        .unwrap_or_else(|| Err("is empty".to_owned()))
        .map_err(&wrong)?;
    if now > ends {
        return Err(wrong(format!(
            "holds a certificate that ended at {ends}; renew it"
        )));
    }
    if now < begins {
        let message = format!("holds a certificate that begins at {begins}; set the clock right");
        return Err(wrong(message));
    }

    let wrong = unusable("key_file", settings.key_file.as_ref());
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|_| wrong("holds no private key in PEM".to_owned()))?;
    let key = provider.key_provider.load_private_key(key);
    let key = key.map_err(|error| wrong(format!("holds a key that cannot be used: {error}")))?;
    let key = CertifiedKey::new(chain, key);
    key.keys_match().map_err(|_| {
        let certificate = settings.certificate_file.clone().unwrap_or_default();
        wrong(format!(
            "is not the key of the certificate in {}",
            certificate.display()
        ))
    })?;
    Ok(Own {
        key: Arc::new(key),
        begins,
        ends,
    })
}

fn authorities(
    settings: &TlsSettings,
    pem: &[u8],
    now: Timestamp,
) -> Result<RootCertStore, TlsError> {
    let wrong = unusable("authority_file", settings.authority_file.as_ref());
    let mut store = RootCertStore::empty();
    let mut last_end = None;
    for certificate in certificates(pem).map_err(&wrong)? {
        let (_, ends) = span(&certificate).map_err(&wrong)?;
        // While an authority is replaced, the file has the old one beside the new one.
        last_end = last_end.max(Some(ends));
        let added = store.add(certificate);
        added.map_err(|error| wrong(format!("holds what is no authority: {error}")))?;
    }
    match last_end {
        Some(ends) if now > ends => Err(wrong(format!(
            "holds no authority that is still valid: the last one ended at {ends}"
        ))),
        _ => Ok(store),
    }
}

/// All certificates in a PEM text; at least one.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match chain {
        Ok(chain) if chain.is_empty() => Err("holds no certificate in PEM".to_owned()),
        Ok(chain) => Ok(chain),
        Err(error) => Err(format!("holds no certificate in PEM: {error}")),
    }
}

/// From when until when a certificate holds.
fn span(certificate: &CertificateDer<'static>) -> Result<(Timestamp, Timestamp), String> {
    let parsed = Certificate::from_der(certificate)
        .map_err(|error| format!("holds a certificate that cannot be read: {error}"))?;
    let validity = parsed.tbs_certificate().validity();
    Ok((instant(validity.not_before), instant(validity.not_after)))
}

fn instant(time: Time) -> Timestamp {
    let since_1970: Duration = time.to_unix_duration();
    // Certificates cannot name a year beyond 9999, which is where these end.
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
