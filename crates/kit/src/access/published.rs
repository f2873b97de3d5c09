//! The keys of whoever issues tokens, from where they are published.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, StatusCode, Uri, header::HOST};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{Notify, watch},
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_rustls::TlsConnector;

use super::{
    AccessError, Caller,
    tokens::{TokenKeys, UNKNOWN_KEY},
};
use crate::{
    Clock, Failure, FailureKind, Reason, Tls, one_line,
    settings::{AccessSettings, TlsSettings},
};

/// The most that is read, in bytes: hundreds of keys.
const MOST_BYTES: usize = 256 * 1024;

/// How long it may take to get the keys.
const PATIENCE: Duration = Duration::from_secs(5);

/// Proposed to callers while there are no keys.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// However many tokens name keys that are not known, keys are asked for no more often than this.
const SHORTEST: Duration = Duration::from_secs(10);

/// The newest keys, which are asked for again and again. Clones are the same.
#[derive(Clone)]
pub(super) struct PublishedKeys {
    current: watch::Receiver<Option<TokenKeys>>,
    wanted: Arc<Notify>,
}

impl PublishedKeys {
    /// Asks for the keys at the URL that `settings` name, if they name one, for as long as the
    /// result or a clone of it is there. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// When the URL cannot be used, or the file of authorities.
    pub(super) fn start(settings: &AccessSettings) -> Result<Option<Self>, AccessError> {
        let Some(url) = &settings.token_keys_url else {
            return Ok(None);
        };
        let place = Place::of(url).map_err(AccessError::Url)?;
        let tls = TlsSettings {
            authority_file: settings.token_keys_authority_file.clone(),
            reload_s: settings.reload_s,
            ..TlsSettings::default()
        };
        let tls = Tls::start(&tls, &Clock::system()).map_err(|error| {
            AccessError::File(one_line(&error).replace("tls.", "access.token_keys_"))
        })?;
        let (told, current) = watch::channel(None);
        let wanted = Arc::new(Notify::new());
        let source = Source {
            place,
            tls,
            settings: settings.clone(),
        };
        tokio::spawn(source.follow(told, Arc::clone(&wanted)));
        Ok(Some(Self { current, wanted }))
    }

    /// Who bears `token`, or why it is not believed. If its key is not known, the keys are asked for.
    ///
    /// # Errors
    ///
    /// When no keys were to be had yet.
    pub(super) fn bearer(&self, token: &str) -> Result<Result<Caller, String>, Failure> {
        let keys = self.current.borrow();
        let Some(keys) = &*keys else {
            self.wanted.notify_one();
            return Err(none_yet());
        };
        let caller = keys.bearer(token);
        if caller.as_ref().is_err_and(|why| why == UNKNOWN_KEY) {
            self.wanted.notify_one();
        }
        Ok(caller)
    }

    /// Tells of new keys, from this call on.
    pub(super) fn changes(&self) -> watch::Receiver<Option<TokenKeys>> {
        let mut current = self.current.clone();
        current.mark_unchanged();
        current
    }
}

fn none_yet() -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        Reason::NEIGHBOUR_UNREACHABLE,
        "the keys that tokens are signed with are not to be had yet; repeat later",
    )
    .metadata("service", "token keys")
    .retry_after(RETRY_AFTER)
}

struct Source {
    place: Place,
    tls: Tls,
    settings: AccessSettings,
}

impl Source {
    /// Asks for the keys until nobody listens any more. The last good ones stay while there are no
    /// others to be had.
    async fn follow(self, told: watch::Sender<Option<TokenKeys>>, wanted: Arc<Notify>) {
        let pause = Duration::from_secs(self.settings.reload_s.get().into());
        let (mut known, mut complained) = (String::new(), String::new());
        let mut not_before = Instant::now();
        loop {
            match self.fetch().await {
                Ok((text, _)) if text == known => complained.clear(),
                Ok((text, keys)) => {
                    told.send_replace(Some(keys));
                    tracing::info!("the keys of tokens were read anew");
                    known = text;
                    complained.clear();
                }
                Err(complaint) if complaint == complained => {}
                Err(complaint) => {
                    tracing::error!(cause = complaint, "the keys of tokens stay as they were");
                    complained = complaint;
                }
            }
            tokio::select! {
                () = told.closed() => return,
                () = sleep(pause) => {}
                () = wanted.notified() => {
                    sleep_until(not_before).await;
                    not_before = Instant::now() + SHORTEST;
                }
            }
        }
    }

