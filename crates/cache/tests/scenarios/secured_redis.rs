//! A Redis that proves who it is, asks who comes, and allows no more than is needed.

use std::path::Path;

use peel_cache::Certificates;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use crate::redis_server::free_port;
use crate::*;

/// Exactly what the cache needs to be allowed.
const USER: &str = "on >secret ~peel:* -@all +ping +getrange +set";

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut parameters = CertificateParams::new(Vec::new()).expect("parameters");
    // Otherwise its name is that of what it issues, which OpenSSL takes for issued by itself.
    let name = &mut parameters.distinguished_name;
    name.push(DnType::CommonName, "an authority");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(parameters, key).expect("an authority")
}

/// A certificate for this machine and its key, in PEM.
fn issued_by(authority: &Authority) -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let parameters = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("parameters");
    let certificate = parameters
        .signed_by(&key, authority)
        .expect("a certificate");
    (certificate.pem(), key.serialize_pem())
}

/// A server that takes TLS with a certificate of this authority at the port that is returned.
fn secured(authority: &Authority) -> (RedisServer, u16) {
    let port = std::cell::Cell::new(0);
    let (certificate, key) = issued_by(authority);
    let server = RedisServer::start_with(|directory: &Path| {
        let file = |name: &str, text: &str| {
            let path = directory.join(name);
            std::fs::write(&path, text).expect("a file for redis-server");
            path.display().to_string()
        };
        port.set(free_port());
        let mut arguments: Vec<String> = vec!["--tls-port".into(), port.get().to_string()];
        arguments.extend(["--tls-cert-file".into(), file("certificate", &certificate)]);
        arguments.extend(["--tls-key-file".into(), file("key", &key)]);
        arguments.extend([
            "--tls-ca-cert-file".into(),
            file("authority", &authority.pem()),
        ]);
        arguments.extend(["--user", "peel"].map(str::to_owned));
        arguments.extend(USER.split(' ').map(str::to_owned));
        arguments
    });
    (server, port.get())
}

fn certificates(authority: &Authority, own: Option<(String, String)>) -> Certificates {
    let own = own.map(|(certificate, key)| (certificate.into_bytes(), key.into_bytes()));
    Certificates {
        authorities: Some(authority.pem().into_bytes()),
        own,
    }
}

fn settings_for(server: &RedisServer, port: u16, certificates: Certificates) -> RedisSettings {
    let mut settings = redis_settings(server);
    settings.url = format!("rediss://peel:secret@127.0.0.1:{port}");
    settings.certificates = Some(certificates);
    settings
}

#[tokio::test]
async fn tls_with_certificates_of_both_and_a_user_of_few_rights_is_enough() {
    let authority = authority();
    let (server, port) = secured(&authority);
    let own = certificates(&authority, Some(issued_by(&authority)));
    let settings = settings_for(&server, port, own);
    let (first, second) = (connected(&settings).await, connected(&settings).await);
    ask(&first, "a").await;
    until("the write", || first.statistics().written == 1).await;
    assert_eq!(ask(&second, "a").await, Source::Redis);
}

#[tokio::test]
async fn who_cannot_be_believed_is_left_alone() {
    async fn check(settings: RedisSettings) {
        let cache = cache_over(&settings);
        until("refused trials", || cache.statistics().redis_errors >= 2).await;
        assert_eq!(ask(&cache, "a").await, Source::Computed);
        assert_ne!(cache.statistics().breaker, Some(BreakerState::Closed));
    }
    let (authority, other) = (authority(), authority());
    let (server, port) = secured(&authority);
    // The server's certificate is another authority's.
    let own = certificates(&other, Some(issued_by(&authority)));
    check(settings_for(&server, port, own)).await;
    // The cache shows none, or another authority's.
    check(settings_for(&server, port, certificates(&authority, None))).await;
    let own = certificates(&authority, Some(issued_by(&other)));
    check(settings_for(&server, port, own)).await;
    // The password is wrong.
    let own = certificates(&authority, Some(issued_by(&authority)));
    let mut settings = settings_for(&server, port, own);
    settings.url = settings.url.replace("secret", "guess");
    check(settings).await;
}
