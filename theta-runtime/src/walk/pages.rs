//! A list, page by page.

use super::seen::Seen;
use super::{Again, Answered, Cursor, link};
use crate::CallFuture;
use crate::call::follow::Follow;
use crate::reply::response::Response;
use crate::site::meta::PagesInfo;
use crate::site::refusal::Refusal;
use futures_util::{FutureExt, Stream};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How many pages in a row may be empty although each says that there is another one.
const MAX_EMPTY: u32 = 1_000;

/// An endpoint whose list goes on page by page, represented by the type of its request.
///
/// Generated code implements it; use it as a bound.
pub trait Paged: Again {
    /// An item of a page.
    type Item: Send + 'static;

    /// What leads from a page to the next.
    const PAGES: PagesInfo;

    #[doc(hidden)]
    fn place(&mut self, page: &str) -> bool;

    #[doc(hidden)]
    fn placed(&self) -> Option<String>;

    #[doc(hidden)]
    fn look(answer: &Self::Answer) -> Look;

    /// Returns the items of a page.
    fn items(answer: Self::Answer) -> Vec<Self::Item>;
}

/// What a page says about the next one.
#[derive(Debug, Default)]
pub struct Look {
    /// The cursor or the address.
    pub next: Option<String>,
    /// Whether there is another one.
    pub more: Option<bool>,
    /// How many pages or items there are.
    pub total: Option<String>,
    /// How many items it has.
    pub count: usize,
}

/// The pages of a list, as a stream of answers.
///
/// A page is asked for when it is wanted, never before, and each is a call of its own: it is paced, retried and billed
/// like any other. After an error the stream has ended; [`cursor`](Self::cursor) says where to go on. A server that leads
/// in a circle gives an error, and so does one that sends a thousand empty pages in a row.
///
/// ```
/// use theta_runtime::{Endpoint, Error, Paged, Pages};
///
/// async fn count<R: Paged>(mut pages: Pages<R>) -> Result<usize, Error<R::Error>> {
///     let mut items = 0;
///     while let Some(page) = pages.next().await {
///         items += R::items(page?.into_value()).len();
///     }
///     Ok(items)
/// }
/// ```
#[must_use = "no page is asked for until the stream is polled"]
pub struct Pages<R: Paged> {
    request: R,
    /// The page that comes next.
    cursor: Cursor<R>,
    flight: Option<CallFuture<Answered<R>>>,
    seen: Seen,
    /// How many pages in a row were empty.
    empty: u32,
    state: State,
}

enum State {
    Going,
    /// What the last page said of the next one cannot be followed.
    Stuck(Refusal),
    Failed,
    Complete,
}

impl<R: Paged> Pages<R> {
    /// Returns the pages of the list that a request asks for.
    pub fn new(request: R) -> Self {
        let mut seen = Seen::default();
        if let Some(page) = request.placed() {
            seen.is_new(page);
        }
        Self {
            request,
            cursor: Cursor::start(),
            flight: None,
            seen,
            empty: 0,
            state: State::Going,
        }
    }

    /// Begins at the page of a cursor; how many items of it are behind is not looked at.
    pub fn resume(mut self, cursor: Cursor<R>) -> Self {
        if let Some(page) = &cursor.page {
            self.seen.is_new(page);
        }
        self.cursor = Cursor::at(cursor.page, 0);
        self
    }

    /// Returns the next page; `None` after the last one, and after an error.
    ///
    /// This method is cancel safe: a page that was asked for is not asked for again.
    pub async fn next(&mut self) -> Option<Answered<R>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the cursor of the page that comes next, or that could not be read. At the end it is that of the last page.
    #[must_use]
    pub fn cursor(&self) -> &Cursor<R> {
        &self.cursor
    }

