//! How a value is written as text.

use super::declare::group;
use super::form::{Text, Word};
use crate::contract::{Lists, Nested};
use crate::source::Span;

group! {
    /// How a value is written as text.
    RawWriting {
        /// how a list is written as text: repeat a=1&a=2, comma a=1,2, pipe, space, brackets a[]=1, indices a[0]=1, json
        lists: Word<Lists>,
        /// how an object is written as text: brackets a[b]=1, dots a.b=1, json; of a parameter also fields b=1, comma a=b,1, pairs a=b=1
        nested: Word<Nested>,
        /// the text that stands for null
        null: Text,
    }
}

impl RawWriting {
    /// The keys that are given, and where their values stand.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&'static str, Span)> {
        let lists = self.lists.as_ref().map(|lists| ("lists", lists.span));
        let nested = self.nested.as_ref().map(|nested| ("nested", nested.span));
        let null = self.null.as_ref().map(|null| ("null", null.span));
        [lists, nested, null].into_iter().flatten()
    }
}
