//! For programs; docs/schema/diff.json says what it holds.

use super::report;
use crate::report::{Place, Problem};
use serde::Serialize;
use std::collections::BTreeMap;
use theta_diff::{Acknowledged, Finding, Location, ReplyChange, ReplyOutcome, Since, UndecidedWhy};
use theta_spec::source::SourceText;

#[derive(Serialize)]
pub(super) struct Report<'a> {
    format_version: u32,
    old: &'a str,
    new: &'a str,
    same_text: bool,
    bump: Option<&'static str>,
    released: Option<String>,
    required: Option<String>,
    next: Option<String>,
    next_is_enough: Option<bool>,
    headline: String,
    findings: Vec<Entry<'a>>,
    acknowledgement_problems: Vec<Problem<'a>>,
    proof: Proof<'a>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'static str,
    title: &'static str,
    why: &'static str,
    bump: &'static str,
    /// Null where nothing is at stake but what the verdicts say.
    risk: Option<Risk>,
    verdicts: Verdicts,
    subject: &'a str,
    sees: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    old_at: Side<'a>,
    new_at: Side<'a>,
    /// What a new row says, by its keys.
    tells: BTreeMap<&'static str, &'a str>,
    replies: Vec<Reply<'a>>,
    explains: Vec<Explained<'a>>,
    fingerprint: &'a str,
    acknowledged: Option<Ack<'a>>,
}

#[derive(Serialize)]
struct Risk {
    says: &'static str,
    high: bool,
}

#[derive(Serialize)]
struct Verdicts {
    source: &'static str,
    behaviour: &'static str,
    wire: &'static str,
    docs: bool,
}

#[derive(Serialize)]
struct Side<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    exact: bool,
}

#[derive(Serialize)]
struct Reply<'a> {
    status: u16,
    any_of_class: bool,
    /// The headers that matter.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'a str, &'a str>,
    /// Null when the body is not UTF-8.
    body: Option<&'a str>,
    endpoints: &'a [String],
    old: Outcome<'a>,
    new: Outcome<'a>,
}

/// All null and empty for an unknown reply.
#[derive(Serialize)]
struct Outcome<'a> {
    success: bool,
    row: Option<&'a str>,
    variant: Option<&'a str>,
    captures: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct Explained<'a> {
    rule: &'static str,
    subject: &'a str,
}

#[derive(Serialize)]
struct Ack<'a> {
    intent: &'static str,
    note: &'a str,
    until: Option<String>,
    /// Null when it is not known what was acknowledged before.
    by_this_change: Option<bool>,
}

#[derive(Serialize)]
struct Proof<'a> {
    complete: bool,
    endpoints: usize,
    identical: usize,
    searched: usize,
    large_numbers_tried: bool,
    values_tried: bool,
    undecided: Vec<Undecided<'a>>,
}

#[derive(Serialize)]
struct Undecided<'a> {
    endpoint: &'a str,
    status: Option<u16>,
    row: &'a str,
    why: &'static str,
    limit: Option<usize>,
}

impl<'a> Report<'a> {
    pub(super) fn of(report: &'a report::Report) -> Self {
        let proof = &report.diff.proof;
        Self {
            format_version: 1,
            old: report.old.name(),
            new: report.new.name(),
            same_text: report.diff.same_text,
            bump: report.diff.bump().map(theta_diff::Bump::as_str),
            released: report.released.as_ref().map(ToString::to_string),
            required: report.required().map(|version| version.to_string()),
            next: report.next.as_ref().map(ToString::to_string),
            next_is_enough: report.next.as_ref().map(|_| !report.too_low()),
            headline: report.headline(),
            findings: report
                .findings()
                .map(|(finding, acknowledged)| Entry::of(report, finding, acknowledged))
                .collect(),
            acknowledgement_problems: report.problems(),
            proof: Proof {
                complete: proof.is_complete(),
                endpoints: proof.endpoints,
                identical: proof.identical,
                searched: proof.searched,
                large_numbers_tried: proof.large_numbers_tried,
                values_tried: proof.values_tried,
                undecided: proof.undecided.iter().map(Undecided::of).collect(),
            },
        }
    }
}

impl<'a> Undecided<'a> {
    fn of(one: &'a theta_diff::Undecided) -> Self {
        let (why, limit) = match one.why {
            UndecidedWhy::Limit(limit) => ("limit", Some(limit)),
            UndecidedWhy::Unconfirmed => ("unconfirmed", None),
            UndecidedWhy::ShapesDiffer => ("shapes differ", None),
        };
        Self {
            endpoint: &one.endpoint,
            status: one.status,
            row: &one.row,
            why,
            limit,
        }
    }
}

impl<'a> Entry<'a> {
    fn of(
        report: &'a report::Report,
        finding: &'a Finding,
        acknowledged: Option<&'a Acknowledged>,
    ) -> Self {
        let rule = finding.rule;
        Self {
            rule: rule.id,
            title: rule.title,
            why: rule.why,
            bump: rule.bump().as_str(),
            risk: finding.risk.map(|risk| Risk {
                says: risk.as_str(),
                high: risk.is_high(),
            }),
            verdicts: Verdicts {
                source: rule.source.as_str(),
                behaviour: rule.behaviour.as_str(),
                wire: rule.wire.as_str(),
                docs: rule.docs,
            },
            subject: &finding.subject,
            sees: &finding.sees,
            old: finding.old.as_deref(),
            new: finding.new.as_deref(),
            old_at: Side::of(&report.old, &finding.old_at),
            new_at: Side::of(&report.new, &finding.new_at),
            tells: finding
                .tells
                .iter()
                .map(|(key, text)| (*key, text.as_str()))
                .collect(),
            replies: finding.replies.iter().map(Reply::of).collect(),
            explains: finding
                .explains
                .iter()
                .map(|one| Explained {
                    rule: one.rule,
                    subject: &one.subject,
                })
                .collect(),
            fingerprint: &finding.fingerprint,
            acknowledged: acknowledged.map(|entry| Ack {
                intent: entry.intent.as_str(),
                note: &entry.note,
                until: entry.until.map(|day| day.to_string()),
                by_this_change: match entry.since {
                    Since::Before => Some(false),
                    Since::ThisChange => Some(true),
                    Since::Unknown => None,
                },
            }),
        }
    }
}

impl<'a> Side<'a> {
    fn of(source: &'a SourceText, location: &Location) -> Self {
        Self {
            place: Place::at(source, location.position),
            exact: location.exact,
        }
    }
}

impl<'a> Reply<'a> {
    fn of(change: &'a ReplyChange) -> Self {
        Self {
            status: change.status,
            any_of_class: change.any_of_class,
            headers: change
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            body: std::str::from_utf8(&change.body).ok(),
            endpoints: &change.endpoints,
            old: Outcome::of(&change.old),
            new: Outcome::of(&change.new),
        }
    }
}

impl<'a> Outcome<'a> {
    fn of(outcome: &'a ReplyOutcome) -> Self {
        match outcome {
            ReplyOutcome::Success | ReplyOutcome::Unknown => Self {
                success: matches!(outcome, ReplyOutcome::Success),
                row: None,
                variant: None,
                captures: BTreeMap::new(),
            },
            ReplyOutcome::Row {
                name,
                variant,
                captures,
            } => Self {
                success: false,
                row: Some(name),
                variant: Some(variant),
                captures: captures
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect(),
            },
        }
    }
}
