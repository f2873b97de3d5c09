//! Who calls, and what each caller may call.

use std::{fs, path::PathBuf};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::{
    Access, Exit, ProcessError, Reason, Tls,
    settings::{AccessSettings, ListenSettings},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::{Code, Request, Status};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt as _;

use crate::support::{Behaviour, Listening, limits, server};
use crate::tokens::{AUDIENCE, ISSUER, Issuer, claims, now};

pub(crate) struct Files(TempDir);

impl Files {
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

/// Settings that believe `keys`.
pub(crate) fn believing(keys: &str) -> (Files, AccessSettings) {
    let files = Files(tempfile::tempdir().unwrap());
    let settings = AccessSettings {
        token_keys_file: Some(files.write("keys", keys)),
        token_issuer: Some(ISSUER.to_owned()),
        token_audience: Some(AUDIENCE.to_owned()),
        reload_s: 1.try_into().unwrap(),
        ..AccessSettings::default()
    };
    (files, settings)
}

async fn listening(access: &Access) -> Listening {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    Listening::start_guarded(
        &service,
        &ListenSettings::local(0),
        &Tls::off(),
        Some(access),
    )
}

/// The outcome of a call with this header.
pub(crate) async fn call(listening: &Listening, header: Option<&str>) -> Result<(), Status> {
    let mut request = Request::new(ExportTraceServiceRequest::default());
    if let Some(header) = header {
        let header = header.parse().unwrap();
        request.metadata_mut().insert("authorization", header);
    }
    listening.client().export(request).await.map(|_| ())
}

#[track_caller]
fn check_refused(outcome: Result<(), Status>, code: Code, reason: &str, said: &str) {
    let refused = outcome.unwrap_err();
    assert_eq!(refused.code(), code, "{refused:?}");
    assert!(refused.message().ends_with(said), "{refused:?}");
    let details = refused.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, reason);
}

#[tokio::test]
async fn a_token_is_believed_if_it_is_whole_in_time_and_for_us() {
    let (ours, theirs) = (Issuer::new("one"), Issuer::new("two"));
    let (_files, settings) = believing(&Issuer::keys(&[&ours]));
    let access = Access::start(&settings).unwrap().unwrap();
    let listening = listening(&access).await;
    let good = ours.token("Ada", &["reader"], None);
    call(&listening, Some(&format!("Bearer {good}")))
        .await
        .unwrap();
    call(&listening, Some(&format!("bearer {good}")))
        .await
        .unwrap();

    let check = async |header: Option<String>, said: &str| {
        let outcome = call(&listening, header.as_deref()).await;
        check_refused(outcome, Code::Unauthenticated, Reason::CALLER_UNKNOWN, said);
    };
    check(None, "neither a certificate nor a token says who calls").await;
    check(Some("Basic x".to_owned()), "bears no token").await;
    check(Some("Bearer x".to_owned()), "it is no signed token").await;

    let header = json!({"alg": "ES256", "kid": "one"});
    let says = async |change: &dyn Fn(&mut Value), said: &str| {
        let mut claims = claims("Ada", &["reader"]);
        change(&mut claims);
        check(
            Some(format!("Bearer {}", ours.sign(&header, &claims))),
            said,
        )
        .await;
    };
    says(
        &|claims| claims["exp"] = json!(now() - 60),
        "it has expired",
    )
    .await;
    says(
        &|claims| claims["nbf"] = json!(now() + 60),
        "it does not hold yet",
    )
    .await;
    says(
        &|claims| claims["aud"] = json!("others"),
        "it is for somebody else",
    )
    .await;
    says(
        &|claims| claims["iss"] = json!("others"),
        "somebody else issued it",
    )
    .await;
    let missing = "a claim is missing: exp, iss, aud or sub";
    says(
        &|claims| drop(claims.as_object_mut().unwrap().remove("exp")),
        missing,
    )
    .await;
    says(
        &|claims| claims["roles"] = json!([]),
        "its bearer has no role",
    )
    .await;
    let none = "its bearer has the role \"king\", which is none";
    says(&|claims| claims["roles"] = json!(["king"]), none).await;
    let alone = "its bearer must have the role \"force\" alone and name its force, or neither";
    says(&|claims| claims["roles"] = json!(["force"]), alone).await;
    says(&|claims| claims["force"] = json!("one"), alone).await;

    let signed = async |issuer: &Issuer, header: Value, said: &str| {
        let token = issuer.sign(&header, &claims("Ada", &["reader"]));
        check(Some(format!("Bearer {token}")), said).await;
    };
    signed(
        &theirs,
        json!({"alg": "ES256", "kid": "one"}),
        "its signature is wrong",
    )
    .await;
    signed(
        &theirs,
        json!({"alg": "ES256", "kid": "two"}),
        "its key is not known",
    )
    .await;
    signed(&ours, json!({"alg": "ES256"}), "it does not name its key").await;
    signed(
        &ours,
        json!({"alg": "none", "kid": "one"}),
        "it is no signed token",
    )
    .await;
    let way = "it is signed in a way that is not accepted";
    signed(&ours, json!({"alg": "HS256", "kid": "one"}), way).await;
    signed(&ours, json!({"alg": "RS256", "kid": "one"}), way).await;
    let (text, _) = good.rsplit_once('.').unwrap();
    check(Some(format!("Bearer {text}.")), "its signature is wrong").await;
    // Clocks may differ by half a minute.
    let mut late = claims("Ada", &["reader"]);
    late["exp"] = json!(now() - 10);
    let late = ours.sign(&header, &late);
    call(&listening, Some(&format!("Bearer {late}")))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_caller_without_the_role_is_refused_and_health_is_told_to_everybody() {
    let issuer = Issuer::new("one");
    let (_files, settings) = believing(&Issuer::keys(&[&issuer]));
    let access = Access::start(&settings).unwrap().unwrap();
    let listening = listening(&access).await;
    let token = issuer.token("Ada", &["analyst", "moderator"], None);
    let outcome = call(&listening, Some(&format!("Bearer {token}"))).await;
    let said = "Ada may not call this; it is for: reader";
    check_refused(outcome, Code::PermissionDenied, Reason::ROLE_REFUSED, said);

    let asked = HealthCheckRequest::default();
    HealthClient::new(listening.neighbour())
        .check(asked)
        .await
        .unwrap();
}

#[tokio::test]
async fn keys_are_replaced_while_calls_are_made() {
    let (old, new) = (Issuer::new("old"), Issuer::new("new"));
    let (files, settings) = believing(&Issuer::keys(&[&old]));
    let access = Access::start(&settings).unwrap().unwrap();
    let listening = listening(&access).await;
    let [before, after] =
        [&old, &new].map(|issuer| format!("Bearer {}", issuer.token("Ada", &["reader"], None)));
    call(&listening, Some(&before)).await.unwrap();
    call(&listening, Some(&after)).await.unwrap_err();
    let renewed = access.renewed();
    files.write("keys", &Issuer::keys(&[&new]));
    renewed.await;
    call(&listening, Some(&after)).await.unwrap();
    call(&listening, Some(&before)).await.unwrap_err();
}

#[tokio::test]
async fn files_that_cannot_be_used_are_named() {
    let issuer = Issuer::new("one");
    let check = |change: &dyn Fn(&Files, &mut AccessSettings), expected: &str| {
        let (files, mut settings) = believing(&Issuer::keys(&[&issuer]));
        change(&files, &mut settings);
        let error = ProcessError::from(Access::start(&settings).map(|_| ()).unwrap_err());
        assert_eq!(error.exit(), Exit::Config);
        let folder = format!("{}/", files.0.path().display());
        let said = error.to_string().replace(&folder, "");
        assert!(said.starts_with(expected), "{said}");
    };
    check(
        &|_, settings| settings.token_audience = None,
        "access.token_audience is missing",
    );
    check(
        &|files, settings| settings.callers_file = Some(files.0.path().join("none")),
        "access.callers_file: none cannot be read: No such file",
    );
    check(
        &|files, _| drop(files.write("keys", "keys")),
        "access.token_keys_file: keys is wrong: ",
    );
    check(
        &|files, _| drop(files.write("keys", r#"{"keys": []}"#)),
        "access.token_keys_file: keys has no key",
    );
    let secret = r#"{"keys": [{"kty": "oct", "kid": "one", "k": "c2VjcmV0"}]}"#;
    check(
        &|files, _| drop(files.write("keys", secret)),
        "access.token_keys_file: keys is wrong: key one is a secret, not a public key",
    );
    let callers = |text: &'static str| {
        move |files: &Files, settings: &mut AccessSettings| {
            settings.callers_file = Some(files.write("callers", text));
        }
    };
    check(
        &callers("[[caller]]\ncertificate = 'ada'\nroles = ['king']"),
        "access.callers_file: callers is wrong: ada has the role \"king\", which is none",
    );
    check(
        &callers("[[caller]]\ncertificate = 'ada'\nrole = 'reader'"),
        "access.callers_file: callers is wrong: TOML parse error",
    );
}
