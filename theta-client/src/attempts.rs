//! All attempts of one call.

use crate::billing::{Billed, Origin, Spent};
use crate::body::Meter;
use crate::clock::Alarm;
use crate::core::Core;
use crate::error::{Cut, OverCap, Sent};
use crate::exchange::{Outcome, Received, exchange};
use crate::ledger::{Charge, Reservation, Tally};
use crate::meta::ErrorInfo;
use crate::reply::Reply;
use crate::request::Request;
use crate::retry::{Attempted, Exhausted, Next, Retries};
use crate::trace::CallSpan;
use bytes::Bytes;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the types of a call know of a reply, without the types.
#[derive(Clone, Copy)]
pub(crate) struct Reads {
    /// The contract's row of a failure.
    pub(crate) row: fn(&Reply<'_>) -> Option<&'static ErrorInfo>,
    /// Whether the body of a success can be read.
    pub(crate) decodes: fn(&Bytes) -> bool,
    /// How much of the body of a success is read; `None` leaves it to be read by whom it is opened for.
    pub(crate) max_body: Option<usize>,
}

/// The last attempt of a call, and what all of them took.
#[derive(Clone)]
pub(crate) struct Finished {
    pub(crate) outcome: Outcome,
    pub(crate) sent: Sent,
    pub(crate) sent_bytes: u64,
    pub(crate) spent: Spent,
    pub(crate) exhausted: Option<Exhausted>,
}

impl Finished {
    /// A call that was not begun.
    pub(crate) fn unsent(outcome: Outcome) -> Self {
        Self {
            outcome,
            sent: Sent::NotSent,
            sent_bytes: 0,
            spent: Spent::NOTHING,
            exhausted: None,
        }
    }

    /// An answer from the cache.
    pub(crate) fn cached(received: Received) -> Self {
        let mut finished = Self::unsent(Outcome::Replied(received, None));
        finished.spent.origin = Origin::Cached;
        finished
    }

    /// How long it took for this caller, who may have come later than the one who began.
    pub(crate) fn took(mut self, elapsed: Duration) -> Self {
        self.spent.elapsed = elapsed;
        self
    }
}

/// Less time than this is not worth an attempt.
const LEAST: Duration = Duration::from_secs(5);

/// Sends the request until there is an answer that another attempt would not change.
pub(crate) async fn attempts(request: Arc<Request>, started: Instant, reads: Reads) -> Finished {
    let request = &*request;
    let core = &request.core;
    let (clock, random) = (core.clock(), core.random());
    let deadline = started + request.deadline;
    let left = || deadline.saturating_duration_since(clock.now());
    let policy = request.options.retry.unwrap_or(core.retry());
    let mut retries = Retries::new(core.api(), request.endpoint, policy, core.retry_budget());
    retries.audio = request.audio();
    retries.is_replayable = request.is_replayable();
    // A tenth of a short deadline, so that those have retries too.
    retries.least = LEAST.min(request.timeout).min(request.deadline / 10);
    let mut tally = Tally::new(core.ledger().clone());
    let span = CallSpan::new(request);
    // Boxed because few calls come to a second attempt.
    let mut last: Option<Box<Finished>> = None;
    let mut reserved = reserve(request);
    let mut finished = loop {
        let reservation = match reserved {
            Ok(reservation) => reservation,
            Err(over) => break Finished::unsent(Outcome::OverCap(over)),
        };
        let patience = match &last {
            Some(_) => left().saturating_sub(retries.least),
            None => left(),
        };
        let turn = {
            let turn = pin!(core.turns().take(clock, patience));
            on_wait(turn, || request.close()).await
        };
        let turn = match turn {
            Ok(turn) => turn,
            Err(late) => {
                break match last {
                    Some(last) => Finished {
                        exhausted: Some(Exhausted::Deadline),
                        ..*last
                    },
                    None => Finished::unsent(Outcome::Late(late.into())),
                };
            }
        };
        let outgoing = match request.open().await {
            Ok(outgoing) => outgoing,
            Err(refusal) => break Finished::unsent(Outcome::Refused(refusal)),
        };
        let now = clock.now();
        let timeout = request.timeout.min(deadline.saturating_duration_since(now));
        let attempt_span = span.attempt(request, tally.spent.attempts);
        let mut attempt = Attempt::new(&mut tally, request, retries.audio, reservation);
        let outcome = {
            let mut alarm = Alarm::new(clock, now + timeout);
            let sending = pin!(core.wire().send(outgoing, &attempt.meter));
            let max_body = reads.max_body;
            let exchange = exchange(sending, &attempt.meter, &mut alarm, timeout, max_body);
            attempt_span.around(exchange).await
        };
        let attempted = attempt.end(&outcome, reads);
        attempt_span.end(&attempted);
        let sent_bytes = attempt.meter.bytes();
        drop(attempt);
        drop(turn);
        learn(core, &attempted, retries.audio);
        let next = retries.next(&attempted, left, random);
        let finished = Finished {
            outcome,
            sent: attempted.sent,
            sent_bytes,
            spent: Spent::NOTHING,
            exhausted: None,
        };
        match next {
            Next::Done => break finished,
            Next::GiveUp(exhausted) => {
                break Finished {
                    exhausted: Some(exhausted),
                    ..finished
                };
            }
            Next::Wait(wait) => {
                reserved = reserve(request);
                if reserved.is_err() {
                    break Finished {
                        exhausted: Some(Exhausted::Cap),
                        ..finished
                    };
                }
                last = Some(Box::new(finished));
                span.wait(wait);
                clock.sleep(wait).await;
            }
        }
    };
    finished.spent = tally.spent;
    span.end(&finished);
    tally.end(matches!(
        finished.outcome,
        Outcome::Replied(ref received, None) if matches!(received.status, 101 | 200..=299)
    ));
    finished
}

/// Lets the pace and the retry budget know what became of an attempt.
fn learn(core: &Core, attempted: &Attempted, audio: Option<Duration>) {
    match attempted.status {
        Some(429) => core.turns().throttled(core.clock(), attempted.retry_after),
        Some(101 | 200..=299) => {
            core.turns().succeeded(core.clock());
            core.retry_budget().earn(audio);
        }
        _ => {}
    }
}

/// Sets aside what the next attempt may be billed, if there is a cap.
fn reserve(request: &Request) -> Result<Option<Reservation>, OverCap> {
    let core = &request.core;
    let Some(cap) = core.max_billed_audio() else {
        return Ok(None);
    };
    let price = request.price();
    // What is not known may be any length: one that is beyond every cap asks how much is left.
    match core.ledger().reserve(price.unwrap_or(Duration::MAX), cap) {
        Ok(reservation) => Ok(Some(reservation)),
        Err(left) => Err(OverCap { price, left }),
    }
}

/// Runs `future`, and `wait` once if it is not ready at once.
fn on_wait<F: Future>(
    mut future: Pin<&mut F>,
    wait: impl FnOnce(),
) -> impl Future<Output = F::Output> {
    let mut wait = Some(wait);
    poll_fn(move |context| {
        let polled = future.as_mut().poll(context);
        if polled.is_pending()
            && let Some(wait) = wait.take()
        {
            wait();
        }
        polled
    })
}

/// An attempt that is counted even when it is dropped on its way.
struct Attempt<'a> {
    tally: &'a mut Tally,
    request: &'a Request,
    audio: Duration,
    reservation: Option<Reservation>,
    meter: Meter,
    ended: bool,
}

