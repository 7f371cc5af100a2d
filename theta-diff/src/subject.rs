//! What findings are about.

use super::finding::Finding;
use super::rule::Told;
use super::said::seconds;
use std::fmt::Display;
use std::time::Duration;
use theta_spec::contract::Evidence;

/// Something that both contracts have: where it stands in each, and where findings about it go.
pub(super) struct Subject<'p, 'o> {
    old: Vec<&'p str>,
    new: Vec<&'p str>,
    pub(super) out: &'o mut Vec<Finding>,
}

impl<'p, 'o> Subject<'p, 'o> {
    pub(super) fn new(old: &[&'p str], new: &[&'p str], out: &'o mut Vec<Finding>) -> Self {
        Self {
            old: old.to_vec(),
            new: new.to_vec(),
            out,
        }
    }

    /// A part of it.
    pub(super) fn within<'t>(&'t mut self, old: &[&'t str], new: &[&'t str]) -> Subject<'t, 't> {
        Subject {
            old: [&self.old, old].concat(),
            new: [&self.new, new].concat(),
            out: self.out,
        }
    }

    /// Returns a finding about one of its keys, or about all of it where the key is empty.
    pub(super) fn finding(
        &self,
        rule: &'static str,
        key: &str,
        sees: impl Into<String>,
    ) -> Finding {
        let path = |base: &[&'p str]| {
            let key = Some(key).filter(|key| !key.is_empty());
            base.iter().copied().chain(key).map(str::to_owned).collect()
        };
        Finding::at(rule, path(&self.old), path(&self.new), sees)
    }

    /// Adds a finding with both values.
    pub(super) fn became(
        &mut self,
        rule: &'static str,
        key: &str,
        (was, is): (impl Display, impl Display),
        sees: impl Into<String>,
    ) {
        let finding = self.finding(rule, key, sees);
        self.out
            .push(finding.values(was.to_string(), is.to_string()));
    }

    /// Adds a finding when a value has changed.
    pub(super) fn changed<T: PartialEq + Display>(
        &mut self,
        rule: &'static str,
        key: &str,
        (was, is): (T, T),
        sees: impl Into<String>,
    ) {
        if was != is {
            self.became(rule, key, (was, is), sees);
        }
    }

    /// Adds a finding when only the name in the contract has changed.
    pub(super) fn key_changed(
        &mut self,
        rule: &'static str,
        kind: &str,
        (was, is): (&String, &String),
    ) {
        let sees = format!("readers of the contract see the {kind} `{was}` as `{is}`");
        self.changed(rule, "", (was, is), sees);
    }

    /// Adds a finding when the time after which a call is given up has changed.
    pub(super) fn timeout(&mut self, (was, is): (Duration, Duration), what: &str) {
        let (rule, verb) = if is < was {
            ("timeout-decreased", "gives up earlier")
        } else {
            ("timeout-increased", "waits longer")
        };
        let (before, after) = (seconds(was), seconds(is));
        if was != is {
            let sees = format!("{what} {verb}: after {after} instead of {before}");
            self.became(rule, "timeout", (before, after), sees);
        }
    }

    /// Adds what has changed of the facts that are told in words.
    pub(super) fn told<T>(&mut self, facts: &[Told<T>], (old, new): (&T, &T), name: &str) {
        for fact in facts {
            let (was, is) = ((fact.text)(old), (fact.text)(new));
            if let Some((rule, sees)) = fact.change.of(&was, &is) {
                self.became(rule, fact.key, (was, is), format!("{sees} `{name}`"));
            }
        }
    }

    /// Adds a finding when the source, the certainty or the note has changed.
    pub(super) fn evidence(&mut self, (old, new): (&Evidence, &Evidence), name: &str) {
        let text = |evidence: &Evidence| {
            format!(
                "{:?}, {}: {}",
                evidence.confidence,
                evidence.sources.join(", "),
                evidence.note
            )
        };
        if old != new {
            let sees = format!("readers see another source, certainty or note of `{name}`");
            self.became("evidence-changed", "", (text(old), text(new)), sees);
        }
    }
}
