//! A list, item by item.

use super::{Cursor, Paged, Pages};
use crate::reply::error::Error;
use futures_util::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec::IntoIter;

/// The items of a list, as a stream.
///
/// It asks for a page when the items of the one before are given out; see [`Pages`]. What came before an error is kept,
/// and [`cursor`](Self::cursor) says where to go on: at the item that comes next, not at the beginning of its page.
///
/// ```
/// use theta_runtime::{Error, Items, Paged};
///
/// async fn first<R: Paged>(mut items: Items<R>, most: usize) -> Result<Vec<R::Item>, Error<R::Error>> {
///     let mut first = Vec::new();
///     while first.len() < most && let Some(item) = items.next().await {
///         first.push(item?);
///     }
///     Ok(first) // no page is asked for beyond the last item
/// }
/// ```
#[must_use = "no page is asked for until the stream is polled"]
pub struct Items<R: Paged> {
    pages: Pages<R>,
    /// What is left of the page that came last.
    left: IntoIter<R::Item>,
    /// The page that they are of, once there is one, and how many of it are behind.
    current: Option<Cursor<R>>,
    /// How many of the next page are behind.
    behind: usize,
}

impl<R: Paged> Pages<R> {
    /// Returns the items of the pages, one by one.
    pub fn items(self) -> Items<R> {
        Items {
            pages: self,
            left: Vec::new().into_iter(),
            current: None,
            behind: 0,
        }
    }
}

impl<R: Paged> Items<R> {
    /// Begins at the item of a cursor. Its page is asked for again, and the items before it are passed over.
    pub fn resume(mut self, cursor: Cursor<R>) -> Self {
        self.behind = cursor.taken;
        self.pages = self.pages.resume(cursor);
        self
    }

    /// Returns the next item; `None` after the last one, and after an error.
    ///
    /// This method is cancel safe: no item is lost.
    pub async fn next(&mut self) -> Option<Result<R::Item, Error<R::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the cursor of the item that comes next. At the end it is behind the last item, so that a later walk gives
    /// out what was added to the last page and behind it.
    #[must_use]
    pub fn cursor(&self) -> Cursor<R> {
        let next = self.pages.cursor();
        match &self.current {
            Some(current) if self.left.len() > 0 || current.page == next.page => current.clone(),
            _ => Cursor::at(next.page.clone(), self.behind),
        }
    }

    /// Returns whether the last item of the list has been given out.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.left.len() == 0 && self.pages.is_complete()
    }
}

impl<R: Paged> Unpin for Items<R> {}

impl<R: Paged> Stream for Items<R> {
    type Item = Result<R::Item, Error<R::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.left.next() {
                if let Some(current) = &mut self.current {
                    current.taken += 1;
                }
                return Poll::Ready(Some(Ok(item)));
            }
            let asked = self.pages.cursor().page.clone();
            let page = match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => page,
            };
            let items = R::items(page.into_value());
            let behind = std::mem::take(&mut self.behind).min(items.len());
            self.current = Some(Cursor::at(asked, behind));
            self.left = items.into_iter();
            self.left.by_ref().take(behind).for_each(drop);
        }
    }
}

impl<R: Paged> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left", &self.left.len())
            .finish_non_exhaustive()
    }
}
