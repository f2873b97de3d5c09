//! Calls by HTTP/1.1 as browsers make them for pages, and connections that are up to no good.

use std::{net::SocketAddr, sync::Arc};

use peel_kit::{Drained, Reason, ServerService, settings::ListenSettings};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::{Notify, mpsc},
};

use crate::support::{Behaviour, EXPORT, Listening, limits, server};

/// An empty message: not compressed, no bytes.
const EMPTY: &[u8] = &[0; 5];

/// How a stream by grpc-web ends that went well.
const WELL: &[u8] = b"\x80\0\0\0\x0fgrpc-status:0\r\n";

async fn answering() -> ServerService {
    server(Behaviour::Answer, &limits(|_| {})).await
}

/// A request with `headers`, and a length unless it asks only.
fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: peel\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("content-length: {}\r\n\r\n", body.len());
    [request.as_bytes(), body].concat()
}

fn call(origin: Option<&str>, kind: &str, body: &[u8]) -> Vec<u8> {
    let mut headers = vec![("content-type", kind), ("x-grpc-web", "1")];
    headers.extend(origin.map(|origin| ("origin", origin)));
    request("POST", EXPORT, &headers, body)
}

/// What a caller reads that sends `request` and nothing more, until the connection is closed.
async fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    Answer::of(&mut stream).await
}

/// An answer as it came by HTTP/1.1.
#[derive(Debug)]
struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    async fn of(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "{bytes:?}");
        };
        let mut body = bytes.split_off(head);
        let head = String::from_utf8(bytes).unwrap().to_lowercase();
        let chunked = head.contains("transfer-encoding: chunked");
        let length = head
            .split("content-length: ")
            .nth(1)
            .map(|rest| rest.lines().next().unwrap().parse::<usize>().unwrap());
        let ended = |body: &[u8]| match length {
            Some(length) => body.len() == length,
            None => !chunked || body.ends_with(b"0\r\n\r\n"),
        };
        while !ended(&body) {
            assert_ne!(stream.read_buf(&mut body).await.unwrap(), 0, "{body:?}");
        }
        if chunked {
            body = unchunked(&body);
        }
        Self { head, body }
    }

    fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines();
        let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        values.next()
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|two| two == b"\r\n").unwrap();
        let size = std::str::from_utf8(&body[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[end + 2 + size + 2..];
    }
}

#[tokio::test]
async fn a_call_by_grpc_web_is_answered_as_binary_or_as_text() {
    let listening = Listening::start(&answering().await);
    let check = async |kind: &str, body: &[u8], expected: &[u8]| {
        let answer = exchange(listening.address, &call(None, kind, body)).await;
        assert_eq!(answer.status(), "200", "{answer:?}");
        assert_eq!(answer.body, expected, "{answer:?}");
    };
    let binary = [EMPTY, WELL].concat();
    check("application/grpc-web+proto", EMPTY, &binary).await;
    check("application/grpc-web", EMPTY, &binary).await;
    // Browsers of old read text only. Each part is encoded by itself.
    let text = b"AAAAAAA=gAAAAA9ncnBjLXN0YXR1czowDQo=";
    let mut headers = vec![("content-type", "application/grpc-web-text")];
    headers.push(("accept", "application/grpc-web-text"));
    let asked = request("POST", EXPORT, &headers, b"AAAAAAA=");
    let answer = exchange(listening.address, &asked).await;
    assert_eq!(answer.body, text, "{answer:?}");
}

#[tokio::test]
async fn a_page_can_read_why_its_call_was_refused() {
    let listening = Listening::start(&answering().await);
    let headers = [
        ("content-type", "application/grpc-web"),
        ("origin", "http://localhost:8080"),
    ];
    let asked = request("POST", "/peel.data.v1.None/Such", &headers, EMPTY);
    let answer = exchange(listening.address, &asked).await;
    assert_eq!(answer.header("grpc-status"), Some("12"), "{answer:?}");
    let exposed = answer.header("access-control-expose-headers").unwrap();
    for name in ["grpc-status", "grpc-message", "grpc-status-details-bin"] {
        assert!(answer.header(name).is_some(), "{answer:?}");
        assert!(exposed.contains(name), "{exposed}");
    }
}

