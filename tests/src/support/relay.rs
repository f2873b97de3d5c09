//! An address that is known before what it leads to exists, like a Kubernetes service's.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::launch::Running;

#[derive(Debug)]
pub(crate) struct Relay {
    address: SocketAddr,
    targets: watch::Sender<Vec<SocketAddr>>,
}

impl Relay {
    /// Leads nowhere yet: who connects is cut off.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port just bound");
        let (targets, current) = watch::channel(Vec::new());
        tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((caller, _)) = listener.accept().await {
                let mut targets: Vec<SocketAddr> = current.borrow().clone();
                if !targets.is_empty() {
                    let first = turn % targets.len();
                    targets.rotate_left(first);
                    tokio::spawn(pass_on(caller, targets));
                }
                turn += 1;
            }
        });
        Self { address, targets }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// As services with certificates are told it.
    pub(crate) fn secured_url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// From now on leads to `service`.
    pub(crate) fn lead_to(&self, service: &Running) {
        self.lead_to_each([service.socket_address()]);
    }

    /// From now on leads each new connection to the next of these that takes it.
    pub(crate) fn lead_to_each(&self, services: impl IntoIterator<Item = SocketAddr>) {
        self.targets.send_replace(services.into_iter().collect());
    }
}

async fn pass_on(mut caller: TcpStream, targets: Vec<SocketAddr>) {
    for target in targets {
        if let Ok(mut service) = TcpStream::connect(target).await {
            // Either side may go away at any time.
            let _ = copy_bidirectional(&mut caller, &mut service).await;
            return;
        }
    }
}
