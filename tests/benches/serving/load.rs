//! Load: connections that ask as fast as they are answered.
//!
//! It speaks HTTP/2 itself and sends questions that were encoded once, because a tonic client
//! costs as much as a tonic server: the server would wait for it, and every server look equal.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use bytes::{BufMut as _, Bytes, BytesMut};
use h2::client::SendRequest;
use http::{Request, StatusCode};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Outcome;
use crate::questions::Exchange;

/// The method asked.
const PATH: &str = "/peel.scoring.v1.ComparisonService/Compare";

/// Windows that are never the limit.
const WINDOW: u32 = 16 * 1024 * 1024;

/// Bytes of a gRPC frame before its message.
const FRAME_HEAD: usize = 5;

/// Connections, and calls in flight on each.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) connections: usize,
    pub(crate) streams: usize,
    /// Calls begun a second by all of them together; none: each as soon as the one before is
    /// answered.
    pub(crate) per_second: Option<f64>,
}

/// Questions as frames, and how long their answers are.
pub(crate) struct Questions {
    /// Each with the bytes of its answer.
    frames: Vec<(Bytes, usize)>,
    /// Bytes of an answer, on average.
    pub(crate) mean_answer: f64,
}

impl Questions {
    pub(crate) fn of(exchanges: &[Exchange]) -> Outcome<Self> {
        let frames = exchanges.iter().map(|exchange| {
            let mut frame = BytesMut::with_capacity(FRAME_HEAD + exchange.question.len());
            frame.put_u8(0);
            frame.put_u32(u32::try_from(exchange.question.len())?);
            frame.put_slice(&exchange.question);
            Ok((frame.freeze(), exchange.answer.len()))
        });
        let answers: usize = exchanges.iter().map(|exchange| exchange.answer.len()).sum();
        Ok(Self {
            frames: frames.collect::<Outcome<_>>()?,
            mean_answer: answers as f64 / exchanges.len().max(1) as f64,
        })
    }
}

/// What a round of load found.
pub(crate) struct Found {
    pub(crate) calls: u64,
    pub(crate) time: Duration,
    /// How long each call took, in microseconds, ascending.
    pub(crate) latencies: Vec<f64>,
}

impl Found {
    pub(crate) fn per_second(&self) -> f64 {
        self.calls as f64 / self.time.as_secs_f64()
    }

    /// The latency that `share` of the calls stayed within.
    pub(crate) fn latency(&self, share: f64) -> f64 {
        let at = (self.latencies.len().saturating_sub(1) as f64 * share).round();
        self.latencies.get(at as usize).copied().unwrap_or_default()
    }
}

/// What the streams of a round share. One thread runs them all.
struct Round {
    questions: Rc<Questions>,
    next: Cell<usize>,
    begun: Cell<Instant>,
    latencies: RefCell<Vec<f64>>,
    bytes: Cell<usize>,
    /// Bytes of the right answers to the same questions.
    expected: Cell<usize>,
}

/// Load in the given shape for `warm_up` and then `time`, of which only the latter counts.
/// `at_start` is called between the two.
pub(crate) async fn run(
    address: &str,
    questions: &Rc<Questions>,
    shape: Shape,
    [warm_up, time]: [Duration; 2],
    at_start: impl FnOnce(),
) -> Outcome<Found> {
    let round = Rc::new(Round {
        questions: Rc::clone(questions),
        next: Cell::new(0),
        begun: Cell::new(Instant::now()),
        latencies: RefCell::default(),
        bytes: Cell::new(0),
        expected: Cell::new(0),
    });
    let mut tasks = JoinSet::new();
    for _ in 0..shape.connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut builder = h2::client::Builder::new();
        builder
            .initial_window_size(WINDOW)
            .initial_connection_window_size(WINDOW);
        let (client, connection) = builder.handshake::<_, Bytes>(stream).await?;
        tasks.spawn_local(async move { Ok(connection.await?) });
        for _ in 0..shape.streams {
            let pace = Pace::of(shape, tasks.len());
            tasks.spawn_local(keep_asking(client.clone(), Rc::clone(&round), pace));
        }
    }
    let ended = async |tasks: &mut JoinSet<Outcome<()>>, time| {
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            Some(ended) = tasks.join_next() => {
                Err(ended?.err().unwrap_or_else(|| "the server closed a connection".into()))
            }
        }
    };
    ended(&mut tasks, warm_up).await?;
    round.latencies.borrow_mut().clear();
    round.bytes.set(0);
    round.expected.set(0);
    round.begun.set(Instant::now());
    at_start();
    ended(&mut tasks, time).await?;
    let time = round.begun.get().elapsed();
    let mut latencies = round.latencies.take();
    latencies.sort_by(f64::total_cmp);
    let calls = latencies.len() as u64;
    believe(&round)?;
    Ok(Found {
        calls,
        time,
        latencies,
    })
}

