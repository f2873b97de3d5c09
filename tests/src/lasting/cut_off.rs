//! A caller that breaks off in the middle of a return, spoken frame by frame: what libraries do
//! not let their users do.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::submitter::{FORCES, Sent, Submitter};
use super::{harbours, submissions};
use crate::support::PATIENCE;
use crate::support::launch::{DATA, Running};

const FORCE: &str = FORCES[0];

/// How a caller breaks off after its header and all of its values, before the end of the stream.
#[derive(Clone, Copy, Debug)]
enum BreaksOff {
    /// It takes the call back.
    ResetsTheStream,
    /// It takes the call back and goes on all the same, to the end.
    SendsOnAfterReset,
    /// Its machine loses the connection.
    ResetsTheConnection,
    /// It is stopped in the middle of a frame.
    ClosesTheConnection,
}

/// HTTP/2 as in RFC 9113: a connection with one call on it.
struct Caller {
    stream: TcpStream,
}

const DATA_FRAME: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;
/// RFC 9113, section 7: the stream is no longer needed.
const CANCEL: [u8; 4] = 8_u32.to_be_bytes();

impl Caller {
    /// Connects and begins a call of `SubmitReturn`.
    async fn submitting(running: &Running) -> Self {
        let stream = TcpStream::connect(running.socket_address()).await.unwrap();
        let mut caller = Self { stream };
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        caller.stream.write_all(preface).await.unwrap();
        caller.send(SETTINGS, 0, 0, &[]).await;
        let headers = [
            (":method", "POST"),
            (":scheme", "http"),
            (":authority", "localhost"),
            (":path", "/peel.data.v1.ReturnService/SubmitReturn"),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
        ];
        let block: Vec<u8> = headers.into_iter().flat_map(literal).collect();
        caller.send(HEADERS, END_HEADERS, 1, &block).await;
        caller
    }

    async fn send(&mut self, kind: u8, flags: u8, call: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = length[1..].to_vec();
        frame.extend([kind, flags]);
        frame.extend(call.to_be_bytes());
        frame.extend(payload);
        self.stream.write_all(&frame).await.unwrap();
    }

    /// Waits until the service has read everything that was sent: it answers frames in order.
    async fn wait_until_read(&mut self) {
        self.send(PING, 0, 0, b"are they").await;
        while self
            .kind_and_flags()
            .await
            .is_some_and(|it| it != (PING, ACK))
        {}
    }

    /// Of the next frame that comes; none when the connection is closed.
    async fn kind_and_flags(&mut self) -> Option<(u8, u8)> {
        let mut head = [0; 9];
        let read = self.stream.read_exact(&mut head);
        timeout(PATIENCE, read).await.unwrap().ok()?;
        let [_, high, low, kind, flags, ..] = head;
        let mut payload = vec![0; usize::from(u16::from_be_bytes([high, low]))];
        self.stream.read_exact(&mut payload).await.ok()?;
        Some((kind, flags))
    }
}

/// A header as HPACK writes it without a table: RFC 7541, section 6.2.2.
fn literal((name, value): (&str, &str)) -> Vec<u8> {
    let mut bytes = vec![0];
    for text in [name, value] {
        bytes.push(u8::try_from(text.len()).unwrap());
        bytes.extend(text.as_bytes());
    }
    bytes
}

/// The message of a call behind its flag and its length.
fn framed(message: &impl prost::Message) -> Vec<u8> {
    let message = message.encode_to_vec();
    let mut bytes = vec![0];
    bytes.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    bytes.extend(message);
    bytes
}

/// Sends a whole return but for the end of its stream.
async fn break_off(running: &Running, sent: &Sent, how: BreaksOff) {
    let mut caller = Caller::submitting(running).await;
    for part in sent.parts() {
        caller.send(DATA_FRAME, 0, 1, &framed(&part)).await;
    }
    caller.wait_until_read().await;
    match how {
        BreaksOff::ResetsTheStream => {
            caller.send(RST_STREAM, 0, 1, &CANCEL).await;
            caller.wait_until_read().await;
        }
        BreaksOff::SendsOnAfterReset => {
            caller.send(RST_STREAM, 0, 1, &CANCEL).await;
            caller.send(DATA_FRAME, END_STREAM, 1, &[]).await;
            // The service may take offence and end the connection.
            caller.wait_until_read().await;
        }
        BreaksOff::ResetsTheConnection => caller.stream.set_zero_linger().unwrap(),
        BreaksOff::ClosesTheConnection => {
            // The head of a frame that would be the last.
            let head = [0, 0, 5, DATA_FRAME, END_STREAM, 0, 0, 0, 1];
            caller.stream.write_all(&head).await.unwrap();
        }
    }
}

/// Sent otherwise, the very frames are a return: what is refused is that it breaks off.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_frames_with_an_end_are_a_return() {
    let running = harbours().start(DATA).await;
    let sent = Sent::new(FORCE, 0, 0);
    let mut caller = Caller::submitting(&running).await;
    for part in sent.parts() {
        caller.send(DATA_FRAME, 0, 1, &framed(&part)).await;
    }
    caller.send(DATA_FRAME, END_STREAM, 1, &[]).await;
    while caller
        .kind_and_flags()
        .await
        .is_some_and(|(kind, flags)| kind != HEADERS || flags & END_STREAM == 0)
    {}
    assert_eq!(submissions(&running).await.len(), 1);
    let (_, repeated) = Submitter::of(&running, FORCE).await.again(&sent).await;
    assert!(repeated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_that_breaks_off_is_not_recorded_and_its_request_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let launch = || harbours().with("store.path", folder.path().join("peel.db"));
    let running = launch().start(DATA).await;
    let mut submitter = Submitter::of(&running, FORCE).await;
    let mut recorded = Vec::new();
    for (number, how) in (0..).zip([
        BreaksOff::ResetsTheStream,
        BreaksOff::SendsOnAfterReset,
        BreaksOff::ResetsTheConnection,
        BreaksOff::ClosesTheConnection,
    ]) {
        for round in 0..5 {
            let sent = Sent::new(FORCE, round, number);
            break_off(&running, &sent, how).await;
            // Under the same request, but with other values: those of the first were nothing.
            recorded.push(submitter.submit_new(&sent.with_other_values()).await);
        }
    }
    let first = recorded[0];
    let without_gaps: Vec<u64> = (first..).take(recorded.len()).collect();
    assert_eq!(recorded, without_gaps);
    // Once it has ended, nothing of a call that broke off can still be on its way.
    assert_eq!(running.terminate().await, Some(0));
    let running = launch().start(DATA).await;
    let there: Vec<u64> = submissions(&running).await.into_keys().collect();
    assert_eq!(there, recorded);
}
