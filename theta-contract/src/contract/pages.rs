//! How a list goes on page by page.

use super::{Argument, Place, Type};
use crate::source::Span;

/// How a list goes on page by page.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Where the items of a page are: a list.
    pub items: Place,
    /// What an item is.
    pub item: Type,
    /// What leads to the next page.
    pub way: Way,
    /// Where a page says whether there is another one.
    pub more: Option<Place>,
    /// The place of its key.
    pub span: Span,
}

/// What leads from a page to the next.
#[derive(Clone, Debug)]
pub enum Way {
    /// A cursor in the body.
    Cursor {
        /// Where it is.
        next: Place,
        /// What takes it.
        into: Argument,
    },
    /// What the last item of the page is known by.
    Last {
        /// Where that is.
        id: Place,
        /// What takes it.
        into: Argument,
    },
    /// A cursor in a header of the reply.
    Header {
        /// Its name, lower case.
        name: String,
        /// What takes the cursor.
        into: Argument,
    },
    /// An address in the header `link`.
    Link {
        /// The relation that it has there.
        rel: String,
        /// Other hosts that it may name, sorted.
        hosts: Vec<String>,
    },
    /// An address in the body.
    Url {
        /// Where it is.
        next: Place,
        /// Other hosts that it may name, sorted.
        hosts: Vec<String>,
    },
    /// The number of the page.
    Page {
        /// What takes it.
        into: Argument,
        /// The number of the first page.
        first: u64,
        /// Where the number of all pages is.
        total: Option<Place>,
    },
    /// How many items come before it.
    Offset {
        /// What takes that.
        into: Argument,
        /// Where the number of all items is.
        total: Option<Place>,
    },
}

impl Way {
    /// Returns what takes the cursor, the number or the offset; `None` if an address leads to the next page.
    #[must_use]
    pub fn taker(&self) -> Option<&Argument> {
        match self {
            Self::Cursor { into, .. }
            | Self::Last { into, .. }
            | Self::Header { into, .. }
            | Self::Page { into, .. }
            | Self::Offset { into, .. } => Some(into),
            Self::Link { .. } | Self::Url { .. } => None,
        }
    }

    /// Returns the place in the body that it is read from: of a cursor, an address or the last item's id.
    #[must_use]
    pub fn next(&self) -> Option<&Place> {
        match self {
            Self::Cursor { next, .. } | Self::Url { next, .. } => Some(next),
            Self::Last { id, .. } => Some(id),
            Self::Header { .. } | Self::Link { .. } | Self::Page { .. } | Self::Offset { .. } => {
                None
            }
        }
    }

    /// Returns where the number of all pages or items is.
    #[must_use]
    pub fn total(&self) -> Option<&Place> {
        match self {
            Self::Page { total, .. } | Self::Offset { total, .. } => total.as_ref(),
            _ => None,
        }
    }

    /// Returns the hosts that an address may name beside the one that is called.
    #[must_use]
    pub fn hosts(&self) -> &[String] {
        match self {
            Self::Link { hosts, .. } | Self::Url { hosts, .. } => hosts,
            _ => &[],
        }
    }
}
