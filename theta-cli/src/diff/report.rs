//! What is reported, whatever the format.

use super::FailOn;
use crate::report::{Place, Problem};
use theta_diff::{
    AckProblem, AckProblemKind, Acknowledged, Acknowledgements, BehaviourVerdict, Bump, Diff,
    Finding, SourceVerdict, UndecidedWhy, Version, WireVerdict, required_version,
};
use theta_spec::day::Day;
use theta_spec::source::SourceText;
use theta_spec::text::count;

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

    /// What is wrong with the file of acknowledgements.
    pub(super) fn problems(&self) -> Vec<Problem<'_>> {
        let Some(file) = &self.file else {
            return Vec::new();
        };
        let problems = self.problems.iter().map(|problem| Problem {
            kind: match problem.kind {
                AckProblemKind::Malformed => "malformed",
                AckProblemKind::Unused => "unused",
                AckProblemKind::Expired => "expired",
            },
            message: &problem.message,
            place: Place::of(file, problem.span),
        });
        problems.collect()
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
            Bump::Patch => "only texts or compiler warnings changed",
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
                "needs a {} release: {why} ({because} for it; before 1.0.0, minor and patch take the roles of major and minor)",
                bump.as_str()
            ),
        }
    }

    /// What was proved of the replies, in one line.
    pub(super) fn proof(&self) -> String {
        let proof = &self.diff.proof;
        if proof.endpoints == 0 {
            return "replies: no endpoint is in both contracts, so none were compared".to_owned();
        }
        let undecided = |is_meant: fn(&UndecidedWhy) -> bool| {
            let undecided = proof.undecided.iter();
            undecided.filter(|one| is_meant(&one.why)).count()
        };
        let mut doubts = Vec::new();
        if undecided(|why| *why == UndecidedWhy::ShapesDiffer) > 0 {
            doubts.push("error bodies are read at other places, so of those only the documented ones were tried".to_owned());
        }
        if let limit @ 1.. = undecided(|why| matches!(why, UndecidedWhy::Limit(_))) {
            let places = count(limit, "place");
            doubts.push(format!(
                "the search was cut off at {places} (--limit raises it)"
            ));
        }
        if let unconfirmed @ 1.. = undecided(|why| *why == UndecidedWhy::Unconfirmed) {
            let replies = count(unconfirmed, "reply");
            doubts.push(format!("{replies} could not be confirmed"));
        }
        if !doubts.is_empty() {
            return format!("replies: not proved complete: {}", doubts.join("; "));
        }
        let mut findings = self.diff.findings.iter();
        let result = if findings.any(|finding| !finding.replies.is_empty()) {
            "every kind of reply that changes its meaning is shown"
        } else {
            "no reply changes its meaning"
        };
        let (searched, pairs) = (
            proof.searched,
            count(proof.identical + proof.searched, "pair"),
        );
        let numbers = if proof.large_numbers_tried {
            "; of numbers beyond 64 bits one was tried"
        } else {
            ""
        };
        let values = if proof.values_tried {
            "; captured values were compared on samples"
        } else {
            ""
        };
        format!(
            "replies: {result}; proved for {pairs} of endpoint and status, {searched} of them by search{numbers}{values}"
        )
    }
}

/// Whether a finding is at least that serious.
fn counts(finding: &Finding, on: FailOn) -> bool {
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
