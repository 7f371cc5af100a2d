//! One fact that changed.

use super::risk::Risk;
use super::rule::Rule;
use super::rules::find_rule;
use std::fmt;
use theta_spec::contract::{Billing, Contract, Endpoint};
use theta_spec::source::{Position, Span};

/// One fact that changed, and what it means to a caller.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What kind of change it is.
    pub rule: &'static Rule,
    /// What it is about, by its path in the contract: `errors.rate_limited.retry`.
    pub subject: String,
    /// What a caller sees, in one sentence without its full stop.
    pub sees: String,
    /// The value before; `None` when there was none.
    pub old: Option<String>,
    /// The value after; `None` when there is none.
    pub new: Option<String>,
    /// Where it stands in the old contract.
    pub old_at: Location,
    /// Where it stands in the new contract.
    pub new_at: Location,
    /// What it may cost, whatever version it asks for.
    pub risk: Option<Risk>,
    /// What a new row says: `retry`, `cause`, `fix` and so on, each with its text.
    pub tells: Vec<(&'static str, String)>,
    /// Replies that show it, shortest first.
    pub replies: Vec<ReplyChange>,
    /// What else changed with it and needs no finding of its own.
    pub explains: Vec<Explained>,
    /// Names the fact whatever its place and wording: sixteen hexadecimal digits.
    pub fingerprint: String,
}

/// A smaller change that a finding explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The rule that it would have been a finding of.
    pub rule: &'static str,
    /// What it is about.
    pub subject: String,
}

/// A place in a contract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The range of bytes.
    pub span: Span,
    /// Its beginning.
    pub position: Option<Position>,
    /// Whether the thing itself is there; otherwise it is the place where it would stand.
    pub exact: bool,
    pub(super) path: Vec<String>,
}

/// A reply that is something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyChange {
    /// Its status.
    pub status: u16,
    /// Whether the status stands for all of its class that no row names.
    pub any_of_class: bool,
    /// The headers that matter, lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
    /// Endpoints on which it is so, by their names in the new contract, sorted.
    pub endpoints: Vec<String>,
    /// What it was.
    pub old: ReplyOutcome,
    /// What it is.
    pub new: ReplyOutcome,
}

/// What a reply is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReplyOutcome {
    /// A success.
    Success,
    /// A failure that is no documented row.
    Unknown,
    /// This row.
    Row {
        /// Its name in the contract.
        name: String,
        /// Its variant in Rust.
        variant: String,
        /// What was captured, by Rust name.
        captures: Vec<(String, String)>,
    },
}

impl ReplyOutcome {
    /// Returns the row's name, if it is one.
    #[must_use]
    pub fn row(&self) -> Option<&str> {
        match self {
            Self::Success | Self::Unknown => None,
            Self::Row { name, .. } => Some(name),
        }
    }
}

/// `NotAllWordsSpoken`, `unknown`, or `a success`.
impl fmt::Display for ReplyOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("a success"),
            Self::Unknown => f.write_str("unknown"),
            Self::Row { variant, .. } => f.write_str(variant),
        }
    }
}

impl Finding {
    /// A finding of that rule; the places are filled in when all findings are known.
    pub(super) fn new(rule: &'static str, subject: &[&str], sees: impl Into<String>) -> Self {
        let path: Vec<String> = subject.iter().map(|&part| part.to_owned()).collect();
        Self::at(rule, path.clone(), path, sees)
    }

    /// A finding about what stands at these two paths.
    pub(super) fn at(
        rule: &'static str,
        old_path: Vec<String>,
        new_path: Vec<String>,
        sees: impl Into<String>,
    ) -> Self {
        let at = |path| Location {
            path,
            ..Location::default()
        };
        Self {
            rule: known(rule),
            subject: old_path.join("."),
            sees: sees.into(),
            old: None,
            new: None,
            old_at: at(old_path),
            new_at: at(new_path),
            risk: None,
            tells: Vec::new(),
            replies: Vec::new(),
            explains: Vec::new(),
            fingerprint: String::new(),
        }
    }

    pub(super) fn old(mut self, value: impl Into<String>) -> Self {
        self.old = Some(value.into());
        self
    }

    pub(super) fn new_value(mut self, value: impl Into<String>) -> Self {
        self.new = Some(value.into());
        self
    }

    pub(super) fn values(self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.old(old).new_value(new)
    }

    /// Where it stands in the new contract, when that is another path than the subject.
    pub(super) fn new_path(mut self, path: &[&str]) -> Self {
        self.new_at.path = path.iter().map(|&part| part.to_owned()).collect();
        self
    }

    pub(super) fn telling(mut self, tells: Vec<(&'static str, String)>) -> Self {
        self.tells = tells;
        self
    }

    pub(super) fn explaining(mut self, rule: &'static str, subject: impl Into<String>) -> Self {
        self.explains.push(Explained {
            rule,
            subject: subject.into(),
        });
        self
    }

    /// Says what it may cost in the new contract: nothing is billed twice where nothing is billed.
    pub(super) fn weigh(&mut self, contract: &Contract) {
        let billed = |endpoint: &Endpoint| !matches!(endpoint.billing, Billing::Free);
        let is_billed = match self.new_at.path.as_slice() {
            [table, name, ..] if table == "errors" => {
                let row = contract.errors.iter().find(|row| row.name == *name);
                row.is_none_or(|row| row.on.iter().any(|id| billed(&contract.endpoints[id.0])))
            }
            [table, name, ..] if table == "endpoints" => contract.endpoint(name).is_none_or(billed),
            _ => contract.endpoints.iter().any(billed),
        };
        let risk = self.rule.risk();
        self.risk = risk.filter(|risk| *risk != Risk::SentAgain || is_billed);
    }

    /// Hashes what the fact is: neither where it stands nor how it is worded.
    pub(super) fn seal(&mut self) {
        let mut hash = Fnv::new();
        hash.text(self.rule.id);
        hash.text(&self.subject);
        for value in [&self.old, &self.new] {
            hash.byte(u8::from(value.is_some()));
            hash.text(value.as_deref().unwrap_or_default());
        }
        self.fingerprint = format!("{:016x}", hash.0);
    }
}

/// A misspelt rule is a mistake here that the table's tests find; the finding still must not be lost.
fn known(rule: &'static str) -> &'static Rule {
    find_rule(rule).unwrap_or(&UNLISTED)
}

static UNLISTED: Rule = Rule::new("unlisted", "a change without a rule", "").breaks();

/// FNV-1a: stable across releases and machines, which the standard hasher does not promise.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// The length goes first, so that two texts cannot run into each other.
    fn text(&mut self, text: &str) {
        for byte in (text.len() as u64).to_le_bytes() {
            self.byte(byte);
        }
        for byte in text.bytes() {
            self.byte(byte);
        }
    }
}
