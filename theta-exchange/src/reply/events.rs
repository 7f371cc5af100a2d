//! A reply that is a stream of events.

pub mod info;
pub(crate) mod reader;
pub mod resume;
pub(crate) mod suspect;

use crate::reply::Reply;
use crate::reply::documented::Classify;
use crate::reply::error::{Error, Failure, Stored};
use crate::reply::events::info::{EventsInfo, RawEvent};
use crate::reply::events::reader::{Reader, TooLarge};
use crate::reply::events::resume::{Resume, Resumed};
use crate::reply::events::suspect::Suspects;
use crate::reply::opened::Opened;
use crate::reply::within::{Heard, failure_in};
use crate::site::meta::ApiInfo;
use crate::wire::Incoming;
use crate::wire::cut::{Cut, EventsCut};
use crate::wire::silence::{Silence, Waiting};
use bytes::Bytes;
use futures_util::Stream;
use http::HeaderMap;
use std::fmt;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use theta_json::{DecodeError, Raw};
use theta_pace::Patience;

/// The name of an event that is a failure.
const ERROR: &str = "error";

/// The status of a reply without a body.
const NO_CONTENT: u16 = 204;

/// So many pieces of a body are read in a row before others get their turn.
const IN_A_ROW: usize = 64;

/// The events of a successful reply, as a stream.
///
/// The end is always unambiguous: the stream ends with `None` where the contract says that the events end, and with an
/// error when the body ends before that, when it ends in the middle of an event, when the connection breaks, or when
/// the server is silent for longer than [`idle_timeout`](struct.Builder.html#method.idle_timeout) or sends no event
/// for longer than [`message_timeout`](struct.Builder.html#method.message_timeout). A failure that is reported as an
/// event is an error, and ends the stream. An event that is not of its documented type is an error, but does not end it; one whose name or tag
/// the contract does not know is no error, and is kept as it came. Nothing is retried once a stream is open: it is
/// billed as a stream of bytes is, whatever becomes of it.
///
/// Where the contract says `resume`, a stream that breaks off or is silent for too long is opened again behind the last
/// event that had an id, after the wait that the server asks for, from a tenth of a second to a minute: in a row without
/// anything new as often as the [`RetryPolicy`](struct.RetryPolicy.html) retries a call. A stream whose events have no ids
/// is only opened again before its first event.
///
/// It is a [`Stream`]; [`next`](Self::next) does the same without an extension trait.
///
/// ```
/// use theta_runtime::{Classify, Error, EventStream};
///
/// async fn print<T: std::fmt::Debug, E: Classify>(mut events: EventStream<T, E>) -> Result<(), Error<E>> {
///     while let Some(event) = events.next().await {
///         println!("{:?}", event?);
///     }
///     Ok(())
/// }
/// ```
#[must_use = "events that are not read are paid for in vain"]
pub struct EventStream<T, E> {
    /// `None` once it has ended, one way or the other.
    incoming: Option<Incoming>,
    api: &'static ApiInfo,
    opened: Opened,
    info: &'static EventsInfo,
    reader: Reader,
    suspects: Suspects,
    read: fn(&RawEvent<'_>) -> Result<T, DecodeError>,
    failed: Failed<E>,
    patience: Patience,
    /// How long it may take from event to event, whatever else comes.
    gap: Patience,
    /// Whether the last event was given, so that what still comes is only read off.
    ended: bool,
    received: u64,
    events: u64,
    /// What opens it again where it breaks off.
    resume: Option<Box<Resume<T, E>>>,
}

/// What the types of a stream know of a failure.
type Failed<E> =
    for<'r> fn(&'static ApiInfo, &Opened, &'r str, Heard) -> Option<(Stored, Failure<E>)>;

/// How long a stream waits, and what it reads at most.
#[doc(hidden)]
pub struct Limits {
    pub silence: Duration,
    pub gap: Duration,
    pub event: usize,
}

/// What the end of a body comes to.
enum Ended<T, E> {
    /// It is the end, or the last event comes before it.
    With(Option<Result<T, Error<E>>>),
    /// Something is missing.
    Early(EventsCut),
}

impl<T, E: Classify> EventStream<T, E> {
    #[doc(hidden)]
    pub fn new(
        (first, incoming): (Bytes, Option<Incoming>),
        api: &'static ApiInfo,
        opened: Opened,
        info: &'static EventsInfo,
        read: fn(&RawEvent<'_>) -> Result<T, DecodeError>,
        limits: &Limits,
    ) -> Self {
        let mut reader = Reader::new(info.lines, limits.event);
        let received = first.len() as u64;
        reader.feed(first);
        Self {
            incoming,
            api,
            info,
            reader,
            suspects: Suspects::of(api, opened.endpoint, info),
            opened,
            read,
            failed: failed::<E>,
            patience: Patience::new(limits.silence),
            gap: Patience::new(limits.gap),
            ended: false,
            received,
            events: 0,
            resume: None,
        }
    }

    /// Lets it be opened again.
    #[doc(hidden)]
    pub fn resuming(mut self, resume: Resume<T, E>) -> Self {
        self.resume = Some(Box::new(resume));
        self
    }
}

fn failed<E: Classify>(
    api: &'static ApiInfo,
    opened: &Opened,
    data: &str,
    heard: Heard,
) -> Option<(Stored, Failure<E>)> {
    let beginning = (opened.status, &opened.headers);
    let (reply, row) = failure_in::<E>(api, opened.endpoint, beginning, data, heard)?;
    let failure = match row {
        Some(row) => Failure::Documented(row),
        None => Failure::Unknown {
            known_status: false,
            known_code: false,
        },
    };
    let body = Bytes::copy_from_slice(data.as_bytes());
    let stored = Stored::new(&reply, body, false).limited(&reply, &failure);
    Some((stored, failure))
}

impl<T, E> EventStream<T, E> {
    /// Returns the next event; `None` at the end of the stream, and after an error that ended it.
    ///
    /// This method is cancel safe: no event is lost, and waits that are cancelled add up until something comes.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        /// Time in which nobody waits does not count.
        struct Wait<'a, T, E>(&'a mut EventStream<T, E>);

