//! The notation for texts that a server sends, and its matcher.
//!
//! A literal is exact. `{name}` captures one or more characters, `{name:int}` one or more ASCII digits. `{..}`,
//! at the end only, stands for any tail and captures nothing. `{{` and `}}` are literal braces.
//! Nothing else is special: vendors' texts are full of brackets, backticks and quotes.
//!
//! ```
//! use theta_spec::template::Template;
//!
//! let template = Template::parse("Audio exceeds {seconds:int} s: {reason}").unwrap();
//! assert_eq!(template.matches("Audio exceeds 300 s: too long"), Some(vec!["300", "too long"]));
//! assert_eq!(template.matches("Audio exceeds many s: too long"), None);
//! ```

mod error;
mod parser;

pub use error::{TemplateError, TemplateErrorKind};

use parser::Parser;
use std::collections::BTreeSet;
use std::fmt;

/// What a capture matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CaptureKind {
    /// One or more characters of any kind, line breaks included.
    Text,
    /// One or more ASCII digits. Whether they fit a machine integer is for the caller to check.
    Int,
}

impl CaptureKind {
    fn admits(self, byte: u8) -> bool {
        match self {
            Self::Text => true,
            Self::Int => byte.is_ascii_digit(),
        }
    }
}

/// A named hole of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Capture {
    /// The name, `[a-z_][a-z0-9_]*`, unique within its template.
    pub name: String,
    /// What the capture matches.
    pub kind: CaptureKind,
}

/// One part of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// Text that must occur exactly; braces are already unescaped.
    Literal(String),
    /// A hole whose text is captured.
    Capture(Capture),
    /// Any tail, possibly empty; always the last piece.
    Tail,
}

/// A parsed template.
///
/// No literal is empty, no two literals and no two holes are adjacent, [`Piece::Tail`] is last and capture names are
/// unique. [`Display`](fmt::Display) writes the canonical notation, which parses back to the same template.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Template {
    pieces: Vec<Piece>,
}

