//! All attempts of one call.

use crate::billing::{Billed, Origin, Spent};
use crate::body::Meter;
use crate::clock::Alarm;
use crate::core::Core;
use crate::error::{Cut, OverCap, Sent};
use crate::exchange::{Outcome, Received, Wanted, exchange};
use crate::ledger::{Charge, Reservation, Tally};
use crate::meta::{ApiInfo, EndpointInfo, ErrorInfo};
use crate::off_thread::read_off_thread;
use crate::reply::Reply;
use crate::request::Request;
use crate::retry::{Attempted, Exhausted, Next, Retries};
use crate::trace::CallSpan;
use bytes::Bytes;
use futures_util::FutureExt;
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
    /// Whether what is read is JSON or text, so that bytes which are not that do not decode.
    pub(crate) is_text: bool,
    /// Whether a success has a body that is read.
    pub(crate) promised: bool,
    /// How much of the body of a success is read; `None` leaves it to be read by whom it is opened for.
    pub(crate) max_body: Option<usize>,
}

impl Reads {
    /// What a reply says that is a failure, whatever its status; `None` for a success. The row is `None` when it is no
    /// documented one.
    pub(crate) fn failure(
        self,
        api: &'static ApiInfo,
        endpoint: &'static EndpointInfo,
        received: &Received,
        unreadable: bool,
    ) -> Option<Failed> {
        let is_success = (200..300).contains(&received.status);
        if is_success && endpoint.failing.is_empty() {
            return None;
        }
        let (status, headers, body) = (received.status, &received.headers, &received.body);
        let reply = if received.truncated || unreadable {
            Reply::unread(api, status, headers, body)
        } else {
            Reply::of(api, endpoint, status, headers, body)
        };
        (!is_success || reply.shape().is_some()).then(|| Failed {
            row: (self.row)(&reply),
            retry_after: reply.retry_after(),
        })
    }

    /// The same reply, taken as it is where it says what is documented although it is not coded as it is said to be.
    async fn as_it_is(
        self,
        api: &'static ApiInfo,
        endpoint: &'static EndpointInfo,
        outcome: Outcome,
    ) -> Outcome {
        let Outcome::Replied(received, Some(cut)) = outcome else {
            return outcome;
        };
        let is_readable = if cut.unreadable().is_none() || received.truncated {
            false
        } else {
            let (status, body) = (received.status, &received.body);
            let is_failure = Reply::of(api, endpoint, status, &received.headers, body)
                .shape()
                .is_some();
            let is_answer = self.is_text && (200..300).contains(&status) && !body.is_empty();
            is_failure || (is_answer && read_off_thread(body.clone(), self.decodes).boxed().await)
        };
        Outcome::Replied(received, (!is_readable).then_some(cut))
    }

    /// How much of the body of a success is read before it is given.
    fn wanted(self, endpoint: &EndpointInfo) -> Wanted {
        match self.max_body {
            Some(limit) => Wanted::Whole(limit),
            None if endpoint.failing.is_empty() => Wanted::Opened,
            None => Wanted::OpenedUnlessJson,
        }
    }

    /// Whether a success has no body although one is documented, so that nobody knows what it means.
    pub(crate) fn lacks_body(self, endpoint: &EndpointInfo, received: &Received) -> bool {
        self.promised
            && (200..300).contains(&received.status)
            && received.body.is_empty()
            && !received.truncated
            && !endpoint.empty.contains(&received.status)
            && (received.status != endpoint.success || !(self.decodes)(&received.body))
    }
}

/// What a reply that is a failure says.
pub(crate) struct Failed {
    pub(crate) row: Option<&'static ErrorInfo>,
    pub(crate) retry_after: Option<Duration>,
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

    /// Whether there is a reply whose status says success, and all of it.
    fn has_answer(&self) -> bool {
        matches!(
            &self.outcome,
            Outcome::Replied(received, None) if matches!(received.status, 101 | 200..=299)
        )
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
    let mut failed = false;
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
            let body = reads.wanted(request.endpoint);
            let exchange = exchange(sending, &attempt.meter, &mut alarm, timeout, body);
            attempt_span.around(exchange).await
        };
        let outcome = reads.as_it_is(core.api(), request.endpoint, outcome).await;
        let attempted = attempt.end(&outcome, reads);
        attempt_span.end(&attempted);
        let sent_bytes = attempt.meter.bytes();
        failed = attempt.failed;
        drop(attempt);
        drop(turn);
        learn(core, &attempted, retries.audio, failed);
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
    tally.end(!failed && finished.has_answer());
    finished
}

/// Lets the pace and the retry budget know what became of an attempt.
fn learn(core: &Core, attempted: &Attempted, audio: Option<Duration>, failed: bool) {
    match attempted.status {
        // The status says success and the reply does not.
        Some(200..=299) if failed => {}
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
    /// Whether the status said success and the reply did not.
    failed: bool,
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
            failed: false,
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
        let (api, endpoint) = (self.request.core.api(), self.request.endpoint);
        let failed = received.and_then(|(received, cut)| {
            let unreadable = cut.as_ref().is_some_and(|cut| cut.unreadable().is_some());
            let mut failed = reads.failure(api, endpoint, received, unreadable)?;
            // Of a reply that was cut short only the headers are known.
            failed.row = failed.row.filter(|_| cut.is_none() || unreadable);
            Some(failed)
        });
        let success = received.filter(|(received, _)| (200..300).contains(&received.status));
        let doubtful = success.is_some_and(|(_, cut)| cut.is_none()) && failed.is_some();
        let billed = self.count(sent, status, doubtful);
        let mut attempted = Attempted {
            refused: matches!(outcome, Outcome::Refused(_)),
            fatal: matches!(outcome, Outcome::Cut(cut) if cut.fatal.is_some()),
            sent,
            status,
            row: None,
            retry_after: None,
            billed,
        };
        if success.is_none()
            && let Some(failed) = failed
        {
            attempted.retry_after = failed.retry_after;
            attempted.row = failed.row;
        }
        self.failed = doubtful;
        attempted
    }

    fn count(&mut self, sent: Sent, status: Option<u16>, doubtful: bool) -> Billed {
        let billed = Billed::of(self.request.endpoint.billing, sent, status);
        // A success that says it failed may not have been worked on.
        let billed = if doubtful {
            billed.min(Billed::Maybe)
        } else {
            billed
        };
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
            self.count(self.meter.sent(true), None, false);
        }
    }
}
