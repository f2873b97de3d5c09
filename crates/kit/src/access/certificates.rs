//! Callers known by their certificates.

use std::{collections::HashMap, sync::Arc};

use rustls::pki_types::CertificateDer;
use serde::Deserialize;
use x509_cert::{
    Certificate,
    der::Decode as _,
    ext::pkix::{SubjectAltName, name::GeneralName},
};

use super::caller::{Caller, Proof};

/// The names that a caller's certificate has: DNS names and URIs. A certificate that an authority
/// vouches for; the name of its subject is not looked at, as nobody has for years.
#[derive(Clone, Debug, Default)]
pub(crate) struct CertificateNames(Arc<[String]>);

impl CertificateNames {
    pub(crate) fn of(certificate: &CertificateDer<'_>) -> Self {
        let names = Certificate::from_der(certificate).ok().and_then(|parsed| {
            let names = parsed.tbs_certificate().get_extension::<SubjectAltName>();
            names.ok().flatten().map(|(_critical, names)| names.0)
        });
        let text = |name: GeneralName| match name {
            GeneralName::DnsName(name) => Some(name.to_string()),
            GeneralName::UniformResourceIdentifier(name) => Some(name.to_string()),
            _ => None,
        };
        let names = names.into_iter().flatten().filter_map(text);
        Self(names.collect())
    }
}

/// Who shows which certificate, as a file says it.
#[derive(Debug, Default)]
pub(super) struct KnownCertificates(HashMap<String, Arc<Caller>>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    caller: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    certificate: String,
    name: Option<String>,
    roles: Vec<String>,
    force: Option<String>,
}

impl KnownCertificates {
    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as the rest of a sentence about the file.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| format!("is wrong: {error}"))?;
        let mut known = HashMap::new();
        for entry in file.caller {
            let name = entry.name.unwrap_or_else(|| entry.certificate.clone());
            let caller = Caller::new(name, &entry.roles, entry.force);
            let caller =
                caller.map_err(|wrong| format!("is wrong: {} {wrong}", entry.certificate))?;
            let caller = caller.proven_by(Proof::Certificate(entry.certificate.clone()));
            if let Some(_twice) = known.insert(entry.certificate.clone(), Arc::new(caller)) {
                return Err(format!(
                    "is wrong: {} stands there twice",
                    entry.certificate
                ));
            }
        }
        Ok(Self(known))
    }

    /// Who shows a certificate with these names.
    pub(super) fn find(&self, names: &CertificateNames) -> Option<&Arc<Caller>> {
        names.0.iter().find_map(|name| self.0.get(name))
    }
}
