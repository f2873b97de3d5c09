//! An authority that vouches for the programs of a test.

use std::fs;
use std::path::PathBuf;

use peel_kit::settings::TlsSettings;
use peel_kit::{Clock, Tls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

use super::launch::{Launch, Program};

/// Files of certificates that an authority of the test's own issued.
pub(crate) struct Certificates {
    folder: TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
}

impl Certificates {
    pub(crate) fn new() -> Self {
        let authority = authority("an authority");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("authority.pem"), authority.pem()).unwrap();
        Self { folder, authority }
    }

    /// Another authority, which issues from now on. It is trusted beside the one before.
    pub(crate) fn succeeded(&mut self) {
        let before = std::mem::replace(&mut self.authority, authority("another authority"));
        let both = before.pem() + &self.authority.pem();
        fs::write(self.path("authority.pem"), both).unwrap();
    }

    /// Trusts the newest authority, and no other any more.
    pub(crate) fn trust_the_newest(&self) {
        fs::write(self.path("authority.pem"), self.authority.pem()).unwrap();
    }

    /// What a client needs that shows the certificate of `name` as it is now, and trusts who is
    /// trusted now.
    pub(crate) fn client(&self, name: &str) -> Tls {
        let trusted = fs::read_to_string(self.path("authority.pem")).unwrap();
        self.trusting(name, &trusted)
    }

    /// The same, that trusts only the newest authority.
    pub(crate) fn client_of_the_newest(&self, name: &str) -> Tls {
        self.trusting(name, &self.authority.pem())
    }

    /// From files of its own, which do not change with the others.
    fn trusting(&self, name: &str, authorities: &str) -> Tls {
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap().keep();
        let own = |file: &str| folder.join(file);
        for ending in ["pem", "key"] {
            fs::copy(self.path(&format!("{name}.{ending}")), own(ending)).unwrap();
        }
        fs::write(own("authority.pem"), authorities).unwrap();
        let settings = TlsSettings {
            certificate_file: Some(own("pem")),
            key_file: Some(own("key")),
            authority_file: Some(own("authority.pem")),
            ..TlsSettings::default()
        };
        Tls::start(&settings, &Clock::system()).unwrap()
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Writes a certificate and its key for `name`.
    pub(crate) fn issue(&self, name: &str) {
        let names = vec!["127.0.0.1".to_owned(), name.to_owned()];
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(names).unwrap();
        let certificate = parameters.signed_by(&key, &self.authority).unwrap();
        fs::write(self.path(&format!("{name}.pem")), certificate.pem()).unwrap();
        fs::write(self.path(&format!("{name}.key")), key.serialize_pem()).unwrap();
    }

    /// A program that is known by the certificate of its name.
    pub(crate) fn secure(&self, program: Program) -> Launch {
        let name = program.name;
        self.issue(name);
        program
            .launch()
            .with("tls.certificate_file", self.path(&format!("{name}.pem")))
            .with("tls.key_file", self.path(&format!("{name}.key")))
            .with("tls.authority_file", self.path("authority.pem"))
    }
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}
