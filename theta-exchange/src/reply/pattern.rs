//! Matching a text against a documented template.

/// One part of a [`Pattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Text that must occur exactly.
    Text(&'static str),
    /// One or more characters of any kind, captured.
    Capture,
    /// One or more ASCII digits, captured.
    Digits,
    /// Any remaining text, possibly empty, not captured. Must be the last piece.
    Tail,
}

/// A template of the texts a server sends.
///
/// ```
/// use theta_runtime::{Pattern, Piece};
///
/// static TOO_LONG: Pattern =
///     Pattern::new(&[Piece::Text("Audio exceeds "), Piece::Digits, Piece::Text(" s: "), Piece::Capture]);
/// assert_eq!(TOO_LONG.captures("Audio exceeds 300 s: cut it"), Some(vec!["300", "cut it"]));
/// assert_eq!(TOO_LONG.captures("Audio exceeds many s: cut it"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    pieces: &'static [Piece],
}

impl Pattern {
    /// Creates a pattern of these pieces, in order.
    #[must_use]
    pub const fn new(pieces: &'static [Piece]) -> Self {
        Self { pieces }
    }

    /// Returns the pieces in order.
    #[must_use]
    pub const fn pieces(&self) -> &'static [Piece] {
        self.pieces
    }

    /// Returns whether the pattern matches the whole of `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.lone_hole(text)
            .map_or_else(|| self.rows(text).is_some(), |hole| hole.is_some())
    }

    /// Matches the whole of `text` and returns the captured texts in order.
    ///
    /// Each hole takes as little text as possible, from left to right. The time is at most proportional to the length
    /// of `text` times the number of pieces.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        match self.lone_hole(text) {
            Some(hole) => Some(hole?.captured().to_vec()),
            None => self.search(text),
        }
    }

    /// The same for a pattern of `N` captures; `None` also when it has not that many.
    pub(crate) fn capture_array<'t, const N: usize>(&self, text: &'t str) -> Option<[&'t str; N]> {
        match self.lone_hole(text) {
            Some(hole) => hole?.captured().try_into().ok(),
            None => self.search(text)?.try_into().ok(),
        }
    }

    /// What the only hole of a pattern takes, or that it does not match: where it lies is settled without a search,
    /// and most templates are such. `None` when the pattern has not exactly one hole.
    #[allow(
        clippy::option_option,
        reason = "not such a pattern, and no match, are two answers"
    )]
    fn lone_hole<'t>(&self, text: &'t str) -> Option<Option<Hole<'t>>> {
        let (before, piece, after) = match *self.pieces {
            [piece] => ("", piece, ""),
            [Piece::Text(before), piece] => (before, piece, ""),
            [piece, Piece::Text(after)] => ("", piece, after),
            [Piece::Text(before), piece, Piece::Text(after)] => (before, piece, after),
            _ => return None,
        };
        let inside = text
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        let admitted = |inside: &&str| match piece {
            Piece::Digits => !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit()),
            _ => !inside.is_empty(),
        };
        match piece {
            Piece::Capture | Piece::Digits => Some(
                inside
                    .filter(admitted)
                    .map(|inside| Hole::Captured([inside])),
            ),
            Piece::Tail if after.is_empty() => Some(inside.map(|_| Hole::Tail)),
            Piece::Text(_) | Piece::Tail => None,
        }
    }

    fn search<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let rows = self.rows(text)?;
        let mut captured = Vec::new();
        let mut at = 0;
        for (piece, after) in self.pieces.iter().zip(rows.iter().skip(1)) {
            match piece {
                Piece::Text(literal) => at += literal.len(),
                Piece::Capture | Piece::Digits => {
                    let end = (at + 1..after.len()).find(|&end| after[end])?;
                    captured.push(text.get(at..end)?);
                    at = end;
                }
                Piece::Tail => at = text.len(),
            }
        }
        Some(captured)
    }

    /// For each piece and the end: from which positions of `text` the rest of the pattern matches the rest of it.
    fn rows(&self, text: &str) -> Option<Vec<Vec<bool>>> {
        if let Some(Piece::Text(literal)) = self.pieces.first()
            && !text.starts_with(literal)
        {
            return None;
        }
        let mut end = vec![false; text.len() + 1];
        end[text.len()] = true;
        let mut rows = vec![end];
        for piece in self.pieces.iter().rev() {
            let row = row(*piece, text, &rows[rows.len() - 1]);
            rows.push(row);
        }
        rows.reverse();
        rows[0][0].then_some(rows)
    }
}

/// What a hole took.
enum Hole<'t> {
    Captured([&'t str; 1]),
    Tail,
}

impl<'t> Hole<'t> {
    fn captured(&self) -> &[&'t str] {
        match self {
            Self::Captured(text) => text,
            Self::Tail => &[],
        }
    }
}

/// From which positions of `text` one piece followed by `after` matches. Only character boundaries are ever true.
fn row(piece: Piece, text: &str, after: &[bool]) -> Vec<bool> {
    let bytes = text.as_bytes();
    match piece {
        Piece::Text(literal) => (0..after.len())
            .map(|at| {
                let end = at + literal.len();
                after.get(end) == Some(&true) && bytes[at..end] == *literal.as_bytes()
            })
            .collect(),
        Piece::Capture | Piece::Digits => {
            let mut row = vec![false; after.len()];
            for (at, character) in text.char_indices().rev() {
                let next = at + character.len_utf8();
                let admitted = piece == Piece::Capture || character.is_ascii_digit();
                row[at] = admitted && (after[next] || row[next]);
            }
            row
        }
        Piece::Tail => (0..after.len())
            .map(|at| text.is_char_boundary(at))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::Piece::{Capture, Digits, Tail, Text};
    use super::*;

    #[test]
    fn a_lone_hole_takes_what_a_search_gives_it() {
        let patterns: &[&[Piece]] = &[
            &[Capture],
            &[Digits],
            &[Tail],
            &[Text("7"), Capture],
            &[Text("7"), Digits],
            &[Text("7"), Tail],
            &[Capture, Text("7")],
            &[Digits, Text("7")],
            &[Text("7"), Capture, Text("7")],
            &[Text("7"), Digits, Text("7")],
        ];
        let texts = [
            "", "7", "77", "777", "7é7", "é", "7 7", "787", "x7", "7x", "77x77",
        ];
        for pieces in patterns {
            let pattern = Pattern::new(pieces);
            for text in texts {
                let searched = pattern.search(text);
                assert!(pattern.lone_hole(text).is_some(), "{pieces:?}");
                assert_eq!(pattern.captures(text), searched, "{pieces:?} on {text}");
                assert_eq!(
                    pattern.matches(text),
                    searched.is_some(),
                    "{pieces:?} on {text}"
                );
            }
        }
    }
}
