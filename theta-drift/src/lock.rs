//! `docs.lock.toml`: what the pages said when somebody last accepted it, and the disagreements that somebody has looked
//! at.
//!
//! A pin answers whether a page has changed, an acknowledgement whether a disagreement is known. Neither takes part in
//! reading or comparing: they only sort what was found.

mod acknowledge;
mod parse;
mod update;
mod write;

pub use acknowledge::{Acknowledgement, Covers, Trust};
pub use theta_spec::entries::{Problem as LockProblem, ProblemKind as LockProblemKind};

use super::Kind;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

/// Version of the file.
pub const FORMAT_VERSION: i64 = 1;

/// Version of the reader of pages. It goes up whenever the same page may give other facts, so that what only the reader
/// sees anew is not taken for a change of the page.
pub const READER: u32 = 3;

/// Most characters of a value or of a line of evidence that are written down.
const LONGEST: usize = 240;

/// What `docs.lock.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The pages as they were accepted, sorted by name.
    pub pages: Vec<PinnedPage>,
    /// Disagreements that somebody has looked at, in the order of the file.
    pub acknowledged: Vec<Acknowledgement>,
    /// What is wrong with the file itself.
    pub problems: Vec<LockProblem>,
}

/// A page as it was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedPage {
    /// The contract's name of the page, or the name it was given under.
    pub name: String,
    /// Its address; empty when the contract has none for it.
    pub url: String,
    /// SHA-256 of its text, in hexadecimal digits.
    pub sha256: String,
    /// The day on which it was accepted.
    pub read: Day,
    /// Version of the reader that read it.
    pub reader: u32,
    /// Its size in bytes.
    pub bytes: usize,
    /// Its headings.
    pub headings: Vec<String>,
    /// What it said, sorted.
    pub facts: Vec<PinnedFact>,
}

/// What a page said when it was accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PinnedFact {
    /// What it is about, by its path in the contract: `errors.rate_limited.detail`.
    pub key: String,
    /// What kind of fact it is.
    pub kind: Kind,
    /// What the page said.
    pub value: String,
    /// The line on which it said so.
    pub line: String,
}

impl Lock {
    /// Reads the file; what cannot be read is in its problems.
    ///
    /// ```
    /// use theta_drift::Lock;
    /// use theta_spec::source::SourceText;
    ///
    /// let lock = Lock::read(&SourceText::new("docs.lock.toml", r#"
    /// format_version = 1
    ///
    /// [[acknowledge]]
    /// fact          = "errors.gateway_timeout.retry"
    /// page_says     = "retry with backoff"
    /// contract_says = "after_user"
    /// reason        = "The sample retries it, the text says to shorten the audio."
    /// by            = "the maintainers"
    /// until         = 2027-06-30
    /// trust         = "contract"
    /// "#.to_owned()));
    /// assert!(lock.problems.is_empty());
    /// assert_eq!(lock.acknowledged.len(), 1);
    /// // Written again, it says the same.
    /// let again = Lock::read(&SourceText::new("docs.lock.toml", lock.to_string()));
    /// assert_eq!(again.acknowledged[0].reason, lock.acknowledged[0].reason);
    /// ```
    #[must_use]
    pub fn read(source: &SourceText) -> Self {
        parse::read(source)
    }

    /// The text of a file with this in it, written into the one that is there: what stays keeps its bytes, its order and
    /// its comments. `None` when the old file cannot be read, or is written in a way that cannot take it in.
    ///
    /// ```
    /// use theta_spec::day::Day;
    /// use theta_drift::Lock;
    /// use theta_spec::source::SourceText;
    ///
    /// let old = SourceText::new("docs.lock.toml", r#"format_version = 1
    ///
    /// [[page]]
    /// name   = "errors"
    /// sha256 = "00"
    /// read   = 2026-01-31 # by hand
    /// reader = 1
    /// bytes  = 0
    /// "#.to_owned());
    /// let mut lock = Lock::read(&old);
    /// lock.pages[0].read = Day::parse("2026-11-22").expect("a day");
    /// let new = lock.written_into(&old).expect("the old file has no mistake");
    /// assert_eq!(new, old.text().replace("2026-01-31", "2026-11-22"));
    /// ```
    #[must_use]
    pub fn written_into(&self, old: &SourceText) -> Option<String> {
        update::update(old, self)
    }

    /// The pin of a page.
    #[must_use]
    pub fn page(&self, name: &str) -> Option<&PinnedPage> {
        self.pages.iter().find(|page| page.name == name)
    }
}

/// SHA-256 of a text, in hexadecimal digits.
pub(super) fn sha256(text: &str) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// A text as it is written down: on one line, and with its hash in the place of what is too much.
pub(super) fn noted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let beginning: String = line.chars().take(LONGEST - 80).collect();
    format!("{beginning}… sha256:{}", sha256(&line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_one_that_other_tools_give() {
        assert_eq!(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn long_texts_are_told_apart_by_their_hash() {
        let (a, b) = ("x".repeat(500) + "a", "x".repeat(500) + "b");
        assert!(noted(&a).chars().count() <= LONGEST && noted(&a) != noted(&b));
        assert_eq!(noted(" a\n b "), "a b");
    }
}
