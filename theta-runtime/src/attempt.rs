//! All attempts of one call.

pub(crate) mod retry;
mod trace;

use crate::attempt::retry::{Attempted, Next, Retries};
use crate::attempt::trace::CallSpan;
use crate::call::outcome::{Finished, Reads};
use crate::call::request::Request;
use crate::client::Shared;
use crate::money::ledger::{Charge, Reservation, Tally};
use crate::money::{Billed, Exhausted, OverCap, Sent, Spent};
use crate::upload::body::Meter;
use crate::wire::cut::Cut;
use crate::wire::exchange::{Outcome, exchange};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};
use theta_pace::{Alarm, Clock};

/// Less time than this is not worth an attempt.
const LEAST: Duration = Duration::from_secs(5);

/// Sends the request until there is an answer that another attempt would not change.
pub(crate) async fn attempts(
    core: Arc<Shared>,
    request: Arc<Request>,
    started: Instant,
    reads: Reads,
) -> Finished {
    let (core, request, site) = (&*core, &*request, &*request.site);
    let clock = site.clock();
    let deadline = started + request.deadline;
    let left = || deadline.saturating_duration_since(clock.now());
    let policy = request.options.retry.unwrap_or_default();
    let mut retries = Retries::new(site.api, request.endpoint, policy, &core.retry_budget);
    retries.audio = request.audio();
    retries.is_replayable = request.is_replayable();
    // A tenth of a short deadline, so that those have retries too.
    retries.least = LEAST.min(request.timeout).min(request.deadline / 10);
    let mut tally = Tally::new(core.ledger.clone());
    let span = CallSpan::new(request);
    // Boxed because few calls come to a second attempt.
    let mut last: Option<Box<Finished>> = None;
    let mut reserved = reserve(core, request);
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
            let turn = pin!(core.turns.take(clock, patience));
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
            let sending = pin!(core.wire.send(outgoing, &attempt.meter));
            let body = reads.wanted(request.endpoint);
            let exchange = exchange(sending, &attempt.meter, &mut alarm, timeout, body);
            attempt_span.around(exchange).await
        };
        let outcome = reads.as_it_is(site.api, request.endpoint, outcome).await;
        let attempted = attempt.end(&outcome, reads);
        attempt_span.end(&attempted);
        let sent_bytes = attempt.meter.bytes();
        failed = attempt.failed;
        drop(attempt);
        drop(turn);
        learn(core, clock, &attempted, retries.audio, failed);
        let next = retries.next(&attempted, left, &site.random);
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
                reserved = reserve(core, request);
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
    tally.end(!failed && finished.has_answer(reads, request.endpoint));
    finished
}

/// Lets the pace and the retry budget know what became of an attempt.
fn learn(
    core: &Shared,
    clock: &dyn Clock,
    attempted: &Attempted,
    audio: Option<Duration>,
    failed: bool,
) {
    match attempted.status {
        // The status says success and the reply does not.
        Some(200..=299) if failed => {}
        Some(429) => core.turns.throttled(clock, attempted.retry_after),
        Some(101 | 200..=299) => {
            core.turns.succeeded(clock);
            core.retry_budget.earn(audio);
        }
        _ => {}
    }
}

/// Sets aside what the next attempt may be billed, if there is a cap.
fn reserve(core: &Shared, request: &Request) -> Result<Option<Reservation>, OverCap> {
    let Some(cap) = core.max_billed_audio else {
        return Ok(None);
    };
    let price = request.price();
    // What is not known may be any length: one that is beyond every cap asks how much is left.
    match core.ledger.reserve(price.unwrap_or(Duration::MAX), cap) {
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
        let (api, endpoint) = (self.request.site.api, self.request.endpoint);
        let failed = received.and_then(|(received, cut)| {
            let unreadable = cut.as_ref().is_some_and(|cut| cut.unreadable().is_some());
            let mut failed = reads.failure(api, endpoint, received, unreadable)?;
            // Of a reply that was cut short only the headers are known.
            failed.row = failed.row.filter(|_| cut.is_none() || unreadable);
            Some(failed)
        });
        let success = received.filter(|(received, _)| reads.is_success(endpoint, received.status));
        let doubtful = success.is_some_and(|(_, cut)| cut.is_none()) && failed.is_some();
        // A documented redirect is as good as any success.
        let counted = if success.is_some() { Some(200) } else { status };
        let billed = self.count(sent, counted, doubtful);
        let mut attempted = Attempted {
            refused: matches!(outcome, Outcome::Refused(_)),
            fatal: matches!(outcome, Outcome::Cut(cut) if cut.fatal.is_some()),
            sent,
            status,
            row: None,
            retry_after: None,
            should_retry: None,
            billed,
        };
        if success.is_none()
            && let Some(failed) = failed
        {
            attempted.retry_after = failed.retry_after;
            attempted.should_retry = failed.should_retry;
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