    /// Returns whether the last page of the list has been given out.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(self.state, State::Complete)
    }

    /// Begins the call of the page that comes next.
    fn ask(&self) -> CallFuture<Answered<R>> {
        let mut request = self.request.clone();
        if let Some(page) = &self.cursor.page {
            match R::PAGES {
                PagesInfo::Link { hosts, .. } | PagesInfo::Url { hosts } => {
                    let page = page.clone();
                    request.options().follow = Some(Box::new(Ok(Follow { page, hosts })));
                }
                _ if request.place(page) => {}
                _ => return refuse(request, unfit()),
            }
        }
        request.call()
    }

    /// Goes on to the page that an answer leads to.
    fn advance(&mut self, page: &Response<R::Answer>) {
        let look = R::look(page.value());
        self.empty = if look.count == 0 { self.empty + 1 } else { 0 };
        self.state = match self.after(&look, page) {
            None => State::Complete,
            Some(Ok(_)) if self.empty >= MAX_EMPTY => State::Stuck(Refusal::page(
                "a thousand pages in a row were empty, and each says that there is another one",
            )),
            Some(Ok(next)) => {
                self.cursor = Cursor::at(Some(next), 0);
                State::Going
            }
            Some(Err(refusal)) => State::Stuck(refusal),
        };
    }

    /// What leads to the page after one; `None` for the last.
    fn after(
        &mut self,
        look: &Look,
        page: &Response<R::Answer>,
    ) -> Option<Result<String, Refusal>> {
        if look.more == Some(false) {
            return None;
        }
        let next = match R::PAGES {
            PagesInfo::Cursor | PagesInfo::Last => look.next.clone(),
            PagesInfo::Header(name) => match page.headers().get(name).map(|value| value.to_str()) {
                None => None,
                Some(Ok(value)) => Some(value.to_owned()),
                Some(Err(_)) => return Some(Err(Refusal::page("the cursor is no visible ASCII"))),
            },
            // A server may repeat the key in it.
            PagesInfo::Link { rel, .. } => link::target(page.headers(), rel)
                .map(|url| self.request.core().0.site.without_keys(&url)),
            PagesInfo::Url { .. } => {
                let url = look.next.as_deref();
                url.map(|url| self.request.core().0.site.without_keys(url))
            }
            // Those that are counted: pages and items.
            _ => return self.counted(look, page),
        };
        let Some(next) = next.filter(|next| !next.trim().is_empty()) else {
            return look.more.map(|_| {
                Err(Refusal::page(
                    "a page says that there is another one, and not where it is",
                ))
            });
        };
        let is_new = self.seen.is_new(&next);
        Some(if is_new { Ok(next) } else { Err(circle()) })
    }

    /// The same where pages or items are counted.
    fn counted(
        &mut self,
        look: &Look,
        page: &Response<R::Answer>,
    ) -> Option<Result<String, Refusal>> {
        let first = match R::PAGES {
            PagesInfo::Page { first } => first,
            _ => 0,
        };
        let placed = self.cursor.page.clone().or_else(|| self.request.placed());
        let current = match placed.map(|placed| placed.parse::<u64>()) {
            None => first,
            Some(Ok(current)) => current,
            Some(Err(_)) => return Some(Err(unfit())),
        };
        let step = match R::PAGES {
            PagesInfo::Page { .. } => 1,
            _ => look.count as u64,
        };
        let next = current.saturating_add(step);
        let total = look
            .total
            .as_ref()
            .and_then(|total| total.parse::<u64>().ok());
        if total.is_some_and(|total| next.saturating_sub(first) >= total) {
            return None;
        }
        if look.count == 0 && look.more.is_none() && (total.is_none() || step == 0) {
            return None;
        }
        if step == 0 {
            return Some(Err(Refusal::page(
                "an empty page says that there is another one, and not where it is",
            )));
        }
        // A server that does not know the parameter sends one page again and again.
        if look.count > 0 && !self.seen.is_new(R::body(page.value())) {
            return Some(Err(circle()));
        }
        Some(Ok(next.to_string()))
    }
}

fn circle() -> Refusal {
    Refusal::page("the server leads to a page that has been there before")
}

fn unfit() -> Refusal {
    Refusal::page("the cursor is no number, and the API takes one")
}

/// A call that is refused before it is sent.
fn refuse<R: Paged>(mut request: R, refusal: Refusal) -> CallFuture<Answered<R>> {
    request.options().follow = Some(Box::new(Err(refusal)));
    request.call()
}

impl<R: Paged> Unpin for Pages<R> {}

impl<R: Paged> Stream for Pages<R> {
    type Item = Answered<R>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.flight.is_none() {
            self.flight = Some(match &self.state {
                State::Going => self.ask(),
                State::Stuck(refusal) => refuse(self.request.clone(), refusal.clone()),
                State::Failed | State::Complete => return Poll::Ready(None),
            });
        }
        let Some(flight) = &mut self.flight else {
            return Poll::Ready(None);
        };
        let page = ready!(flight.poll_unpin(context));
        self.flight = None;
        match &page {
            Ok(page) => self.advance(page),
            Err(_) => self.state = State::Failed,
        }
        Poll::Ready(Some(page))
    }
}

impl<R: Paged> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("endpoint", &R::INFO.name)
            .field("cursor", &self.cursor)
            .field("is_complete", &self.is_complete())
            .finish_non_exhaustive()
    }
}
