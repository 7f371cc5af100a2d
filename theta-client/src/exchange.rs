//! One attempt: a request goes out, a reply or a failure comes back.

use crate::body::Meter;
use crate::clock::Alarm;
use crate::error::{Cut, OverCap, Refusal};
use crate::transport::{Incoming, Outgoing, Wire};
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Status of a connection that becomes a WebSocket.
const SWITCHING: u16 = 101;

/// How much of a body is kept when the status says failure.
pub(crate) const MAX_ERROR_BODY: usize = 64 * 1024;

/// How much of a body is read into JSON or text: far more than any documented reply, and less than a machine has.
pub(crate) const MAX_TEXT_BODY: usize = 64 * 1024 * 1024;

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
pub(crate) struct Rest(Arc<Mutex<Option<Incoming>>>);

impl Rest {
    fn new(incoming: Incoming) -> Self {
        Self(Arc::new(Mutex::new(Some(incoming))))
    }

    pub(crate) fn take(&self) -> Option<Incoming> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Sends once and reads the reply, until the alarm goes off after `timeout`.
pub(crate) async fn exchange(
    wire: &Wire,
    outgoing: Outgoing,
    meter: &Meter,
    mut alarm: Alarm<'_>,
    timeout: Duration,
    max_body: Option<usize>,
) -> Outcome {
    let sent = {
        let sending = pin!(wire.send(outgoing, meter));
        alarm.watch(sending).await
    };
    match sent {
        Some(Ok(incoming)) => receive(incoming, alarm, timeout, max_body).await,
        Some(Err(cut)) => match meter.take_refusal() {
            Some(refusal) => Outcome::Refused(refusal),
            None => Outcome::Cut(cut),
        },
        None => Outcome::Cut(Cut::late(timeout)),
    }
}

/// A reply whose body is left to be read.
fn opened(status: u16, headers: HeaderMap, incoming: Incoming) -> Received {
    Received {
        status,
        headers,
        body: Bytes::new(),
        truncated: false,
        rest: Some(Rest::new(incoming)),
    }
}

async fn receive(
    mut incoming: Incoming,
    mut alarm: Alarm<'_>,
    timeout: Duration,
    max_body: Option<usize>,
) -> Outcome {
    let (status, headers) = (incoming.status(), incoming.take_headers());
    let is_success = (200..300).contains(&status);
    let limit = match max_body {
        None if status == SWITCHING => {
            return Outcome::Replied(opened(status, headers, incoming), None);
        }
        _ if !is_success => MAX_ERROR_BODY,
        Some(limit) => limit,
        None => {
            return Outcome::Replied(opened(status, headers, incoming), None);
        }
    };
    let (mut first, mut rest, mut truncated) = (Bytes::new(), BytesMut::new(), false);
    let cut = loop {
        let chunk = alarm
            .guard(incoming.chunk())
            .await
            .unwrap_or_else(|| Err(Cut::late(timeout)));
        match chunk {
            Ok(Some(mut chunk)) => {
                let room = limit - first.len() - rest.len();
                truncated = chunk.len() > room;
                chunk.truncate(room);
                // A body of one chunk, the usual case, is not copied.
                if first.is_empty() {
                    first = chunk;
                } else {
                    rest.extend_from_slice(&chunk);
                }
                if truncated {
                    break None;
                }
            }
            Ok(None) => break None,
            Err(cut) => {
                truncated = true;
                break Some(cut);
            }
        }
    };
    let body = if rest.is_empty() {
        first
    } else {
        [&first[..], &rest[..]].concat().into()
    };
    let received = Received {
        status,
        headers,
        body,
        truncated,
        rest: None,
    };
    Outcome::Replied(received, cut)
}
