//! TLS 1.3 on what listens and on what calls, with certificates from files that may be replaced
//! while everything runs.

mod connector;
mod credentials;
mod distrust;

use std::{sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    client::ResolvesClientCert,
    crypto::{CryptoProvider, ring},
    server::{ResolvesServerCert, WebPkiClientVerifier},
    sign::{CertifiedKey, SingleCertAndKey},
    version::TLS13,
};
use tokio::sync::watch;

pub(crate) use self::connector::connector;
pub use self::credentials::TlsError;
use self::credentials::{Credentials, Files};
pub(crate) use self::distrust::{LastWords, distrust};
use crate::settings::{ClientCertificates, TlsSettings};
use crate::{
    Clock,
    followed::{Followed, follow},
    one_line,
};

/// What a listener speaks, the preferred first.
const SPOKEN: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The certificate, the key and the authorities of a process: what its listener shows, what it
/// shows to its neighbours, and whom it trusts.
///
/// The files are read again every [`TlsSettings::reload_s`] seconds. What is right replaces what
/// was, for connections made from then on; what is wrong is logged, and what was stays. Clones are
/// the same.
#[derive(Clone, Debug)]
pub struct Tls {
    settings: Arc<TlsSettings>,
    provider: Arc<CryptoProvider>,
    current: watch::Receiver<Credentials>,
}

impl Tls {
    /// Reads the files that `settings` name, and follows them for as long as the result or a clone
    /// of it is there. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`TlsError`] for files that cannot be read or do not belong together, and for certificates
    /// that do not hold now.
    pub fn start(settings: &TlsSettings, clock: &Clock) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let files = Files::read(settings)?;
        let credentials = files.understood(settings, &provider, clock.now())?;
        let wanted = settings.client_certificates == Some(ClientCertificates::Required);
        if wanted && credentials.authorities.is_none() {
            return Err(TlsError::NobodyVouches);
        }
        let (told, current) = watch::channel(credentials);
        let tls = Self {
            settings: Arc::new(settings.clone()),
            provider,
            current,
        };
        if *settings != TlsSettings::default() {
            let followed = CertificateFiles {
                settings: Arc::clone(&tls.settings),
                provider: Arc::clone(&tls.provider),
                clock: clock.clone(),
            };
            followed.warn(&tls.current.borrow());
            let pause = Duration::from_secs(settings.reload_s.get().into());
            tokio::spawn(follow(followed, pause, files, told));
        }
        Ok(tls)
    }

    /// Without certificates: what listens speaks plaintext, and neighbours at addresses that begin
    /// with `https` are believed if the system's authorities vouch for them.
    pub fn off() -> Self {
        let (_told, current) = watch::channel(Credentials::default());
        Self {
            settings: Arc::default(),
            provider: Arc::new(ring::default_provider()),
            current,
        }
    }

    /// Whether there is a certificate to show, so that what listens speaks TLS.
    pub fn is_on(&self) -> bool {
        self.current.borrow().own.is_some()
    }

    /// Whether every caller must show a certificate that an authority vouches for.
    pub fn asks_callers(&self) -> bool {
        let credentials = self.current.borrow();
        credentials.own.is_some()
            && credentials.authorities.is_some()
            && self.settings.client_certificates != Some(ClientCertificates::Optional)
    }

    /// Waits until the files have been read anew, from this call on.
    pub fn renewed(&self) -> impl Future<Output = ()> + use<> {
        let mut current = self.current.clone();
        current.mark_unchanged();
        async move {
            let _gone = current.changed().await;
        }
    }

    /// For the next connection that is accepted; `None` without a certificate.
    pub(crate) fn server(&self) -> Option<Result<ServerConfig, rustls::Error>> {
        let Credentials { own, authorities } = self.current.borrow().clone();
        own.map(|own| self.server_of(own.key, authorities))
    }

    fn server_of(
        &self,
        key: Arc<CertifiedKey>,
        authorities: Option<Arc<RootCertStore>>,
    ) -> Result<ServerConfig, rustls::Error> {
        let provider = Arc::clone(&self.provider);
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_protocol_versions(&[&TLS13])?;
        let builder = match authorities {
            None => builder.with_no_client_auth(),
            Some(authorities) => {
                let callers = WebPkiClientVerifier::builder_with_provider(authorities, provider);
                let callers = match self.settings.client_certificates {
                    Some(ClientCertificates::Optional) => callers.allow_unauthenticated(),
                    Some(ClientCertificates::Required) | None => callers,
                };
                let callers = callers.build();
                let callers = callers.map_err(|error| rustls::Error::General(error.to_string()))?;
                builder.with_client_cert_verifier(callers)
            }
        };
        let shown: Arc<dyn ResolvesServerCert> = Arc::new(SingleCertAndKey::from(key));
        let mut config = builder.with_cert_resolver(shown);
        config.alpn_protocols = SPOKEN.map(<[u8]>::to_vec).to_vec();
        Ok(config)
    }

    /// For the next connection to a neighbour.
    pub(crate) fn client(&self) -> Result<ClientConfig, TlsError> {
        let Credentials { own, authorities } = self.current.borrow().clone();
        let authorities = match authorities {
            Some(authorities) => authorities,
            None => Arc::new(of_the_system()?),
        };
        let builder = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&TLS13])
            .map_err(TlsError::Unsupported)?
            .with_root_certificates(authorities);
        let mut config = match own {
            None => builder.with_no_client_auth(),
            Some(own) => {
                let shown: Arc<dyn ResolvesClientCert> = Arc::new(SingleCertAndKey::from(own.key));
                builder.with_client_cert_resolver(shown)
            }
        };
        config.alpn_protocols = vec![SPOKEN[0].to_vec()];
        Ok(config)
    }
}

/// The authorities that the system trusts.
fn of_the_system() -> Result<RootCertStore, TlsError> {
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    let (usable, _unusable) = store.add_parsable_certificates(found.certs);
    if usable == 0 {
        return Err(TlsError::NoSystemAuthorities);
    }
    Ok(store)
}

/// The files that `[tls]` names.
struct CertificateFiles {
    settings: Arc<TlsSettings>,
    provider: Arc<CryptoProvider>,
    clock: Clock,
}

impl CertificateFiles {
    fn warn(&self, credentials: &Credentials) {
        let own = credentials.own.as_ref();
        if let Some(ends) = own.and_then(|own| own.soon_ends(self.clock.now())) {
            tracing::warn!(%ends, "the certificate ends soon: renew it");
        }
    }
}

impl Followed for CertificateFiles {
    type Files = Files;
    type Meaning = Credentials;

    const WHAT: &'static str = "certificates";

    fn read(&self) -> Result<Files, String> {
        Files::read(&self.settings).map_err(|error| one_line(&error))
    }

    fn understand(&self, files: &Files) -> Result<Credentials, String> {
        let now = self.clock.now();
        let credentials = files.understood(&self.settings, &self.provider, now);
        let credentials = credentials.map_err(|error| one_line(&error))?;
        self.warn(&credentials);
        Ok(credentials)
    }
}
