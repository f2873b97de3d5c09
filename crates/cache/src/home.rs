//! Where Redis is at home: one server, a master that Sentinels know, or a cluster.

use std::fmt;
use std::future::poll_fn;
use std::task::Poll;

use redis::aio::MultiplexedConnection;
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, ConnectionInfo, IntoConnectionInfo,
    RedisError, RedisResult, Value,
};
use tokio::net::TcpStream;

use crate::settings::Topology;
use crate::{RedisSettings, SettingsError};

/// The most addresses that are tried for one that answers.
const MOST_ADDRESSES: usize = 64;

/// What leads to a connection. Displayed as the addresses it begins at.
pub(crate) struct Home {
    leads: Leads,
    told: String,
}

pub(crate) enum Leads {
    Single(Box<Client>),
    #[cfg(feature = "remote")]
    Sentinel(Box<redis::sentinel::SentinelClient>),
    #[cfg(feature = "remote")]
    Cluster(Box<redis::cluster::ClusterClient>),
}

/// What commands are sent on. Clones share it.
#[derive(Clone)]
pub(crate) enum Connection {
    Single(MultiplexedConnection),
    /// Leads to every node, and follows keys that move.
    #[cfg(feature = "remote")]
    Cluster(Box<redis::cluster_async::ClusterConnection>),
}

/// A connection, and where it leads.
pub(crate) struct Connected {
    pub(crate) connection: Connection,
    /// The server's address: behind Sentinels, what they say is the master now. None for a cluster,
    /// which is many servers.
    pub(crate) server: Option<String>,
}

impl Home {
    pub(crate) fn new(settings: &RedisSettings) -> Result<Self, SettingsError> {
        #[cfg(not(feature = "remote"))]
        if settings.url.starts_with("rediss:") {
            return Err(SettingsError::NotBuilt);
        }
        let addresses = addresses(&settings.url)?;
        let is_tls = |info: &ConnectionInfo| matches!(info.addr(), ConnectionAddr::TcpTls { .. });
        if settings.certificates.is_some() && !addresses.iter().all(is_tls) {
            return Err(SettingsError::CertificatesWithoutTls);
        }
        #[cfg(feature = "remote")]
        crate::remote::settle_cryptography();
        let told = addresses.iter().map(|info| info.addr().to_string());
        let told = told.collect::<Vec<_>>().join(", ");
        let leads = match &settings.topology {
            Topology::Single => Leads::single(addresses, settings),
            #[cfg(feature = "remote")]
            Topology::Sentinel { master } => {
                Leads::sentinel(&addresses, master, settings).map_err(SettingsError::Url)
            }
            #[cfg(feature = "remote")]
            Topology::Cluster => Leads::cluster(addresses, settings).map_err(SettingsError::Url),
            #[cfg(not(feature = "remote"))]
            _ => Err(SettingsError::NotBuilt),
        };
        Ok(Self {
            leads: leads?,
            told,
        })
    }

    /// A connection that has answered once. It has no limit of its own in time.
    pub(crate) async fn connect(&mut self) -> RedisResult<Connected> {
        self.leads.connect().await
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told)
    }
}

impl Leads {
    fn single(
        mut addresses: Vec<ConnectionInfo>,
        settings: &RedisSettings,
    ) -> Result<Self, SettingsError> {
        match (addresses.pop(), addresses.is_empty()) {
            (Some(only), true) => {
                let client = match &settings.certificates {
                    #[cfg(feature = "remote")]
                    Some(certificates) => Client::build_with_tls(only, certificates.pem()),
                    _ => Client::open(only),
                };
                client
                    .map(|client| Self::Single(Box::new(client)))
                    .map_err(SettingsError::Url)
            }
            _ => Err(SettingsError::SeveralAddresses),
        }
    }

    async fn connect(&mut self) -> RedisResult<Connected> {
        // The limits are those of this crate, around everything that a command or connection does.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None);
        let client: &Client = match self {
            Self::Single(client) => client,
            #[cfg(feature = "remote")]
            Self::Sentinel(sentinels) => &sentinels.async_get_client().await?,
            #[cfg(feature = "remote")]
            Self::Cluster(client) => {
                // It has answered: it told which node has which keys.
                let connection = client.get_async_connection().await?;
                return Ok(Connected {
                    connection: Connection::Cluster(Box::new(connection)),
                    server: None,
                });
            }
        };
        let mut connection = multiplexed(client, config).await?;
        redis::cmd("PING")
            .query_async::<Value>(&mut connection)
            .await?;
        Ok(Connected {
            connection: Connection::Single(connection),
            server: Some(client.get_connection_info().addr().to_string()),
        })
    }
}

