//! Every method, called in every role: the table of rules is what a running service does.

use std::fs;

use bytes::{Buf as _, BufMut as _, Bytes};
use futures::{StreamExt as _, stream};
use peel_proto::errors::v1::ErrorReason;
use peel_proto::rules::RULES;
use tempfile::TempDir;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use crate::support::launch::{DATA, Launch, WHOLE, peel};
use crate::support::tokens::{AUDIENCE, ISSUER, Issuer};

const ROLES: [&str; 8] = [
    "reader",
    "force",
    "analyst",
    "inspector",
    "moderator",
    "publisher",
    "administrator",
    "service",
];

/// Messages as the bytes that they are.
#[derive(Clone, Copy, Default)]
struct Encoded;

impl Codec for Encoded {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Encoded {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Encoded {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

/// How a call with an empty message begins to be answered.
pub(crate) async fn called(
    channel: &Channel,
    path: &str,
    token: Option<&str>,
) -> Result<(), Status> {
    sent(channel, path, token, vec![Bytes::new()]).await
}

/// How a call with these messages begins to be answered. Whether it streams makes no difference on
/// the wire.
pub(crate) async fn sent(
    channel: &Channel,
    path: &str,
    token: Option<&str>,
    messages: Vec<Bytes>,
) -> Result<(), Status> {
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.unwrap();
    let mut request = Request::new(stream::iter(messages));
    if let Some(token) = token {
        let header = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", header);
    }
    let path = path.parse().unwrap();
    let answer = client.streaming(request, path, Encoded).await?;
    match answer.into_inner().next().await {
        Some(Err(refused)) => Err(refused),
        _ => Ok(()),
    }
}

#[track_caller]
pub(crate) fn reason(refused: &Status) -> Option<String> {
    let details = refused.get_error_details();
    details.error_info().map(|info| info.reason.clone())
}

/// Somebody who issues tokens, and a program that believes them.
pub(crate) fn believing(launch: Launch) -> (Launch, Issuer, TempDir) {
    let issuer = Issuer::new("one");
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    fs::write(&keys, Issuer::keys(&[&issuer])).unwrap();
    let launch = launch
        .with("access.token_keys_file", keys)
        .with("access.token_issuer", ISSUER)
        .with("access.token_audience", AUDIENCE);
    (launch, issuer, folder)
}

#[tokio::test]
async fn every_method_is_for_the_roles_of_the_table_and_for_nobody_who_is_not_known() {
    let (launch, issuer, _keys) = believing(WHOLE.launch());
    let whole = launch.start(WHOLE).await;
    let channel = whole.channel().await;
    for (path, allowed, _) in RULES {
        let refused = called(&channel, path, None).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{path}: {refused:?}");
        let unknown = ErrorReason::CallerUnknown.reason();
        assert_eq!(reason(&refused).as_deref(), Some(unknown), "{path}");
        for role in ROLES {
            // Runs of the nation take a while, and watches never end.
            let long = path.ends_with("/RunNational") || path.ends_with("/WatchRevisions");
            let force = (role == "force").then_some("west-midlands");
            let token = issuer.token("Somebody", &[role], force);
            if long && allowed.contains(&role) {
                continue;
            }
            let outcome = called(&channel, path, Some(&token)).await;
            let denied = outcome.as_ref().err().and_then(reason).as_deref()
                == Some(ErrorReason::RoleRefused.reason());
            assert_eq!(
                denied,
                !allowed.contains(&role),
                "{path}, {role}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn tokens_do_without_certificates_of_callers_but_not_without_tls() {
    let (launch, _issuer, _keys) = believing(DATA.launch());
    let refused = launch.with("listen.address", "0.0.0.0:0").finish().await;
    let said = refused.refused(78);
    assert!(said.contains("is open to other machines"), "{said}");
}

#[tokio::test]
async fn a_command_shows_its_token() {
    let (launch, issuer, folder) = believing(WHOLE.launch());
    let whole = launch.start(WHOLE).await;
    let file = folder.path().join("token");
    fs::write(&file, issuer.token("Ada", &["reader"], None) + "\n").unwrap();
    let url = whole.url();
    let known = peel(["--server", &url, "forces", "--token-file"]).arguments([&file]);
    assert_eq!(known.finish().await.code, Some(0));
    let refused = peel(["--server", &url, "runs", "--token-file"]).arguments([&file]);
    let refused = refused.finish().await;
    assert!(
        refused.stderr.contains("Ada may not call this"),
        "{refused:?}"
    );
    let unknown = peel(["--server", &url, "forces"]).finish().await;
    let said = "neither a certificate nor a token says who calls";
    assert!(unknown.stderr.contains(said), "{unknown:?}");
}
