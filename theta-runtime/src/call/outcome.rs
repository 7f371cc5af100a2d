//! The outcome of a call, before it has a type.

use crate::call::request::Request;
use crate::money::meter::Counted;
use crate::money::{Exhausted, Origin, Sent, Spent};
use crate::reply::Reply;
use crate::reply::alternatives::Alternative;
use crate::site::meta::{ApiInfo, EndpointInfo, ErrorInfo};
use crate::upload::off_thread::read_off_thread;
use crate::wire::cut::Cut;
use crate::wire::exchange::{Outcome, Received, Wanted};
use futures_util::FutureExt;
use std::time::{Duration, Instant};

/// What the types of a call know of a reply, without the types.
#[derive(Clone, Copy)]
pub(crate) struct Reads {
    /// The contract's row of a failure.
    pub(crate) row: fn(&Reply<'_>) -> Option<&'static ErrorInfo>,
    /// Whether the body of a success can be read.
    pub(crate) decodes: fn(&Received) -> bool,
    /// The successes, where there are several; else none.
    pub(crate) alternatives: &'static [Alternative],
    /// Whether what is read is JSON or text, so that bytes which are not that do not decode.
    pub(crate) is_text: bool,
    /// Whether a success has a body that is read.
    pub(crate) promised: bool,
    /// How much of the body of a success is read; `None` leaves it unread for a stream.
    pub(crate) max_body: Option<usize>,
    /// The media types of what is given as it comes; empty for any.
    pub(crate) opens: &'static [&'static str],
}

impl Reads {
    /// Whether a reply with the status is a success, unless its body says otherwise: redirects are only if they are
    /// documented as such.
    pub(crate) fn is_success(self, endpoint: &EndpointInfo, status: u16) -> bool {
        match status {
            200..=299 => true,
            300..=399 => self.is_documented(endpoint, status),
            _ => false,
        }
    }

    /// Whether the status is that of a documented success.
    pub(crate) fn is_documented(self, endpoint: &EndpointInfo, status: u16) -> bool {
        let has_status =
            |one: &Alternative| one.statuses.iter().any(|member| member.contains(status));
        endpoint.success == status
            || endpoint.empty.contains(&status)
            || self.alternatives.iter().any(has_status)
    }

    /// What a reply says that is a failure, whatever its status; `None` for a success. The row is `None` when it is no
    /// documented one.
    pub(crate) fn failure(
        self,
        api: &'static ApiInfo,
        endpoint: &'static EndpointInfo,
        received: &Received,
        unreadable: bool,
    ) -> Option<Failed> {
        let is_success = self.is_success(endpoint, received.status);
        if is_success && endpoint.failing.is_empty() {
            return None;
        }
        let (status, headers, body) = (received.status, &received.headers, &received.body);
        let reply = if received.truncated || unreadable {
            Reply::unread(api, status, headers, body)
        } else {
            Reply::of(api, endpoint, is_success, status, headers, body)
        };
        (!is_success || reply.shape().is_some()).then(|| {
            let row = (self.row)(&reply);
            let limit_ends = || {
                reply
                    .limit_ends()
                    .filter(|_| row.is_some_and(ErrorInfo::is_limit))
            };
            Failed {
                row,
                retry_after: reply.retry_after().or_else(limit_ends),
                should_retry: reply.should_retry(),
            }
        })
    }

    /// Forgets what cut a reply short that says what is documented although it is not coded as it is said to be: it is
    /// taken as it is.
    pub(crate) async fn as_it_is(
        self,
        request: &Request,
        received: &Received,
        cut: &mut Option<Cut>,
    ) {
        let is_unreadable = cut.as_ref().is_some_and(|cut| cut.unreadable().is_some());
        if !is_unreadable || received.truncated {
            return;
        }
        let (api, endpoint) = (request.site.api, request.endpoint);
        let (status, body) = (received.status, &received.body);
        let is_success = self.is_success(endpoint, status);
        let is_failure = {
            let reply = Reply::of(api, endpoint, is_success, status, &received.headers, body);
            reply.shape().is_some()
        };
        let is_answer = self.is_text && is_success && !body.is_empty();
        let reads = || read_off_thread(received.clone(), self.decodes).boxed();
        if is_failure || (is_answer && reads().await) {
            *cut = None;
        }
    }

    /// How much of the body of a success is read before it is given.
    pub(crate) fn wanted(self, endpoint: &EndpointInfo) -> Wanted {
        match self.max_body {
            Some(limit) => Wanted::Whole(limit),
            None if !self.opens.is_empty() => Wanted::OpenedAs(self.opens),
            None if endpoint.failing.is_empty() => Wanted::Opened,
            None => Wanted::OpenedUnlessJson,
        }
    }

    /// Whether a success lacks its documented body, so that its meaning is unknown.
    pub(crate) fn lacks_body(self, endpoint: &EndpointInfo, received: &Received) -> bool {
        let may_be_empty = received.status == endpoint.success || !self.alternatives.is_empty();
        self.promised
            && self.is_success(endpoint, received.status)
            && received.body.is_empty()
            && !received.truncated
            && !endpoint.empty.contains(&received.status)
            && !(may_be_empty && (self.decodes)(received))
    }
}

/// What a reply that is a failure says.
pub(crate) struct Failed {
    pub(crate) row: Option<&'static ErrorInfo>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) should_retry: Option<bool>,
}

/// What a call comes to whose upload was not read by its deadline.
pub(crate) fn not_read() -> Outcome {
    let why = "what is uploaded could not be read before the deadline: see to its source, or raise the deadline";
    Outcome::Late(why.into())
}

/// The last attempt of a call, and what all of them took.
#[derive(Clone)]
pub(crate) struct Finished {
    pub(crate) outcome: Outcome,
    pub(crate) sent: Sent,
    pub(crate) sent_bytes: u64,
    pub(crate) spent: Spent,
    pub(crate) exhausted: Option<Exhausted>,
    /// When the last attempt began; `None` if there was none.
    pub(crate) begun: Option<Instant>,
    /// The units that the last attempt was counted with.
    pub(crate) counted: Option<Counted>,
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
            begun: None,
            counted: None,
        }
    }

    /// An answer from the cache.
    pub(crate) fn cached(received: Received) -> Self {
        let mut finished = Self::unsent(Outcome::Replied(received, None));
        finished.spent.origin = Origin::Cached;
        finished
    }

    /// Whether there is a reply whose status says success, and all of it.
    pub(crate) fn has_answer(&self, reads: Reads, endpoint: &EndpointInfo) -> bool {
        matches!(
            &self.outcome,
            Outcome::Replied(received, None)
                if received.status == 101 || reads.is_success(endpoint, received.status)
        )
    }

    /// How long it took for this caller, who may have joined later.
    pub(crate) fn took(mut self, elapsed: Duration) -> Self {
        self.spent.elapsed = elapsed;
        self
    }
}
