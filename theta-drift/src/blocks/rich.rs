//! Text as a reader sees it, with the bytes of the page behind every stretch.

use std::ops::Range;
use theta_spec::source::Span;

/// Text as a reader sees it: entities decoded, markup gone; every stretch knows where it stands on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rich {
    text: String,
    runs: Vec<Run>,
}

/// A stretch of text that comes from one stretch of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Where it begins in the text.
    at: usize,
    /// The bytes of the page.
    from: Span,
    /// Whether the text is those bytes, so that a part of it can be placed too.
    verbatim: bool,
    /// Whether it is in code style.
    code: bool,
}

/// The longest text that is searched at once, in bytes: what looks at each pair of things in it stays cheap.
const MAX_PIECE: usize = 8_192;

impl Rich {
    /// A slice of a page as it is.
    pub(crate) fn slice(page: &str, span: Span) -> Self {
        let mut rich = Self::default();
        rich.push(&page[span.start..span.end], span, false);
        rich
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a slice of the page.
    pub(crate) fn push(&mut self, slice: &str, from: Span, code: bool) {
        self.add(slice, from, slice.len() == from.end - from.start, code);
    }

    /// Adds text that is shown for a stretch of the page, which may be written otherwise.
    pub(crate) fn push_shown(&mut self, page: &str, text: &str, from: Span, code: bool) {
        let verbatim = page.get(from.start..from.end) == Some(text);
        self.add(text, from, verbatim, code);
    }

    /// Adds text that the page has not, such as the blank of a line break.
    pub(crate) fn gap(&mut self, text: &str) {
        let at = self.runs.last().map_or(0, |last| last.from.end);
        self.add(text, Span::new(at, at), false, false);
    }

    fn add(&mut self, text: &str, from: Span, verbatim: bool, code: bool) {
        if text.is_empty() {
            return;
        }
        let joined = self.runs.last_mut().filter(|last| {
            verbatim && last.verbatim && last.code == code && last.from.end == from.start
        });
        if let Some(last) = joined {
            last.from.end = from.end;
        } else {
            self.runs.push(Run {
                at: self.text.len(),
                from,
                verbatim,
                code,
            });
        }
        self.text.push_str(text);
    }

    /// Adds a part of another text.
    pub(crate) fn append(&mut self, other: &Self, range: Range<usize>) {
        self.append_with(other, range, |code| code);
    }

    /// Adds a part of another text, all of it in code style or not.
    pub(crate) fn append_as(&mut self, other: &Self, range: Range<usize>, code: bool) {
        self.append_with(other, range, |_| code);
    }

    fn append_with(&mut self, other: &Self, range: Range<usize>, code: impl Fn(bool) -> bool) {
        for index in other.run_at(range.start)..other.runs.len() {
            let run = other.runs[index];
            let start = run.at.max(range.start);
            let end = other.run_end(index).min(range.end);
            if start >= end {
                break;
            }
            let from = other.span(start..end);
            self.add(&other.text[start..end], from, run.verbatim, code(run.code));
        }
    }

    /// A part of it.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let mut part = Self::default();
        part.append(self, range);
        part
    }

    /// The text in pieces of bounded length, cut behind sentences, lines or blanks where there are any.
    pub(crate) fn pieces(&self) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut start = 0;
        while self.text.len() - start > MAX_PIECE {
            let mut end = start + MAX_PIECE;
            while !self.text.is_char_boundary(end) {
                end -= 1;
            }
            let window = &self.text[start..end];
            let cut = [". ", "\n", " "]
                .into_iter()
                .find_map(|mark| window.rfind(mark).map(|at| start + at + mark.len()))
                .unwrap_or(end);
            pieces.push(self.part(start..cut));
            start = cut;
        }
        if pieces.is_empty() {
            return vec![self.clone()];
        }
        pieces.push(self.part(start..self.text.len()));
        pieces
    }

    /// The same without blanks around it.
    pub(crate) fn trimmed(&self) -> Self {
        self.part(trim(&self.text, 0..self.text.len()))
    }

    /// The bytes of the page behind a part of the text.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let Some(first) = self.runs.get(self.run_at(range.start)) else {
            return Span::default();
        };
        let start = first.place(range.start, first.from.start);
        if range.is_empty() {
            return Span::new(start, start);
        }
        let end = self
            .runs
            .get(self.run_at(range.end - 1))
            .map_or(start, |last| last.place(range.end, last.from.end));
        Span::new(start, end.max(start))
    }

    /// The bytes of the page behind all of it.
    pub(crate) fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// The stretches in code style, in order.
    pub(crate) fn code(&self) -> impl Iterator<Item = Range<usize>> {
        let mut next = 0;
        std::iter::from_fn(move || {
            while !self.runs.get(next)?.code {
                next += 1;
            }
            let start = self.runs[next].at;
            // An entity inside code is a run of its own.
            while self.runs.get(next).is_some_and(|run| run.code) {
                next += 1;
            }
            Some(start..self.runs.get(next).map_or(self.text.len(), |run| run.at))
        })
    }

    /// Whether some of that part is in code style.
    pub(crate) fn has_code(&self, range: Range<usize>) -> bool {
        self.runs[self.run_at(range.start).min(self.runs.len())..]
            .iter()
            .take_while(|run| run.at < range.end)
            .any(|run| run.code)
    }

    /// Whether all of that part is in code style.
    pub(crate) fn is_code(&self, range: Range<usize>) -> bool {
        self.runs[self.run_at(range.start).min(self.runs.len())..]
            .iter()
            .take_while(|run| run.at < range.end)
            .all(|run| run.code)
    }

    fn run_end(&self, index: usize) -> usize {
        self.runs
            .get(index + 1)
            .map_or(self.text.len(), |next| next.at)
    }

    /// Index of the run that holds an offset of the text.
    fn run_at(&self, at: usize) -> usize {
        self.runs
            .partition_point(|run| run.at <= at)
            .saturating_sub(1)
    }
}

impl Run {
    /// Where an offset of the text stands on the page; `otherwise` when only the whole run can be placed.
    fn place(&self, at: usize, otherwise: usize) -> usize {
        if self.verbatim {
            self.from.start + (at - self.at)
        } else {
            otherwise
        }
    }
}

/// A range without the blanks at its ends.
pub(crate) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let end = range.start + slice.trim_end_matches(is_blank).len();
    let start = range.end - slice.trim_start_matches(is_blank).len();
    start.min(end)..end
}

/// Whether a character shows as nothing: white space, and what scraping leaves behind.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_verbatim_text_is_placed_exactly() {
        let page = "ab  cd";
        let mut rich = Rich::slice(page, Span::new(0, 2));
        rich.gap(" ");
        rich.push("cd", Span::new(4, 6), true);
        assert_eq!(rich.text(), "ab cd");
        assert_eq!(rich.span(1..4), Span::new(1, 5));
        assert_eq!(rich.code().next(), Some(3..5));
        assert!(rich.has_code(2..4) && !rich.has_code(0..3));
    }

    #[test]
    fn decoded_text_is_placed_as_a_whole() {
        let mut rich = Rich::default();
        rich.push("a", Span::new(0, 1), false);
        rich.push("<", Span::new(1, 5), false);
        rich.push("b", Span::new(5, 6), false);
        assert_eq!(rich.span(1..2), Span::new(1, 5));
        assert_eq!(rich.part(1..3).span(0..2), Span::new(1, 6));
    }
}
