//! Templates that are told by how a text begins.

use theta_spec::template::{CaptureKind, Piece, Template};

/// A template that is a text and then anything: no search is needed.
pub(crate) struct Beginning<'t> {
    pub(crate) text: &'t str,
    /// Whether the rest is captured, and so must be there.
    pub(crate) captured: bool,
}

impl<'t> Beginning<'t> {
    /// Returns the beginning that such a template asks for, or `None` for another template.
    pub(crate) fn of(template: &'t Template) -> Option<Self> {
        let (text, captured) = match template.pieces() {
            [Piece::Literal(text), Piece::Tail] => (text, false),
            [Piece::Literal(text), Piece::Capture(capture)]
                if capture.kind == CaptureKind::Text =>
            {
                (text, true)
            }
            _ => return None,
        };
        Some(Self { text, captured })
    }
}
