//! Connections to neighbours that speak TLS.

use std::{net::SocketAddr, sync::Arc};

use futures::future::BoxFuture;
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tower::Service;

use super::{LastWords, SPOKEN, Tls, TlsError};
use crate::overheard::Overheard;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A connection on which TLS has begun, as hyper wants it.
type Secured = TokioIo<Overheard<TlsStream<TcpStream>, LastWords>>;

/// A connection on its way.
type Connecting = BoxFuture<'static, Result<Secured, BoxError>>;

/// A neighbour that was reached, and is not to be trusted or does not trust us.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTrusted {
    /// Our own certificates cannot be used.
    #[error("{0}")]
    Own(#[from] TlsError),
    /// The address has no name that a certificate could be for.
    #[error("its name \"{0}\" is none that a certificate could be for")]
    Name(String),
    /// The other side speaks TLS and not HTTP/2: it is something else.
    #[error("it does not speak HTTP/2")]
    NotHttp2,
}

/// Connects to `https://host:port` at one of the addresses that its name stands for: what generated
/// clients speak over. Certificates are those of the moment of the connection. What the other side
/// says at the end is kept in `last_words`.
pub(crate) fn connector(
    tls: &Tls,
    at: SocketAddr,
    last_words: &LastWords,
) -> impl Service<Uri, Response = Secured, Error = BoxError, Future = Connecting> + Clone + Send + 'static
{
    let (tls, last_words) = (tls.clone(), last_words.clone());
    tower::service_fn(move |address: Uri| {
        let (tls, last_words) = (tls.clone(), last_words.clone());
        let connecting: Connecting = Box::pin(async move {
            last_words.forget();
            let stream = connect(&tls, at, &address).await?;
            Ok(TokioIo::new(Overheard::new(stream, last_words)))
        });
        connecting
    })
}

async fn connect(
    tls: &Tls,
    at: SocketAddr,
    address: &Uri,
) -> Result<TlsStream<TcpStream>, BoxError> {
    // An address of IPv6 stands in brackets, which are no part of its name.
    let host = address.host().unwrap_or_default();
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let config = tls.client().map_err(NotTrusted::Own)?;
    let name = ServerName::try_from(host.clone()).map_err(|_| NotTrusted::Name(host))?;
    let stream = TcpStream::connect(at).await?;
    stream.set_nodelay(true)?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await?;
    if stream.get_ref().1.alpn_protocol() != Some(SPOKEN[0]) {
        return Err(NotTrusted::NotHttp2.into());
    }
    Ok(stream)
}
