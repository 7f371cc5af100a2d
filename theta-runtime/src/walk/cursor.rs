//! A place in a list, from which a walk can go on.

use crate::site::generated::Generated;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A place in the list of an endpoint: a page of it, and how many of its items are behind.
///
/// It belongs to the request type `R`, so that the cursor of one endpoint is not given to another by mistake. It can be
/// kept, and serialized, to go on later with [`Pages::resume`](crate::Pages::resume) or
/// [`Items::resume`](crate::Items::resume) on a request that asks for the same list.
///
/// The debug output leaves out the server's text, which may be private.
pub struct Cursor<R> {
    /// The server's text; `None` for the page that the request itself asks for.
    pub(crate) page: Option<String>,
    /// How many items of the page are behind.
    pub(crate) taken: usize,
    request: PhantomData<fn() -> R>,
}

impl<R> Cursor<R> {
    /// Returns the cursor of the page that the server calls so: with its own cursor, the number of a page, an offset or
    /// an address.
    #[must_use]
    pub fn new(page: impl Into<String>) -> Self {
        Self::at(Some(page.into()), 0)
    }

    /// Returns the cursor of the page that the request itself asks for.
    #[must_use]
    pub fn start() -> Self {
        Self::at(None, 0)
    }

    pub(crate) fn at(page: Option<String>, taken: usize) -> Self {
        Self {
            page,
            taken,
            request: PhantomData,
        }
    }

    /// Returns what the server calls the page; `None` for the page that the request itself asks for.
    #[must_use]
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// Returns how many items of the page have been given out; always 0 for a cursor of [`Pages`](crate::Pages).
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken
    }
}

impl<R> Clone for Cursor<R> {
    fn clone(&self) -> Self {
        Self::at(self.page.clone(), self.taken)
    }
}

impl<R> PartialEq for Cursor<R> {
    fn eq(&self, other: &Self) -> bool {
        self.page == other.page && self.taken == other.taken
    }
}

impl<R> Eq for Cursor<R> {}

impl<R> fmt::Debug for Cursor<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("is_start", &self.page.is_none())
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}

/// Serializes as the two of them, `["page", 3]`.
impl<R: Generated> Serialize for Cursor<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.page, self.taken).serialize(serializer)
    }
}

impl<'de, R: Generated> Deserialize<'de> for Cursor<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (page, taken) = Deserialize::deserialize(deserializer)?;
        Ok(Self::at(page, taken))
    }
}
