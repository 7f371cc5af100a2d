//! All attempts of one call.

pub(crate) mod hooks;
mod keys;
pub(crate) mod retry;
mod trace;

use crate::attempt::keys::Keys;
use crate::attempt::retry::{Next, Retries};
use crate::attempt::trace::CallSpan;
use crate::call::outcome::{Finished, Reads, not_read};
use crate::call::request::Request;
use crate::client::Shared;
use crate::money::ledger::{Capped, Charge, Reservation, Tally};
use crate::money::meter::{self, Counted};
use crate::money::{Billed, Exhausted, OverCap, Sent, Spent};
use crate::reply::attempted::Attempted;
use crate::reply::closed_for;
use crate::upload::body::Meter;
use crate::wire::Outgoing;
use crate::wire::cut::Cut;
use crate::wire::exchange::{Outcome, exchange};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};
use theta_pace::{Alarm, Leave, Need, Refused};

/// Less time than this is not worth an attempt.
const LEAST: Duration = Duration::from_secs(5);

/// Sends the request until there is an answer that another attempt would not change.
pub(crate) async fn attempts(
    core: Arc<Shared>,
    request: Arc<Request>,
    started: Instant,
    reads: Reads,
) -> Finished {
    let (shared, core, request, site) = (&core, &*core, &*request, &*request.site);
    let clock = site.clock();
    let deadline = started + request.deadline;
    let left = || deadline.saturating_duration_since(clock.now());
    let mut retries = retries(core, request);
    let mut tally = Tally::new(core.ledger.clone());
    let span = CallSpan::new(request);
    // Boxed because few calls come to a second attempt.
    let mut last: Option<Box<Finished>> = None;
    let mut reserved = reserve(core, request);
    let limits = core.limits.as_ref();
    let of = limits.map_or_else(Vec::new, |limits| limits.of(request.endpoint));
    let units = if of.is_empty() { None } else { request.units() };
    let mut failed = false;
    let mut finished = loop {
        let reservation = match reserved {
            Ok(reservation) => reservation,
            Err(over) => break Finished::unsent(Outcome::OverCap(over)),
        };
        let spare = last.as_ref().map_or(Duration::ZERO, |_| retries.least);
        let need = Need { of: &of, units };
        let number = tally.spent.attempts + 1;
        let ready = ready(shared, request, number, need, (deadline, spare)).await;
        let (keys, turn, outgoing) = match ready {
            Ok(ready) => ready,
            Err(unready) => break in_place_of(last, unready),
        };
        let now = clock.now();
        let timeout = request.timeout.min(deadline.saturating_duration_since(now));
        let attempt_span = span.attempt(request, tally.spent.attempts);
        let mut attempt = Attempt::new(&mut tally, request, retries.audio, reservation);
        let mut outcome = {
            let mut alarm = Alarm::new(clock, now + timeout);
            let sending = pin!(core.wire.send(outgoing, &attempt.meter));
            let body = reads.wanted(request.endpoint);
            let exchange = exchange(sending, &attempt.meter, &mut alarm, timeout, body);
            attempt_span.around(exchange).await
        };
        if let Outcome::Replied(received, cut @ Some(_)) = &mut outcome {
            reads.as_it_is(request, received, cut).await;
        }
        let mut attempted = attempt.end(&outcome, reads);
        let sent_bytes = attempt.meter.bytes();
        let elapsed = clock.now().saturating_duration_since(now);
        attempt_span.end(request, &attempted, elapsed, sent_bytes);
        let ended = (&attempted, &outcome);
        core.hooks
            .after(request, number, ended, sent_bytes, elapsed);
        failed = attempt.failed;
        let (counted, used) = (attempt.counted.take(), attempt.used);
        drop(attempt);
        let counted = turn
            .as_ref()
            .and_then(|turn| settle(turn, &attempted, &outcome, counted, used));
        drop(turn);
        attempted.renewable = attempted.status == Some(401) && keys.refuse(request);
        if !request.apart {
            learn(core, request, &outcome, &attempted, retries.audio, failed);
        }
        let next = retries.next(&attempted, left, &site.random);
        let finished = Finished {
            outcome,
            sent: attempted.sent,
            sent_bytes,
            spent: Spent::NOTHING,
            exhausted: None,
            begun: Some(now),
            counted,
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
    let succeeded = !failed && finished.has_answer(reads, request.endpoint);
    span.end(&finished, succeeded);
    tally.end(succeeded);
    finished
}

fn retries<'c>(core: &'c Shared, request: &Request) -> Retries<'c> {
    let policy = request.options.retry.unwrap_or_default();
    let (api, endpoint) = (request.site.api, request.endpoint);
    let mut retries = Retries::new(api, endpoint, policy, &core.retry_budget);
    retries.audio = request.audio();
    retries.is_replayable = request.is_replayable();
    // A tenth of a short deadline, so that those have retries too.
    retries.least = LEAST.min(request.timeout).min(request.deadline / 10);
    retries
}

