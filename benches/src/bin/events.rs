//! Events: what a stream of them costs beside a loop that is written by hand over `sse-stream` and decodes the same types.
//!
//! The two take turns, and the ratio is the median over all rounds. It fails if a stream is slower than 0.95 of the loop, or
//! if a gigabyte of events grows the process by more than 16 MB.

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body::Frame;
use http_body_util::StreamBody;
use std::convert::Infallible;
use std::process::ExitCode;
use std::time::Duration;
use theta_benches::processor::used;
use theta_runtime::http::{HeaderValue, Request, Response};
use theta_runtime::{RequestBody, ResponseBody, Transport, TransportFuture, json};

#[allow(missing_docs, reason = "of a contract for this program alone")]
mod chat {
    theta_runtime::api! { spec = "src/bin/events.toml" }
}

use chat::{Client, Piece};

/// Bytes of a piece of a body, as TLS has them.
const PIECE: usize = 16 * 1024;
const ROUNDS: usize = 15;
const AIM: f64 = 0.95;
const LONG: usize = 1_000_000_000;
const GROWTH: u64 = 16_000_000;

/// A server that gives this body over and over, until so many bytes are there.
#[derive(Clone, Debug)]
struct Server {
    body: Bytes,
    times: usize,
}

fn pieces(body: &Bytes) -> Vec<Bytes> {
    let starts = (0..body.len()).step_by(PIECE);
    starts
        .map(|start| body.slice(start..(start + PIECE).min(body.len())))
        .collect()
}

impl Server {
    fn pieces(&self) -> impl Iterator<Item = Bytes> + Send + 'static {
        let all = pieces(&self.body);
        let end = Bytes::from_static(b"data: [DONE]\n\n");
        (0..self.times).flat_map(move |_| all.clone()).chain([end])
    }
}

impl Transport for Server {
    fn send(&self, _: Request<RequestBody>) -> TransportFuture {
        let pieces = self
            .pieces()
            .map(|piece| Ok::<_, Infallible>(Frame::data(piece)));
        let body = ResponseBody::new(StreamBody::new(stream::iter(pieces)));
        Box::pin(async move {
            let mut response = Response::new(body);
            let media_type = HeaderValue::from_static("text/event-stream");
            response.headers_mut().insert("content-type", media_type);
            Ok(response)
        })
    }
}

/// Events of the length that models send.
fn events(bytes: usize) -> Bytes {
    let mut text = String::with_capacity(bytes + 1024);
    let mut index = 0;
    while text.len() < bytes {
        text.push_str("event: delta\ndata: {\"type\":\"delta\",\"id\":\"msg_67ccd2bf17f0819081ff3bb2cf6508e6\",\"index\":");
        text.push_str(&index.to_string());
        text.push_str(",\"text\":\" and so it goes on, word by word, \\\"quoted\\\" or not\",\"stop\":null}\n\n");
        index += 1;
    }
    text.into()
}

/// Reads a stream of the client; how many events it had.
async fn by_client(client: Client) -> usize {
    let mut events = client.chat().await.expect("it is answered");
    let mut count = 0;
    while let Some(event) = events.next().await {
        count += usize::from(matches!(event.expect("it is good"), Piece::Delta(_)));
    }
    count
}

/// Reads the same by hand.
async fn by_hand(server: Server) -> usize {
    let body = StreamBody::new(stream::iter(
        server
            .pieces()
            .map(|piece| Ok::<_, Infallible>(Frame::data(piece))),
    ));
    let mut events = sse_stream::SseStream::new(body);
    let mut count = 0;
    while let Some(event) = events.next().await {
        let data = event.expect("it is good").data.unwrap_or_default();
        if data == "[DONE]" {
            break;
        }
        let piece: Piece = json::from_str(&data).expect("it is good");
        count += usize::from(matches!(piece, Piece::Delta(_)));
    }
    count
}

fn client(server: Server) -> Client {
    let builder = Client::builder().key("key").transport(server);
    builder.build().expect("it is built")
}

async fn timed(read: impl Future<Output = usize>) -> (Duration, usize) {
    let start = used();
    let count = read.await;
    (used() - start, count)
}

fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0_u64) * 4096
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("it is built").block_on(measure())
}

async fn measure() -> ExitCode {
    let body = events(4_000_000);
    let server = Server {
        body: body.clone(),
        times: 4,
    };
    let reader = client(server.clone());
    let mut ratios = Vec::new();
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    for round in 0..ROUNDS {
        let (by_it, hand);
        if round % 2 == 0 {
            by_it = timed(by_client(reader.clone())).await;
            hand = timed(by_hand(server.clone())).await;
        } else {
            hand = timed(by_hand(server.clone())).await;
            by_it = timed(by_client(reader.clone())).await;
        }
        assert_eq!(by_it.1, hand.1, "both read the same events");
        ratios.push(hand.0.as_secs_f64() / by_it.0.as_secs_f64());
        (ours, theirs) = (ours.min(by_it.0), theirs.min(hand.0));
    }
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    #[allow(clippy::cast_precision_loss, reason = "a figure to be read")]
    let rate = |time: Duration| (body.len() * server.times) as f64 / time.as_secs_f64() / 1e6;
    println!(
        "events: {:.0} MB/s, by hand over sse-stream {:.0} MB/s; throughput ratio {ratio:.2}, aim >= {AIM}",
        rate(ours),
        rate(theirs)
    );
    let before = resident();
    let times = LONG / body.len();
    by_client(client(Server { body, times })).await;
    let grown = resident().saturating_sub(before);
    println!("memory over {LONG} bytes of events: {grown} bytes more, aim <= {GROWTH}");
    if ratio < AIM || grown > GROWTH {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
