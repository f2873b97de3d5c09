//! Keys of tokens that are published at a URL, as identity providers do.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use peel_kit::{
    Access, Exit, ProcessError, Reason, Tls,
    settings::{AccessSettings, ListenSettings},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::access::call;
use crate::support::{Behaviour, Listening, limits, server};
use crate::tokens::{AUDIENCE, ISSUER, Issuer};

/// A place where keys are published, and whatever else.
struct Provider {
    address: SocketAddr,
    answer: Arc<Mutex<String>>,
    /// What it answered.
    said: mpsc::UnboundedReceiver<String>,
}

impl Provider {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::<Mutex<String>>::default();
        let (told, said) = mpsc::unbounded_channel();
        let current = Arc::clone(&answer);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let length = stream.read(&mut request).await.unwrap();
                assert!(request[..length].starts_with(b"GET /keys HTTP/1.1\r\n"));
                let answer = current.lock().unwrap().clone();
                // Whoever asked may have had enough.
                let _gone = stream.write_all(answer.as_bytes()).await;
                told.send(answer).unwrap();
            }
        });
        Self {
            address,
            answer,
            said,
        }
    }

    /// Has it answer with `status` and `body` from now on.
    fn says(&self, status: &str, body: &str) {
        let length = body.len();
        *self.answer.lock().unwrap() = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
    }

    /// Waits until somebody was told what it says now.
    async fn heard(&mut self) {
        let newest = self.answer.lock().unwrap().clone();
        while self.said.recv().await.unwrap() != newest {}
    }

    fn settings(&self, reload_s: u32) -> AccessSettings {
        AccessSettings {
            token_keys_url: Some(format!("http://{}/keys", self.address)),
            token_issuer: Some(ISSUER.to_owned()),
            token_audience: Some(AUDIENCE.to_owned()),
            reload_s: reload_s.try_into().unwrap(),
            ..AccessSettings::default()
        }
    }
}

async fn listening(access: &Access) -> Listening {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let local = ListenSettings::local(0);
    Listening::start_guarded(&service, &local, &Tls::off(), Some(access))
}

fn bearer(issuer: &Issuer) -> String {
    format!("Bearer {}", issuer.token("Ada", &["reader"], None))
}

#[track_caller]
fn check_refused(outcome: Result<(), Status>, code: Code, reason: &str) {
    let refused = outcome.unwrap_err();
    assert_eq!(refused.code(), code, "{refused:?}");
    let details = refused.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, reason);
}

#[tokio::test]
async fn keys_are_asked_for_when_somebody_shows_a_token_and_there_is_none() {
    let issuer = Issuer::new("one");
    let mut provider = Provider::start().await;
    provider.says("503 Service Unavailable", "");
    // As good as never: what is asked here is asked because somebody shows a token.
    let access = Access::start(&provider.settings(3_600)).unwrap().unwrap();
    let listening = listening(&access).await;
    provider.heard().await;

    provider.says("200 OK", &Issuer::keys(&[&issuer]));
    let renewed = access.renewed();
    let none = call(&listening, Some(&bearer(&issuer))).await;
    check_refused(none, Code::Unavailable, Reason::NEIGHBOUR_UNREACHABLE);
    renewed.await;
    call(&listening, Some(&bearer(&issuer))).await.unwrap();
}

#[tokio::test]
async fn keys_are_rotated_and_the_last_good_ones_kept() {
    let (old, new) = (Issuer::new("old"), Issuer::new("new"));
    let mut provider = Provider::start().await;
    provider.says("200 OK", &Issuer::keys(&[&old]));
    let access = Access::start(&provider.settings(1)).unwrap().unwrap();
    let listening = listening(&access).await;
    access.renewed().await;
    call(&listening, Some(&bearer(&old))).await.unwrap();

    let long = format!("{{\"keys\": [{}]}}", " ".repeat(300 * 1024));
    for (status, body) in [
        ("500 Internal Server Error", Issuer::keys(&[&new])),
        ("200 OK", "nothing of the kind".to_owned()),
        ("200 OK", long),
    ] {
        provider.says(status, &body);
        provider.heard().await;
        call(&listening, Some(&bearer(&old))).await.unwrap();
    }

    let renewed = access.renewed();
    provider.says("200 OK", &Issuer::keys(&[&new]));
    let refused = call(&listening, Some(&bearer(&new))).await;
    check_refused(refused, Code::Unauthenticated, Reason::CALLER_UNKNOWN);
    renewed.await;
    call(&listening, Some(&bearer(&new))).await.unwrap();
    let refused = call(&listening, Some(&bearer(&old))).await;
    check_refused(refused, Code::Unauthenticated, Reason::CALLER_UNKNOWN);
}

#[tokio::test]
async fn a_place_that_cannot_be_believed_is_refused_at_the_start() {
    let check = |change: &dyn Fn(&mut AccessSettings), expected: &str| {
        let mut settings = AccessSettings {
            token_keys_url: Some("https://id.example.org/keys".to_owned()),
            token_issuer: Some(ISSUER.to_owned()),
            token_audience: Some(AUDIENCE.to_owned()),
            ..AccessSettings::default()
        };
        change(&mut settings);
        let error = ProcessError::from(Access::start(&settings).map(|_| ()).unwrap_err());
        assert_eq!(error.exit(), Exit::Config);
        assert!(error.to_string().starts_with(expected), "{error}");
    };
    check(
        &|settings| settings.token_keys_url = Some("http://id.example.org/keys".to_owned()),
        "access.token_keys_url must begin with https://, or be http:// on this machine",
    );
    check(
        &|settings| settings.token_audience = None,
        "access.token_audience is missing",
    );
    check(
        &|settings| settings.token_keys_file = Some("keys".into()),
        "access.token_keys_file and access.token_keys_url are both set",
    );
    check(
        &|settings| settings.token_keys_authority_file = Some("/no/such/file".into()),
        "access.token_keys_authority_file: /no/such/file cannot be read",
    );
}
