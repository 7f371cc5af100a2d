//! Lines of a page, and which of them are headings.

use super::super::rich::{is_blank, trim};
use crate::extract::status;
use std::ops::Index;
use theta_spec::source::Span;

/// A line without its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

/// The lines of a page.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    all: Vec<Line<'a>>,
    /// For each line, the next one that is not blank; the number of lines when there is none.
    filled: Vec<usize>,
}

/// The longest heading, in characters and in words.
const HEADING_CHARS: usize = 80;
const HEADING_WORDS: usize = 10;

pub(super) fn of(page: &str) -> Lines<'_> {
    let mut all = Vec::new();
    let mut start = 0;
    for piece in page.split_inclusive('\n') {
        let text = piece.trim_end_matches(['\n', '\r']);
        all.push(Line {
            text,
            span: Span::new(start, start + text.len()),
        });
        start += piece.len();
    }
    let mut filled = vec![all.len(); all.len() + 1];
    for index in (0..all.len()).rev() {
        filled[index] = if all[index].is_blank() {
            filled[index + 1]
        } else {
            index
        };
    }
    Lines { all, filled }
}

impl<'a> Lines<'a> {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<Line<'a>> {
        self.all.get(at).copied()
    }

    /// The next line after this one that is not blank.
    pub(super) fn after_blanks(&self, at: usize) -> Option<usize> {
        let next = *self.filled.get(at + 1)?;
        (next < self.all.len()).then_some(next)
    }

    /// The line, or the next one that is not blank when there are at most so many blank ones between.
    pub(super) fn at_or_after_blanks(&self, at: usize, most: usize) -> Option<usize> {
        let next = *self.filled.get(at)?;
        (next < self.all.len() && next - at <= most).then_some(next)
    }

    /// The text of some lines.
    pub(super) fn text(&self, from: usize, to: usize) -> Vec<&'a str> {
        self.all[from..to].iter().map(|line| line.text).collect()
    }
}

impl<'a> Index<usize> for Lines<'a> {
    type Output = Line<'a>;

    fn index(&self, at: usize) -> &Line<'a> {
        &self.all[at]
    }
}

impl<'a> Line<'a> {
    pub(super) fn new(page: &'a str, span: Span) -> Self {
        Self {
            text: &page[span.start..span.end],
            span,
        }
    }

    pub(super) fn is_blank(self) -> bool {
        self.text.chars().all(is_blank)
    }

    /// Its bytes without blanks around them.
    pub(super) fn trimmed(self) -> Span {
        let range = trim(self.text, 0..self.text.len());
        Span::new(self.span.start + range.start, self.span.start + range.end)
    }

    /// The length of the mark with which an item of a list begins, blanks included.
    pub(super) fn bullet(self) -> Option<usize> {
        let start = trim(self.text, 0..self.text.len()).start;
        let rest = &self.text[start..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mark = if (1..=2).contains(&digits) && rest[digits..].starts_with(['.', ')']) {
            digits + 1
        } else {
            ["-", "*", "+", "•", "◦", "▪", "–"]
                .into_iter()
                .find(|mark| rest.starts_with(mark))?
                .len()
        };
        let blanks = rest[mark..].len() - rest[mark..].trim_start_matches(is_blank).len();
        (blanks > 0).then_some(start + mark + blanks)
    }

    pub(super) fn is_item(self) -> bool {
        self.bullet().is_some()
    }
}

/// The level and the text of a heading with marks before it.
pub(super) fn heading_mark(line: Line<'_>) -> Option<(u8, Span)> {
    let start = trim(line.text, 0..line.text.len()).start;
    let rest = &line.text[start..];
    let level = rest.bytes().take_while(|&byte| byte == b'#').count();
    if !(1..=6).contains(&level) || !rest[level..].starts_with(' ') {
        return None;
    }
    let span = Span::new(line.span.start + start + level, line.trimmed().end);
    Some((u8::try_from(level).unwrap_or(6), span))
}

/// Whether a line without marks reads as a heading: short, not a sentence, not broken off.
pub(super) fn is_heading(
    line: Line<'_>,
    before: Option<Line<'_>>,
    after: Option<Line<'_>>,
) -> bool {
    let text = line.text.trim_matches(is_blank);
    if text.chars().count() > HEADING_CHARS {
        return false;
    }
    if let Some(label) = status_label(text) {
        return starts_title(label);
    }
    let first = text.chars().next();
    let last = text.chars().next_back();
    let words = text.split_whitespace().count();
    first.is_some_and(char::is_uppercase)
        && words <= HEADING_WORDS
        && !last.is_some_and(|c| {
            matches!(
                c,
                '.' | ':' | ';' | ',' | '!' | '-' | '—' | '(' | '|' | '{' | '"' | '”'
            )
        })
        && !text.contains("://")
        && !text.contains(['|', '=', '"', '“', '{', '`'])
        && !text.contains(": ")
        && !before.is_some_and(|line| continues(line.text))
        && !(last.is_some_and(char::is_lowercase)
            && after.is_some_and(|line| {
                line.text
                    .trim_matches(is_blank)
                    .starts_with(char::is_lowercase)
            })
            && words > 5)
}

/// Where a heading begins that is glued to the last line of a program: `print(x)Next steps`.
pub(super) fn glued_title(line: Line<'_>) -> Option<usize> {
    let at = line.text.rfind([')', ';', '}'])? + 1;
    let title = Line {
        text: &line.text[at..],
        span: Span::new(line.span.start + at, line.span.end),
    };
    (title.text.starts_with(char::is_uppercase) && is_heading(title, None, None))
        .then_some(title.span.start)
}

/// Whether a line asks for the next one.
pub(super) fn continues(text: &str) -> bool {
    text.trim_end_matches(is_blank)
        .ends_with([',', '-', '—', '(', '–'])
}

/// What stands behind the status with which a line begins, when the line may be a heading about it.
fn status_label(text: &str) -> Option<&str> {
    let (found, length) = status::leading(text)?;
    let rest = &text[length..];
    let label =
        rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '-' | '—' | '–' | ':' | '·'));
    // `413 Payload Too Large — the upload is too big.` says more than a heading does.
    let phrase = status::phrase_of(found, label).unwrap_or(0);
    let said = label[phrase..].trim_start_matches(is_blank);
    let entry = phrase > 0 && said.starts_with(['-', '—', '–', ':']) && said.ends_with('.');
    (!entry).then_some(label)
}

fn starts_title(label: &str) -> bool {
    label
        .chars()
        .next()
        .is_none_or(|c| c.is_uppercase() || matches!(c, '`' | '"' | '“' | '(' | '<'))
        && !label.contains('|')
}
