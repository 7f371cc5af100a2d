//! Opening a stream of events again that broke off.

use crate::reply::error::Error;
use crate::reply::events::EventStream;
use crate::site::Site;
use http::{HeaderName, HeaderValue};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use theta_pace::Sleep;

/// The header that says behind which event a stream goes on.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The wait before a stream is opened again, where the server asks for none. It doubles while nothing new comes.
const WAIT: Duration = Duration::from_secs(1);

/// No wait is shorter, so that a server which asks for none is not called without a pause.
const SHORTEST: Duration = Duration::from_millis(100);

/// No wait is longer, whatever the server asks for.
const LONGEST: Duration = Duration::from_secs(60);

/// A stream that is being opened.
pub type Opening<T, E> = Pin<Box<dyn Future<Output = Result<EventStream<T, E>, Error<E>>> + Send>>;

/// Sends the call again after a wait, with one header more; `None` where it cannot be sent again.
pub type Open<T, E> =
    Box<dyn Fn(Option<(HeaderName, HeaderValue)>, Sleep) -> Option<Opening<T, E>> + Send>;

/// What opens a stream again.
pub struct Resume<T, E> {
    open: Open<T, E>,
    may_pass: fn(&Error<E>) -> bool,
    /// How often it is opened in a row without anything new.
    at_most: u32,
    tries: u32,
    /// The id of the last event when it was opened last.
    behind: String,
    opening: Option<Opening<T, E>>,
}

/// What opening it again came to.
pub(crate) enum Resumed<T, E> {
    Going(Box<EventStream<T, E>>),
    /// It will be opened once more.
    Again,
    Failed(Error<E>),
}

impl<T, E> Resume<T, E> {
    /// Creates what opens a stream with `open`, so often in a row without anything new.
    pub fn new(open: Open<T, E>, may_pass: fn(&Error<E>) -> bool, at_most: u32) -> Self {
        Self {
            open,
            may_pass,
            at_most,
            tries: 0,
            behind: String::new(),
            opening: None,
        }
    }

    pub(crate) fn is_opening(&self) -> bool {
        self.opening.is_some()
    }

    /// Whether it is opened again, behind the event with this id.
    pub(crate) fn begin(&mut self, site: &Site, id: &str, asked: Option<Duration>) -> bool {
        if id != self.behind {
            self.tries = 0;
            id.clone_into(&mut self.behind);
        }
        if self.tries >= self.at_most {
            return false;
        }
        let header = match HeaderValue::from_bytes(id.as_bytes()) {
            Ok(_) if id.is_empty() => None,
            Ok(id) => Some((LAST_EVENT_ID, id)),
            // No header can say it.
            Err(_) => return false,
        };
        let first = asked.unwrap_or(WAIT).clamp(SHORTEST, LONGEST);
        let grown = first.saturating_mul(1 << self.tries.min(16));
        let wait = grown.mul_f64(1.0 + site.random.fraction() / 4.0);
        let sleep = site.clock().sleep(wait.min(LONGEST));
        self.opening = (self.open)(header, sleep);
        self.tries += 1;
        self.opening.is_some()
    }

    /// Opens it; not to be called unless it is being opened.
    pub(crate) fn poll(
        &mut self,
        site: &Site,
        asked: Option<Duration>,
        context: &mut Context<'_>,
    ) -> Poll<Resumed<T, E>> {
        let Some(opening) = &mut self.opening else {
            return Poll::Ready(Resumed::Again);
        };
        let opened = ready!(opening.as_mut().poll(context));
        self.opening = None;
        Poll::Ready(match opened {
            Ok(stream) => Resumed::Going(Box::new(stream)),
            Err(error) if (self.may_pass)(&error) => {
                let behind = self.behind.clone();
                if self.begin(site, &behind, error.retry_after().or(asked)) {
                    Resumed::Again
                } else {
                    Resumed::Failed(error)
                }
            }
            Err(error) => Resumed::Failed(error),
        })
    }
}
