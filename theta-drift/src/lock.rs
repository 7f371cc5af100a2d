//! `docs.lock`: what the pages said when somebody last accepted it, and the disagreements that somebody has looked at.
//!
//! A pin answers whether a page has changed, an entry whether a disagreement is known. Neither takes part in reading a
//! page: they only sort what was found.

use super::finding::Finding;
use super::pinned::{Known, PinnedPage};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use theta_spec::day::Day;
use theta_spec::entries::{self, Entry, chosen};
pub use theta_spec::entries::{Problem as LockProblem, ProblemKind as LockProblemKind};
use theta_spec::source::{SourceText, Span};
use theta_spec::text::toml as quoted;

/// What was accepted.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// The pages as they were accepted.
    pub pages: Vec<PinnedPage>,
    /// Disagreements that somebody has looked at, in the order of the file.
    pub acknowledged: Vec<Acknowledgement>,
    /// What is wrong with the file of these.
    pub problems: Vec<LockProblem>,
}

/// An entry about a disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Its subject: `errors.gateway_timeout.retry`.
    pub fact: String,
    /// What the page says; empty if it says nothing.
    pub page_says: String,
    /// What the contract says; empty if it says nothing. If one of the two changes, the disagreement is news again.
    pub contract_says: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: String,
    /// The last day on which it counts.
    pub until: Day,
    /// Which side is taken to be right.
    pub trust: Trust,
    /// Where it stands.
    pub span: Span,
}

theta_spec::worded_enum! {
    /// Which side is taken to be right.
    pub enum Trust {
        /// The contract; the page is wrong.
        Contract = "contract",
        /// The page; the contract waits for somebody.
        Page = "page",
    }
}

const KEYS: &[&str] = &[
    "fact",
    "page_says",
    "contract_says",
    "reason",
    "by",
    "until",
    "trust",
];

/// What is wrong with a blank text.
const BLANK: Option<&str> = Some("is empty");

impl Lock {
    /// Returns a lock of these pages and the entries of a file; what cannot be read of it is in its problems.
    ///
    /// ```
    /// use theta_drift::Lock;
    /// use theta_spec::source::SourceText;
    ///
    /// let file = SourceText::new("acknowledged.toml", r#"
    /// [[acknowledge]]
    /// fact          = "errors.gateway_timeout.status"
    /// page_says     = "408"
    /// contract_says = "504"
    /// reason        = "The service sends 504, whatever the page says."
    /// by            = "the maintainers"
    /// until         = 2027-06-30
    /// trust         = "contract"
    /// "#.to_owned());
    /// let lock = Lock::new(Vec::new(), Some(&file));
    /// assert!(lock.problems.is_empty());
    /// assert_eq!(lock.acknowledged.len(), 1);
    /// ```
    #[must_use]
    pub fn new(pages: Vec<PinnedPage>, acknowledged: Option<&SourceText>) -> Self {
        let mut lock = Self {
            pages,
            ..Self::default()
        };
        let mut reader = entries::Reader::default();
        if let Some(file) = acknowledged
            && let Some(root) = reader.document(file)
        {
            reader.known(&root, &["acknowledge"], "the file");
            let list = root.get("acknowledge");
            let found = list.map_or_else(Vec::new, |list| {
                reader.entries("acknowledge", list.span(), list)
            });
            for entry in found {
                let Some(read) = acknowledgement(&mut reader, entry) else {
                    continue;
                };
                if lock
                    .acknowledged
                    .iter()
                    .any(|other| other.is_about_the_same(&read))
                {
                    reader.wrong(
                        read.span,
                        "it is acknowledged twice: remove one of the entries",
                    );
                } else {
                    lock.acknowledged.push(read);
                }
            }
        }
        lock.problems = reader.problems;
        lock
    }

    /// Returns what was accepted of a page.
    #[must_use]
    pub fn page(&self, name: &str) -> Option<&PinnedPage> {
        self.pages.iter().find(|page| page.name == name)
    }
}