impl Template {
    /// Parses the notation.
    ///
    /// ```
    /// use theta_spec::template::{Template, TemplateErrorKind};
    ///
    /// let errors = Template::parse("{A} of {}").unwrap_err();
    /// assert_eq!(errors.len(), 2);
    /// assert_eq!(errors[1].kind, TemplateErrorKind::EmptyHole);
    /// assert_eq!(errors[1].range, 7..9);
    /// ```
    ///
    /// # Errors
    ///
    /// Returns every mistake in `text`, in the order in which they occur.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateError>> {
        let mut parser = Parser::new(text);
        let mut at = 0;
        while at < text.len() {
            at = parser.step(at);
        }
        parser.finish()
    }

    /// Creates a template that matches `text` and nothing else; braces in `text` are plain characters.
    ///
    /// An empty `text` gives the template without pieces. It matches only the empty text, and it is the only template
    /// that the notation cannot express: [`Template::parse`] refuses it.
    ///
    /// ```
    /// use theta_spec::template::Template;
    ///
    /// assert_eq!(Template::exact("use {}").to_string(), "use {{}}");
    /// ```
    #[must_use]
    pub fn exact(text: &str) -> Self {
        let mut template = Self { pieces: Vec::new() };
        template.push_literal(text);
        template
    }

    /// Returns the template of any text: an open end alone.
    #[must_use]
    pub fn anything() -> Self {
        Self {
            pieces: vec![Piece::Tail],
        }
    }

    /// Returns the parts in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns the captures in order.
    pub fn captures(&self) -> impl Iterator<Item = &Capture> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Capture(capture) => Some(capture),
            Piece::Literal(_) | Piece::Tail => None,
        })
    }

    /// Returns the one text that the template matches, if it has no hole.
    #[must_use]
    pub fn as_exact(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns the number of literal characters.
    #[must_use]
    pub fn literal_len(&self) -> usize {
        let count = |piece: &Piece| match piece {
            Piece::Literal(text) => text.chars().count(),
            Piece::Capture(_) | Piece::Tail => 0,
        };
        self.pieces.iter().map(count).sum()
    }

    /// What is left behind that many bytes of the leading literal.
    #[must_use]
    pub fn without_beginning(&self, length: usize) -> Self {
        let mut rest = self.clone();
        if let Some(Piece::Literal(text)) = rest.pieces.first_mut() {
            text.drain(..length.min(text.len()));
            if text.is_empty() {
                rest.pieces.remove(0);
            }
        }
        rest
    }

    /// About how many bytes it is written with.
    #[must_use]
    pub fn written_len(&self) -> usize {
        let count = |piece: &Piece| match piece {
            Piece::Literal(text) => text.len(),
            Piece::Capture(capture) => capture.name.len() + 2,
            Piece::Tail => 4,
        };
        self.pieces.iter().map(count).sum()
    }

    /// Returns the literal text that every match begins with; empty if the template begins with a hole.
    #[must_use]
    pub fn leading_literal(&self) -> &str {
        Self::literal_of(self.pieces.first())
    }

    /// Returns the literal text that every match ends with; empty if the template ends with a hole.
    #[must_use]
    pub fn trailing_literal(&self) -> &str {
        Self::literal_of(self.pieces.last())
    }

    /// Matches the whole of `text` and returns the captured texts in order.
    ///
    /// The first hole takes as little as possible, then the second, and so on. The time is at most the length of `text`
    /// times the length of the template.
    ///
    /// ```
    /// use theta_spec::template::Template;
    ///
    /// let template = Template::parse("{left}, {right}").unwrap();
    /// assert_eq!(template.matches("a, b, c"), Some(vec!["a", "b, c"]));
    /// ```
    #[must_use]
    pub fn matches<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let rows = self.match_rows(text)?;
        let mut captured = Vec::new();
        let mut at = 0;
        for (piece, after) in self.pieces.iter().zip(rows.iter().skip(1)) {
            match piece {
                Piece::Literal(literal) => at += literal.len(),
                Piece::Capture(_) => {
                    // The rows hold only positions from which the rest matches, and every run of digits or
                    // characters up to the nearest such position is admitted: nothing is left to check.
                    let end = (at + 1..after.len()).find(|&end| after[end])?;
                    captured.push(&text[at..end]);
                    at = end;
                }
                Piece::Tail => at = text.len(),
            }
        }
        Some(captured)
    }

    /// Returns whether the template matches the whole of `text`.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        match self.as_exact() {
            Some(exact) => exact == text,
            None => self.match_rows(text).is_some(),
        }
    }

    /// Returns the text with every capture replaced by `value`; a tail renders as nothing.
    ///
    /// ```
    /// use theta_spec::template::Template;
    ///
    /// let template = Template::parse("at most {n:int} characters{..}").unwrap();
    /// assert_eq!(template.render(|_| "40".to_owned()), "at most 40 characters");
    /// ```
    #[must_use]
    pub fn render(&self, mut value: impl FnMut(&Capture) -> String) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Capture(capture) => text.push_str(&value(capture)),
                Piece::Tail => {}
            }
        }
        text
    }

    /// Replaces the hole at the end, a text capture or a tail, with `inner`.
    ///
    /// The result matches the part before the hole followed by a text that `inner` matches. Returns `None` if the
    /// template does not end with such a hole, or if a capture name would occur twice.
    ///
    /// ```
    /// use theta_spec::template::Template;
    ///
    /// let outer = Template::parse("Error code: {status:int} - {body}").unwrap();
    /// let inner = Template::parse("no voice {id}").unwrap();
    /// let filled = outer.fill_last(&inner).unwrap();
    /// assert_eq!(filled.to_string(), "Error code: {status:int} - no voice {id}");
    /// ```
    #[must_use]
    pub fn fill_last(&self, inner: &Self) -> Option<Self> {
        let (hole, head) = self.pieces.split_last()?;
        match hole {
            Piece::Tail => {}
            Piece::Capture(capture) if capture.kind == CaptureKind::Text => {}
            Piece::Capture(_) | Piece::Literal(_) => return None,
        }
        let mut filled = Self {
            pieces: head.to_vec(),
        };
        let old: BTreeSet<&str> = filled.captures().map(|old| old.name.as_str()).collect();
        if inner.captures().any(|new| old.contains(new.name.as_str())) {
            return None;
        }
        // No two holes were adjacent, so the head is empty or ends with a literal and none can become so.
        for piece in &inner.pieces {
            match piece {
                Piece::Literal(text) => filled.push_literal(text),
                hole => filled.pieces.push(hole.clone()),
            }
        }
        Some(filled)
    }

    fn literal_of(piece: Option<&Piece>) -> &str {
        match piece {
            Some(Piece::Literal(text)) => text,
            _ => "",
        }
    }

    fn push_literal(&mut self, text: &str) {
        if let Some(Piece::Literal(literal)) = self.pieces.last_mut() {
            literal.push_str(text);
        } else if !text.is_empty() {
            self.pieces.push(Piece::Literal(text.to_owned()));
        }
    }

    /// `rows[i][at]`: whether the pieces from `i` on match `text[at..]`. `None` if the whole does not match.
    fn match_rows(&self, text: &str) -> Option<Vec<Vec<bool>>> {
        let ends_fit =
            text.starts_with(self.leading_literal()) && text.ends_with(self.trailing_literal());
        if !ends_fit {
            return None;
        }
        let mut end = vec![false; text.len() + 1];
        end[text.len()] = true;
        let mut rows = vec![end];
        for piece in self.pieces.iter().rev() {
            let row = match_row(piece, text, &rows[rows.len() - 1]);
            rows.push(row);
        }
        rows.reverse();
        rows[0][0].then_some(rows)
    }
}

/// From which positions of `text` one piece followed by `after` matches.
fn match_row(piece: &Piece, text: &str, after: &[bool]) -> Vec<bool> {
    match piece {
        Piece::Literal(literal) => {
            let fits = |at: usize| {
                let end = at + literal.len();
                after.get(end) == Some(&true) && text.as_bytes()[at..end] == *literal.as_bytes()
            };
            (0..=text.len()).map(fits).collect()
        }
        // What follows a capture is a literal or the end, so `after` is true at character boundaries only and a
        // step by bytes cannot cut a character.
        Piece::Capture(capture) => {
            let mut row = vec![false; text.len() + 1];
            for (at, byte) in text.bytes().enumerate().rev() {
                row[at] = capture.kind.admits(byte) && (after[at + 1] || row[at + 1]);
            }
            row
        }
        Piece::Tail => vec![true; text.len() + 1],
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => f.write_str(&text.replace('{', "{{").replace('}', "}}"))?,
                Piece::Capture(Capture {
                    name,
                    kind: CaptureKind::Text,
                }) => write!(f, "{{{name}}}")?,
                Piece::Capture(Capture {
                    name,
                    kind: CaptureKind::Int,
                }) => write!(f, "{{{name}:int}}")?,
                Piece::Tail => f.write_str("{..}")?,
            }
        }
        Ok(())
    }
}
