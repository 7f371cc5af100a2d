//! Writing the file: in one order, so that equal locks are equal bytes.

use super::{Covers, FORMAT_VERSION, Lock, PinnedFact, PinnedPage};
use crate::Finding;
use std::fmt;
pub(super) use theta_spec::text::toml as quoted;

const HEAD: &str = "\
# What the vendor's pages said when they were last accepted. `theta drift --pin` writes this file.
# Entries of [[acknowledge]] are written by people, and kept.
";

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{HEAD}\nformat_version = {FORMAT_VERSION}\n")?;
        for entry in &self.acknowledged {
            f.write_str("\n[[acknowledge]]\n")?;
            match &entry.covers {
                Covers::Fact {
                    fact,
                    page_says,
                    contract_says,
                } => {
                    writeln!(f, "fact          = {}", quoted(fact))?;
                    writeln!(f, "page_says     = {}", quoted(page_says))?;
                    writeln!(f, "contract_says = {}", quoted(contract_says))?;
                }
                Covers::Every { kind, page } => {
                    writeln!(f, "kind          = {}", quoted(kind.as_str()))?;
                    writeln!(f, "page          = {}", quoted(page))?;
                }
            }
            writeln!(f, "reason        = {}", quoted(&entry.reason))?;
            writeln!(f, "by            = {}", quoted(&entry.by))?;
            writeln!(f, "until         = {}", entry.until)?;
            writeln!(f, "trust         = {}", quoted(entry.trust.as_str()))?;
        }
        for page in &self.pages {
            write!(f, "\n{page}")?;
        }
        Ok(())
    }
}

impl fmt::Display for PinnedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[[page]]\n")?;
        writeln!(f, "name   = {}", quoted(&self.name))?;
        if !self.url.is_empty() {
            writeln!(f, "url    = {}", quoted(&self.url))?;
        }
        writeln!(f, "sha256 = {}", quoted(&self.sha256))?;
        writeln!(f, "read   = {}", self.read)?;
        writeln!(f, "reader = {}", self.reader)?;
        writeln!(f, "bytes  = {}", self.bytes)?;
        writeln!(
            f,
            "headings = {}",
            list(self.headings.iter().map(|heading| quoted(heading)))
        )?;
        writeln!(f, "facts = {}", list(self.facts.iter().map(fact)))
    }
}

/// A fact, on one line.
pub(super) fn fact(fact: &PinnedFact) -> String {
    format!(
        "{{ key = {}, kind = {}, value = {}, line = {} }}",
        quoted(&fact.key),
        quoted(fact.kind.as_str()),
        quoted(&fact.value),
        quoted(&fact.line)
    )
}

/// One item a line: a page that changes in one place changes one line of the file.
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    let lines = items.fold(String::new(), |lines, item| lines + "\n  " + &item + ",");
    if lines.is_empty() {
        "[]".to_owned()
    } else {
        format!("[{lines}\n]")
    }
}

impl Finding {
    /// An entry for `docs.lock.toml` that acknowledges it, with what a person has to fill in.
    ///
    /// ```
    /// # use theta_drift::{Finding, Kind, Verdict};
    /// let finding = Finding {
    ///     verdict: Verdict::New,
    ///     kind: Kind::Limit,
    ///     subject: "limits.max_size".to_owned(),
    ///     spec: None,
    ///     pages: Vec::new(),
    ///     score: None,
    ///     message: String::new(),
    ///     help: String::new(),
    ///     disputed: false,
    ///     change: None,
    /// };
    /// assert!(finding.acknowledgement().starts_with("[[acknowledge]]\nfact          = \"limits.max_size\"\n"));
    /// ```
    #[must_use]
    pub fn acknowledgement(&self) -> String {
        format!(
            "[[acknowledge]]\nfact          = {}\npage_says     = {}\ncontract_says = {}\nreason        = \"\"\nby            = \"\"\nuntil         = \ntrust         = \"contract\"\n",
            quoted(&self.subject),
            quoted(&self.page_says()),
            quoted(&self.contract_says())
        )
    }
}
