//! Who calls, and what each caller may call.

mod caller;
mod certificates;
mod published;
mod roles;
mod tokens;

use std::{path::PathBuf, sync::Arc, time::Duration};

use http::{HeaderMap, header::AUTHORIZATION};
use tokio::sync::watch;

pub use self::caller::{Caller, Proof};
pub(crate) use self::certificates::CertificateNames;
use self::certificates::KnownCertificates;
use self::published::PublishedKeys;
pub use self::roles::{Role, Roles};
use self::tokens::TokenKeys;
use crate::{
    Failure, FailureKind, Reason,
    followed::{self, Followed, follow},
    settings::AccessSettings,
};

/// Why it cannot be known who calls: one line with the setting and the file.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// A token of anybody for anybody would do.
    #[error("access.{missing} is missing, which says what tokens must say")]
    Missing {
        /// The key that is not set.
        missing: &'static str,
    },
    /// The clocks of this world do not differ as much.
    #[error("access.token_leeway_s is {0}, and at most 300")]
    Leeway(u32),
    /// Two places say which keys are good.
    #[error("access.token_keys_file and access.token_keys_url are both set; leave one of them out")]
    TwoSources,
    /// The place of the keys cannot be believed.
    #[error("access.token_keys_url {0}")]
    Url(String),
    /// A file cannot be used.
    #[error("{0}")]
    File(String),
}

/// Who callers are, as files say it, which are read anew when they change. Clones are the same.
#[derive(Clone)]
pub struct Access {
    current: watch::Receiver<Known>,
    published: Option<PublishedKeys>,
}

/// Who is known, and by what.
struct Known {
    certificates: KnownCertificates,
    tokens: Option<TokenKeys>,
}

impl Access {
    /// Reads the files that `settings` name, and follows them; `None` where they name none, so that
    /// nobody is asked who calls. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// [`AccessError`] for files that cannot be read or are wrong, and settings that are missing.
    pub fn start(settings: &AccessSettings) -> Result<Option<Self>, AccessError> {
        if !settings.is_on() {
            return Ok(None);
        }
        if settings.token_leeway_s > 300 {
            return Err(AccessError::Leeway(settings.token_leeway_s));
        }
        if settings.token_keys_file.is_some() && settings.token_keys_url.is_some() {
            return Err(AccessError::TwoSources);
        }
        if settings.takes_tokens() {
            let missing = match (&settings.token_issuer, &settings.token_audience) {
                (None, _) => Some("token_issuer"),
                (_, None) => Some("token_audience"),
                _ => None,
            };
            if let Some(missing) = missing {
                return Err(AccessError::Missing { missing });
            }
        }
        let published = PublishedKeys::start(settings)?;
        let followed = Files(settings.clone());
        let files = followed.read().map_err(AccessError::File)?;
        let known = followed.understand(&files).map_err(AccessError::File)?;
        let (told, current) = watch::channel(known);
        let pause = Duration::from_secs(settings.reload_s.get().into());
        tokio::spawn(follow(followed, pause, files, told));
        Ok(Some(Self { current, published }))
    }

    /// Waits until the files, or the keys that are published, have been read anew, from this call on.
    pub fn renewed(&self) -> impl Future<Output = ()> + use<> {
        let mut current = self.current.clone();
        current.mark_unchanged();
        let mut published = self.published.as_ref().map(PublishedKeys::changes);
        async move {
            let published = async {
                match &mut published {
                    Some(published) => published.changed().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _gone = current.changed() => {}
                _gone = published => {}
            }
        }
    }

    /// Who makes a call with these headers, over a connection with this certificate.
    pub(crate) fn caller(
        &self,
        headers: &HeaderMap,
        certificate: Option<&CertificateNames>,
    ) -> Result<Arc<Caller>, Failure> {
        let known = self.current.borrow();
        if let Some(header) = headers.get(AUTHORIZATION) {
            let token = header.to_str().ok().and_then(bearer);
            let token = token.ok_or_else(|| unknown("the header authorization bears no token"))?;
            let caller = match (&known.tokens, &self.published) {
                (Some(keys), _) => keys.bearer(token),
                (None, Some(published)) => published.bearer(token)?,
                (None, None) => return Err(unknown("tokens are not looked at here")),
            };
            let caller = caller.map_err(|why| unknown(&format!("the token is refused: {why}")))?;
            return Ok(Arc::new(caller));
        }
        match certificate.map(|names| known.certificates.find(names)) {
            Some(Some(caller)) => Ok(Arc::clone(caller)),
            Some(None) => Err(unknown("the certificate is of nobody who is known here")),
            None => Err(unknown("neither a certificate nor a token says who calls")),
        }
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Access").finish_non_exhaustive()
    }
}

/// The token in `Bearer …`.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn unknown(why: &str) -> Failure {
    Failure::new(
        FailureKind::Unauthenticated,
        Reason::CALLER_UNKNOWN,
        format!("this service answers callers that it knows: {why}"),
    )
}

/// Why `caller` may not call a method that is for `allowed`.
pub(crate) fn refused(caller: &Caller, allowed: Roles) -> Failure {
    Failure::new(
        FailureKind::PermissionDenied,
        Reason::ROLE_REFUSED,
        format!("{} may not call this; it is for: {allowed}", caller.name()),
    )
    .metadata("role", caller.roles().to_string())
    .metadata("neededRole", allowed.to_string())
}

/// The files that `[access]` names.
struct Files(AccessSettings);

impl Files {
    fn of(path: Option<&PathBuf>, setting: &str) -> Result<Option<Vec<u8>>, String> {
        let read = |path: &PathBuf| {
            followed::read(path).map_err(|error| {
                format!(
                    "access.{setting}: {} cannot be read: {error}",
                    path.display()
                )
            })
        };
        path.map(read).transpose()
    }

    /// What `read` makes of the text of a file.
    fn meaning<T>(
        bytes: Option<&Vec<u8>>,
        path: Option<&PathBuf>,
        setting: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        let (Some(bytes), Some(path)) = (bytes, path) else {
            return Ok(None);
        };
        let text = std::str::from_utf8(bytes).map_err(|_| "is no text".to_owned());
        let meaning = text.and_then(read);
        meaning
            .map(Some)
            .map_err(|wrong| format!("access.{setting}: {} {wrong}", path.display()))
    }
}

impl Followed for Files {
    type Files = [Option<Vec<u8>>; 2];
    type Meaning = Known;

    const WHAT: &'static str = "callers";

    fn read(&self) -> Result<Self::Files, String> {
        Ok([
            Self::of(self.0.callers_file.as_ref(), "callers_file")?,
            Self::of(self.0.token_keys_file.as_ref(), "token_keys_file")?,
        ])
    }

    fn understand(&self, [callers, keys]: &Self::Files) -> Result<Known, String> {
        let settings = &self.0;
        let certificates = Self::meaning(
            callers.as_ref(),
            settings.callers_file.as_ref(),
            "callers_file",
            KnownCertificates::read,
        )?;
        let tokens = Self::meaning(
            keys.as_ref(),
            settings.token_keys_file.as_ref(),
            "token_keys_file",
            |text| TokenKeys::read(text, settings),
        )?;
        Ok(Known {
            certificates: certificates.unwrap_or_default(),
            tokens,
        })
    }
}