#[tokio::test]
async fn pages_of_this_machine_may_call_unless_others_are_named() {
    let check = async |origins: Option<&str>, origin: &str, allowed: bool| {
        let settings = ListenSettings {
            browser_origins: origins.map(|origins| origins.to_owned().try_into().unwrap()),
            ..ListenSettings::local(0)
        };
        let listening = Listening::start_as(&answering().await, &settings);
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,x-grpc-web"),
        ];
        let preflight = request("OPTIONS", EXPORT, &headers, b"");
        let preflight = exchange(listening.address, &preflight).await;
        let asked = call(Some(origin), "application/grpc-web", EMPTY);
        let answer = exchange(listening.address, &asked).await;
        let told = [&preflight, &answer].map(|one| one.header("access-control-allow-origin"));
        if allowed {
            assert_eq!(told, [Some(origin); 2], "{origin}");
            assert_eq!(
                preflight.header("access-control-allow-methods"),
                Some("post")
            );
            let sent = preflight.header("access-control-allow-headers").unwrap();
            for name in [
                "content-type",
                "x-grpc-web",
                "grpc-timeout",
                "authorization",
            ] {
                assert!(sent.contains(name), "{sent}");
            }
            assert_eq!(answer.body, [EMPTY, WELL].concat());
        } else {
            assert_eq!(told, [None; 2], "{origin}");
            assert_eq!(answer.header("grpc-status"), Some("7"), "{answer:?}");
            assert_eq!(answer.body, b"");
            let details = answer.header("grpc-status-details-bin").unwrap();
            assert!(!details.is_empty(), "{}", Reason::ORIGIN_REFUSED);
        }
    };
    check(None, "http://localhost:8080", true).await;
    check(None, "https://pages.example.org", false).await;
    check(None, "null", false).await;
    let named = Some("https://pages.example.org");
    check(named, "https://pages.example.org", true).await;
    check(named, "http://localhost:8080", false).await;
    check(Some(""), "http://localhost:8080", false).await;
}

#[tokio::test]
async fn what_is_no_call_is_told_what_this_is() {
    let listening = Listening::start(&answering().await);
    let check = async |asked: Vec<u8>| {
        let answer = exchange(listening.address, &asked).await;
        assert_eq!(answer.status(), "415", "{answer:?}");
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("gRPC service"), "{text}");
    };
    check(request("GET", "/", &[], b"")).await;
    // A form of a foreign page, which browsers send without asking.
    let kind = [("content-type", "text/plain")];
    check(request("POST", EXPORT, &kind, EMPTY)).await;
    // gRPC needs HTTP/2.
    let kind = [("content-type", "application/grpc")];
    check(request("POST", EXPORT, &kind, EMPTY)).await;
}

#[tokio::test(start_paused = true)]
async fn who_connects_and_says_too_little_is_let_go() {
    let listening = Listening::start(&answering().await);
    let check = async |said: &[u8]| {
        let mut stream = TcpStream::connect(listening.address).await.unwrap();
        stream.write_all(said).await.unwrap();
        // The clock runs ahead whenever everybody waits.
        let mut read = Vec::new();
        let _ended = stream.read_to_end(&mut read).await;
        let read = String::from_utf8_lossy(&read);
        assert!(!read.contains("200"), "{read}");
    };
    check(b"").await;
    check(b"P").await;
    check(b"PRI * HTTP/2.0\r\n\r\n").await;
    check(b"POST /").await;
    check(format!("POST {EXPORT} HTTP/1.1\r\nhost: peel\r\ncontent-").as_bytes()).await;
}

#[tokio::test(start_paused = true)]
async fn a_message_that_never_ends_is_cut_by_the_deadline() {
    let listening = Listening::start(&answering().await);
    let headers = [
        ("content-type", "application/grpc-web"),
        ("grpc-timeout", "2S"),
    ];
    let mut asked = request("POST", EXPORT, &headers, EMPTY);
    asked.pop();
    let answer = exchange(listening.address, &asked).await;
    assert_eq!(answer.header("grpc-status"), Some("4"), "{answer:?}");
}

#[tokio::test]
async fn a_drain_lets_a_call_by_http_1_finish_and_closes_what_is_idle() {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let behaviour = Behaviour::Wait {
        begun,
        release: release.clone(),
    };
    let listening = Listening::start(&server(behaviour, &limits(|_| {})).await);

    let silent = TcpStream::connect(listening.address).await.unwrap();
    let mut idle = TcpStream::connect(listening.address).await.unwrap();
    idle.write_all(&request("GET", "/", &[], b""))
        .await
        .unwrap();
    Answer::of(&mut idle).await;
    let mut busy = TcpStream::connect(listening.address).await.unwrap();
    let asked = call(None, "application/grpc-web", EMPTY);
    busy.write_all(&asked).await.unwrap();
    begins.recv().await.unwrap();

    listening.shutdown.request();
    for mut stream in [silent, idle] {
        assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    }
    assert!(!listening.ended.is_finished(), "a call is in flight");
    release.notify_one();
    let answer = Answer::of(&mut busy).await;
    assert_eq!(answer.body, [EMPTY, WELL].concat());
    assert_eq!(listening.ended.await.unwrap(), Drained { cut: 0 });
    assert_eq!(busy.read(&mut [0]).await.unwrap(), 0);
}