        impl<T, E> Drop for Wait<'_, T, E> {
            fn drop(&mut self) {
                let clock = self.0.opened.site.clock();
                self.0.patience.pause(clock);
                self.0.gap.pause(clock);
            }
        }

        let wait = Wait(self);
        std::future::poll_fn(|context| wait.0.poll(context)).await
    }

    /// Returns the HTTP status of the reply.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.opened.status
    }

    /// Returns the headers of the reply.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.opened.headers
    }

    /// Returns the id that the server gave the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.opened.request_id.as_deref()
    }

    /// Returns how many bytes have been received so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Returns the id that an event gave last; empty if none did. A server that can go on where a stream broke off
    /// takes it as the header `last-event-id` of a new request.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.reader.last_id()
    }

    /// Returns how long the server asks to wait before a stream that broke off is opened again, if it does.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.reader.retry()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        if self.ended {
            self.read_off(context);
            return Poll::Ready(None);
        }
        let event = self.poll_event(context);
        if event.is_ready() {
            self.gap.restart();
            return event;
        }
        ready!(self.gap.poll_end(self.opened.site.clock(), context));
        Poll::Ready(Some(Err(self.silent(self.gap.limit(), Waiting::Data))))
    }

    /// The same, however long it takes.
    #[inline]
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        for _ in 0..IN_A_ROW {
            match self.reader.read() {
                Ok(true) => {
                    return Poll::Ready(self.event());
                }
                Ok(false) => {}
                Err(TooLarge) => {
                    let why = EventsCut::TooLarge(self.reader.limit());
                    return Poll::Ready(Some(Err(self.cut(Cut::in_events(why)))));
                }
            }
            if let Some(error) = ready!(self.poll_opening(context)) {
                return Poll::Ready(Some(Err(error)));
            }
            let Some(incoming) = self.incoming.as_mut() else {
                return Poll::Ready(None);
            };
            let site = &self.opened.site;
            let chunk = self.patience.poll(site.clock(), context, |context| {
                // Cancelling it loses nothing.
                pin!(incoming.chunk()).poll(context)
            });
            let limit = self.patience.limit();
            match chunk {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None | Some(Err(_))) if self.opens_again() => {}
                Poll::Ready(None) => {
                    return Poll::Ready(Some(Err(self.silent(limit, Waiting::Bytes))));
                }
                Poll::Ready(Some(Ok(Some(chunk)))) => {
                    self.received += chunk.len() as u64;
                    self.reader.feed(chunk);
                }
                Poll::Ready(Some(Ok(None))) => match self.end_of_body() {
                    Ended::Early(_) if self.opens_again() => {}
                    Ended::Early(why) => {
                        return Poll::Ready(Some(Err(self.cut(Cut::in_events(why)))));
                    }
                    Ended::With(event) => return Poll::Ready(event),
                },
                Poll::Ready(Some(Err(cut))) => return Poll::Ready(Some(Err(self.cut(cut)))),
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    /// What the event that was read is; `None` for the end.
    #[inline]
    fn event(&mut self) -> Option<Result<T, Error<E>>> {
        let data = self.reader.data();
        let name = self.reader.name();
        let end = &self.info.end;
        if end.text.is_some_and(|text| text == data) {
            self.ended = true;
            return None;
        }
        self.events += 1;
        if self.suspects.may_bill(data.as_bytes())
            && let Some(counted) = &mut self.opened.counted
        {
            counted.learn(data.as_bytes());
        }
        let heard = if name == ERROR && !self.info.lines {
            Heard::Error
        } else {
            Heard::Event
        };
        if heard == Heard::Error || self.suspects.may_fail(data.as_bytes()) {
            let failed = (self.failed)(self.api, &self.opened, &data, heard);
            if let Some((stored, failure)) = failed {
                return Some(Err(self.fail(failure, stored)));
            }
        }
        let raw = RawEvent::new(name, &data);
        let is_last = end.names.contains(&name)
            || (self.suspects.may_end(data.as_bytes()) && end.holds(&raw));
        let read = (self.read)(&raw);
        let event = read.map_err(|error| {
            let body = Bytes::copy_from_slice(data.as_bytes());
            let scene = self.opened.scene(Some(self.reply(body)));
            Error::new(Failure::Decode(error), scene)
        });
        self.ended = is_last;
        Some(event)
    }

    /// What the end of the body comes to.
    fn end_of_body(&mut self) -> Ended<T, E> {
        // A last line that is no JSON was cut off.
        if self.reader.end() && Raw::parse(&self.reader.data()).is_ok() {
            return Ended::With(self.event());
        }
        let end = &self.info.end;
        let is_end = end.text.is_some_and(|text| text == self.reader.data());
        // So a server says that nothing follows what it is asked to go on behind (HTML, 9.2.2).
        let is_over = self.resume.is_some() && self.opened.status == NO_CONTENT;
        if is_end || is_over || (!self.reader.is_cut() && !end.is_stated()) {
            self.incoming = None;
            return Ended::With(None);
        }
        Ended::Early(if self.reader.is_cut() {
            EventsCut::InEvent
        } else {
            EventsCut::NoEnd
        })
    }

    /// Whether it is opened again now that it broke off.
    fn opens_again(&mut self) -> bool {
        let (id, asked) = (self.reader.last_id(), self.reader.retry());
        let Some(resume) = &mut self.resume else {
            return false;
        };
        // Without an id it would begin anew.
        let may_be = self.events == 0 || !id.is_empty();
        let opens = may_be && resume.begin(&self.opened.site, id, asked);
        if opens {
            self.incoming = None;
        }
        opens
    }

    /// Goes on with what is being opened, if something is; why it cannot otherwise.
    fn poll_opening(&mut self, context: &mut Context<'_>) -> Poll<Option<Error<E>>> {
        let asked = self.reader.retry();
        let Some(resume) = self.resume.as_mut() else {
            return Poll::Ready(None);
        };
        while resume.is_opening() {
            match ready!(resume.poll(&self.opened.site, asked, context)) {
                Resumed::Again => {}
                Resumed::Going(stream) => {
                    self.received += stream.received;
                    self.incoming = stream.incoming;
                    self.patience = Patience::new(self.patience.limit());
                    let reader = std::mem::replace(&mut self.reader, stream.reader);
                    self.reader.go_on_from(reader);
                    self.opened.go_on(stream.opened);
                    return Poll::Ready(None);
                }
                Resumed::Failed(error) => {
                    self.ended = true;
                    return Poll::Ready(Some(error));
                }
            }
        }
        Poll::Ready(None)
    }

    /// Reads what is there behind the last event, so that the connection can be used again if the body ends with it.
    fn read_off(&mut self, context: &mut Context<'_>) {
        if let Some(mut incoming) = self.incoming.take() {
            for _ in 0..IN_A_ROW {
                match pin!(incoming.chunk()).poll(context) {
                    Poll::Ready(Ok(Some(_))) => {}
                    Poll::Ready(_) | Poll::Pending => break,
                }
            }
        }
    }

    fn silent(&mut self, limit: Duration, waiting: Waiting) -> Error<E> {
        let silence = Silence {
            limit,
            messages: self.events,
            bytes: self.received,
            waiting,
        };
        self.cut(Cut::silent(silence))
    }

    fn cut(&mut self, cut: Cut) -> Error<E> {
        let reply = self.reply(Bytes::new());
        self.fail(Failure::Transport(cut), reply)
    }

    fn fail(&mut self, failure: Failure<E>, reply: Stored) -> Error<E> {
        self.incoming = None;
        self.ended = true;
        Error::new(failure, self.opened.scene(Some(reply)))
    }

    /// The reply that was opened, with another body.
    fn reply(&self, body: Bytes) -> Stored {
        let reply = Reply::unread(self.api, self.opened.status, &self.opened.headers, &[]);
        Stored::new(&reply, body, true)
    }
}

impl<T, E> Stream for EventStream<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error<E>>>> {
        self.get_mut().poll(context)
    }
}

/// Omits headers and events, which may be private.
impl<T, E> fmt::Debug for EventStream<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("endpoint", &self.opened.endpoint.name)
            .field("request_id", &self.opened.shown_request_id())
            .field("events", &self.events)
            .field("received", &self.received)
            .field("ended", &(self.ended || self.incoming.is_none()))
            .finish_non_exhaustive()
    }
}