/// That the answers were as long as those known before, to a hundredth: a server that is fast
/// because it says less is not measured.
fn believe(round: &Round) -> Outcome<()> {
    let (bytes, expected) = (round.bytes.get(), round.expected.get());
    if bytes.abs_diff(expected) <= expected / 100 {
        return Ok(());
    }
    Err(format!("answers of {bytes} bytes, where {expected} were expected").into())
}

/// When a stream begins its calls.
struct Pace {
    next: Instant,
    /// None: as soon as the one before is answered.
    interval: Option<Duration>,
}

impl Pace {
    /// Of one of so many streams, which take turns.
    fn of(shape: Shape, place: usize) -> Self {
        let turn = shape.per_second.map(|rate| 1.0 / rate);
        let streams = (shape.connections * shape.streams) as f64;
        Self {
            next: Instant::now() + Duration::from_secs_f64(turn.unwrap_or(0.0) * place as f64),
            interval: turn.map(|turn| Duration::from_secs_f64(turn * streams)),
        }
    }

    /// Waits for the next turn, and gives when it was. A stream whose last call took too long to
    /// be there for its turn counts from the turn on: who waits behind a slow call waits, too.
    async fn turn(&mut self) -> Instant {
        let Some(interval) = self.interval else {
            return Instant::now();
        };
        let turn = self.next;
        self.next += interval;
        if turn <= Instant::now() {
            return turn;
        }
        tokio::time::sleep_until(turn.into()).await;
        // That the load's own clock is coarse is not the server's doing.
        Instant::now()
    }
}

async fn keep_asking(
    mut client: SendRequest<Bytes>,
    round: Rc<Round>,
    mut pace: Pace,
) -> Outcome<()> {
    loop {
        let asked = pace.turn().await;
        let next = round.next.get();
        round.next.set(next + 1);
        let frames = &round.questions.frames;
        let (frame, answer) = frames
            .get(next % frames.len().max(1))
            .ok_or("no questions")?;
        client = client.ready().await?;
        let bytes = ask(&mut client, frame.clone()).await?;
        round.bytes.set(round.bytes.get() + bytes);
        round.expected.set(round.expected.get() + answer);
        let took = asked.elapsed().as_secs_f64() * 1e6;
        round.latencies.borrow_mut().push(took);
    }
}

/// One call. Gives the bytes of its answer.
async fn ask(client: &mut SendRequest<Bytes>, frame: Bytes) -> Outcome<usize> {
    let request = Request::post(PATH)
        .header("te", "trailers")
        .header("content-type", "application/grpc")
        .body(())?;
    let (answer, mut sending) = client.send_request(request, false)?;
    sending.send_data(frame, true)?;
    let answer = answer.await?;
    if answer.status() != StatusCode::OK {
        return Err(format!("answered {}", answer.status()).into());
    }
    let mut body = answer.into_body();
    let mut bytes = 0;
    while let Some(data) = body.data().await {
        let length = data?.len();
        body.flow_control().release_capacity(length)?;
        bytes += length;
    }
    let trailers = body.trailers().await?.unwrap_or_default();
    match trailers.get("grpc-status") {
        Some(status) if status == "0" => Ok(bytes.saturating_sub(FRAME_HEAD)),
        other => Err(format!("a call ended with {other:?}").into()),
    }
}