impl<'a> Attempt<'a> {
    fn new(
        tally: &'a mut Tally,
        request: &'a Request,
        audio: Option<Duration>,
        reservation: Option<Reservation>,
    ) -> Self {
        Self {
            tally,
            request,
            audio: audio.unwrap_or_default(),
            reservation,
            meter: Meter::default(),
            ended: false,
        }
    }

    fn end(&mut self, outcome: &Outcome, reads: Reads) -> Attempted {
        self.ended = true;
        self.meter.close();
        let (connected, received) = match outcome {
            Outcome::Refused(_)
            | Outcome::Late(_)
            | Outcome::OverCap(_)
            | Outcome::Cut(Cut { connect: true, .. }) => (false, None),
            Outcome::Cut(_) => (true, None),
            Outcome::Replied(received, cut) => (true, Some((received, cut))),
        };
        let sent = match outcome {
            Outcome::Cut(cut) if cut.is_unsent() => Sent::NotSent,
            _ => self.meter.sent(connected),
        };
        let status = received.map(|(received, _)| received.status);
        let billed = self.count(sent, status);
        let mut attempted = Attempted {
            refused: matches!(outcome, Outcome::Refused(_)),
            fatal: matches!(outcome, Outcome::Cut(cut) if cut.fatal.is_some()),
            sent,
            status,
            row: None,
            retry_after: None,
            billed,
        };
        if let Some((received, cut)) = received
            && !(200..300).contains(&received.status)
        {
            let api = self.request.core.api();
            let (status, headers) = (received.status, &received.headers);
            let unreadable = cut.as_ref().is_some_and(|cut| cut.unreadable().is_some());
            let reply = if received.truncated || unreadable {
                Reply::unread(api, status, headers, &received.body)
            } else {
                Reply::new(api, status, headers, &received.body)
            };
            attempted.retry_after = reply.retry_after();
            if cut.is_none() || unreadable {
                attempted.row = (reads.row)(&reply);
            }
        }
        attempted
    }

    fn count(&mut self, sent: Sent, status: Option<u16>) -> Billed {
        let billed = Billed::of(self.request.endpoint.billing, sent, status);
        let charge = Charge {
            attempts: 1,
            // A server that answers with success before it has all bills all, for all that is known.
            audio: if sent == Sent::Complete || billed != Billed::No {
                self.audio
            } else {
                Duration::ZERO
            },
            bytes: self.meter.bytes(),
        };
        let reservation = self.reservation.take();
        self.tally.attempt(reservation, billed, charge);
        if sent == Sent::Complete {
            let spent = &mut self.tally.spent;
            spent.audio_sent = spent.audio_sent.saturating_add(self.audio);
        }
        billed
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.meter.close();
            // Whether a connection was there is unknown: what may have been billed counts as such.
            self.count(self.meter.sent(true), None);
        }
    }
}
