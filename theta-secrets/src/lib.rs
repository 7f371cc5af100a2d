//! Removing secrets from what is displayed or stored.
//!
//! A server may repeat the key of a client in its reply, in an unexpected encoding. [`Secrets`] finds it nevertheless:
//! it is the only place that knows how, and everything that Theta's clients display or record passes through it. This
//! crate needs nothing but the standard library.
//!
//! Start reading there; `view.rs` decodes each encoding, and `escape.rs` knows the escapes of characters. [`Rotating`]
//! holds those of a client whose keys change.

mod escape;
mod rotating;
mod view;

pub use rotating::Rotating;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use view::{Sought, View};

/// Stands where a secret was.
const REMOVED: &str = "[removed]";

/// A key of fewer characters may be any word: it is not looked for in texts.
const SHORTEST: usize = 8;

/// How much is looked through at once, so that what is large is not copied as a whole.
const WINDOW: usize = 64 * 1024;

/// How many characters one of a secret may be written as: `\\u0073` is seven, and encodings can be nested.
const EXPANSION: usize = 32;

/// How many encodings may lie in each other.
const DEPTH: usize = 3;

/// How often what is left is looked through again: pieces on both sides of a secret may make another one.
const ROUNDS: usize = 4;

/// The number of characters of an error that are displayed, since a server's text may have any length.
pub const SHOWN: usize = 4 * 1024;

