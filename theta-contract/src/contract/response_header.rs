//! Headers of replies that callers read.

use super::Type;
use crate::source::Span;

/// A header of replies.
#[derive(Clone, Debug)]
pub struct ResponseHeader {
    /// Name in the contract.
    pub name: String,
    /// Rust name.
    pub ident: String,
    /// Its name in a reply, lower case.
    pub header: String,
    /// Its type: text, boolean, number, or an enum of these.
    pub ty: Type,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// Unit of the number; empty for none.
    pub unit: String,
    /// The place of its name.
    pub span: Span,
}

impl ResponseHeader {
    /// Returns whether the other one is read alike: from the same header, as the same type, under the same name.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        self.ident == other.ident && self.header == other.header && self.ty == other.ty
    }
}
