//! One attempt: a request goes out, a reply or a failure comes back.

use crate::money::OverCap;
use crate::site::key_error::KeyError;
use crate::site::refusal::Refusal;
use crate::upload::body::Meter;
use crate::upload::off_thread::read_off_thread;
use crate::wire::Incoming;
use crate::wire::cut::Cut;
use crate::wire::media::has_media_type;
use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use theta_coding::{CodingError, Codings};
use theta_pace::Alarm;

/// Status of a connection that becomes a WebSocket.
const SWITCHING: u16 = 101;

/// How much of a body is read when the status says failure: what the contract documents may stand behind the whole
/// input, which some servers repeat.
pub const MAX_ERROR_BODY: usize = 1024 * 1024;

/// How much of a body is read into JSON or text: far more than any documented reply, and less than a machine has.
pub const MAX_TEXT_BODY: usize = 64 * 1024 * 1024;

/// How much of a success that is given as it comes is read first to find out whether it says that it failed.
const MAX_JUDGED_BODY: usize = 1024 * 1024;

/// What is wanted of the body of a success.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// The whole body, up to this many bytes.
    Whole(usize),
    /// To read it as it comes.
    Opened,
    /// To read it as it comes, once it is known not to say that it failed.
    OpenedUnlessJson,
    /// To read it as it comes if it has one of these media types, or says none; anything else is no answer.
    OpenedAs(&'static [&'static str]),
}
/// So many coded bytes are decoded at once; more may take long.
const LITTLE_CODED: usize = 4 * 1024;

/// What an attempt comes to.
#[derive(Clone)]
pub enum Outcome {
    Refused(Refusal),
    /// There was no time to begin; why.
    Late(Arc<str>),
    /// It could be billed more than the client may spend.
    OverCap(OverCap),
    /// A limit is reached; why, and when it lets the call through.
    Limited {
        why: Arc<str>,
        opens: Option<Duration>,
    },
    /// There is no key to send it with.
    NoKey(KeyError),
    /// No reply began.
    Cut(Cut),
    /// A reply began; `Some` when it was cut short.
    Replied(Received, Option<Cut>),
}

/// A reply as it came.
#[derive(Clone)]
pub struct Received {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Whether there was more.
    pub truncated: bool,
    /// The unread rest of the body of a success that is streamed.
    pub rest: Option<Rest>,
}

/// What is left of a reply; the first who takes it has it.
#[derive(Clone)]
pub struct Rest(Arc<Mutex<Option<(Bytes, Incoming)>>>);

impl Rest {
    fn new(first: Bytes, incoming: Incoming) -> Self {
        Self(Arc::new(Mutex::new(Some((first, incoming)))))
    }