/// Texts that must be neither displayed nor stored, found in the ways in which a server may repeat them.
///
/// They are found in any letter case and backwards, when written
///
/// - with the escapes of JSON, Rust, URLs, forms, HTML and quoted-printable,
/// - in both alphabets of base64 at any offset, with white space between its digits,
/// - in hexadecimal digits and as lists of decimal numbers, with punctuation or white space between them,
/// - in UTF-16 and UTF-32,
/// - with control characters, terminal escape sequences, soft hyphens and other invisible characters between their
///   characters,
///
/// and in up to three of these encodings nested. They are not found in any other form, such as compressed, encrypted,
/// or with other text between their characters.
#[derive(Clone, Default, PartialEq)]
pub struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    /// Creates the secrets for the key of a client, with and without the prefix of all keys.
    #[must_use]
    pub fn of_key(key: Option<&str>, prefix: &str) -> Self {
        let mut secrets = Self::default();
        let rest = key.and_then(|key| key.strip_prefix(prefix));
        for text in [key, rest].into_iter().flatten() {
            if text.len() >= SHORTEST {
                secrets.add(text);
            }
        }
        secrets
    }

    /// Adds a text of any length.
    pub fn add(&mut self, secret: &str) {
        let forward = secret.to_ascii_lowercase().into_bytes();
        let backward = forward.iter().rev().copied().collect();
        for text in [forward, backward] {
            if !text.is_empty() && !self.0.contains(&text) {
                self.0.push(text);
            }
        }
    }

    /// Adds the secrets of `others`.
    pub fn add_all(&mut self, others: &Self) {
        for text in &others.0 {
            if !self.0.contains(text) {
                self.0.push(text.clone());
            }
        }
    }

    /// Returns whether `bytes` contains any of the secrets.
    #[must_use]
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        !self.found_in(bytes).is_empty()
    }

    /// Returns `bytes` without the secrets.
    #[must_use]
    pub fn remove_from<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let mut kept = Cow::Borrowed(bytes);
        for _ in 0..ROUNDS {
            let found = self.found_in(&kept);
            if found.is_empty() {
                return kept;
            }
            kept = Cow::Owned(without(&kept, &found));
        }
        if self.are_in(&kept) {
            return Cow::Owned(REMOVED.as_bytes().to_vec());
        }
        kept
    }

    /// Returns `text` without the secrets.
    #[must_use]
    pub fn remove_from_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.remove_from(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// Returns the beginning of a text without the secrets: at most this many characters, followed by `…` if there are
    /// more.
    ///
    /// Secrets are removed before the text is cut, since a truncated secret would not be found. Only as much of the
    /// text is searched as is needed, so that a long text costs no more than its displayed part.
    #[must_use]
    pub fn beginning<'t>(&self, text: &'t str, characters: usize) -> Cow<'t, str> {
        let Some((cut, _)) = text.char_indices().nth(characters) else {
            return self.remove_from_text(text);
        };
        let ahead = cut.saturating_add(self.margin()).min(text.len());
        let found = self.found_in(&text.as_bytes()[..ahead]);
        let across = |range: &&Range<usize>| range.start < cut && cut < range.end;
        let cut = found.iter().find(across).map_or(cut, |range| range.end);
        let inside = found.iter().take_while(|range| range.end <= cut).cloned();
        let inside: Vec<_> = inside.collect();
        if inside.is_empty() {
            return Cow::Owned(text[..cut].to_owned() + "…");
        }
        let kept = without(&text.as_bytes()[..cut], &inside);
        let kept = self.remove_from(&kept);
        Cow::Owned(String::from_utf8_lossy(&kept).into_owned() + "…")
    }

    /// Returns the formatted text without the secrets, truncated if it is long.
    #[must_use]
    pub fn collect(&self, written: fmt::Arguments<'_>) -> String {
        self.collect_whole(written).0
    }

    /// Returns the same as [`collect`](Self::collect), and whether it is the complete, unchanged text.
    #[must_use]
    pub fn collect_whole(&self, written: fmt::Arguments<'_>) -> (String, bool) {
        let mut text = Bounded {
            text: String::new(),
            room: (SHOWN * 4).saturating_add(self.margin()),
        };
        // What fails is to take in more than is needed.
        let whole = fmt::write(&mut text, written).is_ok();
        let shown = self.beginning(&text.text, SHOWN);
        let same = whole && shown == text.text;
        (shown.into_owned(), same)
    }

    /// How many bytes the longest of them may be written as.
    fn margin(&self) -> usize {
        let longest = self.0.iter().map(Vec::len).max().unwrap_or_default();
        longest.saturating_mul(EXPANSION)
    }

    /// Writes the whole text without the secrets.
    ///
    /// # Errors
    ///
    /// Returns an error when the formatter fails.
    pub fn redact(&self, f: &mut fmt::Formatter<'_>, shown: &str) -> fmt::Result {
        f.write_str(&self.remove_from_text(shown))
    }

    /// Where they are, in order and apart from each other.
    fn found_in(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let Some(shortest) = self.0.iter().map(Vec::len).min() else {
            return Vec::new();
        };
        let sought = Sought {
            shortest,
            has_blank: self.0.iter().any(|text| text.contains(&b' ')),
        };
        let overlap = self.margin();
        let window = WINDOW.max(overlap.saturating_mul(2));
        let mut found = Vec::new();
        let mut start = 0_usize;
        loop {
            let end = bytes.len().min(start.saturating_add(window));
            let view = View::new(&bytes[start..end], start);
            self.search(&view, sought, DEPTH, &mut found);
            if end == bytes.len() {
                break;
            }
            start = end - overlap;
        }
        joined(found)
    }

    fn search(&self, view: &View, sought: Sought, depth: usize, found: &mut Vec<Range<usize>>) {
        for secret in &self.0 {
            view.find(secret, found);
        }
        if depth > 0 {
            view.decoded(sought, |inner| {
                self.search(inner, sought, depth - 1, found);
            });
        }
    }
}

/// A text with a maximum number of bytes.
struct Bounded {
    text: String,
    room: usize,
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let left = self.room - self.text.len();
        if text.len() <= left {
            self.text.push_str(text);
            return Ok(());
        }
        let end = (0..=left).rev().find(|end| text.is_char_boundary(*end));
        self.text.push_str(&text[..end.unwrap_or_default()]);
        self.room = self.text.len();
        Err(fmt::Error)
    }
}

/// Shows only the number of secrets.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Secrets").field(&self.0.len()).finish()
    }
}

fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

fn without(bytes: &[u8], ranges: &[Range<usize>]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for range in ranges {
        kept.extend_from_slice(&bytes[from..range.start]);
        kept.extend_from_slice(REMOVED.as_bytes());
        from = range.end;
    }
    kept.extend_from_slice(&bytes[from..]);
    kept
}

#[cfg(test)]
mod tests;