/// Waits for the keys and the turn of the attempt of this number, and opens what it sends. `spare` is the time that must
/// be left then.
async fn ready(
    core: &Arc<Shared>,
    request: &Request,
    number: u32,
    need: Need<'_>,
    (deadline, spare): (Instant, Duration),
) -> Result<(Keys, Option<Leave>, Outgoing), Outcome> {
    let clock = request.site.clock();
    // Before there is a turn: those that wait for one key with their turns would send all at once.
    let mut keys = Keys::of(core, request, deadline).await?;
    let turn = if request.apart {
        None
    } else {
        let left = deadline.saturating_duration_since(clock.now());
        let (kind, patience) = (request.endpoint.name, left.saturating_sub(spare));
        let turn = pin!(core.turns.take(kind, need, clock, patience));
        let turn = on_wait(turn, || request.close()).await;
        Some(turn.map_err(|refused| match refused {
            Refused::Late(why) => Outcome::Late(why.into()),
            Refused::Reached { why, opens } => Outcome::Limited {
                why: why.into(),
                opens,
            },
        })?)
    };
    // A source may stall, and whoever waits for it has a turn.
    let mut alarm = Alarm::new(clock, deadline);
    let body = alarm.guard(request.open()).await.ok_or_else(not_read)?;
    let body = body.map_err(Outcome::Refused)?;
    // Either may take longer than a key is valid.
    if !keys.are_valid(clock) {
        keys = Keys::of(core, request, deadline).await?;
    }
    let outgoing = request.outgoing(body, keys.all());
    let mut outgoing = outgoing.map_err(Outcome::Refused)?;
    let hooked = core.hooks.before(request, number, &mut outgoing.headers);
    hooked.map_err(Outcome::Refused)?;
    Ok((keys, turn, outgoing))
}

/// What a call comes to whose next attempt was not made: what the last attempt came to, if there was one.
fn in_place_of(last: Option<Box<Finished>>, unready: Outcome) -> Finished {
    let Some(last) = last else {
        return Finished::unsent(unready);
    };
    let exhausted = match unready {
        Outcome::Late(_) => Exhausted::Deadline,
        Outcome::Limited { .. } => Exhausted::Limit,
        outcome @ Outcome::NoKey(_) => return Finished { outcome, ..*last },
        unready => return Finished::unsent(unready),
    };
    Finished {
        exhausted: Some(exhausted),
        ..*last
    }
}

/// Lets the pace and the retry budget know what became of an attempt.
fn learn(
    core: &Shared,
    request: &Request,
    outcome: &Outcome,
    attempted: &Attempted,
    audio: Option<Duration>,
    failed: bool,
) {
    let clock = request.site.clock();
    if let Outcome::Replied(received, _) = outcome
        && let Some(wait) = closed_for(request.site.api, &received.headers)
    {
        core.turns.close(request.endpoint.name, clock, wait);
    }
    match attempted.status {
        // The status says success and the reply does not.
        Some(200..=299) if failed => {}
        Some(429) => core.turns.throttled(clock, attempted.retry_after),
        Some(101 | 200..=299) => {
            core.turns.succeeded(clock);
            // What costs nothing pays for nothing.
            if attempted.billed != Billed::No {
                core.retry_budget.earn(audio);
            }
        }
        _ => {}
    }
}

