//! What is reported, whatever the format.

use super::FailOn;
use crate::output::count;
use theta_diff::{
    AckProblem, Acknowledged, Acknowledgements, BehaviourVerdict, Bump, Diff, Finding, Location,
    Proof, ReplyChange, Since, SourceVerdict, UndecidedWhy, Version, WireVerdict, required_version,
};
use theta_spec::day::Day;
use theta_spec::source::{SourceText, Span};

/// A comparison with all that belongs to it.
pub(super) struct Report {
    pub(super) old: SourceText,
    pub(super) new: SourceText,
    pub(super) diff: Diff,
    /// For each finding what somebody said about it.
    pub(super) acknowledged: Vec<Option<Acknowledged>>,
    /// What is wrong with the file of acknowledgements, and the file.
    pub(super) problems: Vec<AckProblem>,
    pub(super) file: Option<SourceText>,
    pub(super) released: Option<Version>,
    pub(super) next: Option<Version>,
}

impl Report {
    pub(super) fn new(
        (old, new): (SourceText, SourceText),
        diff: Diff,
        acknowledgements: Option<(SourceText, Acknowledgements)>,
        today: Day,
        released: Option<Version>,
        next: Option<Version>,
    ) -> Self {
        let (file, entries) = acknowledgements
            .map_or((None, Acknowledgements::default()), |(file, entries)| {
                (Some(file), entries)
            });
        Self {
            old,
            new,
            acknowledged: diff
                .findings
                .iter()
                .map(|finding| entries.of(finding, today).cloned())
                .collect(),
            problems: entries.check(&diff, today),
            file,
            diff,
            released,
            next,
        }
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = (&Finding, Option<&Acknowledged>)> {
        self.diff
            .findings
            .iter()
            .zip(self.acknowledged.iter().map(Option::as_ref))
    }

    /// The findings that a reviewer has to see: all but those that were settled before the change.
    pub(super) fn open(&self) -> impl Iterator<Item = (&Finding, Option<&Acknowledged>)> {
        self.findings().filter(|(finding, acknowledged)| {
            !acknowledged.is_some_and(|entry| entry.settles(finding.rule))
        })
    }

    /// Whether the command leaves with 1.
    pub(super) fn fails(&self, on: FailOn) -> bool {
        let open = self
            .findings()
            .any(|(finding, acknowledged)| acknowledged.is_none() && counts(finding, on));
        !self.problems.is_empty() || self.too_low() || open
    }

    /// Whether the version that is to be released is too low.
    pub(super) fn too_low(&self) -> bool {
        match (&self.released, &self.next, self.diff.bump()) {
            (Some(released), Some(next), Some(bump)) => !released.allows(next, bump),
            _ => false,
        }
    }

    /// The version that the change needs, when it is known what was released.
    pub(super) fn required(&self) -> Option<Version> {
        Some(required_version(self.released.as_ref()?, self.diff.bump()?))
    }

    /// How many findings ask for the highest part of the version.
    pub(super) fn forcing(&self) -> usize {
        let bump = self.diff.bump();
        self.diff
            .findings
            .iter()
            .filter(|finding| Some(finding.rule.bump()) == bump)
            .count()
    }

    /// The verdict in one line.
    pub(super) fn headline(&self) -> String {
        let Some(bump) = self.diff.bump() else {
            return if self.diff.same_text {
                "nothing changed: the texts are the same".to_owned()
            } else {
                "nothing changed for callers: only comments, order or layout differ".to_owned()
            };
        };
        let why = match bump {
            Bump::Major => "programs may not compile",
            Bump::Minor => "something is added, or the same program acts otherwise",
            Bump::Patch => "only texts changed",
        };
        let forcing = self.forcing();
        let because = format!(
            "{} {}",
            count(forcing, "finding"),
            if forcing == 1 { "asks" } else { "ask" }
        );
        match (&self.released, self.required()) {
            (Some(released), Some(required)) => {
                let verdict = match &self.next {
                    Some(next) if self.too_low() => format!(", {next} is too low"),
                    Some(next) => format!(", {next} is enough"),
                    None => String::new(),
                };
                format!(
                    "needs {required} after {released}{verdict}: {why} ({because} for a {} release)",
                    bump.as_str()
                )
            }
            _ => format!(
                "needs a {} release: {why} ({because} for it; below 1.0.0 Cargo shifts one place)",
                bump.as_str()
            ),
        }
    }

    /// What was proved of the replies, in one line.
    pub(super) fn proof(&self) -> String {
        proof(&self.diff.proof, &self.diff.findings)
    }
}

/// What an acknowledgement is, in its first words: `acknowledged by this change, correction`.
pub(super) fn acknowledgement(entry: &Acknowledged) -> String {
    let by = match entry.since {
        Since::ThisChange => " by this change",
        Since::Before | Since::Unknown => "",
    };
    format!("acknowledged{by}, {}", entry.intent.as_str())
}

/// Whether a finding is at least that serious.
pub(super) fn counts(finding: &Finding, on: FailOn) -> bool {
    let rule = finding.rule;
    let source = rule.source == SourceVerdict::Breaks;
    let behaviour = source || rule.behaviour != BehaviourVerdict::None;
    let wire = behaviour || rule.wire != WireVerdict::None;
    match on {
        FailOn::Source => source,
        FailOn::Behaviour => behaviour,
        FailOn::Wire => wire,
        FailOn::Docs => true,
        FailOn::Never => false,
    }
}

fn proof(proof: &Proof, findings: &[Finding]) -> String {
    if proof.endpoints == 0 {
        return "replies: no endpoint is in both contracts, so none were compared".to_owned();
    }
    let differ = findings.iter().any(|finding| !finding.replies.is_empty());
    let limit = proof
        .undecided
        .iter()
        .filter(|one| matches!(one.why, UndecidedWhy::Limit(_)))
        .count();
    let unconfirmed = proof
        .undecided
        .iter()
        .filter(|one| one.why == UndecidedWhy::Unconfirmed)
        .count();
    let shapes = proof
        .undecided
        .iter()
        .any(|one| one.why == UndecidedWhy::ShapesDiffer);
    let mut doubts = Vec::new();
    if shapes {
        doubts.push("error bodies are read at other places, so of those only the documented ones were tried".to_owned());
    }
    if limit > 0 {
        doubts.push(format!(
            "the search was cut off at {} (--limit raises it)",
            count(limit, "place")
        ));
    }
    if unconfirmed > 0 {
        doubts.push(format!(
            "{} could not be confirmed",
            count(unconfirmed, "reply")
        ));
    }
    if !doubts.is_empty() {
        return format!("replies: not proved complete: {}", doubts.join("; "));
    }
    let mut numbers = String::new();
    if proof.large_numbers_tried {
        numbers.push_str("; of numbers beyond 64 bits one was tried");
    }
    if proof.values_tried {
        numbers.push_str("; captured values were compared on samples");
    }
    let cells = count(proof.identical + proof.searched, "pair");
    let searched = proof.searched;
    if differ {
        format!(
            "replies: every kind of reply that is read otherwise is shown; proved for {cells} of endpoint and status, {searched} of them by search{numbers}"
        )
    } else {
        format!(
            "replies: no reply is read otherwise; proved for {cells} of endpoint and status, {searched} of them by search{numbers}"
        )
    }
}

/// `spec.toml:12:3`, or `spec.toml` when there is no place.
pub(super) fn place(source: &SourceText, location: &Location) -> String {
    location.position.map_or_else(
        || source.name().to_owned(),
        |position| format!("{}:{position}", source.name()),
    )
}

pub(super) fn span_place(source: &SourceText, span: Span) -> String {
    format!("{}:{}", source.name(), source.position(span.start))
}

/// The four verdicts, those that say something: `source breaks, wire sends`.
pub(super) fn verdicts(finding: &Finding) -> String {
    let rule = finding.rule;
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

/// `400 {"detail":"x"} on say and speak`: status, body, endpoints.
pub(super) fn reply(change: &ReplyChange) -> (String, String, String) {
    let status = if change.any_of_class {
        format!("{} (any other {}xx)", change.status, change.status / 100)
    } else {
        change.status.to_string()
    };
    let body = match std::str::from_utf8(&change.body) {
        Ok("") => "(no body)".to_owned(),
        Ok(text) => super::text::shown(text),
        Err(_) => "(a body that is no text)".to_owned(),
    };
    let endpoints = match change.endpoints.as_slice() {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        all => all.join(", "),
    };
    (status, body, endpoints)
}

/// `X {reason: "a"}` where captured values are what changed, the bare name elsewhere.
pub(super) fn outcomes(change: &ReplyChange) -> (String, String) {
    use theta_diff::ReplyOutcome;
    let with_values = |outcome: &ReplyOutcome| match outcome {
        ReplyOutcome::Row {
            variant, captures, ..
        } if change.old.to_string() == change.new.to_string() => {
            let values: Vec<String> = captures
                .iter()
                .map(|(name, value)| format!("{name}: {value:?}"))
                .collect();
            format!("{variant} {{ {} }}", values.join(", "))
        }
        other => other.to_string(),
    };
    (with_values(&change.old), with_values(&change.new))
}
