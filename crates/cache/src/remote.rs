//! Redis as operators run it: behind Sentinels, as a cluster, by TLS.

use std::time::Duration;

use redis::cluster::ClusterClient;
use redis::sentinel::{SentinelClientBuilder, SentinelServerType};
use redis::{
    ClientTlsConfig, ConnectionAddr, ConnectionInfo, RedisResult, TlsCertificates, TlsMode,
};

use crate::home::{Leads, without_delay};
use crate::{Certificates, RedisSettings};

/// How often a cluster's command is sent elsewhere when its key has moved or its node is gone. The
/// command's own limit ends it before that if time is short.
const CLUSTER_RETRIES: u32 = 3;

impl Leads {
    /// User, password and database in the addresses are the master's; Sentinels ask for none.
    pub(crate) fn sentinel(
        addresses: &[ConnectionInfo],
        master: &str,
        settings: &RedisSettings,
    ) -> RedisResult<Self> {
        let sentinels = addresses.iter().map(|info| info.addr().clone());
        let mut builder =
            SentinelClientBuilder::new(sentinels, master, SentinelServerType::Master)?
                .set_client_to_redis_tcp_settings(without_delay())
                .set_client_to_sentinel_tcp_settings(without_delay());
        if let Some(info) = addresses.first() {
            let server = info.redis_settings();
            builder = builder.set_client_to_redis_db(server.db());
            if let Some(user) = server.username() {
                builder = builder.set_client_to_redis_username(user);
            }
            if let Some(password) = server.password() {
                builder = builder.set_client_to_redis_password(password);
            }
            if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
                builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
            }
        }
        if let Some(certificates) = &settings.certificates {
            builder = builder
                .set_client_to_redis_certificates(certificates.pem())
                .set_client_to_sentinel_certificates(certificates.pem());
        }
        Ok(Self::Sentinel(Box::new(builder.build()?)))
    }

    pub(crate) fn cluster(
        addresses: Vec<ConnectionInfo>,
        settings: &RedisSettings,
    ) -> RedisResult<Self> {
        let mut builder = ClusterClient::builder(addresses)
            .tcp_settings(without_delay())
            .connection_timeout(settings.connect_timeout)
            .response_timeout(settings.command_timeout)
            .retries(CLUSTER_RETRIES)
            .min_retry_wait(1)
            .max_retry_wait(milliseconds(settings.command_timeout) / 4 + 1);
        if let Some(certificates) = &settings.certificates {
            builder = builder.certs(certificates.pem());
        }
        Ok(Self::Cluster(Box::new(builder.build()?)))
    }
}

impl Certificates {
    pub(crate) fn pem(&self) -> TlsCertificates {
        let own = self.own.clone();
        TlsCertificates {
            client_tls: own.map(|(client_cert, client_key)| ClientTlsConfig {
                client_cert,
                client_key,
            }),
            root_cert: self.authorities.clone(),
        }
    }
}

/// Settles which library of cryptography the process uses, unless that is settled already: with
/// several in the program, TLS would refuse to choose.
pub(crate) fn settle_cryptography() {
    // An error says only that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
