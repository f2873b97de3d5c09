//! Why two sides do not trust each other, in words that lead to the setting that is wrong.

use std::{
    error::Error,
    io,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use rustls::{AlertDescription, CertificateError, InvalidMessage};

use super::connector::NotTrusted;
use crate::overheard::Ear;

/// Why a call failed, if it is because one side does not trust the other.
pub(crate) fn distrust(error: &(dyn Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<NotTrusted>() {
            return Some(error.to_string());
        }
        // What is inside an error of the system is not among its sources.
        let inside = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        let inside = inside.and_then(|inside| inside.downcast_ref::<rustls::Error>());
        if let Some(error) = inside.or_else(|| error.downcast_ref::<rustls::Error>()) {
            return Some(worded(error));
        }
        next = error.source();
    }
    None
}

fn worded(error: &rustls::Error) -> String {
    use CertificateError as Wrong;
    let words = match error {
        rustls::Error::InvalidCertificate(wrong) => match wrong {
            Wrong::UnknownIssuer | Wrong::BadSignature => {
                "nobody that is trusted here vouches for its certificate"
            }
            Wrong::Expired | Wrong::ExpiredContext { .. } => "its certificate has ended",
            Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
                "its certificate has not begun to hold"
            }
            Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
                "its certificate is for another name"
            }
            other => return format!("its certificate is refused: {other}"),
        },
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "it does not speak TLS"
        }
        rustls::Error::AlertReceived(alert) => match alert {
            AlertDescription::CertificateRequired => {
                "it asks for a certificate, and there is none to show"
            }
            AlertDescription::BadCertificate
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::DecryptError
            | AlertDescription::UnknownCA
            | AlertDescription::UnsupportedCertificate => {
                "it does not accept the certificate that it is shown"
            }
            other => return format!("it refuses the connection: {other:?}"),
        },
        other => return other.to_string(),
    };
    words.to_owned()
}

/// What the other side of the newest connection said when it ended it, if it said why.
///
/// In TLS 1.3 a caller whose certificate is refused learns it when it has begun to call, and by then
/// HTTP/2 tells its calls only that the connection is gone.
#[derive(Clone, Debug, Default)]
pub(crate) struct LastWords(Arc<Mutex<Option<String>>>);

impl LastWords {
    /// Forgets what an earlier connection said.
    pub(super) fn forget(&self) {
        self.set(None);
    }

    pub(crate) fn get(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, words: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = words;
    }
}

impl Ear for LastWords {
    fn hear(
        &mut self,
        _: &mut Context<'_>,
        polled: Poll<io::Result<()>>,
        _: usize,
    ) -> Poll<io::Result<()>> {
        if let Poll::Ready(Err(error)) = &polled
            && let Some(words) = distrust(error)
        {
            self.set(Some(words));
        }
        polled
    }
}
