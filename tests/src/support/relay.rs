//! An address that is known before what it leads to exists, like a Kubernetes service's.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::launch::Running;

#[derive(Debug)]
pub(crate) struct Relay {
    address: SocketAddr,
    target: watch::Sender<Option<SocketAddr>>,
}

impl Relay {
    /// Leads nowhere yet: who connects is cut off.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port just bound");
        let (target, current) = watch::channel(None);
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let target = *current.borrow();
                if let Some(target) = target {
                    tokio::spawn(pass_on(caller, target));
                }
            }
        });
        Self { address, target }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on leads to `service`.
    pub(crate) fn lead_to(&self, service: &Running) {
        self.target.send_replace(Some(service.socket_address()));
    }
}

async fn pass_on(mut caller: TcpStream, target: SocketAddr) {
    if let Ok(mut service) = TcpStream::connect(target).await {
        // Either side may go away at any time.
        let _ = copy_bidirectional(&mut caller, &mut service).await;
    }
}
