//! One attempt: a request goes out, a reply or a failure comes back.

use crate::body::Meter;
use crate::clock::Alarm;
use crate::error::{Cut, OverCap, Refusal};
use crate::transport::Incoming;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Status of a connection that becomes a WebSocket.
const SWITCHING: u16 = 101;

/// How much of a body is kept when the status says failure.
pub(crate) const MAX_ERROR_BODY: usize = 64 * 1024;

/// How much of a body is read into JSON or text: far more than any documented reply, and less than a machine has.
pub(crate) const MAX_TEXT_BODY: usize = 64 * 1024 * 1024;

/// How much of a success that is given as it comes is read first to find out whether it says that it failed.
const MAX_JUDGED_BODY: usize = 1024 * 1024;

/// What is wanted of the body of a success.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    /// All of it, up to so many bytes.
    Whole(usize),
    /// To read it as it comes.
    Opened,
    /// To read it as it comes, once it is known not to say that it failed.
    OpenedUnlessJson,
}

/// What an attempt comes to.
#[derive(Clone)]
pub(crate) enum Outcome {
    Refused(Refusal),
    /// There was no time to begin; why.
    Late(Arc<str>),
    /// It could be billed more than the client may spend.
    OverCap(OverCap),
    /// No reply began.
    Cut(Cut),
    /// A reply began; `Some` when it was cut short.
    Replied(Received, Option<Cut>),
}

/// A reply as it came.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether there was more.
    pub(crate) truncated: bool,
    /// The body of a success that is left to be read by whom it was opened for.
    pub(crate) rest: Option<Rest>,
}

/// What is left of a reply; the first who takes it has it.
#[derive(Clone)]
pub(crate) struct Rest(Arc<Mutex<Option<(Bytes, Incoming)>>>);

impl Rest {
    fn new(first: Bytes, incoming: Incoming) -> Self {
        Self(Arc::new(Mutex::new(Some((first, incoming)))))
    }

    /// What was read of it already, and what is to come.
    pub(crate) fn take(&self) -> Option<(Bytes, Incoming)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Waits for what [`Wire::send`](crate::transport::Wire::send) gives and reads the reply, until the alarm goes off after
/// `timeout`. It is given what it waits for and with, since a future that is passed on takes its room twice.
pub(crate) async fn exchange(
    sending: Pin<&mut impl Future<Output = Result<Incoming, Cut>>>,
    meter: &Meter,
    alarm: &mut Alarm<'_>,
    timeout: Duration,
    wanted: Wanted,
) -> Outcome {
    let mut incoming = match alarm.watch(sending).await {
        Some(Ok(incoming)) => incoming,
        Some(Err(cut)) => {
            return match meter.take_refusal() {
                Some(refusal) => Outcome::Refused(refusal),
                None => Outcome::Cut(cut),
            };
        }
        None => return Outcome::Cut(Cut::late(timeout)),
    };
    let (status, headers) = (incoming.status(), incoming.take_headers());
    let is_success = (200..300).contains(&status);
    let limit = match wanted {
        Wanted::OpenedUnlessJson if is_success && is_json(&headers) => MAX_JUDGED_BODY,
        Wanted::Opened | Wanted::OpenedUnlessJson if status == SWITCHING || is_success => {
            return Outcome::Replied(opened(status, headers, Bytes::new(), incoming), None);
        }
        Wanted::Whole(limit) if is_success => limit,
        _ => MAX_ERROR_BODY,
    };
    // What is given on is given whole.
    let keep = is_success && matches!(wanted, Wanted::OpenedUnlessJson);
    let (body, truncated, cut) = read(&mut incoming, alarm, timeout, limit, keep).await;
    if keep {
        let late = cut.as_ref().is_some_and(|cut| cut.timeout);
        // What is that long, or takes that long, is no word on a failure.
        if late || (truncated && cut.is_none()) {
            return Outcome::Replied(opened(status, headers, body, incoming), None);
        }
        if cut.is_none() {
            let received = Received {
                body: body.clone(),
                ..opened(status, headers, body, incoming)
            };
            return Outcome::Replied(received, None);
        }
    }
    let received = Received {
        status,
        headers,
        body,
        truncated,
        rest: None,
    };
    Outcome::Replied(received, cut)
}

/// Whether the body is said to be JSON.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = value.and_then(|value| value.split(';').next());
    media_type.is_some_and(|media_type| {
        let media_type = media_type.trim().to_ascii_lowercase();
        matches!(media_type.as_str(), "application/json" | "text/json")
            || media_type.ends_with("+json")
    })
}

/// A reply whose body, after its beginning, is left to be read.
fn opened(status: u16, headers: HeaderMap, first: Bytes, incoming: Incoming) -> Received {
    Received {
        status,
        headers,
        body: Bytes::new(),
        truncated: false,
        rest: Some(Rest::new(first, incoming)),
    }
}

/// The body up to `limit`, whether there was more, and what cut it short. The chunk that crosses the limit is cut
/// unless it is to be kept.
async fn read(
    incoming: &mut Incoming,
    alarm: &mut Alarm<'_>,
    timeout: Duration,
    limit: usize,
    keep: bool,
) -> (Bytes, bool, Option<Cut>) {
    let (mut first, mut rest) = (Bytes::new(), BytesMut::new());
    let (truncated, cut) = loop {
        let chunk = alarm
            .watch(pin!(incoming.chunk()))
            .await
            .unwrap_or_else(|| Err(Cut::late(timeout)));
        match chunk {
            Ok(Some(mut chunk)) => {
                let room = limit - first.len() - rest.len();
                let truncated = chunk.len() > room;
                if !keep {
                    chunk.truncate(room);
                }
                // A body of one chunk, the usual case, is not copied.
                if first.is_empty() {
                    first = chunk;
                } else {
                    rest.extend_from_slice(&chunk);
                }
                if truncated {
                    break (true, None);
                }
            }
            Ok(None) => break (false, None),
            Err(cut) => break (true, Some(cut)),
        }
    };
    let body = if rest.is_empty() {
        first
    } else {
        [&first[..], &rest[..]].concat().into()
    };
    (body, truncated, cut)
}