/// One connection for all callers, whose commands are written together.
///
/// Only over plain TCP: elsewhere the client does the writing itself, command by command.
async fn multiplexed(
    client: &Client,
    config: AsyncConnectionConfig,
) -> RedisResult<MultiplexedConnection> {
    let info = client.get_connection_info();
    let ConnectionAddr::Tcp(host, port) = info.addr() else {
        return client
            .get_multiplexed_async_connection_with_config(&config)
            .await;
    };
    let stream = TcpStream::connect((host.as_str(), *port)).await?;
    stream.set_nodelay(true)?;
    let (connection, driver) =
        MultiplexedConnection::new_with_config(info.redis_settings(), stream, config).await?;
    // Ends when the last clone of the connection is gone.
    tokio::spawn(after_others(driver));
    Ok(connection)
}

/// A future that, each time it is woken, first lets the tasks run that are ready by then.
///
/// Tokio runs what was woken last before all else: each of the commands that are ready together
/// would be written by a system call of its own, a fifth of what an answer from Redis costs.
fn after_others(driver: impl Future<Output = ()>) -> impl Future<Output = ()> {
    let (mut driver, mut waited) = (Box::pin(driver), false);
    poll_fn(move |context| {
        waited = !waited;
        if waited {
            // A task that wakes itself while it runs goes behind the others.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        driver.as_mut().poll(context)
    })
}

impl Connection {
    pub(crate) async fn answer(&mut self, command: &Cmd) -> RedisResult<Value> {
        match self {
            Self::Single(connection) => command.query_async(connection).await,
            #[cfg(feature = "remote")]
            Self::Cluster(connection) => command.query_async(&mut **connection).await,
        }
    }

    /// Whether an error means that nothing more will come from here.
    pub(crate) fn is_lost_by(&self, error: &RedisError) -> bool {
        match self {
            // Failed over: the connection leads to what is now a replica, and a new one leads home.
            Self::Single(_) if error.code() == Some("READONLY") => true,
            Self::Single(_) => error.is_io_error() || error.is_unrecoverable_error(),
            // It was one node's; the others answer, and the connection finds that one again.
            #[cfg(feature = "remote")]
            Self::Cluster(_) => false,
        }
    }
}

/// `redis://[user:password@]host[:port][,host[:port]...][/database]`, one by one.
fn addresses(url: &str) -> Result<Vec<ConnectionInfo>, SettingsError> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (place, path) = match rest.find(['/', '?', '#']) {
        // A socket's path is all there is.
        Some(0) | None => (rest, ""),
        Some(end) => rest.split_at(end),
    };
    let (user, hosts) = match place.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), place),
    };
    let infos = hosts.split(',').take(MOST_ADDRESSES).map(|host| {
        let info = if scheme.is_empty() {
            url.into_connection_info()
        } else {
            format!("{scheme}://{user}{host}{path}").into_connection_info()
        };
        info.map(|info| info.set_tcp_settings(without_delay()))
    });
    infos
        .collect::<RedisResult<_>>()
        .map_err(SettingsError::Url)
}

/// Otherwise a command waits for the acknowledgement of the one before it, up to 40 ms.
pub(crate) fn without_delay() -> TcpSettings {
    TcpSettings::default().set_nodelay(true)
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[test]
    fn an_address_names_one_server_or_several() {
        fn check(url: &str, expected: &[&str]) {
            let infos = addresses(url).unwrap();
            let told: Vec<_> = infos
                .iter()
                .map(|info| {
                    let redis = info.redis_settings();
                    let user = redis.username().unwrap_or("-");
                    let password = redis.password().unwrap_or("-");
                    format!("{} {} {user} {password}", info.addr(), redis.db())
                })
                .collect();
            assert_eq!(told, expected);
        }
        check("redis://cache", &["cache:6379 0 - -"]);
        check("redis://cache:7000/2", &["cache:7000 2 - -"]);
        check(
            "redis://peel:s,e@one:7000,two,three:7002/1",
            &[
                "one:7000 1 peel s,e",
                "two:6379 1 peel s,e",
                "three:7002 1 peel s,e",
            ],
        );
        check("redis+unix:///run/redis.sock", &["/run/redis.sock 0 - -"]);
    }

    // One worker, so that the order of the tasks is known.
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn commands_that_are_ready_together_are_written_together() {
        const COMMANDS: usize = 10;
        let calls = async {
            let (sender, mut receiver) = unbounded_channel();
            let (tell, mut told) = unbounded_channel();
            let driver = poll_fn(move |context| {
                let mut taken = Vec::new();
                let polled = receiver.poll_recv_many(context, &mut taken, COMMANDS);
                polled.map(|_| tell.send(taken).unwrap())
            });
            tokio::spawn(after_others(driver));
            // By now the driver waits for the first command.
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            for command in 0..COMMANDS {
                let sender = sender.clone();
                tokio::spawn(async move { sender.send(command) });
            }
            told.recv().await
        };
        let taken = tokio::spawn(calls).await.unwrap().unwrap();
        assert_eq!(taken.len(), COMMANDS, "{taken:?}");
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for url in [
            "",
            "cache:6379",
            "http://cache",
            "redis://",
            "redis://one,,two",
        ] {
            assert!(
                matches!(addresses(url), Err(SettingsError::Url(_))),
                "{url}"
            );
        }
    }
}
