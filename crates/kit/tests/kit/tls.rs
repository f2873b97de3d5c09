//! Certificates: who is believed, who is not and why, and how they are replaced.

use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc};

use futures::future;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use peel_kit::{
    Access, Clock, Drained, Exit, Neighbour, ProcessError, Reason, Tls,
    settings::{
        AccessSettings, ClientCertificates, ListenSettings, NeighbourSettings, TlsSettings,
    },
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType,
    date_time_ymd,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::support::{Behaviour, Client, Listening, limits, server};

/// Somebody who issues certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(parameters, key).unwrap())
    }

    /// A certificate for this machine, unless `change` makes it another one.
    fn issue(&self, change: impl FnOnce(&mut CertificateParams)) -> Issued {
        let mut parameters = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        Issued {
            certificate: parameters.signed_by(&key, &self.0).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }
}

struct Issued {
    certificate: String,
    key: String,
}

impl Issued {
    /// Somebody who vouches for himself.
    fn by_itself() -> Self {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        Self {
            certificate: parameters.self_signed(&key).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A folder with the files of one process.
struct Files(TempDir);

impl Files {
    /// With this certificate, and trusting this authority.
    fn new(own: Option<&Issued>, trusted: Option<&Authority>) -> (Self, TlsSettings) {
        let files = Self(tempfile::tempdir().unwrap());
        let mut settings = TlsSettings {
            reload_s: 1.try_into().unwrap(),
            ..TlsSettings::default()
        };
        if let Some(own) = own {
            settings.certificate_file = Some(files.write("certificate", &own.certificate));
            settings.key_file = Some(files.write("key", &own.key));
        }
        settings.authority_file =
            trusted.map(|authority| files.write("authority", &authority.0.pem()));
        (files, settings)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

fn started(settings: &TlsSettings) -> Tls {
    Tls::start(settings, &Clock::system()).unwrap()
}

fn tls(own: Option<&Issued>, trusted: Option<&Authority>) -> Tls {
    started(&Files::new(own, trusted).1)
}

async fn listening(tls: &Tls) -> Listening {
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    Listening::start_secured(&service, &ListenSettings::local(0), tls)
}

fn client(address: SocketAddr, tls: &Tls) -> Client {
    let settings = NeighbourSettings {
        address: format!("https://{address}"),
        ..NeighbourSettings::local(0)
    };
    Client::new(Neighbour::remote("test", &settings, tls).unwrap())
}

async fn call(client: &mut Client) -> Result<(), Status> {
    let asked = ExportTraceServiceRequest::default();
    client.export(asked).await.map(|_| ())
}

#[tokio::test]
async fn both_sides_show_certificates_of_an_authority_that_the_other_trusts() {
    let authority = Authority::new("ours");
    let one = tls(Some(&authority.issue(|_| {})), Some(&authority));
    let other = tls(Some(&authority.issue(|_| {})), Some(&authority));
    assert!(one.is_on() && one.asks_callers());
    let listening = listening(&one).await;
    call(&mut client(listening.address, &other)).await.unwrap();
    listening.shutdown.request();
    assert_eq!(listening.ended.await.unwrap(), Drained { cut: 0 });
}

/// The refusal of a call, which names the other side and the `cause`.
#[track_caller]
fn check_not_trusted(refused: &Status, listening: &Listening, cause: &str) {
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    let told = format!(
        "the test service at https://{} cannot be reached safely: {cause}; see [tls] in the \
         settings of both sides",
        listening.address
    );
    assert_eq!(refused.message(), told);
    let details = refused.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!(info.reason, Reason::NEIGHBOUR_UNREACHABLE);
}

fn past(parameters: &mut CertificateParams) {
    parameters.not_before = date_time_ymd(2020, 1, 1);
    parameters.not_after = date_time_ymd(2020, 12, 31);
}

/// A certificate that ended, in the hands of a process whose clock is wrong: another would not
/// have started with it.
fn expired(authority: &Authority) -> Tls {
    let (_files, settings) = Files::new(Some(&authority.issue(past)), Some(authority));
    let clock = Clock::fixed("2020-06-01T00:00:00Z".parse().unwrap());
    Tls::start(&settings, &clock).unwrap()
}

#[tokio::test]
async fn a_listener_that_is_not_to_be_trusted_is_named_with_the_cause() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let caller = tls(Some(&ours.issue(|_| {})), Some(&ours));
    let check = async |shown: Tls, cause: &str| {
        let listening = listening(&shown).await;
        let refused = call(&mut client(listening.address, &caller))
            .await
            .unwrap_err();
        check_not_trusted(&refused, &listening, cause);
    };
    let nobody = "nobody that is trusted here vouches for its certificate";
    check(tls(Some(&theirs.issue(|_| {})), Some(&ours)), nobody).await;
    let itself = Issued::by_itself();
    check(tls(Some(&itself), Some(&ours)), nobody).await;
    check(expired(&ours), "its certificate has ended").await;
    let elsewhere = ours.issue(|parameters| {
        let name = "elsewhere.example.org".try_into().unwrap();
        parameters.subject_alt_names = vec![SanType::DnsName(name)];
    });
    let other = "its certificate is for another name";
    check(tls(Some(&elsewhere), Some(&ours)), other).await;
    check(tls(None, None), "it does not speak TLS").await;
}

#[tokio::test]
async fn a_caller_must_show_a_certificate_of_an_authority() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let shown = tls(Some(&ours.issue(|_| {})), Some(&ours));
    let check = async |caller: &Tls, cause: &str| {
        let listening = listening(&shown).await;
        let refused = call(&mut client(listening.address, caller))
            .await
            .unwrap_err();
        check_not_trusted(&refused, &listening, cause);
    };
    let asked = "it asks for a certificate, and there is none to show";
    check(&tls(None, Some(&ours)), asked).await;
    let foreign = tls(Some(&theirs.issue(|_| {})), Some(&ours));
    let refused = "it does not accept the certificate that it is shown";
    check(&foreign, refused).await;
    check(&tls(Some(&Issued::by_itself()), Some(&ours)), refused).await;

    let late = expired(&ours);
    check(&late, refused).await;

    // Where it is optional, one of somebody else is no better than none.
    let (_files, settings) = Files::new(Some(&ours.issue(|_| {})), Some(&ours));
    let optional = started(&TlsSettings {
        client_certificates: Some(ClientCertificates::Optional),
        ..settings
    });
    assert!(!optional.asks_callers());
    let listening = listening(&optional).await;
    let without = tls(None, Some(&ours));
    call(&mut client(listening.address, &without))
        .await
        .unwrap();
    let refusal = call(&mut client(listening.address, &foreign))
        .await
        .unwrap_err();
    check_not_trusted(&refusal, &listening, refused);
}

#[tokio::test]
async fn nothing_older_than_tls_1_3_is_spoken_and_nothing_in_the_clear() {
    let ours = Authority::new("ours");
    let shown = tls(Some(&ours.issue(|_| {})), None);
    let listening = listening(&shown).await;

    let mut stream = TcpStream::connect(listening.address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: peel\r\n\r\n")
        .await
        .unwrap();
    let mut read = Vec::new();
    let _ended = stream.read_to_end(&mut read).await;
    assert!(!read.starts_with(b"HTTP"), "{read:?}");

    let mut trusted = rustls::RootCertStore::empty();
    trusted.add(ours.0.der().clone()).unwrap();
    let provider = rustls::crypto::ring::default_provider().into();
    let older = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let stream = TcpStream::connect(listening.address).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(older));
    let name = "127.0.0.1".try_into().unwrap();
    let refused = connector.connect(name, stream).await.unwrap_err();
    assert!(refused.to_string().contains("ProtocolVersion"), "{refused}");
}

#[tokio::test]
async fn files_that_cannot_be_used_are_named() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let check = |change: &dyn Fn(&Files, &mut TlsSettings), expected: &str| {
        let (files, mut settings) = Files::new(Some(&ours.issue(|_| {})), Some(&ours));
        change(&files, &mut settings);
        let error = Tls::start(&settings, &Clock::system())
            .map(|_| ())
            .unwrap_err();
        let error = ProcessError::from(error);
        assert_eq!(error.exit(), Exit::Config);
        let folder = format!("{}/", files.0.path().display());
        let said = error.to_string().replace(&folder, "");
        assert_eq!(said, expected);
    };
    check(
        &|_, settings| settings.key_file = None,
        "tls.key_file is missing: a certificate and its key are set together",
    );
    check(
        &|_, settings| settings.certificate_file = None,
        "tls.certificate_file is missing: a certificate and its key are set together",
    );
    check(
        &|files, settings| settings.key_file = Some(files.0.path().join("none")),
        "tls.key_file: none cannot be read: No such file or directory (os error 2)",
    );
    check(
        &|files, _| drop(files.write("certificate", "a certificate")),
        "tls.certificate_file: certificate holds no certificate in PEM",
    );
    check(
        &|files, _| drop(files.write("key", "a key")),
        "tls.key_file: key holds no private key in PEM",
    );
    check(
        &|files, _| drop(files.write("key", &theirs.issue(|_| {}).key)),
        "tls.key_file: key is not the key of the certificate in certificate",
    );
    check(
        &|files, _| {
            let issued = ours.issue(past);
            files.write("certificate", &issued.certificate);
            files.write("key", &issued.key);
        },
        "tls.certificate_file: certificate holds a certificate that ended at \
         2020-12-31T00:00:00Z; renew it",
    );
    check(
        &|files, _| {
            let issued = ours.issue(|parameters| parameters.not_before = date_time_ymd(4000, 1, 1));
            files.write("certificate", &issued.certificate);
            files.write("key", &issued.key);
        },
        "tls.certificate_file: certificate holds a certificate that begins at \
         4000-01-01T00:00:00Z; set the clock right",
    );
    check(
        &|files, _| drop(files.write("authority", "")),
        "tls.authority_file: authority holds no certificate in PEM",
    );
    check(
        &|_, settings| {
            settings.authority_file = None;
            settings.client_certificates = Some(ClientCertificates::Required);
        },
        "tls.client_certificates is \"required\" without tls.authority_file, which says who may \
         vouch for callers",
    );
}

#[tokio::test]
async fn what_is_wrong_leaves_certificates_as_they_were() {
    let ours = Authority::new("ours");
    let (files, settings) = Files::new(Some(&ours.issue(|_| {})), None);
    let shown = started(&settings);
    let listening = listening(&shown).await;
    let caller = tls(None, Some(&ours));
    // Half of a new pair: whoever writes files writes one after the other.
    let (next, renewed) = (ours.issue(|_| {}), shown.renewed());
    files.write("certificate", &next.certificate);
    call(&mut client(listening.address, &caller)).await.unwrap();
    files.write("key", &next.key);
    renewed.await;
    call(&mut client(listening.address, &caller)).await.unwrap();
}

#[tokio::test]
async fn a_certificate_says_who_calls_by_any_of_its_names() {
    let ours = Authority::new("ours");
    let shown = tls(Some(&ours.issue(|_| {})), Some(&ours));
    let (files, _) = Files::new(None, None);
    let callers = r#"
        [[caller]]
        certificate = "ada.example.org"
        name = "Ada"
        roles = ["reader"]
        [[caller]]
        certificate = "spiffe://example.org/bea"
        roles = ["analyst"]
    "#;
    let settings = AccessSettings {
        callers_file: Some(files.write("callers", callers)),
        ..AccessSettings::default()
    };
    let access = Access::start(&settings).unwrap();
    let service = server(Behaviour::Answer, &limits(|_| {})).await;
    let settings = ListenSettings::local(0);
    let listening = Listening::start_guarded(&service, &settings, &shown, access.as_ref());

    let outcome = async |name: SanType| {
        let issued = ours.issue(|parameters| parameters.subject_alt_names.push(name));
        let caller = tls(Some(&issued), Some(&ours));
        call(&mut client(listening.address, &caller)).await
    };
    let dns = |name: &str| SanType::DnsName(name.try_into().unwrap());
    outcome(dns("ada.example.org")).await.unwrap();
    let bea = SanType::URI("spiffe://example.org/bea".try_into().unwrap());
    let refused = outcome(bea).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "{refused:?}");
    let unknown = outcome(dns("eve.example.org")).await.unwrap_err();
    assert_eq!(unknown.code(), Code::Unauthenticated, "{unknown:?}");
    let said = "the certificate is of nobody who is known here";
    assert!(unknown.message().ends_with(said), "{unknown:?}");
}

/// Calls one after the other, each over a connection of its own and one that stays, until `ended`.
async fn calls(address: SocketAddr, caller: Tls, ended: CancellationToken) -> u32 {
    let mut lasting = client(address, &caller);
    let mut made = 0;
    while !ended.is_cancelled() {
        call(&mut client(address, &caller)).await.unwrap();
        call(&mut lasting).await.unwrap();
        made += 2;
    }
    made
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_and_authorities_are_replaced_under_calls_and_none_fails() {
    let (old, new) = (Authority::new("old"), Authority::new("new"));
    let (one_files, settings) = Files::new(Some(&old.issue(|_| {})), Some(&old));
    let one = started(&settings);
    let (other_files, settings) = Files::new(Some(&old.issue(|_| {})), Some(&old));
    let other = started(&settings);
    let listening = listening(&one).await;
    let ended = CancellationToken::new();
    let calling = calls(listening.address, other.clone(), ended.clone());
    let calling = tokio::spawn(calling);

    let replace = async |change: &dyn Fn(&Files)| {
        let renewed = future::join(one.renewed(), other.renewed());
        change(&one_files);
        change(&other_files);
        renewed.await;
    };
    let both = [old.0.pem(), new.0.pem()].concat();
    replace(&|files| drop(files.write("authority", &both))).await;
    replace(&|files| {
        let issued = new.issue(|_| {});
        files.write("certificate", &issued.certificate);
        files.write("key", &issued.key);
    })
    .await;
    replace(&|files| drop(files.write("authority", &new.0.pem()))).await;

    // The old ones are worth nothing any more.
    let left_behind = tls(Some(&old.issue(|_| {})), Some(&new));
    let refused = call(&mut client(listening.address, &left_behind)).await;
    assert_eq!(refused.unwrap_err().code(), Code::Unavailable);
    ended.cancel();
    let made = calling.await.unwrap();
    assert!(made > 10, "{made}");
}
