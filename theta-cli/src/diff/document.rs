//! What a comparison says, as a document.

use super::report::Report;
use crate::report::{Document, Finding, Level, Place, Reply, Section, Tone};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use theta_diff::{
    Acknowledged, BehaviourVerdict, Bump, ReplyChange, ReplyOutcome, Rule, Since, SourceVerdict,
    WireVerdict,
};
use theta_spec::text::count;

/// Findings of texts and additions begin here.
const QUIET_RANK: u8 = 5;

impl Report {
    /// Returns what is to be written in any form.
    pub(super) fn document(&self) -> Document<'_> {
        let tone = match self.diff.bump() {
            None => Tone::Good,
            Some(Bump::Major) => Tone::Error,
            Some(Bump::Minor) => Tone::Warning,
            Some(Bump::Patch) => Tone::Strong,
        };
        let section = |title, folded| Section {
            title,
            intro: "",
            folded,
        };
        Document {
            command: "diff",
            sides: Some([self.old.name(), self.new.name()]),
            headline: self.headline(),
            tone,
            proof: self.proof(),
            problems: self.problems(),
            sections: vec![
                section("What callers notice", false),
                section("Additions, texts, and what was acknowledged before", true),
            ],
            findings: self.grouped(),
            tally: self.tally(),
            ..Document::default()
        }
    }

    /// One finding for each edit: the same change of several things is told once.
    fn grouped(&self) -> Vec<Finding<'_>> {
        let mut groups: Vec<Finding<'_>> = Vec::new();
        // Where what can be told with others was told first.
        let mut first = HashMap::new();
        for (finding, entry) in self.findings() {
            let values = (&finding.old, &finding.new);
            let is_alone = values == (&None, &None) || !finding.replies.is_empty();
            if is_alone || entry.is_some() {
                groups.push(self.finding(finding, entry));
                continue;
            }
            match first.entry((finding.rule.id, values)) {
                Entry::Occupied(at) => {
                    let shown: &mut Finding<'_> = &mut groups[*at.get()];
                    shown.also.push((&finding.sees, &finding.fingerprint));
                }
                Entry::Vacant(at) => {
                    at.insert(groups.len());
                    groups.push(self.finding(finding, entry));
                }
            }
        }
        groups
    }

    fn finding<'r>(
        &'r self,
        finding: &'r theta_diff::Finding,
        acknowledged: Option<&'r Acknowledged>,
    ) -> Finding<'r> {
        let rule = finding.rule;
        let settled = acknowledged.is_some_and(|entry| entry.settles(rule));
        // What a change acknowledges for itself is not folded away, whatever it is about.
        let is_folded = settled || (acknowledged.is_none() && rule.rank() >= QUIET_RANK);
        let is_quiet = is_folded && !rule.is_never_quiet();
        let verdicts = verdicts(rule);
        let mut facts = vec![format!("{verdicts}; {}", finding.fingerprint)];
        let explained: Vec<&str> = finding.explains.iter().map(|one| one.rule).collect();
        if !explained.is_empty() {
            facts.insert(0, format!("explains {}", explained.join(", ")));
        }
        Finding {
            section: usize::from(is_quiet),
            tone: match rule.bump() {
                Bump::Major => Tone::Error,
                Bump::Minor => Tone::Warning,
                Bump::Patch => Tone::Faint,
            },
            level: match rule.rank() {
                0..=2 => Level::Error,
                3..=4 => Level::Warning,
                _ => Level::Notice,
            },
            settled,
            class: rule.bump().as_str(),
            kind: rule.id,
            says: &finding.sees,
            risk: finding.risk.map(|risk| (risk.as_str(), risk.is_high())),
            told: finding
                .tells
                .iter()
                .map(|(key, text)| format!("{key}: {text}"))
                .collect(),
            verdicts,
            fingerprint: &finding.fingerprint,
            places: Some([
                Place::at(&self.old, finding.old_at.position),
                Place::at(&self.new, finding.new_at.position),
            ]),
            values: [finding.old.as_deref(), finding.new.as_deref()],
            replies: finding.replies.iter().map(reply).collect(),
            facts,
            acknowledged: acknowledged.map(|entry| (acknowledgement(entry), &*entry.note)),
            ..Finding::default()
        }
    }

    /// How many findings there are, and which command explains one.
    fn tally(&self) -> String {
        let Some(first) = self.diff.findings.first() else {
            return String::new();
        };
        let known = || self.acknowledged.iter().flatten();
        let new = known()
            .filter(|entry| entry.since == Since::ThisChange)
            .count();
        let seen = match (known().count(), new) {
            (0, _) => String::new(),
            (all, 0) => format!(", {all} acknowledged"),
            (all, new) => format!(", {all} acknowledged, {new} of them by this change"),
        };
        let findings = count(self.diff.findings.len(), "finding");
        let risks = self.diff.findings.iter().filter_map(|finding| finding.risk);
        let risks = match risks.filter(|risk| risk.is_high()).count() {
            0 => String::new(),
            high => format!(", {high} about the key or money"),
        };
        format!(
            "{findings}{risks}{seen}; `theta explain-rule {}` explains the first",
            first.rule.id
        )
    }
}

/// What an acknowledgement is, in its first words: `acknowledged by this change, correction`.
fn acknowledgement(entry: &Acknowledged) -> String {
    let by = match entry.since {
        Since::ThisChange => " by this change",
        Since::Before | Since::Unknown => "",
    };
    format!("acknowledged{by}, {}", entry.intent.as_str())
}

/// The four verdicts, those that say something: `source breaks, wire sends`.
fn verdicts(rule: &Rule) -> String {
    let mut words = Vec::new();
    if rule.source != SourceVerdict::None {
        words.push(format!("source {}", rule.source.as_str()));
    }
    if rule.behaviour != BehaviourVerdict::None {
        words.push(format!("behaviour {}", rule.behaviour.as_str()));
    }
    if rule.wire != WireVerdict::None {
        words.push(format!("wire {}", rule.wire.as_str()));
    }
    if rule.docs {
        words.push("docs".to_owned());
    }
    words.join(", ")
}

/// The headers that matter, and the body.
fn sent(change: &ReplyChange) -> Cow<'_, str> {
    let body = match std::str::from_utf8(&change.body) {
        Ok("") => "(no body)",
        Ok(text) => text,
        Err(_) => "(a body that is no text)",
    };
    if change.headers.is_empty() {
        return Cow::Borrowed(body);
    }
    let headers = change.headers.iter();
    let headers = headers.map(|(name, value)| format!("{name}: {value}, "));
    Cow::Owned(headers.collect::<Vec<_>>().concat() + body)
}

fn reply(change: &ReplyChange) -> Reply<'_> {
    let status = change.status;
    // Where the errors have one name, the captured values are what changed.
    let values_changed = change.old.to_string() == change.new.to_string();
    let outcome = |outcome: &ReplyOutcome| match outcome {
        ReplyOutcome::Row {
            variant, captures, ..
        } if values_changed => {
            let values = captures
                .iter()
                .map(|(name, value)| format!("{name}: {value:?}"));
            format!("{variant} {{ {} }}", values.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    };
    Reply {
        status: if change.any_of_class {
            format!("{status} (any other {}xx)", status / 100)
        } else {
            status.to_string()
        },
        sent: sent(change),
        was: outcome(&change.old),
        becomes: outcome(&change.new),
        endpoints: match change.endpoints.as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                format!("{first}, {second}, {third} and {} more", rest.len())
            }
            all => all.join(", "),
        },
    }
}