fn acknowledgement(reader: &mut entries::Reader, entry: Entry<'_, '_>) -> Option<Acknowledgement> {
    let before = reader.problems.len();
    reader.known(entry.table, KEYS, "an entry");
    let mut text = |key, blank| reader.text(entry, key, blank);
    let fact = text("fact", BLANK);
    let page_says = text("page_says", None);
    let contract_says = text("contract_says", None);
    let reason = text("reason", BLANK);
    let by = text("by", BLANK);
    let word = text("trust", BLANK);
    if !entry.table.contains_key("until") {
        reader.wrong(
            entry.span,
            "the entry has no `until`: write a day, such as 2027-01-31",
        );
    }
    let until = reader.day(entry, "until");
    let trust = word.as_ref().and_then(|word| chosen(Trust::ALL, word));
    if let (Some(word), None) = (&word, trust) {
        reader.wrong(
            entry.span,
            format!("`{word}` is no side: trust the `contract` or the `page`"),
        );
    }
    if reader.problems.len() > before {
        return None;
    }
    Some(Acknowledgement {
        fact: fact?,
        page_says: page_says?,
        contract_says: contract_says?,
        reason: reason?,
        by: by?,
        until: until?,
        trust: trust?,
        span: entry.span,
    })
}

impl Acknowledgement {
    /// Returns whether it is about a disagreement, whatever the day.
    pub(crate) fn is_about(&self, known: &Known) -> bool {
        (&self.fact, &self.page_says, &self.contract_says)
            == (&known.subject, &known.page, &known.contract)
    }

    fn is_about_the_same(&self, other: &Self) -> bool {
        (&self.fact, &self.page_says, &self.contract_says)
            == (&other.fact, &other.page_says, &other.contract_says)
    }
}

impl Finding {
    /// Returns an entry for `acknowledged.toml`, with blanks for a person to fill in.
    #[must_use]
    pub fn acknowledgement(&self) -> String {
        format!(
            "[[acknowledge]]\nfact          = {}\npage_says     = {}\ncontract_says = {}\nreason        = \"\"\nby            = \"\"\nuntil         = \"\" # the last day, such as 2027-01-31, without quotes\ntrust         = \"contract\" # or \"page\"\n",
            quoted(&self.subject),
            quoted(self.page_says()),
            quoted(self.contract_says()),
        )
    }
}

/// Returns the text of a file of entries without some of them, each with the comments right above it.
#[must_use]
pub fn without(file: &SourceText, entries: &[&Acknowledgement]) -> String {
    let text = file.text();
    let headers: Vec<usize> = lines(text)
        .filter(|(_, line)| line.trim_start().starts_with("[["))
        .map(|(at, _)| at)
        .collect();
    let mut out = text.to_owned();
    for (at, start) in headers.iter().enumerate().rev() {
        let end = headers
            .get(at + 1)
            .map_or(text.len(), |next| with_comments(text, *next));
        let is_it = |entry: &&&Acknowledgement| (*start..end).contains(&entry.span.start);
        if entries.iter().any(|entry| is_it(&entry)) {
            out.replace_range(with_comments(text, *start)..end, "");
        }
    }
    out
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    })
}

/// Where the comments begin that stand right above a line.
fn with_comments(text: &str, start: usize) -> usize {
    let above: Vec<(usize, &str)> = lines(&text[..start]).collect();
    let comments = above
        .iter()
        .rev()
        .take_while(|(_, line)| line.trim_start().starts_with('#'));
    comments.last().map_or(start, |(at, _)| *at)
}

/// SHA-256 of a text, in hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
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
    fn an_entry_is_removed_with_its_comments_and_nothing_else() {
        let entry = |fact: &str| {
            format!(
                "[[acknowledge]]\nfact = \"{fact}\"\npage_says = \"a\"\ncontract_says = \"b\"\nreason = \"r\"\nby = \"us\"\nuntil = 2027-01-31\ntrust = \"page\"\n\n"
            )
        };
        let text = format!("# ours\n\n# one\n{}# two\n{}", entry("one"), entry("two"));
        let file = SourceText::new("acknowledged.toml", text);
        let lock = Lock::new(Vec::new(), Some(&file));
        assert_eq!(lock.problems, []);
        let first = without(&file, &[&lock.acknowledged[0]]);
        assert_eq!(first, format!("# ours\n\n# two\n{}", entry("two")));
        let both: Vec<&Acknowledgement> = lock.acknowledged.iter().collect();
        assert_eq!(without(&file, &both), "# ours\n\n");
        assert_eq!(without(&file, &[]), file.text());
    }
}
