//! Text as a reader sees it: blanks and typography folded, with the parts that are marked.

/// Text and marks, as in [`Block`](super::block::Block).
pub(super) type Finished = (Box<str>, Box<[(u32, u32)]>);

/// Text that is being put together.
#[derive(Default)]
pub(super) struct Rich {
    text: String,
    /// Where the open marks begin, and whether a mark inside has ended.
    open: Vec<(usize, bool)>,
    marks: Vec<(u32, u32)>,
}

impl Rich {
    pub(super) fn of(text: &str) -> Self {
        let mut rich = Self::default();
        rich.push(text);
        rich
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shown().is_empty()
    }

    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            match fold(c) {
                Folded::Same => self.text.push(c),
                Folded::Blank => self.blank(),
                Folded::As(text) => self.text.push_str(text),
            }
        }
    }

    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    pub(super) fn open(&mut self) {
        self.open.push((self.text.len(), false));
    }

    /// Ends the innermost mark. Of marks inside each other the innermost stay.
    pub(super) fn close(&mut self) {
        let Some((start, holds)) = self.open.pop() else {
            return;
        };
        let inner = &self.text[start..];
        let start = start + (inner.len() - inner.trim_start().len());
        let end = start + self.text[start..].trim_end().len();
        if start >= end {
            return;
        }
        if let Some(outer) = self.open.last_mut() {
            outer.1 = true;
        }
        if !holds {
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            self.marks.push((place(start), place(end)));
        }
    }

    /// The text without its marks.
    pub(super) fn shown(&self) -> &str {
        self.text.trim_end()
    }

    pub(super) fn finish(mut self) -> Finished {
        self.text.truncate(self.text.trim_end().len());
        self.marks.sort_unstable();
        (self.text.into_boxed_str(), self.marks.into_boxed_slice())
    }
}

enum Folded {
    Same,
    Blank,
    As(&'static str),
}

/// What stands for a character where only typography differs.
fn fold(c: char) -> Folded {
    match c {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{ff02}' => {
            Folded::As("\"")
        }
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => Folded::As("'"),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Folded::As("-"),
        '\u{2026}' => Folded::As("..."),
        '\u{ff1a}' => Folded::As(": "),
        '\u{ff08}' => Folded::As("("),
        '\u{ff09}' => Folded::As(")"),
        '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{feff}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}' => {
            Folded::As("")
        }
        c if c.is_whitespace() => Folded::Blank,
        c if c.is_control() => Folded::As(""),
        _ => Folded::Same,
    }
}

/// A text with blanks and typography folded.
pub(super) fn folded(text: &str) -> String {
    let (text, _) = Rich::of(text).finish();
    text.into_string()
}