/// Corrects what an attempt was counted with for limits, and returns what may be corrected while its reply is open.
fn settle(
    turn: &Leave,
    attempted: &Attempted,
    outcome: &Outcome,
    counted: Option<Counted>,
    used: Option<f64>,
) -> Option<Counted> {
    // What is left open counts among what runs at the same time.
    let is_open = match outcome {
        Outcome::Replied(received, _) => received.status == 101 || received.rest.is_some(),
        _ => false,
    };
    let counted = counted.filter(|_| is_open);
    let Some(held) = turn.held() else {
        return counted;
    };
    if attempted.sent == Sent::NotSent {
        held.unsent();
    } else if let Some(units) = used {
        held.used(units);
    }
    is_open.then(|| Counted::held(counted, held.clone()))
}

/// Sets aside what the next attempt may be billed, if there is a cap.
fn reserve(core: &Shared, request: &Request) -> Result<Option<Reservation>, OverCap> {
    let audio = core.max_billed_audio.map(|cap| Capped {
        price: request.price(),
        cap,
    });
    let unit = request.endpoint.billing.unit();
    let units = unit.and_then(|unit| {
        let cap = *core.max_billed.get(unit)?;
        // What only the answer says is counted then: until the cap is reached.
        let told = request.endpoint.billing.meter();
        let told = told.is_some_and(|meter| !meter.used.is_empty());
        let spent = core.ledger.units(unit).at_most();
        let price = request.units().or((told && spent < cap).then_some(0.0));
        Some((unit, Capped { price, cap }))
    });
    if audio.is_none() && units.is_none() {
        return Ok(None);
    }
    core.ledger.reserve(audio, units).map(Some)
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
    /// The units that it was counted with.
    counted: Option<Counted>,
    /// The units that its answer says were used.
    used: Option<f64>,
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
            counted: None,
            used: None,
        }
    }

    fn end(&mut self, outcome: &Outcome, reads: Reads) -> Attempted {
        self.ended = true;
        self.meter.close();
        let (connected, received) = match outcome {
            Outcome::Refused(_)
            | Outcome::Late(_)
            | Outcome::OverCap(_)
            | Outcome::NoKey(_)
            | Outcome::Limited { .. }
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
        let used = success.and_then(|(received, _)| {
            let meter = self.request.endpoint.billing.meter()?;
            meter::used(meter, &received.body)
        });
        self.used = used;
        let billed = self.count(sent, counted, doubtful, used);
        let mut attempted = Attempted {
            refused: matches!(outcome, Outcome::Refused(_)),
            fatal: matches!(outcome, Outcome::Cut(cut) if cut.fatal.is_some()),
            sent,
            status,
            succeeded: (status == Some(101) || success.is_some_and(|(_, cut)| cut.is_none()))
                && !doubtful,
            row: None,
            retry_after: None,
            should_retry: None,
            renewable: false,
            billed,
        };
        if (success.is_none() || doubtful)
            && let Some(failed) = failed
        {
            attempted.retry_after = failed.retry_after;
            attempted.should_retry = failed.should_retry;
            attempted.row = failed.row;
        }
        self.failed = doubtful;
        attempted
    }

    fn count(
        &mut self,
        sent: Sent,
        status: Option<u16>,
        doubtful: bool,
        used: Option<f64>,
    ) -> Billed {
        let billing = self.request.endpoint.billing;
        let billed = Billed::of(billing, sent, status);
        // A success that says it failed may not have been worked on.
        let billed = if doubtful {
            billed.min(Billed::Maybe)
        } else {
            billed
        };
        let charge = Charge::of(sent, billed, self.audio, self.meter.bytes());
        let reservation = self.reservation.take();
        let unit = billing.unit().filter(|_| billed != Billed::No);
        let units = unit.map(|unit| (unit, used.or_else(|| self.request.units()).unwrap_or(0.0)));
        if let (Some((_, units)), Some(meter)) = (units, billing.meter()) {
            let ledger = self.tally.ledger().clone();
            self.counted = Some(Counted::new(ledger, meter, billed, units));
        }
        self.tally.attempt(reservation, billed, charge, units);
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
            self.count(self.meter.sent(true), None, false, None);
        }
    }
}