    /// The keys, and the text that they stand in.
    async fn fetch(&self) -> Result<(String, TokenKeys), String> {
        let text = timeout(PATIENCE, self.place.text(&self.tls)).await;
        let text = text.unwrap_or_else(|_late| Err(format!("no answer within {PATIENCE:?}")));
        let url = &self.place.url;
        let text = text.map_err(|why| format!("access.token_keys_url: {url}: {why}"))?;
        let keys = TokenKeys::read(&text, &self.settings);
        let keys = keys.map_err(|wrong| format!("access.token_keys_url: {url} {wrong}"))?;
        Ok((text, keys))
    }
}

/// Where keys are published.
#[derive(Debug)]
struct Place {
    url: Uri,
    host: String,
    port: u16,
    secured: bool,
}

impl Place {
    /// Reads a URL: `https`, or `http` on this machine.
    fn of(text: &str) -> Result<Self, String> {
        let url: Uri = text.parse().map_err(|_| "is no URL".to_owned())?;
        let authority = url.authority().map_or("", |authority| authority.as_str());
        if authority.contains('@') {
            return Err(
                "has a name or password, which nobody needs who reads public keys".to_owned(),
            );
        }
        let host = url.host().unwrap_or_default();
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let local = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let secured = match url.scheme_str() {
            Some("https") => true,
            Some("http") if local => false,
            _ => return Err("must begin with https://, or be http:// on this machine".to_owned()),
        };
        let port = url.port_u16().unwrap_or(if secured { 443 } else { 80 });
        Ok(Self {
            url,
            host,
            port,
            secured,
        })
    }

    /// What is published there.
    async fn text(&self, tls: &Tls) -> Result<String, String> {
        let broken = |error: io::Error| one_line(&error);
        let stream = TcpStream::connect((self.host.as_str(), self.port));
        let stream = stream.await.map_err(broken)?;
        if !self.secured {
            return self.text_over(stream).await;
        }
        let mut config = tls.client().map_err(|error| one_line(&error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let name = ServerName::try_from(self.host.clone()).map_err(|error| one_line(&error))?;
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect(name, stream).await.map_err(broken)?;
        self.text_over(stream).await
    }

    async fn text_over<S>(&self, stream: S) -> Result<String, String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let broken = |error: hyper::Error| one_line(&error);
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(broken)?;
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let authority = self
            .url
            .authority()
            .map_or("", |authority| authority.as_str());
        let request = Request::get(path)
            .header(HOST, authority)
            .body(Empty::<Bytes>::new())
            .map_err(|error| one_line(&error))?;
        let answered = async {
            let answer = sender.send_request(request).await.map_err(broken)?;
            if answer.status() != StatusCode::OK {
                return Err(format!("it answers {}", answer.status()));
            }
            let body = Limited::new(answer.into_body(), MOST_BYTES).collect().await;
            let body = body.map_err(|error| one_line(error.as_ref()))?;
            String::from_utf8(body.to_bytes().into()).map_err(|_| "is no text".to_owned())
        };
        tokio::pin!(answered);
        // The connection is driven beside the answer, and dropped with it.
        tokio::select! {
            text = &mut answered => text,
            ended = connection => match ended {
                Ok(()) => answered.await,
                Err(error) => Err(one_line(&error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_by_https_or_from_this_machine() {
        let check = |url: &str, expected: Result<(&str, u16), &str>| {
            let place = Place::of(url);
            let found = place
                .as_ref()
                .map(|place| (place.host.as_str(), place.port));
            assert_eq!(found.map_err(String::as_str), expected, "{url}");
        };
        check(
            "https://id.example.org/keys?v=2",
            Ok(("id.example.org", 443)),
        );
        check(
            "https://id.example.org:8443/keys",
            Ok(("id.example.org", 8443)),
        );
        check("http://127.0.0.1:8080/keys", Ok(("127.0.0.1", 8080)));
        check("http://[::1]/keys", Ok(("::1", 80)));
        let unsafe_place = Err("must begin with https://, or be http:// on this machine");
        check("http://id.example.org/keys", unsafe_place);
        check("http://localhost.example.org/keys", unsafe_place);
        check("id.example.org", unsafe_place);
        check("ftp://id.example.org/keys", unsafe_place);
        check("https://a b/", Err("is no URL"));
        let secret = Err("has a name or password, which nobody needs who reads public keys");
        check("https://ada:secret@id.example.org/keys", secret);
    }
}