    /// What was read of it already, and what is to come.
    pub fn take(&self) -> Option<(Bytes, Incoming)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Waits for what [`Wire::send`](crate::wire::Wire::send) gives and reads the reply, until the alarm goes off after
/// `timeout`. It is given what it waits for and with, since a future that is passed on takes its room twice.
pub async fn exchange(
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
    let (status, mut headers) = (incoming.status(), incoming.take_headers());
    let is_success = (200..300).contains(&status);
    let limit = match wanted {
        Wanted::OpenedUnlessJson if is_success && is_json(&headers) => MAX_JUDGED_BODY,
        Wanted::OpenedAs(media) if is_success && has_media_type(media, &headers) => {
            incoming.expect_text();
            incoming.forget_codings(&mut headers);
            return Outcome::Replied(opened(status, headers, Bytes::new(), incoming), None);
        }
        Wanted::Opened | Wanted::OpenedUnlessJson if status == SWITCHING || is_success => {
            incoming.forget_codings(&mut headers);
            return Outcome::Replied(opened(status, headers, Bytes::new(), incoming), None);
        }
        Wanted::Whole(limit) if is_success => limit,
        _ => MAX_ERROR_BODY,
    };
    if is_success && matches!(wanted, Wanted::OpenedUnlessJson) {
        // What is given on is given whole, and as it comes off the coding.
        incoming.forget_codings(&mut headers);
        let (body, truncated, cut) = read(&mut incoming, alarm, timeout, limit, true).await;
        let late = cut.as_ref().is_some_and(|cut| cut.timeout);
        // What is that long, or takes that long, is no word on a failure.
        if late || (truncated && cut.is_none()) {
            return Outcome::Replied(opened(status, headers, body, incoming), None);
        }
        let mut received = opened(status, headers, body.clone(), incoming);
        received.body = body;
        return Outcome::Replied(received, cut);
    }
    let coding = incoming.take_codings();
    // Few coded bytes can be very many.
    let limit = match coding {
        Some(_) => limit.min(MAX_TEXT_BODY),
        None => limit,
    };
    let mut outcome = read(&mut incoming, alarm, timeout, limit, false).await;
    if let Some(codings) = coding {
        let is_stated = codings.is_ok();
        outcome = decoded(codings, outcome, limit).boxed().await;
        let is_coded = |cut: &Cut| cut.cause.is::<CodingError>();
        if is_stated && !outcome.2.as_ref().is_some_and(is_coded) {
            theta_coding::forget(&mut headers);
        }
    }
    let (body, truncated, cut) = outcome;
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

/// The same of a body that is coded; the bytes as they came where they cannot be decoded. What came is there in full, so
/// this has all the time that it takes.
async fn decoded(
    codings: Result<Codings, CodingError>,
    (body, truncated, cut): (Bytes, bool, Option<Cut>),
    limit: usize,
) -> (Bytes, bool, Option<Cut>) {
    let codings = match codings {
        Ok(codings) => codings,
        Err(error) => return (body, truncated, Some(cut.unwrap_or_else(|| error.into()))),
    };
    let work = |(codings, body, is_whole, limit): &(Codings, Bytes, bool, usize)| {
        codings.decode(body, *is_whole, *limit)
    };
    let input = (codings, body.clone(), !truncated, limit);
    let decoded = if input.1.len() > LITTLE_CODED {
        read_off_thread(input, work).await
    } else {
        work(&input)
    };
    match decoded.error {
        Some(error) => {
            let truncated = truncated || !error.is_unreadable();
            (body, truncated, Some(cut.unwrap_or_else(|| error.into())))
        }
        None => (decoded.body, truncated || decoded.truncated, cut),
    }
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

/// How often a late reply is looked at once more.
const LAST_LOOKS: u32 = 1000;

/// What has come by the end of the time and was not seen yet, because this thread was busy: what is paid for and is there
/// is not thrown away. The connection has a task of its own, which must have its turn.
async fn last_look(
    incoming: &mut Incoming,
    looks: &mut std::ops::Range<u32>,
) -> Option<Result<Option<Bytes>, Cut>> {
    /// As often in a row there is nothing when nothing has come.
    const IN_VAIN: usize = 4;
    for _ in looks.take(IN_VAIN) {
        tokio::task::yield_now().await;
        if let Some(chunk) = incoming.chunk().now_or_never() {
            return Some(chunk);
        }
    }
    None
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
    let mut looks = 0..LAST_LOOKS;
    let mut is_late = false;
    let (truncated, cut) = loop {
        let chunk = if is_late {
            None
        } else {
            alarm.watch(pin!(incoming.chunk())).await
        };
        let chunk = if let Some(chunk) = chunk {
            chunk
        } else {
            is_late = true;
            let chunk = last_look(incoming, &mut looks).await;
            chunk.unwrap_or_else(|| Err(Cut::late(timeout)))
        };
        match chunk {
            Ok(Some(mut chunk)) => {
                let room = limit - first.len() - rest.len();
                let truncated = chunk.len() > room;
                if !keep {
                    chunk.truncate(room);
                }
                // A body of one chunk, the usual case, is not copied.
                if rest.is_empty() && first.is_empty() {
                    first = chunk;
                } else {
                    if rest.is_empty() {
                        rest.extend_from_slice(&std::mem::take(&mut first));
                    }
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
        rest.freeze()
    };
    (body, truncated, cut)
}
